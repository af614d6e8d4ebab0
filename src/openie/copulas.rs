//! What forms of "be" say, and verbs that say what their object is.

use super::clauses::{arguments, plain};
use super::{Argument, Kind, Role, SurfaceProposition};
use crate::analysis::{Dep, Pos, Tag};
use crate::clause::{Clause, ClauseReader};

/// Whether the clause is a form of "be" without an object of its own.
pub(super) fn is_copula(reader: ClauseReader<'_>, clause: &Clause) -> bool {
    reader.lemma(clause.verb) == "be" && clause.objects.is_empty() && !clause.is_passive
}

/// "is signatory **of** the treaty" and "is responsible **for** it" have the noun or adjective in the predicate, "is
/// **in** office" the preposition; anything else has it as the object.
pub(super) fn of_copula(reader: ClauseReader<'_>, clause: &Clause) -> SurfaceProposition {
    if reader.analysis.child(clause.verb, Dep::Expl).is_some() {
        return of_existence(reader, clause);
    }
    let attribute = clause.attributes.first().copied();
    let all = arguments(reader, clause);
    let (preposition, last) = match attribute {
        Some(attribute) if is_relational(reader, attribute) => {
            (first_preposition(reader, attribute, &all), attribute)
        }
        Some(_) => (None, clause.verb),
        None => (first_preposition(reader, clause.verb, &all), clause.verb),
    };
    let plain = SurfaceProposition {
        kind: Kind::Copula,
        ..plain(reader, clause)
    };
    let Some(preposition) = preposition else {
        return SurfaceProposition {
            objects: clause.attributes.clone(),
            arguments: all,
            ..plain
        };
    };
    let noun = if last == clause.verb {
        String::new()
    } else {
        format!(" {}", reader.lemma(last))
    };
    let (objects, arguments): (Vec<Argument>, Vec<Argument>) = all
        .into_iter()
        .partition(|argument| argument.role == Role::Preposition(preposition.clone()));
    SurfaceProposition {
        lemma: format!("{}{noun} {preposition}", plain.lemma),
        last,
        objects: objects.into_iter().map(|argument| argument.head).collect(),
        arguments,
        ..plain
    }
}

/// "There is **a link**": what there is comes for a subject.
fn of_existence(reader: ClauseReader<'_>, clause: &Clause) -> SurfaceProposition {
    SurfaceProposition {
        kind: Kind::Copula,
        subjects: clause.attributes.clone(),
        arguments: arguments(reader, clause),
        ..plain(reader, clause)
    }
}

/// An adjective ("capable"), or a bare or definite noun that nothing else describes ("the cause", "signatory").
fn is_relational(reader: ClauseReader<'_>, attribute: usize) -> bool {
    let pos = reader.pos(attribute);
    if pos == Some(Pos::Adj) {
        return true;
    }
    let is_best = |child| matches!(reader.tag(child), Some(Tag::Jjs | Tag::Rbs));
    let is_described = reader.analysis.children(attribute).any(|child| {
        matches!(
            reader.dep(child),
            Dep::Amod | Dep::Nummod | Dep::Poss | Dep::Relcl | Dep::Acl
        ) || reader.dep(child) == Dep::Det && reader.lemma(child) == "a"
    });
    let is_role = reader.lexicon.is_role(reader.lemma(attribute))
        && !reader.analysis.children_by(attribute, Dep::Amod).any(is_best);
    pos == Some(Pos::Noun) && (is_role || !is_described)
}

/// The preposition of the first argument under `holder`.
fn first_preposition(reader: ClauseReader<'_>, holder: usize, arguments: &[Argument]) -> Option<String> {
    let below: Vec<usize> = reader
        .obliques_of(holder)
        .iter()
        .map(|oblique| oblique.object)
        .collect();
    // "Of the members, two **were in** favour": what stands before is no part of the predicate.
    let mut arguments = arguments
        .iter()
        .filter(|argument| argument.head > holder && below.contains(&argument.head));
    arguments.find_map(|argument| match &argument.role {
        Role::Preposition(preposition) => Some(preposition.clone()),
        Role::Time | Role::Infinitive => None,
    })
}

/// "called **it** a **success**": it is one.
pub(super) fn of_naming(reader: ClauseReader<'_>, clause: &Clause) -> Option<SurfaceProposition> {
    let verb = clause.verb;
    let named = if clause.is_passive {
        reader.surface_subjects(verb, 0)
    } else {
        clause.objects.clone()
    };
    let predicate = reader.analysis.child(verb, Dep::Oprd)?;
    let is_noun = !matches!(reader.tag(predicate), Some(Tag::Vb | Tag::Vbg | Tag::To));
    (is_noun && !named.is_empty() && named != [predicate]).then(|| SurfaceProposition {
        kind: Kind::Naming,
        head: predicate,
        last: predicate,
        lemma: "be".to_owned(),
        subjects: named,
        objects: reader.conjuncts(predicate),
        is_passive: false,
        ..plain(reader, clause)
    })
}
