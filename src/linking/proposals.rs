//! What the program proposes to people: rows of a mapping set.

use oxigraph::model::NamedNodeRef;

use super::judge::{Outcome, Verdict};
use super::subject::Subject;
use crate::linkage::sssom::{Mapping, MappingSet};
use crate::vocab::{PREFIXES, curie};

/// A link that was drawn or may be one, with what shows a person who is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// IRI and name of the thing.
    pub subject: (String, String),
    /// IRI and name of the record, or of the other thing.
    pub object: (String, String),
    /// How likely it is, between 0 and 1.
    pub confidence: f64,
    /// Sentences about them.
    pub comment: String,
}

/// The links of outcomes, to be proposed.
pub fn proposals(outcomes: &[Outcome]) -> Vec<Proposal> {
    let judged = outcomes.iter().filter(|outcome| outcome.verdict != Verdict::None);
    let best = judged.filter_map(|outcome| {
        let best = outcome.judgements.first()?;
        Some(Proposal {
            subject: (
                outcome.subject.iri.as_str().to_owned(),
                outcome.subject.label.clone(),
            ),
            object: (best.record.id.clone(), best.record.label.clone()),
            confidence: best.confidence(),
            comment: sentence(&outcome.subject).to_owned(),
        })
    });
    best.collect()
}

/// A sentence about a thing: the first in the order of characters.
pub(super) fn sentence(subject: &Subject) -> &str {
    subject.sentences.first().map_or("", String::as_str)
}

/// A mapping set without rows for links to what is called `target`, with the prefixes that they need.
pub fn new_proposals(target: &str, proposals: &[Proposal]) -> MappingSet {
    let foreign = proposals.iter().find_map(|proposal| {
        let iri = proposal.object.0.as_str();
        NamedNodeRef::new(iri)
            .is_ok_and(|node| curie(node).starts_with('<'))
            .then(|| namespace(iri))
    });
    let mut prefixes: Vec<(&str, &str)> = PREFIXES.to_vec();
    prefixes.extend(foreign.map(|namespace| (target, namespace)));
    MappingSet::new(&format!("https://w3id.org/testimony/links/{target}"), &prefixes)
}

/// Proposes each link to `target`; earlier proposals make room, decisions stay.
pub fn propose(mappings: &mut MappingSet, (target, proposals): (&str, &[Proposal])) {
    mappings.clear_proposals();
    for proposal in proposals {
        let [subject, object] =
            [&proposal.subject, &proposal.object].map(|(iri, _)| shortened(mappings, target, iri));
        let row = Mapping::proposed(&subject, "skos:exactMatch", &object, proposal.confidence)
            .with("subject_label", &proposal.subject.1)
            .with("object_label", &proposal.object.1)
            .with("comment", &proposal.comment);
        mappings.push(row);
    }
}

/// The shortest that stands for an IRI in a table: by the target's prefix, by one of ours, or itself.
fn shortened(mappings: &MappingSet, target: &str, iri: &str) -> String {
    let name = iri.strip_prefix(namespace(iri)).unwrap_or(iri);
    let by_target = format!("{target}:{name}");
    if mappings.expanded(&by_target).as_deref() == Some(iri) {
        return by_target;
    }
    match NamedNodeRef::new(iri).map(curie) {
        Ok(short) if !short.starts_with('<') => short,
        _ => iri.to_owned(),
    }
}

/// An IRI up to its last name.
fn namespace(iri: &str) -> &str {
    let body = iri.trim_end_matches('/');
    let end = body.rfind(['/', '#']).map_or(iri.len(), |end| end + 1);
    iri.get(..end).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_ends_before_the_last_name() {
        assert_eq!(
            namespace("https://sws.geonames.org/6077243/"),
            "https://sws.geonames.org/"
        );
        assert_eq!(namespace("https://example.org/a#b"), "https://example.org/a#");
        assert_eq!(namespace("novo"), "novo");
    }

    #[test]
    fn records_are_written_by_the_prefix_of_their_dataset_and_things_by_ours() {
        let novo = |object: &str| Proposal {
            subject: (
                "https://w3id.org/testimony/entity/place/novo".to_owned(),
                "Novo".to_owned(),
            ),
            object: (object.to_owned(), "Novo".to_owned()),
            confidence: 0.75,
            comment: String::new(),
        };
        let written = |target: &str, object: &str| {
            let proposals = [novo(object)];
            let mut mappings = new_proposals(target, &proposals);
            propose(&mut mappings, (target, &proposals));
            let (subject, object) = mappings.mappings()[0].pair();
            format!("{subject} {object}")
        };
        assert_eq!(
            written("places", "https://sws.geonames.org/12/"),
            "place:novo places:12/"
        );
        let other = "https://w3id.org/testimony/entity/place/nowo";
        assert_eq!(written("within", other), "place:novo place:nowo");
    }
}
