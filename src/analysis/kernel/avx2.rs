//! The kernels with vectors of eight floats.

use std::arch::x86_64::*;

use super::matrix::{GROUP, Pieces, Product};
use super::portable::{self, normalise_row};
use super::{Contribution, Features, HIDDEN, MOVES, NEIGHBOURS, Normalisation, StateScorer, WIDTH};

const LANES: usize = 8;
const TILE: usize = 3 * LANES;
#[target_feature(enable = "avx2,fma")]
pub(super) fn multiply(product: &Product<'_>, output: &mut [f32]) {
    match product.matrix.pieces {
        Pieces::Maxout => multiply_pieces::<true>(product, output),
        Pieces::Linear => multiply_pieces::<false>(product, output),
    }
}

#[target_feature(enable = "avx2,fma")]
fn multiply_pieces<const MAXOUT: bool>(product: &Product<'_>, output: &mut [f32]) {
    let matrix = product.matrix;
    let output_stride = matrix.output_stride();
    let columns = if MAXOUT { LANES } else { TILE };
    assert!(output.len() >= product.groups.len() * GROUP * output_stride);
    for tile in 0..matrix.tiles {
        let weights = matrix.weights[tile * matrix.inputs * TILE..][..matrix.inputs * TILE].as_ptr();
        let bias = matrix.bias[tile * TILE..][..TILE].as_ptr();
        for (index, group) in product.groups.iter().enumerate() {
            let [a, b, c, d, e, f, g, h] = group.map(<[f32]>::as_ptr);
            let (inputs, tile_data) = (matrix.inputs, (weights, bias));
            // SAFETY: the rows of a product are as long as the matrix has inputs; the weights and the bias
            // of a tile were sliced above; the output has room for all rows of all tiles.
            unsafe {
                let output = output
                    .as_mut_ptr()
                    .add(index * GROUP * output_stride + tile * columns);
                let row = |row: usize| output.add(row * output_stride);
                multiply_rows::<MAXOUT, 3>(([a, b, c], inputs), tile_data, row(0), output_stride);
                multiply_rows::<MAXOUT, 3>(([d, e, f], inputs), tile_data, row(3), output_stride);
                multiply_rows::<MAXOUT, 2>(([g, h], inputs), tile_data, row(6), output_stride);
            }
        }
    }
}

/// Multiplies a few rows with one tile.
///
/// Three rows are best: nine sums keep both units busy, and with three weights and the inputs they stay
/// within sixteen registers. With four rows the compiler keeps one sum in memory, at half the speed.
///
/// # Safety
/// Each row has `inputs` floats, `weights` `inputs` tiles, `bias` one; `output` has room for `ROWS` rows of
/// one tile `output_stride` apart.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn multiply_rows<const MAXOUT: bool, const ROWS: usize>(
    (rows, inputs): ([*const f32; ROWS], usize),
    (weights, bias): (*const f32, *const f32),
    output: *mut f32,
    output_stride: usize,
) {
    let mut sums = [[_mm256_setzero_ps(); 3]; ROWS];
    for index in 0..inputs {
        // SAFETY: `index` is below `inputs`, see above.
        unsafe {
            let weights = weights.add(index * TILE);
            let first = _mm256_loadu_ps(weights);
            let second = _mm256_loadu_ps(weights.add(LANES));
            let third = _mm256_loadu_ps(weights.add(2 * LANES));
            for (row, sums) in rows.iter().zip(&mut sums) {
                let value = _mm256_broadcast_ss(&*row.add(index));
                sums[0] = _mm256_fmadd_ps(value, first, sums[0]);
                sums[1] = _mm256_fmadd_ps(value, second, sums[1]);
                sums[2] = _mm256_fmadd_ps(value, third, sums[2]);
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        // SAFETY: `row` is below `ROWS`, see above.
        unsafe {
            let first = _mm256_add_ps(sums[0], _mm256_loadu_ps(bias));
            let second = _mm256_add_ps(sums[1], _mm256_loadu_ps(bias.add(LANES)));
            let third = _mm256_add_ps(sums[2], _mm256_loadu_ps(bias.add(2 * LANES)));
            let output = output.add(row * output_stride);
            if MAXOUT {
                _mm256_storeu_ps(output, _mm256_max_ps(_mm256_max_ps(first, second), third));
            } else {
                _mm256_storeu_ps(output, first);
                _mm256_storeu_ps(output.add(LANES), second);
                _mm256_storeu_ps(output.add(2 * LANES), third);
            }
        }
    }
}

/// The portable row, compiled for these instructions: additions and products only, so the bits stay.
#[target_feature(enable = "avx2")]
pub(super) fn normalise<const ADD: bool>(
    layer: &Normalisation,
    input: &[[f32; WIDTH]],
    output: &mut [[f32; WIDTH]],
) {
    for (input, output) in input.iter().zip(output) {
        normalise_row::<ADD>(layer, input, output);
    }
}

/// The portable sum, compiled for these instructions: additions and comparisons only, so the bits stay.
#[target_feature(enable = "avx2")]
pub(super) fn join(bias: &Contribution, parts: [&Contribution; NEIGHBOURS], output: &mut [f32; WIDTH]) {
    portable::join(bias, parts, output);
}

const HIDDEN_VECTORS: usize = HIDDEN / LANES;
/// Moves are scored in two halves, whose sums stay in registers.
const HALF_VECTORS: usize = MOVES / LANES / 2;
const HALF: usize = MOVES / 2;

#[target_feature(enable = "avx2,fma")]
pub(super) fn score(scorer: &StateScorer, features: &[&Features], scores: &mut [f32; MOVES]) {
    let mut hidden = [0.0; HIDDEN];
    for (index, place) in hidden.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let [first, second] = [index, index + HIDDEN_VECTORS].map(|vector| {
            let mut sum = _mm256_setzero_ps();
            for feature in features {
                sum = _mm256_add_ps(sum, load(&feature[..], vector));
            }
            _mm256_add_ps(sum, load(&scorer.bias, vector))
        });
        // SAFETY: a chunk holds eight floats.
        unsafe { _mm256_storeu_ps(place.as_mut_ptr(), _mm256_max_ps(first, second)) };
    }
    for half in [0, HALF] {
        let mut totals = [_mm256_setzero_ps(); HALF_VECTORS];
        for (weights, hidden) in scorer.weights.iter().zip(hidden) {
            let hidden = _mm256_set1_ps(hidden);
            for (index, total) in totals.iter_mut().enumerate() {
                *total = _mm256_fmadd_ps(hidden, load(&weights[half..], index), *total);
            }
        }
        let places = scores[half..].as_chunks_mut::<LANES>().0;
        for (index, (total, place)) in totals.iter().zip(places).enumerate() {
            let score = _mm256_add_ps(*total, load(&scorer.move_bias[half..], index));
            // SAFETY: a chunk holds eight floats.
            unsafe { _mm256_storeu_ps(place.as_mut_ptr(), score) };
        }
    }
}

/// The vector at `index` of `values`.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn load(values: &[f32], index: usize) -> __m256 {
    let chunk: &[f32; LANES] = &values.as_chunks().0[index];
    // SAFETY: a chunk holds eight floats.
    unsafe { _mm256_loadu_ps(chunk.as_ptr()) }
}
