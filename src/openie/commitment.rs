//! Whether what a clause names is said to have happened.
//!
//! The question of factuality (Saurí and Pustejovsky 2009, <https://doi.org/10.1007/s10579-009-9089-9>; White et al.
//! 2018, <https://aclanthology.org/D18-1501>), answered from the clause's own words and from those that govern it.

use crate::analysis::{Dep, Tag};
use crate::clause::ClauseReader;
use crate::factuality::Modality;
use crate::lexicon::commitment::CommitmentKind;

/// How many verbs above a clause are asked.
const MAX_DEPTH: usize = 6;

/// How firmly the text commits to what the clause at `verb` names; the innermost word that leaves it open counts.
pub fn commitment(reader: ClauseReader<'_>, verb: usize) -> Modality {
    let mut at = verb;
    for _ in 0..MAX_DEPTH {
        if let Some(modality) = own_words(reader, at) {
            return modality;
        }
        match above(reader, at) {
            Above::Open(modality) => return modality,
            Above::Same(governor) => at = governor,
            Above::Nothing => return Modality::Asserted,
        }
    }
    Modality::Asserted
}

/// What stands above a clause.
enum Above {
    /// A word that leaves it open.
    Open(Modality),
    /// A verb that shares its standing.
    Same(usize),
    /// Nothing that matters.
    Nothing,
}

/// Auxiliaries, adverbs and the conjunction under `verb`.
fn own_words(reader: ClauseReader<'_>, verb: usize) -> Option<Modality> {
    let mut children = reader.analysis.children(verb);
    children.find_map(|child| {
        let kind = match reader.dep(child) {
            Dep::Aux => CommitmentKind::Modal,
            Dep::Advmod => CommitmentKind::Adverb,
            Dep::Mark => CommitmentKind::Conjunction,
            _ => return None,
        };
        let modality = reader.lexicon.commitments.get(kind, &reader.word(child));
        modality.filter(|modality| *modality != Modality::Asserted)
    })
}

fn above(reader: ClauseReader<'_>, verb: usize) -> Above {
    let governor = reader.head(verb);
    match reader.dep(verb) {
        Dep::Conj if reader.is_predicate(governor) => Above::Same(governor),
        Dep::Xcomp => governed(reader, verb, governor),
        Dep::Ccomp if !reader.is_predicate(governor) || reader.is_infinitive(verb) => {
            governed(reader, verb, governor)
        }
        Dep::Ccomp => thought(reader, governor),
        Dep::Pcomp => behind_preposition(reader, governor),
        Dep::Advcl | Dep::Acl if reader.is_infinitive(verb) => Above::Open(Modality::Future),
        Dep::Advcl if is_participle(reader, verb) => Above::Same(governor),
        Dep::Root => standing_alone(reader, verb),
        _ => Above::Nothing,
    }
}

/// "managed **to leave**" is as firm as "managed"; "wanted **to leave**" leaves it open.
fn governed(reader: ClauseReader<'_>, verb: usize, governor: usize) -> Above {
    let lemma = reader.lemma_with_particle(governor);
    match reader.lexicon.commitments.get(CommitmentKind::Governor, &lemma) {
        Some(Modality::Asserted) => Above::Same(governor),
        Some(modality) => Above::Open(modality),
        None if reader.is_infinitive(verb) => Above::Open(Modality::Future),
        None => Above::Same(governor),
    }
}

/// "hopes **that they leave**".
fn thought(reader: ClauseReader<'_>, governor: usize) -> Above {
    let lemma = reader.lemma_with_particle(governor);
    match reader.lexicon.commitments.get(CommitmentKind::Thinking, &lemma) {
        Some(modality) if modality != Modality::Asserted => Above::Open(modality),
        _ => Above::Nothing,
    }
}

/// "without **leaving**".
fn behind_preposition(reader: ClauseReader<'_>, preposition: usize) -> Above {
    let word = reader.word(preposition);
    match reader.lexicon.commitments.get(CommitmentKind::Preposition, &word) {
        Some(modality) => Above::Open(modality),
        None => Above::Same(reader.head(preposition)),
    }
}

/// An imperative asks for what it names; a question leaves it open.
fn standing_alone(reader: ClauseReader<'_>, verb: usize) -> Above {
    let has = |dep| reader.analysis.child(verb, dep).is_some();
    let is_bare = matches!(reader.tag(verb), Some(Tag::Vb)) && !has(Dep::Nsubj) && !has(Dep::Expl);
    if is_bare && !has(Dep::Nsubjpass) {
        return Above::Open(Modality::Future);
    }
    match is_question(reader, verb) {
        true => Above::Open(Modality::Conditional),
        false => Above::Nothing,
    }
}

fn is_question(reader: ClauseReader<'_>, verb: usize) -> bool {
    let sentence = reader.analysis.sentences.get(reader.analysis.sentence_of(verb));
    let last = sentence.and_then(|sentence| {
        let mut tokens = sentence.tokens.clone().rev();
        tokens.find(|token| !matches!(reader.tag(*token), Some(Tag::Space | Tag::CloseQuote)))
    });
    last.is_some_and(|last| reader.word(last) == "?")
}

fn is_participle(reader: ClauseReader<'_>, verb: usize) -> bool {
    matches!(reader.tag(verb), Some(Tag::Vbg | Tag::Vbn)) && reader.analysis.child(verb, Dep::Mark).is_none()
}

/// How often the verbs above an infinitive or gerund say that it does not happen: "**failed** to leave", "did
/// **not** try to leave".
pub(super) fn negations_above(reader: ClauseReader<'_>, verb: usize) -> usize {
    let mut negations = 0;
    let mut at = verb;
    for _ in 0..MAX_DEPTH {
        if reader.dep(at) != Dep::Xcomp {
            break;
        }
        at = reader.head(at);
        negations += usize::from(
            reader
                .lexicon
                .control
                .is_negative(&reader.lemma_with_particle(at)),
        );
        negations += reader.analysis.children_by(at, Dep::Neg).count();
    }
    negations
}
