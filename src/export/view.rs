//! Which part of a graph is written, in how much detail, and how many of the words it rests on.

use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashSet;

use super::{Profile, select};
use crate::rdf::{is_document, is_of_links};
use crate::vocab::{graph, nif, rdf, tm};

/// Which graphs are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// All but the ontology.
    All,
    /// What is accepted, with the names and classes of what it speaks of.
    Accepted,
    /// What follows from the facts, and how it was worked out.
    Inferred,
    /// The documents' own graphs, and who contradicts whom.
    Claims,
    /// The links to other datasets.
    Links,
    /// One document's graph.
    Document(NamedNode),
}

/// How many of a text's words are written for a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// All of them, and the whole text of each document.
    All,
    /// The first few, and no whole text.
    Words(usize),
    /// None, and no whole text; the offsets stay.
    None,
}

/// The quads of the graphs that a view shows.
pub fn view(quads: &[Quad], view: &View) -> Vec<Quad> {
    match view {
        View::Accepted => select(quads, Profile::Plain),
        whole => kept(quads, |name| whole.shows(name)),
    }
}

impl View {
    /// Whether a graph is shown as a whole; of a view of what is accepted the one graph that all of it rests on.
    pub(crate) fn shows(&self, name: GraphNameRef<'_>) -> bool {
        match self {
            Self::All => name != graph::ONTOLOGY.into(),
            Self::Accepted => name == graph::ACCEPTED.into(),
            Self::Inferred => name == graph::INFERRED.into(),
            Self::Claims => is_document(name) || name == graph::CONTESTED.into(),
            Self::Links => is_link_graph(name),
            Self::Document(document) => name == document.as_ref().into(),
        }
    }
}

/// The quads without the whole texts, the decisions behind claims and the mentions that no claim rests on.
pub fn lean(quads: &[Quad]) -> Vec<Quad> {
    let rests_on: FxHashSet<&Term> = quads
        .iter()
        .filter(|quad| is_one_of(quad, &[tm::EVIDENCE, tm::CUE_SPAN]))
        .map(|quad| &quad.object)
        .collect();
    let dropped: FxHashSet<&NamedOrBlankNode> = quads
        .iter()
        .filter(|quad| quad.predicate == rdf::TYPE)
        .filter(|quad| {
            let is_mention = quad.object == Term::from(tm::MENTION);
            let is_evidence = rests_on.contains(&Term::from(quad.subject.clone()));
            quad.object == Term::from(tm::DECISION_CLASS) || (is_mention && !is_evidence)
        })
        .map(|quad| &quad.subject)
        .collect();
    let passes = |quad: &&Quad| {
        let is_detail = is_one_of(
            quad,
            &[
                nif::IS_STRING,
                tm::DECISION,
                tm::FINGERPRINT,
                tm::TEXT_SKETCH,
                tm::TEXT_BAND,
            ],
        );
        !is_detail && !dropped.contains(&quad.subject)
    };
    quads.iter().filter(passes).cloned().collect()
}

/// The quads with no more of the texts' own words than `quotes` lets through.
pub fn quoting(quads: &[Quad], quotes: Quotes) -> Vec<Quad> {
    let shorten = |quad: &Quad| -> Option<Quad> {
        let is_quote = is_one_of(quad, &[nif::ANCHOR_OF, tm::CUE, tm::TIME_TEXT]);
        match (quotes, &quad.object) {
            (Quotes::All, _) => Some(quad.clone()),
            _ if quad.predicate == nif::IS_STRING => None,
            (Quotes::None, _) if is_quote => None,
            (Quotes::Words(most), Term::Literal(words)) if is_quote => Some(Quad {
                object: first_words(words.value(), most).into(),
                ..quad.clone()
            }),
            _ => Some(quad.clone()),
        }
    };
    quads.iter().filter_map(shorten).collect()
}

fn first_words(text: &str, most: usize) -> Literal {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(..most) {
        Some(first) if words.len() > most => Literal::new_simple_literal(format!("{} …", first.join(" "))),
        _ => Literal::new_simple_literal(text),
    }
}

fn is_one_of(quad: &Quad, predicates: &[NamedNodeRef<'_>]) -> bool {
    predicates.iter().any(|predicate| quad.predicate == *predicate)
}

fn is_link_graph(graph: GraphNameRef<'_>) -> bool {
    matches!(graph, GraphNameRef::NamedNode(name) if is_of_links(name.as_str()))
}

fn kept(quads: &[Quad], is_shown: impl Fn(GraphNameRef<'_>) -> bool) -> Vec<Quad> {
    let shown = quads.iter().filter(|quad| is_shown(quad.graph_name.as_ref()));
    shown.cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::example::example;
    use super::*;

    fn texts(quads: &[Quad], predicate: NamedNodeRef<'_>) -> Vec<String> {
        let found = quads.iter().filter(|quad| quad.predicate == predicate);
        found.map(|quad| quad.object.to_string()).collect()
    }

    #[test]
    fn each_view_shows_its_graphs_and_no_other() {
        let quads = example();
        let graphs = |shown: View| -> BTreeSet<String> {
            let quads = view(&quads, &shown);
            quads.iter().map(|quad| quad.graph_name.to_string()).collect()
        };
        let document = graphs(View::Claims)
            .into_iter()
            .find(|name| name.contains("/document/"))
            .unwrap();
        let document = NamedNode::new(document.trim_matches(['<', '>'])).unwrap();
        assert_eq!(graphs(View::All).len(), 5);
        assert_eq!(graphs(View::Claims).len(), 2);
        assert_eq!(graphs(View::Document(document)).len(), 1);
        assert!(graphs(View::Links).is_empty() && graphs(View::Inferred).is_empty());
        assert_eq!(view(&quads, &View::Accepted), select(&quads, Profile::Plain));
    }

    #[test]
    fn lean_keeps_every_claim_with_its_evidence() {
        let quads = example();
        let lean = lean(&quads);
        assert!(lean.len() < quads.len());
        assert_eq!(texts(&lean, tm::EVIDENCE), texts(&quads, tm::EVIDENCE));
        for quad in lean.iter().filter(|quad| quad.predicate == tm::EVIDENCE) {
            let span = quad.object.to_string();
            assert!(lean.iter().any(|quad| quad.subject.to_string() == span), "{span}");
        }
        assert!(texts(&lean, nif::IS_STRING).is_empty());
    }

    #[test]
    fn no_more_words_than_asked_for_leave_the_graph() {
        let quads = example();
        let short = quoting(&quads, Quotes::Words(2));
        assert!(texts(&short, nif::ANCHOR_OF).contains(&"\"Ruritania denied …\"".to_owned()));
        assert!(texts(&short, nif::IS_STRING).is_empty());
        let none = quoting(&quads, Quotes::None);
        assert!(texts(&none, nif::ANCHOR_OF).is_empty() && texts(&none, tm::CUE).is_empty());
        assert_eq!(texts(&none, nif::BEGIN_INDEX), texts(&quads, nif::BEGIN_INDEX));
        assert_eq!(quoting(&quads, Quotes::All), quads);
    }
}
