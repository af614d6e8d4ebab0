//! Numeric kernels: matrix products, layer normalisation and the scores of parser states.
//!
//! Every output is one chain of fused multiply-adds over its inputs in order, and sums over a row go through
//! sixteen lanes that are added in a fixed tree. So the bits do not depend on the width of the vectors, and
//! a text has the same analysis on every machine. Keep it so: no BLAS, no other order.

mod portable;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use super::model_file::{ModelError, ModelFile, problem};

/// The machine instructions that the kernels use; all give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// Vectors of sixteen floats.
    Avx512,
    /// Vectors of eight floats.
    Avx2,
    /// Plain Rust. Much slower on a processor whose fused multiply-add the compiler may not assume.
    Portable,
}

impl InstructionSet {
    /// The fastest set that this processor has.
    pub fn best() -> Self {
        [Self::Avx512, Self::Avx2]
            .into_iter()
            .find(|set| set.is_available())
            .unwrap_or(Self::Portable)
    }

    /// Whether this processor has it.
    pub fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => false,
            Self::Portable => true,
        }
    }

    fn lanes(self) -> usize {
        match self {
            Self::Avx512 => 16,
            Self::Avx2 | Self::Portable => 8,
        }
    }
}

/// The width of every token vector.
pub(super) const WIDTH: usize = 96;
/// The width of the hidden layer that scores parser states.
pub(super) const HIDDEN: usize = 64;
/// Rows are multiplied in groups of eight: inputs and outputs have room for a whole last group.
const GROUP: usize = 8;

/// The number of rows to make room for.
pub(super) fn rows_with_room(rows: usize) -> usize {
    rows.next_multiple_of(GROUP)
}

/// Rows of numbers, each starting `stride` after the last, with room for a whole last group.
///
/// A row may be longer than the stride: windows of three tokens overlap in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) values: &'a [f32],
    pub(super) stride: usize,
    pub(super) rows: usize,
}

/// What becomes of the three columns of vectors that a tile computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pieces {
    /// They are the pieces of one output: the largest is kept.
    Maxout,
    /// They stand side by side.
    Linear,
}

/// A weight matrix with its bias, in tiles of three vectors, one after the other for each input.
pub(super) struct Matrix {
    instructions: InstructionSet,
    pieces: Pieces,
    inputs: usize,
    tiles: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// A layer of `bias.len() / 3` outputs, each the largest of three; `weights` are `[output][piece][input]`.
    pub(super) fn maxout(instructions: InstructionSet, weights: &[f32], bias: &[f32]) -> Self {
        let lanes = instructions.lanes();
        let place = move |row: usize| {
            let (output, piece) = (row / 3, row % 3);
            (output / lanes, piece * lanes + output % lanes)
        };
        Self::new(instructions, Pieces::Maxout, (weights, bias), place)
    }

    /// A layer of `bias.len()` outputs; `weights` are `[output][input]`.
    pub(super) fn linear(instructions: InstructionSet, weights: &[f32], bias: &[f32]) -> Self {
        let tile = 3 * instructions.lanes();
        Self::new(instructions, Pieces::Linear, (weights, bias), move |row| {
            (row / tile, row % tile)
        })
    }

    fn new(
        instructions: InstructionSet,
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
    pub(super) fn output_stride(&self) -> usize {
        match self.pieces {
            Pieces::Maxout => self.tiles * self.instructions.lanes(),
            Pieces::Linear => self.tiles * 3 * self.instructions.lanes(),
        }
    }

    /// Multiplies each row of `input`; the rows of `output` are [`Self::output_stride`] apart.
    pub(super) fn multiply(&self, input: Input<'_>, output: &mut Vec<f32>) {
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
        match self.instructions {
            // SAFETY: a matrix is made for instructions that the processor has (`LanguageModel::read`).
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
struct Product<'a> {
    matrix: &'a Matrix,
    input: Input<'a>,
}

/// The gain and shift of a layer normalisation.
pub(super) struct Normalisation {
    pub(super) instructions: InstructionSet,
    pub(super) gain: [f32; WIDTH],
    pub(super) shift: [f32; WIDTH],
}

impl Normalisation {
    pub(super) fn load(
        file: &ModelFile,
        name: &str,
        instructions: InstructionSet,
    ) -> Result<Self, ModelError> {
        let row = |part: &str| {
            let name = format!("{name}.{part}");
            let values = file.floats(&name)?;
            values
                .try_into()
                .map_err(|_| problem(&name, "it is not 96 floats"))
        };
        Ok(Self {
            instructions,
            gain: row("gain")?,
            shift: row("shift")?,
        })
    }

    /// Normalises each row of `input` into `output`.
    pub(super) fn replace(&self, input: &[[f32; WIDTH]], output: &mut [[f32; WIDTH]]) {
        self.apply::<false>(input, output);
    }

    /// Adds each normalised row of `input` to `output`.
    pub(super) fn add(&self, input: &[[f32; WIDTH]], output: &mut [[f32; WIDTH]]) {
        self.apply::<true>(input, output);
    }

    fn apply<const ADD: bool>(&self, input: &[[f32; WIDTH]], output: &mut [[f32; WIDTH]]) {
        match self.instructions {
            // SAFETY: made for instructions that the processor has, as for a matrix.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { avx512::normalise::<ADD>(self, input, output) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { avx2::normalise::<ADD>(self, input, output) },
            _ => portable::normalise::<ADD>(self, input, output),
        }
    }
}

/// A layer of maxout and normalisation.
pub(super) struct Layer {
    pub(super) matrix: Matrix,
    pub(super) normalisation: Normalisation,
}

impl Layer {
    pub(super) fn load(
        file: &ModelFile,
        name: &str,
        instructions: InstructionSet,
    ) -> Result<Self, ModelError> {
        let floats = |part: &str| file.floats(&format!("{name}.{part}"));
        Ok(Self {
            matrix: Matrix::maxout(instructions, &floats("weights")?, &floats("bias")?),
            normalisation: Normalisation::load(file, name, instructions)?,
        })
    }
}

/// The tokens that a layer sees: before, here, after.
pub(super) const NEIGHBOURS: usize = 3;

/// What a token contributes to one output row: three pieces for each output, piece by piece.
pub(super) type Contribution = [f32; 3 * WIDTH];

/// The first layer over neighbours, whose products are known for each word.
pub(super) struct Neighbours {
    pub(super) instructions: InstructionSet,
    /// `[piece][output]`.
    pub(super) bias: Contribution,
}

impl Neighbours {
    /// Sums what the tokens before, here and after contribute, and keeps the largest piece of each output.
    pub(super) fn join(&self, parts: [&Contribution; NEIGHBOURS], output: &mut [f32; WIDTH]) {
        match self.instructions {
            // SAFETY: made for instructions that the processor has, as for a matrix.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { avx512::join(&self.bias, parts, output) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { avx2::join(&self.bias, parts, output) },
            _ => portable::join(&self.bias, parts, output),
        }
    }
}

/// The features of one token in one position of a state: two pieces for each hidden unit, piece by piece.
pub(super) type Features = [f32; 2 * HIDDEN];

/// The most moves that a state can have, with room for whole vectors.
pub(super) const MOVES: usize = 112;

/// The last two layers of a transition system: features are summed, the hidden layer scores the moves.
pub(super) struct StateScorer {
    pub(super) instructions: InstructionSet,
    pub(super) bias: Features,
    /// `[hidden][move]`.
    pub(super) weights: Vec<[f32; MOVES]>,
    pub(super) move_bias: [f32; MOVES],
}

impl StateScorer {
    /// Scores the moves of a state whose positions hold `features`.
    pub(super) fn score(&self, features: &[&Features], scores: &mut [f32; MOVES]) {
        debug_assert_eq!(self.weights.len(), HIDDEN);
        match self.instructions {
            // SAFETY: made for instructions that the processor has, as for a matrix.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { avx512::score(self, features, scores) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { avx2::score(self, features, scores) },
            _ => portable::score(self, features, scores),
        }
    }
}
