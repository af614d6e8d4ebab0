//! Two descriptions of one document put together.

use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad};
use rustc_hash::FxHashSet;

use super::{Description, is_claim};
use crate::vocab::{CLAIM_NAMESPACE, rdf, rdfs, schema, tm};

impl Description {
    /// A description of the document `graph` from quads of its graph, which may come from several extractors.
    ///
    /// Where two give another value to what a claim or the document has once, such as a confidence, the first stays.
    pub fn of_quads(graph: NamedNode, quads: impl IntoIterator<Item = Quad>) -> Self {
        let document = NamedOrBlankNode::from(graph.clone());
        let mut first = FxHashSet::default();
        let mut known = FxHashSet::default();
        let quads = quads.into_iter().filter(|quad| {
            let is_new =
                !has_one(quad, &document) || first.insert((quad.subject.clone(), quad.predicate.clone()));
            is_new && known.insert(quad.clone())
        });
        let quads: Vec<Quad> = quads.collect();
        Self {
            claims: quads.iter().filter(|quad| is_claim(quad)).count(),
            dropped: Vec::new(),
            graph,
            quads,
        }
    }
}

/// Whether the subject has one object at most with this predicate.
fn has_one(quad: &Quad, document: &NamedOrBlankNode) -> bool {
    if quad.subject == *document {
        return quad.predicate != rdf::TYPE && quad.predicate != schema::AUTHOR;
    }
    let is_of_claim = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().starts_with(CLAIM_NAMESPACE),
        NamedOrBlankNode::BlankNode(_) => false,
    };
    is_of_claim
        && [rdfs::LABEL, tm::VOICE, tm::CONFIDENCE]
            .iter()
            .any(|single| quad.predicate == *single)
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{Literal, NamedNodeRef, Term};

    use super::*;
    use crate::vocab::xsd;

    fn quads(confidence: &str, evidence: &str) -> Vec<Quad> {
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let claim = node(&format!("{CLAIM_NAMESPACE}1"));
        let graph = node("https://example.org/d");
        let quad = |predicate: NamedNodeRef<'_>, object: Term| {
            Quad::new(claim.clone(), predicate, object, graph.clone())
        };
        vec![
            quad(rdf::TYPE, tm::CLAIM.into()),
            quad(
                tm::CONFIDENCE,
                Literal::new_typed_literal(confidence, xsd::DECIMAL).into(),
            ),
            quad(tm::EVIDENCE, node(evidence).into()),
        ]
    }

    #[test]
    fn a_claim_told_twice_keeps_its_first_confidence_and_all_evidence() {
        let graph = NamedNode::new_unchecked("https://example.org/d");
        let [one, other] = [
            ("0.9", "https://example.org/d#1"),
            ("0.4", "https://example.org/d#2"),
        ];
        let both = quads(one.0, one.1).into_iter().chain(quads(other.0, other.1));
        let description = Description::of_quads(graph, both);
        assert_eq!(description.claims, 1);
        let shown: Vec<String> = description
            .quads
            .iter()
            .map(|quad| quad.object.to_string())
            .collect();
        assert_eq!(description.quads.len(), 4, "{shown:?}");
        assert!(
            shown.iter().any(|object| object.starts_with("\"0.9\"")),
            "{shown:?}"
        );
    }
}
