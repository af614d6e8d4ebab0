//! The recogniser's names, with its usual slips mended.
//!
//! It runs over brackets ("Organisation of Islamic Cooperation (OIC"), over "and" between two bodies ("Centre for
//! Trade and Centre for Law"), from a body into a person ("NPR Amina Diallo"), and takes in a verb that begins a
//! sentence ("Remarked Diallo").

use std::ops::Range;

use crate::analysis::{Name, NameLabel, Tag};
use crate::lexicon::classes::NounFlag;
use crate::mention::words::{Words, is_name_label};
use crate::vocab::tm;

/// What the recogniser says of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    /// Part of a date or an amount.
    Measure,
    /// Part of the name with this index.
    Name(usize),
}

/// The mended names of a document, and the tokens they cover.
#[derive(Debug)]
pub(crate) struct Recognition {
    names: Vec<Name>,
    parts: Vec<Part>,
}

impl Recognition {
    pub(crate) fn of(words: &Words<'_>) -> Self {
        let mut recognition = Self {
            names: Vec::new(),
            parts: vec![Part::Nothing; words.len()],
        };
        for name in rejoined(words) {
            if is_name_label(name.label) {
                for (tokens, label) in mended(words, &name) {
                    recognition.cover(&tokens, Part::Name(recognition.names.len()));
                    recognition.names.push(Name { tokens, label });
                }
            } else {
                recognition.cover(&name.tokens, Part::Measure);
            }
        }
        recognition
    }

    fn cover(&mut self, tokens: &Range<usize>, part: Part) {
        for token in tokens.clone() {
            if let Some(slot) = self.parts.get_mut(token) {
                *slot = part;
            }
        }
    }

    /// The name that `token` is part of.
    pub(crate) fn name_at(&self, token: usize) -> Option<&Name> {
        match self.parts.get(token) {
            Some(Part::Name(name)) => self.names.get(*name),
            _ => None,
        }
    }

    /// Whether `token` is part of a date or an amount.
    pub(crate) fn is_measure(&self, token: usize) -> bool {
        self.parts.get(token) == Some(&Part::Measure)
    }
}

/// The names as recognised, a person's cut behind a particle put together again: "Ursula von der" and "Linde".
fn rejoined(words: &Words<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for name in &words.analysis.names {
        match names.last_mut() {
            Some(before) if is_cut_off(words, before, name) => before.tokens.end = name.tokens.end,
            _ => names.push(name.clone()),
        }
    }
    names
}

fn is_cut_off(words: &Words<'_>, before: &Name, name: &Name) -> bool {
    let last = before.tokens.end.saturating_sub(1);
    before.label == NameLabel::Person
        && before.tokens.len() > 1
        && before.tokens.end == name.tokens.start
        && is_name_label(name.label)
        && words.lexicon.control.is_name_particle(words.text(last))
}

/// The names that one recognised name really is.
fn mended(words: &Words<'_>, name: &Name) -> Vec<(Range<usize>, NameLabel)> {
    let Range { start, end } = name.tokens.clone();
    let is_site = matches!(name.label, NameLabel::Fac | NameLabel::Loc) || ends_with_place(words, end);
    let is_cut = |token: &usize| {
        let is_where = is_site && matches!(words.text(*token), "on" | "in" | "at");
        *token > start && (words.text(*token) == "(" || is_where || joins_bodies(words, *token, end))
    };
    if let Some(cut) = (start..end).find(is_cut) {
        let rest = Name {
            tokens: cut + 1..end,
            label: name.label,
        };
        let mut names = vec![(start..cut, name.label)];
        if cut + 1 < end {
            names.extend(mended(words, &rest));
        }
        return names;
    }
    if name.label == NameLabel::Org && begins_with_body(words, &name.tokens) {
        return vec![
            (start..start + 1, NameLabel::Org),
            (start + 1..end, NameLabel::Person),
        ];
    }
    let is_verb = matches!(
        words.tag(start),
        Tag::Vb | Tag::Vbd | Tag::Vbn | Tag::Vbz | Tag::Vbp
    );
    let begins_sentence = words.analysis.sentences.get(words.analysis.sentence_of(start));
    let is_first = begins_sentence.is_some_and(|sentence| sentence.tokens.start == start);
    let first = if is_verb && is_first && end > start + 1 {
        start + 1
    } else {
        start
    };
    vec![(first..end, name.label)]
}

/// "and" between the names of two bodies, each with a noun at its head: "… and Centre for Law".
fn joins_bodies(words: &Words<'_>, token: usize, end: usize) -> bool {
    let noun = words.lexicon.classes.noun(&words.lower(token + 1));
    words.text(token) == "and"
        && token + 2 < end
        && noun.is_some_and(|noun| noun.has(NounFlag::Heading))
        && matches!(words.text(token + 2), "for" | "of")
}

/// "… on Capel Street": whether the last word heads names of places.
fn ends_with_place(words: &Words<'_>, end: usize) -> bool {
    let last = end
        .checked_sub(1)
        .map(|last| words.lower(last))
        .unwrap_or_default();
    let noun = words.lexicon.classes.noun(&last);
    noun.is_some_and(|noun| noun.has(NounFlag::Heading) && noun.class.as_str() == tm::PLACE.as_str())
}

/// An abbreviation in the tables before a given name.
fn begins_with_body(words: &Words<'_>, tokens: &Range<usize>) -> bool {
    let names = &words.lexicon.names;
    let first = words.text(tokens.start);
    let is_known = Words::is_acronym(first) && names.forms(first).next().is_some();
    tokens.len() > 2 && is_known && names.given_name(words.text(tokens.start + 1)).is_some()
}
