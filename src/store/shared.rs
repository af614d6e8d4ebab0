//! A graph that several threads use while one of them may write, as a server does.
//!
//! Reads see the graph as it was when they began. Whoever calls these functions admits one writer at a time.

use oxigraph::model::{Graph, GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::{CancellationToken, PreparedSparqlUpdate, UpdateEvaluationError};
use oxigraph::store::{StorageError, Transaction};

use super::answer::{facts, unless_stopped};
use super::inferred::drop_outdated;
use super::touched::{Scope, check};
use super::{KnowledgeGraph, Place, StoreError, place};
use crate::validation::{Report, ValidationError};
use crate::vocab::{graph, rdfs};

/// What a change that does not come from documents has to meet.
#[derive(Clone)]
pub struct Conditions<'a> {
    /// Shapes that may not like the graph less after it than before, if there are any.
    pub shapes: Option<&'a Graph>,
    /// Stops the change, from any thread.
    pub stop: &'a CancellationToken,
}

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The graph could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The update failed.
    #[error(transparent)]
    Update(#[from] UpdateEvaluationError),
    /// The shapes cannot be used.
    #[error(transparent)]
    Shapes(#[from] ValidationError),
    /// The shapes do not like it.
    #[error("the change does not conform to the shapes of this graph, so nothing was written")]
    Refused(Box<Report>),
    /// It was stopped.
    #[error("the change took more than it may, and was stopped")]
    Stopped,
}

impl From<StorageError> for WriteError {
    fn from(error: StorageError) -> Self {
        Self::Store(error.into())
    }
}

impl KnowledgeGraph {
    /// Lets others write the file that this graph was read from: a file is read as a whole when it is opened.
    ///
    /// A folder stays as it is, locked, since its database is read as questions come.
    pub fn release(&mut self) {
        if matches!(self.place, Place::File(_)) {
            self.lock = None;
        }
    }

    /// Carries out an update that has been read, which changes nothing outside its scope; one whose `WHERE` names no graph sees what a query sees.
    pub(crate) fn update(
        &self,
        (mut update, scope): (PreparedSparqlUpdate, &Scope),
        conditions: &Conditions<'_>,
    ) -> Result<(), WriteError> {
        for dataset in update.using_datasets_mut() {
            if dataset.is_default_dataset() {
                dataset.set_default_graph(facts(&self.store)?);
            }
        }
        let written = unless_stopped(|| {
            self.write((scope, conditions), |transaction| {
                Ok(update.on_transaction(transaction).execute()?)
            })
        });
        written.unwrap_or(Err(WriteError::Stopped))
    }

    /// Puts quads into `graph`, after taking out what was there when `is_replaced`.
    pub(crate) fn write_graph(
        &self,
        (graph, is_replaced): (&GraphName, bool),
        quads: &[Quad],
        conditions: &Conditions<'_>,
    ) -> Result<(), WriteError> {
        self.write((&Scope::Graphs(vec![graph.clone()]), conditions), |transaction| {
            if is_replaced {
                transaction.clear_graph(graph.as_ref())?;
            }
            if let GraphName::NamedNode(name) = graph {
                transaction.insert_named_graph(name.as_ref());
            }
            transaction.extend(quads.iter().map(Quad::as_ref));
            Ok(())
        })
    }

    /// Takes a graph out; the default graph is emptied. Whether it was there.
    pub(crate) fn drop_graph(
        &self,
        graph: &GraphName,
        conditions: &Conditions<'_>,
    ) -> Result<bool, WriteError> {
        let was_there = self.has_graph(graph)?;
        self.write((&Scope::Graphs(vec![graph.clone()]), conditions), |transaction| {
            match graph {
                GraphName::NamedNode(name) => transaction.remove_named_graph(name.as_ref())?,
                _ => transaction.clear_graph(GraphNameRef::DefaultGraph)?,
            }
            Ok(was_there)
        })
    }

    /// Makes a change in a transaction, unless the shapes like it less than what was there or it has been stopped.
    fn write<T>(
        &self,
        (scope, conditions): (&Scope, &Conditions<'_>),
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mut transaction = self.store.start_transaction()?;
        let changed = change(&mut transaction)?;
        drop_outdated(&self.store, &mut transaction)?;
        if let Some(shapes) = conditions.shapes {
            let report = check((shapes, scope), &self.store, &transaction)?;
            if !report.violations.is_empty() {
                return Err(WriteError::Refused(Box::new(report)));
            }
        }
        if conditions.stop.is_cancelled() {
            return Err(WriteError::Stopped);
        }
        place::mark_ahead(&self.place);
        transaction.commit()?;
        Ok(changed)
    }

    /// Whether there is such a graph, empty or not.
    pub(crate) fn has_graph(&self, graph: &GraphName) -> Result<bool, StoreError> {
        match graph {
            GraphName::NamedNode(name) => Ok(self.store.contains_named_graph(name.as_ref())?),
            _ => Ok(true),
        }
    }

    /// The names of all graphs, sorted.
    pub(crate) fn graph_names(&self) -> Result<Vec<NamedOrBlankNode>, StoreError> {
        let mut names = self.store.named_graphs().collect::<Result<Vec<_>, _>>()?;
        names.sort_by_cached_key(ToString::to_string);
        Ok(names)
    }

    /// What a query that names no graph sees, in no order.
    pub(crate) fn fact_quads(&self) -> Result<Vec<Quad>, StoreError> {
        let mut quads = Vec::new();
        for graph in facts(&self.store)? {
            quads.extend(self.graph_quads(graph.as_ref())?);
        }
        Ok(quads)
    }

    /// What a node is called: in the graph of entities, else anywhere.
    pub(crate) fn label(&self, node: NamedNodeRef<'_>) -> Result<Option<String>, StoreError> {
        for graph in [Some(graph::ENTITIES.into()), None] {
            let found = self
                .store
                .quads_for_pattern(Some(node.into()), Some(rdfs::LABEL), None, graph);
            for quad in found {
                if let Term::Literal(label) = quad?.object {
                    return Ok(Some(label.value().to_owned()));
                }
            }
        }
        Ok(None)
    }

    /// Shows each quad, in no order.
    pub(crate) fn each_quad(&self, mut look: impl FnMut(&Quad)) -> Result<(), StoreError> {
        for quad in self.store.iter() {
            look(&quad?);
        }
        Ok(())
    }

    /// Makes what was written last: on disk, when the graph has a place there.
    pub(crate) fn persist(&self) -> Result<(), StoreError> {
        match &self.place {
            Place::Memory => Ok(()),
            Place::File(path) => place::write_file(path, &self.quads()?),
            Place::Folder(path) => place::save_folder(&self.store, path),
        }
    }
}
