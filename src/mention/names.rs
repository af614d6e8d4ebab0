//! Names put together from the pieces of a run: one for each thing named, titles and roles left out.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::analysis::{Dep, NameLabel, Pos, Tag};
use crate::lexicon::classes::NounFlag;
use crate::lexicon::names::{FormRole, Title};
use crate::mention::pieces::{Piece, PieceKind, has_flag, runs};
use crate::mention::words::Words;

/// The most tokens that a name has.
const LONGEST: usize = 24;

/// A name in the text and what its surroundings say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundName {
    /// The name's own tokens.
    pub(crate) tokens: Range<usize>,
    /// The token that the parse hangs it on.
    pub(crate) head: usize,
    /// What the recogniser calls it.
    pub(crate) label: Option<NameLabel>,
    /// Its form's role where it is in the tables.
    pub(crate) known: Option<FormRole>,
    /// The title before it.
    pub(crate) title: Option<Title>,
    /// The words of all titles before it, in lower case: "prime minister".
    pub(crate) title_words: Vec<String>,
    /// The base form of a noun before it that says what it is: "ngo".
    pub(crate) class_noun: Option<String>,
}

/// All names, in text order of their heads, each head once.
pub(crate) fn find_names(words: &Words<'_>) -> Vec<FoundName> {
    let mut names: Vec<FoundName> = Vec::new();
    for run in runs(words) {
        names.extend(join(words, &run));
    }
    names.retain(|name| is_name(words, name));
    names.extend(echoes(words, &names));
    names.sort_by_key(|name| (name.head, std::cmp::Reverse(name.tokens.len())));
    names.dedup_by_key(|name| name.head);
    names
}

/// Words that the tagger takes for common ones but that end a person's name or begin another name elsewhere:
/// "Mijares claimed" after "Graciano Mijares".
fn echoes(words: &Words<'_>, names: &[FoundName]) -> Vec<FoundName> {
    let taken: FxHashSet<usize> = names.iter().flat_map(|name| name.tokens.clone()).collect();
    let known: FxHashSet<&str> = names.iter().filter_map(|name| short_form(words, name)).collect();
    (0..words.len())
        .filter(|token| known.contains(words.text(*token)) && !taken.contains(token))
        .filter(|token| words.lexicon.classes.noun(&words.lemma(*token)).is_none())
        .filter(|token| {
            !matches!(
                words.pos(*token),
                Pos::Adp | Pos::Det | Pos::Aux | Pos::Pron | Pos::Sconj | Pos::Cconj
            )
        })
        .filter_map(|token| {
            let piece = Piece {
                tokens: token..token + 1,
                kind: PieceKind::Plain,
            };
            name_from(words, &[piece], Before::default())
        })
        .collect()
}

/// The word that a name of several words may be shortened to.
fn short_form<'a>(words: &Words<'a>, name: &FoundName) -> Option<&'a str> {
    let token = match name.label {
        Some(NameLabel::Person) => name.tokens.end.saturating_sub(1),
        Some(NameLabel::Org | NameLabel::Product | NameLabel::Fac) => name.tokens.start,
        _ => return None,
    };
    let is_proper = words.is_proper(token) && words.is_capitalised(token);
    (name.tokens.len() > 1 && is_proper && name.known.is_none()).then(|| words.text(token))
}

/// What stands before a name and says something of its bearer.
#[derive(Debug, Default)]
struct Before {
    title: Option<Title>,
    title_words: Vec<String>,
    class_noun: Option<String>,
}

/// Puts the pieces of one run together.
fn join(words: &Words<'_>, run: &[Piece]) -> Vec<FoundName> {
    let mut names: Vec<FoundName> = Vec::new();
    let mut before = Before::default();
    let mut at = 0;
    while let Some(piece) = run.get(at) {
        match &piece.kind {
            PieceKind::Title(found) => {
                before.title = before.title.or(Some(*found));
                before
                    .title_words
                    .push(words.phrase(&piece.tokens).to_lowercase());
            }
            PieceKind::ClassNoun => before.class_noun = Some(words.lower(piece.tokens.start)),
            PieceKind::Plain if begins_title(run, at) => {}
            _ => {
                let last = joined_end(words, run, at);
                names.extend(nested(words, run, at, last));
                names.extend(name_from(words, &run[at..=last], std::mem::take(&mut before)));
                at = last;
            }
        }
        at += 1;
    }
    names
}

/// "Regional" in "Regional Governor Diallo": one unknown word before a title belongs to the title.
fn begins_title(run: &[Piece], at: usize) -> bool {
    let is_one_word = run.get(at).is_some_and(|piece| piece.tokens.len() == 1);
    let is_title = |piece: &Piece| matches!(piece.kind, PieceKind::Title(_));
    is_one_word && run.len() > at + 2 && run.get(at + 1).is_some_and(is_title)
}

/// The last of the pieces that belong to the name that begins at `first`.
fn joined_end(words: &Words<'_>, run: &[Piece], first: usize) -> usize {
    let mut last = first;
    while let (Some(piece), Some(next)) = (run.get(last), run.get(last + 1)) {
        if !belongs_together(words, piece, next) {
            break;
        }
        last += 1;
    }
    last
}

fn belongs_together(words: &Words<'_>, piece: &Piece, next: &Piece) -> bool {
    use PieceKind::{Known, Plain, Recognised};
    let is_one_phrase = hangs_together(words, piece, next);
    let joins = |token: usize| matches!(words.text(token), "-" | "‐" | "‑" | "of" | "for" | "the" | "&");
    let is_joined = joins(next.tokens.start) || joins(next.tokens.start.saturating_sub(1));
    match (&piece.kind, &next.kind) {
        _ if is_joined => true,
        (Plain, Recognised(NameLabel::Person)) | (Recognised(NameLabel::Person), Plain) => is_one_phrase,
        (Recognised(NameLabel::Gpe | NameLabel::Norp) | Known(_), Recognised(NameLabel::Norp)) => {
            is_people(words, next)
        }
        (Recognised(NameLabel::Norp) | Known(FormRole::Adjective), Known(FormRole::People)) => true,
        (Known(_) | Recognised(_), Plain) => {
            is_one_phrase && !is_a_person(words, next) && !is_common(words, next)
        }
        (
            Known(FormRole::Name | FormRole::Adjective) | Recognised(NameLabel::Gpe | NameLabel::Norp),
            Recognised(NameLabel::Org),
        ) => is_one_phrase && next.tokens.len() == 1 && has_flag(words, next.tokens.start, NounFlag::Heading),
        (Plain, Recognised(NameLabel::Org | NameLabel::Fac | NameLabel::Gpe)) => is_one_phrase,
        _ => false,
    }
}

/// Whether the parse hangs the first piece on the second, or the second on the first.
fn hangs_together(words: &Words<'_>, piece: &Piece, next: &Piece) -> bool {
    let head = words.head_of(&piece.tokens);
    let next_head = words.head_of(&next.tokens);
    let is_name_part = |token: usize| {
        matches!(
            words.dep(token),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Npadvmod
        )
    };
    (next.tokens.contains(&words.head(head)) && is_name_part(head))
        || (piece.tokens.contains(&words.head(next_head)) && is_name_part(next_head))
        || (words.head(head) == words.head(next_head) && is_name_part(head) && is_name_part(next_head))
}

/// Whether it begins with a given name.
fn is_a_person(words: &Words<'_>, piece: &Piece) -> bool {
    piece.tokens.len() > 1
        && words
            .lexicon
            .names
            .given_name(words.text(piece.tokens.start))
            .is_some()
}

/// "Canadians", "Kurds": a people as the last word.
fn is_people(words: &Words<'_>, piece: &Piece) -> bool {
    words.tag(piece.tokens.end.saturating_sub(1)) == Tag::Nnps
        || words.tag(piece.tokens.end.saturating_sub(1)) == Tag::Nns
}

/// One capitalised common noun that names nobody: "MPs", "President".
fn is_common(words: &Words<'_>, piece: &Piece) -> bool {
    let token = piece.tokens.start;
    let noun = words.lexicon.classes.noun(&words.lemma(token));
    piece.tokens.len() == 1 && noun.is_some_and(|noun| !noun.has(NounFlag::Heading))
}

/// A country or place in front of a longer name keeps a name of its own: "US" in "US Senate".
fn nested(words: &Words<'_>, run: &[Piece], first: usize, last: usize) -> Option<FoundName> {
    let piece = run.get(first)?;
    let next = run.get(first + 1).filter(|_| last > first)?;
    let end = run.get(last)?.tokens.end.checked_sub(1)?;
    let is_country = matches!(
        piece.kind,
        PieceKind::Known(FormRole::Name | FormRole::Adjective) | PieceKind::Recognised(NameLabel::Gpe)
    );
    let is_apart = piece.tokens.end == next.tokens.start && has_flag(words, end, NounFlag::Heading);
    (is_country && is_apart)
        .then(|| name_from(words, std::slice::from_ref(piece), Before::default()))
        .flatten()
}

fn name_from(words: &Words<'_>, pieces: &[Piece], before: Before) -> Option<FoundName> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    let tokens = trimmed(words, first.tokens.start..last.tokens.end);
    let label = pieces.iter().rev().find_map(|piece| match piece.kind {
        PieceKind::Recognised(label) => Some(label),
        _ => None,
    });
    let known = words.lexicon.names.forms(words.phrase(&tokens)).next();
    (!tokens.is_empty()).then(|| FoundName {
        head: words.head_of(&tokens),
        label: label.or_else(|| recognised_inside(words, &tokens)),
        known: known.map(|form| form.role),
        title: before.title,
        title_words: before.title_words,
        class_noun: before.class_noun,
        tokens,
    })
}

/// The recogniser's label for a name that covers all of `tokens`.
fn recognised_inside(words: &Words<'_>, tokens: &Range<usize>) -> Option<NameLabel> {
    let names = &words.analysis.names;
    let next = names.partition_point(|name| name.tokens.end <= tokens.start);
    names
        .get(next)
        .filter(|name| name.tokens.start <= tokens.start && tokens.end <= name.tokens.end)
        .map(|name| name.label)
}

/// Without articles, quotation marks and possessive endings at either side.
fn trimmed(words: &Words<'_>, tokens: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = tokens;
    let is_outside = |token: usize| {
        matches!(
            words.pos(token),
            Pos::Punct | Pos::Det | Pos::Part | Pos::Space | Pos::Adp | Pos::Cconj
        ) || words.tag(token) == Tag::Pos
            || words.text(token).eq_ignore_ascii_case("the")
    };
    while start < end && is_outside(start) {
        start += 1;
    }
    while start < end && is_outside(end - 1) {
        end -= 1;
    }
    start..end
}

/// Whether it names something: not a month, a number or a common noun alone.
fn is_name(words: &Words<'_>, name: &FoundName) -> bool {
    let mut letters = words
        .phrase(&name.tokens)
        .chars()
        .filter(|letter| letter.is_alphabetic());
    let is_written_as_name = letters.any(|letter| !letter.is_lowercase());
    let is_alone = name.tokens.len() == 1;
    let is_plain = name.label.is_none() && name.known.is_none();
    let noun = words.lexicon.classes.noun(&words.lemma(name.tokens.start));
    let is_common = noun.is_some_and(|noun| !noun.has(NounFlag::Heading));
    let is_date = words
        .lexicon
        .names
        .is_calendar_word(words.text(name.tokens.start))
        && name.label != Some(NameLabel::Person);
    name.tokens.len() <= LONGEST && is_written_as_name && !(is_alone && (is_plain && is_common || is_date))
}
