//! Descriptions: noun phrases without a name of their own, numbers and adjectives that stand for one included.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::analysis::{Dep, NameLabel, Pos, Tag};
use crate::lexicon::classes::ModifierKind;
use crate::mention::words::Words;

/// The most tokens that a description has before its head.
const LONGEST: usize = 32;

/// All descriptions whose head is not in `taken`, in text order.
pub(crate) fn find_nominals(words: &Words<'_>, taken: &FxHashSet<usize>) -> Vec<(Range<usize>, usize)> {
    let measures = measures(words);
    (0..words.len())
        .filter(|token| !taken.contains(token) && !measures.contains(token))
        .filter(|token| is_description_head(words, *token))
        .map(|head| (phrase_start(words, head)..head + 1, head))
        .collect()
}

/// The tokens of dates and amounts; counted things ("two sites", "53 countries") are not amounts.
fn measures(words: &Words<'_>) -> FxHashSet<usize> {
    let is_measure = |label: NameLabel| {
        matches!(
            label,
            NameLabel::Date
                | NameLabel::Time
                | NameLabel::Money
                | NameLabel::Percent
                | NameLabel::Quantity
                | NameLabel::Ordinal
        )
    };
    let names = words.analysis.names.iter().filter(|name| is_measure(name.label));
    names.flat_map(|name| name.tokens.clone()).collect()
}

/// The tokens that make one noun with `head`: "non", "-" and "profit".
///
/// The parser gives each of them a relation of its own; the last one stands for all.
pub(crate) fn glued(words: &Words<'_>, head: usize) -> Range<usize> {
    let first = head
        .checked_sub(2)
        .filter(|first| is_prefix(words, *first) && is_glued(words, *first));
    first.unwrap_or(head)..head + 1
}

fn is_prefix(words: &Words<'_>, token: usize) -> bool {
    words.lexicon.classes.modifier(&words.lower(token)) == Some(ModifierKind::Prefix)
}

/// Whether a hyphen joins this word to the one behind the hyphen.
fn is_glued(words: &Words<'_>, first: usize) -> bool {
    words.text(first + 1) == "-" && words.touches_next(first) && words.touches_next(first + 1)
}

fn is_description_head(words: &Words<'_>, token: usize) -> bool {
    if is_prefix(words, token) && is_glued(words, token) {
        return false;
    }
    if words.text(token).chars().all(|letter| !letter.is_alphanumeric()) {
        return false;
    }
    let is_calendar_word = words.lexicon.names.is_calendar_word(words.text(token));
    match words.pos(token) {
        Pos::Noun => {
            !is_calendar_word && (is_phrase_head(words.dep(token)) || is_place_modifier(words, token))
        }
        Pos::Propn | Pos::X => !is_calendar_word && is_argument(words.dep(token)),
        Pos::Num => words.tag(token) == Tag::Cd && is_argument(words.dep(token)) && !is_year(words, token),
        Pos::Adj => is_argument(words.dep(token)) && !matches!(words.dep(token), Dep::Attr | Dep::Conj),
        _ => false,
    }
}

/// Whether a noun in this place is a phrase's head rather than a part of another noun's phrase.
fn is_phrase_head(dep: Dep) -> bool {
    !matches!(
        dep,
        Dep::Compound
            | Dep::Amod
            | Dep::Nummod
            | Dep::Quantmod
            | Dep::Advmod
            | Dep::Npadvmod
            | Dep::Det
            | Dep::Punct
            | Dep::Case
            | Dep::Cc
            | Dep::Mark
            | Dep::Prep
            | Dep::Aux
            | Dep::Auxpass
            | Dep::Prt
            | Dep::Neg
            | Dep::Expl
            | Dep::Intj
            | Dep::Meta
    )
}

fn is_argument(dep: Dep) -> bool {
    matches!(
        dep,
        Dep::Nsubj
            | Dep::Nsubjpass
            | Dep::Dobj
            | Dep::Pobj
            | Dep::Dative
            | Dep::Attr
            | Dep::Conj
            | Dep::Oprd
            | Dep::Poss
            | Dep::Agent
    )
}

/// "area" in "Montreal-area sites": a noun for a place, with the place's name before it.
fn is_place_modifier(words: &Words<'_>, token: usize) -> bool {
    words.dep(token) == Dep::Compound
        && words
            .analysis
            .children_by(token, Dep::Compound)
            .any(|child| words.is_proper(child) && words.text(child + 1) == "-" && child + 2 == token)
}

fn is_year(words: &Words<'_>, token: usize) -> bool {
    let text = words.text(token);
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.chars().all(|digit| digit.is_ascii_digit())
}

/// The first token of the phrase before its head: articles, possessors, numbers and modifiers, not clauses.
fn phrase_start(words: &Words<'_>, head: usize) -> usize {
    let modifies = |child: &usize| *child < head && is_before_head(words.dep(*child));
    let parts = glued(words, head);
    let start = parts.start;
    let first = parts
        .flat_map(|part| words.analysis.children(part))
        .filter(modifies)
        .map(|child| words.left_edge(child))
        .min()
        .unwrap_or(start)
        .min(start);
    (first.max(head.saturating_sub(LONGEST))..start)
        .find(|token| words.pos(*token) != Pos::Punct)
        .unwrap_or(start)
}

/// Whether a child with this relation belongs to the phrase when it stands before the head.
pub(crate) fn is_before_head(dep: Dep) -> bool {
    matches!(
        dep,
        Dep::Det
            | Dep::Predet
            | Dep::Poss
            | Dep::Amod
            | Dep::Compound
            | Dep::Nmod
            | Dep::Nummod
            | Dep::Quantmod
            | Dep::Advmod
            | Dep::Npadvmod
    )
}
