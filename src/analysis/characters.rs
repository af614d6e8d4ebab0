//! Classes of characters, as Python 3.11 and spaCy's patterns define them.
//!
//! The networks saw word shapes made with these classes, so Rust's own (of a newer Unicode) will not do.

use serde::Deserialize;

use super::model_file::{ModelError, ModelFile};

/// A set of characters: ranges in order, with the ASCII ones also as bits.
#[derive(Deserialize, Default)]
#[serde(from = "Vec<(u32, u32)>")]
pub(super) struct CharacterSet {
    ascii: u128,
    ranges: Vec<(u32, u32)>,
}

impl From<Vec<(u32, u32)>> for CharacterSet {
    fn from(ranges: Vec<(u32, u32)>) -> Self {
        let ascii = (0..128)
            .filter(|code| ranges.iter().any(|(first, last)| first <= code && code <= last))
            .fold(0, |bits, code| bits | 1 << code);
        Self { ascii, ranges }
    }
}

impl CharacterSet {
    /// Whether the set holds `character`.
    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let after = self.ranges.partition_point(|(first, _)| *first <= code);
        after > 0 && code <= self.ranges[after - 1].1
    }
}

/// The classes of single characters that word features need.
#[derive(Deserialize)]
pub(super) struct Characters {
    /// Letters.
    pub(super) alpha: CharacterSet,
    /// Capital letters.
    pub(super) upper: CharacterSet,
    /// Digits, superscript ones too.
    pub(super) digit: CharacterSet,
    /// White space.
    pub(super) space: CharacterSet,
}

impl Characters {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        file.json("words.characters")
    }

    /// Whether `text` is not empty and all white space.
    pub(super) fn is_space(&self, text: &str) -> bool {
        !text.is_empty() && text.chars().all(|character| self.space.contains(character))
    }

    /// Whether `text` is not empty and all letters.
    pub(super) fn is_alpha(&self, text: &str) -> bool {
        !text.is_empty() && text.chars().all(|character| self.alpha.contains(character))
    }

    /// The shape of a word: `Xxxx` for `Reuters`, `dd.d` for `12.5`, runs cut to four.
    pub(super) fn shape(&self, text: &str) -> String {
        if text.len() >= 100 && text.chars().nth(99).is_some() {
            return "LONG".to_owned();
        }
        let mut shape = String::with_capacity(text.len());
        let mut last = None;
        let mut repeats = 0;
        for character in text.chars() {
            let class = self.shape_of(character);
            repeats = if last == Some(class) { repeats + 1 } else { 0 };
            last = Some(class);
            if repeats < 4 {
                shape.push(class);
            }
        }
        shape
    }

    fn shape_of(&self, character: char) -> char {
        match character {
            _ if self.upper.contains(character) && self.alpha.contains(character) => 'X',
            _ if self.alpha.contains(character) => 'x',
            _ if self.digit.contains(character) => 'd',
            _ => character,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters() -> Characters {
        let set = |ranges: &[(char, char)]| {
            let codes: Vec<_> = ranges
                .iter()
                .map(|(a, b)| (u32::from(*a), u32::from(*b)))
                .collect();
            CharacterSet::from(codes)
        };
        Characters {
            alpha: set(&[('A', 'Z'), ('a', 'z'), ('é', 'é')]),
            upper: set(&[('A', 'Z'), ('Ⅰ', 'Ⅻ')]),
            digit: set(&[('0', '9'), ('²', '³')]),
            space: set(&[(' ', ' '), ('\u{2000}', '\u{200a}')]),
        }
    }

    #[test]
    fn a_shape_shows_letters_digits_and_other_marks() {
        let characters = characters();
        assert_eq!(characters.shape("Reuters-12²"), "Xxxxx-ddd");
        assert_eq!(characters.shape("12345678"), "dddd");
        assert_eq!(characters.shape("Ⅷ"), "Ⅷ");
        assert_eq!(characters.shape(&"é".repeat(99)), "xxxx");
        assert_eq!(characters.shape(&"é".repeat(100)), "LONG");
    }

    #[test]
    fn a_set_is_closed_at_both_ends() {
        let space = characters().space;
        assert!(space.contains('\u{2000}') && space.contains('\u{200a}'));
        assert!(!space.contains('\u{1fff}') && !space.contains('\u{200b}'));
    }
}
