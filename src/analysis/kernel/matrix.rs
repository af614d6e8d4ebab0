//! Matrix products with bias, whose outputs stand side by side or are the largest of three.

use super::{InstructionSet, Instructions, portable};
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};

/// Rows are multiplied in groups of eight.
pub(super) const GROUP: usize = 8;

/// What becomes of the three columns of vectors that a tile computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pieces {
    /// They are the pieces of one output: the largest is kept.
    Maxout,
    /// They stand side by side.
    Linear,
}

/// A weight matrix with its bias, in tiles of three vectors, one after the other for each input.
pub(in crate::analysis) struct Matrix {
    instructions: Instructions,
    pub(super) pieces: Pieces,
    pub(super) inputs: usize,
    pub(super) tiles: usize,
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Matrix {
    /// A layer of `bias.len() / 3` outputs, each the largest of three; `weights` are `[output][piece][input]`.
    pub(in crate::analysis) fn maxout(instructions: Instructions, weights: &[f32], bias: &[f32]) -> Self {
        let lanes = instructions.lanes();
        let place = move |row: usize| {
            let (output, piece) = (row / 3, row % 3);
            (output / lanes, piece * lanes + output % lanes)
        };
        Self::new(instructions, Pieces::Maxout, (weights, bias), place)
    }

    /// A layer of `bias.len()` outputs; `weights` are `[output][input]`.
    pub(in crate::analysis) fn linear(instructions: Instructions, weights: &[f32], bias: &[f32]) -> Self {
        let tile = 3 * instructions.lanes();
        Self::new(instructions, Pieces::Linear, (weights, bias), move |row| {
            (row / tile, row % tile)
        })
    }

    fn new(
        instructions: Instructions,
        pieces: Pieces,
        (weights, bias): (&[f32], &[f32]),
        place: impl Fn(usize) -> (usize, usize),
    ) -> Self {
        let width = 3 * instructions.lanes();
        let tiles = bias.len().div_ceil(width);
        let inputs = weights.len() / bias.len().max(1);
        let mut matrix = Self {
            instructions,
            pieces,
            inputs,
            tiles,
            weights: vec![0.0; tiles * inputs * width],
            bias: vec![0.0; tiles * width],
        };
        for (row, (bias, weights)) in bias.iter().zip(weights.chunks_exact(inputs.max(1))).enumerate() {
            let (tile, column) = place(row);
            matrix.bias[tile * width + column] = *bias;
            for (input, weight) in weights.iter().enumerate() {
                matrix.weights[(tile * inputs + input) * width + column] = *weight;
            }
        }
        matrix
    }

    /// The distance between two rows of output.
    pub(in crate::analysis) fn output_stride(&self) -> usize {
        match self.pieces {
            Pieces::Maxout => self.tiles * self.instructions.lanes(),
            Pieces::Linear => self.tiles * 3 * self.instructions.lanes(),
        }
    }

    /// Multiplies each row, which has as many numbers as the matrix has inputs, or more.
    ///
    /// The rows of `output` are [`Self::output_stride`] apart; it may keep more than there are.
    pub(in crate::analysis) fn multiply<'a>(
        &self,
        rows: impl Iterator<Item = &'a [f32]>,
        output: &mut Vec<f32>,
    ) {
        let mut rows: Vec<_> = rows.map(|row| &row[..self.inputs]).collect();
        let Some(last) = rows.last() else {
            return;
        };
        rows.resize(rows.len().next_multiple_of(GROUP), last);
        let needed = rows.len() * self.output_stride();
        if output.len() < needed {
            output.resize(needed, 0.0);
        }
        let product = Product {
            matrix: self,
            groups: rows.as_chunks().0,
        };
        match self.instructions.0 {
            // SAFETY: `Instructions::new` has made sure that the processor has them.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { avx512::multiply(&product, &mut output[..needed]) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { avx2::multiply(&product, &mut output[..needed]) },
            _ => portable::multiply(&product, &mut output[..needed]),
        }
    }
}

/// A matrix and the rows to multiply with it, each as long as the matrix has inputs.
pub(super) struct Product<'a> {
    pub(super) matrix: &'a Matrix,
    pub(super) groups: &'a [[&'a [f32]; GROUP]],
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_same_bits, numbers};
    use super::*;

    /// The outputs of 13 rows that overlap, without what pads them.
    fn outputs(matrix: &Matrix, count: usize) -> Vec<f32> {
        let values = numbers(12 * 30 + 50, 3);
        let mut output = Vec::new();
        matrix.multiply(values.windows(50).step_by(30), &mut output);
        let rows = output.chunks_exact(matrix.output_stride()).take(13);
        rows.flat_map(|row| row[..count].to_vec()).collect()
    }

    #[test]
    fn a_linear_layer_has_the_same_bits_with_all_instructions() {
        let (weights, bias) = (numbers(70 * 50, 1), numbers(70, 2));
        let found = assert_same_bits(|set| outputs(&Matrix::linear(set, &weights, &bias), 70));
        let input = &numbers(12 * 30 + 50, 3)[12 * 30..][..50];
        let sum = |total: f32, (weight, input): (&f32, &f32)| input.mul_add(*weight, total);
        let expected = weights[69 * 50..].iter().zip(input).fold(0.0, sum) + bias[69];
        assert_eq!(found[12 * 70 + 69].to_bits(), expected.to_bits());
    }

    #[test]
    fn a_maxout_layer_has_the_same_bits_with_all_instructions() {
        let (weights, bias) = (numbers(32 * 3 * 50, 4), numbers(32 * 3, 5));
        let pieces = Matrix::linear(Instructions::PORTABLE, &weights, &bias);
        let found = assert_same_bits(|set| outputs(&Matrix::maxout(set, &weights, &bias), 32));
        let expected = outputs(&pieces, 96);
        let largest = expected
            .chunks_exact(3)
            .map(|pieces| pieces.iter().copied().fold(f32::MIN, f32::max));
        assert_eq!(found, largest.collect::<Vec<_>>());
    }
}
