//! Queries and updates on graphs that the request names, as the
//! [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/#dataset) has it.

use oxigraph::model::{NamedNode, Term};
use oxigraph::sparql::{QueryDatasetSpecification, SparqlEvaluator};

use spargebra::SparqlParser;

use super::allowance::{looking, watched};
use super::{QueryError, SyntaxMistake, bound, parser, read_query, without_columns};
use crate::store::{Allowance, Answer, Conditions, KnowledgeGraph};

/// The graphs that a request names, if any, and what its IRIs are relative to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dataset {
    /// Those that together are the default graph.
    pub default: Vec<NamedNode>,
    /// Those that `GRAPH` sees.
    pub named: Vec<NamedNode>,
    /// What relative IRIs are relative to.
    pub base: Option<String>,
}

impl Dataset {
    /// A dataset of graphs by their IRIs, for text whose IRIs may be relative to `base`.
    pub fn new(base: String, default: &[String], named: &[String]) -> Result<Self, QueryError> {
        let nodes = |iris: &[String]| {
            let nodes = iris
                .iter()
                .map(|iri| NamedNode::new(iri).map_err(|_| QueryError::NotAnIri(iri.clone())));
            nodes.collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            default: nodes(default)?,
            named: nodes(named)?,
            base: Some(base),
        })
    }

    fn parser(&self) -> Result<SparqlParser, QueryError> {
        match &self.base {
            None => Ok(parser()),
            Some(base) => parser()
                .with_base_iri(base)
                .map_err(|_| QueryError::NotAnIri(base.clone())),
        }
    }

    fn is_empty(&self) -> bool {
        self.default.is_empty() && self.named.is_empty()
    }

    fn apply(&self, dataset: &mut QueryDatasetSpecification) {
        let default = self.default.iter().cloned().map(Into::into);
        dataset.set_default_graph(default.collect());
        dataset.set_available_named_graphs(self.named.iter().cloned().map(Into::into).collect());
    }
}

/// Answers a query with its bindings on the graphs that the request names, which go before those of the query.
pub fn ask_dataset(
    graph: &KnowledgeGraph,
    (query, bindings, dataset): (&str, &[(&str, Term)], &Dataset),
    allowance: &Allowance,
) -> Result<Answer, QueryError> {
    let parsed = read_query(dataset.parser()?, query)?;
    let evaluator = watched(SparqlEvaluator::new(), &allowance.stop);
    let mut prepared = evaluator.for_query(looking(parsed));
    if !dataset.is_empty() {
        dataset.apply(prepared.dataset_mut());
    }
    let answer = graph.answer(bound(prepared, bindings), allowance)?;
    Ok(without_columns(answer, bindings))
}

/// Carries out an update on the graphs that the request names.
///
/// `LOAD` and `SERVICE` fail: the program opens no connection. What the conditions do not allow changes nothing.
pub fn change(
    graph: &KnowledgeGraph,
    (update, dataset): (&str, &Dataset),
    conditions: &Conditions<'_>,
) -> Result<(), QueryError> {
    let parsed = dataset.parser()?.parse_update(update);
    let parsed = parsed.map_err(|error| QueryError::Syntax(SyntaxMistake::new(update, &error)))?;
    let mut prepared = watched(SparqlEvaluator::new(), conditions.stop).for_update(parsed);
    if !dataset.is_empty() {
        for using in prepared.using_datasets_mut() {
            match using.is_default_dataset() {
                true => dataset.apply(using),
                false => return Err(QueryError::TwoDatasets),
            }
        }
    }
    Ok(graph.update(prepared, conditions)?)
}
