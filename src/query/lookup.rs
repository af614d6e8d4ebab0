//! Look-ups: questions whose evaluation reads a quad at each step, and so looks each time whether it may go on. Their rows may
//! be sorted and counted, as each is looked at before.
//!
//! All others multiply rows or put them aside, and may do so for long without a look, or in much memory. A server answers
//! look-ups by itself as far as a number of looks goes, and leaves all else to its workers.

use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::shape::{expressions, operands, parts};

/// After so many looks a look-up is no small thing: that takes less than half a second, and less than 100 MB.
pub(super) const MOST_LOOKS: u64 = 100_000;

/// Whether a query is a look-up: triple patterns that hang together by their variables, in a graph or not, with conditions
/// that compare, sorted and counted or not.
pub(super) fn is_lookup(query: &Query) -> bool {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    looks_up(pattern)
}

fn looks_up(pattern: &GraphPattern) -> bool {
    let looks = match pattern {
        GraphPattern::Bgp { patterns } => hang_together(patterns),
        GraphPattern::Group { aggregates, .. } => aggregates.iter().all(|(_, aggregate)| counts(aggregate)),
        GraphPattern::Filter { .. }
        | GraphPattern::Extend { .. }
        | GraphPattern::OrderBy { .. }
        | GraphPattern::Project { .. }
        | GraphPattern::Distinct { .. }
        | GraphPattern::Reduced { .. }
        | GraphPattern::Slice { .. }
        | GraphPattern::Graph { .. } => true,
        _ => false,
    };
    looks && expressions(pattern).into_iter().all(compares) && parts(pattern).into_iter().all(looks_up)
}

/// Whether an aggregate makes no text of the texts that it is given.
fn counts(aggregate: &AggregateExpression) -> bool {
    match aggregate {
        AggregateExpression::CountSolutions { .. } => true,
        AggregateExpression::FunctionCall { name, .. } => !matches!(
            name,
            AggregateFunction::GroupConcat { .. } | AggregateFunction::Custom(_)
        ),
    }
}

/// Whether each triple pattern shares a variable with those before it, in some order: no product of rows is made.
fn hang_together(patterns: &[TriplePattern]) -> bool {
    let mut rest: Vec<Vec<&str>> = patterns.iter().map(names).collect();
    let Some(mut known) = rest.pop() else { return true };
    while let Some(next) = rest
        .iter()
        .position(|names| names.iter().any(|name| known.contains(name)))
    {
        known.extend(rest.swap_remove(next));
    }
    rest.is_empty()
}

/// The names of the variables of a triple pattern, and of what has no name of its own.
fn names(pattern: &TriplePattern) -> Vec<&str> {
    let ends = [&pattern.subject, &pattern.object]
        .into_iter()
        .filter_map(|term| match term {
            TermPattern::Variable(variable) => Some(variable.as_str()),
            TermPattern::BlankNode(node) => Some(node.as_str()),
            _ => None,
        });
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) => Some(variable.as_str()),
        NamedNodePattern::NamedNode(_) => None,
    };
    ends.chain(predicate).collect()
}

/// Whether a condition makes nothing longer than what it is given, and takes no longer than that is long.
fn compares(condition: &Expression) -> bool {
    let is_comparison = match condition {
        Expression::FunctionCall(function, _) => is_short(function),
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => true,
        Expression::Or(..) | Expression::And(..) | Expression::Not(_) | Expression::In(..) => true,
        Expression::Equal(..) | Expression::SameTerm(..) | Expression::Greater(..) => true,
        Expression::GreaterOrEqual(..) | Expression::Less(..) | Expression::LessOrEqual(..) => true,
        _ => false,
    };
    is_comparison && operands(condition).into_iter().all(compares)
}

fn is_short(function: &Function) -> bool {
    use Function as Is;
    matches!(
        function,
        Is::Str
            | Is::Lang
            | Is::LangMatches
            | Is::Datatype
            | Is::StrLen
            | Is::LCase
            | Is::UCase
            | Is::Contains
            | Is::StrStarts
            | Is::StrEnds
            | Is::IsIri
            | Is::IsBlank
            | Is::IsLiteral
            | Is::IsNumeric
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::graph;
    use super::super::{Dataset, look_up};
    use crate::store::Allowance;

    fn is_one(query: &str) -> bool {
        let answer = look_up(&graph(), (query, &Dataset::default()), &Allowance::default());
        answer.unwrap().is_some()
    }

    #[test]
    fn patterns_that_hang_together_are_looked_up() {
        for query in [
            "SELECT ?p ?o { GRAPH ?g { tm:Claim ?p ?o } }",
            "SELECT DISTINCT ?w { ?c tm:claimant ?w ; tm:evidence [ nif:anchorOf ?words ] } LIMIT 20",
            "ASK { ?a a tm:Claim FILTER(CONTAINS(LCASE(STR(?a)), 'x') && ?a != tm:Claim) }",
            "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }",
            "ASK { tm:Claim a ?class }",
            "SELECT ?a { ?a ?b ?c } ORDER BY DESC(STR(?a)) LIMIT 3",
            "SELECT ?b (COUNT(DISTINCT ?a) AS ?n) { ?a ?b ?c } GROUP BY ?b HAVING(COUNT(*) > 1) ORDER BY ?n",
        ] {
            assert!(is_one(query), "{query}");
        }
    }

    #[test]
    fn what_multiplies_puts_aside_or_makes_texts_is_no_look_up() {
        for query in [
            "SELECT * { ?a ?b ?c . ?d ?e ?f }",
            "SELECT * { ?a ?b ?c . ?d ?e ?f . tm:Claim ?g ?h }",
            "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?a ?e ?f } }",
            "SELECT * { ?a ?b ?c } ORDER BY REPLACE(?a, 'a', 'aa')",
            "SELECT (GROUP_CONCAT(?a) AS ?n) { ?a ?b ?c }",
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
            "SELECT * { ?a ?b ?c OPTIONAL { ?c ?d ?e } }",
            "SELECT * { ?a ?b ?c FILTER EXISTS { ?c ?d ?e } }",
            "SELECT * { ?a ?b ?c FILTER REGEX(?c, '(a{1,1000}){1,1000}') }",
            "SELECT * { ?a ?b ?c FILTER(CONCAT(?c, ?c) = 'x') }",
            "SELECT * { ?a rdfs:subClassOf* ?c . ?a ?b tm:Claim }",
            "SELECT * { ?a ?b ?c BIND(REPLACE(?c, 'a', 'aa') AS ?d) }",
            "SELECT * { ?a ?b ?c VALUES ?a { tm:Claim } }",
            "SELECT * { { SELECT ?a { ?a ?b ?c } } { SELECT ?d { ?d ?e ?f } } }",
        ] {
            assert!(!is_one(query), "{query}");
        }
        let product = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b . ?c ?p ?d . ?e ?p ?f } }";
        assert!(!is_one(product), "of more rows than are looked at");
        let wide = format!("ASK {{ {} }}", "?a ?b ?c . ".repeat(150));
        assert!(!is_one(&wide));
    }
}
