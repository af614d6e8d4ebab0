//! Words of dates and times (`times.tsv`).

use std::path::Path;

use rustc_hash::FxHashMap;
use strum::EnumString;

use super::table::{LexiconError, rows};

/// What a word of a time expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum TimeWordKind {
    /// Monday is 1.
    Weekday,
    /// January is 1.
    Month,
    /// Days from the anchor: "yesterday" is -1.
    Day,
    /// The length of a unit, in days: 1, 7, 30 or 365.
    Unit,
    /// "last" is -1, "this" is 0, "next" is 1.
    Shift,
    /// "ago" is -1.
    Direction,
    /// A number in words.
    Number,
}

/// The words of time expressions, in lower case.
#[derive(Debug, Clone, Default)]
pub struct TimeWords {
    by_word: FxHashMap<String, (TimeWordKind, i32)>,
}

impl TimeWords {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut words = Self::default();
        for row in rows(path, text) {
            let expected = "a kind of word; use weekday, month, day, unit, shift, direction or number";
            let kind = row.parse_cell(1, expected)?;
            let value = row.parse_cell(2, "a whole number")?;
            words
                .by_word
                .extend(row.list(0).map(|word| (word.to_owned(), (kind, value))));
        }
        Ok(words)
    }

    /// Kind and value of a word; digits count as numbers.
    pub fn get(&self, word: &str) -> Option<(TimeWordKind, i32)> {
        let word = word.trim_end_matches('.').to_lowercase();
        let listed = self.by_word.get(&word).copied();
        listed.or_else(|| Some((TimeWordKind::Number, ordinal(&word)?)))
    }
}

/// "3", "3rd", "2024".
fn ordinal(word: &str) -> Option<i32> {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let suffix = word.get(digits.len()..)?;
    matches!(suffix, "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_digits_are_numbers() {
        let words =
            TimeWords::parse(Path::new("times.tsv"), "two\tnumber\t2\nmarch|mar\tmonth\t3\n").unwrap();
        assert_eq!(words.get("Mar."), Some((TimeWordKind::Month, 3)));
        assert_eq!(words.get("3rd"), Some((TimeWordKind::Number, 3)));
        assert_eq!(words.get("x3rd"), None);
    }
}
