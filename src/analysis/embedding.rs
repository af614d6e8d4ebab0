//! Vectors of words out of context, and what they contribute to their neighbours.
//!
//! Both depend on the word alone, so they are kept for the words that come first, which are the common ones.

use super::hash::row_hashes;
use super::kernel::{Contribution, Instructions, Layer, Matrix, NEIGHBOURS, WIDTH};
use super::model_file::{ModelError, ModelFile};

/// A table of vectors, of which a feature picks four.
struct Table {
    seed: u32,
    rows: &'static [[[u8; 4]; WIDTH]],
}

/// The weights that turn a word's features into its vector, and this into contributions.
pub(super) struct Embedder {
    tables: Vec<Table>,
    mixer: Layer,
    contributions: Matrix,
}

impl Embedder {
    /// Reads the tables and the mixer; `contributions` are the weights of the first layer over neighbours.
    pub(super) fn load(file: &ModelFile, name: &str, instructions: Instructions) -> Result<Self, ModelError> {
        let seeds: Vec<u32> = file.json(&format!("{name}.seeds"))?;
        let tables = seeds
            .into_iter()
            .enumerate()
            .map(|(index, seed)| {
                let rows = file.float_bytes(&format!("{name}.table.{index}"))?.as_chunks().0;
                Ok(Table { seed, rows })
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let weights = by_neighbour(&file.floats(&format!("{name}.layer.1.weights"))?);
        let bias = vec![0.0; weights.len() / WIDTH];
        Ok(Self {
            tables,
            mixer: Layer::load(file, &format!("{name}.layer.0"), instructions)?,
            contributions: Matrix::linear(instructions, &weights, &bias),
        })
    }
}

/// From rows of weights `[output][piece][neighbour][input]` to `[neighbour][piece][output][input]`.
fn by_neighbour(weights: &[f32]) -> Vec<f32> {
    let (vectors, _) = weights.as_chunks::<WIDTH>();
    let place = |neighbour: usize, piece: usize, output: usize| (output * 3 + piece) * NEIGHBOURS + neighbour;
    let mut ordered = Vec::with_capacity(weights.len());
    for neighbour in 0..NEIGHBOURS {
        for piece in 0..3 {
            for output in 0..WIDTH {
                ordered.extend(vectors.get(place(neighbour, piece, output)).into_iter().flatten());
            }
        }
    }
    ordered
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

/// No vector: the row is padding.
pub(super) const NO_VECTOR: u32 = u32::MAX;

const NOT_COMPUTED: u32 = u32::MAX;

/// Contributions are kept for so many vectors: 14 MB. Those of later ones are computed for each batch anew.
const MOST_KEPT: usize = 4_096;

/// What a word contributes as the token before, the token itself and the token after.
type Contributions = [Contribution; NEIGHBOURS];

static NO_CONTRIBUTIONS: Contributions = [[0.0; 3 * WIDTH]; NEIGHBOURS];

/// The vectors of words seen so far.
#[derive(Default)]
pub(super) struct WordVectors {
    vectors: Vec<[f32; WIDTH]>,
    /// Where the contributions of each vector are.
    places: Vec<u32>,
    contributions: Vec<Contributions>,
    /// The vectors whose contributions are not kept.
    passing: Vec<u32>,
    gathered: Vec<f32>,
    products: Vec<f32>,
}

impl WordVectors {
    /// The number of vectors.
    pub(super) fn len(&self) -> usize {
        self.vectors.len()
    }

    /// The vector at `index`; zeros for padding.
    pub(super) fn vector(&self, index: u32) -> &[f32; WIDTH] {
        self.vectors.get(index as usize).unwrap_or(&[0.0; WIDTH])
    }

    /// The contributions of the vector at `index`, which must be prepared; zeros for padding.
    pub(super) fn contributions(&self, index: u32) -> &Contributions {
        let place = self.places.get(index as usize);
        place
            .and_then(|place| self.contributions.get(*place as usize))
            .unwrap_or(&NO_CONTRIBUTIONS)
    }

    /// Appends the vectors of words; `features` holds as many for each as the embedder has tables.
    pub(super) fn add(&mut self, embedder: &Embedder, features: &[u64]) {
        let width = embedder.tables.len() * WIDTH;
        let count = features.len() / embedder.tables.len().max(1);
        self.gathered.clear();
        self.gathered.resize(count * width, 0.0);
        let tables = embedder.tables.iter().cycle();
        for ((feature, table), sum) in features.iter().zip(tables).zip(self.gathered.as_chunks_mut().0) {
            table.add_rows(*feature, sum);
        }
        let rows = self.gathered.chunks_exact(width);
        embedder.mixer.matrix.multiply(rows, &mut self.products);
        let first = self.vectors.len();
        self.vectors.resize(first + count, [0.0; WIDTH]);
        self.places.resize(first + count, NOT_COMPUTED);
        let (products, _) = self.products.as_chunks();
        embedder
            .mixer
            .normalisation
            .replace(products, &mut self.vectors[first..]);
    }

    /// Computes the contributions of the vectors at `indices` that have none.
    pub(super) fn prepare(&mut self, embedder: &Embedder, indices: impl Iterator<Item = u32>) {
        self.gathered.clear();
        let first = self.contributions.len();
        let mut count = 0;
        for index in indices {
            let place = &mut self.places[index as usize];
            if *place == NOT_COMPUTED {
                *place = (first + count) as u32;
                count += 1;
                self.gathered.extend(self.vectors[index as usize]);
                if first + count > MOST_KEPT {
                    self.passing.push(index);
                }
            }
        }
        let rows = self.gathered.chunks_exact(WIDTH);
        embedder.contributions.multiply(rows, &mut self.products);
        self.contributions.resize(first + count, NO_CONTRIBUTIONS);
        let stride = embedder.contributions.output_stride();
        let rows = self.products.chunks_exact(stride);
        for (kept, row) in self.contributions[first..].iter_mut().zip(rows) {
            let kept = kept.as_flattened_mut();
            kept.copy_from_slice(&row[..kept.len()]);
        }
    }

    /// Forgets contributions that are not kept.
    pub(super) fn forget_passing(&mut self) {
        for index in self.passing.drain(..) {
            self.places[index as usize] = NOT_COMPUTED;
        }
        self.contributions.truncate(MOST_KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_put_in_the_order_of_neighbours() {
        let weights: Vec<f32> = (0..WIDTH * 3 * NEIGHBOURS * WIDTH)
            .map(|index| index as f32)
            .collect();
        let ordered = by_neighbour(&weights);
        let output = 5;
        let (piece, neighbour, input) = (1, 2, 7);
        let old = ((output * 3 + piece) * NEIGHBOURS + neighbour) * WIDTH + input;
        let new = ((neighbour * 3 + piece) * WIDTH + output) * WIDTH + input;
        assert_eq!(ordered[new], weights[old]);
        assert_eq!(ordered.len(), weights.len());
    }

    #[test]
    fn padding_contributes_nothing() {
        let vectors = WordVectors::default();
        assert_eq!(vectors.vector(NO_VECTOR), &[0.0; WIDTH]);
        assert!(
            vectors
                .contributions(NO_VECTOR)
                .as_flattened()
                .iter()
                .all(|value| *value == 0.0)
        );
    }
}
