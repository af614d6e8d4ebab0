//! Numbers in words and digits, and the words that make them bounds: "at least 100", "up to two dozen".

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::lexicon::classes::parsed;
use crate::lexicon::table::{LexiconError, rows};

/// What words before a number say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Bound {
    /// There may be more.
    AtLeast,
    /// There may be fewer.
    AtMost,
    /// There may be a few more or fewer.
    About,
    /// There are as many.
    Exactly,
}

/// Numbers and bounds by their words.
#[derive(Debug, Clone, Default)]
pub struct Quantities {
    values: FxHashMap<String, u64>,
    bounds: FxHashMap<String, Bound>,
}

impl Quantities {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut quantities = Self::default();
        for row in rows(path, text) {
            if let Ok(value) = row.cell(1).parse::<u64>() {
                quantities.values.insert(row.cell(0).to_owned(), value);
            } else {
                let bound: Bound = parsed(&row, 1, "a number, at-least, at-most, about, exactly")?;
                quantities
                    .bounds
                    .extend(row.list(0).map(|words| (words.to_owned(), bound)));
            }
        }
        Ok(quantities)
    }

    /// The value of a number in one word: "two", "1,500", "100".
    pub fn value(&self, word: &str) -> Option<u64> {
        let digits = word.replace(',', "");
        digits
            .parse()
            .ok()
            .or_else(|| self.value_of_words(&word.to_lowercase()))
    }

    /// What the words right before a number make of it.
    pub fn bound(&self, words: &str) -> Option<Bound> {
        self.bounds.get(words).copied()
    }

    /// "twenty" and "twenty-one".
    fn value_of_words(&self, word: &str) -> Option<u64> {
        let value = |word: &str| self.values.get(word).copied();
        let compound = || {
            let (tens, ones) = word.split_once('-')?;
            Some(value(tens)? + value(ones)?)
        };
        value(word).or_else(compound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_words_and_digits() {
        let quantities = crate::lexicon::Lexicon::bundled().quantities;
        let values = ["two", "Twenty-one", "1,500", "some"].map(|word| quantities.value(word));
        assert_eq!(values, [Some(2), Some(21), Some(1500), None]);
        assert_eq!(quantities.bound("no fewer than"), Some(Bound::AtLeast));
    }
}
