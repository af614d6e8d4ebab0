//! Stretches of capitalised words, cut into titles, well-known names and the rest.
//!
//! The recogniser finds "RCMP Sgt Charles Poirier" as one person, "Jie Chen" in "Jing-Jie Chen" and only "US" in
//! "US Senate". Here its spans are one kind of evidence: a run is every word next to each other that the tagger
//! calls a proper noun or the recogniser part of a name, and a piece is what one source of evidence says of a
//! part of a run. [`super::names`] puts the pieces together.

use std::ops::Range;

use crate::analysis::{NameLabel, Pos};
use crate::lexicon::classes::NounFlag;
use crate::lexicon::names::{Form, FormRole, Title};
use crate::mention::recognition::Recognition;
use crate::mention::words::Words;

/// The most tokens that one title or well-known name has.
const LONGEST: usize = 8;

/// A part of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) tokens: Range<usize>,
    pub(crate) kind: PieceKind,
}

/// What a part of a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// "Prime Minister", before a name.
    Title(Title),
    /// "NGO", before a name.
    ClassNoun,
    /// A form in the tables of names, and how it stands for its bearer.
    Known(FormRole),
    /// What the recogniser found.
    Recognised(NameLabel),
    /// Proper nouns about which nothing is known.
    Plain,
}

/// The runs of a document, each cut into pieces, in text order.
pub(crate) fn runs(words: &Words<'_>) -> Vec<Vec<Piece>> {
    let recognised = Recognition::of(words);
    let mut runs = Vec::new();
    for sentence in &words.analysis.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let run = run_from(words, &recognised, at..sentence.tokens.end);
            if !run.is_empty() {
                runs.push(cut(words, &recognised, run.clone()));
            }
            at = run.end.max(at + 1);
        }
    }
    runs
}

/// The run that begins with the first of `tokens`; empty when none does.
fn run_from(words: &Words<'_>, recognised: &Recognition, tokens: Range<usize>) -> Range<usize> {
    let start = tokens.start;
    let mut end = start;
    while end < tokens.end {
        let title = title_at(words, end..tokens.end).map(|(end, _)| end);
        let known = || known_at(words, end..tokens.end).map(|(end, _)| end);
        let starts_name = is_name_word(words, recognised, end);
        let next = title
            .or_else(|| known().filter(|_| starts_name))
            .filter(|next| *next > end + 1)
            .or_else(|| starts_name.then_some(end + 1))
            .or_else(|| connected(words, recognised, start..end, tokens.end));
        match next {
            Some(next) => end = next,
            None => break,
        }
    }
    start..end
}

fn is_name_word(words: &Words<'_>, recognised: &Recognition, token: usize) -> bool {
    let is_proper = words.is_proper(token) && words.pos(token) != Pos::Punct && words.is_capitalised(token);
    recognised.name_at(token).is_some() || (is_proper && !recognised.is_measure(token))
}

/// Where the run goes on behind a connecting word: "Jing`-`Jie", "Ministry `of the` Interior".
fn connected(words: &Words<'_>, recognised: &Recognition, run: Range<usize>, limit: usize) -> Option<usize> {
    let last = run.end.checked_sub(1).filter(|last| *last >= run.start)?;
    let goes_on = |token: usize| token < limit && is_name_word(words, recognised, token);
    let at = run.end;
    let is_hyphen = matches!(words.text(at), "-" | "‐" | "‑");
    if is_hyphen && words.touches_next(last) && words.touches_next(at) && goes_on(at + 1) {
        return Some(at + 1);
    }
    let is_heading = has_flag(words, last, NounFlag::Heading) && !recognised.is_measure(last);
    match (words.text(at), words.text(at + 1)) {
        ("of" | "for", "the") if is_heading && goes_on(at + 2) => Some(at + 2),
        ("of" | "for", _) if is_heading && goes_on(at + 1) => Some(at + 1),
        ("&", _) if goes_on(at + 1) => Some(at + 1),
        _ => None,
    }
}

/// Whether the word, in any case, is a common noun with `flag`.
pub(crate) fn has_flag(words: &Words<'_>, token: usize, flag: NounFlag) -> bool {
    words
        .lexicon
        .classes
        .noun(&words.lower(token))
        .is_some_and(|noun| noun.has(flag))
}

/// The end of the longest title that begins with the first of `tokens`.
pub(crate) fn title_at(words: &Words<'_>, tokens: Range<usize>) -> Option<(usize, Title)> {
    let last = tokens.end.min(tokens.start + 5);
    (tokens.start + 1..=last).rev().find_map(|end| {
        let is_written_as_one = words.is_capitalised(tokens.start);
        let title = words.lexicon.names.title(words.phrase(&(tokens.start..end)))?;
        is_written_as_one.then_some((end, title))
    })
}

/// The end of the longest well-known name that begins with the first of `tokens`.
fn known_at<'a>(words: &Words<'a>, tokens: Range<usize>) -> Option<(usize, Form<'a>)> {
    let last = tokens.end.min(tokens.start + LONGEST);
    (tokens.start + 1..=last).rev().find_map(|end| {
        let form = words
            .lexicon
            .names
            .forms(words.phrase(&(tokens.start..end)))
            .next()?;
        Some((end, form))
    })
}

fn cut(words: &Words<'_>, recognised: &Recognition, run: Range<usize>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = run.start;
    while at < run.end {
        let (end, kind) = piece_at(words, recognised, at..run.end);
        let end = end.clamp(at + 1, run.end);
        match pieces.last_mut() {
            Some(last) if last.kind == PieceKind::Plain && kind == PieceKind::Plain => last.tokens.end = end,
            _ => pieces.push(Piece {
                tokens: at..end,
                kind,
            }),
        }
        at = end;
    }
    pieces
}

/// What the first of `tokens` begins, and where that ends.
fn piece_at(words: &Words<'_>, recognised: &Recognition, tokens: Range<usize>) -> (usize, PieceKind) {
    let at = tokens.start;
    let name = recognised.name_at(at);
    let name_end = name.map_or(at, |name| name.tokens.end);
    let known = known_at(words, tokens.clone()).filter(|(end, _)| *end > at);
    if let Some((end, form)) = known.filter(|(end, _)| *end >= name_end) {
        return (end, PieceKind::Known(form.role));
    }
    let is_person = name.is_none_or(|name| name.label == NameLabel::Person);
    let is_whole = name.is_some_and(|name| name.tokens.start == at);
    let title = title_at(words, tokens.clone()).filter(|title| is_before_name(words, title.0, tokens.end));
    if let Some((end, title)) = title.filter(|(end, _)| is_person || !is_whole || *end > name_end) {
        return (end, PieceKind::Title(title));
    }
    let is_cut_off = |(end, form): &(usize, Form<'_>)| is_cut_off_person(words, at..*end, *form);
    if let Some((end, form)) = known.filter(|found| (is_person || !is_whole) && is_cut_off(found)) {
        return (end, PieceKind::Known(form.role));
    }
    if is_class_noun(words, at, tokens.end) {
        return (at + 1, PieceKind::ClassNoun);
    }
    match name {
        Some(name) if name.label == NameLabel::Person => (
            person_end(words, at, name.tokens.end),
            PieceKind::Recognised(name.label),
        ),
        Some(name) => (name.tokens.end, PieceKind::Recognised(name.label)),
        None => (at + 1, PieceKind::Plain),
    }
}

/// A title is one when words that could be a name follow, not the rest of a body's name ("Justice Department").
fn is_before_name(words: &Words<'_>, at: usize, run_end: usize) -> bool {
    at >= run_end
        || !(at..run_end)
            .take(3)
            .any(|token| has_flag(words, token, NounFlag::Heading))
}

/// A body's name before a person's ("RCMP Sgt Charles Poirier"), not a given name that is also a place's.
fn is_cut_off_person(words: &Words<'_>, form: Range<usize>, known: Form<'_>) -> bool {
    let is_abbreviation = Words::is_acronym(words.phrase(&form));
    is_abbreviation || known.role == FormRole::Adjective || title_at(words, form.end..form.end + 4).is_some()
}

/// A noun before a name that says what its bearer is: "NGO Amnesty International".
fn is_class_noun(words: &Words<'_>, at: usize, run_end: usize) -> bool {
    let noun = words.lexicon.classes.noun(&words.lower(at));
    at + 1 < run_end
        && words.is_proper(at + 1)
        && noun.is_some_and(|noun| !noun.has(NounFlag::Heading))
        && (Words::is_acronym(words.text(at)) || noun.is_some_and(|noun| noun.has(NounFlag::Role)))
}

/// Where a person's recognised name ends: before a title inside of it.
fn person_end(words: &Words<'_>, at: usize, name_end: usize) -> usize {
    (at + 1..name_end)
        .find(|token| title_at(words, *token..name_end).is_some_and(|(end, _)| end < name_end))
        .unwrap_or(name_end)
}
