//! The accepted graph: the claims that become plain triples, and by which policy.

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;

use super::contested::{Contradiction, Denials};
use super::record::{Record, StoredClaim, StoredProposition};
use super::{Policy, described_graph};
use crate::claim::{Certainty, Stance, Voice};
use crate::ontology::Ontology;
use crate::rdf::{GraphQuads, text};
use crate::vocab::{graph, tm};

/// Writes the plain triples that the policy accepts, and the policy.
pub(super) fn accepted_graph(
    ontology: &Ontology,
    policy: Policy,
    record: &Record,
    contradictions: &[Contradiction],
) -> GraphQuads {
    let mut graph = described_accepted(policy);
    let denials = Denials::of(ontology, record);
    let contradicted: BTreeSet<&NamedNode> = contradictions
        .iter()
        .flat_map(|contradiction| &contradiction.claims)
        .filter_map(|claim| proposition_of(record, claim))
        .collect();
    for claim in &record.claims {
        let Some(proposition) = record.propositions.get(&claim.proposition) else {
            continue;
        };
        let is_disputed =
            contradicted.contains(&claim.proposition) || denials.of_proposition(proposition).next().is_some();
        if is_warranted(ontology, policy, claim, proposition) && !is_disputed {
            graph.add(
                &proposition.subject,
                proposition.predicate.clone(),
                proposition.object.clone(),
            );
        }
    }
    graph
}

/// The accepted graph's own description alone.
pub(super) fn described_accepted(policy: Policy) -> GraphQuads {
    let mut graph = described_graph(graph::ACCEPTED, tm::GRAPH_OF_ACCEPTED);
    graph.add(&graph::ACCEPTED.into_owned(), tm::POLICY, text(policy.words()));
    graph
}

fn is_warranted(
    ontology: &Ontology,
    policy: Policy,
    claim: &StoredClaim,
    proposition: &StoredProposition,
) -> bool {
    let is_flat = claim.stance == Stance::Affirms && claim.certainty == Certainty::Certain;
    let is_by_author = claim.voice == Voice::AuthorVoice;
    let is_self_report = policy == Policy::AuthorAndSelfReports
        && claim.claimant == proposition.subject
        && ontology
            .relation(proposition.predicate.as_ref())
            .is_some_and(|relation| relation.is_self_warranted);
    is_flat && (is_by_author || is_self_report)
}

fn proposition_of<'a>(record: &'a Record, claim: &NamedNode) -> Option<&'a NamedNode> {
    let index = record
        .claims
        .binary_search_by(|known| known.iri.cmp(claim))
        .ok()?;
    record.claims.get(index).map(|claim| &claim.proposition)
}
