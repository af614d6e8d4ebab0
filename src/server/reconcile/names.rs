//! The named things of a graph, to be looked up by name.

use std::collections::{BTreeMap, BTreeSet};

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Set, Streamer};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;

use crate::linkage::name::{Name, NameWords, initials, normalise};
use crate::store::{KnowledgeGraph, StoreError};
use crate::vocab::{graph, rdf, rdfs, skos, tm};

/// The most things that are found by one word.
const MOST_BY_WORD: usize = 400;
/// A word that is shorter than this has no slip of the pen, in bytes.
const SHORTEST_WITH_TYPO: usize = 4;

/// A thing with its names.
#[derive(Debug, Clone, Default)]
pub(super) struct Thing {
    pub(super) label: String,
    pub(super) names: Vec<Name>,
    pub(super) classes: BTreeSet<NamedNode>,
    /// How many documents speak of it.
    pub(super) documents: usize,
}

/// All things of a graph by their names, for one state of the graph.
pub(in crate::server) struct Names {
    pub(in crate::server) state: String,
    pub(super) words: NameWords,
    pub(super) things: BTreeMap<NamedNode, Thing>,
    /// Places among `things` in order, by normalised name, by first letters and by word.
    by_name: FxHashMap<String, Vec<NamedNode>>,
    by_word: BTreeMap<String, Vec<NamedNode>>,
    vocabulary: Set<Vec<u8>>,
    /// What facts say of things.
    pub(super) properties: BTreeSet<NamedNode>,
    /// From a class to those above it, itself among them.
    above: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
}

impl Names {
    /// Reads the things off a graph.
    pub(in crate::server) fn of(graph: &KnowledgeGraph, state: String) -> Result<Self, StoreError> {
        let words = NameWords::bundled();
        let things = things(&words, graph.graph_quads(graph::ENTITIES.into())?);
        let mut by_name: FxHashMap<String, Vec<NamedNode>> = FxHashMap::default();
        let mut by_word: BTreeMap<String, Vec<NamedNode>> = BTreeMap::new();
        for (iri, thing) in &things {
            let names: BTreeSet<&str> = thing.names.iter().map(Name::normalised).collect();
            let letters: BTreeSet<String> = thing.names.iter().map(|name| initials(name.text())).collect();
            let keys = names.iter().map(|name| (*name).to_owned()).chain(letters);
            keys.collect::<BTreeSet<_>>()
                .into_iter()
                .for_each(|key| by_name.entry(key).or_default().push(iri.clone()));
            let words: BTreeSet<&str> = names.iter().flat_map(|name| name.split(' ')).collect();
            words
                .into_iter()
                .for_each(|word| by_word.entry(word.to_owned()).or_default().push(iri.clone()));
        }
        Ok(Self {
            state,
            words,
            things,
            by_name,
            // Words come sorted out of the map, and a set of sorted words can always be made.
            vocabulary: Set::from_iter(by_word.keys()).unwrap_or_default(),
            by_word,
            properties: properties(graph.graph_quads(graph::ACCEPTED.into())?),
            above: above(graph.graph_quads(graph::ONTOLOGY.into())?),
        })
    }

    /// The things that a name may mean, each once, in order.
    pub(super) fn like(&self, name: &str) -> Vec<&NamedNode> {
        let normalised = normalise(name);
        let whole = [normalised.clone(), initials(name)];
        let mut found: BTreeSet<&NamedNode> = whole
            .iter()
            .filter_map(|key| self.by_name.get(key))
            .flatten()
            .collect();
        for word in normalised.split(' ').filter(|word| !word.is_empty()) {
            match self.by_word.get(word) {
                Some(things) => found.extend(things.iter().take(MOST_BY_WORD)),
                None => found.extend(self.misspelt(word)),
            }
        }
        found.into_iter().collect()
    }

    /// The things with a word that differs in a letter.
    fn misspelt(&self, word: &str) -> Vec<&NamedNode> {
        let automaton = Levenshtein::new(word, 1)
            .ok()
            .filter(|_| word.len() >= SHORTEST_WITH_TYPO);
        let mut found = Vec::new();
        let Some(automaton) = automaton else { return found };
        let mut stream = self.vocabulary.search(automaton).into_stream();
        while let Some(near) = stream.next() {
            let near = std::str::from_utf8(near).unwrap_or_default();
            let things = self.by_word.get(near).into_iter().flatten();
            found.extend(things.take(MOST_BY_WORD));
        }
        found
    }

    /// The things with a word that begins so, or a name that does, those that most documents speak of first.
    pub(super) fn beginning(&self, prefix: &str, most: usize) -> Vec<&NamedNode> {
        let normalised = normalise(prefix);
        let Some(last) = normalised.rsplit(' ').next().filter(|last| !last.is_empty()) else {
            return Vec::new();
        };
        let words = self
            .by_word
            .range(last.to_owned()..)
            .take_while(|(word, _)| word.starts_with(last));
        let found: BTreeSet<&NamedNode> = words.flat_map(|(_, things)| things).collect();
        let has_it = |iri: &&NamedNode| {
            let names = self
                .things
                .get(*iri)
                .map(|thing| thing.names.as_slice())
                .unwrap_or_default();
            names
                .iter()
                .any(|name| format!(" {}", name.normalised()).contains(&format!(" {normalised}")))
        };
        let mut found: Vec<&NamedNode> = found.into_iter().filter(has_it).collect();
        found.sort_by_key(|iri| {
            (
                std::cmp::Reverse(self.things.get(*iri).map(|thing| thing.documents)),
                *iri,
            )
        });
        found.truncate(most);
        found
    }

    /// Whether a thing is of a class, or of one below it.
    pub(super) fn is_of(&self, thing: &Thing, class: &str) -> bool {
        let mut classes = thing.classes.iter();
        classes.any(|own| {
            let above = self.above.get(own).into_iter().flatten();
            own.as_str() == class || above.into_iter().any(|above| above.as_str() == class)
        })
    }

    /// The classes that things are of, by how many are.
    pub(super) fn classes(&self) -> Vec<(&NamedNode, usize)> {
        let mut counts: BTreeMap<&NamedNode, usize> = BTreeMap::new();
        for class in self.things.values().flat_map(|thing| &thing.classes) {
            *counts.entry(class).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(class, count)| (std::cmp::Reverse(*count), *class));
        counts
    }
}

fn things(words: &NameWords, quads: Vec<Quad>) -> BTreeMap<NamedNode, Thing> {
    let mut things: BTreeMap<NamedNode, Thing> = BTreeMap::new();
    let mut texts: BTreeMap<NamedNode, BTreeSet<String>> = BTreeMap::new();
    let mut entities = BTreeSet::new();
    for quad in quads {
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
            continue;
        };
        let thing = things.entry(subject.clone()).or_default();
        match quad.object {
            Term::NamedNode(class) if quad.predicate == rdf::TYPE => {
                thing.classes.insert(class);
            }
            Term::Literal(text) if quad.predicate == rdfs::LABEL => {
                text.value().clone_into(&mut thing.label);
                texts.entry(subject).or_default().insert(text.value().to_owned());
            }
            Term::Literal(text) if quad.predicate == skos::ALT_LABEL => {
                texts.entry(subject).or_default().insert(text.value().to_owned());
            }
            Term::NamedNode(_) if quad.predicate == tm::MENTIONED_IN => thing.documents += 1,
            _ if quad.predicate == tm::IS_NAMED => {
                entities.insert(subject);
            }
            _ => {}
        }
    }
    things.retain(|iri, _| entities.contains(iri));
    for (iri, thing) in &mut things {
        let texts = texts.remove(iri).unwrap_or_default();
        thing.names = texts.iter().map(|text| words.name(text)).collect();
    }
    things
}

/// The properties of facts, labels and types left out.
fn properties(quads: Vec<Quad>) -> BTreeSet<NamedNode> {
    let properties = quads.into_iter().map(|quad| quad.predicate);
    properties
        .filter(|property| *property != rdf::TYPE && *property != rdfs::LABEL)
        .collect()
}

fn above(quads: Vec<Quad>) -> BTreeMap<NamedNode, BTreeSet<NamedNode>> {
    let mut above: BTreeMap<NamedNode, BTreeSet<NamedNode>> = BTreeMap::new();
    for quad in quads {
        if let (NamedOrBlankNode::NamedNode(class), Term::NamedNode(higher)) = (quad.subject, quad.object)
            && quad.predicate == rdfs::SUB_CLASS_OF
        {
            above.entry(class).or_default().insert(higher);
        }
    }
    // As many rounds as the tree is deep; a circle adds nothing after one round.
    loop {
        let more: Vec<(NamedNode, NamedNode)> = above
            .iter()
            .flat_map(|(class, higher)| {
                let highest = higher.iter().filter_map(|higher| above.get(higher)).flatten();
                highest
                    .filter(|it| !higher.contains(*it))
                    .map(|it| (class.clone(), it.clone()))
            })
            .collect();
        if more.is_empty() {
            return above;
        }
        for (class, higher) in more {
            above.entry(class).or_default().insert(higher);
        }
    }
}
