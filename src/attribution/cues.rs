//! Cues found through the parse: verbs, nouns, adjectives, adverbs and prepositions.

use super::Attribution;
use crate::analysis::{Dep, Pos, Tag};
use crate::clause::{Clause, ClauseReader};
use crate::document::ByteSpan;
use crate::factuality::{Certainty, Stance};
use crate::lexicon::attribution::{Cue, CueKind};
use crate::lexicon::frame::{Role, Slot};
use crate::lexicon::relations::TriggerKind;

/// The lemma of the line that stands for every verb without one of its own.
const ANY_VERB: &str = "*";

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
        Pos::Adj | Pos::Verb => adjective_cue(reader, token),
        Pos::Adv => adverb_cue(reader, token),
        Pos::Adp => preposition_cue(reader, token),
        _ => Vec::new(),
    }
}

/// "said", "was accused of": the first frame of the table whose content is there.
fn verb_cue(reader: ClauseReader<'_>, verb: usize) -> Vec<Attribution> {
    let preposition = preposition_cue(reader, verb);
    if !preposition.is_empty() {
        return preposition;
    }
    let clause = reader.clause(verb);
    for cue in reader.lexicon.cues.get(CueKind::Verb, &clause.lemma) {
        let contents = verb_contents(reader, &clause, cue);
        if !contents.is_empty() && has_required_target(&clause, cue) {
            return attributed(reader, &clause, (cue, contents));
        }
    }
    unlisted_cue(reader, &clause)
}

/// "grumbled that …": a verb that no line lists, with a clause of its own below it, is read by the line `*`.
fn unlisted_cue(reader: ClauseReader<'_>, clause: &Clause) -> Vec<Attribution> {
    let Some(cue) = reader.lexicon.cues.get(CueKind::Verb, ANY_VERB).first() else {
        return Vec::new();
    };
    let is_clause = |verb: usize| {
        let mut children = reader.analysis.children(verb);
        children.any(|child| matches!(reader.dep(child), Dep::Nsubj | Dep::Nsubjpass | Dep::Csubj))
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
        sources: filled(&Role::Source, &clause.subjects),
        targets: filled(&Role::Target, &clause.objects),
        stance: cue_stance(clause, cue),
        ..plain(reader, cue, clause.verb)
    };
    let contents = contents.into_iter();
    contents
        .map(|content| Attribution {
            content,
            ..base.clone()
        })
        .collect()
}

/// "has not said that", "did not deny": nothing is affirmed or denied.
fn cue_stance(clause: &Clause, cue: &Cue) -> Stance {
    if clause.negations % 2 == 1 {
        Stance::Neutral
    } else {
        cue.stance
    }
}

fn has_required_target(clause: &Clause, cue: &Cue) -> bool {
    !cue.frame.has(&Role::Target) || !clause.objects.is_empty()
}

fn verb_contents(reader: ClauseReader<'_>, clause: &Clause, cue: &Cue) -> Vec<usize> {
    for slot in cue.frame.slots(&Role::Content) {
        let found: Vec<usize> = match slot {
            Slot::Complement => clausal_contents(reader, clause),
            Slot::Object => clause
                .objects
                .iter()
                .copied()
                .filter(|object| is_said(reader, *object))
                .collect(),
            Slot::Thing => clause.objects.clone(),
            Slot::Attribute => clause.attributes.clone(),
            Slot::Preposition(name) => prepositional_contents(reader, clause.verb, name),
            _ => Vec::new(),
        };
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Clauses below the cue; for a cue dropped into a sentence ("the plan, **he said**, failed") the clause above.
fn clausal_contents(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    let mut contents = clause.complements.clone();
    if contents.is_empty() && reader.dep(clause.verb) == Dep::Parataxis {
        contents.push(reader.head(clause.verb));
    }
    contents
}

fn prepositional_contents(reader: ClauseReader<'_>, head: usize, name: &str) -> Vec<usize> {
    let obliques = reader.obliques_of(head).into_iter();
    obliques
        .filter(|oblique| oblique.preposition == name)
        .map(|oblique| oblique.object)
        .collect()
}

/// Whether a noun is something said or done, so that it can be denied or confirmed: "the claim", "involvement",
/// not "visas". Gerunds and pronouns that stand for a statement count too.
pub(crate) fn is_said(reader: ClauseReader<'_>, noun: usize) -> bool {
    let lemma = reader.lemma(noun);
    let is_cue = !reader.lexicon.cues.get(CueKind::Noun, lemma).is_empty();
    let is_event = !reader.lexicon.triggers.get(TriggerKind::Noun, lemma).is_empty();
    let is_gerund = reader.is_predicate(noun);
    let is_anaphor = reader.lexicon.control.is_anaphor(&reader.word(noun));
    is_cue || is_event || is_gerund || is_anaphor
}

/// "allegations that …", "China's explanation", "reports by X of …".
fn noun_cue(reader: ClauseReader<'_>, noun: usize) -> Vec<Attribution> {
    for cue in reader.lexicon.cues.get(CueKind::Noun, reader.lemma(noun)) {
        let contents = noun_contents(reader, noun, cue);
        if contents.is_empty() {
            continue;
        }
        let base = Attribution {
            sources: noun_sources(reader, noun, cue),
            ..plain(reader, cue, noun)
        };
        return contents
            .into_iter()
            .map(|content| Attribution {
                content,
                ..base.clone()
            })
            .collect();
    }
    Vec::new()
}

fn noun_contents(reader: ClauseReader<'_>, noun: usize, cue: &Cue) -> Vec<usize> {
    let clauses: Vec<usize> = reader
        .analysis
        .children(noun)
        .filter(|child| matches!(reader.dep(*child), Dep::Acl | Dep::Ccomp | Dep::Relcl))
        .filter(|child| is_content_clause(reader, *child))
        .flat_map(|clause| reader.conjuncts(clause))
        .collect();
    if !clauses.is_empty() {
        return clauses;
    }
    let slots = cue.frame.slots(&Role::Content).iter();
    let obliques = slots.filter_map(|slot| match slot {
        Slot::Preposition(name) => Some(prepositional_contents(reader, noun, name)),
        _ => None,
    });
    obliques
        .flatten()
        .filter(|content| is_said(reader, *content))
        .collect()
}

/// "the claim **that X left**" and "plans **to leave**", not "the claim that X made": there the tagger takes "that"
/// for a relative pronoun.
fn is_content_clause(reader: ClauseReader<'_>, verb: usize) -> bool {
    let is_conjunction = |token: &usize| {
        let found = reader.analysis.tokens.get(*token);
        found.is_some_and(|found| found.tag == Tag::In) && reader.word(*token) == "that"
    };
    let has_mark = reader.analysis.children(verb).any(|child| is_conjunction(&child));
    let is_infinitive = reader.analysis.tokens[verb].tag == Tag::Vb
        && reader
            .analysis
            .children_by(verb, Dep::Aux)
            .any(|aux| reader.word(aux) == "to");
    has_mark || is_infinitive
}

fn noun_sources(reader: ClauseReader<'_>, noun: usize, cue: &Cue) -> Vec<usize> {
    for slot in cue.frame.slots(&Role::Source) {
        let head = match slot {
            Slot::Possessor => reader.analysis.child(noun, Dep::Poss),
            Slot::Preposition(name) => reader.object_of(noun, name),
            _ => None,
        };
        if let Some(head) = head {
            return reader.conjuncts(head);
        }
    }
    Vec::new()
}

/// "was sceptical of X's explanation", "is confident that …".
fn adjective_cue(reader: ClauseReader<'_>, adjective: usize) -> Vec<Attribution> {
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
            stance: cue_stance(&clause, cue),
            ..plain(reader, cue, adjective)
        };
        return contents
            .into_iter()
            .map(|content| Attribution {
                content,
                ..base.clone()
            })
            .collect();
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
    let slots = cue.frame.slots(&Role::Content).iter();
    let obliques = slots.filter_map(|slot| match slot {
        Slot::Preposition(name) => Some(prepositional_contents(reader, adjective, name)),
        _ => None,
    });
    obliques
        .flatten()
        .filter(|content| is_said(reader, *content))
        .collect()
}

/// "reportedly": the clause it stands in.
fn adverb_cue(reader: ClauseReader<'_>, adverb: usize) -> Vec<Attribution> {
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

/// "according to X": the clause it stands in, up to the finite verb.
fn preposition_cue(reader: ClauseReader<'_>, token: usize) -> Vec<Attribution> {
    if reader.dep(token) != Dep::Prep {
        return Vec::new();
    }
    for oblique in reader.obliques_at(token) {
        let Some(cue) = reader
            .lexicon
            .cues
            .get(CueKind::Preposition, &oblique.preposition)
            .first()
        else {
            continue;
        };
        let Some(verb) = clause_above(reader, token) else {
            continue;
        };
        let sources = reader.conjuncts(oblique.object);
        return vec![Attribution {
            content: finite_above(reader, verb),
            sources,
            ..plain(reader, cue, token)
        }];
    }
    Vec::new()
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

/// An attribution with nothing but its cue filled in.
fn plain(reader: ClauseReader<'_>, cue: &Cue, token: usize) -> Attribution {
    let certainty: Certainty = cue.certainty;
    Attribution {
        cue: token,
        cue_span: cue_span(reader, token, &cue.lemma),
        kind: cue.kind,
        sources: Vec::new(),
        targets: Vec::new(),
        content: token,
        stance: cue.stance,
        certainty,
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
