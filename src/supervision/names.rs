//! Names in a text: where the ends of facts are named.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{End, Facts};
use crate::analysis::Token;
use crate::claim::Time;
use crate::document::{ByteSpan, Document};

/// A name with fewer letters and digits names too much.
const SHORTEST: usize = 2;

/// Names of ends, by the letters that they begin with.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    by_start: BTreeMap<String, BTreeMap<String, BTreeSet<End>>>,
}

impl Names {
    /// Adds a name; white space in it counts as one space.
    pub(super) fn add(&mut self, name: &str, end: End) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        if letters.count() >= SHORTEST {
            let names = self.by_start.entry(start(&name).to_owned()).or_default();
            names.entry(name).or_default().insert(end);
        }
    }

    /// The names that `text` begins with, and how many bytes of it each takes.
    fn at<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a BTreeSet<End>)> {
        let names = self.by_start.get(start(text)).into_iter().flatten();
        names.filter_map(|(name, ends)| Some((length(text, name)?, ends)))
    }
}

/// The letters and digits that a text begins with.
fn start(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

/// How many bytes of `text` the name at its beginning takes; any white space stands for a space.
fn length(text: &str, name: &str) -> Option<usize> {
    let mut rest = text;
    for letter in name.chars() {
        rest = match letter {
            ' ' => rest.strip_prefix(char::is_whitespace)?.trim_start(),
            letter => rest.strip_prefix(letter)?,
        };
    }
    Some(text.len() - rest.len())
}

/// A place in a text where ends are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameInText {
    pub(super) span: ByteSpan,
    pub(super) ends: BTreeSet<End>,
}

impl Facts {
    /// The names among the tokens of a sentence, in text order; of names inside each other the longest.
    pub(super) fn names_in(&self, document: &Document, tokens: &[Token]) -> Vec<NameInText> {
        let ends: BTreeSet<usize> = tokens.iter().map(|token| token.span.end()).collect();
        let last = ends.last().copied().unwrap_or_default();
        let mut found: BTreeMap<(usize, std::cmp::Reverse<usize>), BTreeSet<End>> = BTreeMap::new();
        for token in tokens {
            let start = token.span.start();
            let text = document.slice(ByteSpan::new(start, last));
            for (length, of_name) in self.names.at(text) {
                let end = start + length;
                if ends.contains(&end) {
                    let known = found.entry((start, std::cmp::Reverse(end))).or_default();
                    known.extend(of_name);
                }
            }
        }
        let mut names: Vec<NameInText> = Vec::new();
        for ((start, std::cmp::Reverse(end)), ends) in found {
            let span = ByteSpan::new(start, end);
            if names.last().is_none_or(|last| !last.span.overlaps(span)) {
                names.push(NameInText { span, ends });
            }
        }
        names
    }

    /// The expressions for days in a sentence that mean an end, in text order.
    pub(super) fn days_in<'a>(
        &'a self,
        times: impl Iterator<Item = &'a Time> + 'a,
        sentence: ByteSpan,
    ) -> impl Iterator<Item = NameInText> + 'a {
        let own = times.filter(move |time| sentence.contains(time.span));
        own.filter_map(|time| {
            let days = (time.earliest?, time.latest?);
            Some(NameInText {
                span: time.span,
                ends: self.days.get(&days)?.clone(),
            })
        })
    }
}
