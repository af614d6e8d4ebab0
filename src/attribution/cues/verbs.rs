//! Verbs as cues.

use super::adjuncts::preposition_cue;
use super::nouns::{carriers, noun_cue};
use super::{
    clause_above, cue_stance, is_answer, is_listed, is_said, of_contents, outer_cue, plain,
    prepositional_contents,
};
use crate::analysis::{Dep, NameLabel, Pos, Tag};
use crate::attribution::Attribution;
use crate::clause::{Clause, ClauseReader};
use crate::factuality::Modality;
use crate::lexicon::attribution::{ANY_VERB, Cue, CueKind};
use crate::lexicon::classes::NounFlag;
use crate::lexicon::frame::{Role, Slot};
use crate::vocab::tm;

/// "said", "was accused of": the first frame of the table whose content is there.
pub(super) fn verb_cue(reader: ClauseReader<'_>, verb: usize) -> Vec<Attribution> {
    let preposition = preposition_cue(reader, verb);
    if !preposition.is_empty() {
        return preposition;
    }
    let mut clause = reader.clause(verb);
    if is_unsaid(reader, &clause) {
        return Vec::new();
    }
    if let Some(subjects) = subjects_elsewhere(reader, verb) {
        clause.subjects = subjects;
    }
    for cue in reader.lexicon.cues.get(CueKind::Verb, &clause.lemma) {
        let contents = verb_contents(reader, &clause, cue);
        if !contents.is_empty() && !is_nobody(reader, &clause) && fits(reader, &clause, cue) {
            return attributed(reader, &clause, (cue, contents));
        }
    }
    unlisted_cue(reader, &clause)
}

/// "did not **know** that …", "is **known** to …": what is known holds whoever knows it; "**that said**, …".
fn is_unsaid(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let mut complements = clause.complements.iter();
    let is_asked = complements.any(|verb| reader.has_question_word(*verb));
    let is_known = clause.negations % 2 == 1 && !is_asked || clause.is_passive;
    let is_factive = is_known && reader.lexicon.control.is_factive(&clause.lemma);
    let is_aside = reader.tag(clause.verb) == Some(Tag::Vbn)
        && !reader.has_child(clause.verb, &[Dep::Aux, Dep::Auxpass])
        && reader.has_child(clause.verb, &[Dep::Nsubj]);
    is_factive || is_aside
}

/// The subjects of a cue that the parse hangs on something else than its own clause: on what was said before, or on
/// the last noun of the clause ("the court upheld the fine, **rejecting** the claim").
fn subjects_elsewhere(reader: ClauseReader<'_>, verb: usize) -> Option<Vec<usize>> {
    if let Some(outer) = outer_cue(reader, verb) {
        return Some(reader.subjects(outer));
    }
    let noun = reader.head(verb);
    if reader.dep(verb) != Dep::Acl || reader.tag(verb) != Some(Tag::Vbg) {
        return None;
    }
    let is_pronoun = matches!(reader.pos(noun), Some(Pos::Pron | Pos::Det));
    let is_statement = !reader
        .lexicon
        .cues
        .get(CueKind::Noun, reader.lemma(noun))
        .is_empty();
    if is_statement && !reader.is_after_comma(verb) {
        let subjects = carriers(reader, noun);
        return (!subjects.is_empty()).then_some(subjects);
    }
    let above = clause_above(reader, noun).filter(|_| is_pronoun || reader.is_after_comma(verb))?;
    let subjects = reader.surface_subjects(above, 0);
    (!subjects.is_empty() && !subjects.contains(&noun)).then_some(subjects)
}

/// "grumbled that …": a verb that no line lists, with a finite clause of its own below it, is read by the line `*`.
fn unlisted_cue(reader: ClauseReader<'_>, clause: &Clause) -> Vec<Attribution> {
    let Some(cue) = reader.lexicon.cues.get(CueKind::Verb, ANY_VERB).first() else {
        return Vec::new();
    };
    let carries_noun =
        reader.dep(clause.verb) == Dep::Acl && reader.lexicon.control.is_support(&clause.lemma);
    if carries_noun || clause.lemma == "be" || reader.lexicon.control.is_silent(&clause.lemma) {
        return Vec::new();
    }
    let is_clause = |verb: usize| {
        let has_mark = reader
            .analysis
            .children_by(verb, Dep::Mark)
            .any(|mark| !reader.lexicon.control.is_condition(&reader.word(mark)));
        let is_before = verb < clause.verb && is_tag(reader, clause);
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

/// "the mine is unsafe, **she grumbled**": an intransitive clause behind a comma or a quotation.
fn is_tag(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let subject = reader.analysis.child(clause.verb, Dep::Nsubj);
    let first = subject.and_then(|subject| reader.analysis.subtree(subject).first().copied());
    let first = first.map_or(clause.verb, |first| first.min(clause.verb));
    let before = first.checked_sub(1).and_then(|before| reader.tag(before));
    clause.objects.is_empty() && matches!(before, Some(Tag::Comma | Tag::CloseQuote))
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
    let is_cited = cue.frame.slots(&Role::Source).contains(&Slot::Speaker);
    let sources = match is_cited {
        true => clause.objects.clone(),
        false => filled(&Role::Source, &speakers(reader, clause)),
    };
    let base = Attribution {
        sources,
        targets: filled(&Role::Target, &clause.objects),
        stance: cue_stance(reader, clause, cue),
        ..plain(reader, cue, clause.verb)
    };
    of_contents(&base, contents)
}

/// "**the bank sold the mine**, citing two officials": what stands above a participle whose object can speak.
fn clause_beside(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    let can_speak = |object: &usize| {
        let noun = reader.lexicon.classes.noun(reader.lemma(*object));
        let is_agent = noun.is_some_and(|noun| {
            noun.has(NounFlag::Role)
                || noun.has(NounFlag::Collective)
                || noun.class.as_str() == tm::MEDIA_ORGANIZATION.as_str()
        });
        is_agent || reader.pos(*object) == Some(Pos::Propn)
    };
    let is_participle =
        reader.tag(clause.verb) == Some(Tag::Vbg) && matches!(reader.dep(clause.verb), Dep::Advcl | Dep::Acl);
    let is_fitting = is_participle && !clause.objects.is_empty() && clause.objects.iter().all(can_speak);
    let Some(above) = is_fitting.then(|| clause_above(reader, clause.verb)).flatten() else {
        return Vec::new();
    };
    // "the paper **reported that the bank sold it**, citing …": the same is said once more.
    let said = reader.analysis.children_by(above, Dep::Ccomp);
    let said: Vec<usize> = said.filter(|_| is_listed(reader, above)).collect();
    if said.is_empty() { vec![above] } else { said }
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
        Slot::Object => objects
            .filter(|object| is_said(reader, *object))
            .filter(|object| !reader.lexicon.control.is_granted(reader.lemma(*object)))
            .collect(),
        Slot::Fact if is_refused(reader, clause) => Vec::new(),
        Slot::Fact => objects
            .filter(|object| !is_refusal(reader, clause, *object))
            .collect(),
        Slot::Finding if is_discovery(reader, clause) => objects.collect(),
        Slot::Thing if clause.is_passive && clause.subjects.is_empty() => Vec::new(),
        Slot::Thing => objects
            .filter(|object| !is_carried(reader, clause, *object))
            .collect(),
        Slot::Attribute if clause.is_passive && clause.subjects.is_empty() => Vec::new(),
        Slot::Attribute => clause.attributes.clone(),
        Slot::Clause if clause.is_passive && clause.subjects.is_empty() && !clause.objects.is_empty() => {
            vec![clause.verb]
        }
        Slot::Main => clause_beside(reader, clause),
        Slot::Preposition(name) => behind_preposition(reader, clause, name),
        _ => Vec::new(),
    }
}

/// "**it** found three stations", "**the report** found three": found, and by somebody who reports on it.
fn is_discovery(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let reports = |subject: &usize| match reader.pos(*subject) {
        Some(Pos::Propn) => true,
        Some(Pos::Pron) => !reader.lexicon.control.is_speaker(&reader.word(*subject)),
        _ => is_said(reader, *subject),
    };
    clause.subjects.iter().any(reports) && reader.commitment(clause.verb) == Modality::Asserted
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
    let adjectives = adjectives_behind(reader, clause.verb, name);
    if !adjectives.is_empty() {
        return adjectives;
    }
    // "was accused by the police **of shelling** it"
    let agents = clause.subjects.iter().filter(|_| clause.is_passive);
    let objects = clause.objects.iter().chain(agents);
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

/// "described it **as unsafe**": the parse hangs the adjective on the preposition.
fn adjectives_behind(reader: ClauseReader<'_>, verb: usize, name: &str) -> Vec<usize> {
    let prepositions = reader.analysis.children_by(verb, Dep::Prep);
    let named = prepositions.filter(|preposition| reader.word(*preposition) == name);
    let adjectives = named.flat_map(|preposition| reader.analysis.children_by(preposition, Dep::Amod));
    adjectives.collect()
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

/// "**As the minister said**, the plan failed": a cue without an object of its own, which comments on its sentence. A
/// verb that takes no infinitive or addressee is none: "**as time goes on**".
fn is_comment(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    let mut marks = reader.analysis.children_by(clause.verb, Dep::Mark);
    let is_marked = marks.any(|mark| reader.lexicon.control.is_quotative(&reader.word(mark)));
    let cues = reader.lexicon.cues.get(CueKind::Verb, &clause.lemma);
    let takes = |role, slot| cues.iter().any(|cue| cue.frame.slots(role).contains(slot));
    let takes_addressee = takes(&Role::Addressee, &Slot::Object);
    let is_free = clause.objects.is_empty() && takes(&Role::Content, &Slot::Complement);
    is_marked && (is_free || takes_addressee)
}
