//! Counts of right, found and expected for each layer, and what they come to.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Add;

use serde::Serialize;

/// One layer's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// How many of those found are right, in parts where a layer counts words.
    pub right: f64,
    /// How many of those expected were found, which is the same number unless a layer counts words.
    pub recalled: f64,
    /// How many were found.
    pub found: usize,
    /// How many there are.
    pub expected: usize,
}

impl Score {
    /// What is found and expected is matched one to one.
    pub(super) fn matched(right: usize, found: usize, expected: usize) -> Self {
        Self {
            right: right as f64,
            recalled: right as f64,
            found,
            expected,
        }
    }

    /// Right of found, 0 to 1; nothing found of nothing expected is all right.
    pub fn precision(self) -> f64 {
        ratio(self.right, self.found, self.expected == 0)
    }

    /// Right of expected, 0 to 1.
    pub fn recall(self) -> f64 {
        ratio(self.recalled, self.expected, true)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        }
    }
}

impl Add for Score {
    type Output = Self;

    /// The counts of both together.
    fn add(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            recalled: self.recalled + other.recalled,
            found: self.found + other.found,
            expected: self.expected + other.expected,
        }
    }
}

/// A part of a whole, 0 to 1; of nothing it is 0.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    ratio(part as f64, whole, false)
}

fn ratio(part: f64, whole: usize, is_full: bool) -> f64 {
    match whole {
        0 if is_full => 1.0,
        0 => 0.0,
        whole => part / whole as f64,
    }
}

/// Something that was not found, or found and wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The layer.
    pub layer: &'static str,
    /// The document's id.
    pub document: String,
    /// The words around it, empty where the document is one sentence.
    pub sentence: String,
    /// What was marked.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl Confusion {
    /// What it is that went wrong, wherever it did.
    fn kind(&self) -> (&'static str, &str, &str) {
        (self.layer, &self.expected, &self.found)
    }
}

/// The scores of a set by layer, and what went wrong.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    layers: BTreeMap<&'static str, Score>,
    /// Everything that went wrong, in reading order.
    pub confusions: Vec<Confusion>,
}

impl Scores {
    /// Adds to a layer's counts.
    pub(super) fn add(&mut self, layer: &'static str, score: Score) {
        let total = self.layers.entry(layer).or_default();
        *total = *total + score;
    }

    /// Counts one decision that is right or wrong.
    pub(super) fn decide(&mut self, layer: &'static str, is_right: impl Into<usize>) {
        self.add(layer, Score::matched(is_right.into(), 1, 1));
    }

    /// At most `most` of each layer, those first that happen most often; by layer, and in reading order where they
    /// happen equally often.
    pub fn worst(&self, most: usize) -> Vec<&Confusion> {
        let mut times: BTreeMap<_, usize> = BTreeMap::new();
        for confusion in &self.confusions {
            *times.entry(confusion.kind()).or_default() += 1;
        }
        let mut sorted: Vec<_> = self.confusions.iter().collect();
        let rank = |confusion: &&Confusion| Reverse(times.get(&confusion.kind()).copied());
        sorted.sort_by_key(|confusion| (confusion.layer, rank(confusion)));
        let layers = sorted.chunk_by(|one, next| one.layer == next.layer);
        layers
            .flat_map(|layer| layer.iter().copied().take(most))
            .collect()
    }

    /// The layers by name.
    pub fn layers(&self) -> impl Iterator<Item = (&'static str, Score)> + '_ {
        self.layers.iter().map(|(layer, score)| (*layer, *score))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_of_something_is_zero_and_of_nothing_is_one() {
        let score = Score::matched;
        assert_eq!(score(0, 0, 4).f1(), 0.0);
        assert_eq!(score(0, 0, 0).f1(), 1.0);
        assert_eq!(score(2, 4, 2).f1(), 2.0 / 3.0);
    }

    #[test]
    fn what_goes_wrong_most_often_is_worst() {
        let confusion = |document: &str, found: &str| Confusion {
            layer: "certainty",
            document: document.to_owned(),
            sentence: String::new(),
            expected: "certain".to_owned(),
            found: found.to_owned(),
        };
        let scores = Scores {
            confusions: vec![
                confusion("a", "possible"),
                confusion("b", "probable"),
                confusion("c", "probable"),
            ],
            ..Scores::default()
        };
        let worst: Vec<_> = scores
            .worst(2)
            .into_iter()
            .map(|worst| worst.document.as_str())
            .collect();
        assert_eq!(worst, ["b", "c"]);
    }

    #[test]
    fn decisions_add_up_to_an_accuracy() {
        let mut scores = Scores::default();
        scores.decide("polarity", true);
        scores.decide("polarity", false);
        assert_eq!(scores.layers().next().map(|(_, score)| score.f1()), Some(0.5));
    }
}
