//! The kernels in plain Rust: the definition that the vector versions must equal bit by bit.

use super::matrix::{Pieces, Product};
use super::{Contribution, Features, HIDDEN, MOVES, NEIGHBOURS, Normalisation, StateScorer, WIDTH};

const LANES: usize = 8;
const TILE: usize = 3 * LANES;
/// Sums over a row go through this many lanes, whatever the width of a vector.
const SUM_LANES: usize = 16;

pub(super) fn multiply(product: &Product<'_>, output: &mut [f32]) {
    let matrix = product.matrix;
    let output_stride = matrix.output_stride();
    let rows = product.groups.as_flattened().iter();
    for (input, output) in rows.zip(output.chunks_exact_mut(output_stride)) {
        let tiles = matrix.weights.chunks_exact(matrix.inputs * TILE);
        for (tile, (weights, bias)) in tiles.zip(matrix.bias.as_chunks().0).enumerate() {
            let sums = tile_sums(input, weights.as_chunks().0, bias);
            match matrix.pieces {
                Pieces::Linear => output[tile * TILE..][..TILE].copy_from_slice(&sums),
                Pieces::Maxout => {
                    for lane in 0..LANES {
                        let largest = larger(larger(sums[lane], sums[LANES + lane]), sums[2 * LANES + lane]);
                        output[tile * LANES + lane] = largest;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn tile_sums(input: &[f32], weights: &[[f32; TILE]], bias: &[f32; TILE]) -> [f32; TILE] {
    let mut sums = [0.0; TILE];
    for (input, weights) in input.iter().zip(weights) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum = input.mul_add(*weight, *sum);
        }
    }
    for (sum, bias) in sums.iter_mut().zip(bias) {
        *sum += bias;
    }
    sums
}

/// The larger of two; the second when they are equal or not comparable, as the vector instruction has it.
#[inline(always)]
pub(super) fn larger(first: f32, second: f32) -> f32 {
    if first > second { first } else { second }
}

pub(super) fn normalise<const ADD: bool>(
    layer: &Normalisation,
    input: &[[f32; WIDTH]],
    output: &mut [[f32; WIDTH]],
) {
    for (input, output) in input.iter().zip(output) {
        normalise_row::<ADD>(layer, input, output);
    }
}

#[inline(always)]
pub(super) fn normalise_row<const ADD: bool>(
    layer: &Normalisation,
    input: &[f32; WIDTH],
    output: &mut [f32; WIDTH],
) {
    let mean = lane_sum(input, |value| value) / WIDTH as f32;
    let variance = lane_sum(input, |value| (value - mean) * (value - mean)) / WIDTH as f32;
    let scale = 1.0 / (variance + 1e-8).sqrt();
    for index in 0..WIDTH {
        let normal = (input[index] - mean) * scale * layer.gain[index] + layer.shift[index];
        output[index] = if ADD { output[index] + normal } else { normal };
    }
}

#[inline(always)]
fn lane_sum(values: &[f32; WIDTH], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; SUM_LANES];
    for chunk in values.as_chunks::<SUM_LANES>().0 {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += of(*value);
        }
    }
    tree_sum(lanes)
}

/// Adds sixteen lanes: each with the one eight further on, then four, two, one.
#[inline(always)]
pub(super) fn tree_sum(mut lanes: [f32; SUM_LANES]) -> f32 {
    let mut half = SUM_LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
pub(super) fn join(bias: &Contribution, parts: [&Contribution; NEIGHBOURS], output: &mut [f32; WIDTH]) {
    let [before, here, after] = parts;
    let sum = |index: usize| before[index] + here[index] + after[index] + bias[index];
    for (index, output) in output.iter_mut().enumerate() {
        let first = larger(sum(index), sum(WIDTH + index));
        *output = larger(first, sum(2 * WIDTH + index));
    }
}

pub(super) fn score(scorer: &StateScorer, features: &[&Features], scores: &mut [f32; MOVES]) {
    let mut sums = [0.0; 2 * HIDDEN];
    for feature in features {
        for (sum, value) in sums.iter_mut().zip(*feature) {
            *sum += value;
        }
    }
    let mut totals = [0.0; MOVES];
    for (unit, weights) in scorer.weights.iter().enumerate() {
        let first = sums[unit] + scorer.bias[unit];
        let second = sums[HIDDEN + unit] + scorer.bias[HIDDEN + unit];
        let hidden = larger(first, second);
        for (total, weight) in totals.iter_mut().zip(weights) {
            *total = hidden.mul_add(*weight, *total);
        }
    }
    for ((score, total), bias) in scores.iter_mut().zip(totals).zip(scorer.move_bias) {
        *score = total + bias;
    }
}
