//! What cannot all be true: statements that the ontology excludes from each other.

use std::collections::BTreeSet;
use std::fmt;

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use reasonable::reasoner::ReasoningError;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::vocab::{curie, owl, rdf, rdfs};

/// Codes of the reasoner for what is told by the statements themselves.
const BY_STATEMENTS: [&str; 2] = ["OWLRL.CAX_DW", "OWLRL.PRP_PDW"];
/// Codes of the reasoner for literals that are not of their datatype; it takes every class for a datatype.
const BY_DATATYPE: [&str; 2] = ["RDFS.DATATYPE", "RDFS.DATATYPE_RANGE"];

/// An inconsistency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The statements of the premises that cannot all hold, in words; none where the reasoner names none.
    pub statements: Vec<String>,
    /// Why not.
    pub reason: String,
}

impl fmt::Display for Clash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.statements.is_empty() {
            true => formatter.write_str(&self.reason),
            false => write!(
                formatter,
                "`{}` cannot both hold: {}",
                self.statements.join("` and `"),
                self.reason
            ),
        }
    }
}

/// The inconsistencies of a closure, sorted.
pub(super) fn clashes(premises: &[Triple], closure: &[Triple], errors: &[ReasoningError]) -> Vec<Clash> {
    let codes: FxHashSet<&str> = errors.iter().map(ReasoningError::code).collect();
    let mut found = BTreeSet::new();
    if codes.contains(BY_STATEMENTS[0]) {
        found.extend(of_classes(premises, closure));
    }
    if codes.contains(BY_STATEMENTS[1]) {
        found.extend(of_relations(closure));
    }
    let other = |error: &&ReasoningError| {
        !BY_STATEMENTS.contains(&error.code()) && !BY_DATATYPE.contains(&error.code())
    };
    found.extend(errors.iter().filter(other).map(|error| Clash {
        statements: Vec::new(),
        reason: error.message().to_owned(),
    }));
    found.into_iter().collect()
}

/// The pairs of terms that a property excludes from each other, the smaller first.
fn excluded(closure: &[Triple], property: NamedNodeRef<'_>) -> BTreeSet<(NamedNode, NamedNode)> {
    let axioms = closure.iter().filter(|triple| triple.predicate == property);
    let pairs = axioms.filter_map(|triple| match (&triple.subject, &triple.object) {
        (NamedOrBlankNode::NamedNode(one), Term::NamedNode(other)) => {
            Some((one.min(other).clone(), one.max(other).clone()))
        }
        _ => None,
    });
    pairs.collect()
}

/// Things of two classes that have nothing in common.
fn of_classes(premises: &[Triple], closure: &[Triple]) -> Vec<Clash> {
    let (stated, all) = (classes(premises), classes(closure));
    let wider = closure
        .iter()
        .filter(|triple| triple.predicate == rdfs::SUB_CLASS_OF);
    let wider: FxHashSet<(&NamedOrBlankNode, &Term)> =
        wider.map(|triple| (&triple.subject, &triple.object)).collect();
    let mut clashes = Vec::new();
    for (one, other) in excluded(closure, owl::DISJOINT_WITH) {
        let both = all
            .iter()
            .filter(|(_, classes)| classes.contains(&one) && classes.contains(&other));
        for (thing, _) in both {
            let stated = stated.get(thing);
            let statement = |class: &NamedNode| {
                let term = Term::from(class.clone());
                let gives = |found: &&&NamedNode| {
                    let found = NamedOrBlankNode::from((**found).clone());
                    wider.contains(&(&found, &term))
                };
                let is_stated = stated.is_some_and(|stated| stated.contains(class));
                let reason = stated.and_then(|stated| stated.iter().find(gives));
                let class = reason.filter(|_| !is_stated).map_or(class, |reason| reason);
                words(&Triple::new((*thing).clone(), rdf::TYPE, class.clone()))
            };
            clashes.push(Clash {
                statements: vec![statement(&one), statement(&other)],
                reason: disjoint(&one, &other),
            });
        }
    }
    clashes
}

/// The classes of each thing, sorted.
fn classes(triples: &[Triple]) -> FxHashMap<&NamedOrBlankNode, BTreeSet<&NamedNode>> {
    let mut classes: FxHashMap<_, BTreeSet<_>> = FxHashMap::default();
    for triple in triples.iter().filter(|triple| triple.predicate == rdf::TYPE) {
        if let Term::NamedNode(class) = &triple.object {
            classes.entry(&triple.subject).or_default().insert(class);
        }
    }
    classes
}

fn disjoint(one: &NamedNode, other: &NamedNode) -> String {
    format!(
        "{} and {} are disjoint",
        curie(one.as_ref()),
        curie(other.as_ref())
    )
}

/// Pairs of things with two relations that exclude each other.
fn of_relations(closure: &[Triple]) -> Vec<Clash> {
    let holds: FxHashSet<&Triple> = closure.iter().collect();
    let mut clashes = Vec::new();
    for (one, other) in excluded(closure, owl::PROPERTY_DISJOINT_WITH) {
        for triple in closure.iter().filter(|triple| triple.predicate == one) {
            let twin = Triple::new(triple.subject.clone(), other.clone(), triple.object.clone());
            if holds.contains(&twin) {
                clashes.push(Clash {
                    statements: vec![words(triple), words(&twin)],
                    reason: disjoint(&one, &other),
                });
            }
        }
    }
    clashes
}

/// A triple with short names.
fn words(triple: &Triple) -> String {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => curie(node.as_ref()),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    };
    let object = match &triple.object {
        Term::NamedNode(node) => curie(node.as_ref()),
        other => other.to_string(),
    };
    format!("{subject} {} {object}", curie(triple.predicate.as_ref()))
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::super::{Rules, infer};
    use super::*;

    const ONTOLOGY: &str = ":Mayor rdfs:subClassOf :Person . :Person owl:disjointWith :Event .
        :backs owl:propertyDisjointWith :fights . :defends rdfs:subPropertyOf :backs .";

    fn triples(text: &str) -> Vec<Triple> {
        let prefixes = "@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .";
        let text = format!("{prefixes}\n{text}");
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text);
        quads.map(|quad| Triple::from(quad.unwrap())).collect()
    }

    fn found(facts: &str) -> Vec<String> {
        let inference = infer(&triples(facts), &triples(ONTOLOGY), Rules::Relations);
        let shown = inference.clashes.iter().map(Clash::to_string);
        shown
            .map(|clash| clash.replace("https://example.org/", ""))
            .collect()
    }

    #[test]
    fn what_is_of_two_disjoint_classes_is_told_with_the_statements_that_say_so() {
        assert_eq!(
            found(":x a :Mayor, :Event . :y a :Mayor ."),
            [
                "`<x> rdf:type <Event>` and `<x> rdf:type <Mayor>` cannot both hold: <Event> and <Person> are disjoint"
            ]
        );
    }

    #[test]
    fn two_relations_that_exclude_each_other_are_told() {
        assert_eq!(
            found(":x :defends :y ; :fights :y . :y :fights :x ."),
            ["`<x> <backs> <y>` and `<x> <fights> <y>` cannot both hold: <backs> and <fights> are disjoint"]
        );
    }
}
