//! Paths of any length, `*` and `+`, that have no end to begin from.
//!
//! Oxigraph works such a path out for all pairs of things at once, before there is a first row, and goes through all pairs once
//! more when it is told to stop. On a graph of 1,500 things that took a minute and 4 GB. So one end has to be a term, or a
//! variable that another pattern beside the path binds; then the path is walked from there.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

/// Variables and blank nodes, as they are written.
type Names = BTreeSet<String>;

/// Whether a query has a path of any length without an end to begin from; `given` are variables that are bound beforehand.
pub(super) fn is_open(query: &Query, given: impl IntoIterator<Item = String>) -> bool {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let given: Names = given.into_iter().map(|name| format!("?{name}")).collect();
    has_open(pattern, &given)
}

/// The same of the pattern of an update.
pub(super) fn is_open_pattern(pattern: &GraphPattern) -> bool {
    has_open(pattern, &Names::new())
}

fn has_open(pattern: &GraphPattern, bound: &Names) -> bool {
    use GraphPattern as Is;
    let with = |other: &GraphPattern| bound | &binds(other);
    match pattern {
        Is::Path {
            subject,
            path,
            object,
        } => {
            let is_end = |term: &TermPattern| name(term).is_none_or(|name| bound.contains(&name));
            is_closure(path) && !is_end(subject) && !is_end(object)
        }
        Is::Join { left, right } | Is::Lateral { left, right } => {
            has_open(left, &with(right)) || has_open(right, &with(left))
        }
        Is::LeftJoin {
            left,
            right,
            expression,
        } => {
            let asked = expression
                .as_ref()
                .is_some_and(|expr| asks_open(expr, &with(left)));
            has_open(left, bound) || has_open(right, &with(left)) || asked
        }
        // What is taken away is worked out by itself.
        Is::Minus { left, right } => has_open(left, bound) || has_open(right, &Names::new()),
        Is::Union { left, right } => has_open(left, bound) || has_open(right, bound),
        Is::Filter { expr, inner } => has_open(inner, bound) || asks_open(expr, &with(inner)),
        Is::Extend {
            inner, expression, ..
        } => has_open(inner, bound) || asks_open(expression, &with(inner)),
        Is::Graph { inner, .. } => has_open(inner, bound),
        Is::Bgp { .. } | Is::Values { .. } | Is::Service { .. } => false,
        Is::Project { inner, .. }
        | Is::Distinct { inner }
        | Is::Reduced { inner }
        | Is::Slice { inner, .. }
        | Is::OrderBy { inner, .. }
        | Is::Group { inner, .. } => has_open(inner, bound),
    }
}

/// Whether a condition asks after a pattern with such a path; it knows what the row has that it is asked of.
fn asks_open(expression: &Expression, bound: &Names) -> bool {
    match expression {
        Expression::Exists(pattern) => has_open(pattern, bound),
        Expression::Not(inner) => asks_open(inner, bound),
        Expression::And(left, right) | Expression::Or(left, right) => {
            asks_open(left, bound) || asks_open(right, bound)
        }
        Expression::If(condition, yes, no) => [condition, yes, no].iter().any(|part| asks_open(part, bound)),
        Expression::Coalesce(list) => list.iter().any(|part| asks_open(part, bound)),
        _ => false,
    }
}

/// What a pattern has a value for in every row, without walking a path of any length.
fn binds(pattern: &GraphPattern) -> Names {
    use GraphPattern as Is;
    match pattern {
        Is::Bgp { patterns } => patterns
            .iter()
            .flat_map(|triple| {
                [
                    name(&triple.subject),
                    predicate(&triple.predicate),
                    name(&triple.object),
                ]
            })
            .flatten()
            .collect(),
        Is::Path {
            subject,
            path,
            object,
        } if !is_closure(path) => [name(subject), name(object)].into_iter().flatten().collect(),
        Is::Join { left, right } | Is::Lateral { left, right } => &binds(left) | &binds(right),
        Is::Union { left, right } => &binds(left) & &binds(right),
        Is::LeftJoin { left, .. } | Is::Minus { left, .. } => binds(left),
        Is::Extend { inner, variable, .. } => &binds(inner) | &Names::from([variable.to_string()]),
        Is::Values { variables, .. } => variables.iter().map(ToString::to_string).collect(),
        Is::Group { variables, .. } => variables.iter().map(ToString::to_string).collect(),
        Is::Filter { inner, .. }
        | Is::Graph { inner, .. }
        | Is::Project { inner, .. }
        | Is::Distinct { inner }
        | Is::Reduced { inner }
        | Is::Slice { inner, .. }
        | Is::OrderBy { inner, .. } => binds(inner),
        Is::Path { .. } | Is::Service { .. } => Names::new(),
    }
}

fn is_closure(path: &PropertyPathExpression) -> bool {
    use PropertyPathExpression as Is;
    match path {
        Is::ZeroOrMore(_) | Is::OneOrMore(_) => true,
        Is::Reverse(inner) | Is::ZeroOrOne(inner) => is_closure(inner),
        Is::Sequence(one, other) | Is::Alternative(one, other) => is_closure(one) || is_closure(other),
        Is::NamedNode(_) | Is::NegatedPropertySet(_) => false,
    }
}

fn name(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => Some(term.to_string()),
        _ => None,
    }
}

fn predicate(term: &NamedNodePattern) -> Option<String> {
    match term {
        NamedNodePattern::Variable(variable) => Some(variable.to_string()),
        NamedNodePattern::NamedNode(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{SAVED_QUERIES, parser};
    use crate::store::KnowledgeGraph;

    fn open(text: &str) -> bool {
        is_open(
            &parser(&KnowledgeGraph::in_memory().unwrap())
                .unwrap()
                .parse_query(text)
                .unwrap(),
            [],
        )
    }

    #[test]
    fn a_path_of_any_length_begins_from_a_term_or_from_what_another_pattern_binds() {
        for text in [
            "ASK { <urn:a> <urn:p>* ?b }",
            "ASK { ?a <urn:p>/<urn:q> ?b }",
            "ASK { ?a a <urn:C> . ?a <urn:p>* ?b }",
            "ASK { ?a <urn:q>/<urn:p>* ?b }",
            "ASK { ?a a <urn:C> OPTIONAL { ?a <urn:p>+ ?b } }",
            "ASK { ?a a <urn:C> FILTER EXISTS { ?a <urn:p>+ ?b } }",
            "ASK { VALUES ?a { <urn:a> } GRAPH ?g { ?b <urn:p>* ?a } }",
            "ASK { { ?a a <urn:C> } { ?a <urn:p>+ ?b } UNION { ?b <urn:p>+ ?a } }",
        ] {
            assert!(!open(text), "{text}");
        }
        for text in [
            "ASK { ?a <urn:p>* ?b }",
            "ASK { ?a <urn:p>* ?b . ?b <urn:q>+ ?c }",
            "ASK { ?a a <urn:C> . ?c (<urn:p>|^<urn:p>)* ?d }",
            "ASK { ?a a <urn:C> MINUS { ?a <urn:p>* ?b } }",
            "SELECT * { ?x ?y ?z { SELECT * { GRAPH ?g { ?a ((<urn:p>*)/<urn:q>)+ ?b } } } }",
        ] {
            assert!(open(text), "{text}");
        }
    }

    #[test]
    fn no_saved_query_has_such_a_path() {
        for saved in SAVED_QUERIES {
            let given = saved
                .parameters()
                .into_iter()
                .map(|parameter| parameter.name.to_owned());
            let query = parser(&KnowledgeGraph::in_memory().unwrap())
                .unwrap()
                .parse_query(saved.text)
                .unwrap();
            assert!(!is_open(&query, given), "{}", saved.name);
        }
    }
}
