//! Documents come and go, and the derived graphs follow from what changed, all in one transaction.
//!
//! What the documents spoke of before and speak of now is gathered first; of that, and of the propositions that can
//! clash with it, the derived graphs are worked out anew (see [`crate::derived`]) and put in the place of what they
//! had. Nothing else is read.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::FxHashSet;

use super::surroundings::Surroundings;
use crate::derived::{Policy, Touched};
use crate::ontology::Ontology;
use crate::vocab::{graph, tm};

/// The verbs of the speech-act graph.
const SPEECH_ACTS: [NamedNodeRef<'static>; 4] = [tm::REPORTS, tm::SUSPECTS, tm::DENIES, tm::DOUBTS];

/// A subject, predicate and object, each given or free.
type Triple<'a> = (
    Option<NamedOrBlankNodeRef<'a>>,
    Option<NamedNodeRef<'a>>,
    Option<TermRef<'a>>,
);

/// Brings the derived graphs up to date after the documents of `touched` came and went within `transaction`.
pub(super) fn amend(
    transaction: &mut Transaction<'_>,
    (ontology, policy): (&Ontology, &Policy),
    mut touched: Touched,
) -> Result<(), StorageError> {
    let surroundings = Surroundings::of(transaction, ontology);
    surroundings.add_clashing(&mut touched)?;
    let part = surroundings.part(&touched)?;
    touched.claims.extend(part.claims().cloned());
    let before: FxHashSet<Quad> = derived_before(&surroundings, &touched)?;
    let after: FxHashSet<Quad> = part.derive(ontology, policy).into_iter().collect();
    for quad in before.difference(&after) {
        transaction.remove(quad);
    }
    transaction.extend(after.difference(&before).map(QuadRef::from));
    Ok(())
}

/// What the derived graphs had of all that was touched.
fn derived_before(
    surroundings: &Surroundings<'_, '_>,
    touched: &Touched,
) -> Result<FxHashSet<Quad>, StorageError> {
    let mut before = FxHashSet::default();
    for thing in touched.things.iter().chain(&touched.documents) {
        collect(
            surroundings,
            &mut before,
            (Some(thing.as_ref().into()), None, None),
            graph::ENTITIES,
        )?;
    }
    collect_copies(surroundings, &mut before, touched)?;
    for described in touched.open_relations.iter().chain(touched.propositions.keys()) {
        collect(
            surroundings,
            &mut before,
            (Some(described.as_ref().into()), None, None),
            graph::SPEECH_ACTS,
        )?;
    }
    for (proposition, parts) in &touched.propositions {
        for verb in SPEECH_ACTS {
            collect(
                surroundings,
                &mut before,
                (None, Some(verb), Some(proposition.into())),
                graph::SPEECH_ACTS,
            )?;
        }
        let triple = (
            Some(parts.subject.as_ref().into()),
            Some(parts.predicate.as_ref()),
            Some(parts.object.as_ref()),
        );
        collect(surroundings, &mut before, triple, graph::ACCEPTED)?;
    }
    for claim in &touched.claims {
        collect_contradictions(surroundings, &mut before, claim)?;
    }
    Ok(before)
}

/// Adds that other documents share their texts with those that were touched.
fn collect_copies(
    surroundings: &Surroundings<'_, '_>,
    found: &mut FxHashSet<Quad>,
    touched: &Touched,
) -> Result<(), StorageError> {
    for document in &touched.documents {
        let copies = (None, Some(tm::SHARES_TEXT_WITH), Some(document.into()));
        collect(surroundings, found, copies, graph::ENTITIES)?;
    }
    Ok(())
}

/// Adds the contradictions that a claim is in, both ways, and what is said of them.
fn collect_contradictions(
    surroundings: &Surroundings<'_, '_>,
    found: &mut FxHashSet<Quad>,
    claim: &NamedNode,
) -> Result<(), StorageError> {
    collect(
        surroundings,
        found,
        (Some(claim.into()), Some(tm::CONTRADICTS), None),
        graph::CONTESTED,
    )?;
    collect(
        surroundings,
        found,
        (None, Some(tm::CONTRADICTS), Some(claim.into())),
        graph::CONTESTED,
    )?;
    let contested = Some(graph::CONTESTED.into());
    for quad in surroundings.quads((None, Some(tm::INVOLVES), Some(claim.into()), contested)) {
        let node = quad?.subject;
        collect(
            surroundings,
            found,
            (Some(node.as_ref()), None, None),
            graph::CONTESTED,
        )?;
    }
    Ok(())
}

fn collect(
    surroundings: &Surroundings<'_, '_>,
    found: &mut FxHashSet<Quad>,
    (subject, predicate, object): Triple<'_>,
    graph: NamedNodeRef<'_>,
) -> Result<(), StorageError> {
    for quad in surroundings.quads((subject, predicate, object, Some(graph.into()))) {
        found.insert(quad?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::KnowledgeGraph;
    use super::*;
    use crate::claim::{Certainty, Claim, Claimant, Object, Predicate, Stance, Voice};
    use crate::derived::derive_graphs;
    use crate::rdf::example::{Example, number};
    use crate::rdf::{Description, describe_reading};

    const NAMES: [&str; 5] = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"];
    const RELATIONS: [&str; 8] = [
        "operates",
        "isResponsibleFor",
        "supports",
        "opposes",
        "minCount",
        "count",
        "locatedIn",
        "investigates",
    ];
    /// Two publishers have to agree, so that documents bear on each other's triples.
    fn rules() -> Policy {
        Policy {
            sources: 2,
            ..Policy::default()
        }
    }

    /// A claim as numbers: subject, relation, object, and how it is said.
    type Said = (usize, usize, usize, u8);
    /// What becomes of one of ten places for documents: claims and who is part of whom, or nothing.
    type Operation = (usize, Option<(Vec<Said>, Vec<(usize, usize)>)>);

    fn claim(example: &Example, (subject, relation, object, manner): Said) -> Claim {
        let value = match RELATIONS.get(relation) {
            Some(&("minCount" | "count")) => number(object as i64),
            _ => Object::Entity(object),
        };
        let name = RELATIONS.get(relation).copied().unwrap_or("supports");
        let mut claim = example.claim((subject, name, value), NAMES[subject]);
        if relation >= RELATIONS.len() {
            claim.proposition.predicate = Predicate::Open("look at".into());
        }
        match manner {
            0 | 1 => claim.stance = Stance::Denies,
            2 => claim.certainty = Certainty::Probable,
            3 => claim.stance = Stance::Neutral,
            4 => claim.claimant = Claimant::Entity(subject),
            _ => (claim.claimant, claim.voice) = (Claimant::Author, Voice::AuthorVoice),
        }
        claim
    }

    fn document(ontology: &Ontology, place: usize, said: &[Said], parts: &[(usize, usize)]) -> Description {
        // Every other place has one of two agencies' stories.
        let story: Vec<String> = (0..50).map(|word| format!("word{}{word}", place % 4)).collect();
        let story = if place % 4 < 2 {
            story.join(" ")
        } else {
            String::new()
        };
        let mut example = Example::new(&format!("{} {place} {said:?} {story} .", NAMES.join(" ")));
        example.reading.document.metadata.publisher = Some(format!("Paper {}", place % 3));
        for (index, name) in NAMES.iter().enumerate() {
            let class = if (index + place).is_multiple_of(3) {
                "Facility"
            } else {
                "Organization"
            };
            example.entity(class, name);
        }
        for (part, whole) in parts.iter().filter(|(part, whole)| part != whole) {
            example.reading.entities.entities[*part].part_of = Some(*whole);
        }
        example.reading.claims = said.iter().map(|said| claim(&example, *said)).collect();
        describe_reading(ontology, &example.reading)
    }

    /// All quads but the ontology's, sorted: the graph's bytes.
    fn bytes(quads: impl IntoIterator<Item = Quad>) -> Vec<String> {
        let kept = quads
            .into_iter()
            .filter(|quad| quad.graph_name != graph::ONTOLOGY.into());
        let mut lines: Vec<String> = kept.map(|quad| quad.to_string()).collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn in_full(ontology: &Ontology, documents: &BTreeMap<usize, Description>) -> Vec<String> {
        let quads: Vec<Quad> = documents
            .values()
            .rev()
            .flat_map(|document| document.quads.clone())
            .collect();
        let derived = derive_graphs(ontology, rules(), quads.clone());
        bytes(quads.into_iter().chain(derived))
    }

    fn operations() -> impl Strategy<Value = Vec<Operation>> {
        let said = (0..5_usize, 0..9_usize, 0..5_usize, 0..8_u8);
        let parts = prop::collection::vec((0..5_usize, 0..5_usize), 0..3);
        let document = (prop::collection::vec(said, 0..7), parts);
        prop::collection::vec((0..10_usize, prop::option::weighted(0.7, document)), 200..220)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

        #[test]
        fn after_any_operations_the_graph_is_the_one_derived_in_full(operations in operations()) {
            let ontology = Ontology::bundled();
            let mut graph = KnowledgeGraph::in_memory().unwrap();
            let mut documents: BTreeMap<usize, Description> = BTreeMap::new();
            for (place, content) in operations {
                let older: Vec<NamedNode> = documents.remove(&place).map(|old| old.graph).into_iter().collect();
                let new = content.map(|(said, parts)| document(&ontology, place, &said, &parts));
                graph.settle(&ontology, &rules()).unwrap();
                graph.amend_at_once((new.as_slice(), &older), (&ontology, &rules())).unwrap();
                documents.extend(new.map(|new| (place, new)));
                prop_assert_eq!(bytes(graph.quads().unwrap()), in_full(&ontology, &documents));
            }
            graph.refresh(&ontology, rules()).unwrap();
            prop_assert_eq!(bytes(graph.quads().unwrap()), in_full(&ontology, &documents));
            let rest: Vec<NamedNode> = documents.into_values().map(|document| document.graph).collect();
            graph.amend_at_once((&[], &rest), (&ontology, &rules())).unwrap();
            prop_assert!(bytes(graph.quads().unwrap()).is_empty());
        }
    }
}
