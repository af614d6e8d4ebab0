//! The network that gives each token a vector: hashed features, mixed, then four layers over neighbours.
//!
//! Several texts are encoded at once, with padding rows between them. A layer sees one token to each side,
//! so four rows keep texts apart through four layers; the rows themselves fill up with values on the way,
//! as they did when the network was trained.

use super::hash::row_hashes;
use super::kernel::{Input, InstructionSet, Matrix, Normalisation, WIDTH, rows_with_room};
use super::model_file::{ModelError, ModelFile, problem};

/// The number of empty rows before, between and after texts.
pub(super) const PADDING: usize = 4;

/// The layers over neighbours, one padding row for each.
const LAYERS: usize = PADDING;

/// A table of vectors, of which a feature picks four.
struct Table {
    seed: u32,
    rows: &'static [[[u8; 4]; WIDTH]],
}

struct Layer {
    matrix: Matrix,
    normalisation: Normalisation,
}

/// An encoder's weights.
pub(super) struct Encoder {
    tables: Vec<Table>,
    mixer: Layer,
    layers: Vec<Layer>,
}

impl Encoder {
    pub(super) fn load(
        file: &ModelFile,
        name: &str,
        instructions: InstructionSet,
    ) -> Result<Self, ModelError> {
        let seeds: Vec<u32> = file.json(&format!("{name}.seeds"))?;
        let tables = seeds
            .into_iter()
            .enumerate()
            .map(|(index, seed)| {
                let rows = file.float_bytes(&format!("{name}.table.{index}"))?.as_chunks().0;
                Ok(Table { seed, rows })
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        Ok(Self {
            tables,
            mixer: Layer::load(file, &format!("{name}.layer.0"), instructions)?,
            layers: (1..=LAYERS)
                .map(|index| Layer::load(file, &format!("{name}.layer.{index}"), instructions))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The number of features that a word must have.
    pub(super) fn feature_count(&self) -> usize {
        self.tables.len()
    }

    /// Appends the vectors of words to `vectors`; `features` holds [`Self::feature_count`] for each.
    pub(super) fn embed(&self, features: &[u64], rows: &mut Rows, vectors: &mut Vec<f32>) {
        let width = self.tables.len() * WIDTH;
        let count = features.len() / self.tables.len().max(1);
        rows.gathered.clear();
        rows.gathered.resize(rows_with_room(count) * width, 0.0);
        let tables = self.tables.iter().cycle();
        for ((feature, table), sum) in features.iter().zip(tables).zip(rows.gathered.as_chunks_mut().0) {
            table.add_rows(*feature, sum);
        }
        let gathered = Input {
            values: &rows.gathered,
            stride: width,
            rows: count,
        };
        self.mixer.matrix.multiply(gathered, &mut rows.products);
        let start = vectors.len();
        vectors.resize(start + count * WIDTH, 0.0);
        self.mixer
            .normalisation
            .replace(&rows.products[..count * WIDTH], &mut vectors[start..]);
    }

    /// Replaces the vectors of words with those of words in their context.
    pub(super) fn encode(&self, rows: &mut Rows) {
        for layer in &self.layers {
            // Row `i` of the input is the window of rows `i - 1`, `i` and `i + 1`, thanks to the guard row.
            let windows = Input {
                values: &rows.vectors,
                stride: WIDTH,
                rows: rows.count,
            };
            layer.matrix.multiply(windows, &mut rows.products);
            let span = WIDTH..(rows.count + 1) * WIDTH;
            layer
                .normalisation
                .add(&rows.products[..rows.count * WIDTH], &mut rows.vectors[span]);
        }
    }
}

impl Table {
    fn add_rows(&self, feature: u64, sum: &mut [f32; WIDTH]) {
        for hash in row_hashes(feature, self.seed) {
            let row = &self.rows[hash as usize % self.rows.len()];
            for (sum, bytes) in sum.iter_mut().zip(row) {
                *sum += f32::from_le_bytes(*bytes);
            }
        }
    }
}

impl Layer {
    fn load(file: &ModelFile, name: &str, instructions: InstructionSet) -> Result<Self, ModelError> {
        let floats = |part: &str| file.floats(&format!("{name}.{part}"));
        let row = |part: &str| {
            floats(part)?
                .try_into()
                .map_err(|_| problem(&format!("{name}.{part}"), "it is not 96 floats"))
        };
        Ok(Self {
            matrix: Matrix::maxout(instructions, &floats("weights")?, &floats("bias")?),
            normalisation: Normalisation {
                instructions,
                gain: row("gain")?,
                shift: row("shift")?,
            },
        })
    }
}

/// The token vectors of a batch of texts, with room for the layers' products.
#[derive(Default)]
pub(super) struct Rows {
    count: usize,
    /// A guard row, `count` rows, and zeros after them.
    vectors: Vec<f32>,
    products: Vec<f32>,
    gathered: Vec<f32>,
}

impl Rows {
    /// Makes room for `count` rows, all zero.
    pub(super) fn reset(&mut self, count: usize) {
        self.count = count;
        self.vectors.clear();
        self.vectors.resize((rows_with_room(count) + 2) * WIDTH, 0.0);
    }

    /// Sets a row.
    pub(super) fn set(&mut self, row: usize, vector: &[f32]) {
        self.vectors[(row + 1) * WIDTH..][..WIDTH].copy_from_slice(vector);
    }

    /// The number of rows.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The rows as a layer's input.
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            values: &self.vectors[WIDTH..],
            stride: WIDTH,
            rows: self.count,
        }
    }
}
