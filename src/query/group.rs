//! Groups of patterns taken apart and put together, so that what stands beside an endpoint can be evaluated by itself.

use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

use super::shape::{Variables, asks_service, certain, in_scope, speaks_of_only};

/// Both patterns at once.
pub(super) fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    }
}

/// The parts of a group, in order.
pub(super) fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        part => parts.push(part),
    }
}

/// The conditions that hold when `condition` does.
pub(super) fn conjuncts(condition: &Expression, found: &mut Vec<Expression>) {
    match condition {
        Expression::And(one, other) => {
            conjuncts(one, found);
            conjuncts(other, found);
        }
        single => found.push(single.clone()),
    }
}

/// Those of `ready` that have to do with `part`: the first that shares a variable with it, and all that hang together with that.
///
/// Two that both share one but not with each other would make a product of all their rows.
pub(super) fn connected(part: &GraphPattern, ready: Vec<GraphPattern>) -> Option<GraphPattern> {
    let wanted = match part {
        GraphPattern::Service {
            name: NamedNodePattern::Variable(name),
            ..
        } => [name.clone()].into(),
        part => in_scope(part),
    };
    let mut scopes: Vec<_> = ready.iter().map(in_scope).collect();
    let first = scopes.iter().position(|scope| !scope.is_disjoint(&wanted))?;
    let mut reached = scopes.get(first).cloned().unwrap_or_default();
    let mut is_chosen = vec![false; ready.len()];
    while let Some(next) = (0..scopes.len()).find(|next| {
        let scope = scopes.get(*next);
        is_chosen.get(*next) == Some(&false) && scope.is_some_and(|scope| !scope.is_disjoint(&reached))
    }) {
        reached.append(scopes.get_mut(next)?);
        *is_chosen.get_mut(next)? = true;
    }
    let chosen = ready
        .into_iter()
        .zip(is_chosen)
        .filter(|(_, is_chosen)| *is_chosen);
    chosen.map(|(part, _)| part).reduce(join)
}

/// The rows of `pattern` that meet those of the conditions that can be told from them alone.
pub(super) fn meeting(conditions: &[Expression], known: Variables, pattern: &GraphPattern) -> GraphPattern {
    let mut known = known;
    known.append(&mut certain(pattern));
    let told = conditions
        .iter()
        .filter(|condition| speaks_of_only(condition, &known));
    told.fold(pattern.clone(), |inner, condition| GraphPattern::Filter {
        expr: condition.clone(),
        inner: Box::new(inner),
    })
}

/// The same pattern with `GRAPH` around those of its parts that are looked for here.
pub(super) fn in_graph(name: &NamedNodePattern, pattern: GraphPattern) -> GraphPattern {
    let within = |inner: Box<GraphPattern>| Box::new(in_graph(name, *inner));
    match pattern {
        pattern if !asks_service(&pattern) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(pattern),
        },
        GraphPattern::Join { left, right } => join(*within(left), *within(right)),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: within(left),
            right: within(right),
            expression,
        },
        GraphPattern::Union { left, right } => GraphPattern::Union {
            left: within(left),
            right: within(right),
        },
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr,
            inner: within(inner),
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: within(inner),
            variable,
            expression,
        },
        // An endpoint has graphs of its own.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use spargebra::{Query, SparqlParser};

    use super::*;

    fn group(text: &str) -> GraphPattern {
        let query = SparqlParser::new().parse_query(&format!("ASK {{ {text} }}"));
        match query.unwrap() {
            Query::Ask { pattern, .. } => match pattern {
                GraphPattern::Project { inner, .. } => *inner,
                pattern => pattern,
            },
            _ => panic!("no ASK"),
        }
    }

    fn parts(text: &str) -> Vec<GraphPattern> {
        let mut parts = Vec::new();
        flatten(group(text), &mut parts);
        parts
    }

    #[test]
    fn parts_that_hang_together_only_through_the_endpoint_make_no_product() {
        let mut all = parts("?a <urn:p> ?x SERVICE <urn:s> { ?x <urn:q> ?y } ?y <urn:r> ?z");
        assert_eq!(all.len(), 3);
        let service = all.remove(1);
        let known = connected(&service, all.clone()).unwrap();
        assert_eq!(known, all[0], "the second would multiply the rows of the first");
        let mut all = parts("?a <urn:p> ?x SERVICE <urn:s> { ?x <urn:q> ?y } ?a <urn:r> ?z");
        let service = all.remove(1);
        assert_eq!(in_scope(&connected(&service, all).unwrap()).len(), 3);
        let mut all = parts("?a <urn:p> ?x SERVICE <urn:s> { ?b <urn:q> ?c }");
        let service = all.remove(1);
        assert_eq!(connected(&service, all), None);
    }

    #[test]
    fn only_conditions_that_can_be_told_are_met_beforehand() {
        let GraphPattern::Filter { expr, inner } = group(
            "?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c } FILTER(?a != ?b && !BOUND(?c) && EXISTS { ?a ?d ?e })",
        ) else {
            panic!("no filter");
        };
        let mut conditions = Vec::new();
        conjuncts(&expr, &mut conditions);
        assert_eq!(conditions.len(), 3);
        let GraphPattern::Filter { inner: met, .. } = meeting(&conditions, Variables::new(), &inner) else {
            panic!("no condition is met");
        };
        assert_eq!(met, inner, "one condition alone, ?a != ?b, can be told");
    }

    #[test]
    fn a_graph_is_asked_here_and_its_endpoint_elsewhere() {
        let GraphPattern::Graph { name, inner } = group("GRAPH ?g { ?a ?b ?c SERVICE <urn:s> { ?c ?d ?e } }")
        else {
            panic!("no graph");
        };
        let GraphPattern::Join { left, right } = in_graph(&name, *inner) else {
            panic!("no join");
        };
        assert!(
            matches!(*left, GraphPattern::Graph { .. }) && matches!(*right, GraphPattern::Service { .. })
        );
    }
}
