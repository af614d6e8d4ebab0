//! Groups of patterns taken apart and put together, so that what stands beside an endpoint can be evaluated by itself.

use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

use super::shape::{
    Variables, asks_service, certain, in_scope, looks_for_pattern, parts_mut, speaks_of_only,
};
use crate::federation::ServiceError;

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

/// The same pattern with `GRAPH` around those of its parts that are looked for here; an endpoint has graphs of its own.
///
/// What a subquery counts or cuts off would be another thing within a variable graph, and so would what a condition looks for.
pub(super) fn in_graph(name: &NamedNodePattern, pattern: GraphPattern) -> Result<GraphPattern, ServiceError> {
    if !asks_service(&pattern) {
        return Ok(GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(pattern),
        });
    }
    if is_another_within(name, &pattern) {
        return Err(ServiceError::WithinGraph);
    }
    let mut pattern = pattern;
    // An inner GRAPH names another graph, and an endpoint any.
    if !matches!(pattern, GraphPattern::Service { .. } | GraphPattern::Graph { .. }) {
        for part in parts_mut(&mut pattern) {
            *part = in_graph(name, std::mem::take(part))?;
        }
    }
    Ok(pattern)
}

fn is_another_within(name: &NamedNodePattern, pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::LeftJoin {
            expression: Some(expr),
            ..
        }
        | GraphPattern::Filter { expr, .. }
        | GraphPattern::Extend { expression: expr, .. } => looks_for_pattern(expr),
        GraphPattern::Project { .. } | GraphPattern::Slice { .. } | GraphPattern::Group { .. } => {
            matches!(name, NamedNodePattern::Variable(_))
        }
        _ => false,
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

    fn in_its_graph(text: &str) -> Result<GraphPattern, ServiceError> {
        match group(text) {
            GraphPattern::Graph { name, inner } => in_graph(&name, *inner),
            _ => panic!("no graph"),
        }
    }

    #[test]
    fn a_graph_is_asked_here_and_its_endpoint_elsewhere() {
        let service = "SERVICE <urn:s> { ?c ?d ?e }";
        let GraphPattern::Join { left, right } =
            in_its_graph(&format!("GRAPH ?g {{ ?a ?b ?c {service} }}")).unwrap()
        else {
            panic!("no join");
        };
        assert!(
            matches!(*left, GraphPattern::Graph { .. }) && matches!(*right, GraphPattern::Service { .. })
        );
        let minus = in_its_graph(&format!("GRAPH ?g {{ ?a ?b ?c MINUS {{ {service} }} }}")).unwrap();
        assert!(
            matches!(minus, GraphPattern::Minus { left, .. } if matches!(*left, GraphPattern::Graph { .. }))
        );
        let subquery = format!("{{ SELECT ?a {{ ?a ?b ?c {service} }} LIMIT 3 }}");
        assert!(in_its_graph(&format!("GRAPH <urn:g> {{ {subquery} }}")).is_ok());
        assert!(in_its_graph(&format!("GRAPH ?g {{ {subquery} }}")).is_err());
        let exists = format!("GRAPH <urn:g> {{ ?a ?b ?c {service} FILTER EXISTS {{ ?c ?d ?a }} }}");
        assert!(in_its_graph(&exists).is_err());
    }
}
