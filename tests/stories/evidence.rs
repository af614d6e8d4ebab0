//! What holds for the graph of every example: named nodes, exact spans, no allegation as a fact.

use std::collections::{HashMap, HashSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};
use testimony::vocab::{nif, rdf, tm};

use super::{Desk, example};

const EXAMPLES: [&str; 8] = [
    "coach-dismissed.txt",
    "embassy-drones.txt.gz",
    "ferry-fire.md",
    "harbour-freight-buyer.txt",
    "harbour-freight-seller.txt",
    "police-stations.txt",
    "river-mine.txt",
    "vaccine-trial.html",
];

/// The graph of one example.
fn quads(name: &str) -> Vec<Quad> {
    let printed = Desk::empty().succeed(&["build", &example(name), "--print", "nquads"]);
    RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(printed.as_bytes())
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The objects of `predicate` by subject, as text; of several, the last.
fn values(quads: &[Quad], predicate: &str) -> HashMap<String, String> {
    let with = quads.iter().filter(|quad| quad.predicate.as_str() == predicate);
    with.map(|quad| (quad.subject.to_string(), text(&quad.object)))
        .collect()
}

fn text(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn no_example_needs_a_blank_node() {
    for name in EXAMPLES {
        let quads = quads(name);
        assert!(!quads.is_empty(), "{name}");
        for quad in quads {
            assert!(!has_blank_node(&quad), "{quad}");
        }
    }
}

fn has_blank_node(quad: &Quad) -> bool {
    quad.subject.is_blank_node() || quad.object.is_blank_node() || quad.graph_name.is_blank_node()
}

#[test]
fn every_anchor_is_the_slice_of_the_stored_text_between_its_code_points() {
    for name in EXAMPLES {
        let quads = quads(name);
        let stored = values(&quads, nif::IS_STRING.as_str())
            .into_values()
            .next()
            .unwrap();
        let characters: Vec<char> = stored.chars().collect();
        let begins = values(&quads, nif::BEGIN_INDEX.as_str());
        let ends = values(&quads, nif::END_INDEX.as_str());
        let anchors = values(&quads, nif::ANCHOR_OF.as_str());
        assert!(anchors.len() > 10, "{name}");
        for (span, anchor) in anchors {
            let [begin, end] = [&begins, &ends].map(|of| of[&span].parse::<usize>().unwrap());
            let slice: String = characters[begin..end].iter().collect();
            assert_eq!(anchor, slice, "{name}: {span}");
        }
    }
}

#[test]
fn what_somebody_denies_or_only_alleges_is_no_plain_triple() {
    for name in EXAMPLES {
        let quads = quads(name);
        let triples: HashSet<_> = quads
            .iter()
            .map(|quad| {
                [
                    quad.subject.to_string(),
                    quad.predicate.to_string(),
                    text(&quad.object),
                ]
            })
            .collect();
        for proposition in unaccepted(&quads) {
            assert!(
                !triples.contains(&proposition),
                "{name}: {proposition:?} is a plain triple"
            );
        }
    }
}

/// The content of propositions that are denied, or that nobody affirms with certainty.
fn unaccepted(quads: &[Quad]) -> Vec<[String; 3]> {
    let stance = values(quads, tm::STANCE.as_str());
    let certainty = values(quads, tm::CERTAINTY.as_str());
    let mut denied = HashSet::new();
    let mut certain = HashSet::new();
    let claims = values(quads, tm::HAS_PROPOSITION.as_str());
    let [affirms, sure] = [tm::STANCE_AFFIRMS, tm::CERTAINTY_CERTAIN].map(|node| node.to_string());
    for (claim, proposition) in &claims {
        if stance[claim] != affirms {
            denied.insert(proposition);
        } else if certainty[claim] == sure {
            certain.insert(proposition);
        }
    }
    let parts = [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT].map(|property| values(quads, property.as_str()));
    claims
        .values()
        .filter(|proposition| denied.contains(proposition) || !certain.contains(proposition))
        .map(|proposition| parts.each_ref().map(|part| part[proposition].clone()))
        .collect()
}
