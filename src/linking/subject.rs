//! The named things of a graph, with what tells which of their namesakes they are.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};

use crate::store::{KnowledgeGraph, StoreError};
use crate::vocab::{graph, rdf, rdfs, skos, tm};

/// A named thing of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The thing.
    pub iri: NamedNode,
    /// Its usual name.
    pub label: String,
    /// Its other names, sorted.
    pub aliases: BTreeSet<String>,
    /// Its classes, sorted.
    pub classes: Vec<NamedNode>,
    /// The documents that speak of it.
    pub documents: BTreeSet<NamedNode>,
    /// The things that it is accepted to be in or part of.
    pub wholes: BTreeSet<NamedNode>,
}

/// What is gathered of a thing before it is known to be a named one.
#[derive(Default)]
struct Gathered {
    is_named: bool,
    label: Option<String>,
    aliases: BTreeSet<String>,
    classes: BTreeSet<NamedNode>,
    documents: BTreeSet<NamedNode>,
    wholes: BTreeSet<NamedNode>,
}

/// The named things of a graph, sorted by IRI.
pub fn subjects(graph: &KnowledgeGraph) -> Result<Vec<Subject>, StoreError> {
    let mut gathered: BTreeMap<NamedNode, Gathered> = BTreeMap::new();
    for quad in graph.graph_quads(graph::ENTITIES.into())? {
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject.clone() {
            gathered.entry(subject).or_default().take(quad);
        }
    }
    for quad in graph.graph_quads(graph::ACCEPTED.into())? {
        if let (NamedOrBlankNode::NamedNode(subject), true) =
            (&quad.subject, quad.predicate == tm::LOCATED_IN)
            && let Some(gathered) = gathered.get_mut(subject)
            && let Term::NamedNode(whole) = quad.object
        {
            gathered.wholes.insert(whole);
        }
    }
    let named = gathered.into_iter().filter(|(_, gathered)| gathered.is_named);
    let subjects = named.filter_map(|(iri, gathered)| {
        Some(Subject {
            iri,
            label: gathered.label?,
            aliases: gathered.aliases,
            classes: gathered.classes.into_iter().collect(),
            documents: gathered.documents,
            wholes: gathered.wholes,
        })
    });
    Ok(subjects.collect())
}

impl Gathered {
    fn take(&mut self, quad: Quad) {
        match (quad.predicate.as_ref(), quad.object) {
            (predicate, Term::Literal(name)) if predicate == rdfs::LABEL => {
                self.label = Some(name.value().to_owned());
            }
            (predicate, Term::Literal(name)) if predicate == skos::ALT_LABEL => {
                self.aliases.insert(name.value().to_owned());
            }
            (predicate, Term::Literal(is_named)) if predicate == tm::IS_NAMED => {
                self.is_named = is_named.value() == "true";
            }
            (predicate, Term::NamedNode(class)) if predicate == rdf::TYPE => {
                self.classes.insert(class);
            }
            (predicate, Term::NamedNode(document)) if predicate == tm::MENTIONED_IN => {
                self.documents.insert(document);
            }
            (predicate, Term::NamedNode(whole)) if predicate == tm::PART_OF => {
                self.wholes.insert(whole);
            }
            _ => {}
        }
    }
}
