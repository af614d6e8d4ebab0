//! Joins: the subjects of another triples map by the values that have to be the same.

use rustc_hash::FxHashMap;

use super::model::{Mapping, Parent, TriplesMap};
use super::source::{Iteration, Opened, References};
use crate::record::ImportError;

/// The subjects of a parent by the values of its references, in the order of the conditions.
#[derive(Debug, Default)]
pub(super) struct JoinIndex(FxHashMap<Vec<String>, Vec<String>>);

impl JoinIndex {
    /// Reads the parent's source through.
    pub(super) fn new(mapping: &Mapping, parent: &Parent) -> Result<Self, ImportError> {
        let mut index = Self::default();
        let map = mapping.maps.get(parent.map);
        let source = map.and_then(|map| mapping.sources.get(map.source));
        if let (Some(map), Some(source)) = (map, source) {
            index.fill((map, parent), &mut Opened::new(source, &mapping.graph)?)?;
        }
        Ok(index)
    }

    fn fill(
        &mut self,
        (map, parent): (&TriplesMap, &Parent),
        opened: &mut Opened,
    ) -> Result<(), ImportError> {
        loop {
            let (batch, _) = opened.next_batch()?;
            if batch.is_empty() {
                return Ok(());
            }
            let references = opened.references();
            for iteration in &batch {
                // What is no subject is told when the parent's own triples are written.
                let subjects = map.subject.terms((references, iteration)).unwrap_or_default();
                let columns = parent.joins.iter().map(|(_, parent)| *parent);
                for key in keys((references, iteration), columns) {
                    self.0.entry(key).or_default().extend(subjects.iter().cloned());
                }
            }
        }
    }

    /// The subjects that go with an iteration of the child.
    pub(super) fn subjects(&self, parent: &Parent, from: (&References, &Iteration)) -> Vec<String> {
        let columns = parent.joins.iter().map(|(child, _)| *child);
        let found = keys(from, columns).into_iter();
        let found = found.filter_map(|key| self.0.get(&key));
        let mut subjects: Vec<String> = found.flatten().cloned().collect();
        subjects.dedup();
        subjects
    }
}

/// Each combination of the values of some references; none when one of them has none.
fn keys(
    (references, iteration): (&References, &Iteration),
    wanted: impl Iterator<Item = usize>,
) -> Vec<Vec<String>> {
    let mut keys = vec![Vec::new()];
    for reference in wanted {
        let mut values = Vec::new();
        // What is no value joins nothing.
        let _ = references.each((iteration, reference), |value, _| values.push(value.to_owned()));
        let longer = keys.iter().flat_map(|key: &Vec<String>| {
            values.iter().map(move |value| {
                let mut key = key.clone();
                key.push(value.clone());
                key
            })
        });
        keys = longer.collect();
    }
    keys
}
