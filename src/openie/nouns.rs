//! What noun phrases say without a verb: appositions, titles, possessives.

use super::{Kind, SurfaceProposition};
use crate::analysis::{Dep, Pos};
use crate::clause::ClauseReader;
use crate::factuality::Modality;

/// The propositions of all nouns, in text order of the nouns that are said of something.
pub(super) fn of_nouns(reader: ClauseReader<'_>) -> Vec<SurfaceProposition> {
    let tokens = 0..reader.analysis.tokens.len();
    tokens.flat_map(|token| of_noun(reader, token)).collect()
}

fn of_noun(reader: ClauseReader<'_>, noun: usize) -> Option<SurfaceProposition> {
    let holder = reader.head(noun);
    match reader.dep(noun) {
        Dep::Appos if is_noun(reader, noun) && is_noun(reader, holder) => {
            let (bearer, role) = match is_name(reader, noun) && !is_name(reader, holder) {
                true => (noun, holder),
                false => (holder, noun),
            };
            Some(said(reader, (Kind::Apposition, role), bearer))
        }
        Dep::Compound | Dep::Amod | Dep::Nmod if is_title(reader, noun) && is_name(reader, holder) => {
            Some(said(reader, (Kind::Title, noun), holder))
        }
        Dep::Poss if is_noun(reader, noun) => Some(SurfaceProposition {
            lemma: "have".to_owned(),
            ..said(reader, (Kind::Possession, holder), noun)
        }),
        _ => None,
    }
}

/// What `role` says of `bearer`; with "of" or an owner it is a relation to a third ("director **of** the museum").
fn said(reader: ClauseReader<'_>, (kind, role): (Kind, usize), bearer: usize) -> SurfaceProposition {
    let of = reader
        .obliques_of(role)
        .into_iter()
        .find(|oblique| kind == Kind::Apposition && is_noun(reader, oblique.object));
    let owner = reader.analysis.child(role, Dep::Poss);
    let owner = owner.filter(|owner| kind == Kind::Apposition && *owner != bearer);
    let noun = reader.lemma(role);
    let (lemma, object) = match (&of, owner) {
        (_, Some(owner)) => (format!("be {noun} of"), owner),
        (Some(of), None) => (format!("be {noun} {}", of.preposition), of.object),
        (None, None) => ("be".to_owned(), role),
    };
    SurfaceProposition {
        kind,
        head: role,
        last: role,
        lemma,
        subjects: vec![bearer],
        objects: vec![object],
        arguments: Vec::new(),
        is_negated: false,
        is_passive: false,
        modality: Modality::Asserted,
    }
}

fn is_title(reader: ClauseReader<'_>, token: usize) -> bool {
    reader.lexicon.is_role(&reader.word(token))
}

fn is_noun(reader: ClauseReader<'_>, token: usize) -> bool {
    matches!(reader.pos(token), Some(Pos::Noun | Pos::Propn))
}

fn is_name(reader: ClauseReader<'_>, token: usize) -> bool {
    reader.pos(token) == Some(Pos::Propn)
}
