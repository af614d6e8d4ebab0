//! From evidence to odds, where what the strangers' evidence looks like is known.
//!
//! The evidence of features that say much the same is more than it is worth. So it is held against that of
//! runners-up, which are strangers: among foremost pairs of one evidence, as many are strangers as runners-up
//! of that evidence lead to expect (the local false discovery rate of Efron, 2004, with Storey's estimate of
//! the strangers' share, 2002).

/// Evidence as a logarithm of odds: `slope * evidence + shift`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    slope: f64,
    shift: f64,
}

impl Calibration {
    /// The line that fits the odds of the foremost pairs best.
    pub(super) fn fitted(foremost: &[f64], runners_up: &[f64]) -> Self {
        let odds = odds_of_match(foremost, runners_up);
        let count = (foremost.len() as f64).max(1.0);
        let mean = foremost.iter().sum::<f64>() / count;
        let spread = (foremost.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        let spread = spread.max(1e-6);
        let scaled = |value: &f64| (value - mean) / spread;
        // Strangers hold the low end of the line, where few tables have foremost pairs enough.
        let weight = ANCHOR * count / (runners_up.len() as f64).max(1.0);
        let pairs = foremost.iter().map(scaled).zip(odds);
        let mut points: Vec<_> = pairs.map(|(value, odds)| (value, odds, 1.0)).collect();
        points.extend(runners_up.iter().map(|value| (scaled(value), 0.0, weight)));
        let (slope, shift) = logistic(&points);
        Self {
            slope: slope / spread,
            shift: shift - slope * mean / spread,
        }
    }

    pub(super) fn log_odds(self, evidence: f64) -> f64 {
        self.slope * evidence + self.shift
    }
}

/// However well two tables go together, some rows of one have no match in the other and find one like them:
/// near-copies, new editions. Runners-up are less alike than those, and so their share is never taken for less.
const FEWEST_STRANGERS: f64 = 0.05;

/// What all runners-up together count for beside the foremost pairs when the line is drawn.
const ANCHOR: f64 = 0.01;

/// For each foremost pair the probability that it is a match.
fn odds_of_match(foremost: &[f64], runners_up: &[f64]) -> Vec<f64> {
    let share = share_of_strangers(foremost, runners_up);
    let weight = share * foremost.len() as f64 / (runners_up.len() as f64).max(1.0);
    let mut points: Vec<(f64, f64, Option<usize>)> = Vec::new();
    points.extend(
        foremost
            .iter()
            .enumerate()
            .map(|(place, value)| (*value, 1.0, Some(place))),
    );
    points.extend(runners_up.iter().map(|value| (*value, weight, None)));
    points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.2.cmp(&other.2)));
    let mut odds = vec![0.0; foremost.len()];
    for ((_, _, place), value) in points.iter().zip(rising_odds(&points)) {
        if let Some(odds) = place.and_then(|place| odds.get_mut(place)) {
            *odds = value;
        }
    }
    odds
}

/// For each point, in the order of their evidence, the share of its like that are no strangers, never falling:
/// points whose share would fall are taken together (pool adjacent violators).
fn rising_odds(points: &[(f64, f64, Option<usize>)]) -> Vec<f64> {
    // The weight of foremost pairs, that of runners-up, and how many points there are.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (_, weight, place) in points {
        blocks.push(match place {
            Some(_) => (*weight, 0.0, 1),
            None => (0.0, *weight, 1),
        });
        while let [.., before, last] = blocks.as_slice() {
            // Equal shares join too, so that a block is as long as can be.
            if before.0 * last.1 < last.0 * before.1 {
                break;
            }
            let joined = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    let odds = |pairs: f64, strangers: f64| match pairs > 0.0 {
        true => (1.0 - strangers / pairs).clamp(0.0, 1.0),
        false => 0.0,
    };
    let each = blocks.iter();
    each.flat_map(|(pairs, strangers, length)| std::iter::repeat_n(odds(*pairs, *strangers), *length))
        .collect()
}

/// The share of strangers among foremost pairs: at most what their weakest part leaves room for.
fn share_of_strangers(foremost: &[f64], runners_up: &[f64]) -> f64 {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (foremost, runners_up) = (sorted(foremost), sorted(runners_up));
    // Below the strangers' median there are matches too; above it there are fewer and fewer strangers.
    let quantiles = (2..=16).map(|part| runners_up.len() * part / 20);
    let below = |value: f64| foremost.partition_point(|other| *other <= value) as f64;
    let shares = quantiles.filter_map(|place| {
        let value = runners_up.get(place)?;
        let strangers = (place + 1) as f64 / runners_up.len() as f64;
        Some((below(*value) + 1.0) / foremost.len() as f64 / strangers)
    });
    shares.fold(1.0, f64::min).max(FEWEST_STRANGERS)
}

/// Slope and shift of the logistic curve through points with their probabilities and weights, by Newton's method with a
/// slight pull towards slope 0, without which clean separation would have no answer.
fn logistic(points: &[(f64, f64, f64)]) -> (f64, f64) {
    let pull = 0.5;
    let (mut slope, mut shift) = (0.0_f64, 0.0_f64);
    for _ in 0..50 {
        let (mut by_slope, mut by_shift) = (-pull * slope, 0.0);
        let (mut steep, mut mixed, mut flat) = (pull, 0.0, 1e-6);
        for (value, target, count) in points {
            let guess = 1.0 / (1.0 + (-(slope * value + shift)).exp());
            let weight = count * guess * (1.0 - guess);
            by_slope += count * (target - guess) * value;
            by_shift += count * (target - guess);
            steep += weight * value * value;
            mixed += weight * value;
            flat += weight;
        }
        let determinant = steep * flat - mixed * mixed;
        if determinant.abs() < 1e-12 {
            break;
        }
        let step = (
            (flat * by_slope - mixed * by_shift) / determinant,
            (steep * by_shift - mixed * by_slope) / determinant,
        );
        slope += step.0.clamp(-1.0, 1.0);
        shift += step.1.clamp(-1.0, 1.0);
        if step.0.abs() + step.1.abs() < 1e-9 {
            break;
        }
    }
    (slope.max(1e-3), shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_that_strangers_have_too_is_worth_little() {
        let strangers: Vec<f64> = (0..200).map(|value| f64::from(value) / 20.0).collect();
        let mut foremost: Vec<f64> = (0..100).map(|value| 12.0 + f64::from(value) / 20.0).collect();
        foremost.extend((0..50).map(|value| f64::from(value) / 5.0));
        let calibration = Calibration::fitted(&foremost, &strangers);
        assert!(calibration.log_odds(5.0) < 0.0);
        assert!(calibration.log_odds(14.0) > 2.0);
        assert!(calibration.log_odds(16.0) > calibration.log_odds(15.0));
    }

    #[test]
    fn a_few_pairs_or_none_have_odds_too() {
        assert!(Calibration::fitted(&[], &[]).log_odds(1.0).is_finite());
        assert!(Calibration::fitted(&[3.0], &[]).log_odds(3.0).is_finite());
    }
}
