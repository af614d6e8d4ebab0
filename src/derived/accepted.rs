//! The accepted graph: the claims that become plain triples, and by which policy.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use super::contested::{Contradiction, Denials};
use super::record::{Record, StoredClaim, StoredProposition};
use super::{Policy, described_graph};
use crate::claim::{Stance, Voice};
use crate::ontology::Ontology;
use crate::rdf::{GraphQuads, text};
use crate::syndication::{Sketch, copies, groups, independent_sources};
use crate::vocab::{graph, tm};

/// Writes the plain triples that the policy accepts, and the policy.
pub(super) fn accepted_graph(
    ontology: &Ontology,
    policy: &Policy,
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
    let mut sources: BTreeMap<&NamedNode, BTreeSet<&NamedNode>> = BTreeMap::new();
    for claim in &record.claims {
        let proposition = record.propositions.get(&claim.proposition);
        if proposition.is_some_and(|proposition| is_warranted(ontology, policy, claim, proposition)) {
            let documents = sources.entry(&claim.proposition).or_default();
            documents.insert(&claim.document);
        }
    }
    for (iri, documents) in sources {
        let Some(proposition) = record
            .propositions
            .get(iri)
            .filter(|_| policy.sources < 2 || independent(record, &documents) >= policy.sources)
        else {
            continue;
        };
        if !contradicted.contains(iri) && denials.of_proposition(proposition).next().is_none() {
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
pub(super) fn described_accepted(policy: &Policy) -> GraphQuads {
    let mut graph = described_graph(graph::ACCEPTED, tm::GRAPH_OF_ACCEPTED);
    graph.add(&graph::ACCEPTED.into_owned(), tm::POLICY, text(&policy.words()));
    graph
}

/// How many of the documents are independent of one another: with publishers and texts of their own.
fn independent(record: &Record, documents: &BTreeSet<&NamedNode>) -> usize {
    let publisher = |document| record.publishers.get(document).unwrap_or(document);
    let publishers: BTreeSet<&NamedNode> = documents.iter().map(|document| publisher(*document)).collect();
    let publishers: BTreeMap<&NamedNode, usize> = publishers.into_iter().zip(0..).collect();
    let (sketched, others): (Vec<&NamedNode>, Vec<&NamedNode>) = documents
        .iter()
        .partition(|document| record.sketches.contains_key(**document));
    let sketches: Vec<&Sketch> = sketched
        .iter()
        .filter_map(|document| record.sketches.get(*document))
        .collect();
    let groups = groups(sketches.len(), &copies(&sketches)).into_iter();
    // A text without a sketch is a group of its own.
    let groups = groups.chain(sketches.len()..);
    let placed = sketched.iter().chain(&others).zip(groups);
    let placed = placed.filter_map(|(document, group)| Some((*publishers.get(publisher(document))?, group)));
    independent_sources(&placed.collect::<Vec<_>>())
}

fn is_warranted(
    ontology: &Ontology,
    policy: &Policy,
    claim: &StoredClaim,
    proposition: &StoredProposition,
) -> bool {
    let is_firm = claim.stance == Stance::Affirms && policy.is_firm(claim.certainty);
    let is_by_author = policy.author_voice && claim.voice == Voice::AuthorVoice;
    let is_self_report = policy.self_reports
        && claim.claimant == proposition.subject
        && ontology
            .relation(proposition.predicate.as_ref())
            .is_some_and(|relation| relation.is_self_warranted);
    is_firm && (is_by_author || is_self_report || policy.trusted.contains(claim.claimant.as_str()))
}

fn proposition_of<'a>(record: &'a Record, claim: &NamedNode) -> Option<&'a NamedNode> {
    let index = record
        .claims
        .binary_search_by(|known| known.iri.cmp(claim))
        .ok()?;
    record.claims.get(index).map(|claim| &claim.proposition)
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Quad;

    use super::*;
    use crate::claim::{Claim, Claimant, Object};
    use crate::derived::{LeastCertainty, derive_graphs};
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};

    fn accepted(example: &Example, policy: Policy) -> String {
        let ontology = Ontology::bundled();
        let quads = describe_reading(&ontology, &example.reading).quads;
        let derived = derive_graphs(&ontology, policy, quads);
        let accepted = derived
            .iter()
            .filter(|quad| quad.graph_name == graph::ACCEPTED.into());
        accepted.map(|quad| format!("{quad}\n")).collect()
    }

    #[test]
    fn whom_one_trusts_is_believed_as_far_as_asked() {
        let trusting = |certainty| Policy {
            trusted: ["https://w3id.org/testimony/entity/open-ports".to_owned()].into(),
            certainty,
            ..Policy::default()
        };
        let count = "the-depots> <https://w3id.org/testimony#minCount> \"40\"";
        let mut example = dispute();
        assert!(!accepted(&example, Policy::default()).contains(count));
        assert!(accepted(&example, trusting(LeastCertainty::Certain)).contains(count));
        // Nobody is left to deny what the watchdog holds to be probable.
        example.reading.claims.remove(1);
        let alleged =
            "ruritania> <https://w3id.org/testimony#operates> <https://w3id.org/testimony/entity/two-depots>";
        assert!(!accepted(&example, trusting(LeastCertainty::Certain)).contains(alleged));
        assert!(accepted(&example, trusting(LeastCertainty::Probable)).contains(alleged));
    }

    /// An article that says where Novo is, in a paper, with more words.
    fn article(publisher: &str, words: &str) -> Vec<Quad> {
        let mut example = Example::new(&format!("Novo is in Ruritania {words} ."));
        example.reading.document.metadata.publisher = Some(publisher.to_owned());
        let [novo, ruritania] =
            [("City", "Novo"), ("Country", "Ruritania")].map(|(class, name)| example.entity(class, name));
        let claim = example.claim(
            (novo, "locatedIn", Object::Entity(ruritania)),
            "Novo is in Ruritania",
        );
        example.reading.claims = vec![Claim {
            claimant: Claimant::Author,
            voice: Voice::AuthorVoice,
            ..claim
        }];
        describe_reading(&Ontology::bundled(), &example.reading).quads
    }

    #[test]
    fn two_papers_with_one_agency_s_story_are_one_source() {
        let policy = Policy {
            sources: 2,
            ..Policy::default()
        };
        let words = |word: &str| (0..60).map(|place| format!("{word}{place} ")).collect::<String>();
        let derived = |more: &str| {
            let mut quads = article("The Harbour Post", &format!("{}it says", words("word")));
            quads.extend(article("The Daily Ledger", &format!("{}{more}", words("word"))));
            derive_graphs(&Ontology::bundled(), policy.clone(), quads)
        };
        let count =
            |quads: &[Quad], predicate| quads.iter().filter(|quad| quad.predicate == predicate).count();
        let is_accepted = |quads: &[Quad]| {
            let mut accepted = quads
                .iter()
                .filter(|quad| quad.graph_name == graph::ACCEPTED.into());
            accepted.any(|quad| quad.predicate == tm::LOCATED_IN)
        };
        let copied = derived("it writes");
        assert_eq!(
            (is_accepted(&copied), count(&copied, tm::SHARES_TEXT_WITH)),
            (false, 2)
        );
        let own = derived(&words("other"));
        assert_eq!((is_accepted(&own), count(&own, tm::SHARES_TEXT_WITH)), (true, 0));
    }

    #[test]
    fn two_publishers_are_asked_for_and_two_articles_of_one_are_not_enough() {
        let ontology = Ontology::bundled();
        let policy = Policy {
            sources: 2,
            ..Policy::default()
        };
        let triples = |second: &str| {
            let mut quads = article("The Harbour Post", "");
            quads.extend(article(second, "still"));
            let derived = derive_graphs(&ontology, policy.clone(), quads);
            let is_triple = |quad: &&Quad| {
                quad.graph_name == graph::ACCEPTED.into() && quad.subject != graph::ACCEPTED.into()
            };
            derived.iter().filter(is_triple).count()
        };
        assert_eq!((triples("The Harbour Post"), triples("The Daily Ledger")), (0, 1));
    }
}
