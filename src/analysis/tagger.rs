//! The tagger: one layer over token vectors, and the best tag of each.

use std::str::FromStr;

use super::Tag;
use super::encoder::Rows;
use super::kernel::{Instructions, Matrix};
use super::model_file::{ModelError, ModelFile, problem};

/// The tagger's weights and tags.
pub(super) struct Tagger {
    matrix: Matrix,
    tags: Vec<Tag>,
}

impl Tagger {
    pub(super) fn load(file: &ModelFile, instructions: Instructions) -> Result<Self, ModelError> {
        let names: Vec<String> = file.json("tagger.tags")?;
        let tags = names
            .iter()
            .map(|name| {
                Tag::from_str(name).map_err(|_| problem("tagger.tags", format!("`{name}` is no tag")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            matrix: Matrix::linear(
                instructions,
                &file.floats("tagger.weights")?,
                &file.floats("tagger.bias")?,
            ),
            tags,
        })
    }

    /// The best tag of each token, the first of equals.
    pub(super) fn tags(&self, rows: &Rows, scores: &mut Vec<f32>) -> Vec<Tag> {
        self.matrix.multiply(rows.tokens(), scores);
        scores
            .chunks_exact(self.matrix.output_stride())
            .take(rows.tokens().len())
            .map(|scores| self.best(scores))
            .collect()
    }

    fn best(&self, scores: &[f32]) -> Tag {
        let mut best = (f32::NEG_INFINITY, Tag::Xx);
        for (score, tag) in scores.iter().zip(&self.tags) {
            if *score > best.0 {
                best = (*score, *tag);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_best_tags_wins() {
        let tagger = Tagger {
            matrix: Matrix::linear(Instructions::PORTABLE, &[0.0; 3], &[0.0; 3]),
            tags: vec![Tag::Nn, Tag::Vb, Tag::In],
        };
        assert_eq!(tagger.best(&[0.5, 2.0, 2.0, 9.0]), Tag::Vb);
    }
}
