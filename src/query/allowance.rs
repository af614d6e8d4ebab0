//! Questions that can be stopped: what they ask is rewritten so that each row and each comparison of a sort looks
//! whether it may go on.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};

use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::{CancellationToken, SparqlEvaluator};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::{GraphUpdateOperation, Query, Update};

use super::ordering::{class_of, keys};
use super::restraint::{SHORT, guard, short};
use crate::store::{Allowance, Stopped};

/// Takes any term and gives it back, unless the question was stopped.
const LOOK: &str = "urn:x-testimony:look";

/// The class that a term is sorted in.
const CLASS: &str = "urn:x-testimony:class";

/// An evaluator that knows the function that looks, and stops after `most` looks if that is limited.
pub(super) fn watched(
    evaluator: SparqlEvaluator,
    (stop, most): (&CancellationToken, Option<u64>),
) -> SparqlEvaluator {
    let (token, stopped, looks) = (stop.clone(), stop.clone(), AtomicU64::new(0));
    let look = move |terms: &[Term]| {
        Allowance::check(&stopped);
        if most.is_some_and(|most| looks.fetch_add(1, Ordering::Relaxed) >= most) {
            resume_unwind(Box::new(Stopped));
        }
        terms.first().cloned()
    };
    evaluator
        .with_cancellation_token(token)
        .with_custom_function(NamedNode::new_unchecked(LOOK), look)
        .with_custom_function(NamedNode::new_unchecked(CLASS), |terms: &[Term]| {
            terms.first().map(class_of)
        })
        .with_custom_function(NamedNode::new_unchecked(SHORT), short)
}

/// The same question, which looks.
pub(super) fn looking(query: Query) -> Query {
    let mut query = query;
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = &mut query;
    guard(pattern);
    *pattern = rows_look(std::mem::take(pattern));
    query
}

/// The same update, which looks.
pub(super) fn looking_update(update: Update) -> Update {
    let mut update = update;
    for operation in &mut update.operations {
        if let GraphUpdateOperation::DeleteInsert { pattern, .. } = operation {
            guard(pattern);
            **pattern = rows_look(std::mem::take(&mut **pattern));
        }
    }
    update
}

/// Below the modifiers of a SELECT the rows are made: there each is looked at.
pub(super) fn rows_look(mut pattern: GraphPattern) -> GraphPattern {
    let inner = match &mut pattern {
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Group { inner, .. } => inner,
        GraphPattern::OrderBy { inner, expression } => {
            *expression = std::mem::take(expression).into_iter().flat_map(keys).collect();
            inner
        }
        GraphPattern::Filter { inner, .. } if is_grouped(inner) => inner,
        _ => return filtered(pattern),
    };
    **inner = rows_look(std::mem::take(&mut **inner));
    pattern
}

/// Whether a pattern is of groups, so that a filter above it is a `HAVING`.
fn is_grouped(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => is_grouped(inner),
        _ => false,
    }
}

pub(super) fn look(value: Expression) -> Expression {
    Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(LOOK)), vec![value])
}

/// The class that a value is sorted in; see [`super::ordering`].
pub(super) fn class(value: Expression) -> Expression {
    Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(CLASS)), vec![value])
}

/// Rows pass a filter that is always true. It speaks of all their variables, in a branch that is never taken, so that the
/// optimiser, which moves a filter to where its variables are bound, leaves it above every join.
pub(super) fn filtered(rows: GraphPattern) -> GraphPattern {
    let mut variables = Vec::new();
    rows.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    variables.sort();
    let yes = || Expression::Literal(Literal::from(true));
    let never = Expression::Coalesce(variables.into_iter().map(Expression::Variable).collect());
    GraphPattern::Filter {
        expr: Expression::If(Box::new(look(yes())), Box::new(yes()), Box::new(never)),
        inner: Box::new(rows),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use oxigraph::sparql::QueryEvaluationError;

    use super::*;
    use crate::query::tests::graph;
    use crate::query::{QueryError, ask, ask_within};

    /// One row of a product is multiplied and dropped without a look; unstopped, these questions take hours.
    const MOST_LATE: Duration = Duration::from_secs(5);

    /// How long a question goes on after it was stopped.
    fn lateness(query: &str) -> Duration {
        let graph = graph();
        let allowance = Allowance::default();
        let stop = allowance.stop.clone();
        let stopper = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            stop.cancel();
            Instant::now()
        });
        let outcome = ask_within(&graph, (query, &[]), &allowance);
        let ended = Instant::now();
        let stopped = matches!(
            outcome,
            Err(QueryError::Evaluation(QueryEvaluationError::Cancelled))
        );
        assert!(stopped, "{query} was answered");
        ended.duration_since(stopper.join().unwrap())
    }

    #[test]
    fn a_product_a_group_and_a_sort_stop_in_time() {
        let all = "GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l }";
        let values: String = (0..60).map(|value| format!("{value} ")).collect();
        let lists: String = ('a'..='j')
            .map(|name| format!("VALUES ?{name} {{ {values} }} "))
            .collect();
        let subqueries: String = (0..4)
            .map(|number| format!("{{ SELECT DISTINCT ?a{number} {{ GRAPH ?g {{ ?a{number} ?b ?c }} }} }} "))
            .collect();
        for query in [
            format!("SELECT (COUNT(*) AS ?n) {{ {lists} }}"),
            format!("SELECT (COUNT(*) AS ?n) {{ {subqueries} FILTER(?a0 = ?a1 && ?a2 = ?zero) }}"),
            format!("SELECT * {{ {{ SELECT (COUNT(*) AS ?n) {{ {all} }} }} ?s ?p ?o }}"),
            format!("SELECT * {{ ?s ?p ?o OPTIONAL {{ {all} FILTER(?a = ?zero) }} }}"),
            format!("SELECT * {{ ?s ?p ?o MINUS {{ ?s ?p ?o . {all} }} }}"),
            format!("ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {all} FILTER(?a = ?zero) }} }}"),
            format!("SELECT (COUNT(?a) AS ?n) {{ {all} }} GROUP BY ?d HAVING(COUNT(?j) > 3)"),
            format!("SELECT (COUNT(*) AS ?n) {{ {all} }}"),
            format!("SELECT ?a (COUNT(?d) AS ?n) {{ {all} }} GROUP BY ?a ORDER BY ?n"),
            format!("ASK {{ {all} FILTER(?a = ?zero) }}"),
        ] {
            let late = lateness(&query);
            assert!(late < MOST_LATE, "{late:?}: {query}");
        }
    }

    #[test]
    fn looking_changes_no_answer() {
        let graph = graph();
        let query = "SELECT ?s ?l { ?s a ?class OPTIONAL { ?s rdfs:label ?l } } ORDER BY DESC(?l) ?s LIMIT 9";
        let looked = ask_within(&graph, (query, &[]), &Allowance::default()).unwrap();
        assert_eq!(looked, ask(&graph, query).unwrap());
    }
}
