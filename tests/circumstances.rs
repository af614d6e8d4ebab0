//! Facts with more than two parts stay together: who, whom, where, with whom, why.

use testimony::analysis::WordCache;
use testimony::claim::Object;
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, read_document};
use testimony::vocab::curie;

/// For each claim with circumstances: `subject → object: role entity, …`.
fn circumstances(text: &str) -> Vec<String> {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let reading = read_document(&Resources::bundled(), &mut WordCache::new(), document);
    let label = |entity: usize| reading.entities.entities[entity].label.clone();
    let claims = reading
        .claims
        .iter()
        .filter(|claim| !claim.circumstances.is_empty());
    claims
        .map(|claim| {
            let object = match &claim.proposition.object {
                Object::Entity(entity) => label(*entity),
                Object::Literal(literal) => literal.value().to_owned(),
            };
            let parts = claim.circumstances.iter();
            let parts = parts.map(|part| format!("{} {}", curie(part.role.as_ref()), label(part.entity)));
            let parts: Vec<_> = parts.collect();
            format!(
                "{} → {object}: {}",
                label(claim.proposition.subject),
                parts.join(", ")
            )
        })
        .collect()
}

#[test]
fn where_and_with_whom_stand_beside_subject_and_object() {
    assert_eq!(
        circumstances("The police detained the mayor at the airport over the fire."),
        ["police → mayor: tm:concerning fire, tm:takesPlaceAt airport"]
    );
    assert_eq!(
        circumstances("Norway signed a treaty with Finland in Oslo on Monday."),
        [
            "Norway → Finland: tm:takesPlaceAt Oslo",
            "Norway → treaty: tm:takesPlaceAt Oslo"
        ]
    );
    assert_eq!(
        circumstances("The crew carried three boats from Lyon to Paris."),
        ["crew → three boats: tm:from Lyon, tm:to Paris"]
    );
}

#[test]
fn a_bare_fact_has_no_circumstances() {
    assert_eq!(circumstances("Norway supports Finland."), Vec::<String>::new());
}
