//! What is known already, sent to an endpoint some rows at a time.

use std::collections::BTreeMap;

use oxigraph::model::{BlankNode, NamedNode, Term, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern};

use super::QueryError;
use super::shape::in_scope;
use crate::federation::{ServiceError, ServiceRows, Services};

/// A row of values.
type Row = Vec<Option<Term>>;

/// The values that an endpoint is asked with; without columns it is asked for all that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    columns: Vec<Variable>,
    rows: Vec<Row>,
}

/// What has been asked for one query.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    requests: usize,
    rows: usize,
}

impl Known {
    /// No values at all.
    pub(super) fn nothing() -> Self {
        Self {
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// These values, sorted.
    pub(super) fn new(columns: Vec<Variable>, rows: Vec<Row>) -> Self {
        Self { columns, rows }
    }

    /// The rows for each endpoint that a variable stands for.
    pub(super) fn by(self, variable: &Variable) -> Result<BTreeMap<String, Self>, ServiceError> {
        let Some(column) = self.columns.iter().position(|name| name == variable) else {
            return Err(ServiceError::Unbound(variable.as_str().to_owned()));
        };
        let mut endpoints: BTreeMap<String, Self> = BTreeMap::new();
        for row in self.rows {
            let endpoint = match row.get(column) {
                Some(Some(Term::NamedNode(endpoint))) => endpoint.as_str().to_owned(),
                Some(Some(other)) => {
                    return Err(ServiceError::NotAnAddress {
                        variable: variable.as_str().to_owned(),
                        term: other.to_string(),
                    });
                }
                _ => return Err(ServiceError::Unbound(variable.as_str().to_owned())),
            };
            let columns = self.columns.clone();
            let known = endpoints
                .entry(endpoint)
                .or_insert_with(|| Self::new(columns, Vec::new()));
            known.rows.push(row);
        }
        Ok(endpoints)
    }

    /// Of the columns those that are asked for and full, and of the rows those that another place can know: sorted, each once.
    ///
    /// A row that leaves one value open fits answers that others fit too, which would then come twice.
    fn ground(&self, is_asked: impl Fn(&Variable) -> bool) -> (Vec<Variable>, Vec<Vec<GroundTerm>>) {
        let is_full = |column: usize| {
            self.rows
                .iter()
                .all(|row| matches!(row.get(column), Some(Some(_))))
        };
        let columns = self.columns.iter().enumerate();
        let (places, columns): (Vec<usize>, Vec<Variable>) = columns
            .filter(|(column, name)| is_asked(name) && is_full(*column))
            .map(|(column, name)| (column, name.clone()))
            .unzip();
        let value = |row: &Row, column: usize| match row.get(column).cloned().flatten()? {
            Term::NamedNode(node) => Some(GroundTerm::NamedNode(node)),
            Term::Literal(literal) => Some(GroundTerm::Literal(literal)),
            _ => None,
        };
        let ground = |row: &Row| {
            places
                .iter()
                .map(|column| value(row, *column))
                .collect::<Option<Vec<_>>>()
        };
        let mut rows: Vec<_> = self.rows.iter().filter_map(ground).collect();
        rows.sort_by_cached_key(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
        rows.dedup();
        (columns, rows)
    }
}

/// Asks endpoints for one `SERVICE` and gathers what they say.
pub(super) struct Reader<'a> {
    inner: &'a GraphPattern,
    silent: bool,
    services: &'a Services,
    stop: &'a CancellationToken,
    variables: Vec<Variable>,
    /// The answers, each with the endpoint.
    rows: Vec<(NamedNode, Row)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        (inner, silent): (&'a GraphPattern, bool),
        services: &'a Services,
        stop: &'a CancellationToken,
    ) -> Self {
        Self {
            inner,
            silent,
            services,
            stop,
            variables: in_scope(inner).into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// Asks an endpoint; where `SILENT` passes over its failure it has one row without values.
    pub(super) fn ask(
        &mut self,
        endpoint: &NamedNode,
        known: &Known,
        totals: &mut Totals,
    ) -> Result<(), QueryError> {
        let before = self.rows.len();
        match self.ask_in_turn(endpoint, known, totals) {
            Err(QueryError::Service(error)) if self.silent && error.is_silenced() => {
                self.rows.truncate(before);
                self.rows
                    .push((endpoint.clone(), vec![None; self.variables.len()]));
                Ok(())
            }
            other => other,
        }
    }

    fn ask_in_turn(
        &mut self,
        endpoint: &NamedNode,
        known: &Known,
        totals: &mut Totals,
    ) -> Result<(), QueryError> {
        let (columns, rows) = known.ground(|column| self.variables.contains(column));
        if columns.is_empty() {
            // Without rows nothing would be joined with the answer.
            let is_needed = known.columns.is_empty() || !known.rows.is_empty();
            return if is_needed {
                self.request(endpoint, None, totals)
            } else {
                Ok(())
            };
        }
        let limits = *self.services.limits();
        let batches = rows.len().div_ceil(limits.batch.max(1));
        if totals.requests.saturating_add(batches) > limits.requests {
            return Err(ServiceError::TooManyRequests {
                endpoint: endpoint.as_str().to_owned(),
                most: limits.requests,
                batch: limits.batch,
            }
            .into());
        }
        for rows in rows.chunks(limits.batch.max(1)) {
            let bindings = rows.iter().map(|row| row.iter().cloned().map(Some).collect());
            let values = GraphPattern::Values {
                variables: columns.clone(),
                bindings: bindings.collect(),
            };
            self.request(endpoint, Some(values), totals)?;
        }
        Ok(())
    }

    fn request(
        &mut self,
        endpoint: &NamedNode,
        values: Option<GraphPattern>,
        totals: &mut Totals,
    ) -> Result<(), QueryError> {
        if self.stop.is_cancelled() {
            return Err(QueryEvaluationError::Cancelled.into());
        }
        let answer = self.services.ask(endpoint, &self.text(values))?;
        totals.requests += 1;
        totals.rows = totals.rows.saturating_add(answer.rows.len());
        if totals.rows > self.services.limits().rows {
            return Err(ServiceError::TooManyRows {
                endpoint: endpoint.as_str().to_owned(),
                most: self.services.limits().rows,
            }
            .into());
        }
        let places: Vec<Option<usize>> = self
            .variables
            .iter()
            .map(|name| answer.variables.iter().position(|other| other == name))
            .collect();
        for row in answer.rows {
            let cell = |place: &Option<usize>| row.get((*place)?).cloned().flatten();
            let cells = places
                .iter()
                .map(|place| Some(apart(cell(place)?, totals.requests)));
            self.rows.push((endpoint.clone(), cells.collect()));
        }
        Ok(())
    }

    /// The query that is sent.
    fn text(&self, values: Option<GraphPattern>) -> String {
        let pattern = match values {
            Some(values) => GraphPattern::Join {
                left: Box::new(values),
                right: Box::new(self.inner.clone()),
            },
            None => self.inner.clone(),
        };
        let query = match self.variables.is_empty() {
            true => Query::Ask {
                dataset: None,
                pattern,
                base_iri: None,
            },
            false => Query::Select {
                dataset: None,
                pattern: GraphPattern::Project {
                    inner: Box::new(pattern),
                    variables: self.variables.clone(),
                },
                base_iri: None,
            },
        };
        query.to_string()
    }

    /// All answers; where the endpoint is a variable, with it.
    pub(super) fn rows(self, name: &NamedNodePattern) -> ServiceRows {
        let NamedNodePattern::Variable(name) = name else {
            return ServiceRows {
                variables: self.variables,
                rows: self.rows.into_iter().map(|(_, row)| row).collect(),
            };
        };
        let kept: Vec<bool> = self.variables.iter().map(|variable| variable != name).collect();
        let with_endpoint = |(endpoint, row): (NamedNode, Row)| {
            let others = row
                .into_iter()
                .zip(&kept)
                .filter(|(_, kept)| **kept)
                .map(|(cell, _)| cell);
            others.chain([Some(endpoint.into())]).collect()
        };
        let rows = self.rows.into_iter().map(with_endpoint).collect();
        let others = self.variables.into_iter().filter(|variable| variable != name);
        ServiceRows {
            variables: others.chain([name.clone()]).collect(),
            rows,
        }
    }
}

/// A blank node is one of its answer alone.
fn apart(term: Term, request: usize) -> Term {
    match term {
        Term::BlankNode(node) => BlankNode::new_unchecked(format!("r{request}_{}", node.as_str())).into(),
        term => term,
    }
}
