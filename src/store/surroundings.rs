//! What a graph holds around the things and propositions that a change touches.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
    TermRef,
};
use oxigraph::store::{StorageError, Transaction};

use crate::derived::{Part, Parts, RelationClasses, Touched};
use crate::ontology::Ontology;
use crate::rdf::{is_document, plain_text};
use crate::syndication::Sketch;
use crate::vocab::{graph, rdf, schema, tm};

/// A subject, predicate, object and graph, each given or free.
type Pattern<'a> = (
    Option<NamedOrBlankNodeRef<'a>>,
    Option<NamedNodeRef<'a>>,
    Option<TermRef<'a>>,
    Option<GraphNameRef<'a>>,
);

/// What a transaction holds around what was touched.
pub(super) struct Surroundings<'a, 't> {
    transaction: &'a Transaction<'t>,
    classes: RelationClasses,
}

impl<'a, 't> Surroundings<'a, 't> {
    pub(super) fn of(transaction: &'a Transaction<'t>, ontology: &Ontology) -> Self {
        Self {
            transaction,
            classes: RelationClasses::of(ontology),
        }
    }

    /// Adds the propositions that may clash with one that was touched, or whose things became or ceased to be
    /// parts of others.
    pub(super) fn add_clashing(&self, touched: &mut Touched) -> Result<(), StorageError> {
        for thing in &touched.things {
            if self.wholes(thing, is_of_entities)? == self.wholes(thing, is_document)? {
                continue;
            }
            for member in self.family(thing)? {
                for role in [rdf::SUBJECT, rdf::OBJECT] {
                    self.add_propositions(&mut touched.propositions, (role, &member), |_| true)?;
                }
            }
        }
        let mut wanted: BTreeMap<NamedNode, BTreeSet<&NamedNode>> = BTreeMap::new();
        let mut families: BTreeMap<&NamedNode, BTreeSet<NamedNode>> = BTreeMap::new();
        for parts in touched.propositions.values() {
            if !families.contains_key(&parts.subject) {
                families.insert(&parts.subject, self.family(&parts.subject)?);
            }
            for member in families.get(&parts.subject).into_iter().flatten() {
                let classes = wanted.entry(member.clone()).or_default();
                classes.insert(self.classes.class(&parts.predicate));
            }
        }
        let mut found = BTreeMap::new();
        for (subject, classes) in &wanted {
            self.add_propositions(&mut found, (rdf::SUBJECT, subject), |predicate| {
                classes.contains(self.classes.class(predicate))
            })?;
        }
        touched.propositions.extend(found);
        Ok(())
    }

    /// Adds every proposition about `things` and about all that they are linked to as part and whole: nothing else can
    /// clash with one of these.
    pub(super) fn add_families(
        &self,
        found: &mut BTreeMap<NamedNode, Parts>,
        things: BTreeSet<NamedNode>,
    ) -> Result<(), StorageError> {
        let mut members = BTreeSet::new();
        for thing in things {
            if !members.contains(&thing) {
                members.extend(self.family(&thing)?);
            }
        }
        for member in &members {
            self.add_propositions(found, (rdf::SUBJECT, member), |_| true)?;
        }
        Ok(())
    }

    /// The propositions that have `thing` in a role and a relation that is wanted.
    fn add_propositions(
        &self,
        found: &mut BTreeMap<NamedNode, Parts>,
        (role, thing): (NamedNodeRef<'_>, &NamedNode),
        is_wanted: impl Fn(&NamedNode) -> bool,
    ) -> Result<(), StorageError> {
        for quad in self.quads((None, Some(role), Some(thing.into()), None)) {
            let NamedOrBlankNode::NamedNode(proposition) = quad?.subject else {
                continue;
            };
            if !found.contains_key(&proposition)
                && let Some(parts) = self.parts(&proposition)?
                && is_wanted(&parts.predicate)
            {
                found.insert(proposition, parts);
            }
        }
        Ok(())
    }

    fn parts(&self, proposition: &NamedNode) -> Result<Option<Parts>, StorageError> {
        let part = |role| -> Result<Option<Term>, StorageError> {
            let mut found = self.quads((Some(proposition.into()), Some(role), None, None));
            Ok(found.next().transpose()?.map(|quad| quad.object))
        };
        let found = (part(rdf::SUBJECT)?, part(rdf::PREDICATE)?, part(rdf::OBJECT)?);
        let (Some(Term::NamedNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) = found else {
            return Ok(None);
        };
        Ok(Some(Parts {
            subject,
            predicate,
            object,
        }))
    }

    /// `thing` and all that it is linked to as part and whole, before or now.
    fn family(&self, thing: &NamedNode) -> Result<BTreeSet<NamedNode>, StorageError> {
        let mut family = BTreeSet::new();
        let mut waiting = vec![thing.clone()];
        while let Some(next) = waiting.pop() {
            if family.contains(&next) {
                continue;
            }
            for quad in self.quads((Some(next.as_ref().into()), Some(tm::PART_OF), None, None)) {
                waiting.extend(named(quad?.object));
            }
            for quad in self.quads((None, Some(tm::PART_OF), Some(next.as_ref().into()), None)) {
                waiting.extend(named(quad?.subject.into()));
            }
            family.insert(next);
        }
        Ok(family)
    }

    /// What the graphs that `is_asked` picks call `thing` a part of.
    fn wholes(
        &self,
        thing: &NamedNode,
        is_asked: fn(GraphNameRef<'_>) -> bool,
    ) -> Result<BTreeSet<NamedNode>, StorageError> {
        let mut wholes = BTreeSet::new();
        for quad in self.quads((Some(thing.as_ref().into()), Some(tm::PART_OF), None, None)) {
            let quad = quad?;
            if is_asked(quad.graph_name.as_ref()) {
                wholes.extend(named(quad.object));
            }
        }
        Ok(wholes)
    }

    /// What the documents say of all that was touched.
    pub(super) fn part(&self, touched: &Touched) -> Result<Part, StorageError> {
        let mut part = Part::default();
        let described: BTreeSet<&NamedNode> = touched
            .things
            .iter()
            .chain(&touched.documents)
            .chain(&touched.open_relations)
            .collect();
        for thing in described {
            part.add_thing(self.said_of(thing)?);
        }
        for document in &touched.documents {
            self.add_likely_copies(&mut part, document)?;
        }
        let mut placed = BTreeSet::new();
        for (proposition, parts) in &touched.propositions {
            part.add_said(self.said_of(proposition)?);
            for quad in self.quads((None, Some(tm::HAS_PROPOSITION), Some(proposition.into()), None)) {
                let quad = quad?;
                if let NamedOrBlankNode::NamedNode(claim) = quad.subject {
                    part.add_said(self.said_of(&claim)?);
                }
                if let GraphName::NamedNode(document) = quad.graph_name {
                    self.add_publisher(&mut part, document)?;
                }
            }
            self.add_wholes(&mut part, &mut placed, parts)?;
        }
        Ok(part)
    }

    fn add_publisher(&self, part: &mut Part, document: NamedNode) -> Result<(), StorageError> {
        let node = document.as_ref();
        let pattern = (
            Some(node.into()),
            Some(schema::PUBLISHER),
            None,
            Some(node.into()),
        );
        let publisher = self.quads(pattern).next().transpose()?;
        if let Some(sketch) = self.sketch(&document)? {
            part.add_sketch(document.clone(), sketch);
        }
        if let Some(publisher) = publisher.and_then(|quad| named(quad.object)) {
            part.add_publisher(document, publisher);
        }
        Ok(())
    }

    fn sketch(&self, document: &NamedNode) -> Result<Option<Sketch>, StorageError> {
        let pattern = (
            Some(document.into()),
            Some(tm::TEXT_SKETCH),
            None,
            Some(document.into()),
        );
        let sketch = self.quads(pattern).next().transpose()?;
        Ok(sketch.and_then(|quad| Sketch::parse(&plain_text(&quad.object))))
    }

    /// Adds the sketches of all documents that share a band with `document`.
    fn add_likely_copies(&self, part: &mut Part, document: &NamedNode) -> Result<(), StorageError> {
        let bands = (
            Some(document.into()),
            Some(tm::TEXT_BAND),
            None,
            Some(document.into()),
        );
        for band in self.quads(bands) {
            let band = band?.object;
            for quad in self.quads((None, Some(tm::TEXT_BAND), Some(band.as_ref()), None)) {
                if let Some(likely) = named(quad?.subject.into())
                    && let Some(sketch) = self.sketch(&likely)?
                {
                    part.add_likely_copy(likely, sketch);
                }
            }
        }
        Ok(())
    }

    /// Adds what the subject and the object are part of, however far up.
    fn add_wholes(
        &self,
        part: &mut Part,
        placed: &mut BTreeSet<NamedNode>,
        parts: &Parts,
    ) -> Result<(), StorageError> {
        let mut waiting = vec![parts.subject.clone()];
        waiting.extend(named(parts.object.clone()));
        while let Some(next) = waiting.pop() {
            if !placed.insert(next.clone()) {
                continue;
            }
            for whole in self.wholes(&next, is_document)? {
                part.add_whole(next.clone(), whole.clone());
                waiting.push(whole);
            }
        }
        Ok(())
    }

    /// What the documents say of `subject`.
    fn said_of(&self, subject: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        let mut said = Vec::new();
        for quad in self.quads((Some(subject.as_ref().into()), None, None, None)) {
            let quad = quad?;
            if is_document(quad.graph_name.as_ref()) {
                said.push(quad);
            }
        }
        Ok(said)
    }

    pub(super) fn quads(&self, pattern: Pattern<'_>) -> impl Iterator<Item = Result<Quad, StorageError>> {
        let (subject, predicate, object, graph) = pattern;
        self.transaction
            .quads_for_pattern(subject, predicate, object, graph)
    }
}

fn is_of_entities(graph: GraphNameRef<'_>) -> bool {
    graph == graph::ENTITIES.into()
}

fn named(term: Term) -> Option<NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}
