//! Propositions: normalised, so that all who say the same meet at one node.

use oxigraph::model::{NamedNode, NamedNodeRef, Term};

use super::{GraphQuads, hashed_iri, text};
use crate::ontology::Ontology;
use crate::vocab::{OPEN_NAMESPACE, PROPOSITION_NAMESPACE, curie, rdf, tm};

/// A proposition in RDF terms: what is said, not asserted.
///
/// It stands in the declared direction of its relation, and a symmetric one has its smaller IRI first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PropositionNode {
    /// Named by the hash of the other three.
    pub iri: NamedNode,
    /// What it is about.
    pub subject: NamedNode,
    /// What it says.
    pub predicate: NamedNode,
    /// Of what it says so.
    pub object: Term,
}

impl PropositionNode {
    /// Normalises the three terms and names the proposition.
    pub fn new(ontology: &Ontology, subject: NamedNode, predicate: NamedNode, object: Term) -> Self {
        let (subject, predicate, object) = normalise(ontology, subject, predicate, object);
        let parts = [subject.as_str(), predicate.as_str(), &object.to_string()];
        Self {
            iri: hashed_iri(PROPOSITION_NAMESPACE, &parts),
            subject,
            predicate,
            object,
        }
    }

    /// Describes it, with a label that reads as a sentence.
    pub(super) fn describe(&self, graph: &mut GraphQuads, label: &str) {
        graph.add_type(&self.iri, tm::PROPOSITION);
        graph.add(&self.iri, rdf::SUBJECT, self.subject.clone());
        graph.add(&self.iri, rdf::PREDICATE, self.predicate.clone());
        graph.add(&self.iri, rdf::OBJECT, self.object.clone());
        graph.add_label(&self.iri, label);
    }
}

fn normalise(
    ontology: &Ontology,
    subject: NamedNode,
    predicate: NamedNode,
    object: Term,
) -> (NamedNode, NamedNode, Term) {
    let Term::NamedNode(other) = object else {
        return (subject, predicate, object);
    };
    let relation = ontology.relation(predicate.as_ref());
    if let Some(declared) = relation.and_then(|relation| relation.inverse_of.clone()) {
        return (other, declared, subject.into());
    }
    match relation.is_some_and(|relation| relation.is_symmetric) && other < subject {
        true => (other, predicate, subject.into()),
        false => (subject, predicate, other.into()),
    }
}

/// The IRI of a predicate that the lexicon does not know, from its words: "interfere in" gives `open:interfere-in`.
pub fn open_relation(lemma: &str) -> NamedNode {
    let words = lemma
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_lowercase();
    match slug.as_str() {
        "" => hashed_iri(OPEN_NAMESPACE, &[lemma]),
        slug => NamedNode::new_unchecked(format!("{OPEN_NAMESPACE}{slug}")),
    }
}

/// Describes a predicate that the lexicon does not know.
pub(super) fn describe_open_relation(graph: &mut GraphQuads, relation: &NamedNode, lemma: &str) {
    graph.add_type(relation, tm::OPEN_RELATION);
    graph.add_label(relation, lemma);
}

/// The words for a relation: its label in the ontology, else its short name.
pub(crate) fn relation_words(ontology: &Ontology, relation: NamedNodeRef<'_>) -> String {
    match ontology.label(relation) {
        Some(label) => label.to_owned(),
        None => curie(relation),
    }
}

/// A proposition as a sentence. A relation with a gap, "has at least n members", takes the object there.
pub(crate) fn proposition_words(subject: &str, relation: &str, object: &str) -> String {
    match relation.split_once(" n ") {
        Some((before, after)) => format!("{subject} {before} {object} {after}"),
        None => format!("{subject} {relation} {object}"),
    }
}

/// The words for an object that is a literal.
pub(super) fn literal_words(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => text(&other.to_string()).value().to_owned(),
    }
}
