//! The lines of the word tables, found by the words that call them up.
//!
//! A line is called up by a document that has all words of one of its entries. A line with a name calls up others in
//! turn: a body's country, the nouns that its full name is made of.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::PossibleWords;
use crate::lexicon::table::{Row, rows};

/// Which cells of a table call its lines up, from 0.
fn telling_cells(table: &str) -> Option<&'static [usize]> {
    match table {
        "names/countries.tsv" => Some(&[0, 1, 2, 3, 4]),
        "names/organisations.tsv" => Some(&[0, 1, 4]),
        "names/places.tsv" => Some(&[0, 1, 4, 5]),
        "attribution.tsv"
        | "classes.tsv"
        | "commitment.tsv"
        | "control.tsv"
        | "derived-classes.tsv"
        | "derived.tsv"
        | "modality.tsv"
        | "modifiers.tsv"
        | "names/calendar.tsv"
        | "names/given-names.tsv"
        | "names/governments.tsv"
        | "names/titles.tsv"
        | "own/classes.tsv"
        | "own/relations.tsv"
        | "quantities.tsv"
        | "relations.tsv"
        | "roles.tsv"
        | "times.tsv" => Some(&[0]),
        // Page furniture decides what is read at all; patterns have no words of their own.
        _ => None,
    }
}

/// Whether it can be told which words call up the lines of a table; else it bears on every document.
pub(super) fn has_telling_words(table: &str) -> bool {
    telling_cells(table).is_some()
}

/// Whether a line of a table is a name that stands for others: those of a country, a body or a place.
fn is_of_known_names(table: &str) -> bool {
    telling_cells(table).is_some_and(|cells| cells.len() > 1)
}

/// One line of a word table.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) table: String,
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
    /// What calls it up: all words of one of these. An empty one is called up by any document.
    needs: Vec<Need>,
    /// Words that come with it when it is called up.
    brings: Vec<Box<str>>,
}

/// Words that have to be there together, as the table writes them, and what a document has to have for it.
#[derive(Debug, Clone)]
struct Need {
    written: String,
    words: Vec<Box<str>>,
}

/// The lines of all word tables, in the order of tables and lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries {
    entries: Vec<Entry>,
    /// The entries that need a word first.
    by_word: FxHashMap<Box<str>, Vec<usize>>,
    /// The entries that any document calls up.
    always: Vec<usize>,
}

impl Entries {
    pub(super) fn of(tables: &BTreeMap<String, String>) -> Self {
        let mut found = Self::default();
        for (table, text) in tables {
            let lines: Vec<&str> = text.lines().collect();
            for row in rows(Path::new(table), text) {
                let text = lines.get(row.line - 1).copied().unwrap_or_default();
                found.add(Entry::of(table, &row, text.trim_end()));
            }
        }
        found
    }

    fn add(&mut self, entry: Entry) {
        let index = self.entries.len();
        for need in &entry.needs {
            match need.words.first() {
                Some(first) => self.by_word.entry(first.clone()).or_default().push(index),
                None => self.always.push(index),
            }
        }
        if entry.needs.is_empty() {
            self.always.push(index);
        }
        self.entries.push(entry);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The entries that a document with these words calls up, in order.
    pub(super) fn called_up(&self, words: &PossibleWords) -> Vec<&Entry> {
        let mut called: FxHashSet<usize> = self.always.iter().copied().collect();
        let mut brought = self.brought_by(&called);
        loop {
            let before = called.len();
            for word in words.iter().chain(&brought) {
                let waiting = self.by_word.get(word).into_iter().flatten();
                called.extend(waiting.filter(|index| self.is_called_up(**index, [words, &brought])));
            }
            if called.len() == before {
                break;
            }
            brought = self.brought_by(&called);
        }
        let mut called: Vec<usize> = called.into_iter().collect();
        called.sort_unstable();
        called
            .into_iter()
            .filter_map(|index| self.entries.get(index))
            .collect()
    }

    fn brought_by(&self, called: &FxHashSet<usize>) -> PossibleWords {
        let entries = called.iter().filter_map(|index| self.entries.get(*index));
        entries.flat_map(|entry| entry.brings.iter().cloned()).collect()
    }

    fn is_called_up(&self, index: usize, words: [&PossibleWords; 2]) -> bool {
        let has = |word: &str| words.iter().any(|words| words.contains(word));
        let entry = self.entries.get(index);
        entry.is_some_and(|entry| {
            entry
                .needs
                .iter()
                .any(|need| need.words.iter().all(|word| has(word)))
        })
    }
}

impl Entry {
    fn of(table: &str, row: &Row<'_>, text: &str) -> Self {
        let cells = telling_cells(table).unwrap_or_default();
        let written: Vec<&str> = cells.iter().flat_map(|cell| row.list(*cell)).collect();
        let is_owner: fn(&str) -> bool = match table.starts_with("names/") {
            true => |_| false,
            false => |chunk| chunk.contains(['\'', '’']),
        };
        let brings = match is_of_known_names(table) {
            true => text
                .split(['\t', '|', ' '])
                .filter(|word| !word.starts_with("tm:"))
                .flat_map(|word| [spelled_together(word), spelled_apart(word)])
                .flatten()
                .collect(),
            false => Vec::new(),
        };
        Self {
            table: table.to_owned(),
            line: row.line,
            text: text.to_owned(),
            needs: written
                .into_iter()
                .flat_map(|written| Need::of(written, is_owner))
                .collect(),
            brings,
        }
    }

    /// What decisions cite the table as: `places.tsv`, `own/relations.tsv`.
    pub(super) fn file(&self) -> &str {
        self.table.strip_prefix("names/").unwrap_or(&self.table)
    }

    /// The words by which a document calls it up, as the table writes them.
    pub(super) fn words_called_by(&self, words: &PossibleWords) -> Option<&str> {
        let is_there = |need: &&Need| need.words.iter().all(|word| words.contains(word));
        self.needs.iter().find(is_there).map(|need| need.written.as_str())
    }
}

impl Need {
    /// What an entry of a table needs, with its compounds spelled apart, and together.
    ///
    /// A word that `is_owner`, as it stands for whoever owns something, is not asked for. Neither is an article before a
    /// name, which is looked up without.
    fn of(written: &str, is_owner: fn(&str) -> bool) -> Vec<Self> {
        let chunks = written
            .split_whitespace()
            .enumerate()
            .filter(|(index, chunk)| !(is_owner(chunk) || *index == 0 && is_article(chunk)))
            .map(|(_, chunk)| chunk);
        let chunks: Vec<&str> = chunks.collect();
        let need = |spelled: fn(&str) -> Vec<Box<str>>| Self {
            written: written.to_owned(),
            words: chunks.iter().flat_map(|chunk| spelled(chunk)).collect(),
        };
        let (apart, together) = (need(spelled_apart), need(spelled_together));
        match apart.words == together.words {
            true => vec![apart],
            false => vec![apart, together],
        }
    }
}

/// Whether [`crate::lexicon::names`] leaves the word out at the start of a name.
fn is_article(word: &str) -> bool {
    crate::lexicon::names::normal_form(&format!("{word} name")) == "name"
}

/// The parts of a word between other characters than letters and digits, in lower case; full stops do not count.
fn spelled_apart(word: &str) -> Vec<Box<str>> {
    let lower = word.to_lowercase().replace('.', "");
    let parts = lower.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(Box::from).collect()
}

/// The word with nothing but its letters and digits, in lower case.
fn spelled_together(word: &str) -> Vec<Box<str>> {
    let joined: String = word
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    if joined.is_empty() {
        Vec::new()
    } else {
        vec![joined.into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(words: &[&str]) -> Vec<String> {
        let tables = [
            ("names/countries.tsv", "Ruritania\t\tRuritanian\nElbonia\n"),
            (
                "names/organisations.tsv",
                "Royal Harbour Board\tRHB\ttm:Organization\tRuritania\n",
            ),
            (
                "classes.tsv",
                "board|panel\ttm:Organization\nferry\ttm:Artifact\n",
            ),
            (
                "attribution.tsv",
                "*\tverb\n:\tlabel\nin one's view\tpreposition\n",
            ),
        ];
        let tables = tables
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into();
        let words = words.iter().map(|word| Box::from(*word)).collect();
        let entries = Entries::of(&tables);
        let called = entries.called_up(&words).into_iter();
        called
            .map(|entry| format!("{}:{}", entry.file(), entry.line))
            .collect()
    }

    #[test]
    fn a_name_calls_up_its_country_and_the_nouns_it_is_made_of() {
        assert_eq!(
            called(&["rhb"]),
            [
                "attribution.tsv:1",
                "attribution.tsv:2",
                "classes.tsv:1",
                "countries.tsv:1",
                "organisations.tsv:1"
            ]
        );
    }

    #[test]
    fn all_words_of_an_entry_have_to_be_there_but_for_the_owner() {
        assert_eq!(called(&["royal", "board"]).len(), 3);
        assert!(called(&["in", "view"]).contains(&"attribution.tsv:3".to_owned()));
        assert!(!called(&["view"]).contains(&"attribution.tsv:3".to_owned()));
    }
}
