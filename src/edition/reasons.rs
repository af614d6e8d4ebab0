//! Why a document has to be read again: what an edition says about its words that an earlier one did not.

use std::fmt;

use super::Edition;
use super::entries::Entry;
use crate::analysis::PossibleWords;

/// Something that bears on a document and has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// What bears on every document: the program, a file of the ontology, or a table by its name.
    Whole(String),
    /// A line of a word table.
    Line {
        /// As decisions cite it: `places.tsv:12`, in the new edition, or in the old one when it went.
        place: String,
        /// What became of it: "added", "removed" or "changed".
        change: &'static str,
        /// Why it bears on the document, in words.
        because: String,
    },
    /// The lines are the same and stand in another order.
    Order,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(part) => write!(formatter, "{part} changed, which bears on every document"),
            Self::Line {
                place,
                change,
                because,
            } => write!(formatter, "{place} was {change}, and {because}"),
            Self::Order => write!(formatter, "lines of the lexicon stand in another order"),
        }
    }
}

impl Edition {
    /// Why a document with these words is read otherwise than by the edition `before`, lines in the order of tables.
    pub fn reasons(&self, before: &Self, words: &PossibleWords) -> Vec<Reason> {
        let [now, then] = [self, before].map(|edition| &edition.source.structure);
        let parts = now
            .keys()
            .chain(then.keys().filter(|part| !now.contains_key(*part)));
        let changed = parts.filter(|part| now.get(*part) != then.get(*part));
        let mut reasons: Vec<Reason> = changed.map(|part| Reason::Whole(part.clone())).collect();
        reasons.extend(self.lines_that_differ(before, words));
        if reasons.is_empty() && self.reading(words) != before.reading(words) {
            reasons.push(Reason::Order);
        }
        reasons
    }

    fn lines_that_differ(&self, before: &Self, words: &PossibleWords) -> Vec<Reason> {
        let [now, then] = [self, before].map(|edition| edition.entries.called_up(words));
        let is_in = |entries: &[&Entry], entry: &Entry| {
            let mut entries = entries.iter();
            entries.any(|other| other.table == entry.table && other.text == entry.text)
        };
        let came: Vec<&Entry> = now.iter().copied().filter(|entry| !is_in(&then, entry)).collect();
        let went: Vec<&Entry> = then.iter().copied().filter(|entry| !is_in(&now, entry)).collect();
        let is_one = |one: &Entry, other: &Entry| {
            one.table == other.table && (one.line == other.line || one.first_cell() == other.first_cell())
        };
        let added = came.iter().map(|entry| {
            let change = match went.iter().any(|other| is_one(entry, other)) {
                true => "changed",
                false => "added",
            };
            entry.reason(change, words)
        });
        let removed = went
            .iter()
            .filter(|entry| !came.iter().any(|other| is_one(entry, other)));
        added
            .chain(removed.map(|entry| entry.reason("removed", words)))
            .collect()
    }
}

impl Entry {
    fn first_cell(&self) -> &str {
        self.text.split('\t').next().unwrap_or_default()
    }

    fn reason(&self, change: &'static str, words: &PossibleWords) -> Reason {
        Reason::Line {
            place: format!("{}:{}", self.file(), self.line),
            change,
            because: match self.words_called_by(words) {
                Some(words) => format!("the document has `{}`", words.trim()),
                None => "a name in the document leads to it".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::edition_with;
    use super::*;

    fn reasons(before: &Edition, after: &Edition, words: &[&str]) -> Vec<String> {
        let words = words.iter().map(|word| Box::from(*word)).collect();
        let reasons = after.reasons(before, &words).into_iter();
        reasons.map(|reason| reason.to_string()).collect()
    }

    #[test]
    fn a_reason_names_the_line_and_the_word() {
        let (none, one) = (
            edition_with("times.tsv", |_| "# Times\n".to_owned()),
            edition_with("times.tsv", |_| {
                "# Times\nfortnight|sennight\tunit\t14\n".to_owned()
            }),
        );
        let other = edition_with("times.tsv", |_| {
            "# Times\nfortnight|sennight\tunit\t7\n".to_owned()
        });
        let text = &["sennight"];
        assert_eq!(
            reasons(&none, &one, text),
            ["times.tsv:2 was added, and the document has `sennight`"]
        );
        assert_eq!(
            reasons(&one, &other, text),
            ["times.tsv:2 was changed, and the document has `sennight`"]
        );
        assert_eq!(
            reasons(&one, &none, text),
            ["times.tsv:2 was removed, and the document has `sennight`"]
        );
        assert!(reasons(&one, &other, &["week"]).is_empty());
    }

    #[test]
    fn another_order_and_a_table_without_words_are_reasons_too() {
        let [one, other] = [
            "fortnight\tunit\t14\nfortnight\tunit\t7\n",
            "fortnight\tunit\t7\nfortnight\tunit\t14\n",
        ]
        .map(|text| edition_with("times.tsv", |_| text.to_owned()));
        assert_eq!(
            reasons(&one, &other, &["fortnight"]),
            ["lines of the lexicon stand in another order"]
        );
        let furniture = edition_with("furniture.tsv", |text| format!("line\tzorble\n{text}"));
        assert_eq!(
            reasons(&Edition::bundled(), &furniture, &[]),
            ["furniture.tsv changed, which bears on every document"]
        );
    }
}
