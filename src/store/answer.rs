//! Answers to questions that have been read.

use oxigraph::model::{GraphName, Term, Triple};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults, Variable};

use super::KnowledgeGraph;
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

impl KnowledgeGraph {
    /// Answers a query that has been read; one that names no graph sees what is safe to take as fact.
    pub(crate) fn answer(&self, mut query: PreparedSparqlQuery) -> Result<Answer, QueryEvaluationError> {
        if query.dataset().is_default_dataset() {
            query.dataset_mut().set_default_graph(facts());
        }
        match query.on_store(&self.store).execute()? {
            QueryResults::Boolean(truth) => Ok(Answer::Truth(truth)),
            QueryResults::Graph(triples) => Ok(Answer::Triples(triples.collect::<Result<_, _>>()?)),
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().to_vec();
                let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
                let rows = rows.collect::<Result<_, _>>()?;
                Ok(Answer::Rows { variables, rows })
            }
        }
    }
}

/// The graphs that a query sees without naming them.
fn facts() -> Vec<GraphName> {
    let graphs = [
        graph::ACCEPTED,
        graph::SPEECH_ACTS,
        graph::ENTITIES,
        graph::LINKS,
        graph::ONTOLOGY,
    ];
    graphs.map(|graph| graph.into_owned().into()).to_vec()
}
