//! Weights learnt from pairs that people judged.
//!
//! The signs stay as they are; what each weighs is found by logistic regression, in which every weight is held near the
//! one it had before (a normal prior around it). So a sign that the examples do not show keeps its weight, few examples
//! change little, and the sum of the weights is the logarithm of the odds that the examples have.

mod equations;

use std::collections::BTreeMap;

use self::equations::{add, solved};
use super::decisions::Decisions;
use super::judge::{Linker, Outcome};
use super::sign::{Sign, probability};
use super::subject::Subject;
use super::weights::Weights;
use super::within::Joiner;
use crate::dataset::DatasetError;

/// How far a weight may be from the one before, as a standard deviation in log-odds. Set by hand: a weight of two
/// units less or more is not surprising.
const FREEDOM: f64 = 2.0;
/// Steps of Newton's method; it takes some ten.
const MOST_STEPS: usize = 50;
/// Learning ends when no weight moves more than this.
const STILL: f64 = 1e-9;
/// The parts of the examples that are left out in turn, to see how well the rest foretells them.
const FOLDS: usize = 5;

/// Signs that are not learnt: what people decided, and the limits.
const FIXED: [&str; 2] = ["decision", "decide"];

/// A pair that was judged, with the signs it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    signs: Vec<(&'static str, &'static str, f64)>,
    is_same: bool,
    /// What examples of one thing have in common: they are left out together.
    group: usize,
}

impl Example {
    fn of(signs: &[Sign], is_same: bool, group: usize) -> Self {
        let signs = signs.iter().filter(|sign| !FIXED.contains(&sign.feature));
        Self {
            signs: signs.map(|sign| (sign.feature, sign.level, sign.times)).collect(),
            is_same,
            group,
        }
    }
}

/// The examples that decisions give, and what cannot be learnt from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Examples {
    /// The judged pairs.
    pub examples: Vec<Example>,
    /// How many pairs that are one were not among the candidates, so that no weight finds them.
    pub missed: usize,
}

/// The examples among things and records: what somebody judged, and of a thing whose record is known all other candidates
/// as not it.
pub fn examples_of_records(
    linker: &Linker<'_>,
    subjects: &[Subject],
    decisions: &Decisions,
) -> Result<Examples, DatasetError> {
    let mut found = Examples::default();
    for (group, outcome) in linker.weigh(subjects)?.iter().enumerate() {
        take_outcome(&mut found, (group, outcome), decisions);
    }
    Ok(found)
}

fn take_outcome(found: &mut Examples, (group, outcome): (usize, &Outcome), decisions: &Decisions) {
    let thing = outcome.subject.iri.as_str();
    let is_known = decisions.yes(thing).next().is_some();
    let mut is_found = false;
    for judgement in &outcome.judgements {
        let record = judgement.record.id.as_str();
        let is_same = decisions.is_yes(thing, record);
        is_found |= is_same;
        if is_same || is_known || decisions.is_no(thing, record) {
            found.examples.push(Example::of(&judgement.signs, is_same, group));
        }
    }
    found.missed += usize::from(is_known && !is_found);
}

/// The examples among pairs of things of a graph.
pub fn examples_of_things(joiner: &Joiner<'_>, subjects: &[Subject], decisions: &Decisions) -> Examples {
    let mut found = Examples::default();
    let mut same = 0;
    for pair in joiner.weigh(subjects) {
        let (Some(one), Some(other)) = (subjects.get(pair.one), subjects.get(pair.other)) else {
            continue;
        };
        let (one, other) = (one.iri.as_str(), other.iri.as_str());
        let is_same = decisions.is_yes(one, other);
        same += usize::from(is_same);
        if is_same || decisions.is_no(one, other) {
            found.examples.push(Example::of(&pair.signs, is_same, pair.one));
        }
    }
    found.missed = decisions.yes_pairs().count().saturating_sub(same);
    found
}

/// How often a sign is there among the examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    /// Among pairs that are one.
    pub same: usize,
    /// Among pairs that are not.
    pub other: usize,
}

/// Weights that were learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The table, each line with its support and the weight before.
    pub weights: Weights,
    /// The examples that are one thing, and those that are not.
    pub support: Support,
    /// The mean logarithmic loss with the weights before, in nats.
    pub loss_before: f64,
    /// The same on examples that were left out while their weights were learnt.
    pub loss_left_out: f64,
}

/// Examples that are all alike teach nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{same} judged pairs are one thing and {other} are not, and to learn needs some of both: answer y and n in `testimony review`, then name its table with --decisions"
)]
pub struct TooFew {
    same: usize,
    other: usize,
}

/// Learns from examples, beginning with the weights that there are.
pub fn learn(weights: &Weights, examples: &[Example]) -> Result<Learnt, TooFew> {
    let same = examples.iter().filter(|example| example.is_same).count();
    let other = examples.len() - same;
    if same == 0 || other == 0 {
        return Err(TooFew { same, other });
    }
    let all: Vec<&Example> = examples.iter().collect();
    let model = Model::of(weights);
    let learnt = model.fitted(&all);
    let mut left_out = 0.0;
    for fold in 0..FOLDS {
        let (out, rest): (Vec<&Example>, Vec<&Example>) =
            all.iter().partition(|example| example.group % FOLDS == fold);
        let fitted = model.fitted(&rest);
        left_out += out
            .iter()
            .map(|example| model.loss(&fitted, example))
            .sum::<f64>();
    }
    let before = all
        .iter()
        .map(|example| model.loss(&model.before, example))
        .sum::<f64>();
    Ok(Learnt {
        weights: model.table(weights, &learnt, examples),
        support: Support { same, other },
        loss_before: before / all.len() as f64,
        loss_left_out: left_out / all.len() as f64,
    })
}

/// The signs as columns of numbers.
struct Model {
    signs: Vec<(&'static str, &'static str)>,
    places: BTreeMap<(&'static str, &'static str), usize>,
    before: Vec<f64>,
}

impl Model {
    fn of(weights: &Weights) -> Self {
        let signs = weights
            .judged()
            .signs()
            .filter(|(feature, _)| !FIXED.contains(feature));
        let signs: Vec<_> = signs.collect();
        Self {
            places: signs
                .iter()
                .enumerate()
                .map(|(place, sign)| (*sign, place))
                .collect(),
            before: signs
                .iter()
                .map(|(feature, level)| weights.of(feature, level))
                .collect(),
            signs,
        }
    }

    /// The places and values of an example's signs.
    fn values<'a>(&'a self, example: &'a Example) -> impl Iterator<Item = (usize, f64)> + 'a {
        let signs = example.signs.iter();
        signs.filter_map(|(feature, level, times)| Some((*self.places.get(&(*feature, *level))?, *times)))
    }

    fn log_odds(&self, weights: &[f64], example: &Example) -> f64 {
        let values = self.values(example);
        values
            .map(|(place, value)| weights.get(place).map_or(0.0, |weight| weight * value))
            .sum()
    }

    fn loss(&self, weights: &[f64], example: &Example) -> f64 {
        let odds = self.log_odds(weights, example);
        let against = if example.is_same { -odds } else { odds };
        // ln(1 + e^x) without overflow.
        against.max(0.0) + (-against.abs()).exp().ln_1p()
    }

    /// The weights that the examples make most likely, by Newton's method.
    fn fitted(&self, examples: &[&Example]) -> Vec<f64> {
        let mut weights = self.before.clone();
        let precision = 1.0 / (FREEDOM * FREEDOM);
        for _ in 0..MOST_STEPS {
            let count = weights.len();
            let mut slope: Vec<f64> = weights
                .iter()
                .zip(&self.before)
                .map(|(weight, before)| (before - weight) * precision)
                .collect();
            let mut curve = vec![vec![0.0; count]; count];
            (0..count).for_each(|place| add(&mut curve, (place, place), precision));
            for example in examples {
                let likely = probability(self.log_odds(&weights, example));
                let error = f64::from(u8::from(example.is_same)) - likely;
                for (row, value) in self.values(example) {
                    if let Some(slope) = slope.get_mut(row) {
                        *slope += error * value;
                    }
                    for (column, beside) in self.values(example) {
                        add(
                            &mut curve,
                            (row, column),
                            likely * (1.0 - likely) * value * beside,
                        );
                    }
                }
            }
            let step = solved(curve, slope);
            weights
                .iter_mut()
                .zip(&step)
                .for_each(|(weight, step)| *weight += step.clamp(-1.0, 1.0));
            if step.iter().all(|step| step.abs() < STILL) {
                break;
            }
        }
        weights
    }

    fn table(&self, before: &Weights, learnt: &[f64], examples: &[Example]) -> Weights {
        let mut table = before.clone();
        for ((sign, weight), old) in self.signs.iter().zip(learnt).zip(&self.before) {
            let has_it = |example: &&Example| {
                example
                    .signs
                    .iter()
                    .any(|(feature, level, _)| (*feature, *level) == *sign)
            };
            let with: Vec<&Example> = examples.iter().filter(has_it).collect();
            let same = with.iter().filter(|example| example.is_same).count();
            let note = before
                .note(sign.0, sign.1)
                .split(LEARNT)
                .next()
                .unwrap_or_default();
            let note = format!(
                "{note}{LEARNT}{same} that are one, {} that are not; before {old:+.2}",
                with.len() - same
            );
            table.set(*sign, (weight * 1_000.0).round() / 1_000.0, note);
        }
        table
    }
}

/// What stands before the support of a weight in the table.
const LEARNT: &str = "; in examples: ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::weights::Judged;

    fn example(signs: &[(&'static str, &'static str)], is_same: bool, group: usize) -> Example {
        let prior = [("prior", "any", 1.0)].into_iter();
        let signs = signs.iter().map(|(feature, level)| (*feature, *level, 1.0));
        Example {
            signs: prior.chain(signs).collect(),
            is_same,
            group,
        }
    }

    /// Records with a typo that are the thing in half of the cases, and with a reordered name that never are.
    fn examples() -> Vec<Example> {
        let typo = (0..40).map(|group| example(&[("name", "typo")], group % 2 == 0, group));
        let reordered = (40..80).map(|group| example(&[("name", "reordered")], false, group));
        typo.chain(reordered).collect()
    }

    #[test]
    fn what_is_learnt_is_calibrated_and_what_is_not_seen_keeps_its_weight() {
        let before = Weights::bundled(Judged::Records);
        let learnt = learn(&before, &examples()).unwrap();
        let odds = |level: &str| learnt.weights.of("prior", "any") + learnt.weights.of("name", level);
        assert!(odds("typo").abs() < 0.3, "{}", odds("typo"));
        assert!(odds("reordered") < -2.5, "{}", odds("reordered"));
        assert_eq!(learnt.weights.of("name", "label"), before.of("name", "label"));
        assert!(learnt.loss_left_out < learnt.loss_before, "{learnt:?}");
        assert_eq!(learnt.support, Support { same: 20, other: 60 });
        let note = learnt.weights.note("name", "typo");
        assert!(
            note.ends_with("; in examples: 20 that are one, 20 that are not; before +0.50"),
            "{note}"
        );
        assert_eq!(learn(&before, &examples()), Ok(learnt));
    }

    #[test]
    fn support_is_written_once_however_often_one_learns() {
        let once = learn(&Weights::bundled(Judged::Records), &examples()).unwrap();
        let twice = learn(&once.weights, &examples()).unwrap();
        assert_eq!(
            twice.weights.note("name", "typo").matches("in examples").count(),
            1
        );
    }

    #[test]
    fn examples_of_one_kind_only_are_refused() {
        let yes = [example(&[("name", "label")], true, 0)];
        let error = learn(&Weights::bundled(Judged::Records), &yes)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("1 judged pairs are one thing and 0 are not"),
            "{error}"
        );
    }
}
