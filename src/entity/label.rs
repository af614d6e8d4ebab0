//! What to call a described entity: its words without articles, quotation marks and line breaks, with the places
//! that tell it from others of its kind.

use crate::analysis::{Dep, Tag};
use crate::entity::cast::{Cast, Draft, Number};
use crate::entity::description::{Description, Determiner};
use crate::lexicon::classes::ModifierKind;
use crate::mention::words::Words;

/// The words of a description, as a label.
pub(crate) fn label_of(cast: &Cast<'_>, description: &Description<'_>) -> String {
    let tokens = cast
        .found
        .get(description.mention)
        .map(|found| found.mention.tokens.clone());
    let words = own_words(cast, tokens.unwrap_or_default(), description);
    let words = if words.is_empty() {
        description.noun.clone()
    } else {
        words
    };
    let places: Vec<usize> = description.places.iter().map(|(token, _)| *token).collect();
    let behind: Vec<usize> = places
        .into_iter()
        .filter(|place| *place > description.head)
        .collect();
    located(cast, &words, &behind)
}

/// The description's words without its number.
pub(crate) fn phrase_of(cast: &Cast<'_>, description: &Description<'_>) -> String {
    let words = &cast.words;
    let tokens = cast
        .found
        .get(description.mention)
        .map(|found| found.mention.tokens.clone());
    let tokens = tokens.unwrap_or_default();
    let number = words
        .analysis
        .child(description.head, Dep::Nummod)
        .filter(|number| tokens.contains(number));
    let start = number.map_or(tokens.start, |number| number + 1);
    own_words(cast, start..tokens.end, description)
}

/// `words` and the places with these tokens: "stations in Toronto and Vancouver".
pub(crate) fn located(cast: &Cast<'_>, words: &str, places: &[usize]) -> String {
    let Some(first) = places.first() else {
        return words.to_owned();
    };
    let names: Vec<String> = places.iter().map(|place| name_at(cast, *place)).collect();
    let list = match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    format!("{words} {} {list}", preposition(&cast.words, *first))
}

/// The words of a place, with "the" where the text has it: "the Greater Toronto Area".
fn name_at(cast: &Cast<'_>, token: usize) -> String {
    let words = &cast.words;
    let mention = cast.mention_at(token).and_then(|mention| cast.found.get(mention));
    let tokens = mention.map_or(token..token + 1, |found| found.mention.tokens.clone());
    let before = tokens
        .start
        .checked_sub(1)
        .filter(|before| words.text(*before) == "the");
    words
        .phrase(&(before.unwrap_or(tokens.start)..tokens.end))
        .to_owned()
}

/// The preposition that the place hangs on, through the list it stands in.
fn preposition<'a>(words: &Words<'a>, place: usize) -> &'a str {
    let above = std::iter::successors(Some(words.head(place)), |at| {
        let head = words.head(*at);
        (head != *at).then_some(head)
    });
    above
        .take(6)
        .find(|at| words.lexicon.control.is_locative(&words.lower(*at)))
        .map_or("in", |preposition| words.text(preposition))
}

/// The words of the phrase; a resolved pronoun before it gives way to the owner's name.
fn own_words(cast: &Cast<'_>, tokens: std::ops::Range<usize>, description: &Description<'_>) -> String {
    let words = &cast.words;
    let mut label = String::new();
    let mut first = None;
    for token in tokens {
        let is_left_out =
            matches!(words.tag(token), Tag::OpenQuote | Tag::CloseQuote) || is_article(words, token);
        let is_pointer = words.lexicon.classes.modifier(&words.lower(token)) == Some(ModifierKind::Anaphoric);
        if is_left_out || is_pointer || words.tag(token) == Tag::PrpS {
            continue;
        }
        first = first.or(Some(token));
        label.push_str(words.text(token));
        if !words.touches_next(token) || is_quote(words, token + 1) {
            label.push(' ');
        }
    }
    let label = without_capital(
        words,
        first,
        label.split_whitespace().collect::<Vec<_>>().join(" "),
    );
    match description.owner.and_then(|owner| cast.draft(owner)) {
        Some(owner)
            if has_pronoun(cast, description)
                && owner.label.ends_with('s')
                && owner.number == Number::Plural =>
        {
            format!("{}' {label}", owner.label)
        }
        Some(owner) if has_pronoun(cast, description) => format!("{}'s {label}", owner.label),
        _ => label,
    }
}

/// A sentence's capital letter does not belong to the description.
fn without_capital(words: &Words<'_>, first: Option<usize>, label: String) -> String {
    let is_plain = |token: usize| {
        !words.is_proper(token) && words.tag(token) != Tag::Jj && !Words::is_acronym(words.text(token))
    };
    let mut letters = label.chars();
    match letters.next().filter(|_| first.is_some_and(is_plain)) {
        Some(letter) => letter.to_lowercase().chain(letters).collect(),
        None => label,
    }
}

fn is_quote(words: &Words<'_>, token: usize) -> bool {
    matches!(words.tag(token), Tag::OpenQuote | Tag::CloseQuote)
}

fn has_pronoun(cast: &Cast<'_>, description: &Description<'_>) -> bool {
    let possessor = cast.words.analysis.child(description.head, Dep::Poss);
    possessor.is_some_and(|possessor| cast.words.tag(possessor) == Tag::PrpS)
}

fn is_article(words: &Words<'_>, token: usize) -> bool {
    let is_determiner = matches!(words.dep(token), Dep::Det | Dep::Predet);
    is_determiner
        && matches!(
            words.lower(token).as_str(),
            "a" | "an" | "the" | "this" | "that" | "these" | "those"
        )
}

/// The noun phrase by which a part of a set is told apart: its own words, the set's noun put in where it has
/// only a number ("two stations").
pub(crate) fn counted(number: &str, set: &Draft, is_one: bool) -> String {
    let noun = if is_one { &set.noun } else { &set.noun_text };
    format!("{number} {noun}").trim().to_owned()
}

/// The words that an IRI is made from: articles, numbers and hedges left out.
pub(crate) fn identity_words(cast: &Cast<'_>, description: &Description<'_>) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let names: Vec<&str> = description
        .names
        .iter()
        .filter_map(|name| Some(cast.draft(*name)?.label.as_str()))
        .collect();
    parts.extend(
        description
            .owner
            .and_then(|owner| Some(cast.draft(owner)?.label.as_str())),
    );
    parts.extend(names);
    parts.extend(description.modifiers.iter().map(String::as_str));
    parts.push(&description.noun);
    let places = description
        .places
        .iter()
        .filter(|(token, _)| *token > description.head);
    let places = places.filter_map(|(_, place)| Some(cast.draft(*place)?.label.as_str()));
    let mut words = parts.join(" ");
    for place in places {
        words.push_str(" in ");
        words.push_str(place);
    }
    words
}

/// Whether the description means the same thing in any document.
///
/// It must contain a name, and not be of people ("German officials" are others each time), of something that
/// happens ("the attack in Lahore"), or of one that is introduced here ("an embassy in Quito").
pub(crate) fn tells_apart(cast: &Cast<'_>, description: &Description<'_>) -> bool {
    use crate::vocab::tm;
    let has_name = !description.names.is_empty()
        || !description.places.is_empty()
        || description
            .owner
            .and_then(|owner| cast.draft(owner))
            .is_some_and(Draft::is_named);
    let class = &description.class;
    let is_passing = cast.is_person(class) || cast.is_a(class, tm::EVENT) || cast.is_a(class, tm::DOCUMENT);
    let is_bare_count = description.count.is_some() && description.places.is_empty();
    let is_introduced =
        is_bare_count || description.determiner == Determiner::Indefinite || description.is_contrastive;
    has_name && !is_passing && !is_introduced
}
