//! Parts of a question that read no quads, or make much of little: they are rewritten so that they look whether the
//! question may go on, and so that no text grows without bound.
//!
//! Oxigraph looks at its cancellation token when it reads a quad. Values that stand in the question, groups and sub-queries
//! are multiplied without reading one, and `CONCAT` or `REPLACE` of their own results double a text with each step.

use std::panic::resume_unwind;

use oxigraph::model::{Literal, NamedNode, Term};
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, OrderExpression};

use super::allowance::{filtered, look, rows_look};
use crate::store::Stopped;

/// Takes a text and the most bytes that it may have, and gives it back; a longer one stops the question.
pub(super) const SHORT: &str = "urn:x-testimony:short";

/// The most bytes that a function may make of the texts that it is given; Oxigraph reads no longer literal either.
const LONGEST_TEXT: usize = 16 << 20;

/// The most bytes of a replacement that is not written in the question itself.
const LONGEST_REPLACEMENT: usize = 1 << 10;

/// Lists of more values than this look for themselves.
const FEW_VALUES: usize = 8;

/// The function of that name.
pub(super) fn short(terms: &[Term]) -> Option<Term> {
    let [text, Term::Literal(most)] = terms else {
        return None;
    };
    let most: usize = most.value().parse().ok()?;
    match text {
        Term::Literal(literal) if literal.value().len() > most => resume_unwind(Box::new(Stopped)),
        other => Some(other.clone()),
    }
}

/// Has the parts of a pattern look.
pub(super) fn guard(pattern: &mut GraphPattern) {
    use GraphPattern as Is;
    match pattern {
        Is::Join { left, right } | Is::Lateral { left, right } | Is::Union { left, right } => {
            part(left);
            part(right);
        }
        Is::Minus { left, right } => {
            part(left);
            aside(right);
        }
        Is::LeftJoin {
            left,
            right,
            expression,
        } => {
            part(left);
            aside(right);
            expression.iter_mut().for_each(watch);
        }
        Is::Filter { expr, inner } => {
            match multiplies(inner) {
                true => watch(expr),
                false => restrain(expr),
            }
            part(inner);
        }
        Is::Extend {
            inner, expression, ..
        } => {
            part(inner);
            restrain(expression);
        }
        Is::Graph { inner, .. } => part(inner),
        Is::Values { bindings, .. } if bindings.len() > FEW_VALUES => become_of(pattern, filtered),
        modified => guard_modified(modified),
    }
}

/// The modifiers of a SELECT, which hold one pattern; nothing else holds any, as nothing is asked of other servers here.
fn guard_modified(pattern: &mut GraphPattern) {
    use GraphPattern as Is;
    match pattern {
        Is::Project { inner, .. }
        | Is::Distinct { inner }
        | Is::Reduced { inner }
        | Is::Slice { inner, .. } => guard(inner),
        Is::OrderBy { inner, expression } => {
            guard(inner);
            for key in expression {
                let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
                restrain(key);
            }
        }
        Is::Group {
            inner, aggregates, ..
        } => {
            guard(inner);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    restrain(expr);
                }
            }
        }
        _ => {}
    }
}

/// A part of a pattern; the rows of a sub-query look as those of a query do, and once more where they are multiplied.
fn part(pattern: &mut GraphPattern) {
    guard(pattern);
    if matches!(
        pattern,
        GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
    ) {
        become_of(pattern, |query| filtered(rows_look(query)));
    }
}

/// A pattern whose rows are put aside, or only asked after: Oxigraph passes over what fails there, such as a token that says
/// to stop, so that they have to unwind.
fn aside(pattern: &mut GraphPattern) {
    let is_watched = multiplies(pattern);
    part(pattern);
    if is_watched {
        become_of(pattern, filtered);
    }
}

fn become_of(pattern: &mut GraphPattern, make: impl FnOnce(GraphPattern) -> GraphPattern) {
    *pattern = make(std::mem::take(pattern));
}

/// Has a condition look before it compares, unless it is about a pattern, which looks by itself.
fn watch(condition: &mut Expression) {
    let value = |truth: bool| Expression::Literal(Literal::from(truth));
    let is_watched = !has_pattern(condition);
    restrain(condition);
    if is_watched {
        let expr = std::mem::replace(condition, value(true));
        *condition = Expression::If(
            Box::new(look(value(true))),
            Box::new(expr),
            Box::new(value(false)),
        );
    }
}

/// Whether a pattern may have far more rows than quads are read for it.
fn multiplies(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Join { .. } | GraphPattern::LeftJoin { .. } | GraphPattern::Lateral { .. } => true,
        GraphPattern::Bgp { patterns } => patterns.len() > 1,
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Graph { inner, .. } => multiplies(inner),
        _ => false,
    }
}

/// Whether an expression is about a pattern, which reads quads.
fn has_pattern(expression: &Expression) -> bool {
    match expression {
        Expression::Exists(_) => true,
        Expression::Not(inner) => has_pattern(inner),
        Expression::And(left, right) | Expression::Or(left, right) => has_pattern(left) || has_pattern(right),
        _ => false,
    }
}

/// Sees to it that no function makes a text longer than may be. Numbers do not grow, and constants stay what they are.
fn restrain(expression: &mut Expression) {
    use Expression as Is;
    match expression {
        Is::Or(left, right)
        | Is::And(left, right)
        | Is::Equal(left, right)
        | Is::SameTerm(left, right)
        | Is::Greater(left, right)
        | Is::GreaterOrEqual(left, right)
        | Is::Less(left, right)
        | Is::LessOrEqual(left, right) => {
            restrain(left);
            restrain(right);
        }
        Is::Not(inner) => restrain(inner),
        Is::If(condition, yes, no) => {
            restrain(condition);
            restrain(yes);
            restrain(no);
        }
        Is::In(value, list) => {
            restrain(value);
            list.iter_mut().for_each(restrain);
        }
        Is::Coalesce(list) => list.iter_mut().for_each(restrain),
        Is::Exists(pattern) => aside(pattern),
        Is::FunctionCall(function, arguments) => {
            arguments.iter_mut().for_each(restrain);
            let given = std::mem::take(arguments);
            *arguments = shortened(function, given);
        }
        _ => {}
    }
}

/// The arguments of a function, none of which is longer than may be.
fn shortened(function: &Function, arguments: Vec<Expression>) -> Vec<Expression> {
    match function {
        Function::Concat => {
            let most = LONGEST_TEXT / arguments.len().max(1);
            arguments.into_iter().map(|text| of_at_most(text, most)).collect()
        }
        Function::Replace => replaced(arguments),
        _ => arguments,
    }
}

/// The arguments of `REPLACE`: a text, a pattern, what it is replaced by, and flags. The replacement may come once for each
/// letter.
fn replaced(arguments: Vec<Expression>) -> Vec<Expression> {
    let mut arguments = arguments.into_iter();
    let (text, pattern, by) = (arguments.next(), arguments.next(), arguments.next());
    let (by, longest) = match by {
        Some(Expression::Literal(written)) => {
            let longest = written.value().len();
            (Some(Expression::Literal(written)), longest)
        }
        other => (
            other.map(|by| of_at_most(by, LONGEST_REPLACEMENT)),
            LONGEST_REPLACEMENT,
        ),
    };
    let text = text.map(|text| of_at_most(text, LONGEST_TEXT / (longest + 1)));
    [text, pattern, by]
        .into_iter()
        .flatten()
        .chain(arguments)
        .collect()
}

fn of_at_most(text: Expression, most: usize) -> Expression {
    match text {
        Expression::Literal(written) if written.value().len() <= most => Expression::Literal(written),
        text => {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            Expression::FunctionCall(
                Function::Custom(NamedNode::new_unchecked(SHORT)),
                vec![text, Expression::Literal(Literal::from(most))],
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::sparql::QueryEvaluationError;

    use crate::query::tests::{cells, graph};
    use crate::query::{QueryError, ask, ask_within};
    use crate::store::Allowance;

    /// Whether a question is stopped, though nobody stops it.
    fn stops(query: &str) -> bool {
        let outcome = ask_within(&graph(), (query, &[]), &Allowance::default());
        matches!(
            outcome,
            Err(QueryError::Evaluation(QueryEvaluationError::Cancelled))
        )
    }

    #[test]
    fn a_text_that_doubles_with_each_step_stops_the_question() {
        let doubled: String = (0..60)
            .map(|step| format!("BIND(CONCAT(?t{step}, ?t{step}) AS ?t{}) ", step + 1))
            .collect();
        assert!(stops(&format!(
            "SELECT (STRLEN(?t60) AS ?n) {{ BIND(\"ab\" AS ?t0) {doubled} }}"
        )));
        let replaced: String = (0..40)
            .map(|step| format!("BIND(REPLACE(?t{step}, \"a\", \"aaaa\") AS ?t{}) ", step + 1))
            .collect();
        assert!(stops(&format!(
            "SELECT (STRLEN(?t40) AS ?n) {{ BIND(\"ab\" AS ?t0) {replaced} }}"
        )));
        let both = "BIND(\"a\" AS ?a) BIND(REPLACE(?a, \"a\", ?b) AS ?c)";
        assert!(stops(&format!(
            "ASK {{ BIND(CONCAT({}) AS ?b) {both} }}",
            vec!["\"0123456789\""; 200].join(", ")
        )));
    }

    #[test]
    fn texts_of_a_usual_length_are_put_together_and_replaced_as_ever() {
        let query = "SELECT (CONCAT(\"a\", ?b, \"c\") AS ?x) (REPLACE(?b, \"b\", \"$0$0\") AS ?y) { BIND(\"b\" AS ?b) }";
        assert_eq!(cells(ask(&graph(), query).unwrap()), ["abc | bb"]);
    }
}
