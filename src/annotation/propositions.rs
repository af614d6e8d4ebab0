//! Clauses and noun phrases as subject, predicate, object and further arguments.

use rustc_hash::FxHashSet;

use super::claims::{FoundClaim, innermost};
use super::spans::Spans;
use super::{ArgumentAnnotation, ByteSpan, Modality, PredicateAnnotation, PropositionAnnotation, Words};
use crate::attribution::Attribution;
use crate::openie::{Argument, Kind, Role, SurfaceProposition, surface_propositions};

/// What a document says, in text order of the predicates.
///
/// The act of reporting is a claim and not repeated here, unless it is left open whether it happens: "will **say**".
pub(super) fn propositions(
    spans: Spans<'_>,
    attributions: &[Attribution],
    claims: &[FoundClaim],
) -> Vec<PropositionAnnotation> {
    let cues: FxHashSet<usize> = attributions.iter().map(|attribution| attribution.cue).collect();
    let found = surface_propositions(spans.reader()).into_iter();
    let is_flat = |proposition: &SurfaceProposition| {
        proposition.modality == Modality::Asserted && !proposition.is_negated
    };
    let found = found.filter(|proposition| {
        is_fact(proposition) && !(cues.contains(&proposition.head) && is_flat(proposition))
    });
    found
        .flat_map(|proposition| one_by_one(spans, &proposition, claims))
        .collect()
}

/// Titles and owners are part of a name or phrase, and of no interest on their own; a flat word without subject and
/// object says nothing of anything.
fn is_fact(proposition: &SurfaceProposition) -> bool {
    let is_flat = proposition.modality == Modality::Asserted && !proposition.is_negated;
    if is_flat && proposition.subjects.is_empty() && proposition.objects.is_empty() {
        return false;
    }
    match proposition.kind {
        Kind::Title | Kind::Possession => false,
        Kind::Apposition => proposition.lemma != "be",
        Kind::Verb | Kind::Copula | Kind::Naming => true,
    }
}

/// One proposition for each subject and object.
fn one_by_one(
    spans: Spans<'_>,
    proposition: &SurfaceProposition,
    claims: &[FoundClaim],
) -> Vec<PropositionAnnotation> {
    let predicate = spans.token(proposition.head).zip(spans.token(proposition.last));
    let Some(span) = predicate.map(|(first, last)| first.cover(last)) else {
        return Vec::new();
    };
    let claim = innermost(claims, span, None);
    let subjects = optional(&proposition.subjects);
    let objects = optional(&proposition.objects);
    let pairs = subjects
        .iter()
        .flat_map(|subject| objects.iter().map(move |object| (*subject, *object)));
    pairs
        .map(|(subject, object)| PropositionAnnotation {
            subject: phrase(spans, subject),
            predicate: predicate_words(spans, proposition, span),
            object: phrase(spans, object),
            args: arguments(spans, proposition, [subject, object]),
            negated: proposition.is_negated,
            passive: proposition.is_passive,
            claim,
            modality: modality(proposition, claim.and_then(|claim| claims.get(claim))),
        })
        .collect()
}

/// The clause's own, else that of the claim that holds it.
fn modality(proposition: &SurfaceProposition, claim: Option<&FoundClaim>) -> Modality {
    match (proposition.modality, claim) {
        (Modality::Asserted, Some(claim)) => claim.annotation.modality,
        (own, _) => own,
    }
}

fn optional(tokens: &[usize]) -> Vec<Option<usize>> {
    if tokens.is_empty() {
        return vec![None];
    }
    tokens.iter().copied().map(Some).collect()
}

fn phrase(spans: Spans<'_>, head: Option<usize>) -> Option<Words> {
    head.and_then(|head| spans.core(head))
        .map(|span| spans.words(span))
}

/// The further arguments of the clause, then what is left out of subject and object.
fn arguments(
    spans: Spans<'_>,
    proposition: &SurfaceProposition,
    ends: [Option<usize>; 2],
) -> Vec<ArgumentAnnotation> {
    let left_out = ends.into_iter().flatten().flat_map(|head| spans.further(head));
    let left_out = left_out.map(|oblique| Argument {
        role: Role::Preposition(oblique.preposition),
        head: oblique.object,
    });
    let mut all = proposition.arguments.clone();
    all.extend(left_out);
    let mut seen = FxHashSet::default();
    all.retain(|argument| seen.insert(argument.head));
    all.iter()
        .filter_map(|argument| further(spans, argument))
        .collect()
}

fn predicate_words(
    spans: Spans<'_>,
    proposition: &SurfaceProposition,
    span: ByteSpan,
) -> PredicateAnnotation {
    let words = spans.words(span);
    PredicateAnnotation {
        lemma: proposition.lemma.clone(),
        text: words.text,
        span: words.span,
    }
}

fn further(spans: Spans<'_>, argument: &Argument) -> Option<ArgumentAnnotation> {
    let role = match &argument.role {
        Role::Preposition(preposition) => format!("prep:{preposition}"),
        Role::Time => "time".to_owned(),
        Role::Infinitive => "xcomp".to_owned(),
    };
    let span = spans.noun_phrase(argument.head)?;
    Some(ArgumentAnnotation {
        role,
        words: spans.words(span),
    })
}
