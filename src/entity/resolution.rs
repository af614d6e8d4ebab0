//! Descriptions and pronouns, resolved in text order against what was spoken of before.

use crate::analysis::{Dep, Tag};
use crate::entity::antecedent::{Antecedent, apposition, bodies, of_single};
use crate::entity::cast::{Cast, Draft, Identity, Number};
use crate::entity::description::{Description, Determiner, describe};
use crate::entity::label::{counted, identity_words, label_of, located, phrase_of, tells_apart};
use crate::entity::{Coreference, Count, pronoun, sets};
use crate::lexicon::classes::NounFlag;
use crate::lexicon::names::Gender;
use crate::mention::MentionKind;

/// Resolves every mention that is not a name.
pub(crate) fn resolve(cast: &mut Cast<'_>) {
    for mention in 0..cast.found.len() {
        match cast.kind(mention) {
            MentionKind::Name => {}
            MentionKind::Nominal => resolve_description(cast, mention),
            MentionKind::Pronoun => {
                if let Some((draft, reason)) = pronoun::antecedent(cast, mention) {
                    cast.refer(mention, draft, reason);
                }
            }
        }
    }
    place_parts(cast);
    sort_chains(cast);
}

fn resolve_description(cast: &mut Cast<'_>, mention: usize) {
    let description = describe(cast, mention);
    let (draft, reason) = match antecedent(cast, &description) {
        Some(found) => found,
        None => introduce(cast, &description),
    };
    cast.refer(mention, draft, reason);
    learn(cast, draft, &description);
    locate(cast, draft, &description);
}

fn antecedent(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let is_number = cast.words.tag(description.head) == Tag::Cd;
    if is_number || description.has(NounFlag::Partitive) {
        return None;
    }
    apposition::beside(cast, description)
        .or_else(|| bodies::by_country(cast, description))
        .or_else(|| match description.number {
            Number::Plural if !description.is_body() => sets::of_several(cast, description),
            _ => of_single(cast, description),
        })
}

/// A new draft for what is described for the first time.
fn introduce(cast: &mut Cast<'_>, description: &Description<'_>) -> Antecedent {
    let number_of = (cast.words.tag(description.head) == Tag::Cd)
        .then(|| sets::counted_by_number(cast, description))
        .flatten();
    let draft = match number_of {
        Some(set) => part_by_number(cast, description, set),
        None => described(cast, description),
    };
    let reason = match draft.part_of.and_then(|whole| cast.draft(whole)) {
        Some(whole) => format!("some of `{}`", whole.label),
        None => "described for the first time".to_owned(),
    };
    (cast.add(draft), reason)
}

fn described(cast: &Cast<'_>, description: &Description<'_>) -> Draft {
    let label = label_of(cast, description);
    let words = identity_words(cast, description);
    let identity = if tells_apart(cast, description) {
        Identity::Description(words)
    } else {
        Identity::Here(words)
    };
    let mut draft = Draft::new(&label, description.class.clone(), identity);
    draft.number = description.number;
    draft.gender = gender(description);
    draft.count = description.count;
    draft.owner = description.owner;
    draft.places = description.places.iter().map(|(_, place)| *place).collect();
    draft.noun_text = cast.words.text(description.head).to_owned();
    draft.noun = description.noun.clone();
    if !description.is_empty {
        draft.nouns.insert(description.noun.clone());
    }
    draft.phrase = phrase_of(cast, description);
    let is_new_one =
        description.number == Number::Singular && description.determiner == Determiner::Indefinite;
    let is_part = is_new_one || description.count.is_some() || !description.places.is_empty();
    draft.part_of = is_part.then(|| sets::whole_of(cast, description)).flatten();
    draft
}

/// "two in London": as many of the things spoken of.
fn part_by_number(cast: &Cast<'_>, description: &Description<'_>, set: usize) -> Draft {
    let mut draft = described(cast, description);
    let Some(of) = cast.draft(set) else {
        return draft;
    };
    let is_one = description.count == Some(Count::Exactly(1));
    let words = counted(cast.phrase(description.mention), of, is_one);
    let places: Vec<usize> = description.places.iter().map(|(token, _)| *token).collect();
    let places_words: Vec<&str> = description
        .places
        .iter()
        .filter_map(|(_, place)| Some(cast.draft(*place)?.label.as_str()))
        .collect();
    draft.label = located(cast, &words, &places);
    draft.class = of.class.clone();
    draft.identity = match (&of.identity, places.is_empty()) {
        (Identity::Description(whole), false) => {
            Identity::Description(format!("{whole} in {}", places_words.join(" in ")))
        }
        (_, false) => Identity::Description(format!("{} in {}", of.noun, places_words.join(" in "))),
        _ => Identity::Here(draft.label.clone()),
    };
    draft.nouns = of.nouns.clone();
    draft.noun_text = of.noun_text.clone();
    draft.noun = of.noun.clone();
    draft.phrase = of.phrase.clone();
    draft.names = of.names.clone();
    draft.modifiers = of.modifiers.clone();
    draft.part_of = Some(of.part_of.unwrap_or(set));
    draft
}

fn gender(description: &Description<'_>) -> Gender {
    match () {
        () if description.has(NounFlag::Female) => Gender::Female,
        () if description.has(NounFlag::Male) => Gender::Male,
        () => Gender::Unknown,
    }
}

/// Adds what a description says to what is known of its draft.
fn learn(cast: &mut Cast<'_>, draft: usize, description: &Description<'_>) {
    if !description.is_empty {
        cast.add_noun(draft, &description.noun);
    }
    let is_narrower = cast
        .draft(draft)
        .is_some_and(|of| of.class != description.class && cast.is_a(&description.class, of.class.as_ref()));
    let label = label_of(cast, description);
    if tells_apart(cast, description) {
        let words = identity_words(cast, description);
        cast.identify(draft, words);
    }
    let Some(of) = cast.drafts.get_mut(draft) else {
        return;
    };
    of.modifiers.extend(description.modifiers.iter().cloned());
    of.names
        .extend(description.names.iter().copied().filter(|name| *name != draft));
    if of.gender == Gender::Unknown {
        of.gender = gender(description);
    }
    let is_named = of.is_named();
    if is_narrower {
        of.class = description.class.clone();
    }
    if !is_named && label != of.label {
        let is_fuller = label.split(' ').count() > of.label.split(' ').count();
        let other = if is_fuller {
            std::mem::replace(&mut of.label, label)
        } else {
            label
        };
        of.aliases.insert(other);
    }
}

/// Gives each place of a located description its own part: "stations in Toronto, Vancouver and New York".
fn locate(cast: &mut Cast<'_>, draft: usize, description: &Description<'_>) {
    let [_, _, ..] = description.places.as_slice() else {
        cast.located.extend(
            description
                .places
                .iter()
                .map(|(token, _)| (description.head, *token, draft)),
        );
        return;
    };
    for (token, place) in &description.places {
        let Some(part) = part_at(cast, draft, *token, *place) else {
            continue;
        };
        let part = cast.add(part);
        let reason = cast
            .draft(*place)
            .map_or_else(String::new, |of| format!("those in `{}`", of.label));
        if let Some(part) = cast.drafts.get_mut(part) {
            part.chain.push(Coreference {
                mention: description.mention,
                reason,
            });
        }
        cast.located.push((description.head, *token, part));
    }
}

fn part_at(cast: &Cast<'_>, whole: usize, token: usize, place: usize) -> Option<Draft> {
    let (of, name) = (cast.draft(whole)?, &cast.draft(place)?.label);
    let words = &of.phrase;
    let mut part = of.clone();
    part.label = located(cast, words, &[token]);
    part.identity = match &of.identity {
        Identity::Description(words) => {
            let kind = words.split(" in ").next().unwrap_or(words);
            Identity::Description(format!("{kind} in {name}"))
        }
        _ => Identity::Here(part.label.clone()),
    };
    part.chain = Vec::new();
    part.aliases.clear();
    part.count = None;
    if of.count == Some(Count::Exactly(of.places.len() as u64)) {
        part.number = Number::Singular;
        part.label = located(cast, &singular(of), &[token]);
    }
    part.places = [place].into();
    part.part_of = Some(whole);
    Some(part)
}

/// "sites" in the singular: as many as there are places are one in each.
fn singular(set: &Draft) -> String {
    let kind = set.phrase.strip_suffix(set.noun_text.as_str());
    kind.map_or_else(|| set.noun.clone(), |kind| format!("{kind}{}", set.noun))
}

/// Finds the whole of parts that were described before it was.
fn place_parts(cast: &mut Cast<'_>) {
    for mention in 0..cast.found.len() {
        let Some(draft) = cast.drafts_of.get(mention).copied().flatten() else {
            continue;
        };
        let is_first = cast
            .draft(draft)
            .is_some_and(|of| of.chain.first().is_some_and(|link| link.mention == mention));
        if cast.kind(mention) != MentionKind::Nominal || !is_first {
            continue;
        }
        let description = describe(cast, mention);
        let whole = if description.has(NounFlag::Partitive) {
            counted_set(cast, &description)
        } else {
            later_whole(cast, draft, &description)
        };
        if let Some(of) = cast.drafts.get_mut(draft).filter(|of| of.part_of.is_none()) {
            of.part_of = whole.filter(|whole| *whole != draft);
        }
    }
}

/// "dozens **of the stations**".
fn counted_set(cast: &Cast<'_>, description: &Description<'_>) -> Option<usize> {
    let words = &cast.words;
    let of = words
        .analysis
        .children_by(description.head, Dep::Prep)
        .find(|of| words.lower(*of) == "of")?;
    let set = cast.draft_at(words.analysis.child(of, Dep::Pobj)?)?;
    cast.draft(set)
        .is_some_and(|of| of.number == Number::Plural)
        .then_some(set)
}

fn later_whole(cast: &Cast<'_>, draft: usize, description: &Description<'_>) -> Option<usize> {
    let is_new_one =
        description.number == Number::Singular && description.determiner == Determiner::Indefinite;
    let is_some = description.number == Number::Plural && cast.draft(draft).is_some_and(|of| !of.is_whole());
    let is_named = cast.draft(draft).is_some_and(Draft::is_named);
    (!is_named && (is_new_one || is_some))
        .then(|| sets::whole_of(cast, description))
        .flatten()
}

fn sort_chains(cast: &mut Cast<'_>) {
    for draft in &mut cast.drafts {
        draft.chain.sort_by_key(|link| link.mention);
    }
}
