//! Descriptions that take up something by its class: "the company", "the country", "police".

use oxigraph::model::NamedNode;

use super::{Antecedent, agrees};
use crate::entity::cast::{Cast, Number};
use crate::entity::description::{Description, Determiner};
use crate::entity::salience::{Recent, recent};
use crate::lexicon::classes::NounFlag;
use crate::vocab::tm;

/// How many sentences back such a description reaches.
const REACH: usize = 6;

/// How many sentences back a name of which nothing but "organisation" is known can be taken up.
const SHORT_REACH: usize = 2;

/// The most salient recent thing that the noun may stand for.
pub(crate) fn by_class(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let is_place_or_agent = cast.is_agent(&description.class) || cast.is_a(&description.class, tm::PLACE);
    let is_definite = description.points_back() && description.determiner != Determiner::Possessive;
    let is_police = description.determiner == Determiner::Bare
        && description.is_body()
        && description.modifiers.is_empty();
    if !is_place_or_agent || description.count.is_some() || !(is_definite || is_police) {
        return None;
    }
    let reach = if is_definite { REACH } else { 1 };
    let candidates: Vec<Recent> = recent(cast, description.mention, reach)
        .into_iter()
        .filter(|candidate| agrees(cast, description, candidate.draft))
        .collect();
    let is_alone = |wanted: &Recent| candidates.iter().all(|other| other.draft == wanted.draft);
    let best = candidates
        .iter()
        .filter(|candidate| match fit(cast, description, candidate.draft) {
            Some(Fit::Class) => is_definite || is_alone(candidate),
            Some(Fit::Loose) => {
                is_definite && candidate.distance <= SHORT_REACH && is_only_body(cast, &candidates, candidate)
            }
            None => false,
        })
        .max_by_key(|candidate| candidate.rank())?;
    let label = &cast.draft(best.draft)?.label;
    Some((
        best.draft,
        format!(
            "`{}` may stand for `{label}`, the nearest of its class",
            description.noun
        ),
    ))
}

/// How well a noun's class suits a draft.
enum Fit {
    /// The draft is of the noun's class.
    Class,
    /// The draft is some organisation, the noun a special kind of them.
    Loose,
}

fn fit(cast: &Cast<'_>, description: &Description<'_>, draft: usize) -> Option<Fit> {
    let of = cast.draft(draft)?;
    let noun = &description.class;
    let is_general = description.has(NounFlag::General);
    if cast.is_person(noun) {
        return None;
    }
    let is_body = is_body_for_group(cast, description, &of.class);
    let is_narrower = cast.is_a(&of.class, noun.as_ref());
    let is_same = of.class == *noun && is_specific(noun);
    let describes_otherwise = of
        .nouns
        .iter()
        .any(|known| *known != description.noun && is_noun_of(cast, known, noun));
    match () {
        () if is_general && (is_narrower || is_body) => Some(Fit::Class),
        () if is_same && (is_general || !describes_otherwise || is_country_like(noun)) => Some(Fit::Class),
        () if is_general
            && of.class.as_str() == tm::ORGANIZATION.as_str()
            && cast.is_a(noun, tm::ORGANIZATION) =>
        {
            Some(Fit::Loose)
        }
        () => None,
    }
}

/// "the group", "the body" may be any organisation but a state.
fn is_body_for_group(cast: &Cast<'_>, description: &Description<'_>, class: &NamedNode) -> bool {
    description.class.as_str() == tm::GROUP.as_str()
        && cast.is_a(class, tm::ORGANIZATION)
        && !cast.is_a(class, tm::GOVERNMENT)
}

fn is_country_like(class: &NamedNode) -> bool {
    class.as_str() == tm::COUNTRY.as_str() || class.as_str() == tm::LAW_ENFORCEMENT_AGENCY.as_str()
}

fn is_noun_of(cast: &Cast<'_>, noun: &str, class: &NamedNode) -> bool {
    cast.words
        .lexicon
        .classes
        .noun(noun)
        .is_some_and(|noun| noun.class == *class)
}

/// Whether a class says enough for one of its members to be taken up by it alone.
fn is_specific(class: &NamedNode) -> bool {
    let wide = [
        tm::ENTITY,
        tm::ORGANIZATION,
        tm::PLACE,
        tm::FACILITY,
        tm::GROUP,
        tm::GEOPOLITICAL_ENTITY,
    ];
    !wide.iter().any(|wide| wide.as_str() == class.as_str())
}

fn is_only_body(cast: &Cast<'_>, candidates: &[Recent], wanted: &Recent) -> bool {
    let is_body = |draft: usize| {
        cast.draft(draft)
            .is_some_and(|of| cast.is_a(&of.class, tm::ORGANIZATION) && of.number == Number::Singular)
    };
    candidates
        .iter()
        .filter(|other| other.distance <= SHORT_REACH && is_body(other.draft))
        .all(|other| other.draft == wanted.draft)
}
