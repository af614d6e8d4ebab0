//! Queries and updates on graphs that the request names, as the
//! [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/#dataset) has it.

use std::collections::BTreeMap;

use oxigraph::model::{GraphName, NamedNode, Term};
use oxigraph::sparql::{QueryDatasetSpecification, QueryEvaluationError, SparqlEvaluator};

use spargebra::algebra::GraphTarget;
use spargebra::term::{self, GraphNamePattern};
use spargebra::{GraphUpdateOperation, Query, SparqlParser};

use super::allowance::{looking_update, watched};
use super::closure::{is_open, is_open_pattern};
use super::load::Load;
use super::lookup::{MOST_LOOKS, is_lookup};
use super::service::{Setting, asked_services};
use super::shape::{asks_service, hides_service};
use super::{QueryError, SyntaxMistake, parser, read_query, without_columns};
use crate::federation::ServiceError;
use crate::store::{Allowance, Answer, Conditions, KnowledgeGraph, Scope};

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

    fn parser(&self, graph: &KnowledgeGraph) -> Result<SparqlParser, QueryError> {
        match &self.base {
            None => Ok(parser(graph)?),
            Some(base) => parser(graph)?
                .with_base_iri(base)
                .map_err(|_| QueryError::NotAnIri(base.clone())),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.default.is_empty() && self.named.is_empty()
    }

    pub(super) fn apply(&self, dataset: &mut QueryDatasetSpecification) {
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
    let setting = Setting {
        graph,
        bindings,
        dataset,
        most_looks: None,
    };
    Load::of(query)?.carried(|| answered(setting, read_query(dataset.parser(graph)?, query)?, allowance))
}

/// Answers a query on the graphs that the request names if it is a look-up that is soon done, and none else.
///
/// A look-up has triple patterns that hang together, so that each step of its evaluation reads a quad; its rows may be sorted and
/// counted, and are no more than 100,000.
pub fn look_up(
    graph: &KnowledgeGraph,
    (query, dataset): (&str, &Dataset),
    allowance: &Allowance,
) -> Result<Option<Answer>, QueryError> {
    if !Load::of(query)?.is_light() {
        return Ok(None);
    }
    let setting = Setting {
        graph,
        bindings: &[],
        dataset,
        most_looks: Some(MOST_LOOKS),
    };
    let parsed = read_query(dataset.parser(graph)?, query)?;
    if !is_lookup(&parsed) {
        return Ok(None);
    }
    match answered(setting, parsed, allowance) {
        Err(QueryError::Evaluation(QueryEvaluationError::Cancelled)) if !allowance.stop.is_cancelled() => {
            Ok(None)
        }
        other => other.map(Some),
    }
}

fn answered(setting: Setting<'_>, query: Query, allowance: &Allowance) -> Result<Answer, QueryError> {
    let bindings = setting.bindings;
    if is_open(&query, bindings.iter().map(|(name, _)| (*name).to_owned())) {
        return Err(QueryError::OpenPath);
    }
    let asked = asked_services(setting, query, allowance)?;
    let answer = setting
        .graph
        .answer(setting.prepared(asked, allowance), allowance)?;
    Ok(without_columns(answer, bindings))
}

/// Carries out an update on the graphs that the request names.
///
/// Returns where it may have changed something. `LOAD` and `SERVICE` fail: an update opens no connection. What the
/// conditions do not allow changes nothing.
pub fn change(
    graph: &KnowledgeGraph,
    (update, dataset): (&str, &Dataset),
    conditions: &Conditions<'_>,
) -> Result<Scope, QueryError> {
    Load::of(update)?.carried(|| {
        let parsed = dataset.parser(graph)?.parse_update(update);
        let parsed = parsed.map_err(|error| QueryError::Syntax(SyntaxMistake::new(update, &error)))?;
        if parsed.operations.iter().any(asks_elsewhere) {
            return Err(ServiceError::InUpdate.into());
        }
        if parsed.operations.iter().any(walks_from_everywhere) {
            return Err(QueryError::OpenPath);
        }
        let scope = scope(&parsed.operations);
        let evaluator = watched(SparqlEvaluator::new(), (conditions.stop, None));
        let mut prepared = evaluator.for_update(looking_update(parsed));
        if !dataset.is_empty() {
            for using in prepared.using_datasets_mut() {
                match using.is_default_dataset() {
                    true => dataset.apply(using),
                    false => return Err(QueryError::TwoDatasets),
                }
            }
        }
        graph.update((prepared, &scope), conditions)?;
        Ok(scope)
    })
}

/// Whether an operation asks another endpoint.
fn asks_elsewhere(operation: &GraphUpdateOperation) -> bool {
    match operation {
        GraphUpdateOperation::DeleteInsert { pattern, .. } => asks_service(pattern) || hides_service(pattern),
        _ => false,
    }
}

/// Whether an operation has a path of any length without an end to begin from.
fn walks_from_everywhere(operation: &GraphUpdateOperation) -> bool {
    matches!(operation, GraphUpdateOperation::DeleteInsert { pattern, .. } if is_open_pattern(pattern))
}

/// Where the operations of an update may change triples.
fn scope(operations: &[GraphUpdateOperation]) -> Scope {
    let graphs = operations.iter().map(graphs).collect::<Option<Vec<_>>>();
    graphs.map_or(Scope::Anywhere, |graphs| Scope::Graphs(graphs.concat()))
}

/// The graphs that an operation may change; none when it may change any.
fn graphs(operation: &GraphUpdateOperation) -> Option<Vec<GraphName>> {
    let named = |pattern: &GraphNamePattern| match pattern {
        GraphNamePattern::NamedNode(name) => Some(name.clone().into()),
        GraphNamePattern::DefaultGraph => Some(GraphName::DefaultGraph),
        GraphNamePattern::Variable(_) => None,
    };
    let fixed = |name: &term::GraphName| match name {
        term::GraphName::NamedNode(name) => GraphName::from(name.clone()),
        term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    };
    let graphs: Vec<GraphName> = match operation {
        GraphUpdateOperation::InsertData { data } => {
            data.iter().map(|quad| fixed(&quad.graph_name)).collect()
        }
        GraphUpdateOperation::DeleteData { data } => {
            data.iter().map(|quad| fixed(&quad.graph_name)).collect()
        }
        GraphUpdateOperation::DeleteInsert { delete, insert, .. } => {
            let removed = delete.iter().map(|quad| named(&quad.graph_name));
            let added = insert.iter().map(|quad| named(&quad.graph_name));
            removed.chain(added).collect::<Option<_>>()?
        }
        GraphUpdateOperation::Load { destination, .. } => vec![fixed(destination)],
        GraphUpdateOperation::Create { graph, .. } => vec![graph.clone().into()],
        GraphUpdateOperation::Clear { graph, .. } | GraphUpdateOperation::Drop { graph, .. } => match graph {
            GraphTarget::NamedNode(name) => vec![name.clone().into()],
            GraphTarget::DefaultGraph => vec![GraphName::DefaultGraph],
            GraphTarget::NamedGraphs | GraphTarget::AllGraphs => return None,
        },
    };
    let distinct: BTreeMap<String, GraphName> = graphs
        .into_iter()
        .map(|graph| (graph.to_string(), graph))
        .collect();
    Some(distinct.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scoped(update: &str) -> Option<Vec<String>> {
        let graph = KnowledgeGraph::in_memory().unwrap();
        let parsed = parser(&graph).unwrap().parse_update(update).unwrap();
        match scope(&parsed.operations) {
            Scope::Graphs(graphs) => Some(graphs.iter().map(ToString::to_string).collect()),
            Scope::Anywhere => None,
        }
    }

    #[test]
    fn an_update_that_names_its_graphs_changes_no_other() {
        let two = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 . <urn:a> <urn:b> 2 } <urn:a> <urn:b> 3 }";
        assert_eq!(scoped(two).unwrap(), ["<urn:g>", "DEFAULT"]);
        let with =
            "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { GRAPH <urn:h> { ?s ?p ?o } } WHERE { ?s ?p ?o }";
        assert_eq!(scoped(with).unwrap(), ["<urn:g>", "<urn:h>"]);
        assert_eq!(scoped("MOVE <urn:g> TO DEFAULT").unwrap().len(), 3);
        assert_eq!(scoped("DELETE WHERE { GRAPH ?g { ?s <urn:p> ?o } }"), None);
        assert_eq!(scoped("CLEAR ALL"), None);
    }
}
