//! Descriptions that name a body by its country: "the Chinese government", "Canadian federal police".

use super::Antecedent;
use crate::analysis::Dep;
use crate::entity::cast::{Cast, Number};
use crate::entity::description::{Description, Determiner};
use crate::lexicon::classes::NounFlag;
use crate::lexicon::names::FormRole;
use crate::vocab::tm;

/// The country for its government, or the body that the tables describe so.
pub(crate) fn by_country(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    government(cast, description).or_else(|| described(cast, description))
}

/// "China's regime", "the government of Chile": the country speaks.
fn government(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let countries = countries(cast, description);
    let [country] = countries.as_slice() else {
        return None;
    };
    let is_government = description.has(NounFlag::Government) && description.number == Number::Singular;
    let name = &cast.draft(*country)?.label;
    is_government.then(|| {
        (
            *country,
            format!("the {} of `{name}` stands for the country", description.noun),
        )
    })
}

/// The countries that the description names: before the noun, as its owner, behind "of" or "in".
fn countries(cast: &Cast<'_>, description: &Description<'_>) -> Vec<usize> {
    let words = &cast.words;
    let of = words
        .analysis
        .children_by(description.head, Dep::Prep)
        .filter(|preposition| words.lower(*preposition) == "of")
        .filter_map(|of| cast.draft_at(words.analysis.child(of, Dep::Pobj)?));
    let located = description
        .places
        .iter()
        .map(|(_, place)| governed_from(cast, *place).unwrap_or(*place));
    let mut countries: Vec<usize> = description
        .names
        .iter()
        .copied()
        .chain(description.owner)
        .chain(of)
        .chain(located)
        .filter(|draft| {
            cast.draft(*draft)
                .is_some_and(|of| of.is_named() && cast.is_a(&of.class, tm::COUNTRY))
        })
        .collect();
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// The country whose government sits in the place: "the government in Berlin".
fn governed_from(cast: &Cast<'_>, place: usize) -> Option<usize> {
    let seat = &cast.draft(place)?.label;
    let country = cast.words.lexicon.names.known(seat, FormRole::Seat)?;
    cast.countries.get(&country.name).copied()
}

/// "federal police" for the one body of that country that the document names.
fn described(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let may_mean_one =
        !matches!(description.determiner, Determiner::Indefinite) && !description.is_contrastive;
    let words: Vec<&str> = description
        .modifiers
        .iter()
        .map(String::as_str)
        .chain([description.noun.as_str()])
        .collect();
    let words = words.join(" ");
    let countries = countries(cast, description);
    let is_meant = |draft: &usize| {
        cast.draft(*draft).is_some_and(|of| {
            let is_from =
                |country: &usize| cast.draft(*country).map(|country| &country.label) == of.country.as_ref();
            of.descriptions.contains(&words) && countries.iter().all(is_from)
        })
    };
    let mut meant = cast.bodies.iter().copied().filter(is_meant);
    let body = meant.next().filter(|_| may_mean_one && countries.len() < 2)?;
    let name = &cast.draft(body)?.label;
    meant.next().is_none().then(|| {
        (
            body,
            format!("`{words}` describes `{name}`, which the document names"),
        )
    })
}
