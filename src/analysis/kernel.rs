//! Numeric kernels: matrix products, layer normalisation and the scores of parser states.
//!
//! Every output is one chain of fused multiply-adds over its inputs in order, and sums over a row go through
//! sixteen lanes that are added in a fixed tree. So the bits do not depend on the width of the vectors, and
//! a text has the same analysis on every machine. Keep it so: no BLAS, no other order.

mod matrix;
mod portable;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

pub(super) use matrix::Matrix;

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
}

/// Instructions that this processor has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instructions(InstructionSet);

impl Instructions {
    /// The set, or the portable one where the processor lacks it.
    pub(super) fn new(set: InstructionSet) -> Self {
        Self(if set.is_available() {
            set
        } else {
            InstructionSet::Portable
        })
    }

    /// The portable instructions.
    #[cfg(test)]
    pub(super) const PORTABLE: Self = Self(InstructionSet::Portable);

    /// The number of floats in a vector.
    fn lanes(self) -> usize {
        match self.0 {
            InstructionSet::Avx512 => 16,
            InstructionSet::Avx2 | InstructionSet::Portable => 8,
        }
    }
}

/// The width of every token vector.
pub(super) const WIDTH: usize = 96;
/// The width of the hidden layer that scores parser states.
pub(super) const HIDDEN: usize = 64;
/// The gain and shift of a layer normalisation.
pub(super) struct Normalisation {
    pub(super) instructions: Instructions,
    pub(super) gain: [f32; WIDTH],
    pub(super) shift: [f32; WIDTH],
}

impl Normalisation {
    pub(super) fn load(file: &ModelFile, name: &str, instructions: Instructions) -> Result<Self, ModelError> {
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
        match self.instructions.0 {
            // SAFETY: `Instructions::new` has made sure that the processor has them.
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
    pub(super) fn load(file: &ModelFile, name: &str, instructions: Instructions) -> Result<Self, ModelError> {
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
    pub(super) instructions: Instructions,
    /// `[piece][output]`.
    pub(super) bias: Contribution,
}

impl Neighbours {
    /// Sums what the tokens before, here and after contribute, and keeps the largest piece of each output.
    pub(super) fn join(&self, parts: [&Contribution; NEIGHBOURS], output: &mut [f32; WIDTH]) {
        match self.instructions.0 {
            // SAFETY: `Instructions::new` has made sure that the processor has them.
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
    pub(super) instructions: Instructions,
    pub(super) bias: Features,
    /// `[hidden][move]`.
    pub(super) weights: Vec<[f32; MOVES]>,
    pub(super) move_bias: [f32; MOVES],
}

impl StateScorer {
    /// Scores the moves of a state whose positions hold `features`.
    pub(super) fn score(&self, features: &[&Features], scores: &mut [f32; MOVES]) {
        debug_assert_eq!(self.weights.len(), HIDDEN);
        match self.instructions.0 {
            // SAFETY: `Instructions::new` has made sure that the processor has them.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { avx512::score(self, features, scores) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { avx2::score(self, features, scores) },
            _ => portable::score(self, features, scores),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between -1 and 1 that look random and are always the same.
    pub(super) fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        std::iter::repeat_with(next).take(count).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// Runs `compute` with each set, and compares bits with the portable one.
    pub(super) fn assert_same_bits(compute: impl Fn(Instructions) -> Vec<f32>) -> Vec<f32> {
        let portable = compute(Instructions::PORTABLE);
        for set in [InstructionSet::Avx2, InstructionSet::Avx512] {
            assert!(
                bits(&compute(Instructions::new(set))) == bits(&portable),
                "{set:?}"
            );
        }
        portable
    }

    #[test]
    fn normalisation_and_sums_of_neighbours_have_the_same_bits_with_all_instructions() {
        let rows: Vec<[f32; WIDTH]> = numbers(5 * WIDTH, 6).as_chunks().0.to_vec();
        let contributions: Vec<Contribution> = numbers(12 * WIDTH, 7).as_chunks().0.to_vec();
        let found = assert_same_bits(|set| {
            let normalisation = Normalisation {
                instructions: set,
                gain: rows[0],
                shift: rows[1],
            };
            let neighbours = Neighbours {
                instructions: set,
                bias: contributions[3],
            };
            let mut output = vec![[0.5; WIDTH]; 6];
            normalisation.add(&rows, &mut output[..5]);
            neighbours.join(std::array::from_fn(|index| &contributions[index]), &mut output[5]);
            output.into_flattened()
        });
        let [sum, ..] = std::array::from_fn::<_, 3, _>(|piece| {
            contributions
                .iter()
                .map(|values| values[piece * WIDTH])
                .sum::<f32>()
        });
        assert!(found[5 * WIDTH] >= sum);
    }

    #[test]
    fn a_state_has_the_same_scores_with_all_instructions() {
        let features: Vec<Features> = numbers(3 * 2 * HIDDEN, 8).as_chunks().0.to_vec();
        let weights = numbers(HIDDEN * MOVES, 9).as_chunks().0.to_vec();
        let scores = assert_same_bits(|set| {
            let scorer = StateScorer {
                instructions: set,
                bias: features[0],
                weights: weights.clone(),
                move_bias: weights[0],
            };
            let mut scores = [0.0; MOVES];
            scorer.score(&[&features[1], &features[2]], &mut scores);
            scores.to_vec()
        });
        assert!(scores.iter().any(|score| *score != weights[0][0]));
    }
}
