//! Which pairs of rows are worth a closer look: those that share rare words or letter groups.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::vectors::Vectors;

/// Rows of the right table that are kept for one of the left.
const KEPT: usize = 20;

/// Rows of the right table that may be visited for one of the left. The rarest features come first, and what
/// is in so many rows that it would cost more is left out: there is no list of stop words.
const VISITS: usize = 40_000;

/// For each row of the left table the rows of the right that are most alike, the most alike first.
pub(super) fn candidates(vectors: &Vectors) -> Vec<Vec<(u32, f32)>> {
    let postings = postings(vectors);
    let rows = vectors.right.len();
    vectors
        .left
        .par_iter()
        .map_init(
            || Sums::new(rows),
            |sums, vector| {
                let mut features: Vec<_> = vector
                    .iter()
                    .filter_map(|(number, weight)| Some((postings.get(*number as usize)?, *weight, *number)))
                    .collect();
                features.sort_unstable_by_key(|(rows, _, number)| (rows.len(), *number));
                let mut visits = 0;
                for (rows, weight, _) in features {
                    visits += rows.len();
                    if visits > VISITS && visits > rows.len() {
                        break;
                    }
                    sums.add(rows, weight);
                }
                sums.take_best()
            },
        )
        .collect()
}

/// For each feature the rows of the right table that have it, with its weight there.
fn postings(vectors: &Vectors) -> Vec<Vec<(u32, f32)>> {
    let mut postings = vec![Vec::new(); vectors.counts.len()];
    for (row, vector) in vectors.right.iter().enumerate() {
        for (number, weight) in vector {
            if let Some(rows) = postings.get_mut(*number as usize) {
                rows.push((row as u32, *weight));
            }
        }
    }
    postings
}

/// Sums of weights for the rows of the right table, most of which stay at zero.
struct Sums {
    sums: Vec<f32>,
    /// The rows whose sums are not zero, as many as `count`, and room for one more.
    touched: Vec<u32>,
    count: usize,
}

impl Sums {
    fn new(rows: usize) -> Self {
        Self {
            sums: vec![0.0; rows],
            touched: vec![0; rows + 1],
            count: 0,
        }
    }

    fn add(&mut self, rows: &[(u32, f32)], weight: f32) {
        for (row, beside) in rows {
            // Whether a row is new cannot be foretold: it is noted each time, and stays noted if it is.
            if let (Some(sum), Some(place)) =
                (self.sums.get_mut(*row as usize), self.touched.get_mut(self.count))
            {
                *place = *row;
                self.count += usize::from(*sum == 0.0);
                *sum += weight * beside;
            }
        }
    }

    /// The rows with the greatest sums; all sums are zero after it.
    fn take_best(&mut self) -> Vec<(u32, f32)> {
        let sums = &mut self.sums;
        let touched = self.touched.iter().take(std::mem::take(&mut self.count));
        let touched = touched.filter_map(|row| Some((*row, std::mem::take(sums.get_mut(*row as usize)?))));
        // A row may have visited thousands: few of them are better than those that are kept by then.
        let mut best = Vec::with_capacity(2 * KEPT);
        let mut last: Option<(u32, f32)> = None;
        for row in touched {
            if last.is_some_and(|last| order(&row, &last).is_gt()) {
                continue;
            }
            best.push(row);
            if best.len() == 2 * KEPT {
                best.select_nth_unstable_by(KEPT - 1, order);
                best.truncate(KEPT);
                last = best.last().copied();
            }
        }
        best.sort_unstable_by(order);
        best.truncate(KEPT);
        best.shrink_to_fit();
        best
    }
}

/// The greater sum first, then the earlier row.
fn order(one: &(u32, f32), other: &(u32, f32)) -> Ordering {
    other.1.total_cmp(&one.1).then(one.0.cmp(&other.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_many_rows_are_those_that_sorting_all_would_give() {
        let mut sums = Sums::new(5_000);
        let rows: Vec<(u32, f32)> = (0..5_000_u32)
            .map(|row| (row, (row.wrapping_mul(2_654_435_761) % 997 + 1) as f32))
            .collect();
        for _ in 0..2 {
            sums.add(&rows, 1.0);
            let mut wanted = rows.clone();
            wanted.sort_by(order);
            wanted.truncate(KEPT);
            assert_eq!(sums.take_best(), wanted);
        }
        assert!(sums.take_best().is_empty());
    }
}
