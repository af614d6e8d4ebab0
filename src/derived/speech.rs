//! The speech-act graph: that somebody said it, as a plain triple.

use oxigraph::model::NamedNodeRef;

use super::described_graph;
use super::record::{Record, StoredClaim};
use crate::claim::Stance;
use crate::rdf::GraphQuads;
use crate::vocab::{graph, rdf, tm};

/// Writes who reports, suspects, denies or doubts what; a weak form always with its strong parent.
///
/// The propositions are described here as well, so that a query needs no other graph to show what was said.
pub(super) fn speech_act_graph(record: &Record) -> GraphQuads {
    let mut graph = described_graph(graph::SPEECH_ACTS, tm::GRAPH_OF_SPEECH_ACTS);
    for claim in &record.claims {
        for verb in speech_acts(claim) {
            graph.add(&claim.claimant, *verb, claim.proposition.clone());
        }
    }
    for (iri, proposition) in &record.propositions {
        graph.add_type(iri, tm::PROPOSITION);
        graph.add(iri, rdf::SUBJECT, proposition.subject.clone());
        graph.add(iri, rdf::PREDICATE, proposition.predicate.clone());
        graph.add(iri, rdf::OBJECT, proposition.object.clone());
        if let Some(label) = proposition.labels.first() {
            graph.add_label(iri, label);
        }
    }
    for (relation, labels) in &record.open_relations {
        graph.add_type(relation, tm::OPEN_RELATION);
        if let Some(label) = labels.first() {
            graph.add_label(relation, label);
        }
    }
    graph
}

/// The speech acts of a claim; taking no position is none.
fn speech_acts(claim: &StoredClaim) -> &'static [NamedNodeRef<'static>] {
    match (claim.stance, claim.is_weak()) {
        (Stance::Affirms, false) => &[tm::REPORTS],
        (Stance::Affirms, true) => &[tm::REPORTS, tm::SUSPECTS],
        (Stance::Denies, false) => &[tm::DENIES],
        (Stance::Denies, true) => &[tm::DENIES, tm::DOUBTS],
        (Stance::Neutral, _) => &[],
    }
}
