//! A reading as quads: one named graph for each document version.
//!
//! The graph of a document holds what was read off it and nothing else: the document with its exact text, the
//! entities that take part in a claim, mentions, propositions and claims. A proposition is described, never
//! asserted; which of them become plain triples is decided later, over all documents (see [`crate::derived`]).
//!
//! Every IRI is made from content (a hash or a position), so reading a document twice gives the same quads.

use std::fmt;

use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, Term};

use crate::claim::Reading;
use crate::document::{DateBasis, text_hash};
use crate::ontology::Ontology;
use crate::vocab::{DOCUMENT_NAMESPACE, rdf, rdfs, tm};

mod claim;
mod document;
mod entity;
mod linked;
mod merging;
mod occurrence;
mod proposition;
mod span;

#[cfg(test)]
pub(crate) mod example;

pub(crate) use claim::{certainty_node, speech_verb, stance_node, voice_node};
pub use linked::LinkGraphs;
pub(crate) use linked::{WITHIN, is_of_links};
pub use proposition::{PropositionNode, open_relation};
pub(crate) use proposition::{proposition_words, relation_words};

use span::Spans;

/// What one document's graph holds, and what could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The graph's name, which is the document version's IRI.
    pub graph: NamedNode,
    /// The graph, in writing order; a quad may occur twice.
    pub quads: Vec<Quad>,
    /// How many claims the graph has.
    pub claims: usize,
    /// The claims left out, in text order.
    pub dropped: Vec<DroppedClaim>,
}

impl Description {
    /// Says what the description follows from.
    pub fn add_fingerprint(&mut self, fingerprint: &str) {
        let (document, graph) = (self.graph.clone(), self.graph.clone());
        self.quads
            .push(Quad::new(document, tm::FINGERPRINT, text(fingerprint), graph));
    }
}

/// A claim that was not written, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedClaim {
    /// Its position in [`Reading::claims`].
    pub claim: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for DroppedClaim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "claim {} was dropped: {}", self.claim, self.reason)
    }
}

/// Describes a reading in the named graph of its document.
///
/// A claim whose spans do not slice out of the text exactly is dropped: no evidence, no claim.
pub fn describe_reading(ontology: &Ontology, reading: &Reading) -> Description {
    let spans = Spans::new(reading);
    let mut graph = GraphQuads::new(reading.document.iri().as_node().clone());
    let sources = document::describe_document(&mut graph, reading);
    let mut writer = claim::ClaimWriter::new(ontology, reading, &spans, &sources);
    let dropped = writer.describe_claims(&mut graph);
    entity::describe_entities(&mut graph, reading, &spans, &writer.participants);
    Description {
        graph: graph.name,
        quads: graph.quads,
        claims: reading.claims.len() - dropped.len(),
        dropped,
    }
}

/// The quads of one graph while it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphQuads {
    name: NamedNode,
    quads: Vec<Quad>,
}

impl GraphQuads {
    pub(crate) fn new(name: NamedNode) -> Self {
        Self {
            name,
            quads: Vec::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        subject: &NamedNode,
        predicate: impl Into<NamedNode>,
        object: impl Into<Term>,
    ) {
        self.quads
            .push(Quad::new(subject.clone(), predicate, object, self.name.clone()));
    }

    pub(crate) fn add_type(&mut self, subject: &NamedNode, class: NamedNodeRef<'_>) {
        self.add(subject, rdf::TYPE, class);
    }

    pub(crate) fn add_label(&mut self, subject: &NamedNode, label: &str) {
        self.add(subject, rdfs::LABEL, text(label));
    }

    pub(crate) fn into_quads(self) -> Vec<Quad> {
        self.quads
    }
}

/// Whether a graph is that of a document.
pub(crate) fn is_document(graph: GraphNameRef<'_>) -> bool {
    matches!(graph, GraphNameRef::NamedNode(name) if name.as_str().starts_with(DOCUMENT_NAMESPACE))
}

/// Whether a quad says that its subject is a claim.
pub(crate) fn is_claim(quad: &Quad) -> bool {
    quad.predicate == rdf::TYPE && quad.object == Term::from(tm::CLAIM)
}

/// The text of a literal; other terms as N-Quads have them.
pub(crate) fn plain_text(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// A plain string.
pub(crate) fn text(value: &str) -> Literal {
    Literal::new_simple_literal(value)
}

/// An IRI of a namespace of ours, named by the hash of `parts`; no part may contain a line break.
pub(crate) fn hashed_iri(namespace: &str, parts: &[&str]) -> NamedNode {
    let hash = text_hash(&parts.join("\n"));
    NamedNode::new_unchecked(format!("{namespace}{}", &hash[..32]))
}

fn date_basis(basis: DateBasis) -> NamedNodeRef<'static> {
    match basis {
        DateBasis::Dateline => tm::BASIS_DATELINE,
        DateBasis::Metadata => tm::BASIS_METADATA,
        DateBasis::Page => tm::BASIS_PAGE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oxigraph::model::NamedOrBlankNode;

    use super::example::{Example, dispute, number};
    use super::*;
    use crate::claim::{Claim, Object, Predicate, Stance};
    use crate::document::ByteSpan;
    use crate::extractor::Extractor;
    use crate::vocab::{DOCUMENT_NAMESPACE, nif, rdf};

    fn describe(example: &Example) -> Description {
        describe_reading(&Ontology::bundled(), &example.reading)
    }

    fn objects(description: &Description, predicate: NamedNodeRef<'_>) -> BTreeSet<String> {
        let quads = description.quads.iter();
        quads
            .filter(|quad| quad.predicate == predicate)
            .map(|quad| quad.object.to_string())
            .collect()
    }

    fn subjects(description: &Description, class: NamedNodeRef<'_>) -> BTreeSet<String> {
        let quads = description.quads.iter();
        quads
            .filter(|quad| quad.predicate == rdf::TYPE && quad.object == Term::from(class))
            .map(|quad| quad.subject.to_string())
            .collect()
    }

    #[test]
    fn nothing_is_a_blank_node_and_all_is_in_the_graph_of_the_document() {
        let description = describe(&dispute());
        assert!(description.graph.as_str().starts_with(DOCUMENT_NAMESPACE));
        for quad in &description.quads {
            assert!(matches!(quad.subject, NamedOrBlankNode::NamedNode(_)), "{quad}");
            assert!(!matches!(quad.object, Term::BlankNode(_)), "{quad}");
            assert_eq!(quad.graph_name, description.graph.clone().into());
        }
    }

    #[test]
    fn every_span_slices_out_of_the_stored_text() {
        let example = dispute();
        let description = describe(&example);
        let text: Vec<char> = example.reading.document.text().chars().collect();
        let mut spans = 0;
        for quad in description
            .quads
            .iter()
            .filter(|quad| quad.predicate == nif::ANCHOR_OF)
        {
            let (_, offsets) = quad
                .subject
                .to_string()
                .split_once("#char=")
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .unwrap();
            let (start, end) = offsets.trim_end_matches('>').split_once(',').unwrap();
            let words: String = text[start.parse().unwrap()..end.parse().unwrap()]
                .iter()
                .collect();
            assert_eq!(quad.object, Term::from(super::text(&words)));
            spans += 1;
        }
        assert!(spans > 10, "only {spans} spans");
    }

    #[test]
    fn a_claim_whose_words_are_not_in_the_text_is_dropped_and_named() {
        let mut example = dispute();
        let end = example.reading.document.text().len();
        example.reading.claims[1].evidence = ByteSpan::new(end - 3, end + 9);
        // A byte inside the opening quotation mark.
        example.reading.claims[2].cue = Some(ByteSpan::new(1, 9));
        let description = describe(&example);
        let dropped: Vec<_> = description.dropped.iter().map(|dropped| dropped.claim).collect();
        assert_eq!(dropped, [1, 2]);
        assert_eq!(subjects(&description, tm::CLAIM).len(), 3);
        assert!(
            description.dropped[1]
                .to_string()
                .contains("bytes 1 to 9 do not slice")
        );
    }

    #[test]
    fn a_proposition_is_described_and_never_asserted() {
        let description = describe(&dispute());
        let operates = example::relation_iri("operates");
        assert!(description.quads.iter().all(|quad| quad.predicate != operates));
        assert!(objects(&description, rdf::PREDICATE).contains(&operates.to_string()));
        assert!(
            objects(&description, rdfs::LABEL)
                .contains("\"Ruritania denies: Ruritania operates the depots\"")
        );
    }

    #[test]
    fn an_inverse_meets_the_declared_relation_at_one_proposition() {
        let mut example = dispute();
        let [two, ruritania] = [1, 2];
        let inverse = (two, "operatesOnBehalfOf", Object::Entity(ruritania));
        let claim = example.claim(inverse, "Ruritania runs at least 40 depots");
        let before = subjects(&describe(&example), tm::PROPOSITION);
        example.reading.claims.push(claim);
        assert_eq!(subjects(&describe(&example), tm::PROPOSITION), before);
    }

    #[test]
    fn a_symmetric_relation_has_one_proposition_for_both_orders() {
        let ontology = Ontology::bundled();
        let [one, other] =
            ["a", "b"].map(|name| NamedNode::new_unchecked(format!("https://example.org/{name}")));
        let met = example::relation_iri("metWith");
        let there = PropositionNode::new(&ontology, one.clone(), met.clone(), other.clone().into());
        let back = PropositionNode::new(&ontology, other, met, one.into());
        assert_eq!(there, back);
    }

    #[test]
    fn who_says_the_same_again_adds_evidence_to_one_claim() {
        let mut example = dispute();
        let again = Claim {
            evidence: example.span("40 depots"),
            ..example.reading.claims[3].clone()
        };
        let before = subjects(&describe(&example), tm::CLAIM);
        example.reading.claims.push(again);
        let description = describe(&example);
        assert_eq!(subjects(&description, tm::CLAIM), before);
        assert!(objects(&description, tm::EVIDENCE).len() > before.len());
    }

    #[test]
    fn stance_makes_another_claim_on_the_same_proposition() {
        let mut example = dispute();
        let denied = Claim {
            stance: Stance::Denies,
            ..example.reading.claims[3].clone()
        };
        example.reading.claims.push(denied);
        let description = describe(&example);
        assert_eq!(subjects(&description, tm::CLAIM).len(), 6);
        assert_eq!(subjects(&description, tm::PROPOSITION).len(), 5);
    }

    #[test]
    fn a_claim_that_two_extractors_read_names_both() {
        let mut example = dispute();
        let again = Claim {
            extractor: Extractor::new("llm", "qwen3:8b".into()),
            ..example.reading.claims[3].clone()
        };
        example.reading.claims.push(again);
        let description = describe(&example);
        assert_eq!(subjects(&description, tm::CLAIM).len(), 5);
        assert_eq!(subjects(&description, tm::EXTRACTOR).len(), 2);
        let named = description
            .quads
            .iter()
            .filter(|quad| quad.predicate == tm::HAS_EXTRACTOR);
        assert_eq!(named.count(), 6);
    }

    #[test]
    fn an_unknown_predicate_keeps_its_words_and_is_marked_open() {
        let mut example = dispute();
        example.reading.claims[0].proposition.predicate = Predicate::Open("look closely at".into());
        let description = describe(&example);
        let open = subjects(&description, tm::OPEN_RELATION);
        assert_eq!(
            open,
            ["<https://w3id.org/testimony/open#look-closely-at>".to_owned()].into()
        );
    }

    #[test]
    fn an_entity_without_a_claim_stays_a_mention() {
        let mut example = dispute();
        example.reading.claims.truncate(1);
        let description = describe(&example);
        assert_eq!(subjects(&description, tm::MENTION).len(), 6);
        // The police, the two depots, and the depots that the two are part of.
        assert_eq!(objects(&description, tm::REFERS_TO).len(), 3);
    }

    #[test]
    fn a_reading_with_an_entity_out_of_reach_drops_the_claim() {
        let mut example = dispute();
        example.reading.claims[4].proposition.subject = 99;
        example.reading.claims[3].proposition.object = number(41);
        let description = describe(&example);
        assert_eq!(description.dropped.len(), 1);
        assert!(description.dropped[0].reason.contains("entity 99"));
    }

    #[test]
    fn the_same_reading_gives_the_same_quads() {
        assert_eq!(describe(&dispute()), describe(&dispute()));
    }
}
