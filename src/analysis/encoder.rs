//! The network that gives each token a vector in its context: four layers, each over neighbours.
//!
//! Several texts are encoded at once, with padding rows between them. A layer sees one token to each side,
//! so four rows keep texts apart through four layers; the rows themselves fill up with values on the way,
//! as they did when the network was trained. The first layer is a sum of what words contribute, which is
//! known beforehand.

use super::embedding::{Embedder, NO_VECTOR, WordVectors};
use super::kernel::{Instructions, Layer, Neighbours, Normalisation, WIDTH};
use super::model_file::{ModelError, ModelFile, problem};

/// The number of empty rows before, between and after texts: one for each layer.
pub(super) const PADDING: usize = 4;

/// An encoder's weights.
pub(super) struct Encoder {
    pub(super) embedder: Embedder,
    first: Neighbours,
    first_normalisation: Normalisation,
    layers: Vec<Layer>,
}

impl Encoder {
    pub(super) fn load(file: &ModelFile, name: &str, instructions: Instructions) -> Result<Self, ModelError> {
        let first = format!("{name}.layer.1");
        let bias = file.floats(&format!("{first}.bias"))?;
        let bias: &[f32; 3 * WIDTH] = bias
            .first_chunk()
            .ok_or_else(|| problem(&first, "its bias is too short"))?;
        Ok(Self {
            embedder: Embedder::load(file, name, instructions)?,
            first: Neighbours {
                instructions,
                // From `[output][piece]` to `[piece][output]`.
                bias: std::array::from_fn(|index| bias[index % WIDTH * 3 + index / WIDTH]),
            },
            first_normalisation: Normalisation::load(file, &first, instructions)?,
            layers: (2..=PADDING)
                .map(|index| Layer::load(file, &format!("{name}.layer.{index}"), instructions))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Computes the vectors of the rows' words in their context, and leaves padding out.
    pub(super) fn encode(&self, words: &WordVectors, rows: &mut Rows) {
        self.sum_contributions(words, rows);
        rows.add_normalised(&self.first_normalisation);
        for (index, layer) in self.layers.iter().enumerate() {
            rows.select(self.layers.len() - 1 - index);
            let windows = rows.selected.iter().map(|row| window(&rows.vectors, *row));
            layer.matrix.multiply(windows, &mut rows.products);
            rows.add_normalised(&layer.normalisation);
        }
        rows.drop_padding();
    }

    fn sum_contributions(&self, words: &WordVectors, rows: &mut Rows) {
        rows.selected.clear();
        rows.selected.extend(0..rows.words.len());
        rows.products
            .resize((rows.words.len() * WIDTH).max(rows.products.len()), 0.0);
        let word = |row: usize| rows.words.get(row).copied().unwrap_or(NO_VECTOR);
        for (row, output) in rows.selected.iter().zip(rows.products.as_chunks_mut().0) {
            let [before, _, _] = words.contributions(word(row.wrapping_sub(1)));
            let [_, here, _] = words.contributions(word(*row));
            let [_, _, after] = words.contributions(word(row + 1));
            self.first.join([before, here, after], output);
        }
    }
}

/// The vectors before, at and after `row`; the first vector stands before the first row.
fn window(vectors: &[[f32; WIDTH]], row: usize) -> &[f32] {
    vectors[row..row + 3].as_flattened()
}

/// The token vectors of a batch of texts, with room for the layers' products.
#[derive(Default)]
pub(super) struct Rows {
    /// The word vector of each row.
    words: Vec<u32>,
    /// How far each row is from the next token; 0 for a token.
    distances: Vec<usize>,
    /// A vector for each row, between two of zeros.
    vectors: Vec<[f32; WIDTH]>,
    /// The rows that a layer computes, in order, and its products for them.
    selected: Vec<usize>,
    products: Vec<f32>,
    /// The finished rows without padding.
    encoded: Vec<[f32; WIDTH]>,
}

impl Rows {
    /// Takes the words' vectors; [`NO_VECTOR`] stands for padding.
    pub(super) fn fill(&mut self, words: &WordVectors, indices: impl Iterator<Item = u32>) {
        self.words.clear();
        self.words.extend(indices);
        self.distances = distances(&self.words);
        self.vectors.clear();
        self.vectors.push([0.0; WIDTH]);
        self.vectors
            .extend(self.words.iter().map(|word| words.vector(*word)));
        self.vectors.push([0.0; WIDTH]);
    }

    /// The encoded tokens, without padding.
    pub(super) fn tokens(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.encoded.iter().map(|vector| vector.as_slice())
    }

    /// Selects the tokens and the padding within `reach` of one: no layer to come sees more.
    fn select(&mut self, reach: usize) {
        self.selected.clear();
        let near = self
            .distances
            .iter()
            .enumerate()
            .filter(|(_, distance)| **distance <= reach);
        self.selected.extend(near.map(|(row, _)| row));
    }

    fn drop_padding(&mut self) {
        let rows = self.words.iter().zip(&self.vectors[1..]);
        let tokens = rows.filter(|(word, _)| **word != NO_VECTOR);
        self.encoded.clear();
        self.encoded.extend(tokens.map(|(_, vector)| vector));
    }

    /// Adds the normalised products to the selected rows.
    fn add_normalised(&mut self, normalisation: &Normalisation) {
        let (mut products, _) = self.products.as_chunks();
        for run in self.selected.chunk_by(|row, next| row + 1 == *next) {
            let (these, rest) = products.split_at(run.len());
            normalisation.add(these, &mut self.vectors[run[0] + 1..][..run.len()]);
            products = rest;
        }
    }
}

fn distances(words: &[u32]) -> Vec<usize> {
    let mut distances = vec![usize::MAX; words.len()];
    let mut last = usize::MAX;
    for row in (0..words.len()).chain((0..words.len()).rev()) {
        last = if words[row] == NO_VECTOR {
            last.saturating_add(1)
        } else {
            0
        };
        distances[row] = distances[row].min(last);
    }
    distances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_how_far_the_next_token_is() {
        let words = [
            NO_VECTOR, NO_VECTOR, 7, NO_VECTOR, NO_VECTOR, NO_VECTOR, 8, 9, NO_VECTOR,
        ];
        assert_eq!(distances(&words), [2, 1, 0, 1, 2, 1, 0, 0, 1]);
    }

    #[test]
    fn a_window_has_the_rows_to_both_sides() {
        let vectors: Vec<_> = (0..4).map(|value| [value as f32; WIDTH]).collect();
        let window = window(&vectors, 1);
        assert_eq!((window[0], window[WIDTH], window[2 * WIDTH]), (1.0, 2.0, 3.0));
    }
}
