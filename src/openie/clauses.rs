//! What verbs say.

use super::copulas::{is_copula, of_copula, of_naming};
use super::{Argument, Kind, Role, SurfaceProposition};
use crate::analysis::Dep;
use crate::clause::{Clause, ClauseReader};

/// The proposition of the clause at `verb`, and that of what its object is said to be.
pub(super) fn of_verb(reader: ClauseReader<'_>, verb: usize) -> Vec<SurfaceProposition> {
    let clause = reader.clause(verb);
    let proposition = if is_copula(reader, &clause) {
        of_copula(reader, &clause)
    } else {
        SurfaceProposition {
            objects: objects(reader, &clause),
            arguments: arguments(reader, &clause),
            ..plain(reader, &clause)
        }
    };
    let mut found = vec![proposition];
    found.extend(of_naming(reader, &clause));
    found
}

/// The proposition of a clause without objects and further arguments.
pub(super) fn plain(reader: ClauseReader<'_>, clause: &Clause) -> SurfaceProposition {
    let verb = clause.verb;
    SurfaceProposition {
        kind: Kind::Verb,
        head: verb,
        last: verb,
        lemma: clause.lemma.clone(),
        subjects: resolved(reader, reader.surface_subjects(verb, 0)),
        objects: Vec::new(),
        arguments: Vec::new(),
        is_negated: (clause.negations + reader.negations_above(verb)) % 2 == 1,
        is_passive: clause.is_passive,
        modality: reader.commitment(verb),
    }
}

/// A passive has its patient for a subject and only what is left of its objects ("was given **a prize**").
fn objects(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    if clause.is_passive {
        let left = reader.analysis.children_by(clause.verb, Dep::Dobj);
        return left.flat_map(|object| reader.conjuncts(object)).collect();
    }
    let objects = resolved(reader, clause.objects.clone());
    let first = |tokens: Vec<usize>| (!tokens.is_empty()).then_some(tokens);
    first(objects)
        .or_else(|| first(clause.attributes.clone()))
        .unwrap_or_else(|| raised(reader, clause))
}

/// "allowed **the police** to search": the parse has them as the subject of the infinitive.
fn raised(reader: ClauseReader<'_>, clause: &Clause) -> Vec<usize> {
    let is_controlled = reader
        .lexicon
        .control
        .is_object_control(reader.lemma(clause.verb));
    let infinitives = clause
        .complements
        .iter()
        .filter(|verb| is_controlled && reader.is_infinitive(**verb));
    let subjects = infinitives.filter_map(|verb| reader.analysis.child(*verb, Dep::Nsubj));
    subjects
        .take(1)
        .flat_map(|subject| reader.conjuncts(subject))
        .collect()
}

/// Prepositional phrases, times and infinitives under the verb, in text order.
pub(super) fn arguments(reader: ClauseReader<'_>, clause: &Clause) -> Vec<Argument> {
    let obliques = clause.obliques.iter().map(|oblique| Argument {
        role: Role::Preposition(oblique.preposition.clone()),
        head: oblique.object,
    });
    let times = reader.analysis.children_by(clause.verb, Dep::Npadvmod);
    let times = times.map(|head| Argument {
        role: Role::Time,
        head,
    });
    let infinitives = clause
        .complements
        .iter()
        .filter(|verb| reader.is_infinitive(**verb));
    let infinitives = infinitives.map(|head| Argument {
        role: Role::Infinitive,
        head: *head,
    });
    let mut all: Vec<Argument> = obliques.chain(times).chain(infinitives).collect();
    all.sort_by_key(|argument| argument.head);
    all
}

/// Relative pronouns replaced by the nouns that they stand for.
pub(super) fn resolved(reader: ClauseReader<'_>, tokens: Vec<usize>) -> Vec<usize> {
    let mut found: Vec<usize> = tokens
        .into_iter()
        .flat_map(|token| match reader.antecedent(token) {
            Some(noun) => vec![noun],
            None => vec![token],
        })
        .collect();
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|token| seen.insert(*token));
    found
}
