//! How two things are connected: the shortest chain of propositions between them, and who makes the claims.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Literal, NamedNode, Term, Variable};

use super::{QueryError, ask_within};
use crate::store::{Allowance, Answer, KnowledgeGraph};
use crate::vocab::xsd;

/// The most propositions of a chain.
const MOST_STEPS: usize = 6;
/// The most things that are looked at on the way.
const MOST_THINGS: usize = 10_000;

/// From a thing: the one that led to it and the proposition between them.
type Trail = BTreeMap<NamedNode, (NamedNode, NamedNode)>;

/// The claims along a shortest chain from `one` to `other`: step, what is said, claimant, stance, certainty, words
/// and document. There are no rows when they are not connected within six steps.
///
/// Of several shortest chains it is the one whose things come first in order.
pub fn connection(
    graph: &KnowledgeGraph,
    (one, other): (&NamedNode, &NamedNode),
    allowance: &Allowance,
) -> Result<Answer, QueryError> {
    let names = [
        "step",
        "says",
        "claimant",
        "stance",
        "certainty",
        "words",
        "document",
    ];
    let mut rows = Vec::new();
    for (index, proposition) in chain(graph, (one, other), allowance)?.into_iter().enumerate() {
        let bindings = [("proposition", Term::from(proposition))];
        let said = ask_within(graph, (include_str!("said.rq"), &bindings), allowance)?;
        let step = Literal::new_typed_literal((index + 1).to_string(), xsd::INTEGER);
        if let Answer::Rows { rows: said, .. } = said {
            let numbered = said
                .into_iter()
                .map(|row| [vec![Some(step.clone().into())], row].concat());
            rows.extend(numbered);
        }
    }
    Ok(Answer::Rows {
        variables: names.map(Variable::new_unchecked).to_vec(),
        rows,
    })
}

/// The propositions of a shortest chain, in order.
fn chain(
    graph: &KnowledgeGraph,
    (one, other): (&NamedNode, &NamedNode),
    allowance: &Allowance,
) -> Result<Vec<NamedNode>, QueryError> {
    let mut trail = Trail::new();
    let mut seen: BTreeSet<NamedNode> = [one.clone()].into();
    let mut frontier = vec![one.clone()];
    for _ in 0..MOST_STEPS {
        let mut next = Vec::new();
        for thing in &frontier {
            for (neighbour, proposition) in neighbours(graph, thing, allowance)? {
                if seen.insert(neighbour.clone()) {
                    trail.insert(neighbour.clone(), (thing.clone(), proposition));
                    next.push(neighbour);
                }
            }
            if seen.contains(other) {
                return Ok(followed(&trail, (one, other)));
            }
        }
        if next.is_empty() || seen.len() > MOST_THINGS {
            break;
        }
        frontier = next;
    }
    Ok(Vec::new())
}

fn neighbours(
    graph: &KnowledgeGraph,
    thing: &NamedNode,
    allowance: &Allowance,
) -> Result<Vec<(NamedNode, NamedNode)>, QueryError> {
    let bindings = [("thing", Term::from(thing.clone()))];
    let found = ask_within(graph, (include_str!("neighbours.rq"), &bindings), allowance)?;
    let Answer::Rows { rows, .. } = found else {
        return Ok(Vec::new());
    };
    let pair = |row: Vec<Option<Term>>| match <[Option<Term>; 2]>::try_from(row) {
        Ok([Some(Term::NamedNode(other)), Some(Term::NamedNode(proposition))]) => Some((other, proposition)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// The propositions back from `other` to `one`, turned round.
fn followed(trail: &Trail, (one, other): (&NamedNode, &NamedNode)) -> Vec<NamedNode> {
    let mut propositions = Vec::new();
    let mut at = other;
    while at != one {
        let Some((before, proposition)) = trail.get(at) else {
            break;
        };
        propositions.push(proposition.clone());
        at = before;
    }
    propositions.reverse();
    propositions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::find_thing;
    use crate::query::tests::graph;

    fn steps(one: &str, other: &str) -> Vec<String> {
        let graph = graph();
        let [one, other] = [one, other].map(|name| find_thing(&graph, name).unwrap());
        let answer = connection(&graph, (&one, &other), &Allowance::default()).unwrap();
        let Answer::Rows { rows, .. } = answer else {
            panic!("no rows");
        };
        let text = |term: &Option<Term>| match term {
            Some(Term::Literal(literal)) => literal.value().to_owned(),
            _ => String::new(),
        };
        rows.iter()
            .map(|row| row[..4].iter().map(text).collect::<Vec<_>>().join(" | "))
            .collect()
    }

    #[test]
    fn a_chain_goes_through_what_is_said_and_denied() {
        assert_eq!(
            steps("Border Police", "Novo"),
            [
                "1 | Border Police investigates two depots | Border Police | affirms",
                "2 | Ruritania operates two depots | Open Ports | affirms",
                "3 | Novo located in Ruritania | The Harbour Post | affirms",
            ]
        );
    }

    #[test]
    fn a_thing_is_at_no_distance_from_itself() {
        assert!(steps("Novo", "Novo").is_empty());
    }
}
