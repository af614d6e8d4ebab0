//! What a definite description takes up: "the report", "the airline", "the country", "the federal force".
//!
//! In order: the thing that the parse puts in apposition, a country for its government, a body that the tables
//! describe so, something described with the same noun, something of a class that the noun may stand for. A
//! description that says more than is known of a candidate does not take it up.

pub(crate) mod apposition;
pub(crate) mod bodies;
mod classes;

use crate::entity::cast::{Cast, Draft, Number};
use crate::entity::description::{Description, Determiner};
use crate::lexicon::classes::NounFlag;

/// A draft and why it is meant.
pub(crate) type Antecedent = (usize, String);

/// What a description of one thing, or of one body of people, takes up.
pub(crate) fn of_single(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    same_noun(cast, description).or_else(|| classes::by_class(cast, description))
}

/// The latest thing described with the same noun or a synonym.
fn same_noun(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let is_same = |draft: usize| {
        let of = cast.draft(draft)?;
        let agrees = match description.determiner {
            Determiner::Indefinite => false,
            Determiner::Bare => is_equal(description, of) && !is_fresh(description),
            Determiner::Possessive => agrees(cast, description, draft),
            Determiner::Definite | Determiner::Demonstrative => agrees(cast, description, draft),
        };
        agrees.then_some((of.latest(), draft))
    };
    if description.is_contrastive {
        return None;
    }
    let (_, draft) = cast
        .described_as(description.nouns())
        .into_iter()
        .filter_map(is_same)
        .max()?;
    let label = &cast.draft(draft)?.label;
    Some((
        draft,
        format!("described as `{}` before: `{label}`", description.noun),
    ))
}

/// People without an article are new people each time ("officials said"); bodies and ideas stay the same.
fn is_fresh(description: &Description<'_>) -> bool {
    description.has(NounFlag::Role) || description.count.is_some() || !description.places.is_empty()
}

/// Whether the same words describe both.
fn is_equal(description: &Description<'_>, draft: &Draft) -> bool {
    let modifiers = description.modifiers.iter().cloned().collect();
    draft.number == description.number
        && !draft.is_named()
        && draft.modifiers == modifiers
        && draft.all_names() == description.all_names()
        && description.is_owned == draft.owner.is_some()
        && draft.count == description.count
        && places(description).eq(draft.places.iter().copied())
}

fn places(description: &Description<'_>) -> impl Iterator<Item = usize> {
    let mut places: Vec<usize> = description.places.iter().map(|(_, draft)| *draft).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter()
}

/// Whether all that the description says is known of the draft.
pub(crate) fn agrees(cast: &Cast<'_>, description: &Description<'_>, draft: usize) -> bool {
    let Some(of) = cast.draft(draft) else {
        return false;
    };
    let is_part_of_phrase = description.names.contains(&draft) || description.owner == Some(draft);
    let agrees_in_number =
        of.number == description.number || (description.is_body() && of.number == Number::Singular);
    !is_part_of_phrase
        && agrees_in_number
        && has_modifiers(description, of)
        && has_names(cast, description, of)
        && (!description.is_owned || description.owner.is_some() && of.owner == description.owner)
        && places(description).all(|place| of.places.contains(&place))
        && !is_narrowed(cast, description)
}

fn has_modifiers(description: &Description<'_>, draft: &Draft) -> bool {
    let label = draft.label.to_lowercase();
    let is_known =
        |word: &String| draft.modifiers.contains(word) || label.split(' ').any(|part| part == word);
    description.modifiers.iter().all(is_known)
}

/// Whether the names before the noun are names of what the draft belongs to.
fn has_names(cast: &Cast<'_>, description: &Description<'_>, draft: &Draft) -> bool {
    description.names.iter().all(|name| {
        let is_country = cast
            .draft(*name)
            .is_some_and(|name| draft.country.as_ref() == Some(&name.label));
        draft.names.contains(name) || draft.places.contains(name) || is_country
    })
}

/// Whether words behind the noun say which one is meant: "the leader of the party", "the man who called".
pub(crate) fn is_narrowed(cast: &Cast<'_>, description: &Description<'_>) -> bool {
    use crate::analysis::Dep;
    let words = &cast.words;
    words.analysis.children(description.head).any(|child| {
        let is_of = words.dep(child) == Dep::Prep && matches!(words.lower(child).as_str(), "of" | "for");
        let is_clause = words.dep(child) == Dep::Relcl && words.text(child.saturating_sub(2)) != ",";
        child > description.head && (is_of || is_clause) && description.places.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use crate::entity::example::{chains, iri};

    #[test]
    fn a_body_is_taken_up_by_what_the_tables_call_it() {
        let text = "The RCMP raided a house. Canadian federal police found drugs. The federal force thanked residents.";
        assert_eq!(
            chains(text),
            "Royal Canadian Mounted Police: RCMP, Canadian federal police, The federal force\nCanada: Canadian"
        );
    }

    #[test]
    fn a_body_that_is_not_named_is_not_put_in() {
        assert_eq!(chains("Canadian federal police found drugs."), "Canada: Canadian");
    }

    #[test]
    fn a_noun_in_apposition_is_taken_up_again() {
        let text = "Lumo, a Danish airline, cut ten routes. The airline lost money. A bank lent it more.";
        assert_eq!(
            chains(text),
            "Lumo: Lumo, a Danish airline, The airline, it\nDenmark: Danish"
        );
    }

    #[test]
    fn the_country_is_the_one_that_was_named_last() {
        let text = "Ships left Kenya for Oman. Police in Oman said pirates were active in the country.";
        assert!(
            chains(text).contains("Oman: Oman, Oman, the country"),
            "{}",
            chains(text)
        );
    }

    #[test]
    fn one_that_is_introduced_later_is_another_one() {
        let text = "A driver saw a bus. Another driver called a doctor.";
        assert_eq!(chains(text), "");
        assert_eq!(iri(text, "another driver"), "#entity=driver,20");
    }
}
