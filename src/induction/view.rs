//! An example as numbers: what is seen in it, and which pairs are right for which relation.

use std::collections::BTreeMap;

use super::Example;
use super::ids::Ids;
use crate::argument::{ArgumentReader, KnownPhrases, squeezed};
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
    /// For each relation that the example names the right pairs, those of one triple together; none when the
    /// triple's words are not in the text.
    pub(super) right: BTreeMap<usize, Vec<Vec<usize>>>,
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
        let reader = ArgumentReader {
            document: &example.document,
            analysis: &example.analysis,
        };
        let sighting = Sighting::new(reader, self.known);
        let common = sighting
            .patterns()
            .filter_map(|pattern| Some(ids.number(pattern)));
        let right = right_pairs(&sighting, (schema, first), example);
        let looked_at = right.keys().chain(others).copied();
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
            right,
        }
    }
}

fn right_pairs(
    sighting: &Sighting<'_>,
    (schema, first): (&Schema, usize),
    example: &Example,
) -> BTreeMap<usize, Vec<Vec<usize>>> {
    let names: Vec<String> = sighting
        .arguments
        .iter()
        .map(|argument| squeezed(sighting.words(argument)))
        .collect();
    let mut right: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
    for triple in &example.triples {
        let place = schema
            .relations
            .iter()
            .position(|relation| relation.label == triple.rel);
        let Some(place) = place else { continue };
        let (sub, obj) = (squeezed(&triple.sub), squeezed(&triple.obj));
        let is_right = |(subject, object): &(usize, usize)| {
            let subject = sighting
                .subjects
                .get(*subject)
                .and_then(|place| names.get(*place));
            subject == Some(&sub) && names.get(*object) == Some(&obj)
        };
        let pairs = sighting.pairs.iter().enumerate();
        let found: Vec<usize> = pairs
            .filter(|(_, pair)| is_right(pair))
            .map(|(place, _)| place)
            .collect();
        let groups = right.entry(first + place).or_default();
        if !found.is_empty() && !groups.contains(&found) {
            groups.push(found);
        }
    }
    right
}
