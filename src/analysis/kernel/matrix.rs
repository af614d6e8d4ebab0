//! Matrix products with bias, whose outputs stand side by side or are the largest of three.

use super::{InstructionSet, Instructions, portable};
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};

/// Rows are multiplied in groups of eight: inputs and outputs have room for a whole last group.
pub(super) const GROUP: usize = 8;

/// The number of rows to make room for.
pub(in crate::analysis) fn rows_with_room(rows: usize) -> usize {
    rows.next_multiple_of(GROUP)
}

/// Rows of numbers, each starting `stride` after the last, with room for a whole last group.
///
/// A row may be longer than the stride: windows of three tokens overlap in memory.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct Input<'a> {
    pub(in crate::analysis) values: &'a [f32],
    pub(in crate::analysis) stride: usize,
    pub(in crate::analysis) rows: usize,
}

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

    /// Multiplies each row of `input`; the rows of `output` are [`Self::output_stride`] apart.
    pub(in crate::analysis) fn multiply(&self, input: Input<'_>, output: &mut Vec<f32>) {
        if input.rows == 0 {
            return;
        }
        let rows = rows_with_room(input.rows);
        let needed = rows * self.output_stride();
        if output.len() < needed {
            output.resize(needed, 0.0);
        }
        let product = Product {
            matrix: self,
            input: Input {
                values: &input.values[..(rows - 1) * input.stride + self.inputs],
                stride: input.stride,
                rows,
            },
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

/// A matrix and the rows to multiply with it: a multiple of [`GROUP`], each with the matrix's inputs.
pub(super) struct Product<'a> {
    pub(super) matrix: &'a Matrix,
    pub(super) input: Input<'a>,
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_same_bits, numbers};
    use super::*;

    /// The outputs of 13 rows that overlap, without what pads them.
    fn outputs(matrix: &Matrix, count: usize) -> Vec<f32> {
        let values = numbers(16 * 30 + 50, 3);
        let mut output = Vec::new();
        let input = Input {
            values: &values,
            stride: 30,
            rows: 13,
        };
        matrix.multiply(input, &mut output);
        let rows = output.chunks_exact(matrix.output_stride()).take(13);
        rows.flat_map(|row| row[..count].to_vec()).collect()
    }

    #[test]
    fn a_linear_layer_has_the_same_bits_with_all_instructions() {
        let (weights, bias) = (numbers(70 * 50, 1), numbers(70, 2));
        let found = assert_same_bits(|set| outputs(&Matrix::linear(set, &weights, &bias), 70));
        let input = &numbers(16 * 30 + 50, 3)[12 * 30..][..50];
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
