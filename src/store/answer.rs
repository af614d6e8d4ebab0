//! Answers to queries, within an allowance.
//!
//! Oxigraph looks at its cancellation token when it reads a quad, and so neither while it sorts nor while it
//! multiplies what it has read. [`crate::query`] has every row and every comparison look at it too; from there a
//! question that was stopped unwinds to here, as salsa's and rust-analyzer's do.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use oxigraph::model::{GraphName, Term, Triple};
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, Variable,
};

use oxigraph::store::{StorageError, Store};

use super::KnowledgeGraph;
use super::links::link_graphs;
use crate::federation::Services;
use crate::vocab::graph;

/// What a query returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Of SELECT: one row for each solution, with one cell for each variable.
    Rows {
        /// The variables, in the order of the query.
        variables: Vec<Variable>,
        /// The solutions, in the order of the query.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Of ASK.
    Truth(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(Vec<Triple>),
}

/// How much a question may take.
#[derive(Clone, Default)]
pub struct Allowance {
    /// Stops the question, from any thread.
    pub stop: CancellationToken,
    /// The most rows or triples that are taken; the answer is one longer when there are more.
    pub rows: Option<usize>,
    /// The other endpoints that it may ask; by default none.
    pub services: Services,
}

/// Thrown by a question that sees that it was stopped.
pub(crate) struct Stopped;

impl Allowance {
    /// Unwinds when the question was stopped.
    pub(crate) fn check(stop: &CancellationToken) {
        if stop.is_cancelled() {
            resume_unwind(Box::new(Stopped));
        }
    }
}

/// Does `work`, unless it unwinds because the question was stopped.
pub(super) fn unless_stopped<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(thrown) if thrown.is::<Stopped>() => None,
        Err(panic) => resume_unwind(panic),
    }
}

impl KnowledgeGraph {
    /// Answers a query that has been read; one that names no graph sees what is safe to take as fact.
    pub(crate) fn answer(
        &self,
        query: PreparedSparqlQuery,
        allowance: &Allowance,
    ) -> Result<Answer, QueryEvaluationError> {
        unless_stopped(|| self.evaluate(query, allowance)).unwrap_or(Err(QueryEvaluationError::Cancelled))
    }

    /// Evaluates a query and gives its plan as JSON, with the rows and seconds of each step.
    pub(crate) fn explained(&self, query: PreparedSparqlQuery) -> Result<Vec<u8>, QueryEvaluationError> {
        let (results, explanation) = self
            .on_facts(query)?
            .on_store(&self.store)
            .compute_statistics()
            .explain();
        match results? {
            QueryResults::Boolean(_) => {}
            QueryResults::Graph(triples) => {
                triples.collect::<Result<Vec<_>, _>>()?;
            }
            QueryResults::Solutions(rows) => {
                rows.collect::<Result<Vec<_>, _>>()?;
            }
        }
        let mut json = Vec::new();
        let written = explanation.write_in_json(&mut json);
        written.map_err(|error| QueryEvaluationError::Unexpected(Box::new(error)))?;
        Ok(json)
    }

    fn evaluate(
        &self,
        query: PreparedSparqlQuery,
        allowance: &Allowance,
    ) -> Result<Answer, QueryEvaluationError> {
        let most = allowance.rows.map_or(usize::MAX, |rows| rows.saturating_add(1));
        match self.on_facts(query)?.on_store(&self.store).execute()? {
            QueryResults::Boolean(truth) => Ok(Answer::Truth(truth)),
            QueryResults::Graph(triples) => {
                Ok(Answer::Triples(triples.take(most).collect::<Result<_, _>>()?))
            }
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().to_vec();
                let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
                let rows = rows.take(most).collect::<Result<_, _>>()?;
                Ok(Answer::Rows { variables, rows })
            }
        }
    }
}

impl KnowledgeGraph {
    /// The same query, which sees what is safe to take as fact unless it names graphs.
    fn on_facts(&self, mut query: PreparedSparqlQuery) -> Result<PreparedSparqlQuery, QueryEvaluationError> {
        if query.dataset().is_default_dataset() {
            let unreadable = |error| QueryEvaluationError::Dataset(Box::new(error));
            let facts = facts(&self.store).map_err(unreadable)?;
            query.dataset_mut().set_default_graph(facts);
        }
        Ok(query)
    }
}

/// The graphs that a query sees without naming them; the default graph holds nothing but what updates put there.
pub(super) fn facts(store: &Store) -> Result<Vec<GraphName>, StorageError> {
    let graphs = [
        graph::ACCEPTED,
        graph::INFERRED,
        graph::SPEECH_ACTS,
        graph::ENTITIES,
        graph::LINKS,
        graph::ONTOLOGY,
    ];
    let named = graphs.map(|graph| graph.into_owned().into());
    let linked = link_graphs(store)?;
    let fixed = named.into_iter().chain([GraphName::DefaultGraph]);
    Ok(fixed.chain(linked).collect())
}
