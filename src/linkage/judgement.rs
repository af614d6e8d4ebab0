//! What agreement is worth, learnt from the pairs themselves.
//!
//! A pair is *foremost* when each row is the other's best. The foremost pairs are a mixture of matches and of
//! strangers that happen to be alike. What such strangers look like is told by the *runners-up*: the best that
//! a row finds beside its foremost partner. So the worth of a feature's value is how much oftener foremost pairs have
//! it than runners-up (Fellegi and Sunter 1969), and the share of matches follows by expectation and
//! maximisation. Each round scores the pairs anew.

use rustc_hash::FxHashMap;

use super::calibration::Calibration;
use super::comparison::Features;

/// Levels of a feature from 0 to below 1; 1 itself is another, as is a missing value.
const LEVELS: usize = 12;

/// What a level that no pair has counts as, so that nothing is impossible. Abt-Buy and DBLP-ACM lose .1 point of
/// F1 at .5.
const UNSEEN: f64 = 0.1;

/// Rounds of learning; scores move little after the fourth on any of the tables tried.
const ROUNDS: usize = 6;

/// A pair of rows with its features and its score.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) features: Features,
    /// The logarithm of the odds that the rows are of one thing.
    pub(super) score: f64,
}

/// The worth of each feature at each level, as logarithms of odds.
#[derive(Debug, Clone, Default)]
pub(super) struct Worth {
    levels: Vec<[f64; LEVELS + 1]>,
}

/// Scores all candidates by what their features prove to be worth.
pub(super) fn judge(candidates: &mut [Candidate], weights: &[f64]) {
    for candidate in candidates.iter_mut() {
        candidate.score = likeness(&candidate.features, weights);
    }
    for round in 0..ROUNDS {
        let standing = Standing::of(candidates);
        let is_first = round == 0;
        let odds = |candidate: &Candidate| {
            if is_first {
                1.0
            } else {
                probability(candidate.score)
            }
        };
        let worth = Worth::learnt(candidates, &standing, (weights.len(), odds));
        for candidate in candidates.iter_mut() {
            candidate.score = worth.evidence(&candidate.features, weights);
        }
        let standing = Standing::of(candidates);
        let scores = |places: &[usize]| {
            places
                .iter()
                .filter_map(|place| Some(candidates.get(*place)?.score))
                .collect()
        };
        let (foremost, runners_up): (Vec<_>, Vec<_>) =
            (scores(&standing.foremost), scores(&standing.runners_up));
        let calibration = Calibration::fitted(&foremost, &runners_up);
        for candidate in candidates.iter_mut() {
            candidate.score = calibration.log_odds(candidate.score);
        }
    }
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The weighted mean of the features that are there: what to begin with.
fn likeness(features: &Features, weights: &[f64]) -> f64 {
    let there = || features.iter().zip(weights).filter(|(value, _)| !value.is_nan());
    let total: f64 = there().map(|(_, weight)| weight).sum();
    there()
        .map(|(value, weight)| f64::from(*value) * weight)
        .sum::<f64>()
        / total.max(f64::MIN_POSITIVE)
}

/// Which candidates are foremost, and which are runners-up, by their places.
struct Standing {
    foremost: Vec<usize>,
    runners_up: Vec<usize>,
}

impl Standing {
    fn of(candidates: &[Candidate]) -> Self {
        let is_any = |_: usize| true;
        let best_left = best(candidates, |pair| pair.left, is_any);
        let best_right = best(candidates, |pair| pair.right, is_any);
        let mut foremost: Vec<usize> = best_left.values().copied().collect();
        foremost.retain(|place| {
            let right = candidates.get(*place).map(|pair| pair.right);
            right.is_some_and(|right| best_right.get(&right) == Some(place))
        });
        foremost.sort_unstable();
        let is_other = |place: usize| foremost.binary_search(&place).is_err();
        let beside_left = best(candidates, |pair| pair.left, is_other).into_values();
        let beside_right = best(candidates, |pair| pair.right, is_other).into_values();
        let mut runners_up: Vec<usize> = beside_left.chain(beside_right).collect();
        runners_up.sort_unstable();
        runners_up.dedup();
        Self { foremost, runners_up }
    }
}

/// For each row of one side the place of its best candidate among those that are eligible.
fn best(
    candidates: &[Candidate],
    side: impl Fn(&Candidate) -> u32,
    is_eligible: impl Fn(usize) -> bool,
) -> FxHashMap<u32, usize> {
    let mut best: FxHashMap<u32, (usize, f64)> = FxHashMap::default();
    let eligible = candidates
        .iter()
        .enumerate()
        .filter(|(place, _)| is_eligible(*place));
    for (place, candidate) in eligible {
        let holder = best.entry(side(candidate)).or_insert((place, candidate.score));
        if candidate.score > holder.1 {
            *holder = (place, candidate.score);
        }
    }
    best.into_iter().map(|(row, (place, _))| (row, place)).collect()
}

impl Worth {
    /// What each level of each of so many features is worth, foremost pairs counted by the odds that they match.
    fn learnt(
        candidates: &[Candidate],
        standing: &Standing,
        (features, odds): (usize, impl Fn(&Candidate) -> f64),
    ) -> Self {
        let mut matches = vec![[0.0; LEVELS + 1]; features];
        let mut strangers = matches.clone();
        let mut count = |candidate: &Candidate, is_match: f64| {
            for (feature, value) in candidate
                .features
                .iter()
                .enumerate()
                .filter(|(_, value)| !value.is_nan())
            {
                let level = level(*value);
                add(&mut matches, (feature, level), is_match);
                add(&mut strangers, (feature, level), 1.0 - is_match);
            }
        };
        let at = |place: &usize| candidates.get(*place);
        for candidate in standing.foremost.iter().filter_map(at) {
            count(candidate, odds(candidate));
        }
        for candidate in standing.runners_up.iter().filter_map(at) {
            count(candidate, 0.0);
        }
        let levels = matches
            .iter()
            .zip(&strangers)
            .map(|(matches, strangers)| log_ratios(matches, strangers));
        Self {
            levels: levels.collect(),
        }
    }

    /// What a pair's features are worth together.
    fn evidence(&self, features: &Features, weights: &[f64]) -> f64 {
        let each = self.levels.iter().zip(features).zip(weights);
        each.filter(|((_, value), _)| !value.is_nan())
            .map(|((levels, value), weight)| weight * worth_at(levels, *value))
            .sum()
    }
}

fn add(counts: &mut [[f64; LEVELS + 1]], (feature, level): (usize, usize), amount: f64) {
    if let Some(count) = counts.get_mut(feature).and_then(|levels| levels.get_mut(level)) {
        *count += amount;
    }
}

/// Values nearer to 1 than this are 1; sums of weights miss it by rounding.
const SAME: f32 = 0.9995;

fn level(value: f32) -> usize {
    match value >= SAME {
        true => LEVELS,
        false => (value.max(0.0) * LEVELS as f32) as usize,
    }
}

/// The logarithms of how much oftener a level is met with matches, never falling with the level.
fn log_ratios(matches: &[f64; LEVELS + 1], strangers: &[f64; LEVELS + 1]) -> [f64; LEVELS + 1] {
    let (all, others): (f64, f64) = (matches.iter().sum(), strangers.iter().sum());
    // Blocks of levels, each with the two counts and the number of levels that share them.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let ratio = |block: &(f64, f64, usize)| {
        let share = |count: f64, total: f64| (count + UNSEEN) / (total + UNSEEN * (LEVELS + 1) as f64);
        (share(block.0, all) / share(block.1, others)).ln()
    };
    for (one, other) in matches.iter().zip(strangers) {
        blocks.push((*one, *other, 1));
        while let [.., before, last] = blocks.as_slice() {
            if ratio(before) <= ratio(last) {
                break;
            }
            let joined = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    let values = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(ratio(block), block.2));
    let mut ratios = [0.0; LEVELS + 1];
    for (place, value) in ratios.iter_mut().zip(values) {
        *place = value;
    }
    ratios
}

/// The worth of a value, drawn straight from the middle of its level to the middle of the next.
fn worth_at(levels: &[f64; LEVELS + 1], value: f32) -> f64 {
    let at = |level: usize| levels.get(level.min(LEVELS - 1)).copied().unwrap_or_default();
    if value >= SAME {
        return levels.get(LEVELS).copied().unwrap_or_default();
    }
    let place = (f64::from(value) * LEVELS as f64 - 0.5).max(0.0);
    let (low, part) = (place.floor() as usize, place.fract());
    at(low) * (1.0 - part) + at(low + 1) * part
}
