//! Part of the derived graphs: what has to be worked out anew when documents come or go.
//!
//! What is derived of an entity follows from what documents say of that entity. What is derived of a proposition
//! follows from the claims on it and on those it may clash with. Two propositions can clash only when their
//! subjects are one thing, or a whole and its part, and their relations are one or bear on each other
//! ([`Ontology::relation`]: broader, disjoint, bounds). So propositions fall into classes, and a document that
//! comes or goes bears on the classes of its own propositions and on no other.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Quad, Term};

use super::record::{Record, StoredProposition};
use super::{Policy, accepted, contested, entities, speech};
use crate::ontology::Ontology;
use crate::syndication::Sketch;

/// Everything that some documents speak of.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) documents: BTreeSet<NamedNode>,
    pub(crate) things: BTreeSet<NamedNode>,
    pub(crate) open_relations: BTreeSet<NamedNode>,
    pub(crate) claims: BTreeSet<NamedNode>,
    pub(crate) propositions: BTreeMap<NamedNode, Parts>,
}

/// The three parts of a proposition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) subject: NamedNode,
    pub(crate) predicate: NamedNode,
    pub(crate) object: Term,
}

impl Touched {
    /// Takes in what whole document graphs speak of.
    pub(crate) fn add(&mut self, quads: impl IntoIterator<Item = Quad>) {
        let record = Record::of(quads);
        self.documents.extend(record.documents.into_keys());
        self.things.extend(record.entities.into_keys());
        self.open_relations.extend(record.open_relations.into_keys());
        self.claims
            .extend(record.claims.into_iter().map(|claim| claim.iri));
        let propositions = record.propositions.into_iter();
        self.propositions
            .extend(propositions.map(|(iri, proposition)| (iri, Parts::from(proposition))));
    }
}

impl From<StoredProposition> for Parts {
    fn from(proposition: StoredProposition) -> Self {
        Self {
            subject: proposition.subject,
            predicate: proposition.predicate,
            object: proposition.object,
        }
    }
}

/// What document graphs say of some things, and of whole classes of propositions.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// The things and documents that are described.
    things: Record,
    /// The propositions, their claims, and which thing is part of which.
    said: Record,
}

impl Part {
    /// Takes in all that document graphs say of a thing, a document or an open relation.
    pub(crate) fn add_thing(&mut self, quads: impl IntoIterator<Item = Quad>) {
        self.things.add(quads);
    }

    /// Takes in all that document graphs say of a proposition or a claim.
    pub(crate) fn add_said(&mut self, quads: impl IntoIterator<Item = Quad>) {
        self.said.add(quads);
    }

    /// Takes in that documents call one thing a part of another.
    pub(crate) fn add_whole(&mut self, part: NamedNode, whole: NamedNode) {
        self.said.entities.entry(part).or_default().wholes.insert(whole);
    }

    /// Takes in who published a document.
    pub(crate) fn add_publisher(&mut self, document: NamedNode, publisher: NamedNode) {
        self.said.publishers.insert(document, publisher);
    }

    /// Takes in the sketch of a document's text, which may be a copy of one that was touched.
    pub(crate) fn add_likely_copy(&mut self, document: NamedNode, sketch: Sketch) {
        self.things.sketches.insert(document, sketch);
    }

    /// Takes in the sketch of the text of a document that makes a claim.
    pub(crate) fn add_sketch(&mut self, document: NamedNode, sketch: Sketch) {
        self.said.sketches.insert(document, sketch);
    }

    /// The claims that came in.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &NamedNode> {
        self.said.claims.iter().map(|claim| &claim.iri)
    }

    /// What the derived graphs have of all that came in, and what they say of themselves.
    pub(crate) fn derive(mut self, ontology: &Ontology, policy: &Policy) -> Vec<Quad> {
        let said = &mut self.said;
        said.sort_claims();
        let contradictions = contested::contradictions(ontology, said);
        let graphs = [
            entities::entity_graph(ontology, &self.things),
            speech::speech_act_graph(&self.things),
            speech::speech_act_graph(said),
            accepted::accepted_graph(ontology, policy, said, &contradictions),
            contested::contested_graph(&contradictions),
        ];
        graphs.into_iter().flat_map(|graph| graph.into_quads()).collect()
    }
}

/// Which relations bear on each other, as one of them for each class.
#[derive(Debug)]
pub(crate) struct RelationClasses {
    first: BTreeMap<NamedNode, NamedNode>,
}

impl RelationClasses {
    pub(crate) fn of(ontology: &Ontology) -> Self {
        let mut neighbours: BTreeMap<&NamedNode, Vec<&NamedNode>> = BTreeMap::new();
        for relation in ontology.relations() {
            let bounds = relation.lower_bound_of.iter().chain(&relation.upper_bound_of);
            for other in relation
                .broader
                .iter()
                .chain(&relation.disjoint_with)
                .chain(bounds)
            {
                neighbours.entry(&relation.iri).or_default().push(other);
                neighbours.entry(other).or_default().push(&relation.iri);
            }
        }
        let mut first = BTreeMap::new();
        for start in neighbours.keys() {
            let mut waiting = vec![*start];
            while let Some(next) = waiting.pop() {
                if !first.contains_key(next) {
                    first.insert(next.clone(), (*start).clone());
                    waiting.extend(neighbours.get(next).into_iter().flatten());
                }
            }
        }
        Self { first }
    }

    /// The relation that stands for the class of `relation`; itself when it bears on no other.
    pub(crate) fn class<'a>(&'a self, relation: &'a NamedNode) -> &'a NamedNode {
        self.first.get(relation).unwrap_or(relation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::example::relation_iri;

    #[test]
    fn relations_that_bear_on_each_other_are_of_one_class() {
        let ontology = Ontology::bundled();
        let classes = RelationClasses::of(&ontology);
        let class = |name: &str| classes.class(&relation_iri(name)).clone();
        assert_eq!(class("supports"), class("opposes"));
        assert_eq!(class("minCount"), class("maxCount"));
        assert_eq!(class("operates"), class("isResponsibleFor"));
        assert_ne!(class("supports"), class("count"));
        assert_eq!(class("no-such-relation"), relation_iri("no-such-relation"));
    }
}
