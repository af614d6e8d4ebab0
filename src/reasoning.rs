//! What follows from facts by an ontology, worked out by the `reasonable` crate, an OWL 2 RL reasoner.
//!
//! The premises are facts and never claims, so nothing follows from what is only alleged. The reasoner is given only the
//! axioms that a set of rules names. Never among them are those by which two things would be concluded to be one
//! (functional properties, keys): in the news it is the values that are wrong then, and not the names.

mod clash;

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use reasonable::reasoner::Reasoner;
use rustc_hash::FxHashSet;
use strum::{EnumIter, EnumString, IntoStaticStr};

pub use self::clash::Clash;
use crate::rdf::{GraphQuads, text};
use crate::vocab::{graph, owl, prov, rdf, rdfs, tm};

/// The reasoner, for the description of what it inferred; a test holds it to `Cargo.lock`.
pub const REASONER: &str = "reasonable 0.4.4";

/// Which axioms of the ontology are reasoned with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Rules {
    /// Sub-classes and sub-properties.
    Hierarchy,
    /// These, with domains and ranges: RDFS.
    Rdfs,
    /// Sub-classes and sub-properties, with inverse, symmetric, transitive, equivalent and disjoint ones. Domains and ranges
    /// are left out, since this ontology uses them to check what was read.
    #[default]
    Relations,
    /// All axioms of OWL 2 RL but those that conclude that two things are one.
    OwlRl,
}

/// What follows, and what cannot all be true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inference {
    /// What follows and is no premise, sorted.
    pub triples: Vec<Triple>,
    /// What the reasoner found to be inconsistent, sorted.
    pub clashes: Vec<Clash>,
}

impl Inference {
    /// How many triples have each predicate.
    pub fn by_predicate(&self) -> BTreeMap<&NamedNode, usize> {
        let mut counts = BTreeMap::new();
        for triple in &self.triples {
            *counts.entry(&triple.predicate).or_default() += 1;
        }
        counts
    }
}

/// Works out what follows from `premises` by the axioms of `ontology` that `rules` names.
///
/// Told is only what is about the things that the premises speak of: not about terms of the ontology, and not what
/// follows from anything, such as being an `owl:Thing`.
pub fn infer(premises: &[Triple], ontology: &[Triple], rules: Rules) -> Inference {
    let axioms: Vec<Triple> = ontology
        .iter()
        .filter(|triple| is_axiom(triple, rules))
        .cloned()
        .collect();
    let terms: FxHashSet<NamedOrBlankNode> = ontology.iter().map(|triple| triple.subject.clone()).collect();
    let facts = relevant(premises, &axioms);
    let stated: FxHashSet<&Triple> = premises.iter().collect();
    let mut reasoner = Reasoner::new();
    reasoner.load_triples(axioms);
    reasoner.load_triples(facts);
    reasoner.reason();
    let things: FxHashSet<NamedOrBlankNode> = premises
        .iter()
        .flat_map(spoken_of)
        .filter(|thing| !terms.contains(thing))
        .collect();
    let closure = reasoner.view_output();
    let is_new = |triple: &&Triple| {
        things.contains(&triple.subject) && !stated.contains(triple) && !is_empty_talk(triple)
    };
    let mut triples: Vec<Triple> = closure.iter().filter(is_new).cloned().collect();
    triples.sort_by_cached_key(Triple::to_string);
    triples.dedup();
    Inference {
        triples,
        clashes: clash::clashes(premises, closure, reasoner.errors()),
    }
}

/// The name of a set of rules, as people write it.
pub fn rules_name(rules: Rules) -> &'static str {
    rules.into()
}

/// What was inferred as a graph of its own, with which reasoner, by which rules and from which graphs.
pub(crate) fn inferred_graph(
    inference: &Inference,
    rules: Rules,
    sources: &[NamedNode],
) -> Vec<oxigraph::model::Quad> {
    let name = graph::INFERRED.into_owned();
    let mut quads = GraphQuads::new(name.clone());
    quads.add_type(&name, tm::GRAPH_OF_INFERRED);
    quads.add(
        &name,
        tm::BUILT_WITH,
        text(concat!("testimony ", env!("CARGO_PKG_VERSION"))),
    );
    quads.add(&name, tm::REASONER, text(REASONER));
    quads.add(&name, tm::RULES, text(rules_name(rules)));
    for source in sources {
        quads.add(&name, prov::WAS_DERIVED_FROM, source.clone());
    }
    let mut quads = quads.into_quads();
    quads.extend(
        inference
            .triples
            .iter()
            .cloned()
            .map(|triple| triple.in_graph(name.clone())),
    );
    quads
}

/// What triples speak of: subjects, and objects that are no classes.
fn spoken_of(triple: &Triple) -> impl Iterator<Item = NamedOrBlankNode> {
    let object = match &triple.object {
        Term::NamedNode(node) if triple.predicate != rdf::TYPE => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    };
    [Some(triple.subject.clone()), object].into_iter().flatten()
}

/// Whether a triple of the ontology is an axiom that the rules use.
fn is_axiom(triple: &Triple, rules: Rules) -> bool {
    let is_one = |of: &[NamedNodeRef<'_>]| of.iter().any(|term| triple.predicate == *term);
    let is_hierarchy = is_one(&[rdfs::SUB_CLASS_OF, rdfs::SUB_PROPERTY_OF]);
    let class = match &triple.object {
        Term::NamedNode(class) if triple.predicate == rdf::TYPE => Some(class.as_ref()),
        _ => None,
    };
    match rules {
        Rules::Hierarchy => is_hierarchy,
        Rules::Rdfs => is_hierarchy || is_one(&[rdfs::DOMAIN, rdfs::RANGE]),
        Rules::Relations => {
            let kinds = [owl::SYMMETRIC_PROPERTY, owl::TRANSITIVE_PROPERTY];
            is_hierarchy
                || is_one(&[
                    owl::INVERSE_OF,
                    owl::EQUIVALENT_CLASS,
                    owl::EQUIVALENT_PROPERTY,
                    owl::DISJOINT_WITH,
                    owl::PROPERTY_DISJOINT_WITH,
                ])
                || class.is_some_and(|class| kinds.contains(&class))
        }
        Rules::OwlRl => {
            let unifying = [owl::FUNCTIONAL_PROPERTY, owl::INVERSE_FUNCTIONAL_PROPERTY];
            let is_owl = |term: NamedNodeRef<'_>| term.as_str().starts_with(owl::NAMESPACE);
            is_hierarchy
                || is_one(&[rdfs::DOMAIN, rdfs::RANGE, rdf::FIRST, rdf::REST])
                || is_owl(triple.predicate.as_ref())
                || class.is_some_and(|class| is_owl(class) && !unifying.contains(&class))
        }
    }
}

/// The premises from which anything can follow: classes, and relations that an axiom names.
fn relevant(premises: &[Triple], axioms: &[Triple]) -> Vec<Triple> {
    let mut named: FxHashSet<NamedNodeRef<'_>> = FxHashSet::from_iter([rdf::TYPE, owl::SAME_AS]);
    for axiom in axioms {
        if let NamedOrBlankNode::NamedNode(node) = &axiom.subject {
            named.insert(node.as_ref());
        }
        if let TermRef::NamedNode(node) = axiom.object.as_ref() {
            named.insert(node);
        }
    }
    let relevant = premises
        .iter()
        .filter(|triple| named.contains(&triple.predicate.as_ref()));
    relevant.cloned().collect()
}

/// Whether a triple says what holds of anything: that it is a thing, or is what it is.
fn is_empty_talk(triple: &Triple) -> bool {
    let is_of_language = |term: &NamedNode| {
        let spaces = [owl::NAMESPACE, RDF_NAMESPACE, RDFS_NAMESPACE];
        spaces.iter().any(|space| term.as_str().starts_with(space))
    };
    match &triple.object {
        Term::NamedNode(class) if triple.predicate == rdf::TYPE => is_of_language(class),
        _ if triple.predicate == owl::SAME_AS => Term::from(triple.subject.clone()) == triple.object,
        _ => is_of_language(&triple.predicate),
    }
}

const RDF_NAMESPACE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS_NAMESPACE: &str = "http://www.w3.org/2000/01/rdf-schema#";

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::*;

    const ONTOLOGY: &str = ":Company rdfs:subClassOf :Body . :Body owl:disjointWith :Person .
        :in a owl:TransitiveProperty . :near a owl:SymmetricProperty . :has owl:inverseOf :partOf .
        :capital a owl:FunctionalProperty ; rdfs:subPropertyOf :has ; rdfs:range :City .";

    fn triples(text: &str) -> Vec<Triple> {
        let prefixes = "@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .";
        let text = format!("{prefixes}\n{text}");
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text);
        quads.map(|quad| Triple::from(quad.unwrap())).collect()
    }

    fn inferred(facts: &str, rules: Rules) -> Vec<String> {
        let inference = infer(&triples(facts), &triples(ONTOLOGY), rules);
        let short = |triple: &Triple| {
            let text = triple.to_string().replace("https://example.org/", "");
            text.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:")
        };
        inference.triples.iter().map(short).collect()
    }

    #[test]
    fn classes_relations_inverses_and_chains_follow() {
        assert_eq!(
            inferred(
                ":x a :Company ; :in :y ; :near :z . :y :in :w . :r :capital :y .",
                Rules::Relations
            ),
            [
                "<r> <has> <y>",
                "<x> <rdf:type> <Body>",
                "<x> <in> <w>",
                "<y> <partOf> <r>",
                "<z> <near> <x>",
            ]
        );
    }

    #[test]
    fn each_set_of_rules_uses_its_axioms_and_no_other() {
        let facts = ":x a :Company ; :in :y . :y :in :w . :r :capital :y .";
        assert_eq!(
            inferred(facts, Rules::Hierarchy),
            ["<r> <has> <y>", "<x> <rdf:type> <Body>"]
        );
        assert_eq!(
            inferred(facts, Rules::Rdfs),
            ["<r> <has> <y>", "<x> <rdf:type> <Body>", "<y> <rdf:type> <City>"]
        );
        let all = inferred(facts, Rules::OwlRl);
        assert!(
            all.contains(&"<x> <in> <w>".to_owned()) && all.contains(&"<y> <rdf:type> <City>".to_owned())
        );
    }

    #[test]
    fn two_values_of_a_functional_relation_do_not_become_one_thing() {
        let facts = ":r :capital :y, :z .";
        for rules in [Rules::Relations, Rules::OwlRl] {
            let found = inferred(facts, rules);
            assert!(!found.iter().any(|triple| triple.contains("sameAs")), "{found:?}");
        }
    }

    #[test]
    fn the_name_of_the_reasoner_is_that_of_the_crate() {
        let (name, version) = REASONER.split_once(' ').unwrap();
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(include_str!("../Cargo.lock").contains(&entry));
    }
}
