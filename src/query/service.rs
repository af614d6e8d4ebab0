//! `SERVICE`: what other endpoints answer, asked for with what the graph knows already.
//!
//! Oxigraph would send the pattern of a `SERVICE` as it is, and get all that the endpoint has for it. Here the rest of its group
//! is evaluated first, and its distinct values go along in `VALUES`, some rows with each request, as FedX does
//! ([Schwarte and others 2011](https://doi.org/10.1007/978-3-642-25073-6_38)). What comes back stands in the place
//! of the endpoint when the whole query is evaluated, so that the rows that are sent only have to be enough.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::{PreparedSparqlQuery, SparqlEvaluator};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, QueryDataset};
use spargebra::term::{GroundTerm, NamedNodePattern};

use super::allowance::{looking, watched};
use super::answers::Answers;
use super::batch::{self, Known};
use super::group::{conjuncts, connected, flatten, in_graph, join, meeting};
use super::shape::{Variables, asks_service, certain, hides_service, in_scope};
use super::{Dataset, QueryError, bound};
use crate::federation::ServiceError;
use crate::store::{Allowance, Answer, KnowledgeGraph};

/// What a query is asked of and with.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) graph: &'a KnowledgeGraph,
    pub(super) bindings: &'a [(&'a str, Term)],
    pub(super) dataset: &'a Dataset,
    /// The most looks that an evaluation may take, where that is limited.
    pub(super) most_looks: Option<u64>,
}

impl Setting<'_> {
    /// An evaluator and the query for it, which looks whether it may go on.
    pub(super) fn prepared(
        &self,
        (query, answers): (Query, Answers),
        allowance: &Allowance,
    ) -> PreparedSparqlQuery {
        let evaluator = watched(SparqlEvaluator::new(), (&allowance.stop, self.most_looks));
        self.complete(evaluator, (looking(query), answers))
    }

    /// The same as it is, for those who want to see its plan.
    pub(super) fn plain(&self, asked: (Query, Answers)) -> PreparedSparqlQuery {
        self.complete(SparqlEvaluator::new(), asked)
    }

    fn complete(
        &self,
        evaluator: SparqlEvaluator,
        (query, answers): (Query, Answers),
    ) -> PreparedSparqlQuery {
        let evaluator = evaluator.with_default_service_handler(answers);
        let mut prepared = evaluator.for_query(query);
        if !self.dataset.is_empty() {
            self.dataset.apply(prepared.dataset_mut());
        }
        bound(prepared, self.bindings)
    }
}

/// Asks the endpoints that a query names, and gives the query with their answers.
pub(super) fn asked_services(
    setting: Setting<'_>,
    query: Query,
    allowance: &Allowance,
) -> Result<(Query, Answers), QueryError> {
    let mut query = query;
    let (Query::Select { pattern, dataset, .. }
    | Query::Ask { pattern, dataset, .. }
    | Query::Construct { pattern, dataset, .. }
    | Query::Describe { pattern, dataset, .. }) = &mut query;
    if hides_service(pattern) {
        return Err(ServiceError::Misplaced.into());
    }
    if !asks_service(pattern) {
        return Ok((query, Answers::default()));
    }
    let mut federation = Federation {
        setting,
        allowance,
        dataset: dataset.clone(),
        given: given(setting.bindings),
        answers: Answers::default(),
    };
    let inner = std::mem::take(pattern);
    let outer = federation.given.clone();
    *pattern = federation.resolved(
        inner,
        &Around {
            rows: outer,
            conditions: Vec::new(),
        },
    )?;
    Ok((query, federation.answers))
}

/// The values that a query gets with it, as a table.
fn given(bindings: &[(&str, Term)]) -> Option<GraphPattern> {
    let ground = bindings.iter().filter_map(|(name, term)| {
        let value = match term.clone() {
            Term::NamedNode(node) => GroundTerm::NamedNode(node),
            Term::Literal(literal) => GroundTerm::Literal(literal),
            _ => return None,
        };
        Some((Variable::new_unchecked(*name), Some(value)))
    });
    let (variables, row): (Vec<_>, Vec<_>) = ground.unzip();
    (!variables.is_empty()).then(|| GraphPattern::Values {
        variables,
        bindings: vec![row],
    })
}

/// What holds of the rows of a pattern because of where it stands.
#[derive(Clone, Default)]
struct Around {
    /// Each row fits one of these.
    rows: Option<GraphPattern>,
    /// What is asked of each row further up in the same group.
    conditions: Vec<Expression>,
}

impl Around {
    /// The same around a part, whose rows fit those of `more` too.
    fn and(&self, more: &GraphPattern) -> Self {
        let rows = match &self.rows {
            Some(rows) => join(rows.clone(), more.clone()),
            None => more.clone(),
        };
        Self {
            rows: Some(rows),
            conditions: Vec::new(),
        }
    }

    /// What a SELECT within sees: nothing but what it selects.
    fn within(&self, selected: &[Variable]) -> Self {
        let shared = |rows: &GraphPattern| {
            let scope = in_scope(rows);
            let shared: Vec<_> = selected
                .iter()
                .filter(|name| scope.contains(*name))
                .cloned()
                .collect();
            (!shared.is_empty()).then(|| GraphPattern::Project {
                inner: Box::new(rows.clone()),
                variables: shared,
            })
        };
        Self {
            rows: self.rows.as_ref().and_then(shared),
            conditions: Vec::new(),
        }
    }
}

struct Federation<'a> {
    setting: Setting<'a>,
    allowance: &'a Allowance,
    /// The graphs that the query names itself.
    dataset: Option<QueryDataset>,
    given: Option<GraphPattern>,
    answers: Answers,
}

impl Federation<'_> {
    /// The pattern with answers in the place of endpoints.
    fn resolved(&mut self, pattern: GraphPattern, around: &Around) -> Result<GraphPattern, QueryError> {
        if !asks_service(&pattern) {
            return Ok(pattern);
        }
        match pattern {
            GraphPattern::Join { .. } => self.joined(pattern, around),
            GraphPattern::Service { name, inner, silent } => self.answered((&name, &inner, silent), around),
            GraphPattern::Graph { name, inner } => {
                let inner = in_graph(&name, *inner)?;
                self.resolved(inner, around)
            }
            mut pattern => {
                self.resolve_parts(&mut pattern, around)?;
                Ok(pattern)
            }
        }
    }

    /// Puts answers into the parts of a pattern that is neither a group nor an endpoint itself.
    fn resolve_parts(&mut self, pattern: &mut GraphPattern, around: &Around) -> Result<(), QueryError> {
        match pattern {
            GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Minus { left, right } => {
                self.resolve(left, around)?;
                let left = meeting(&around.conditions, self.known(), left);
                self.resolve(right, &around.and(&left))?;
            }
            GraphPattern::Union { left, right } => {
                self.resolve(left, around)?;
                self.resolve(right, around)?;
            }
            GraphPattern::Filter { expr, inner } => {
                let mut around = around.clone();
                conjuncts(expr, &mut around.conditions);
                self.resolve(inner, &around)?;
            }
            GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => self.resolve(inner, around)?,
            GraphPattern::Project { inner, variables } => {
                let around = around.within(variables);
                self.resolve(inner, &around)?;
            }
            // Which rows are counted or cut off does not depend on what stands around.
            GraphPattern::Slice { inner, .. } | GraphPattern::Group { inner, .. } => {
                let around = Around {
                    rows: self.given.clone(),
                    conditions: Vec::new(),
                };
                self.resolve(inner, &around)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn resolve(&mut self, pattern: &mut Box<GraphPattern>, around: &Around) -> Result<(), QueryError> {
        let inner = std::mem::take(&mut **pattern);
        **pattern = self.resolved(inner, around)?;
        Ok(())
    }

    /// The parts of a group, each endpoint asked with what the parts that ask none, or stand before it, know.
    fn joined(&mut self, pattern: GraphPattern, around: &Around) -> Result<GraphPattern, QueryError> {
        let mut parts = Vec::new();
        flatten(pattern, &mut parts);
        for index in 0..parts.len() {
            let Some(part) = parts.get(index).filter(|part| asks_service(part)).cloned() else {
                continue;
            };
            let ready = parts.iter().enumerate();
            let ready = ready.filter(|(other, part)| *other < index || !asks_service(part));
            let mut ready: Vec<GraphPattern> = ready.map(|(_, part)| part.clone()).collect();
            ready.retain(|other| *other != part);
            let known =
                connected(&part, ready).map(|known| meeting(&around.conditions, self.known(), &known));
            let inner = match known {
                Some(known) => around.and(&known),
                None => Around {
                    conditions: Vec::new(),
                    ..around.clone()
                },
            };
            let resolved = self.resolved(part, &inner)?;
            if let Some(part) = parts.get_mut(index) {
                *part = resolved;
            }
        }
        Ok(parts.into_iter().reduce(join).unwrap_or_default())
    }

    /// The names that have a value from the beginning.
    fn known(&self) -> Variables {
        self.given.as_ref().map(certain).unwrap_or_default()
    }

    /// Asks an endpoint, or those that a variable stands for.
    fn answered(
        &mut self,
        (name, inner, silent): (&NamedNodePattern, &GraphPattern, bool),
        around: &Around,
    ) -> Result<GraphPattern, QueryError> {
        let allowance = self.allowance;
        let services = &allowance.services;
        let mut columns = in_scope(inner);
        match name {
            NamedNodePattern::NamedNode(endpoint) => services.check(endpoint)?,
            NamedNodePattern::Variable(variable) => {
                columns.insert(variable.clone());
            }
        }
        let around = around.rows.clone();
        let scope = around.as_ref().map(in_scope).unwrap_or_default();
        columns.retain(|column| scope.contains(column));
        let known = match (name, around) {
            (NamedNodePattern::Variable(variable), _) if !columns.contains(variable) => {
                return Err(ServiceError::Unbound(variable.as_str().to_owned()).into());
            }
            (_, Some(around)) if !columns.is_empty() => self.rows(around, columns.into_iter().collect())?,
            _ => Known::nothing(),
        };
        let mut answer = batch::Reader::new((inner, silent), services, &allowance.stop);
        let endpoints = match name {
            NamedNodePattern::NamedNode(endpoint) => BTreeMap::from([(endpoint.as_str().to_owned(), known)]),
            NamedNodePattern::Variable(variable) => known.by(variable)?,
        };
        for (endpoint, known) in endpoints {
            let endpoint = NamedNode::new_unchecked(endpoint);
            answer.ask(&endpoint, &known, self.answers.totals())?;
        }
        Ok(self.answers.keep(answer.rows(name), (name, inner, silent)))
    }

    /// The distinct values that the variables have in the rows of a pattern.
    fn rows(&self, pattern: GraphPattern, columns: Vec<Variable>) -> Result<Known, QueryError> {
        let limits = self.allowance.services.limits();
        let pattern = match &self.given {
            Some(given) => join(given.clone(), pattern),
            None => pattern,
        };
        let query = Query::Select {
            dataset: self.dataset.clone(),
            pattern: GraphPattern::Distinct {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(pattern),
                    variables: columns,
                }),
            },
            base_iri: None,
        };
        let allowance = Allowance {
            rows: Some(limits.requests.saturating_mul(limits.batch)),
            ..self.allowance.clone()
        };
        let prepared = self.setting.prepared((query, self.answers.clone()), &allowance);
        match self.setting.graph.answer(prepared, &allowance)? {
            Answer::Rows { variables, rows } => Ok(Known::new(variables, rows)),
            _ => Ok(Known::nothing()),
        }
    }
}
