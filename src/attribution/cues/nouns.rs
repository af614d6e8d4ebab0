//! Nouns as cues, and adjectives before a noun.

use super::{of_contents, plain, said_behind};
use crate::analysis::{Dep, Tag};
use crate::attribution::Attribution;
use crate::clause::ClauseReader;
use crate::lexicon::attribution::{Cue, CueKind};
use crate::lexicon::frame::{Role, Slot};

/// "allegations that …", "China's explanation", "reports by X of …".
pub(super) fn noun_cue(reader: ClauseReader<'_>, noun: usize) -> Vec<Attribution> {
    if is_in_preposition(reader, noun) {
        return Vec::new();
    }
    for cue in reader.lexicon.cues.get(CueKind::Noun, reader.lemma(noun)) {
        let contents = noun_contents(reader, noun, cue);
        if contents.is_empty() {
            continue;
        }
        let is_empty = reader
            .analysis
            .children_by(noun, Dep::Det)
            .any(|word| reader.lexicon.control.is_nothing(&reader.word(word)));
        let base = Attribution {
            sources: noun_sources(reader, noun, cue),
            stance: if is_empty {
                cue.stance.opposite()
            } else {
                cue.stance
            },
            ..plain(reader, cue, noun)
        };
        return of_contents(&base, contents);
    }
    Vec::new()
}

/// "in **charge** of" is a preposition.
fn is_in_preposition(reader: ClauseReader<'_>, noun: usize) -> bool {
    let before = reader.word(reader.head(noun));
    reader.dep(noun) == Dep::Pobj && reader.joined_preposition(&before, noun).is_some()
}

fn noun_contents(reader: ClauseReader<'_>, noun: usize, cue: &Cue) -> Vec<usize> {
    let clauses: Vec<usize> = reader
        .analysis
        .children(noun)
        .filter(|child| matches!(reader.dep(*child), Dep::Acl | Dep::Ccomp | Dep::Relcl))
        .filter(|child| reader.dep(*child) == Dep::Ccomp || is_content_clause(reader, *child))
        .flat_map(|clause| reader.conjuncts(clause))
        .collect();
    if !clauses.is_empty() {
        return clauses;
    }
    let carried = carried_clauses(reader, noun);
    if !carried.is_empty() {
        return carried;
    }
    said_behind(reader, noun, cue)
}

/// "the claim **that X left**" and "plans **to leave**", not "the claim that X made": there the tagger takes "that"
/// for a relative pronoun.
fn is_content_clause(reader: ClauseReader<'_>, verb: usize) -> bool {
    let is_conjunction = |token: &usize| reader.tag(*token) == Some(Tag::In) && reader.word(*token) == "that";
    let has_mark = reader.analysis.children(verb).any(|child| is_conjunction(&child));
    has_mark
        || reader.tag(verb) == Some(Tag::Vb) && reader.is_infinitive(verb)
        || is_bare_clause(reader, verb)
}

/// "the claim **X left**", not "the claim X made": a clause that lacks nothing.
fn is_bare_clause(reader: ClauseReader<'_>, verb: usize) -> bool {
    let is_whole = reader.is_passive(verb)
        || reader.has_child(verb, &[Dep::Dobj, Dep::Attr, Dep::Acomp, Dep::Oprd, Dep::Ccomp]);
    let is_clause = reader.is_finite(verb) && reader.has_subject(verb) && !reader.has_question_word(verb);
    is_clause && (is_whole || reader.dep(verb) == Dep::Acl)
}

/// "claims made by X **that Y left**": the parse hangs the clause on the participle.
fn carried_clauses(reader: ClauseReader<'_>, noun: usize) -> Vec<usize> {
    let participles = reader.analysis.children_by(noun, Dep::Acl);
    let carriers = participles.filter(|verb| {
        let lemma = reader.lemma_with_particle(*verb);
        reader.lexicon.control.is_support(&lemma)
    });
    let clauses = carriers.flat_map(|verb| reader.analysis.children_by(verb, Dep::Ccomp));
    clauses.flat_map(|clause| reader.conjuncts(clause)).collect()
}

/// Whose statement a noun names: "**China's** claim", "claims **by X**", "claims made **by X**", "**X** made the claim".
fn noun_sources(reader: ClauseReader<'_>, noun: usize, cue: &Cue) -> Vec<usize> {
    for slot in cue.frame.slots(&Role::Source) {
        let heads = match slot {
            Slot::Possessor => possessors(reader, noun),
            Slot::Preposition(name) => reader.object_of(noun, name).into_iter().collect(),
            Slot::Subject => carriers(reader, noun),
            _ => Vec::new(),
        };
        if let Some(head) = heads.first() {
            return reader.conjuncts(*head);
        }
    }
    Vec::new()
}

fn possessors(reader: ClauseReader<'_>, noun: usize) -> Vec<usize> {
    let is_agent = |token: &usize| matches!(reader.tag(*token), Some(Tag::Nnp | Tag::Nnps | Tag::Nns));
    let owners = reader.analysis.children_by(noun, Dep::Poss);
    let compounds = reader.analysis.children_by(noun, Dep::Compound);
    owners.chain(compounds.filter(is_agent)).collect()
}

/// The agent of a participle behind the noun, or the subject of a verb that only carries it.
pub(super) fn carriers(reader: ClauseReader<'_>, noun: usize) -> Vec<usize> {
    let participles = reader.analysis.children_by(noun, Dep::Acl);
    let agents: Vec<usize> = participles
        .filter(|verb| reader.is_passive(*verb))
        .flat_map(|verb| reader.subjects(verb))
        .collect();
    let verb = reader.head(noun);
    let is_carried = reader.dep(noun) == Dep::Dobj
        && reader
            .lexicon
            .control
            .is_support(&reader.lemma_with_particle(verb));
    if agents.is_empty() && is_carried {
        return reader.subjects(verb);
    }
    agents
}

/// "the **alleged** raid": somebody says so, the text does not tell who.
pub(super) fn attributive_cue(reader: ClauseReader<'_>, adjective: usize) -> Vec<Attribution> {
    let word = reader.word(adjective);
    let cue = reader.lexicon.cues.get(CueKind::Attributive, &word).first();
    let attribution = cue.map(|cue| Attribution {
        content: reader.head(adjective),
        ..plain(reader, cue, adjective)
    });
    attribution.into_iter().collect()
}
