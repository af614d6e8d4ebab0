//! Signs for and against two being one thing, each with what it adds to the log-odds.

use super::weights::Weights;

/// One sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// Which sign, as the table of weights calls it.
    pub feature: &'static str,
    /// Its level.
    pub level: &'static str,
    /// How many times over it is there.
    pub times: f64,
    /// What it adds to the log-odds.
    pub contribution: f64,
    /// What it was seen in.
    pub evidence: String,
}

/// The signs that say something: those that add nothing are left out.
pub fn telling(signs: &[Sign]) -> impl Iterator<Item = &Sign> {
    signs.iter().filter(|sign| sign.contribution != 0.0)
}

/// What signs add up to.
pub(super) fn total(signs: &[Sign]) -> f64 {
    signs.iter().map(|sign| sign.contribution).sum()
}

/// How likely it is by its log-odds, between 0 and 1.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Signs as they are seen.
pub(super) struct Signs<'a> {
    weights: &'a Weights,
    signs: Vec<Sign>,
}

impl<'a> Signs<'a> {
    pub(super) fn new(weights: &'a Weights) -> Self {
        Self {
            weights,
            signs: Vec::new(),
        }
    }

    /// Notes a sign that is there `times` over.
    pub(super) fn add(
        &mut self,
        (feature, level): (&'static str, &'static str),
        times: f64,
        evidence: String,
    ) {
        self.signs.push(Sign {
            feature,
            level,
            times,
            contribution: self.weights.of(feature, level) * times,
            evidence,
        });
    }

    pub(super) fn into_signs(self) -> Vec<Sign> {
        self.signs
    }
}
