//! The contested graph: which claims cannot both hold, and on what ground.
//!
//! Contradiction is read off the structure of claims, never off their words. Nothing is invalidated by it.

mod denial;
mod value;

use oxigraph::model::NamedNode;

use super::described_graph;
use super::record::{Record, StoredClaim};
use crate::claim::Stance;
use crate::ontology::Ontology;
use crate::rdf::{GraphQuads, hashed_iri};
use crate::vocab::{CONTRADICTION_NAMESPACE, graph, tm};

pub(super) use denial::Denials;

/// Why two claims cannot both hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ground {
    /// One affirms the proposition that the other denies.
    OppositeStance,
    /// One denies of a whole, or with a wider relation, what the other affirms of a part.
    DenialOfWhole,
    /// They affirm two relations that exclude each other.
    DisjointRelations,
    /// They give two values to a relation that has one.
    FunctionalClash,
    /// The number of one lies outside the bounds of the other.
    CountClash,
}

/// Two claims that cannot both hold, the smaller IRI first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Contradiction {
    pub(super) claims: [NamedNode; 2],
    pub(super) ground: Ground,
}

impl Contradiction {
    fn between(one: &StoredClaim, other: &StoredClaim, ground: Ground) -> Self {
        let mut claims = [one.iri.clone(), other.iri.clone()];
        claims.sort();
        Self { claims, ground }
    }
}

/// Finds every pair of claims that cannot both hold, sorted, each pair once with its first ground.
pub(super) fn contradictions(ontology: &Ontology, record: &Record) -> Vec<Contradiction> {
    let mut found = denial::denied_claims(ontology, record);
    found.extend(value::clashing_claims(ontology, record));
    found.sort();
    found.dedup_by(|next, kept| next.claims == kept.claims);
    found
}

/// Writes each contradiction both ways as a plain triple, and as a node with its ground.
pub(super) fn contested_graph(contradictions: &[Contradiction]) -> GraphQuads {
    let mut graph = described_graph(graph::CONTESTED, tm::GRAPH_OF_CONTESTED);
    for contradiction in contradictions {
        let [one, other] = &contradiction.claims;
        graph.add(one, tm::CONTRADICTS, other.clone());
        graph.add(other, tm::CONTRADICTS, one.clone());
        let node = hashed_iri(CONTRADICTION_NAMESPACE, &[one.as_str(), other.as_str()]);
        graph.add_type(&node, tm::CONTRADICTION);
        graph.add(&node, tm::INVOLVES, one.clone());
        graph.add(&node, tm::INVOLVES, other.clone());
        graph.add(&node, tm::GROUND, contradiction.ground.node());
    }
    graph
}

impl Ground {
    fn node(self) -> NamedNode {
        let node = match self {
            Self::OppositeStance => tm::GROUND_OPPOSITE_STANCE,
            Self::DenialOfWhole => tm::GROUND_DENIAL_OF_WHOLE,
            Self::DisjointRelations => tm::GROUND_DISJOINT_RELATIONS,
            Self::FunctionalClash => tm::GROUND_FUNCTIONAL_CLASH,
            Self::CountClash => tm::GROUND_COUNT_CLASH,
        };
        node.into_owned()
    }
}

/// The claims that affirm something.
fn affirmations(record: &Record) -> impl Iterator<Item = &StoredClaim> {
    let claims = record.claims.iter();
    claims.filter(|claim| claim.stance == Stance::Affirms)
}
