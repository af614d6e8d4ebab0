//! The tables of label words: kinds, related words, endings, small words.

use std::path::Path;

use oxigraph::model::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::table::{Row, rows};

/// The shortest stem that two words of a family share.
const SHORTEST_STEM: usize = 4;

/// What is known about the words of labels in general.
#[derive(Debug, Clone, Default)]
pub struct LabelWords {
    kinds: FxHashMap<String, Vec<String>>,
    /// The class of the program's ontology that things of a kind are of.
    classes: FxHashMap<String, NamedNode>,
    related: FxHashMap<String, Vec<String>>,
    endings: FxHashSet<String>,
    small: FxHashSet<String>,
}

impl LabelWords {
    /// The tables that the program ships with.
    pub fn bundled() -> Self {
        let mut words = Self::default();
        for row in table(include_str!("../../ontology/derivation/kinds.tsv")) {
            add(&mut words.kinds, row.list(1), [row.cell(0)]);
            if let Ok(class) = row.term(2) {
                words.classes.insert(row.cell(0).to_owned(), class);
            }
        }
        for row in table(include_str!("../../ontology/derivation/synonyms.tsv")) {
            add(&mut words.related, row.list(0), row.list(1));
        }
        for row in table(include_str!("../../ontology/derivation/endings.tsv")) {
            words.endings.extend(row.list(0).map(str::to_owned));
        }
        for row in table(include_str!("../../ontology/derivation/small.tsv")) {
            words.small.extend(row.list(0).map(str::to_owned));
        }
        words.endings.insert(String::new());
        words
    }

    pub(super) fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    /// What a thing looks like, by the last of `words` that tells.
    pub(super) fn kinds(&self, words: &[String]) -> Vec<String> {
        let known = |word: &String| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            self.kinds.get(word).or_else(|| self.kinds.get(singular))
        };
        words.iter().rev().find_map(known).cloned().unwrap_or_default()
    }

    /// The class of what a label's words look like.
    pub(crate) fn class(&self, label: &str) -> Option<NamedNode> {
        let words: Vec<String> = label.split(' ').map(str::to_owned).collect();
        let kinds = self.kinds(&words);
        kinds.iter().find_map(|kind| self.classes.get(kind)).cloned()
    }

    /// The words that stand where one of a label's `words` is meant, sorted.
    ///
    /// Two words side by side that have a line of their own mean what it says: "based in" is not "based on".
    pub(super) fn related(&self, words: &[String]) -> Vec<String> {
        let mut related = Vec::new();
        let mut place = 0;
        while let Some(word) = words.get(place) {
            let pair = words.get(place + 1).map(|next| format!("{word} {next}"));
            let of_pair = pair.and_then(|pair| self.related.get(&pair));
            match of_pair {
                Some(of_pair) => related.extend(of_pair.iter().cloned()),
                None if self.is_small(word) => {}
                None => related.extend(self.of_word(word).cloned()),
            }
            place += 1 + usize::from(of_pair.is_some());
        }
        related.sort();
        related.dedup();
        related
    }

    fn of_word(&self, word: &str) -> impl Iterator<Item = &String> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        let lists = [self.related.get(word), self.related.get(singular)];
        lists.into_iter().flatten().flatten()
    }

    /// Whether two words have one stem and differ in their endings only: "direct" and "director".
    pub fn are_one_family(&self, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
        let shared = one
            .bytes()
            .zip(other.bytes())
            .take_while(|(left, right)| left == right);
        let longest = shared.count();
        // The stem may end before the shared letters do: "produc|e", "produc|tion", but "creat|e", "creat|or".
        (longest.saturating_sub(2).max(SHORTEST_STEM)..=longest).any(|stem| {
            let has_ending = |word: &str| {
                word.get(stem..)
                    .is_some_and(|ending| self.endings.contains(ending))
            };
            has_ending(one) && has_ending(other)
        })
    }
}

fn table(text: &'static str) -> impl Iterator<Item = Row<'static>> {
    rows(Path::new("ontology/derivation"), text)
}

fn add<'a>(
    lists: &mut FxHashMap<String, Vec<String>>,
    keys: impl Iterator<Item = &'a str>,
    values: impl IntoIterator<Item = &'a str>,
) {
    let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
    for key in keys {
        lists
            .entry(key.to_owned())
            .or_default()
            .extend(values.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_differ_in_their_endings() {
        let words = LabelWords::bundled();
        for (one, other) in [
            ("director", "direct"),
            ("producer", "production"),
            ("creator", "create"),
        ] {
            assert!(words.are_one_family(one, other), "{one} {other}");
        }
        for (one, other) in [("star", "start"), ("cast", "castle"), ("war", "warden")] {
            assert!(!words.are_one_family(one, other), "{one} {other}");
        }
    }
}
