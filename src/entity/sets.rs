//! Sets of things: one whole for each kind in a document, and its counted or located parts.
//!
//! "Chinese police service stations", "the stations", "such stations" and "the locations" are one set; "two
//! Montreal-area sites", "stations in Toronto" and "an alleged police station" are things of their own that
//! belong to it.

use crate::entity::antecedent::{Antecedent, agrees, is_narrowed};
use crate::entity::cast::{Cast, Draft, Number};
use crate::entity::description::{Description, Determiner};
use crate::entity::salience::{Place, place_of, recent};
use crate::lexicon::classes::NounFlag;
use crate::vocab::tm;

/// How many sentences back a general word for a set or a bare number reaches.
const REACH: usize = 3;

/// What a description of several things takes up.
pub(crate) fn of_several(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    if description.is_contrastive {
        return None;
    }
    if is_part(description) {
        return same_part(cast, description);
    }
    whole(cast, description).or_else(|| by_general_word(cast, description))
}

/// Whether it means some of a kind: those that are counted or somewhere.
fn is_part(description: &Description<'_>) -> bool {
    description.count.is_some() || !description.places.is_empty()
}

/// "the two sites" again, or the same places again.
fn same_part(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let is_same = |draft: &usize| {
        cast.draft(*draft).is_some_and(|of| {
            let is_counted_again =
                description.points_back() && of.count == description.count && of.count.is_some();
            let is_there_again = !description.places.is_empty() && of.count == description.count;
            agrees(cast, description, *draft) && (is_counted_again || is_there_again)
        })
    };
    let draft = cast.described_as(description.nouns()).into_iter().find(is_same)?;
    let label = &cast.draft(draft)?.label;
    Some((draft, format!("counted or located as `{label}` before")))
}

/// The set of the same noun whose description does not speak against this one.
fn whole(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let candidates = cast.described_as(description.nouns());
    let suits = |draft: &usize| is_same_set(cast, description, *draft);
    let is_whole = |draft: &usize| cast.draft(*draft).is_some_and(Draft::is_whole);
    let wholes = candidates.iter().copied().filter(is_whole).find(suits);
    let counted = || {
        let near = candidates
            .iter()
            .copied()
            .filter(|draft| is_near_count(cast, description, *draft));
        near.filter(suits).find(|_| description.points_back())
    };
    let draft = wholes.or_else(counted)?;
    Some((draft, format!("the same kind as `{}`", cast.draft(draft)?.label)))
}

/// Things of one kind stay one set; people and events are the same only when the text says so.
fn is_same_set(cast: &Cast<'_>, description: &Description<'_>, draft: usize) -> bool {
    let Some(of) = cast
        .draft(draft)
        .filter(|of| of.number == Number::Plural && !of.is_named())
    else {
        return false;
    };
    let is_lasting =
        cast.is_a(&description.class, tm::FACILITY) || cast.is_a(&description.class, tm::ARTIFACT);
    match () {
        () if !owners_agree(description, of) || conflicts(description, of) => false,
        () if is_lasting => true,
        () if description.points_back() => agrees(cast, description, draft),
        () if is_passing(cast, description) => false,
        () => {
            let is_equal = of.all_names() == description.all_names() && has_same_modifiers(description, of);
            is_equal && !description.has(NounFlag::Role) && !is_narrowed(cast, description)
        }
    }
}

/// Reports and attacks without an article are others each time.
fn is_passing(cast: &Cast<'_>, description: &Description<'_>) -> bool {
    cast.is_a(&description.class, tm::DOCUMENT) || cast.is_a(&description.class, tm::EVENT)
}

/// "two sites … the sites": a counted set of the last sentences, when no whole has been spoken of.
fn is_near_count(cast: &Cast<'_>, description: &Description<'_>, draft: usize) -> bool {
    cast.draft(draft).is_some_and(|of| {
        let distance = cast
            .sentence(description.mention)
            .saturating_sub(cast.sentence(of.latest()));
        of.count.is_some() && distance <= REACH * 2
    })
}

fn has_same_modifiers(description: &Description<'_>, draft: &Draft) -> bool {
    let is_known = |word: &String| draft.modifiers.contains(word);
    description.modifiers.iter().all(is_known) && description.modifiers.len() == draft.modifiers.len()
}

/// "its nationals" and "Chinese nationals" have one owner; an owner left open agrees with nobody.
fn owners_agree(description: &Description<'_>, draft: &Draft) -> bool {
    match description.owner {
        Some(owner) => draft.all_names().contains(&owner),
        None => !description.is_owned,
    }
}

/// Names or kinds that exclude each other: "Chinese" and "Russian" stations, "police" and "railway" stations.
pub(crate) fn conflicts(description: &Description<'_>, draft: &Draft) -> bool {
    let names_differ = !draft.names.is_empty()
        && !description.names.is_empty()
        && draft.names.is_disjoint(&description.names);
    let is_shared = description
        .modifiers
        .iter()
        .any(|word| draft.modifiers.contains(word));
    let kinds_differ = !draft.modifiers.is_empty() && !description.modifiers.is_empty() && !is_shared;
    names_differ || (kinds_differ && !description.has(NounFlag::General))
}

/// "the locations", "such sites" for the latest set of a narrower class.
fn by_general_word(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let is_general =
        description.has(NounFlag::General) && description.points_back() && description.modifiers.is_empty();
    let draft = latest_set(cast, description).filter(|_| is_general)?;
    let label = &cast.draft(draft)?.label;
    Some((
        draft,
        format!("`{}` is a general word for `{label}`", description.noun),
    ))
}

/// The latest set that the description's noun may stand for; the whole where a part was mentioned.
fn latest_set(cast: &Cast<'_>, description: &Description<'_>) -> Option<usize> {
    let is_narrower = |draft: usize| {
        cast.draft(draft).is_some_and(|of| {
            of.number == Number::Plural
                && !of.is_named()
                && cast.is_a(&of.class, description.class.as_ref())
                && of.class.as_str() != tm::ENTITY.as_str()
        })
    };
    let found = recent(cast, description.mention, REACH * 2)
        .into_iter()
        .find(|recent| is_narrower(recent.draft))?;
    let part_of = cast.draft(found.draft)?.part_of;
    Some(part_of.unwrap_or(found.draft))
}

/// The set that a part belongs to: of the same noun or, for a general word, the only one lately spoken of.
pub(crate) fn whole_of(cast: &Cast<'_>, description: &Description<'_>) -> Option<usize> {
    let is_kind = |draft: &usize| {
        cast.draft(*draft)
            .is_some_and(|of| of.is_whole() && !conflicts(description, of))
    };
    let same = cast.described_as(description.nouns()).into_iter().find(is_kind);
    let is_lasting = [tm::FACILITY, tm::ARTIFACT, tm::ORGANIZATION]
        .into_iter()
        .any(|class| cast.is_a(&description.class, class))
        || description.class.as_str() == tm::ENTITY.as_str();
    same.or_else(|| only_recent_set(cast, description).filter(|_| description.has(NounFlag::General)))
        .filter(|_| is_lasting)
}

fn only_recent_set(cast: &Cast<'_>, description: &Description<'_>) -> Option<usize> {
    let is_kind = |draft: usize| {
        cast.draft(draft).is_some_and(|of| {
            of.number == Number::Plural && !of.is_named() && cast.is_a(&of.class, description.class.as_ref())
        })
    };
    let mut sets: Vec<usize> = recent(cast, description.mention, REACH)
        .into_iter()
        .filter(|recent| is_kind(recent.draft))
        .filter_map(|recent| Some(cast.draft(recent.draft)?.part_of.unwrap_or(recent.draft)))
        .collect();
    sets.sort_unstable();
    sets.dedup();
    match sets.as_slice() {
        [set] => Some(*set),
        _ => None,
    }
}

/// The set that a number without a noun counts: "two in London", "at least 100 operating abroad".
///
/// The most salient set in this sentence or the one before; a subject or object before what stands behind a
/// preposition ("established stations in several continents, including two in London").
pub(crate) fn counted_by_number(cast: &Cast<'_>, description: &Description<'_>) -> Option<usize> {
    let is_set = |draft: usize| {
        let of_things =
            |of: &Draft| of.number == Number::Plural && !of.is_named() && !cast.is_person(&of.class);
        cast.draft(draft).is_some_and(of_things)
    };
    let is_argument = |place: Place| matches!(place, Place::Subject | Place::Object);
    recent(cast, description.mention, 1)
        .into_iter()
        .filter(|recent| is_set(recent.draft))
        .max_by_key(|recent| {
            let place = place_of(&cast.words, cast.head(recent.mention));
            (
                std::cmp::Reverse(recent.distance),
                is_argument(place),
                recent.mention,
            )
        })
        .filter(|_| matches!(description.determiner, Determiner::Bare | Determiner::Indefinite))
        .map(|recent| recent.draft)
}

#[cfg(test)]
mod tests {
    use crate::entity::example::{chains, facts, iri};

    const DEPOTS: &str = "Reporters found secret Ruritanian arms depots in the north. The depots are guarded. \
        They found depots in Porto, Lisbon and Turin. Two Turin-area sites are closed. Such depots are dangerous.";

    #[test]
    fn things_of_one_kind_are_one_set() {
        let chains = chains(DEPOTS);
        assert!(
            chains.contains("secret Ruritanian arms depots, The depots, "),
            "{chains}"
        );
        assert!(chains.contains("Such depots"), "{chains}");
    }

    #[test]
    fn each_place_of_a_list_has_its_own_part() {
        assert_eq!(
            facts(DEPOTS, "depots in Lisbon"),
            "Entity, several, part of depots in Porto, Lisbon and Turin"
        );
        assert_eq!(iri(DEPOTS, "depots in Lisbon"), "described/depot-in-lisbon");
    }

    #[test]
    fn a_number_without_a_noun_counts_what_the_sentence_is_about() {
        let text =
            "The ministry opened clinics in several provinces, including two in Lahore and one in Quetta.";
        assert_eq!(
            facts(text, "two clinics in Lahore"),
            "Facility, several, Exactly(2), part of clinics"
        );
        assert_eq!(
            facts(text, "one clinic in Quetta"),
            "Facility, Exactly(1), part of clinics"
        );
    }

    #[test]
    fn bounds_of_numbers_are_read() {
        let text =
            "At least 40 camps exist. More than 100 lorries and up to six ships left. About 20 tents burned.";
        assert_eq!(facts(text, "at least 40 camps"), "Facility, several, AtLeast(40)");
        assert_eq!(facts(text, "up to six ships"), "Vehicle, several, AtMost(6)");
        assert_eq!(facts(text, "about 20 tents"), "Entity, several, About(20)");
    }

    #[test]
    fn officials_without_an_article_are_others_each_time() {
        let text = "Officials said the dam was safe. Officials said the dam was cracked.";
        assert_eq!(chains(text), "dam: the dam, the dam");
    }
}
