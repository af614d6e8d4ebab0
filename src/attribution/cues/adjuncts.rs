//! Cues beside a clause: adverbs, prepositions, and adjectives behind a form of "be".

use super::{clause_above, cue_stance, finite_above, of_contents, plain, said_behind};
use crate::analysis::{Dep, Tag};
use crate::attribution::Attribution;
use crate::clause::{ClauseReader, Oblique};
use crate::lexicon::attribution::{Cue, CueKind};

/// "was sceptical of X's explanation", "is confident that …".
pub(super) fn adjective_cue(reader: ClauseReader<'_>, adjective: usize) -> Vec<Attribution> {
    let verb = reader.head(adjective);
    if reader.dep(adjective) != Dep::Acomp || !reader.is_predicate(verb) {
        return Vec::new();
    }
    for cue in reader
        .lexicon
        .cues
        .get(CueKind::Adjective, reader.lemma(adjective))
    {
        let contents = adjective_contents(reader, adjective, cue);
        if contents.is_empty() {
            continue;
        }
        let clause = reader.clause(verb);
        let base = Attribution {
            sources: clause.subjects.clone(),
            stance: cue_stance(reader, &clause, cue),
            ..plain(reader, cue, adjective)
        };
        return of_contents(&base, contents);
    }
    Vec::new()
}

fn adjective_contents(reader: ClauseReader<'_>, adjective: usize, cue: &Cue) -> Vec<usize> {
    let clauses = reader.analysis.children(adjective);
    let clauses = clauses.filter(|child| matches!(reader.dep(*child), Dep::Ccomp));
    let clauses: Vec<usize> = clauses.flat_map(|clause| reader.conjuncts(clause)).collect();
    if !clauses.is_empty() {
        return clauses;
    }
    said_behind(reader, adjective, cue)
}

/// "reportedly": the clause it stands in.
pub(super) fn adverb_cue(reader: ClauseReader<'_>, adverb: usize) -> Vec<Attribution> {
    let Some(cue) = reader
        .lexicon
        .cues
        .get(CueKind::Adverb, reader.lemma(adverb))
        .first()
    else {
        return Vec::new();
    };
    let Some(verb) = clause_above(reader, adverb) else {
        return Vec::new();
    };
    vec![Attribution {
        content: verb,
        ..plain(reader, cue, adverb)
    }]
}

/// "three times **per day**": a bare noun tells a rate, and no speaker.
fn is_rate(reader: ClauseReader<'_>, oblique: &Oblique) -> bool {
    let is_bare = reader.analysis.children(oblique.object).next().is_none();
    let is_noun = reader.tag(oblique.object) == Some(Tag::Nn);
    is_bare && is_noun && reader.lexicon.control.is_rate(&oblique.preposition)
}

/// "according to X": the clause it stands in, up to the finite verb.
pub(super) fn preposition_cue(reader: ClauseReader<'_>, token: usize) -> Vec<Attribution> {
    if reader.dep(token) != Dep::Prep {
        return Vec::new();
    }
    for oblique in reader.obliques_at(token) {
        let object = reader.lemma(oblique.object).to_lowercase();
        if reader.lexicon.control.is_norm(&object) || is_rate(reader, &oblique) {
            continue;
        }
        let Some((cue, source)) = prepositional_source(reader, &oblique) else {
            continue;
        };
        let Some(verb) = clause_above(reader, token) else {
            continue;
        };
        let sources = reader.conjuncts(source);
        return vec![Attribution {
            content: finite_above(reader, verb),
            sources,
            ..plain(reader, cue, token)
        }];
    }
    Vec::new()
}

/// The cue with whoever it names: "according to **X**", "in **X's** view".
fn prepositional_source<'a>(reader: ClauseReader<'a>, oblique: &Oblique) -> Option<(&'a Cue, usize)> {
    let cue = |words: &str| reader.lexicon.cues.get(CueKind::Preposition, words).first();
    let plain = cue(&oblique.preposition).map(|cue| (cue, oblique.object));
    plain.or_else(|| {
        let owner = reader.analysis.child(oblique.object, Dep::Poss)?;
        let words = format!("{} one's {}", oblique.preposition, reader.word(oblique.object));
        cue(&words).map(|cue| (cue, owner))
    })
}
