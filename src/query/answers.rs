//! Answers of endpoints, where a query finds them in the place of the endpoints themselves.

use std::sync::Arc;

use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::{DefaultServiceHandler, QuerySolutionIter};
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern};

use super::batch::Totals;
use crate::federation::{ServiceError, ServiceRows};

/// Begins the name of an answer; its number follows.
const ANSWER: &str = "urn:x-testimony:answer:";

/// The answers so far, and what they took.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    kept: Vec<Kept>,
    totals: Totals,
}

#[derive(Debug, Clone)]
struct Kept {
    variables: Arc<[Variable]>,
    rows: Arc<Vec<Vec<Option<Term>>>>,
}

impl Answers {
    /// What all answers took together.
    pub(super) fn totals(&mut self) -> &mut Totals {
        &mut self.totals
    }

    /// Keeps an answer and gives the pattern that finds it.
    ///
    /// The pattern that was asked stays within it: from it Oxigraph sees which variables have values.
    pub(super) fn keep(
        &mut self,
        answer: ServiceRows,
        (name, inner, silent): (&NamedNodePattern, &GraphPattern, bool),
    ) -> GraphPattern {
        let number = self.kept.len();
        let inner = match name {
            NamedNodePattern::NamedNode(_) => inner.clone(),
            NamedNodePattern::Variable(variable) => GraphPattern::Join {
                left: Box::new(inner.clone()),
                right: Box::new(endpoints(variable, &answer)),
            },
        };
        self.kept.push(Kept {
            variables: answer.variables.into(),
            rows: Arc::new(answer.rows),
        });
        GraphPattern::Service {
            name: NamedNode::new_unchecked(format!("{ANSWER}{number}")).into(),
            inner: Box::new(inner),
            silent,
        }
    }
}

/// The endpoints that answered, as a table.
fn endpoints(variable: &Variable, answer: &ServiceRows) -> GraphPattern {
    let column = answer.variables.iter().position(|name| name == variable);
    let mut endpoints: Vec<NamedNode> = Vec::new();
    for row in &answer.rows {
        if let Some(Some(Term::NamedNode(endpoint))) = column.and_then(|column| row.get(column))
            && !endpoints.contains(endpoint)
        {
            endpoints.push(endpoint.clone());
        }
    }
    GraphPattern::Values {
        variables: vec![variable.clone()],
        bindings: endpoints
            .into_iter()
            .map(|endpoint| vec![Some(GroundTerm::NamedNode(endpoint))])
            .collect(),
    }
}

impl DefaultServiceHandler for Answers {
    type Error = ServiceError;

    fn handle(
        &self,
        name: &NamedNode,
        _: &GraphPattern,
        _: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let number = name
            .as_str()
            .strip_prefix(ANSWER)
            .and_then(|number| number.parse().ok());
        let kept = number.and_then(|number: usize| self.kept.get(number));
        let Kept { variables, rows } = kept.cloned().ok_or(ServiceError::Misplaced)?;
        let rows = (0..rows.len()).map(move |row| Ok(rows.get(row).cloned().unwrap_or_default()));
        Ok(QuerySolutionIter::from_tuples(variables, rows))
    }
}
