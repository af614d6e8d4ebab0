//! What page furniture is made of: `ontology/lexicon/furniture.tsv`.
//!
//! Each line has a kind, the words, and what they are good for: the labels "published" and "published on"
//! stand before a date.

use std::path::Path;

use rustc_hash::FxHashMap;
use strum::EnumString;

use super::line::{Word, words};
use super::table::{LexiconError, Row, rows};

/// How the words of an entry are used; the table's head explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString)]
#[strum(serialize_all = "lowercase")]
#[allow(missing_docs)]
pub enum FurnitureKind {
    Line,
    Start,
    Anywhere,
    Closing,
    Label,
    Credit,
    Byline,
    Counter,
    Separator,
    Organisation,
    Particle,
    Function,
    Month,
    Weekday,
    Clock,
}

/// What a label, a byline or a month's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FurnitureRole {
    /// Nothing that is kept.
    None,
    /// Who wrote it.
    Author,
    /// When the page was published.
    Date,
    /// Who published it.
    Publisher,
    /// The number of a month, 1 to 12.
    Month(i8),
}

/// Words of the table, as [`words`] splits them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words; `#` stands for a number.
    pub words: Vec<String>,
    /// What they tell.
    pub role: FurnitureRole,
}

/// The table, ready for look-up.
#[derive(Debug, Clone, Default)]
pub struct FurnitureLexicon {
    /// Phrases by kind and first word, longest first.
    phrases: FxHashMap<FurnitureKind, FxHashMap<String, Vec<Phrase>>>,
}

impl FurnitureLexicon {
    /// The table that ships with the program.
    #[expect(clippy::expect_used, reason = "a test parses the bundled table")]
    pub fn bundled() -> Self {
        Self::load().expect("the bundled table is well formed")
    }

    pub(super) fn load() -> Result<Self, LexiconError> {
        let path = Path::new("ontology/lexicon/furniture.tsv");
        Self::parse(path, include_str!("../../ontology/lexicon/furniture.tsv"))
    }

    /// Reads a table; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        for row in rows(path, text) {
            let kind = kind(&row)?;
            let role = role(kind, &row)?;
            for words in entries(kind, &row) {
                lexicon.insert(kind, Phrase { words, role });
            }
        }
        for phrases in lexicon.phrases.values_mut().flat_map(FxHashMap::values_mut) {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        Ok(lexicon)
    }

    fn insert(&mut self, kind: FurnitureKind, phrase: Phrase) {
        if let Some(first) = phrase.words.first().cloned() {
            let of_kind = self.phrases.entry(kind).or_default();
            of_kind.entry(first).or_default().push(phrase);
        }
    }

    /// The longest phrase of `kind` that `line` begins with.
    pub fn prefix(&self, kind: FurnitureKind, line: &[Word]) -> Option<&Phrase> {
        let first = line.first()?;
        let key = if first.is_number() { "#" } else { &first.text };
        let phrases = self.phrases.get(&kind)?.get(key)?;
        phrases.iter().find(|phrase| is_prefix(&phrase.words, line))
    }

    /// Whether `line` is a phrase of `kind` and nothing else.
    pub fn is_whole(&self, kind: FurnitureKind, line: &[Word]) -> bool {
        self.prefix(kind, line)
            .is_some_and(|phrase| phrase.words.len() == line.len())
    }

    /// Whether `word` alone is a phrase of `kind`.
    pub fn has(&self, kind: FurnitureKind, word: &Word) -> bool {
        self.is_whole(kind, std::slice::from_ref(word))
    }
}

fn is_prefix(phrase: &[String], line: &[Word]) -> bool {
    let matches = |(pattern, word): (&String, &Word)| match pattern.as_str() {
        "#" => word.is_number(),
        text => text == word.text,
    };
    phrase.len() <= line.len() && phrase.iter().zip(line).all(matches)
}

fn kind(row: &Row<'_>) -> Result<FurnitureKind, LexiconError> {
    let name = row.cell(0);
    name.parse()
        .map_err(|_| row.error(format!("`{name}` is not a kind; the head of the file lists them")))
}

fn role(kind: FurnitureKind, row: &Row<'_>) -> Result<FurnitureRole, LexiconError> {
    let cell = row.cell(2);
    match (kind, cell) {
        (FurnitureKind::Month, number) => match number.parse() {
            Ok(month @ 1..=12) => Ok(FurnitureRole::Month(month)),
            _ => Err(row.error(format!("`{number}` is not the number of a month, 1 to 12"))),
        },
        (_, "") => Ok(FurnitureRole::None),
        (_, "author") => Ok(FurnitureRole::Author),
        (_, "date") => Ok(FurnitureRole::Date),
        (_, "publisher") => Ok(FurnitureRole::Publisher),
        (_, other) => Err(row.error(format!(
            "`{other}` is not a role; use author, date, publisher or none"
        ))),
    }
}

fn entries(kind: FurnitureKind, row: &Row<'_>) -> Vec<Vec<String>> {
    let split = |text: &str| words(text).into_iter().map(|word| word.text).collect();
    match kind {
        FurnitureKind::Separator => row.cell(1).split_whitespace().map(split).collect(),
        _ => row.list(1).map(split).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        match FurnitureLexicon::parse(Path::new("f.tsv"), text) {
            Ok(_) => "no problem".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_bundled_table_parses() {
        assert!(FurnitureLexicon::load().is_ok_and(|lexicon| lexicon.phrases.len() == 15));
    }

    #[test]
    fn the_longest_phrase_wins_and_numbers_match_the_sign() {
        let text = "start\tcopyright | copyright # holder\nmonth\tmay\t5";
        let lexicon = FurnitureLexicon::parse(Path::new("f.tsv"), text).unwrap_or_default();
        let line = words("Copyright 2024 holder Jane");
        let found = lexicon.prefix(FurnitureKind::Start, &line);
        assert_eq!(found.map(|phrase| phrase.words.len()), Some(3));
        assert!(!lexicon.is_whole(FurnitureKind::Start, &line));
        assert!(lexicon.has(FurnitureKind::Month, &words("MAY")[0]));
    }

    #[test]
    fn an_unknown_kind_or_role_names_its_line() {
        assert_eq!(
            problem("line\thome\nlines\thome"),
            "f.tsv:2: `lines` is not a kind; the head of the file lists them"
        );
        assert_eq!(
            problem("label\tby\twriter"),
            "f.tsv:1: `writer` is not a role; use author, date, publisher or none"
        );
        assert_eq!(
            problem("month\tmay\t13"),
            "f.tsv:1: `13` is not the number of a month, 1 to 12"
        );
    }
}
