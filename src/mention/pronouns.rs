//! Pronouns: personal, possessive, relative, demonstrative.

use crate::analysis::{Dep, Pos, Tag};
use crate::mention::words::Words;

/// All pronouns that may refer to something, in text order.
pub(crate) fn find_pronouns(words: &Words<'_>) -> Vec<usize> {
    (0..words.len())
        .filter(|token| is_pronoun(words, *token))
        .collect()
}

fn is_pronoun(words: &Words<'_>, token: usize) -> bool {
    let dep = words.dep(token);
    match words.tag(token) {
        Tag::Prp | Tag::PrpS => dep != Dep::Expl && !is_empty_subject(words, token),
        Tag::Wp | Tag::WpS | Tag::Wdt => dep != Dep::Det,
        Tag::Dt | Tag::In => words.pos(token) == Pos::Pron && is_argument(dep),
        _ => false,
    }
}

fn is_argument(dep: Dep) -> bool {
    matches!(
        dep,
        Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Pobj | Dep::Dative | Dep::Conj | Dep::Attr
    )
}

/// "it" that stands for a clause: "it is possible that", "it was reported that".
fn is_empty_subject(words: &Words<'_>, token: usize) -> bool {
    if words.lower(token) != "it" || !matches!(words.dep(token), Dep::Nsubj | Dep::Nsubjpass) {
        return false;
    }
    let verb = words.head(token);
    let has = |dep: Dep| words.analysis.child(verb, dep).is_some();
    let has_clause = has(Dep::Ccomp) || has(Dep::Xcomp) || has(Dep::Csubj) || has(Dep::Csubjpass);
    let is_copula = has(Dep::Acomp) || has(Dep::Attr);
    has_clause && (is_copula || words.dep(token) == Dep::Nsubjpass)
}

#[allow(dead_code, reason = "pronouns are resolved next")]
/// The verb of the relative clause that the pronoun belongs to, if it introduces one.
pub(crate) fn relative_clause(words: &Words<'_>, token: usize) -> Option<usize> {
    let is_relative =
        matches!(words.tag(token), Tag::Wp | Tag::WpS | Tag::Wdt) || words.lower(token) == "that";
    if !is_relative || words.lower(token) == "what" {
        return None;
    }
    std::iter::successors(Some(words.head(token)), |at| {
        let head = words.head(*at);
        (head != *at).then_some(head)
    })
    .take(6)
    .find(|at| words.dep(*at) == Dep::Relcl)
    .filter(|verb| words.head(*verb) < token)
}
