//! Which queries of constraints can be asked once of all nodes, and not once for each.
//!
//! The processor runs the query of a SPARQL constraint anew for each node, with `$this` bound to it. Where the query's own
//! triples bind `$this`, one run with `$this` free finds every node that can have a result. Only those are then
//! looked at one by one, so the results are the processor's own.

use rustc_hash::FxHashSet;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{TermPattern, Variable};
use spargebra::{Query, SparqlParser};

/// Variables that SHACL binds beside `$this`; a query with one of them is not asked of all nodes.
const BOUND_TOO: [&str; 3] = ["PATH", "shapesGraph", "currentShape"];

/// A query that finds all nodes that a constraint may not like.
pub(super) struct Screen {
    /// Gives each such node as `?this`.
    pub(super) query: Query,
    /// Whether it looks at nothing but what can be reached from `$this` along triples, from subject to object.
    pub(super) is_forward: bool,
}

/// The screen of a constraint's query; none where the nodes have to be asked about one by one.
pub(super) fn screen(text: &str, prefixes: &[(String, String)]) -> Option<Screen> {
    if BOUND_TOO.iter().any(|name| text.contains(name)) {
        return None;
    }
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in prefixes {
        parser = parser.with_prefix(prefix, namespace).ok()?;
    }
    let Ok(Query::Select {
        dataset: None,
        pattern,
        base_iri,
    }) = parser.parse_query(text)
    else {
        return None;
    };
    let inner = rows(pattern);
    let this = Variable::new_unchecked("this");
    if !is_plain(&inner) || !binds(&inner, &this) {
        return None;
    }
    let is_forward = is_forward(&inner, &FxHashSet::from_iter([this.to_string()]));
    let nodes = GraphPattern::Project {
        inner: Box::new(inner),
        variables: vec![this],
    };
    let query = Query::Select {
        dataset: None,
        pattern: GraphPattern::Distinct {
            inner: Box::new(nodes),
        },
        base_iri,
    };
    Some(Screen { query, is_forward })
}

/// What makes the rows of a SELECT, below its variables.
fn rows(pattern: GraphPattern) -> GraphPattern {
    match pattern {
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Project { inner, .. } => rows(*inner),
        other => other,
    }
}

/// Whether a pattern is made of triples, paths, joins and filters only, in which a bound variable and a constant
/// in its place come to the same; so is what its filters ask to exist, which may also have alternatives.
fn is_plain(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => is_plain(left) && is_plain(right),
        GraphPattern::Filter { expr, inner } => {
            is_plain(inner) && existing(expr).into_iter().all(is_plain_or_either)
        }
        _ => false,
    }
}

fn is_plain_or_either(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Union { left, right } => is_plain_or_either(left) && is_plain_or_either(right),
        other => is_plain(other),
    }
}

/// Whether each row has a value for the variable that stands in a triple.
fn binds(pattern: &GraphPattern, variable: &Variable) -> bool {
    let is_it = |term: &TermPattern| matches!(term, TermPattern::Variable(found) if found == variable);
    match pattern {
        GraphPattern::Bgp { patterns } => patterns
            .iter()
            .any(|triple| is_it(&triple.subject) || is_it(&triple.object)),
        GraphPattern::Join { left, right } => binds(left, variable) || binds(right, variable),
        GraphPattern::Filter { inner, .. } => binds(inner, variable),
        _ => false,
    }
}

/// The patterns that an expression asks to exist.
fn existing(expression: &Expression) -> Vec<&GraphPattern> {
    match expression {
        Expression::Exists(pattern) => vec![pattern],
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => Vec::new(),
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
        | Expression::Divide(one, other) => {
            [one, other].into_iter().flat_map(|part| existing(part)).collect()
        }
        Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => existing(one),
        Expression::In(one, list) => existing(one)
            .into_iter()
            .chain(list.iter().flat_map(existing))
            .collect(),
        Expression::If(one, other, third) => [one, other, third]
            .into_iter()
            .flat_map(|part| existing(part))
            .collect(),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter().flat_map(existing).collect()
        }
    }
}

/// A step from one term of a pattern to another; from a constant there is none that leads on.
struct Step {
    from: Option<String>,
    to: Option<String>,
}

/// Whether every triple of the pattern is about something that is known or the object of a triple before it.
fn is_forward(pattern: &GraphPattern, known: &FxHashSet<String>) -> bool {
    let (mut steps, mut inside) = (Vec::new(), Vec::new());
    if !collect(pattern, &mut steps, &mut inside) {
        return false;
    }
    let mut known = known.clone();
    loop {
        let is_known = |step: &Step| step.from.as_ref().is_some_and(|from| known.contains(from));
        let (next, rest): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(is_known);
        steps = rest;
        if next.is_empty() {
            return steps.is_empty() && inside.into_iter().all(|pattern| is_forward(pattern, &known));
        }
        known.extend(next.into_iter().filter_map(|step| step.to));
    }
}

/// Adds the steps of a pattern and the patterns inside it; whether no step leads backwards.
fn collect<'a>(pattern: &'a GraphPattern, steps: &mut Vec<Step>, inside: &mut Vec<&'a GraphPattern>) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            steps.extend(
                patterns
                    .iter()
                    .map(|triple| step(&triple.subject, &triple.object)),
            );
            true
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            steps.push(step(subject, object));
            leads_on(path)
        }
        GraphPattern::Join { left, right } => collect(left, steps, inside) && collect(right, steps, inside),
        GraphPattern::Filter { expr, inner } => {
            inside.extend(existing(expr));
            collect(inner, steps, inside)
        }
        GraphPattern::Union { left, right } => {
            inside.extend([&**left, &**right]);
            true
        }
        _ => false,
    }
}

fn step(from: &TermPattern, to: &TermPattern) -> Step {
    let name = |term: &TermPattern| match term {
        TermPattern::Variable(variable) => Some(variable.to_string()),
        TermPattern::BlankNode(node) => Some(node.to_string()),
        _ => None,
    };
    Step {
        from: name(from),
        to: name(to),
    }
}

fn leads_on(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => true,
        PropertyPathExpression::Reverse(_) => false,
        PropertyPathExpression::Sequence(one, other) | PropertyPathExpression::Alternative(one, other) => {
            leads_on(one) && leads_on(other)
        }
        PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path) => leads_on(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a query has a screen, and then whether that looks forward only.
    fn screened(pattern: &str) -> Option<bool> {
        let query = format!("SELECT $this ?value WHERE {{ {pattern} }}");
        let prefixes = [(String::new(), "https://example.org/".to_owned())];
        screen(&query, &prefixes).map(|screen| screen.is_forward)
    }

    #[test]
    fn a_query_whose_triples_bind_the_node_is_asked_once_of_all() {
        assert_eq!(screened("$this :p ?value FILTER(?value > 3)"), Some(true));
        assert_eq!(
            screened("$this :p/:q ?value FILTER NOT EXISTS { ?value a/:sub* :C }"),
            Some(true)
        );
        assert_eq!(screened("FILTER NOT EXISTS { $this :p ?value }"), None);
        assert_eq!(screened("OPTIONAL { $this :p ?value }"), None);
        assert_eq!(screened("$this :p ?value MINUS { ?value :q 1 }"), None);
        assert_eq!(
            screened("$this :p ?value . GRAPH $shapesGraph { ?s :q ?value }"),
            None
        );
    }

    #[test]
    fn what_leads_backwards_is_told_from_what_leads_on() {
        assert_eq!(screened("?other :p $this"), Some(false));
        assert_eq!(screened("$this :p ?value . $this ^:q ?other"), Some(false));
        assert_eq!(
            screened("$this :p ?value FILTER EXISTS { { ?value :q 1 } UNION { :c :q ?value } }"),
            Some(false)
        );
        assert_eq!(
            screened("$this :p ?value FILTER EXISTS { { ?value :q ?x } UNION { ?value :r/:s ?x } }"),
            Some(true)
        );
    }
}
