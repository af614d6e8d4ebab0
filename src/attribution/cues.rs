//! Cues found through the parse: verbs, nouns, adjectives, adverbs and prepositions.

mod adjuncts;
mod labels;
mod nouns;
mod verbs;

use super::Attribution;
use crate::analysis::{Dep, Pos, Tag};
use crate::clause::{Clause, ClauseReader};
use crate::document::ByteSpan;
use crate::factuality::Stance;
use crate::lexicon::attribution::{Cue, CueKind};
use crate::lexicon::frame::{Role, Slot};
use crate::lexicon::relations::TriggerKind;
use adjuncts::{adjective_cue, adverb_cue, preposition_cue};
use labels::label_cue;
use nouns::{attributive_cue, noun_cue};
use verbs::verb_cue;

/// The attributions that a cue word introduces, in no particular order.
pub(super) fn cued(reader: ClauseReader<'_>) -> Vec<Attribution> {
    (0..reader.analysis.tokens.len())
        .flat_map(|token| at(reader, token))
        .collect()
}

fn at(reader: ClauseReader<'_>, token: usize) -> Vec<Attribution> {
    if reader.is_predicate(token) {
        return verb_cue(reader, token);
    }
    match reader.analysis.tokens[token].pos {
        Pos::Noun => noun_cue(reader, token),
        Pos::Adj | Pos::Verb if reader.dep(token) == Dep::Amod => attributive_cue(reader, token),
        Pos::Adj | Pos::Verb => adjective_cue(reader, token),
        Pos::Adv => adverb_cue(reader, token),
        Pos::Adp => preposition_cue(reader, token),
        Pos::Punct => label_cue(reader, token),
        _ => Vec::new(),
    }
}

/// "has not said that", "did not deny", "refused to confirm": nothing is affirmed or denied; but who "does not believe
/// that" denies it.
fn cue_stance(reader: ClauseReader<'_>, clause: &Clause, cue: &Cue) -> Stance {
    let governor = reader.head(clause.verb);
    let is_refused = reader.dep(clause.verb) == Dep::Xcomp
        && reader
            .lexicon
            .control
            .is_negative(&reader.lemma_with_particle(governor));
    let is_negated = clause.negations % 2 == 1;
    if is_negated && !is_refused && reader.lexicon.control.is_transferred(&clause.lemma) {
        cue.stance.opposite()
    } else if is_negated || is_refused {
        Stance::Neutral
    } else {
        cue.stance
    }
}

/// Whether a line lists the verb as a cue.
fn is_listed(reader: ClauseReader<'_>, verb: usize) -> bool {
    let lemma = reader.lemma_with_particle(verb);
    !reader.lexicon.cues.get(CueKind::Verb, &lemma).is_empty()
}

/// The cue that `verb` goes on from where the parse hangs it on the content: "**said** it was late and **vowed** to
/// leave", "**said** it was late, **denying** the claim". Its subject is that of the first cue.
pub(crate) fn outer_cue(reader: ClauseReader<'_>, verb: usize) -> Option<usize> {
    let is_joined = match reader.dep(verb) {
        Dep::Conj => reader.is_finite(verb),
        Dep::Advcl => reader.tag(verb) == Some(Tag::Vbg) && reader.is_after_comma(verb),
        _ => false,
    };
    if !is_joined || !reader.is_predicate(verb) || reader.has_subject(verb) || !is_listed(reader, verb) {
        return None;
    }
    let mut content = reader.head(verb);
    while matches!(reader.dep(content), Dep::Conj | Dep::Acomp | Dep::Attr) {
        content = reader.head(content);
    }
    let cue = reader.head(content);
    let is_said = reader.dep(content) == Dep::Ccomp && reader.is_finite(content);
    let is_alike = reader.dep(verb) != Dep::Conj || reader.tag(cue) == reader.tag(verb);
    (is_said && is_alike && is_listed(reader, cue)).then_some(cue)
}

/// "said it was late, **but the driver denied** it": a coordinated clause with a speaker of its own and no "that" is
/// no part of what was said before.
pub(crate) fn is_answer(reader: ClauseReader<'_>, verb: usize) -> bool {
    reader.dep(verb) == Dep::Conj
        && reader.is_finite(verb)
        && reader.has_child(verb, &[Dep::Nsubj, Dep::Nsubjpass])
        && !reader.has_child(verb, &[Dep::Mark])
        && is_listed(reader, verb)
}

fn prepositional_contents(reader: ClauseReader<'_>, head: usize, name: &str) -> Vec<usize> {
    let obliques = reader.obliques_of(head).into_iter();
    obliques
        .filter(|oblique| oblique.preposition == name)
        .map(|oblique| oblique.object)
        .collect()
}

/// What stands behind the prepositions of a noun or adjective: something said, or for a row with `thing` whatever is
/// behind "of".
fn said_behind(reader: ClauseReader<'_>, head: usize, cue: &Cue) -> Vec<usize> {
    let slots = cue.frame.slots(&Role::Content).iter();
    let contents = slots.flat_map(|slot| match slot {
        Slot::Preposition(name) => {
            let mut contents = prepositional_contents(reader, head, name);
            contents.retain(|content| is_said(reader, *content));
            contents
        }
        Slot::Thing => prepositional_contents(reader, head, "of"),
        _ => Vec::new(),
    });
    contents.collect()
}

/// Whether a noun is something said or done, so that it can be denied or confirmed: "the claim", "involvement",
/// not "visas". Gerunds and pronouns that stand for a statement count too.
pub(crate) fn is_said(reader: ClauseReader<'_>, noun: usize) -> bool {
    let lemma = reader.lemma(noun);
    let is_cue = !reader.lexicon.cues.get(CueKind::Noun, lemma).is_empty();
    let mut triggers = reader.lexicon.triggers.get(TriggerKind::Noun, lemma).iter();
    let is_event = triggers.any(|trigger| {
        let is_role = |role| trigger.frame.slots(role).contains(&Slot::Attribute);
        !is_role(&Role::Subject) && !is_role(&Role::Object)
    });
    let is_gerund = reader.is_predicate(noun);
    let is_anaphor = reader.lexicon.control.is_anaphor(&reader.word(noun));
    is_cue || is_event || is_gerund || is_anaphor
}

fn clause_above(reader: ClauseReader<'_>, token: usize) -> Option<usize> {
    reader
        .analysis
        .ancestors(token)
        .find(|above| reader.is_predicate(*above))
}

/// Climbs from an infinitive, gerund or participle to the clause that it completes.
fn finite_above(reader: ClauseReader<'_>, verb: usize) -> usize {
    let mut at = verb;
    while matches!(reader.dep(at), Dep::Xcomp | Dep::Pcomp | Dep::Acl | Dep::Advcl) {
        match clause_above(reader, at) {
            Some(above) => at = above,
            None => break,
        }
    }
    at
}

/// One attribution for each of `contents`, alike in everything else.
fn of_contents(base: &Attribution, contents: Vec<usize>) -> Vec<Attribution> {
    let contents = contents.into_iter();
    contents
        .map(|content| Attribution {
            content,
            ..base.clone()
        })
        .collect()
}

/// An attribution with nothing but its cue filled in.
fn plain(reader: ClauseReader<'_>, cue: &Cue, token: usize) -> Attribution {
    Attribution {
        cue: token,
        cue_span: cue_span(reader, token, &cue.lemma),
        kind: cue.kind,
        sources: Vec::new(),
        targets: Vec::new(),
        content: token,
        stance: cue.stance,
        certainty: cue.certainty,
        modality: cue.modality,
        entry: cue.entry.clone(),
    }
}

/// The cue's token, with the words that belong to it: "ruled out", "according to".
fn cue_span(reader: ClauseReader<'_>, token: usize, lemma: &str) -> ByteSpan {
    let words: Vec<&str> = lemma.split(' ').skip(1).collect();
    let parts = (token + 1..reader.analysis.tokens.len())
        .take(4)
        .filter(|next| reader.head(*next) == token && words.contains(&reader.word(*next).as_str()));
    let own = reader.analysis.tokens[token].span;
    parts.fold(own, |span, part| span.cover(reader.analysis.tokens[part].span))
}
