//! Which pairs of rows are worth a closer look: those that share rare words or letter groups.

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
    touched: Vec<u32>,
}

impl Sums {
    fn new(rows: usize) -> Self {
        Self {
            sums: vec![0.0; rows],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, rows: &[(u32, f32)], weight: f32) {
        for (row, beside) in rows {
            if let Some(sum) = self.sums.get_mut(*row as usize) {
                if *sum == 0.0 {
                    self.touched.push(*row);
                }
                *sum += weight * beside;
            }
        }
    }

    /// The rows with the greatest sums; all sums are zero after it.
    fn take_best(&mut self) -> Vec<(u32, f32)> {
        let sums = &mut self.sums;
        let mut rows: Vec<(u32, f32)> = self
            .touched
            .drain(..)
            .filter_map(|row| Some((row, std::mem::take(sums.get_mut(row as usize)?))))
            .collect();
        let order =
            |one: &(u32, f32), other: &(u32, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        if rows.len() > KEPT {
            rows.select_nth_unstable_by(KEPT, order);
            rows.truncate(KEPT);
            // A row may have visited thousands, and all that was asked for would be held until the end.
            rows.shrink_to_fit();
        }
        rows.sort_unstable_by(order);
        rows
    }
}
