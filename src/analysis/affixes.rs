//! Where a chunk of text without white space is cut: prefixes, suffixes, infixes and addresses.
//!
//! spaCy writes these as regular expressions. Their lists and character classes are in the model file;
//! the way they combine is written out here, because a look at the first or last character is enough and
//! because no text may make the search slow.

use fancy_regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::characters::CharacterSet;
use super::model_file::{ModelError, ModelFile, problem};

#[derive(Deserialize)]
struct Lists {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    suffixes_after_digit: Vec<String>,
    hyphens: Vec<String>,
}

#[derive(Deserialize)]
struct Classes {
    alpha: CharacterSet,
    upper: CharacterSet,
    icon: CharacterSet,
    before_final_stop: CharacterSet,
    before_inner_stop: CharacterSet,
    after_inner_stop: CharacterSet,
}

struct Suffix {
    text: String,
    after_digit: bool,
}

/// The affix rules of a language.
pub(super) struct Affixes {
    prefixes: FxHashMap<char, Vec<String>>,
    suffixes: FxHashMap<char, Vec<Suffix>>,
    hyphens: Vec<String>,
    classes: Classes,
    address: Regex,
}

/// Steps after which the search for an address gives up: no address of less than 300 characters needs them.
const ADDRESS_STEPS: usize = 20_000;

impl Affixes {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        let lists: Lists = file.json("tokenizer.affixes")?;
        let mut affixes = Self {
            prefixes: FxHashMap::default(),
            suffixes: FxHashMap::default(),
            hyphens: lists.hyphens,
            classes: file.json("tokenizer.characters")?,
            address: RegexBuilder::new(&file.json::<String>("tokenizer.url")?)
                .backtrack_limit(ADDRESS_STEPS)
                .build()
                .map_err(|error| problem("tokenizer.url", error))?,
        };
        for prefix in lists.prefixes {
            if let Some(first) = prefix.chars().next() {
                affixes.prefixes.entry(first).or_default().push(prefix);
            }
        }
        affixes.add_suffixes(lists.suffixes, false);
        affixes.add_suffixes(lists.suffixes_after_digit, true);
        Ok(affixes)
    }

    fn add_suffixes(&mut self, suffixes: Vec<String>, after_digit: bool) {
        for text in suffixes {
            if let Some(last) = text.chars().next_back() {
                let suffix = Suffix { text, after_digit };
                self.suffixes.entry(last).or_default().push(suffix);
            }
        }
    }

    /// The length in bytes of the prefix to cut off, 0 for none.
    pub(super) fn prefix(&self, chunk: &str) -> usize {
        let Some(first) = chunk.chars().next() else {
            return 0;
        };
        match first {
            '+' => usize::from(!chunk[1..].starts_with(|next: char| next.is_ascii_digit())),
            '.' => dots(chunk.bytes()),
            _ => self.literal_prefix(first, chunk),
        }
    }

    fn literal_prefix(&self, first: char, chunk: &str) -> usize {
        let literal = self
            .prefixes
            .get(&first)
            .and_then(|prefixes| prefixes.iter().find(|prefix| chunk.starts_with(prefix.as_str())));
        match literal {
            Some(literal) => literal.len(),
            None if self.classes.icon.contains(first) => first.len_utf8(),
            None => 0,
        }
    }

    /// The length in bytes of the suffix to cut off, 0 for none: the longest that fits.
    pub(super) fn suffix(&self, chunk: &str) -> usize {
        let Some(last) = chunk.chars().next_back() else {
            return 0;
        };
        if last == '.' {
            return self.final_stop(chunk);
        }
        let icon = if self.classes.icon.contains(last) {
            last.len_utf8()
        } else {
            0
        };
        let Some(suffixes) = self.suffixes.get(&last) else {
            return icon;
        };
        let fitting = suffixes.iter().filter(|suffix| suffix.fits(chunk));
        fitting
            .map(|suffix| suffix.text.len())
            .max()
            .unwrap_or(0)
            .max(icon)
    }

    fn final_stop(&self, chunk: &str) -> usize {
        let run = dots(chunk.bytes().rev());
        if run > 0 {
            return run;
        }
        let mut before = chunk.chars().rev().skip(1);
        let (Some(last), second) = (before.next(), before.next()) else {
            return 0;
        };
        let upper = &self.classes.upper;
        let after_capitals = upper.contains(last) && second.is_some_and(|second| upper.contains(second));
        let after_degree = matches!(last, 'F' | 'f' | 'C' | 'c' | 'K' | 'k') && second == Some('°');
        usize::from(self.classes.before_final_stop.contains(last) || after_capitals || after_degree)
    }

    /// Whether `chunk` is a web or mail address.
    pub(super) fn is_address(&self, chunk: &str) -> bool {
        chunk.contains('.') && self.address.is_match(chunk).unwrap_or(false)
    }

    /// The inner pieces of `chunk` that stand alone, in order: start and end in bytes.
    pub(super) fn infixes(&self, chunk: &str, mut found: impl FnMut(usize, usize)) {
        if !chunk.bytes().any(may_start_infix) {
            return;
        }
        let mut before = None;
        let mut next = 0;
        for (at, character) in chunk.char_indices() {
            if at >= next {
                let length = self.infix(&chunk[at..], character, before);
                if length > 0 {
                    next = at + length;
                    found(at, next);
                }
            }
            before = Some(character);
        }
    }

    /// The length of the infix at the start of `rest`, whose first character is `first`.
    fn infix(&self, rest: &str, first: char, before: Option<char>) -> usize {
        match first {
            '.' if dots(rest.bytes()) > 0 => dots(rest.bytes()),
            '…' => first.len_utf8(),
            _ if !first.is_ascii() && self.classes.icon.contains(first) => first.len_utf8(),
            _ => before.map_or(0, |before| self.infix_between(rest, first, before)),
        }
    }

    fn infix_between(&self, rest: &str, first: char, before: char) -> usize {
        let alpha = &self.classes.alpha;
        let after = |length: usize| rest[length..].chars().next();
        let is_between = match first {
            '+' | '*' | '^' | '-' if before.is_ascii_digit() && after(1).is_some_and(is_digit_or_minus) => {
                true
            }
            '.' => {
                self.classes.before_inner_stop.contains(before)
                    && after(1).is_some_and(|next| self.classes.after_inner_stop.contains(next))
            }
            ',' => alpha.contains(before) && after(1).is_some_and(|next| alpha.contains(next)),
            ':' | '<' | '>' | '=' | '/' => {
                self.is_word(before) && after(1).is_some_and(|next| alpha.contains(next))
            }
            _ => false,
        };
        if is_between {
            return 1;
        }
        let mut hyphens = self
            .hyphens
            .iter()
            .filter(|hyphen| rest.starts_with(hyphen.as_str()));
        let hyphen = hyphens.find(|hyphen| after(hyphen.len()).is_some_and(|next| alpha.contains(next)));
        match hyphen {
            Some(hyphen) if self.is_word(before) => hyphen.len(),
            _ => 0,
        }
    }

    fn is_word(&self, character: char) -> bool {
        character.is_ascii_digit() || self.classes.alpha.contains(character)
    }
}

impl Suffix {
    fn fits(&self, chunk: &str) -> bool {
        let Some(before) = chunk.strip_suffix(self.text.as_str()) else {
            return false;
        };
        !self.after_digit || before.ends_with(|last: char| last.is_ascii_digit())
    }
}

fn is_digit_or_minus(character: char) -> bool {
    character == '-' || character.is_ascii_digit()
}

fn may_start_infix(byte: u8) -> bool {
    !byte.is_ascii() || b".+*^-,~:<>=/".contains(&byte)
}

/// The number of full stops at the start when there are at least two, else 0.
fn dots(bytes: impl Iterator<Item = u8>) -> usize {
    match bytes.take_while(|byte| *byte == b'.').count() {
        1 => 0,
        run => run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::model::BUNDLED;

    fn affixes() -> Affixes {
        Affixes::load(&ModelFile::open(BUNDLED).unwrap()).unwrap()
    }

    #[test]
    fn a_prefix_is_the_first_that_fits() {
        let affixes = affixes();
        let prefix = |chunk| affixes.prefix(chunk);
        assert_eq!(
            [prefix("US$5"), prefix("(a"), prefix("……a"), prefix("☃a")],
            [3, 1, 3, 3]
        );
        assert_eq!(
            [prefix("...and"), prefix(".5"), prefix("+5"), prefix("+a")],
            [3, 0, 0, 1]
        );
        assert_eq!([prefix("word"), prefix("")], [0, 0]);
    }

    #[test]
    fn a_suffix_is_the_longest_that_fits() {
        let affixes = affixes();
        let suffix = |chunk| affixes.suffix(chunk);
        assert_eq!(
            [suffix("dog's"), suffix("dogs'"), suffix("a☃"), suffix("a……")],
            [2, 1, 3, 6]
        );
        assert_eq!(
            [suffix("5km"), suffix("5km²"), suffix("km"), suffix("5US$")],
            [2, 4, 0, 3]
        );
    }

    #[test]
    fn a_final_stop_is_cut_off_unless_it_looks_like_an_abbreviation() {
        let affixes = affixes();
        let suffix = |chunk| affixes.suffix(chunk);
        assert_eq!(
            [suffix("end."), suffix("USA."), suffix("5."), suffix("ok...")],
            [1, 1, 1, 3]
        );
        assert_eq!(
            [suffix("U.S."), suffix("A."), suffix("."), suffix("20°C.")],
            [0, 0, 0, 1]
        );
    }

    #[test]
    fn infixes_stand_between_the_right_neighbours() {
        let affixes = affixes();
        let infixes = |chunk: &'static str| {
            let mut found = Vec::new();
            affixes.infixes(chunk, |start, end| found.push(&chunk[start..end]));
            found.join(" ")
        };
        assert_eq!(infixes("left-wing,well--known—and:so"), "- , -- — :");
        assert_eq!(infixes("end.Next e.g. 3.5 a...b"), ". ...");
        assert_eq!(infixes("2+2-1*3 a+b 1990-95"), "+ - * -");
        assert_eq!(infixes("snow☃man"), "☃");
    }

    #[test]
    fn addresses_are_told_from_abbreviations() {
        let affixes = affixes();
        assert!(affixes.is_address("https://www.example.org/a?b=c"));
        assert!(affixes.is_address("someone@example.org") && affixes.is_address("example.org:8080"));
        assert!(
            !affixes.is_address("U.S") && !affixes.is_address("10.0.0.1") && !affixes.is_address("end.Next")
        );
    }

    #[test]
    fn a_search_that_takes_too_long_finds_no_address() {
        assert!(!affixes().is_address(&"a:b@".repeat(2_000).replace("b@", "b@.")));
    }
}
