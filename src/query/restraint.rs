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

/// The same pattern, whose parts look.
pub(super) fn guarded(pattern: GraphPattern) -> GraphPattern {
    use GraphPattern as Pattern;
    let inside = |inner: Box<Pattern>| Box::new(guarded(*inner));
    match pattern {
        Pattern::Join { left, right } => Pattern::Join {
            left: part(left),
            right: part(right),
        },
        Pattern::LeftJoin {
            left,
            right,
            expression,
        } => Pattern::LeftJoin {
            left: part(left),
            right: aside(right),
            expression: expression.map(|expr| match has_pattern(&expr) {
                true => restrained(expr),
                false => watched(restrained(expr)),
            }),
        },
        Pattern::Lateral { left, right } => Pattern::Lateral {
            left: part(left),
            right: part(right),
        },
        Pattern::Union { left, right } => Pattern::Union {
            left: part(left),
            right: part(right),
        },
        Pattern::Minus { left, right } => Pattern::Minus {
            left: part(left),
            right: aside(right),
        },
        Pattern::Graph { name, inner } => Pattern::Graph {
            name,
            inner: part(inner),
        },
        Pattern::Filter { expr, inner } => {
            let is_watched = multiplies(&inner) && !has_pattern(&expr);
            let expr = restrained(expr);
            Pattern::Filter {
                expr: if is_watched { watched(expr) } else { expr },
                inner: part(inner),
            }
        }
        Pattern::Extend {
            inner,
            variable,
            expression,
        } => Pattern::Extend {
            inner: part(inner),
            variable,
            expression: restrained(expression),
        },
        Pattern::Values { ref bindings, .. } if bindings.len() > FEW_VALUES => filtered(pattern),
        Pattern::Project { inner, variables } => Pattern::Project {
            inner: inside(inner),
            variables,
        },
        other => modified(other),
    }
}

/// The modifiers of a SELECT, which hold one pattern.
fn modified(pattern: GraphPattern) -> GraphPattern {
    use GraphPattern as Pattern;
    let inside = |inner: Box<Pattern>| Box::new(guarded(*inner));
    match pattern {
        Pattern::Distinct { inner } => Pattern::Distinct { inner: inside(inner) },
        Pattern::Reduced { inner } => Pattern::Reduced { inner: inside(inner) },
        Pattern::Slice { inner, start, length } => Pattern::Slice {
            inner: inside(inner),
            start,
            length,
        },
        Pattern::OrderBy { inner, expression } => Pattern::OrderBy {
            inner: inside(inner),
            expression: expression.into_iter().map(ordered).collect(),
        },
        Pattern::Group {
            inner,
            variables,
            aggregates,
        } => Pattern::Group {
            inner: inside(inner),
            variables,
            aggregates: aggregates
                .into_iter()
                .map(|(variable, aggregate)| (variable, aggregated(aggregate)))
                .collect(),
        },
        // Nothing is asked of other servers here.
        other => other,
    }
}

/// A part of a pattern; the rows of a sub-query look as those of a query do, and once more where they are multiplied.
fn part(pattern: Box<GraphPattern>) -> Box<GraphPattern> {
    let is_query = matches!(
        *pattern,
        GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::Slice { .. }
    );
    let inner = guarded(*pattern);
    Box::new(match is_query {
        true => filtered(rows_look(inner)),
        false => inner,
    })
}

/// A pattern whose rows are put aside, or only asked after: Oxigraph passes over what fails there, such as a token that says
/// to stop, so that they have to unwind.
fn aside(pattern: Box<GraphPattern>) -> Box<GraphPattern> {
    let is_watched = multiplies(&pattern);
    let inner = part(pattern);
    match is_watched {
        true => Box::new(filtered(*inner)),
        false => inner,
    }
}

fn ordered(key: OrderExpression) -> OrderExpression {
    match key {
        OrderExpression::Asc(key) => OrderExpression::Asc(restrained(key)),
        OrderExpression::Desc(key) => OrderExpression::Desc(restrained(key)),
    }
}

fn aggregated(aggregate: AggregateExpression) -> AggregateExpression {
    match aggregate {
        AggregateExpression::FunctionCall { name, expr, distinct } => AggregateExpression::FunctionCall {
            name,
            expr: restrained(expr),
            distinct,
        },
        count => count,
    }
}

/// A filter that looks before it compares.
fn watched(expr: Expression) -> Expression {
    let value = |truth: bool| Expression::Literal(Literal::from(truth));
    Expression::If(
        Box::new(look(value(true))),
        Box::new(expr),
        Box::new(value(false)),
    )
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

/// The same expression, none of whose functions makes a text longer than may be.
fn restrained(expression: Expression) -> Expression {
    use Expression as Is;
    let one = |inner: Box<Is>| Box::new(restrained(*inner));
    let all = |inner: Vec<Is>| inner.into_iter().map(restrained).collect();
    match expression {
        Is::Or(left, right) => Is::Or(one(left), one(right)),
        Is::And(left, right) => Is::And(one(left), one(right)),
        Is::Equal(left, right) => Is::Equal(one(left), one(right)),
        Is::SameTerm(left, right) => Is::SameTerm(one(left), one(right)),
        Is::Greater(left, right) => Is::Greater(one(left), one(right)),
        Is::GreaterOrEqual(left, right) => Is::GreaterOrEqual(one(left), one(right)),
        Is::Less(left, right) => Is::Less(one(left), one(right)),
        Is::LessOrEqual(left, right) => Is::LessOrEqual(one(left), one(right)),
        Is::In(value, list) => Is::In(one(value), all(list)),
        Is::Not(inner) => Is::Not(one(inner)),
        Is::Exists(pattern) => Is::Exists(aside(pattern)),
        Is::If(condition, yes, no) => Is::If(one(condition), one(yes), one(no)),
        Is::Coalesce(inner) => Is::Coalesce(all(inner)),
        Is::FunctionCall(function, arguments) => called(function, all(arguments)),
        // Numbers do not grow, and the rest is made of nothing.
        other => other,
    }
}

fn called(function: Function, arguments: Vec<Expression>) -> Expression {
    let arguments = match function {
        Function::Concat => {
            let most = LONGEST_TEXT / arguments.len().max(1);
            arguments.into_iter().map(|text| of_at_most(text, most)).collect()
        }
        Function::Replace => replaced(arguments),
        _ => arguments,
    };
    Expression::FunctionCall(function, arguments)
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
