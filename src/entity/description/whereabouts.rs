//! Where described things are, as the description itself says: "stations in Toronto and Vancouver",
//! "two Montreal-area sites", "stations operating in the Greater Toronto Area".

use crate::analysis::{Dep, Tag};
use crate::entity::cast::Cast;
use crate::mention::words::Words;
use crate::vocab::tm;

/// The most members of a list of places.
const MOST: usize = 24;

/// The tokens and drafts of all places in the description with this head, in text order.
pub(crate) fn places_of(cast: &Cast<'_>, head: usize) -> Vec<(usize, usize)> {
    let words = &cast.words;
    let mut tokens = places_below(words, head);
    for clause in words
        .analysis
        .children_by(head, Dep::Acl)
        .chain(words.analysis.children_by(head, Dep::Pcomp))
    {
        if matches!(words.tag(clause), Tag::Vbg | Tag::Vbn | Tag::Vbd) {
            tokens.extend(places_below(words, clause));
        }
    }
    tokens.extend(place_behind(words, head));
    tokens.extend(places_before(words, head));
    let mut places: Vec<(usize, usize)> = tokens
        .into_iter()
        .filter_map(|token| place_draft(cast, token))
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Objects of locative prepositions on `head`, and what is coordinated with them.
fn places_below(words: &Words<'_>, head: usize) -> Vec<usize> {
    words
        .analysis
        .children_by(head, Dep::Prep)
        .filter(|preposition| *preposition > head && is_locative(words, *preposition))
        .flat_map(|preposition| words.analysis.children_by(preposition, Dep::Pobj))
        .filter(|place| words.lower(words.head(*place)) != "on" || !is_country(words, *place))
        .flat_map(|place| coordinated(words, place))
        .collect()
}

fn is_locative(words: &Words<'_>, preposition: usize) -> bool {
    words.lexicon.control.is_locative(&words.lower(preposition))
}

/// A place and all that a list puts beside it; the parser calls some members of a list appositions.
fn coordinated(words: &Words<'_>, first: usize) -> Vec<usize> {
    let mut places = vec![first];
    let mut next = 0;
    while let Some(place) = places.get(next).copied().filter(|_| places.len() < MOST) {
        let children = words.analysis.children(place);
        let members = children.filter(|child| matches!(words.dep(*child), Dep::Conj | Dep::Appos));
        places.extend(members.filter(|member| words.is_proper(*member)));
        next += 1;
    }
    places
}

/// A locative phrase right behind a facility belongs to it, whatever the parse hangs it on.
fn place_behind(words: &Words<'_>, head: usize) -> Vec<usize> {
    let next = (head + 1..words.len().min(head + 3)).find(|token| !is_quotation_mark(words, *token));
    let is_facility = words
        .lexicon
        .classes
        .noun(&words.lemma(head))
        .is_some_and(|noun| noun.class.as_str() == tm::FACILITY.as_str());
    let Some(preposition) = next.filter(|next| is_facility && is_locative(words, *next)) else {
        return Vec::new();
    };
    let objects = words.analysis.children_by(preposition, Dep::Pobj);
    objects.flat_map(|place| coordinated(words, place)).collect()
}

fn is_quotation_mark(words: &Words<'_>, token: usize) -> bool {
    matches!(words.tag(token), Tag::OpenQuote | Tag::CloseQuote)
}

/// Places among the words before the head: "Toronto stations", "Montreal-area sites".
fn places_before(words: &Words<'_>, head: usize) -> Vec<usize> {
    let children = words.analysis.children(head);
    children
        .filter(|child| *child < head && matches!(words.dep(*child), Dep::Compound | Dep::Nmod))
        .filter(|child| words.is_proper(*child) || words.text(child.saturating_sub(1)) == "-")
        .filter(|child| !is_country(words, *child))
        .collect()
}

/// "US troops" are not in the US, and "attacks on the US" not on its soil.
fn is_country(words: &Words<'_>, token: usize) -> bool {
    let mut forms = words.lexicon.names.forms(words.text(token));
    forms.any(|form| form.known.class.as_str() == tm::COUNTRY.as_str())
}

/// The draft for a place: named, or described with a place's name ("the province of Quebec").
fn place_draft(cast: &Cast<'_>, token: usize) -> Option<(usize, usize)> {
    let named = |token: usize| {
        let draft = cast.draft_at(token)?;
        let is_place = cast
            .draft(draft)
            .is_some_and(|of| of.is_named() && cast.is_a(&of.class, tm::PLACE));
        is_place.then_some((token, draft))
    };
    let of_part = || {
        let of = cast
            .words
            .analysis
            .children_by(token, Dep::Prep)
            .find(|of| cast.words.lower(*of) == "of")?;
        named(cast.words.analysis.child(of, Dep::Pobj)?)
    };
    let described = || {
        let draft = cast.draft_at(token)?;
        let is_area = cast
            .draft(draft)
            .is_some_and(|of| !of.names.is_empty() && cast.is_a(&of.class, tm::PLACE));
        is_area.then_some((token, draft))
    };
    named(token).or_else(described).or_else(of_part)
}
