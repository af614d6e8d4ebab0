//! Clauses as subject, predicate, object and further arguments.

use super::claims::FoundClaim;
use super::spans::Spans;
use super::{ArgumentAnnotation, ByteSpan, Modality, PredicateAnnotation, PropositionAnnotation};
use crate::attribution::Attribution;
use crate::clause::Clause;

/// What the clauses of a document say, in text order of the predicates.
///
/// The act of reporting is a claim and not repeated here.
pub(super) fn propositions(
    spans: Spans<'_>,
    attributions: &[Attribution],
    claims: &[FoundClaim],
) -> Vec<PropositionAnnotation> {
    let is_cue = |token: usize| attributions.iter().any(|attribution| attribution.cue == token);
    let verbs = spans.reader().predicates().filter(|verb| !is_cue(*verb));
    verbs.flat_map(|verb| of_clause(spans, verb, claims)).collect()
}

/// One proposition for each subject and object.
fn of_clause(spans: Spans<'_>, verb: usize, claims: &[FoundClaim]) -> Vec<PropositionAnnotation> {
    let reader = spans.reader();
    let clause = reader.clause(verb);
    let Some(span) = spans.token(verb) else {
        return Vec::new();
    };
    let subjects = optional(reader.surface_subjects(verb, 0));
    let objects = match clause.is_passive {
        true => vec![None],
        false if clause.objects.is_empty() => optional(clause.attributes.clone()),
        false => optional(clause.objects.clone()),
    };
    let pairs = subjects
        .iter()
        .flat_map(|subject| objects.iter().map(move |object| (*subject, *object)));
    pairs
        .filter(|(subject, object)| subject.is_some() || object.is_some())
        .map(|(subject, object)| PropositionAnnotation {
            subject: phrase(spans, subject),
            predicate: predicate(spans, &clause, span),
            object: phrase(spans, object),
            args: arguments(spans, &clause),
            negated: clause.negations % 2 == 1,
            passive: clause.is_passive,
            claim: innermost(claims, span),
            modality: Modality::Asserted,
        })
        .collect()
}

fn optional(tokens: Vec<usize>) -> Vec<Option<usize>> {
    if tokens.is_empty() {
        return vec![None];
    }
    tokens.into_iter().map(Some).collect()
}

fn phrase(spans: Spans<'_>, head: Option<usize>) -> Option<super::Words> {
    head.and_then(|head| spans.noun_phrase(head))
        .map(|span| spans.words(span))
}

fn predicate(spans: Spans<'_>, clause: &Clause, span: ByteSpan) -> PredicateAnnotation {
    let words = spans.words(span);
    PredicateAnnotation {
        lemma: clause.lemma.clone(),
        text: words.text,
        span: words.span,
    }
}

fn arguments(spans: Spans<'_>, clause: &Clause) -> Vec<ArgumentAnnotation> {
    let obliques = clause.obliques.iter();
    let found = obliques.filter_map(|oblique| {
        let span = spans.noun_phrase(oblique.object)?;
        Some(ArgumentAnnotation {
            role: format!("prep:{}", oblique.preposition),
            words: spans.words(span),
        })
    });
    found.collect()
}

/// The index of the claim with the smallest content that holds the predicate.
fn innermost(claims: &[FoundClaim], predicate: ByteSpan) -> Option<usize> {
    let holding = claims.iter().enumerate();
    let holding = holding.filter(|(_, claim)| claim.content.contains(predicate));
    holding
        .min_by_key(|(_, claim)| claim.content.end() - claim.content.start())
        .map(|(index, _)| index)
}
