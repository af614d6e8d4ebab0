//! The network that gives each token a vector in its context: four layers, each over neighbours.
//!
//! Several texts are encoded at once, with padding rows between them. A layer sees one token to each side,
//! so four rows keep texts apart through four layers; the rows themselves fill up with values on the way,
//! as they did when the network was trained. The first layer is a sum of what words contribute, which is
//! known beforehand.

use super::embedding::{Embedder, NO_VECTOR, WordVectors};
use super::kernel::{Input, Instructions, Layer, Neighbours, Normalisation, WIDTH, rows_with_room};
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
        for layer in &self.layers {
            // Row `i` of the input is the window of rows `i - 1`, `i` and `i + 1`, thanks to the guard row.
            let windows = Input {
                values: rows.vectors.as_flattened(),
                stride: WIDTH,
                rows: rows.words.len(),
            };
            layer.matrix.multiply(windows, &mut rows.products);
            rows.add_normalised(&layer.normalisation);
        }
        rows.drop_padding();
    }

    fn sum_contributions(&self, words: &WordVectors, rows: &mut Rows) {
        let count = rows.words.len();
        rows.products
            .resize((rows_with_room(count) * WIDTH).max(rows.products.len()), 0.0);
        let word = |row: usize| rows.words.get(row).copied().unwrap_or(NO_VECTOR);
        for (row, output) in rows.products.as_chunks_mut().0.iter_mut().enumerate().take(count) {
            let [before, _, _] = words.contributions(word(row.wrapping_sub(1)));
            let [_, here, _] = words.contributions(word(row));
            let [_, _, after] = words.contributions(word(row + 1));
            self.first.join([before, here, after], output);
        }
    }
}

/// The token vectors of a batch of texts, with room for the layers' products.
#[derive(Default)]
pub(super) struct Rows {
    /// The word vector of each row.
    words: Vec<u32>,
    /// A guard row, a row for each word, and zeros after them.
    vectors: Vec<[f32; WIDTH]>,
    products: Vec<f32>,
    /// The finished rows without padding, and room for a whole last group.
    encoded: Vec<[f32; WIDTH]>,
    token_count: usize,
}

impl Rows {
    /// Takes the words' vectors; [`NO_VECTOR`] stands for padding.
    pub(super) fn fill(&mut self, words: &WordVectors, indices: impl Iterator<Item = u32>) {
        self.words.clear();
        self.words.extend(indices);
        self.vectors.clear();
        self.vectors.push([0.0; WIDTH]);
        self.vectors
            .extend(self.words.iter().map(|word| words.vector(*word)));
        self.vectors
            .resize(rows_with_room(self.words.len()) + 2, [0.0; WIDTH]);
    }

    /// The number of tokens.
    pub(super) fn token_count(&self) -> usize {
        self.token_count
    }

    /// The encoded tokens, without padding, as a layer's input.
    pub(super) fn tokens(&self) -> Input<'_> {
        Input {
            values: self.encoded.as_flattened(),
            stride: WIDTH,
            rows: self.token_count,
        }
    }

    fn drop_padding(&mut self) {
        let rows = self.words.iter().zip(&self.vectors[1..]);
        let tokens = rows.filter(|(word, _)| **word != NO_VECTOR);
        self.encoded.clear();
        self.encoded.extend(tokens.map(|(_, vector)| vector));
        self.token_count = self.encoded.len();
        self.encoded
            .resize(rows_with_room(self.token_count), [0.0; WIDTH]);
    }

    fn add_normalised(&mut self, normalisation: &Normalisation) {
        let count = self.words.len();
        let (products, _) = self.products.as_chunks();
        normalisation.add(&products[..count], &mut self.vectors[1..=count]);
    }
}
