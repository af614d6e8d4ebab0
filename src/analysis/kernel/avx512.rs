//! The kernels with vectors of sixteen floats.

use std::arch::x86_64::*;

use super::matrix::{GROUP, Pieces, Product};
use super::portable::{self, tree_sum};
use super::{Contribution, Features, HIDDEN, MOVES, NEIGHBOURS, Normalisation, StateScorer, WIDTH};

const LANES: usize = 16;
const TILE: usize = 3 * LANES;

#[target_feature(enable = "avx512f")]
pub(super) fn multiply(product: &Product<'_>, output: &mut [f32]) {
    match product.matrix.pieces {
        Pieces::Maxout => multiply_pieces::<true>(product, output),
        Pieces::Linear => multiply_pieces::<false>(product, output),
    }
}

#[target_feature(enable = "avx512f")]
fn multiply_pieces<const MAXOUT: bool>(product: &Product<'_>, output: &mut [f32]) {
    let matrix = product.matrix;
    let output_stride = matrix.output_stride();
    let columns = if MAXOUT { LANES } else { TILE };
    assert!(output.len() >= product.groups.len() * GROUP * output_stride);
    for tile in 0..matrix.tiles {
        let weights = matrix.weights[tile * matrix.inputs * TILE..][..matrix.inputs * TILE].as_ptr();
        let bias = matrix.bias[tile * TILE..][..TILE].as_ptr();
        for (index, group) in product.groups.iter().enumerate() {
            // SAFETY: the rows of a product are as long as the matrix has inputs; the weights and the bias
            // of a tile were sliced above; the output has room for all rows of all tiles.
            unsafe {
                let output = output
                    .as_mut_ptr()
                    .add(index * GROUP * output_stride + tile * columns);
                let rows = group.map(<[f32]>::as_ptr);
                multiply_group::<MAXOUT>((rows, matrix.inputs), (weights, bias), output, output_stride);
            }
        }
    }
}

/// Multiplies eight rows with one tile: 24 sums stay in registers.
///
/// # Safety
/// Each row has `inputs` floats, `weights` `inputs` tiles, `bias` one; `output` has room for eight rows of
/// one tile `output_stride` apart.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn multiply_group<const MAXOUT: bool>(
    (rows, inputs): ([*const f32; GROUP], usize),
    (weights, bias): (*const f32, *const f32),
    output: *mut f32,
    output_stride: usize,
) {
    let mut sums = [[_mm512_setzero_ps(); 3]; GROUP];
    for index in 0..inputs {
        // SAFETY: `index` is below `inputs`, see above.
        unsafe {
            let weights = weights.add(index * TILE);
            let first = _mm512_loadu_ps(weights);
            let second = _mm512_loadu_ps(weights.add(LANES));
            let third = _mm512_loadu_ps(weights.add(2 * LANES));
            for (row, sums) in rows.iter().zip(&mut sums) {
                let value = _mm512_set1_ps(*row.add(index));
                sums[0] = _mm512_fmadd_ps(value, first, sums[0]);
                sums[1] = _mm512_fmadd_ps(value, second, sums[1]);
                sums[2] = _mm512_fmadd_ps(value, third, sums[2]);
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        // SAFETY: `row` is below eight, see above.
        unsafe {
            let first = _mm512_add_ps(sums[0], _mm512_loadu_ps(bias));
            let second = _mm512_add_ps(sums[1], _mm512_loadu_ps(bias.add(LANES)));
            let third = _mm512_add_ps(sums[2], _mm512_loadu_ps(bias.add(2 * LANES)));
            let output = output.add(row * output_stride);
            if MAXOUT {
                _mm512_storeu_ps(output, _mm512_max_ps(_mm512_max_ps(first, second), third));
            } else {
                _mm512_storeu_ps(output, first);
                _mm512_storeu_ps(output.add(LANES), second);
                _mm512_storeu_ps(output.add(2 * LANES), third);
            }
        }
    }
}

const VECTORS: usize = WIDTH / LANES;

#[target_feature(enable = "avx512f")]
pub(super) fn normalise<const ADD: bool>(
    layer: &Normalisation,
    input: &[[f32; WIDTH]],
    output: &mut [[f32; WIDTH]],
) {
    let gain = load_row(&layer.gain);
    let shift = load_row(&layer.shift);
    for (input, output) in input.iter().zip(output) {
        let values = load_row(input);
        let mean = _mm512_set1_ps(sum(&values) / WIDTH as f32);
        let centred = values.map(|value| _mm512_sub_ps(value, mean));
        let variance = sum(&centred.map(|value| _mm512_mul_ps(value, value))) / WIDTH as f32;
        let scale = _mm512_set1_ps(1.0 / (variance + 1e-8).sqrt());
        let (output, _) = output.as_chunks_mut::<LANES>();
        for index in 0..VECTORS {
            let scaled = _mm512_mul_ps(_mm512_mul_ps(centred[index], scale), gain[index]);
            let normal = _mm512_add_ps(scaled, shift[index]);
            // SAFETY: a chunk holds sixteen floats.
            unsafe {
                let place = output[index].as_mut_ptr();
                let result = match ADD {
                    true => _mm512_add_ps(_mm512_loadu_ps(place), normal),
                    false => normal,
                };
                _mm512_storeu_ps(place, result);
            }
        }
    }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load_row(row: &[f32; WIDTH]) -> [__m512; VECTORS] {
    let (chunks, _) = row.as_chunks::<LANES>();
    // SAFETY: a row has six chunks of sixteen floats.
    std::array::from_fn(|index| unsafe { _mm512_loadu_ps(chunks[index].as_ptr()) })
}

#[target_feature(enable = "avx512f")]
#[inline]
fn sum(values: &[__m512; VECTORS]) -> f32 {
    let mut lanes = values[0];
    for value in &values[1..] {
        lanes = _mm512_add_ps(lanes, *value);
    }
    let mut array = [0.0; LANES];
    // SAFETY: the array holds sixteen floats.
    unsafe { _mm512_storeu_ps(array.as_mut_ptr(), lanes) };
    tree_sum(array)
}

/// The portable sum, compiled for these instructions: additions and comparisons only, so the bits stay.
#[target_feature(enable = "avx512f")]
pub(super) fn join(bias: &Contribution, parts: [&Contribution; NEIGHBOURS], output: &mut [f32; WIDTH]) {
    portable::join(bias, parts, output);
}

const HIDDEN_VECTORS: usize = HIDDEN / LANES;
const MOVE_VECTORS: usize = MOVES / LANES;

#[target_feature(enable = "avx512f")]
pub(super) fn score(scorer: &StateScorer, features: &[&Features], scores: &mut [f32; MOVES]) {
    let mut sums = [_mm512_setzero_ps(); 2 * HIDDEN_VECTORS];
    for feature in features {
        for (sum, value) in sums.iter_mut().zip(load::<{ 2 * HIDDEN_VECTORS }>(&feature[..])) {
            *sum = _mm512_add_ps(*sum, value);
        }
    }
    let bias: [__m512; 2 * HIDDEN_VECTORS] = load(&scorer.bias);
    let mut hidden = [0.0; HIDDEN];
    for (index, place) in hidden.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let second = index + HIDDEN_VECTORS;
        let (first, second) = (
            _mm512_add_ps(sums[index], bias[index]),
            _mm512_add_ps(sums[second], bias[second]),
        );
        // SAFETY: a chunk holds sixteen floats.
        unsafe { _mm512_storeu_ps(place.as_mut_ptr(), _mm512_max_ps(first, second)) };
    }
    let mut totals = [_mm512_setzero_ps(); MOVE_VECTORS];
    for (weights, hidden) in scorer.weights.iter().zip(hidden) {
        let hidden = _mm512_set1_ps(hidden);
        let weights: [__m512; MOVE_VECTORS] = load(weights);
        for (total, weight) in totals.iter_mut().zip(weights) {
            *total = _mm512_fmadd_ps(hidden, weight, *total);
        }
    }
    let bias: [__m512; MOVE_VECTORS] = load(&scorer.move_bias);
    for (index, place) in scores.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        // SAFETY: a chunk holds sixteen floats.
        unsafe { _mm512_storeu_ps(place.as_mut_ptr(), _mm512_add_ps(totals[index], bias[index])) };
    }
}

/// The first `VECTORS` vectors of `values`, which must have as many.
#[target_feature(enable = "avx512f")]
#[inline]
fn load<const VECTORS: usize>(values: &[f32]) -> [__m512; VECTORS] {
    let (chunks, _) = values.as_chunks::<LANES>();
    let chunks = &chunks[..VECTORS];
    // SAFETY: a chunk holds sixteen floats.
    std::array::from_fn(|index| unsafe { _mm512_loadu_ps(chunks[index].as_ptr()) })
}
