//! Verbs as cues.

use super::adjuncts::preposition_cue;
use super::nouns::noun_cue;
use super::{cue_stance, is_answer, is_said, of_contents, outer_cue, plain, prepositional_contents};
use crate::analysis::{Dep, NameLabel, Pos, Tag};
use crate::attribution::Attribution;
use crate::clause::{Clause, ClauseReader};
use crate::lexicon::attribution::{Cue, CueKind};
use crate::lexicon::frame::{Role, Slot};

/// The lemma of the line that stands for every verb without one of its own.
const ANY_VERB: &str = "*";

/// "said", "was accused of": the first frame of the table whose content is there.
pub(super) fn verb_cue(reader: ClauseReader<'_>, verb: usize) -> Vec<Attribution> {
    let preposition = preposition_cue(reader, verb);
    if !preposition.is_empty() {
        return preposition;
    }
    let mut clause = reader.clause(verb);
    if let Some(outer) = outer_cue(reader, verb) {
        clause.subjects = reader.subjects(outer);
    }
    for cue in reader.lexicon.cues.get(CueKind::Verb, &clause.lemma) {
        let contents = verb_contents(reader, &clause, cue);
        if !contents.is_empty() && !is_nobody(reader, &clause) && fits(reader, &clause, cue) {
            return attributed(reader, &clause, (cue, contents));
        }
    }
    unlisted_cue(reader, &clause)
}

/// "grumbled that …": a verb that no line lists, with a finite clause of its own below it, is read by the line `*`.
fn unlisted_cue(reader: ClauseReader<'_>, clause: &Clause) -> Vec<Attribution> {
    let Some(cue) = reader.lexicon.cues.get(CueKind::Verb, ANY_VERB).first() else {
        return Vec::new();
    };
    let carries_noun =
        reader.dep(clause.verb) == Dep::Acl && reader.lexicon.control.is_support(&clause.lemma);
    if carries_noun || clause.lemma == "be" {
        return Vec::new();
    }
    let is_clause = |verb: usize| {
        let has_mark = reader
            .analysis
            .children_by(verb, Dep::Mark)
            .any(|mark| !reader.lexicon.control.is_condition(&reader.word(mark)));
        let is_before = verb < clause.verb;
        reader.is_finite(verb) && (has_mark || is_before) && reader.has_subject(verb)
    };
    let below = reader.analysis.children_by(clause.verb, Dep::Ccomp);
    let contents: Vec<usize> = below
        .filter(|content| is_clause(*content))
        .flat_map(|content| reader.conjuncts(content))
        .collect();
    if contents.is_empty() || clause.subjects.is_empty() {
        return Vec::new();
    }
    attributed(reader, clause, (cue, contents))
}

fn attributed(
    reader: ClauseReader<'_>,
    clause: &Clause,
    (cue, contents): (&Cue, Vec<usize>),
) -> Vec<Attribution> {
    let filled = |role: &Role, tokens: &[usize]| match cue.frame.has(role) {
        true => tokens.to_vec(),
        false => Vec::new(),
    };
    let base = Attribution {
        sources: filled(&Role::Source, &speakers(reader, clause)),
        targets: filled(&Role::Target, &clause.objects),
        stance: cue_stance(reader, clause, cue),
        ..plain(reader, cue, clause.verb)
    };
    of_contents(&base, contents)
}

/// The subjects; of "a mine, **which** the **union** says is unsafe" only the union.
fn speakers(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    let is_relative = |subject: &usize| matches!(reader.tag(*subject), Some(Tag::Wdt | Tag::Wp));
    let subjects = clause.subjects.iter().copied();
    let named: Vec<usize> = subjects.filter(|subject| !is_relative(subject)).collect();
    if named.is_empty() {
        clause.subjects.clone()
    } else {
        named
    }
}

/// "**No group** claimed the attack": nobody says anything.
fn is_nobody(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let mut subjects = clause.subjects.iter();
    !clause.subjects.is_empty() && subjects.all(|subject| reader.is_empty_argument(*subject))
}

/// Whether there is a target where the frame has one, and every word that it asks for.
fn fits(reader: ClauseReader<'_>, clause: &Clause, cue: &Cue) -> bool {
    let has_target = !cue.frame.has(&Role::Target) || !clause.objects.is_empty();
    let mut constraints = cue.frame.constraints();
    has_target
        && constraints.all(|(_, words)| {
            let mut objects = clause.objects.iter();
            objects.any(|object| words.iter().any(|word| word == reader.lemma(*object)))
        })
}

fn verb_contents(reader: ClauseReader<'_>, clause: &Clause, cue: &Cue) -> Vec<usize> {
    let slots = cue.frame.slots(&Role::Content).iter();
    let mut filled = slots.map(|slot| slot_contents(reader, clause, slot));
    filled.find(|contents| !contents.is_empty()).unwrap_or_default()
}

fn slot_contents(reader: ClauseReader<'_>, clause: &Clause, slot: &Slot) -> Vec<usize> {
    let objects = clause.objects.iter().copied();
    match slot {
        Slot::Complement => clausal_contents(reader, clause),
        Slot::Finite => {
            let contents = clausal_contents(reader, clause).into_iter();
            contents.filter(|content| reader.is_finite(*content)).collect()
        }
        Slot::Object => objects.filter(|object| is_said(reader, *object)).collect(),
        Slot::Fact if is_refused(reader, clause) => Vec::new(),
        Slot::Fact => objects
            .filter(|object| !is_refusal(reader, clause, *object))
            .collect(),
        Slot::Thing if clause.is_passive && clause.subjects.is_empty() => Vec::new(),
        Slot::Thing => objects
            .filter(|object| !is_carried(reader, clause, *object))
            .collect(),
        Slot::Attribute if clause.is_passive && clause.subjects.is_empty() => Vec::new(),
        Slot::Attribute => clause.attributes.clone(),
        Slot::Clause if clause.is_passive && clause.subjects.is_empty() && !clause.objects.is_empty() => {
            vec![clause.verb]
        }
        Slot::Preposition(name) => behind_preposition(reader, clause, name),
        _ => Vec::new(),
    }
}

/// "The team was denied **visas**", "denied the team **bail**": something else than the object was not granted.
fn is_refused(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let mut objects = reader.analysis.children_by(clause.verb, Dep::Dobj);
    objects.any(|object| reader.lexicon.control.is_granted(reader.lemma(object)))
}

/// "denied **bail**", "denied **the champions** a third title": refused to somebody, and not said to be untrue.
fn is_refusal(reader: ClauseReader<'_>, clause: &Clause, object: usize) -> bool {
    let names = &reader.analysis.names;
    let at = names.partition_point(|name| name.tokens.end <= object);
    let is_somebody = names.get(at).is_some_and(|name| {
        name.tokens.contains(&object)
            && matches!(
                name.label,
                NameLabel::Person | NameLabel::Org | NameLabel::Norp | NameLabel::Gpe
            )
    });
    let has_receiver = reader.analysis.child(clause.verb, Dep::Dative).is_some();
    is_somebody || has_receiver || reader.lexicon.control.is_granted(reader.lemma(object))
}

/// "found **evidence** that", "made the **claim** that": the noun is the cue and not what is found.
fn is_carried(reader: ClauseReader<'_>, clause: &Clause, noun: usize) -> bool {
    reader.lexicon.control.is_support(&clause.lemma) && !noun_cue(reader, noun).is_empty()
}

/// What stands behind a preposition of the verb; the parse at times hangs it on the object: "accused the army **of
/// shelling** it".
fn behind_preposition(reader: ClauseReader<'_>, clause: &Clause, name: &str) -> Vec<usize> {
    let own = prepositional_contents(reader, clause.verb, name);
    if !own.is_empty() {
        return own;
    }
    let objects = clause.objects.iter();
    let behind = objects.flat_map(|object| {
        let contents = prepositional_contents(reader, *object, name).into_iter();
        contents.map(move |content| (*object, content))
    });
    let is_deed = |(object, content): &(usize, usize)| {
        let is_noun = reader.pos(*object) == Some(Pos::Propn) && reader.pos(*content) == Some(Pos::Noun);
        reader.is_predicate(*content) || is_noun
    };
    behind.filter(is_deed).map(|(_, content)| content).collect()
}

/// Clauses below the cue; for a cue dropped into a sentence ("the plan, **he said**, failed") the clause above.
fn clausal_contents(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    let mut contents = clause.complements.clone();
    // "determined **whether it was safe**": what is left open is not said.
    contents.retain(|content| {
        outer_cue(reader, *content).is_none()
            && !is_answer(reader, *content)
            && !reader.is_conditional(*content)
    });
    let is_beside = match reader.dep(clause.verb) {
        Dep::Parataxis => true,
        Dep::Advcl => is_comment(reader, clause),
        _ => false,
    };
    if contents.is_empty() && is_beside {
        contents.push(reader.head(clause.verb));
    }
    contents
}

/// "**As the minister said**, the plan failed": a cue without an object of its own, which comments on its sentence.
fn is_comment(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let mut marks = reader.analysis.children_by(clause.verb, Dep::Mark);
    let is_marked = marks.any(|mark| reader.lexicon.control.is_quotative(&reader.word(mark)));
    let mut cues = reader.lexicon.cues.get(CueKind::Verb, &clause.lemma).iter();
    let takes_addressee = cues.any(|cue| cue.frame.slots(&Role::Addressee).contains(&Slot::Object));
    is_marked && (clause.objects.is_empty() || takes_addressee)
}
