//! The derived graphs worked out anew, part by part: memory does not grow with the graph.
//!
//! Each part has a transaction of its own. What the derived graphs say of themselves goes first and comes last, so that
//! a refreshment which was cut short is known for one ([`KnowledgeGraph::is_outdated`]) and begun anew.

use std::collections::BTreeSet;

use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, QuadRef, Term, TermRef,
};
use oxigraph::store::{QuadIter, StorageError};

use super::surroundings::Surroundings;
use super::{KnowledgeGraph, StoreError, contents};
use crate::derived::{DERIVED_GRAPHS, Part, Policy, Touched};
use crate::ontology::Ontology;
use crate::rdf::is_document;
use crate::vocab::{graph, rdf, tm};

/// How many descriptions in documents a part is begun with; propositions that may clash with these come to it.
const DESCRIPTIONS: usize = if cfg!(test) { 3 } else { 1000 };
/// How many documents are described at once, with their texts.
const DOCUMENTS: usize = 100;
/// How many quads are taken out in one transaction.
const REMOVED_AT_ONCE: usize = 20_000;

/// What documents speak of, in the order in which it is derived.
const KINDS: [Kind; 3] = [Kind::Thing, Kind::OpenRelation, Kind::Proposition];

/// A kind of node that documents' graphs describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Thing,
    OpenRelation,
    Proposition,
}

impl Kind {
    /// What every description of such a node has, and the derived graph that has it too.
    fn mark(
        self,
    ) -> (
        NamedNodeRef<'static>,
        Option<TermRef<'static>>,
        NamedNodeRef<'static>,
    ) {
        match self {
            Self::Thing => (tm::IS_NAMED, None, graph::ENTITIES),
            Self::OpenRelation => (rdf::TYPE, Some(tm::OPEN_RELATION.into()), graph::SPEECH_ACTS),
            Self::Proposition => (rdf::SUBJECT, None, graph::SPEECH_ACTS),
        }
    }

    /// The node that a part is begun with: of a proposition its subject.
    fn node(self, (subject, object): (NamedNode, Term)) -> Option<NamedNode> {
        match (self, object) {
            (Self::Proposition, Term::NamedNode(of)) => Some(of),
            (Self::Proposition, _) => None,
            _ => Some(subject),
        }
    }

    /// All that is derived together with some nodes.
    fn touched(
        self,
        nodes: BTreeSet<NamedNode>,
        surroundings: &Surroundings<'_, '_>,
    ) -> Result<Touched, StorageError> {
        let mut touched = Touched::default();
        match self {
            Self::Thing => touched.things = nodes,
            Self::OpenRelation => touched.open_relations = nodes,
            Self::Proposition => surroundings.add_families(&mut touched.propositions, nodes)?,
        }
        Ok(touched)
    }
}

/// The ontology, and what is accepted.
type Rules<'a> = (&'a Ontology, &'a Policy);

impl KnowledgeGraph {
    /// Works the derived graphs out anew and loads the ontology.
    pub fn refresh(&mut self, ontology: &Ontology, policy: Policy) -> Result<(), StoreError> {
        self.amendable = None;
        self.begin_change();
        self.drop_derived()?;
        let rules = (ontology, &policy);
        let documents = self.documents()?;
        for documents in documents.chunks(DOCUMENTS) {
            let documents = documents.iter().cloned().collect();
            self.derive_part(rules, |_| {
                Ok(Touched {
                    documents,
                    ..Touched::default()
                })
            })?;
        }
        for kind in KINDS {
            self.derive_all(kind, rules)?;
        }
        let described = match documents.is_empty() {
            true => Vec::new(),
            false => Part::default().derive(ontology, &policy),
        };
        self.complete(ontology, &described)
    }

    /// Whether documents were written without [`Self::refresh`]: a build was cut short.
    pub fn is_outdated(&self) -> Result<bool, StoreError> {
        let accepted = graph::ACCEPTED;
        let is_described = self.has((accepted.into(), rdf::TYPE), accepted)?;
        Ok(!is_described && contents::has_documents(self.store.named_graphs())?)
    }

    /// Derives of all nodes of a kind, part by part.
    fn derive_all(&mut self, kind: Kind, rules: Rules<'_>) -> Result<(), StoreError> {
        let (predicate, object, derived) = kind.mark();
        let mut nodes = BTreeSet::new();
        let mut descriptions = 0;
        let mut last = None;
        for quad in self.store.quads_for_pattern(None, Some(predicate), object, None) {
            let quad = quad?;
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
                continue;
            };
            if !is_document(quad.graph_name.as_ref()) {
                continue;
            }
            descriptions += 1;
            // A database hands the documents' descriptions of one node on one after the other.
            if last.as_ref() == Some(&subject) {
                continue;
            }
            if !self.has((subject.as_ref().into(), predicate), derived)? {
                nodes.extend(kind.node((subject.clone(), quad.object)));
            }
            last = Some(subject);
            if descriptions >= DESCRIPTIONS {
                descriptions = 0;
                let nodes = std::mem::take(&mut nodes);
                self.derive_part(rules, |surroundings| kind.touched(nodes, surroundings))?;
            }
        }
        self.derive_part(rules, |surroundings| kind.touched(nodes, surroundings))
    }

    /// Whether a graph has something of a node.
    fn has(
        &self,
        (subject, predicate): (NamedOrBlankNodeRef<'_>, NamedNodeRef<'_>),
        graph: NamedNodeRef<'_>,
    ) -> Result<bool, StoreError> {
        let mut found =
            self.store
                .quads_for_pattern(Some(subject), Some(predicate), None, Some(graph.into()));
        Ok(found.next().transpose()?.is_some())
    }

    /// Derives of what `touched` finds, in a transaction.
    fn derive_part(
        &mut self,
        (ontology, policy): Rules<'_>,
        touched: impl FnOnce(&Surroundings<'_, '_>) -> Result<Touched, StorageError>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.start_transaction()?;
        let surroundings = Surroundings::of(&transaction, ontology);
        let touched = touched(&surroundings)?;
        let mut quads = surroundings.part(&touched)?.derive(ontology, policy);
        quads.retain(|quad| !is_of_itself(quad));
        transaction.extend(quads.iter().map(QuadRef::from));
        transaction.commit()?;
        self.wrote(quads.len())
    }

    /// Puts the last in: what the derived graphs say of themselves, and the ontology.
    fn complete(&mut self, ontology: &Ontology, described: &[Quad]) -> Result<(), StoreError> {
        let mut transaction = self.store.start_transaction()?;
        transaction.remove_named_graph(graph::ONTOLOGY)?;
        transaction.extend(described.iter().map(QuadRef::from));
        for triple in ontology.triples() {
            transaction.insert(triple.as_ref().in_graph(graph::ONTOLOGY));
        }
        Ok(transaction.commit()?)
    }

    /// Takes the derived graphs out, what they say of themselves first, and with them what was inferred from them.
    pub(super) fn drop_derived(&mut self) -> Result<(), StoreError> {
        for name in DERIVED_GRAPHS {
            let about = Some(name.into());
            let described = self.store.quads_for_pattern(about, None, None, Some(name.into()));
            self.remove(described)?;
        }
        for name in DERIVED_GRAPHS {
            let quads = self.store.quads_for_pattern(None, None, None, Some(name.into()));
            self.remove(quads)?;
            self.store.remove_named_graph(name)?;
        }
        self.has_lost_inferred |= self.remove_inferred()?;
        Ok(())
    }

    fn remove(&mut self, quads: QuadIter<'static>) -> Result<(), StoreError> {
        let mut quads = quads.peekable();
        while quads.peek().is_some() {
            let some: Vec<Quad> = quads.by_ref().take(REMOVED_AT_ONCE).collect::<Result<_, _>>()?;
            let mut transaction = self.store.start_transaction()?;
            for quad in &some {
                transaction.remove(quad);
            }
            transaction.commit()?;
            self.wrote(some.len())?;
        }
        Ok(())
    }
}

/// Whether a quad is what a graph says of itself.
pub(super) fn is_of_itself(quad: &Quad) -> bool {
    match (&quad.subject, &quad.graph_name) {
        (NamedOrBlankNode::NamedNode(subject), GraphName::NamedNode(graph)) => subject == graph,
        _ => false,
    }
}
