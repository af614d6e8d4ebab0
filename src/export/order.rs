//! The order of quads in Turtle and TriG: that of their terms as N-Triples writes them, types before other predicates. No
//! term is written to compare it, but two texts of one subject and predicate.

use std::cmp::Ordering;

use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::vocab::rdf;

/// Orders by graph, the default graph first, and then as [`by_subject`] does.
pub(super) fn by_graph(one: &Quad, other: &Quad) -> Ordering {
    let graphs = match (&one.graph_name, &other.graph_name) {
        (GraphName::NamedNode(one), GraphName::NamedNode(other)) => iris(one, other),
        (GraphName::BlankNode(one), GraphName::BlankNode(other)) => labels(one, other),
        (one, other) => {
            let rank = |graph: &GraphName| match graph {
                GraphName::DefaultGraph => 0,
                GraphName::NamedNode(_) => 1,
                GraphName::BlankNode(_) => 2,
            };
            rank(one).cmp(&rank(other))
        }
    };
    graphs.then_with(|| by_subject(one, other))
}

/// Orders by subject, predicate (types first) and object.
pub(super) fn by_subject(one: &Quad, other: &Quad) -> Ordering {
    let subjects = match (&one.subject, &other.subject) {
        (NamedOrBlankNode::NamedNode(one), NamedOrBlankNode::NamedNode(other)) => iris(one, other),
        (NamedOrBlankNode::BlankNode(one), NamedOrBlankNode::BlankNode(other)) => labels(one, other),
        (NamedOrBlankNode::NamedNode(_), NamedOrBlankNode::BlankNode(_)) => Ordering::Less,
        (NamedOrBlankNode::BlankNode(_), NamedOrBlankNode::NamedNode(_)) => Ordering::Greater,
    };
    subjects
        .then_with(|| (one.predicate != rdf::TYPE).cmp(&(other.predicate != rdf::TYPE)))
        .then_with(|| one.predicate.cmp(&other.predicate))
        .then_with(|| objects(&one.object, &other.object))
}

fn objects(one: &Term, other: &Term) -> Ordering {
    let rank = |term: &Term| match term {
        Term::Literal(_) => 0,
        Term::NamedNode(_) => 1,
        Term::BlankNode(_) => 2,
    };
    match (one, other) {
        (Term::Literal(one), Term::Literal(other)) => one.to_string().cmp(&other.to_string()),
        (Term::NamedNode(one), Term::NamedNode(other)) => iris(one, other),
        (Term::BlankNode(one), Term::BlankNode(other)) => labels(one, other),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// IRIs as they stand between their brackets: one that begins another is followed by a bracket there.
fn iris(one: &NamedNode, other: &NamedNode) -> Ordering {
    let (one, other) = (one.as_str().as_bytes(), other.as_str().as_bytes());
    let shared = one.len().min(other.len());
    let next = |iri: &[u8]| iri.get(shared).copied().unwrap_or(b'>');
    let beginnings = one.get(..shared).cmp(&other.get(..shared));
    beginnings.then_with(|| next(one).cmp(&next(other)))
}

fn labels(one: &BlankNode, other: &BlankNode) -> Ordering {
    one.as_str().cmp(other.as_str())
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{Literal, NamedNodeRef};

    use super::*;

    /// Quads of all kinds of terms, some of which begin others.
    fn quads() -> Vec<Quad> {
        let names = ["x:a", "x:a%20", "x:a1", "x:aA", "x:b", rdf::TYPE.as_str()];
        let node = |name: &str| NamedNode::new_unchecked(name);
        let mut objects: Vec<Term> = names.iter().map(|name| node(name).into()).collect();
        objects.extend(["", "a", "a\n", "a\"b", "a b"].map(|text| Literal::from(text).into()));
        objects.push(Literal::from(10).into());
        objects.push(BlankNode::new_unchecked("o").into());
        let mut quads = Vec::new();
        for graph in [
            GraphName::DefaultGraph,
            node("x:a").into(),
            BlankNode::new_unchecked("g").into(),
        ] {
            for subject in [
                node("x:a").into(),
                node("x:a1").into(),
                NamedOrBlankNode::from(BlankNode::new_unchecked("s")),
            ] {
                for predicate in names {
                    let of = |object: &Term| {
                        Quad::new(subject.clone(), node(predicate), object.clone(), graph.clone())
                    };
                    quads.extend(objects.iter().map(of));
                }
            }
        }
        quads
    }

    #[test]
    fn the_order_is_that_of_the_terms_as_they_are_written() {
        let written = |quad: &Quad| {
            let graph = match &quad.graph_name {
                GraphName::DefaultGraph => String::new(),
                named => named.to_string(),
            };
            let is_other = quad.predicate != rdf::TYPE;
            let predicate = NamedNodeRef::from(&quad.predicate).as_str().to_owned();
            (
                graph,
                quad.subject.to_string(),
                is_other,
                predicate,
                quad.object.to_string(),
            )
        };
        let (mut sorted, mut by_written) = (quads(), quads());
        sorted.reverse();
        sorted.sort_by(by_graph);
        by_written.sort_by_cached_key(written);
        assert_eq!(sorted, by_written);
    }
}
