//! An example as numbers: what is seen in it, and which pairs are right for which relation.

use std::collections::{BTreeMap, BTreeSet};

use super::Example;
use super::ids::Ids;
use crate::argument::{KnownPhrases, squeezed};
use crate::derivation::{Frame, LabelWords};
use crate::schema::Schema;
use crate::sighting::{Patterns, Sighting};

/// What is seen in one example; relations have numbers over all lessons.
pub(super) struct View {
    pub(super) pairs: Vec<(usize, usize)>,
    /// What is seen whatever the relation.
    pub(super) common: Patterns<u32>,
    /// What is seen of a relation's words, for the relations that are looked at.
    pub(super) of_relation: BTreeMap<usize, Patterns<u32>>,
    /// The relations that the example names.
    pub(super) marked: BTreeMap<usize, Marked>,
    /// The relations of which all that it says is marked.
    pub(super) marked_in_full: BTreeSet<usize>,
}

/// The pairs that an example marks for a relation, those of one triple together.
#[derive(Default)]
pub(super) struct Marked {
    /// Pairs with the triple's subject and object; none when the triple's words are not in the text.
    pub(super) pairs: Vec<Vec<usize>>,
    /// Pairs with the object of a triple whose subject is not in the text.
    pub(super) of_object: Vec<Vec<usize>>,
}

/// What a view is made with.
pub(super) struct Viewer<'a> {
    pub(super) words: &'a LabelWords,
    pub(super) known: &'a KnownPhrases,
    /// The frames of all relations.
    pub(super) frames: &'a [Frame],
}

impl Viewer<'_> {
    /// Looks at an example; `relations` tells which relations to look at besides those it names.
    pub(super) fn view(
        &self,
        ids: &mut Ids,
        (schema, first): (&Schema, usize),
        (example, others): (&Example, &[usize]),
    ) -> View {
        let reader = example.reader();
        let sighting = Sighting::new(reader, self.known);
        let common = sighting
            .patterns()
            .filter_map(|pattern| Some(ids.number(pattern)));
        let marked = marked(&sighting, (schema, first), example);
        let marked_in_full: BTreeSet<usize> = example
            .marked_in_full
            .iter()
            .filter_map(|label| Some(first + schema.place(label)?))
            .collect();
        // Where something is marked in full, guesses about the others are not needed.
        let others = others.iter().filter(|_| marked_in_full.is_empty());
        let looked_at = marked.keys().chain(&marked_in_full).chain(others).copied();
        let looked_at: BTreeSet<usize> = looked_at.collect();
        let mut of_relation = BTreeMap::new();
        for relation in looked_at {
            if let Some(frame) = self.frames.get(relation) {
                let patterns = sighting.relation_patterns(self.words, frame);
                of_relation.insert(relation, patterns.filter_map(|pattern| Some(ids.number(pattern))));
            }
        }
        View {
            pairs: sighting.pairs,
            common,
            of_relation,
            marked,
            marked_in_full,
        }
    }
}

fn marked(
    sighting: &Sighting<'_>,
    (schema, first): (&Schema, usize),
    example: &Example,
) -> BTreeMap<usize, Marked> {
    let words = sighting.arguments.iter();
    let names: Vec<String> = words.map(|argument| squeezed(sighting.words(argument))).collect();
    let mut marked: BTreeMap<usize, Marked> = BTreeMap::new();
    for triple in &example.triples {
        let Some(place) = schema.place(&triple.rel) else {
            continue;
        };
        let (sub, obj) = (squeezed(&triple.sub), squeezed(&triple.obj));
        let of_object: Vec<usize> = (0..sighting.pairs.len())
            .filter(|pair| names.get(sighting.pairs[*pair].1) == Some(&obj))
            .collect();
        let has_subject = |pair: &usize| {
            let subject = sighting.subjects.get(sighting.pairs[*pair].0);
            subject.and_then(|place| names.get(*place)) == Some(&sub)
        };
        let pairs: Vec<usize> = of_object.iter().copied().filter(has_subject).collect();
        let marked = marked.entry(first + place).or_default();
        let (groups, group) = match pairs.is_empty() {
            true => (&mut marked.of_object, of_object),
            false => (&mut marked.pairs, pairs),
        };
        if !group.is_empty() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    marked
}
