//! What the parser and the name finder share: a network that scores the moves of a state.
//!
//! A state is described by a few tokens in fixed positions (top of the stack, next in the buffer …). What a
//! token contributes in each position is computed once for all tokens; a state then costs a sum of rows.

use super::encoder::Rows;
use super::kernel::{Features, HIDDEN, Instructions, MOVES, Matrix, StateScorer};
use super::model_file::{ModelError, ModelFile, problem};

/// No token stands in a position of a state.
pub(super) const NO_TOKEN: u32 = u32::MAX;

/// The weights of a transition system with `POSITIONS` tokens in a state.
pub(super) struct Transitions<const POSITIONS: usize> {
    reduce: Matrix,
    features: Matrix,
    absent: [Features; POSITIONS],
    scorer: StateScorer,
}

impl<const POSITIONS: usize> Transitions<POSITIONS> {
    pub(super) fn load(file: &ModelFile, name: &str, instructions: Instructions) -> Result<Self, ModelError> {
        let floats = |part: &str| file.floats(&format!("{name}.{part}"));
        let too_short = |part: &str| problem(&format!("{name}.{part}"), "it has another length");
        let bias = floats("features.bias")?;
        let absent = floats("features.pad")?;
        let (absent, _) = absent.as_chunks();
        let absent: Vec<Features> = absent.iter().map(by_piece).collect();
        let weights = floats("features.weights")?;
        Ok(Self {
            reduce: Matrix::linear(instructions, &floats("reduce.weights")?, &floats("reduce.bias")?),
            features: Matrix::linear(
                instructions,
                &rows_by_piece(&weights),
                &vec![0.0; weights.len() / HIDDEN],
            ),
            absent: absent.try_into().map_err(|_| too_short("features.pad"))?,
            scorer: StateScorer {
                instructions,
                bias: by_piece(bias.first_chunk().ok_or_else(|| too_short("features.bias"))?),
                weights: by_unit(&floats("scores.weights")?),
                move_bias: with_room(&floats("scores.bias")?),
            },
        })
    }

    /// Computes what each token contributes in each position.
    pub(super) fn prepare<'a>(&self, rows: &Rows, room: &'a mut Room) -> Prepared<'a> {
        self.reduce.multiply(rows.tokens(), &mut room.reduced);
        let reduced = room.reduced.chunks_exact(self.reduce.output_stride());
        let reduced = reduced.take(rows.tokens().len());
        self.features.multiply(reduced, &mut room.features);
        Prepared {
            features: &room.features,
            stride: self.features.output_stride(),
        }
    }

    /// Scores the moves of a state whose positions hold `tokens`.
    pub(super) fn score(&self, prepared: &Prepared<'_>, tokens: [u32; POSITIONS], scores: &mut [f32; MOVES]) {
        let features: [&Features; POSITIONS] = std::array::from_fn(|position| match tokens[position] {
            NO_TOKEN => &self.absent[position],
            token => prepared.features(token as usize, position),
        });
        self.scorer.score(&features, scores);
    }
}

/// Buffers that are kept between batches.
#[derive(Default)]
pub(super) struct Room {
    reduced: Vec<f32>,
    features: Vec<f32>,
}

/// What the tokens of a batch contribute to states.
pub(super) struct Prepared<'a> {
    features: &'a [f32],
    stride: usize,
}

impl<'a> Prepared<'a> {
    /// The same, with tokens counted from `first`.
    pub(super) fn starting_at(&self, first: usize) -> Self {
        Self {
            features: &self.features[first * self.stride..],
            stride: self.stride,
        }
    }

    fn features(&self, row: usize, position: usize) -> &Features {
        let (features, _) = self.features[row * self.stride..][..self.stride].as_chunks();
        &features[position]
    }
}

/// From `[unit][piece]` to `[piece][unit]`.
fn by_piece(values: &Features) -> Features {
    std::array::from_fn(|index| values[index % HIDDEN * 2 + index / HIDDEN])
}

/// From rows of weights `[position][unit][piece][input]` to `[position][piece][unit][input]`.
fn rows_by_piece(weights: &[f32]) -> Vec<f32> {
    let (rows, _) = weights.as_chunks::<HIDDEN>();
    let (positions, _) = rows.as_chunks::<{ 2 * HIDDEN }>();
    let ordered = positions
        .iter()
        .flat_map(|rows| (0..2 * HIDDEN).flat_map(|index| rows[index % HIDDEN * 2 + index / HIDDEN]));
    ordered.collect()
}

/// From `[move][unit]` to `[unit][move]`.
fn by_unit(weights: &[f32]) -> Vec<[f32; MOVES]> {
    let (moves, _) = weights.as_chunks::<HIDDEN>();
    (0..HIDDEN)
        .map(|unit| std::array::from_fn(|index| moves.get(index).map_or(0.0, |weights| weights[unit])))
        .collect()
}

fn with_room(bias: &[f32]) -> [f32; MOVES] {
    std::array::from_fn(|index| bias.get(index).copied().unwrap_or(f32::NEG_INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_put_side_by_side() {
        let values: Features = std::array::from_fn(|index| index as f32);
        let ordered = by_piece(&values);
        assert_eq!((ordered[0], ordered[1], ordered[HIDDEN]), (0.0, 2.0, 1.0));
    }

    #[test]
    fn weights_are_put_in_the_order_of_pieces() {
        let weights: Vec<f32> = (0..2 * 2 * HIDDEN * HIDDEN).map(|index| index as f32).collect();
        let ordered = rows_by_piece(&weights);
        assert_eq!(
            ordered[HIDDEN],
            weights[2 * HIDDEN],
            "the second unit's first piece"
        );
        assert_eq!(
            ordered[2 * HIDDEN * HIDDEN],
            weights[2 * HIDDEN * HIDDEN],
            "the second position"
        );
    }

    #[test]
    fn moves_that_do_not_exist_never_win() {
        let bias = with_room(&[1.0, 2.0]);
        assert_eq!(bias[1], 2.0);
        assert!(bias[2..].iter().all(|bias| *bias == f32::NEG_INFINITY));
        let weights = by_unit(&(0..2 * HIDDEN).map(|index| index as f32).collect::<Vec<_>>());
        assert_eq!(
            (weights[3][0], weights[3][1], weights[3][2]),
            (3.0, (HIDDEN + 3) as f32, 0.0)
        );
    }
}
