//! Things by their names: what a person writes for an entity.

use oxigraph::model::{Literal, NamedNode, Term};

use super::{QueryError, ask_with};
use crate::store::{Answer, KnowledgeGraph};
use crate::vocab::{curie, expand_curie};

/// The most candidates that an error lists.
const MOST_CANDIDATES: usize = 8;

/// The entity that `name` names: an IRI, a prefixed name, or a label or other name in any case.
pub fn find_thing(graph: &KnowledgeGraph, name: &str) -> Result<NamedNode, QueryError> {
    let name = name.trim();
    let iri = expand_curie(name).unwrap_or_else(|| name.trim_matches(['<', '>']).to_owned());
    if iri.contains("://") {
        let node = NamedNode::new(iri).map_err(|_| QueryError::NoSuchThing(name.to_owned()))?;
        return match graph.quads_about(node.as_ref())?.is_empty() {
            true => Err(QueryError::NoSuchThing(name.to_owned())),
            false => Ok(node),
        };
    }
    let bindings = [("name", Term::from(Literal::from(name)))];
    let Answer::Rows { rows, .. } = ask_with(graph, include_str!("thing.rq"), &bindings)? else {
        return Err(QueryError::NoSuchThing(name.to_owned()));
    };
    choose(name, rows)
}

/// The one that is meant: a thing whose label it is comes before one that has it as another name.
fn choose(name: &str, rows: Vec<Vec<Option<Term>>>) -> Result<NamedNode, QueryError> {
    let mut found: Vec<(bool, NamedNode)> = Vec::new();
    for row in rows {
        let mut cells = row.into_iter();
        if let (Some(Some(Term::NamedNode(thing))), Some(Some(Term::Literal(rank)))) =
            (cells.next(), cells.next())
        {
            found.push((rank.value() != "1", thing));
        }
    }
    found.sort();
    found.dedup_by(|one, other| one.1 == other.1);
    let has_label = found.iter().any(|(is_alias, _)| !is_alias);
    found.retain(|(is_alias, _)| !(has_label && *is_alias));
    match found.as_slice() {
        [] => Err(QueryError::NoSuchThing(name.to_owned())),
        [(_, thing)] => Ok(thing.clone()),
        several => Err(QueryError::AmbiguousThing {
            name: name.to_owned(),
            candidates: several
                .iter()
                .take(MOST_CANDIDATES)
                .map(|(_, thing)| format!("\n  {}", curie(thing.as_ref())))
                .collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::graph;

    #[test]
    fn a_thing_is_found_by_label_iri_or_prefixed_name() {
        let graph = graph();
        let thing = find_thing(&graph, "border police").unwrap();
        assert_eq!(find_thing(&graph, thing.as_str()).unwrap(), thing);
        assert_eq!(find_thing(&graph, &curie(thing.as_ref())).unwrap(), thing);
    }

    #[test]
    fn a_name_that_nothing_has_is_an_error() {
        let graph = graph();
        for name in ["Atlantis", "place:atlantis", "https://example.org/a b"] {
            assert!(
                matches!(find_thing(&graph, name), Err(QueryError::NoSuchThing(_))),
                "{name}"
            );
        }
    }
}
