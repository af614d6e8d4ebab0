//! Appositions: "Jing Chen, a researcher with a charity", "its director, Hamid Reza Khani".

use super::Antecedent;
use crate::analysis::Dep;
use crate::entity::cast::{Cast, Number};
use crate::entity::description::{Description, Determiner};
use crate::lexicon::classes::NounFlag;
use crate::mention::MentionKind;

/// The thing that the parse sets beside the description.
pub(crate) fn beside(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    before(cast, description).or_else(|| behind(cast, description))
}

/// "Chen, **a researcher**": the description explains what stands before it.
fn before(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let words = &cast.words;
    if words.dep(description.head) != Dep::Appos {
        return None;
    }
    let draft = cast.draft_at(words.head(description.head))?;
    let start = cast.found.get(description.mention)?.mention.tokens.start;
    let is_set_off = matches!(words.text(start.saturating_sub(1)), "," | "(" | "—" | "–");
    let is_marked = description.entry.is_some()
        && (description.determiner != Determiner::Bare || description.has(NounFlag::Role));
    (is_set_off && is_marked && is_one_thing(cast, description, draft)).then(|| reason(cast, draft))?
}

/// "its **director**, Hamid Khani": the name explains the description; so it does behind a place, where the parse hangs it
/// ("the **mayor** of Novo, Ann Lee").
fn behind(cast: &Cast<'_>, description: &Description<'_>) -> Option<Antecedent> {
    let words = &cast.words;
    let is_name = |child: &usize| {
        let mention = cast.mention_at(*child);
        mention.is_some_and(|mention| cast.kind(mention) == MentionKind::Name)
    };
    let prepositions = words.analysis.children_by(description.head, Dep::Prep);
    let objects = prepositions.flat_map(|preposition| words.analysis.children_by(preposition, Dep::Pobj));
    let holders = std::iter::once(description.head).chain(objects);
    let mut names = holders
        .flat_map(|holder| words.analysis.children_by(holder, Dep::Appos))
        .filter(is_name);
    let is_known_noun = description.entry.is_some() && description.count.is_none();
    let fits = |draft: &usize| is_known_noun && is_one_thing(cast, description, *draft);
    names
        .find_map(|name| cast.draft_at(name).filter(fits))
        .and_then(|draft| reason(cast, draft))
}

fn is_one_thing(cast: &Cast<'_>, description: &Description<'_>, draft: usize) -> bool {
    cast.draft(draft).is_some_and(|of| {
        let is_one = description.number == Number::Singular && of.number == Number::Singular;
        is_one && cast.fits(&description.class, &of.class) && description.owner != Some(draft)
    })
}

fn reason(cast: &Cast<'_>, draft: usize) -> Option<Antecedent> {
    let label = &cast.draft(draft)?.label;
    Some((draft, format!("in apposition to `{label}`")))
}

#[cfg(test)]
mod tests {
    use crate::entity::example::chains;

    #[test]
    fn a_name_behind_the_place_of_an_office_is_its_holder_s() {
        let chains = chains("The mayor of Oslo, Anna Berg, said the dam was safe.");
        assert!(chains.contains("Anna Berg: The mayor, Anna Berg"), "{chains}");
    }
}
