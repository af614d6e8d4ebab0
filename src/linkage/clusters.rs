//! Which things are one, when some pairs are and some are not.

use std::collections::{BTreeMap, BTreeSet};

/// Joins things by pairs that are one; things that are held to differ never come together, by any way.
///
/// Pairs come with the surest first, as a later one may no longer be joined.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// The place of each thing.
    places: BTreeMap<String, usize>,
    /// For each place one that is nearer to its cluster's first.
    parents: Vec<usize>,
    /// For each cluster's first those of the clusters that it differs from.
    different: BTreeMap<usize, BTreeSet<usize>>,
}

impl Clusters {
    /// Holds that two things are not one. It does not part what has been joined before: that is `false`.
    pub fn part(&mut self, one: &str, other: &str) -> bool {
        let (one, other) = (self.first(one), self.first(other));
        if one != other {
            self.different.entry(one).or_default().insert(other);
            self.different.entry(other).or_default().insert(one);
        }
        one != other
    }

    /// Makes two things one, unless that would join things that differ: then nothing changes, and it is `false`.
    pub fn join(&mut self, one: &str, other: &str) -> bool {
        let (one, other) = (self.first(one), self.first(other));
        if one == other {
            return true;
        }
        if self
            .different
            .get(&one)
            .is_some_and(|different| different.contains(&other))
        {
            return false;
        }
        let (kept, gone) = (one.min(other), one.max(other));
        if let Some(parent) = self.parents.get_mut(gone) {
            *parent = kept;
        }
        for beside in self.different.remove(&gone).unwrap_or_default() {
            if let Some(back) = self.different.get_mut(&beside) {
                back.remove(&gone);
                back.insert(kept);
            }
            self.different.entry(kept).or_default().insert(beside);
        }
        true
    }

    /// Whether two things are held to differ, themselves or by what they are one with.
    pub fn differ(&self, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (self.known(one), self.known(other)) else {
            return false;
        };
        let different = self.different.get(&one);
        different.is_some_and(|different| different.contains(&other))
    }

    /// Whether two things are one.
    pub fn are_one(&self, one: &str, other: &str) -> bool {
        one == other
            || self
                .known(one)
                .is_some_and(|first| self.known(other) == Some(first))
    }

    /// What a thing is one with, itself left out, in alphabetical order.
    pub fn one_with(&self, name: &str) -> Vec<&str> {
        let Some(first) = self.known(name) else {
            return Vec::new();
        };
        let others = self.places.iter().filter(|(other, _)| other.as_str() != name);
        let joined = others.filter(|(_, place)| self.root(**place) == first);
        joined.map(|(other, _)| other.as_str()).collect()
    }

    /// The first of the cluster of a thing that has been named before.
    fn known(&self, name: &str) -> Option<usize> {
        self.places.get(name).map(|place| self.root(*place))
    }

    /// The things that are one, in alphabetical order, with the clusters in the order of their first; things that
    /// are alone are left out.
    pub fn joined(&self) -> Vec<Vec<String>> {
        let mut clusters: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (name, place) in &self.places {
            clusters.entry(self.root(*place)).or_default().push(name.clone());
        }
        let mut clusters: Vec<_> = clusters.into_values().filter(|things| things.len() > 1).collect();
        clusters.sort();
        clusters
    }

    /// The first of the cluster that a thing is in; a new thing is its own.
    fn first(&mut self, name: &str) -> usize {
        let next = self.parents.len();
        let place = match self.places.get(name) {
            Some(place) => *place,
            None => {
                self.places.insert(name.to_owned(), next);
                self.parents.push(next);
                next
            }
        };
        let root = self.root(place);
        if let Some(parent) = self.parents.get_mut(place) {
            *parent = root;
        }
        root
    }

    fn root(&self, mut place: usize) -> usize {
        while let Some(parent) = self.parents.get(place).filter(|parent| **parent != place) {
            place = *parent;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_not_joined_by_a_third() {
        let mut clusters = Clusters::default();
        assert!(clusters.part("a", "c"));
        assert!(clusters.join("a", "b"));
        assert!(clusters.join("c", "d"));
        assert!(!clusters.join("b", "d"));
        assert!(clusters.join("d", "e"));
        assert!(!clusters.join("e", "a"));
        assert!(clusters.differ("e", "b") && !clusters.differ("a", "b") && !clusters.differ("a", "z"));
        assert!(clusters.are_one("c", "e") && !clusters.are_one("a", "c"));
        assert_eq!(clusters.one_with("d"), ["c", "e"]);
        assert_eq!(clusters.joined(), [vec!["a", "b"], vec!["c", "d", "e"]]);
    }

    #[test]
    fn what_was_joined_is_said_to_be_so() {
        let mut clusters = Clusters::default();
        assert!(clusters.join("b", "a"));
        assert!(!clusters.part("a", "b"));
        assert!(clusters.join("a", "b"));
    }
}
