//! Where a capital or seat of government stands for the government: "Beijing denied", "ties with Moscow".

use std::path::Path;

use rustc_hash::FxHashSet;

use crate::lexicon::table::{LexiconError, rows};

/// Pairs of a word and the place of a capital beside it.
#[derive(Debug, Clone, Default)]
pub struct Governments {
    frames: FxHashSet<(String, String)>,
}

impl Governments {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut frames = FxHashSet::default();
        for row in rows(path, text) {
            if row.cell(1).is_empty() {
                return Err(
                    row.error("the second cell is empty; write subject, object, possessive or a preposition")
                );
            }
            frames.extend(row.list(0).map(|word| (word.to_owned(), row.cell(1).to_owned())));
        }
        Ok(Self { frames })
    }

    /// Whether a capital in `place` of `word` (a base form) stands for its government.
    pub fn speaks(&self, word: &str, place: &str) -> bool {
        self.frames.contains(&(word.to_owned(), place.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_verb_counts_only_in_the_place_it_is_listed_for() {
        let governments = crate::lexicon::Lexicon::bundled().governments;
        assert!(governments.speaks("deny", "subject"));
        assert!(!governments.speaks("deny", "in"));
    }
}
