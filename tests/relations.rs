//! Which relations a sentence says, and what no word may turn into a relation.

use testimony::analysis::WordCache;
use testimony::claim::{Object, Predicate};
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, read_document};
use testimony::vocab::curie;

/// `subject relation object` for each claim on a relation of the ontology, in text order.
fn relations(text: &str) -> Vec<String> {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let reading = read_document(&Resources::bundled(), &mut WordCache::new(), document);
    let label = |entity: usize| reading.entities.entities[entity].label.clone();
    let claims = reading.claims.iter();
    let said = claims.filter_map(|claim| {
        let Predicate::Relation(relation) = &claim.proposition.predicate else {
            return None;
        };
        let object = match &claim.proposition.object {
            Object::Entity(entity) => label(*entity),
            Object::Literal(literal) => literal.value().to_owned(),
        };
        let subject = label(claim.proposition.subject);
        Some(format!("{subject} {} {object}", curie(relation.as_ref())))
    });
    said.collect()
}

#[test]
fn one_leaves_a_post_in_an_organisation_and_not_in_a_ship() {
    assert_eq!(
        relations("Mark Roe left Northern Bank in May."),
        ["Mark Roe tm:resignedFrom Northern Bank"]
    );
    assert_eq!(relations("Mark Roe left the ship."), Vec::<String>::new());
}

#[test]
fn a_sum_of_money_is_no_number_of_things() {
    let said = relations("Northern Bank paid 90 million euros for the site.");
    assert!(!said.iter().any(|said| said.contains("ount")), "{said:?}");
}

#[test]
fn a_title_or_a_kinship_before_a_name_says_a_relation() {
    let said = relations("The firm's chief executive Jane Roe met Ann Lee.");
    assert!(said.contains(&"Jane Roe tm:leads firm".to_owned()), "{said:?}");
    let said = relations("Jane Roe, a daughter of John Roe, was born in Porto.");
    assert!(
        said.contains(&"Jane Roe tm:childOf John Roe".to_owned()),
        "{said:?}"
    );
}

#[test]
fn light_verbs_say_what_their_nouns_mean() {
    assert_eq!(
        relations("Norway broke off ties with Finland."),
        ["Norway tm:brokeTiesWith Finland"]
    );
    assert_eq!(
        relations("Police named the suspect as John Marsh."),
        Vec::<String>::new()
    );
}

#[test]
fn who_is_what_a_noun_names_may_stand_behind_be() {
    let said = relations("The director of the Novo Museum is Ann Lee.");
    assert!(
        said.contains(&"Ann Lee tm:leads Novo Museum".to_owned()),
        "{said:?}"
    );
    let said = relations("The director of the Novo Museum is a lawyer.");
    assert!(!said.iter().any(|said| said.contains("tm:leads")), "{said:?}");
}
