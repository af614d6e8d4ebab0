//! The graphs that are worked out from all documents together: entities, accepted, speech acts, contested.
//!
//! Each is a function of the document graphs and the ontology. It is worked out as a whole by [`derive_graphs`], or
//! for what a few documents touch by `Part`, with the same result. A query that names no graph sees the entities, what is accepted and the speech acts, and so never an
//! allegation as a fact.

mod accepted;
mod contested;
mod entities;
mod part;
mod policy;
mod record;
mod speech;

use oxigraph::model::{NamedNodeRef, Quad};

use crate::ontology::Ontology;
use crate::rdf::{GraphQuads, text};
use crate::vocab::{graph, tm};

pub(crate) use part::{Part, Parts, RelationClasses, Touched};
pub use policy::{LeastCertainty, Policy};
use record::Record;

/// The names of the derived graphs.
pub const DERIVED_GRAPHS: [NamedNodeRef<'static>; 4] = [
    graph::ENTITIES,
    graph::ACCEPTED,
    graph::SPEECH_ACTS,
    graph::CONTESTED,
];

/// Works out the derived graphs from the quads of all document graphs, which may come in any order.
///
/// Without documents there is nothing to derive, and the graphs are empty.
pub fn derive_graphs(
    ontology: &Ontology,
    policy: Policy,
    documents: impl IntoIterator<Item = Quad>,
) -> Vec<Quad> {
    let derivation = Derivation {
        record: Record::of(documents),
    };
    let mut quads = Vec::new();
    let taken: Result<(), std::convert::Infallible> = derivation.each_graph(ontology, &policy, |graph| {
        quads.extend(graph);
        Ok(())
    });
    match taken {
        Ok(()) => quads,
    }
}

/// Works out the accepted graph alone.
pub fn accepted_quads(
    ontology: &Ontology,
    policy: &Policy,
    documents: impl IntoIterator<Item = Quad>,
) -> Vec<Quad> {
    let mut record = Record::of(documents);
    record.sort_claims();
    let contradictions = contested::contradictions(ontology, &record);
    accepted::accepted_graph(ontology, policy, &record, &contradictions).into_quads()
}

/// What the derived graphs follow from, taken in document by document.
#[derive(Default)]
pub struct Derivation {
    record: Record,
}

impl Derivation {
    /// Takes a document's graph in.
    pub fn add(&mut self, document: impl IntoIterator<Item = Quad>) {
        self.record.add(document);
    }

    /// Works out one derived graph after the other and hands each on; the order in which documents came does not
    /// show. Stops at the first error of `take`.
    pub fn each_graph<E>(
        mut self,
        ontology: &Ontology,
        policy: &Policy,
        mut take: impl FnMut(Vec<Quad>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.record.documents.is_empty() {
            return Ok(());
        }
        let record = &mut self.record;
        record.sort_claims();
        let contradictions = contested::contradictions(ontology, record);
        take(entities::entity_graph(ontology, record).into_quads())?;
        take(accepted::accepted_graph(ontology, policy, record, &contradictions).into_quads())?;
        take(speech::speech_act_graph(record).into_quads())?;
        take(contested::contested_graph(&contradictions).into_quads())
    }
}

/// What the accepted graph says of itself under a policy, whatever the documents.
pub fn described_policy(policy: &Policy) -> Vec<Quad> {
    accepted::described_accepted(policy).into_quads()
}

/// An empty derived graph with its description.
fn described_graph(name: NamedNodeRef<'_>, class: NamedNodeRef<'_>) -> GraphQuads {
    let name = name.into_owned();
    let mut graph = GraphQuads::new(name.clone());
    graph.add_type(&name, class);
    let version = concat!("testimony ", env!("CARGO_PKG_VERSION"));
    graph.add(&name, tm::BUILT_WITH, text(version));
    graph
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::claim::{Certainty, Claim, Claimant, Object, Stance, Time, Voice};
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute, number};
    use crate::vocab::{PREFIXES, curie, rdf};

    /// The triples of one derived graph as text, without its own description.
    fn derived(example: &Example, name: NamedNodeRef<'_>, policy: Policy) -> BTreeSet<String> {
        let ontology = Ontology::bundled();
        let quads = describe_reading(&ontology, &example.reading).quads;
        derive_graphs(&ontology, policy, quads)
            .into_iter()
            .filter(|quad| quad.graph_name == name.into() && quad.subject != name.into())
            .map(|quad| {
                let subject = quad.subject.to_string();
                short(&format!(
                    "{subject} {} {}",
                    curie(quad.predicate.as_ref()),
                    quad.object
                ))
            })
            .collect()
    }

    fn short(text: &str) -> String {
        PREFIXES
            .iter()
            .fold(text.to_owned(), |text, (prefix, namespace)| {
                text.replace(&format!("<{namespace}"), &format!("{prefix}:"))
            })
            .replace('>', "")
    }

    fn accepted(example: &Example) -> BTreeSet<String> {
        derived(example, graph::ACCEPTED, Policy::default())
    }

    fn contradictions(example: &Example) -> usize {
        let contested = derived(example, graph::CONTESTED, Policy::default());
        contested
            .iter()
            .filter(|triple| triple.contains("tm:contradicts"))
            .count()
    }

    fn set(triples: &[&str]) -> BTreeSet<String> {
        triples.iter().map(|triple| (*triple).to_owned()).collect()
    }

    #[test]
    fn what_the_author_says_and_what_a_subject_says_of_itself_is_accepted_and_no_allegation() {
        assert_eq!(
            accepted(&dispute()),
            set(&[
                "entity:border-police tm:investigates entity:two-depots",
                "entity:novo tm:locatedIn entity:ruritania",
            ])
        );
    }

    #[test]
    fn the_stricter_policy_takes_the_author_only_and_says_so() {
        let author_only = derived(&dispute(), graph::ACCEPTED, Policy::author_only());
        assert_eq!(author_only, set(&["entity:novo tm:locatedIn entity:ruritania"]));
        assert_ne!(Policy::author_only().words(), Policy::default().words());
    }

    #[test]
    fn what_anybody_denies_is_not_accepted_even_from_the_author() {
        let mut example = dispute();
        let allegation = example.reading.claims[2].clone();
        example.reading.claims.push(Claim {
            claimant: Claimant::Author,
            voice: Voice::AuthorVoice,
            certainty: Certainty::Certain,
            ..allegation
        });
        assert_eq!(accepted(&example), accepted(&dispute()));
        example.reading.claims.remove(1);
        assert!(accepted(&example).contains("entity:ruritania tm:operates entity:two-depots"));
    }

    #[test]
    fn denying_responsibility_denies_running_it() {
        let mut example = dispute();
        example.reading.claims[1].proposition.predicate =
            crate::claim::Predicate::Relation(crate::rdf::example::relation_iri("isResponsibleFor"));
        assert_eq!(contradictions(&example), 2);
    }

    #[test]
    fn a_denial_of_the_whole_contradicts_a_claim_about_its_part() {
        let contested = derived(&dispute(), graph::CONTESTED, Policy::default());
        assert_eq!(
            contested
                .iter()
                .filter(|triple| triple.contains("tm:contradicts"))
                .count(),
            2
        );
        assert!(
            contested
                .iter()
                .any(|triple| triple.ends_with("tm:ground tm:DenialOfWhole"))
        );
    }

    #[test]
    fn a_denial_of_the_part_leaves_the_whole_alone() {
        let mut example = dispute();
        let [two, depots] = [1, 3].map(Object::Entity);
        example.reading.claims[1].proposition.object = two;
        example.reading.claims[2].proposition.object = depots;
        assert_eq!(contradictions(&example), 0);
    }

    #[test]
    fn claims_about_times_that_do_not_meet_do_not_contradict() {
        let mut example = dispute();
        let year = |year: i16| Time {
            span: example.span("news"),
            earliest: Some(jiff::civil::date(year, 1, 1)),
            latest: Some(jiff::civil::date(year, 12, 31)),
            anchor: None,
        };
        let [denied, alleged] = [2019, 2021].map(year);
        example.reading.claims[1].time = Some(denied);
        example.reading.claims[2].time = Some(alleged);
        assert_eq!(contradictions(&example), 0);
    }

    #[test]
    fn a_bound_contradicts_a_count_outside_it_and_two_counts_contradict_each_other() {
        let mut example = dispute();
        let depots = 3;
        for (relation, value) in [("count", 40), ("count", 12), ("maxCount", 50)] {
            let claim = example.claim((depots, relation, number(value)), "at least 40 depots");
            example.reading.claims.push(claim);
        }
        // At least 40 against 12; 40 against 12; and the denial of the whole.
        assert_eq!(contradictions(&example), 6);
    }

    #[test]
    fn relations_that_exclude_each_other_contradict() {
        let mut example = dispute();
        let [police, ruritania] = [0, 2];
        for relation in ["supports", "opposes"] {
            let claim = example.claim((police, relation, Object::Entity(ruritania)), "Border Police");
            example.reading.claims.push(claim);
        }
        let contested = derived(&example, graph::CONTESTED, Policy::default());
        assert!(
            contested
                .iter()
                .any(|triple| triple.ends_with("tm:DisjointRelations"))
        );
    }

    #[test]
    fn a_weak_speech_act_comes_with_its_strong_parent() {
        let mut example = dispute();
        example.reading.claims[1].certainty = Certainty::Probable;
        let acts = derived(&example, graph::SPEECH_ACTS, Policy::default());
        let verbs: Vec<_> = acts
            .iter()
            .filter(|triple| triple.starts_with("entity:"))
            .map(|triple| triple.split(" prop:").next().unwrap_or_default())
            .collect();
        assert_eq!(
            verbs
                .iter()
                .filter(|verb| **verb == "entity:open-ports tm:reports")
                .count(),
            2
        );
        for verb in [
            "open-ports tm:suspects",
            "ruritania tm:doubts",
            "ruritania tm:denies",
        ] {
            assert!(
                verbs.iter().any(|found| found.ends_with(verb)),
                "{verb} is not among {verbs:?}"
            );
        }
    }

    #[test]
    fn taking_no_position_is_no_speech_act_and_contradicts_nothing() {
        let mut example = dispute();
        example.reading.claims[2].stance = Stance::Neutral;
        example.reading.claims[3].stance = Stance::Neutral;
        let acts = derived(&example, graph::SPEECH_ACTS, Policy::default());
        assert!(!acts.iter().any(|triple| triple.starts_with("entity:open-ports")));
        assert_eq!(contradictions(&example), 0);
    }

    #[test]
    fn an_entity_is_described_once_over_all_documents() {
        let ontology = Ontology::bundled();
        let mut other = Example::new("Ruritania spoke. The Kingdom of Ruritania spoke again.");
        let entity = other.entity("GeopoliticalEntity", "Ruritania");
        other.reading.entities.entities[entity].aliases = vec!["The Kingdom of Ruritania".into()];
        other.reading.claims = vec![other.claim((entity, "count", number(1)), "Ruritania spoke")];
        let mut quads = describe_reading(&ontology, &dispute().reading).quads;
        quads.extend(describe_reading(&ontology, &other.reading).quads);
        let derived = derive_graphs(&ontology, Policy::default(), quads);
        let of_ruritania = |predicate: NamedNodeRef<'_>| {
            let here = derived.iter().filter(|quad| {
                quad.subject.to_string().ends_with("ruritania>")
                    && quad.predicate == predicate
                    && quad.graph_name == graph::ENTITIES.into()
            });
            here.map(|quad| short(&quad.object.to_string()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of_ruritania(rdf::TYPE), ["tm:Country"]);
        assert_eq!(of_ruritania(crate::vocab::rdfs::LABEL), ["\"Ruritania\""]);
        assert_eq!(
            of_ruritania(crate::vocab::skos::ALT_LABEL),
            ["\"The Kingdom of Ruritania\""]
        );
        assert_eq!(of_ruritania(tm::MENTIONED_IN).len(), 2);
        assert!(of_ruritania(tm::COUNT).is_empty());
    }

    #[test]
    fn the_order_of_quads_does_not_matter() {
        let ontology = Ontology::bundled();
        let quads = describe_reading(&ontology, &dispute().reading).quads;
        let backwards = quads.iter().rev().cloned().collect::<Vec<_>>();
        assert_eq!(
            derive_graphs(&ontology, Policy::default(), quads),
            derive_graphs(&ontology, Policy::default(), backwards)
        );
    }

    #[test]
    fn without_documents_nothing_is_derived() {
        assert!(derive_graphs(&Ontology::bundled(), Policy::default(), Vec::new()).is_empty());
    }
}
