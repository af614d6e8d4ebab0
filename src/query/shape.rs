//! What can be seen of a pattern without evaluating it: its parts, its variables, and where it asks other endpoints.

use std::collections::BTreeSet;

use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Variables, sorted.
pub(super) type Variables = BTreeSet<Variable>;

/// The patterns that a pattern is made of.
pub(super) fn parts(pattern: &GraphPattern) -> Vec<&GraphPattern> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => Vec::new(),
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Service { inner, .. } => vec![inner],
    }
}

/// The same, to be changed.
pub(super) fn parts_mut(pattern: &mut GraphPattern) -> Vec<&mut GraphPattern> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => Vec::new(),
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Service { inner, .. } => vec![inner],
    }
}

/// Whether an endpoint is asked somewhere in a pattern, other than in a condition.
pub(super) fn asks_service(pattern: &GraphPattern) -> bool {
    matches!(pattern, GraphPattern::Service { .. }) || parts(pattern).into_iter().any(asks_service)
}

/// The variables that the rows of a pattern may have.
pub(super) fn in_scope(pattern: &GraphPattern) -> Variables {
    let mut variables = Variables::new();
    pattern.on_in_scope_variable(|variable| {
        variables.insert(variable.clone());
    });
    variables
}

/// The variables that have a value in every row of a pattern, as far as one can tell.
pub(super) fn certain(pattern: &GraphPattern) -> Variables {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().flat_map(of_triple).collect(),
        GraphPattern::Path { subject, object, .. } => {
            [subject, object].into_iter().filter_map(of_term).collect()
        }
        GraphPattern::Values { variables, bindings } => {
            let columns = variables.iter().enumerate();
            let full = columns.filter(|(column, _)| {
                bindings
                    .iter()
                    .all(|row| matches!(row.get(*column), Some(Some(_))))
            });
            full.map(|(_, variable)| variable.clone()).collect()
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            certain(left).union(&certain(right)).cloned().collect()
        }
        GraphPattern::Union { left, right } => certain(left).intersection(&certain(right)).cloned().collect(),
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => certain(left),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => certain(inner),
        GraphPattern::Project { inner, variables } => {
            let inner = certain(inner);
            variables
                .iter()
                .filter(|variable| inner.contains(*variable))
                .cloned()
                .collect()
        }
        GraphPattern::Group { .. } | GraphPattern::Service { .. } => Variables::new(),
    }
}

fn of_triple(pattern: &TriplePattern) -> Vec<Variable> {
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) => Some(variable.clone()),
        NamedNodePattern::NamedNode(_) => None,
    };
    let ends = [&pattern.subject, &pattern.object]
        .into_iter()
        .filter_map(of_term);
    ends.chain(predicate).collect()
}

fn of_term(term: &TermPattern) -> Option<Variable> {
    match term {
        TermPattern::Variable(variable) => Some(variable.clone()),
        _ => None,
    }
}

/// The expressions that an expression is made of.
pub(super) fn operands(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
        Expression::Or(one, other)
        | Expression::And(one, other)
        | Expression::Equal(one, other)
        | Expression::SameTerm(one, other)
        | Expression::Greater(one, other)
        | Expression::GreaterOrEqual(one, other)
        | Expression::Less(one, other)
        | Expression::LessOrEqual(one, other)
        | Expression::Add(one, other)
        | Expression::Subtract(one, other)
        | Expression::Multiply(one, other)
        | Expression::Divide(one, other) => vec![one, other],
        Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => vec![one],
        Expression::If(one, two, three) => vec![one, two, three],
        Expression::In(one, others) => std::iter::once(&**one).chain(others).collect(),
        Expression::Coalesce(parts) | Expression::FunctionCall(_, parts) => parts.iter().collect(),
    }
}

/// Whether all that a condition speaks of is among `known`; one with a pattern of its own speaks of who knows what.
pub(super) fn speaks_of_only(condition: &Expression, known: &Variables) -> bool {
    match condition {
        Expression::Variable(variable) | Expression::Bound(variable) => known.contains(variable),
        Expression::Exists(_) => false,
        condition => operands(condition)
            .into_iter()
            .all(|part| speaks_of_only(part, known)),
    }
}

/// Whether an endpoint is asked in a condition, where a failure would pass for an answer.
pub(super) fn hides_service(pattern: &GraphPattern) -> bool {
    if matches!(pattern, GraphPattern::Service { .. }) {
        return false;
    }
    let is_hidden = |inner: &GraphPattern| asks_service(inner) || hides_service(inner);
    expressions(pattern)
        .into_iter()
        .any(|expression| finds(expression, &is_hidden))
        || parts(pattern).into_iter().any(hides_service)
}

fn finds(expression: &Expression, is_meant: &dyn Fn(&GraphPattern) -> bool) -> bool {
    match expression {
        Expression::Exists(pattern) => is_meant(pattern),
        other => operands(other).into_iter().any(|part| finds(part, is_meant)),
    }
}

/// The expressions of a pattern itself, without those of its parts.
pub(super) fn expressions(pattern: &GraphPattern) -> Vec<&Expression> {
    match pattern {
        GraphPattern::LeftJoin { expression, .. } => expression.iter().collect(),
        GraphPattern::Filter { expr, .. } => vec![expr],
        GraphPattern::Extend { expression, .. } => vec![expression],
        GraphPattern::OrderBy { expression, .. } => {
            let keys = expression.iter().map(|key| match key {
                OrderExpression::Asc(key) | OrderExpression::Desc(key) => key,
            });
            keys.collect()
        }
        GraphPattern::Group { aggregates, .. } => {
            let counted = aggregates.iter().filter_map(|(_, aggregate)| match aggregate {
                AggregateExpression::CountSolutions { .. } => None,
                AggregateExpression::FunctionCall { expr, .. } => Some(expr),
            });
            counted.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether an expression looks for a pattern of its own.
pub(super) fn looks_for_pattern(expression: &Expression) -> bool {
    finds(expression, &|_| true)
}

#[cfg(test)]
mod tests {
    use spargebra::{Query, SparqlParser};

    use super::*;

    fn pattern(text: &str) -> GraphPattern {
        match SparqlParser::new()
            .parse_query(&format!("SELECT * {{ {text} }}"))
            .unwrap()
        {
            Query::Select { pattern, .. } => pattern,
            _ => panic!("no SELECT"),
        }
    }

    fn names(variables: Variables) -> String {
        variables
            .iter()
            .map(Variable::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_is_optional_is_not_certain() {
        let names = |text| names(certain(&pattern(text)));
        assert_eq!(names("?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c }"), "a b");
        assert_eq!(names("{ ?a <urn:p> ?b } UNION { ?b <urn:q> ?c }"), "b");
        assert_eq!(names("VALUES (?a ?b) { (1 2) (3 UNDEF) }"), "a");
        assert_eq!(names("SERVICE <urn:s> { ?a ?b ?c }"), "");
        assert_eq!(names("BIND(1 AS ?a)"), "");
    }

    #[test]
    fn a_service_is_found_wherever_it_stands_in_the_pattern() {
        for text in [
            "SERVICE <urn:s> {}",
            "?a ?b ?c OPTIONAL { { SELECT ?a { SERVICE <urn:s> { ?a ?b ?d } } LIMIT 3 } }",
            "GRAPH ?g { ?a ?b ?c MINUS { SERVICE ?a {} } }",
        ] {
            assert!(asks_service(&pattern(text)), "{text}");
        }
        assert!(!asks_service(&pattern("?a ?b ?c FILTER EXISTS { ?c ?d ?e }")));
        for text in [
            "?a ?b ?c FILTER(?a = ?b || !EXISTS { ?c ?d ?e SERVICE <urn:s> {} })",
            "?a ?b ?c OPTIONAL { ?c ?d ?e BIND(EXISTS { SERVICE <urn:s> {} } AS ?f) }",
            "{ SELECT (MAX(IF(EXISTS { SERVICE <urn:s> {} }, 1, ?b)) AS ?m) { ?a ?b ?c } }",
            "?a ?b ?c FILTER EXISTS { ?c ?d ?e FILTER EXISTS { SERVICE <urn:s> {} } }",
        ] {
            assert!(hides_service(&pattern(text)), "{text}");
        }
        assert!(!hides_service(&pattern(
            "SERVICE <urn:s> { ?a ?b ?c FILTER EXISTS { ?c ?d ?e } }"
        )));
    }

    #[test]
    fn a_condition_speaks_of_its_variables() {
        let GraphPattern::Project { inner, .. } =
            pattern("?a <urn:p> ?b, ?c FILTER(STRLEN(STR(?a)) > 3 && ?b IN (1, ?c))")
        else {
            panic!("no projection");
        };
        let GraphPattern::Filter { expr, inner } = *inner else {
            panic!("no filter");
        };
        assert!(speaks_of_only(&expr, &certain(&inner)));
        assert!(!speaks_of_only(
            &expr,
            &Variables::from([Variable::new_unchecked("a")])
        ));
    }
}
