//! Propositions against gold: subject, predicate and object, with half of their words shared.

use serde::Deserialize;

use super::claims::{GoldSpan, HALF};
use super::coreference::Clusters;
use super::matching::pair_off;
use super::score::{Confusion, Score, Scores};
use super::spans::{Span, Spans, overlap};
use crate::annotation::{Annotation, ClaimAnnotation, PropositionAnnotation};

/// A predicate as marked.
#[derive(Debug, Clone, Deserialize)]
struct GoldPredicate {
    lemma: String,
    span: Span,
}

/// One proposition as marked.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldProposition {
    subject: Option<GoldSpan>,
    subject_ref: Option<GoldSpan>,
    predicate: GoldPredicate,
    object: Option<GoldSpan>,
    object_ref: Option<GoldSpan>,
    #[serde(default)]
    args: Vec<GoldSpan>,
    #[serde(default)]
    negated: bool,
    #[serde(default)]
    passive: bool,
    claim: Option<usize>,
}

/// The claim found for a gold claim, by index.
type Attached<'a> = &'a dyn Fn(usize) -> Option<usize>;
/// Whether a claim found has the content of a gold claim.
type Fits<'a> = &'a dyn Fn(usize, &ClaimAnnotation) -> bool;

pub(super) fn score(
    (spans, clusters, document): (&Spans, &Clusters, &str),
    gold: &[GoldProposition],
    (found, attached, fits): (&Annotation, Attached<'_>, Fits<'_>),
    scores: &mut Scores,
) {
    let judge = Judge { spans, clusters };
    let allowed: Vec<Vec<usize>> = gold
        .iter()
        .map(|gold| {
            let others = found.propositions.iter().enumerate();
            others
                .filter(|(_, other)| judge.is_same(gold, other))
                .map(|(index, _)| index)
                .collect()
        })
        .collect();
    let pairs = pair_off(&allowed);
    let total = Score::matched(pairs.len(), found.propositions.len(), gold.len());
    scores.add("proposition", total);
    for (index, gold) in gold.iter().enumerate() {
        if pairs.iter().all(|pair| pair.0 != index) {
            scores.confusions.push(Confusion {
                layer: "proposition",
                document: document.to_owned(),
                sentence: spans.sentence(gold.predicate.span),
                expected: gold.words(spans),
                found: String::new(),
            });
        }
    }
    for (gold, other) in pairs
        .iter()
        .filter_map(|(one, other)| Some((gold.get(*one)?, found.propositions.get(*other)?)))
    {
        let is_right = match (gold.claim, other.claim) {
            (None, None) => true,
            (Some(gold), Some(index)) => {
                let claim = found.claims.get(index);
                attached(gold) == Some(index) || claim.is_some_and(|claim| fits(gold, claim))
            }
            _ => false,
        };
        scores.decide("attachment to claims", is_right);
    }
}

impl GoldProposition {
    fn words(&self, spans: &Spans) -> String {
        let argument = |span: Option<GoldSpan>| span.map_or("–".to_owned(), |span| spans.slice(span.span));
        let predicate = &self.predicate.lemma;
        format!(
            "{} | {predicate} | {}",
            argument(self.subject),
            argument(self.object)
        )
    }
}

struct Judge<'a> {
    spans: &'a Spans,
    clusters: &'a Clusters,
}

impl Judge<'_> {
    fn is_same(&self, gold: &GoldProposition, found: &PropositionAnnotation) -> bool {
        let lemma = plain(&gold.predicate.lemma);
        let is_predicate = !lemma.is_empty() && lemma == plain(&found.predicate.lemma)
            || overlap(gold.predicate.span, found.predicate.span);
        is_predicate && gold.negated == found.negated && self.has_arguments(gold, found)
    }

    fn has_arguments(&self, gold: &GoldProposition, found: &PropositionAnnotation) -> bool {
        let subject = found.subject.as_ref().map(|words| words.span);
        let object = found.object.as_ref().map(|words| words.span);
        if self.is_told(gold, subject, object) {
            return true;
        }
        // A passive without agent may have whom it is done to as object.
        if gold.passive && subject.is_none() && gold.object.is_none() && object.is_some() {
            return self.is_told(gold, object, None);
        }
        // A passive may stand for an active.
        let is_turned = found.passive && subject.is_some() && gold.object.is_some() && !gold.passive;
        is_turned
            && self.fits(&[gold.object, gold.object_ref], subject)
            && (object.is_none() || self.fits(&[gold.subject, gold.subject_ref], object))
    }

    fn is_told(&self, gold: &GoldProposition, subject: Option<Span>, object: Option<Span>) -> bool {
        if subject.is_none() || !self.fits(&[gold.subject, gold.subject_ref], subject) {
            return false;
        }
        match gold.object {
            None => {
                let arguments: Vec<_> = gold.args.iter().copied().map(Some).collect();
                object.is_none() || self.fits(&arguments, object)
            }
            Some(_) => object.is_some() && self.fits(&[gold.object, gold.object_ref], object),
        }
    }

    /// Whether `found` shares half of its words with one of `gold` or with another mention of it.
    fn fits(&self, gold: &[Option<GoldSpan>], found: Option<Span>) -> bool {
        let Some(found) = found else { return false };
        let mut spans = gold.iter().flatten();
        spans.any(|gold| {
            let mut mentions = self.clusters.mentions(self.spans, gold.span).into_iter();
            mentions.any(|mention| self.spans.f1(mention, found) >= HALF)
        })
    }
}

fn plain(lemma: &str) -> String {
    let words = lemma.split(|letter: char| letter.is_whitespace() || matches!(letter, '_' | '-'));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}
