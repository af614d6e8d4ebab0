//! Claims, propositions and entities against gold of the same fields.

use serde::Deserialize;

use super::GoldDocument;
use super::confusions::Confusions;
use super::coreference::{self, Clusters, GoldEntity};
use super::matching::best_first;
use super::propositions::{self, GoldProposition};
use super::score::{Score, Scores};
use super::spans::{Span, Spans, overlap};
use crate::annotation::{Annotation, ClaimAnnotation, Modality, Polarity};

/// Half of the words have to be shared.
pub(super) const HALF: f64 = 0.5;

/// Words of the text; the words themselves are read from it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(super) struct GoldSpan {
    pub(super) span: Span,
}

/// One claim as marked.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldClaim {
    pub(super) source: Option<GoldSpan>,
    source_ref: Option<GoldSpan>,
    #[serde(default)]
    source_alt: Vec<Option<GoldSpan>>,
    pub(super) cue: GoldSpan,
    pub(super) content: GoldSpan,
    #[serde(default)]
    content_alt: Vec<GoldSpan>,
    pub(super) polarity: Polarity,
    #[serde(default)]
    pub(super) modality: Modality,
    /// Neither required nor wrong.
    #[serde(default)]
    optional: bool,
}

/// Everything marked in one text.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldClaims {
    claims: Vec<GoldClaim>,
    #[serde(default)]
    propositions: Vec<GoldProposition>,
    #[serde(default)]
    entities: Vec<GoldEntity>,
}

/// What comparing claims needs.
pub(super) struct Judge<'a> {
    pub(super) spans: &'a Spans,
    clusters: &'a Clusters,
}

/// How well a claim that was found fits one that was marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    pub(super) source: f64,
    pub(super) content: f64,
    pub(super) polarity: bool,
}

impl Fit {
    fn is_whole(self) -> bool {
        self.source >= HALF && self.content >= HALF && self.polarity
    }

    fn weight(self) -> f64 {
        self.content + 0.5 * self.source + if self.polarity { 0.25 } else { 0.0 }
    }
}

/// Which claims found stand for which that were marked.
pub(super) struct Alignment<'a> {
    pub(super) required: Vec<&'a GoldClaim>,
    /// Index into `required`, index of the claim found.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Claims found that stand for optional ones only.
    pub(super) dropped: Vec<usize>,
}

impl Alignment<'_> {
    /// The required claims with those found for them.
    fn matched<'b>(
        &'b self,
        found: &'b [ClaimAnnotation],
    ) -> impl Iterator<Item = (&'b GoldClaim, &'b ClaimAnnotation)> {
        let pairs = self.pairs.iter();
        pairs.filter_map(|pair| Some((*self.required.get(pair.0)?, found.get(pair.1)?)))
    }
}

pub(super) fn score(document: &GoldDocument, gold: &GoldClaims, (found, scores): (&Annotation, &mut Scores)) {
    let spans = Spans::new(&document.text);
    let clusters = Clusters::new(&gold.entities);
    let judge = Judge {
        spans: &spans,
        clusters: &clusters,
    };
    let alignment = judge.alignment(gold, &found.claims);
    judge.count(&alignment, &found.claims, scores);
    Confusions {
        judge: &judge,
        document,
        scores,
    }
    .note(&alignment, &found.claims);
    let attached = |index: usize| {
        let claim = gold.claims.get(index)?;
        let mut required = alignment.required.iter();
        let place = required.position(|required| std::ptr::eq(*required, claim))?;
        let pair = alignment.pairs.iter().find(|pair| pair.0 == place);
        pair.map(|pair| pair.1)
    };
    let fits = |index: usize, claim: &ClaimAnnotation| {
        let gold = gold.claims.get(index);
        gold.is_some_and(|gold| judge.content(gold, claim) >= HALF)
    };
    let found = (found, &attached as _, &fits as _);
    propositions::score(
        (&spans, &clusters, &document.id),
        &gold.propositions,
        found,
        scores,
    );
    coreference::score(&spans, &gold.entities, found.0, scores);
}

impl Judge<'_> {
    fn alignment<'a>(&self, gold: &'a GoldClaims, found: &[ClaimAnnotation]) -> Alignment<'a> {
        let (optional, required): (Vec<_>, Vec<_>) = gold.claims.iter().partition(|claim| claim.optional);
        let all: Vec<usize> = (0..found.len()).collect();
        let pairs = self.align(&required, found, &all);
        let is_free = |index: &usize| pairs.iter().all(|pair| pair.1 != *index);
        let rest: Vec<usize> = all.into_iter().filter(is_free).collect();
        let dropped = self.align(&optional, found, &rest);
        Alignment {
            dropped: dropped.into_iter().map(|pair| pair.1).collect(),
            required,
            pairs,
        }
    }

    /// Gold claims with the claims found at the same cue, the best fits first.
    fn align(
        &self,
        gold: &[&GoldClaim],
        found: &[ClaimAnnotation],
        candidates: &[usize],
    ) -> Vec<(usize, usize)> {
        let mut weighed = Vec::new();
        for (index, claim) in gold.iter().enumerate() {
            for candidate in candidates {
                if let Some(other) = found.get(*candidate)
                    && overlap(claim.cue.span, other.cue.span)
                {
                    weighed.push((self.fit(claim, other).weight(), index, *candidate));
                }
            }
        }
        best_first(weighed)
    }

    fn count(&self, alignment: &Alignment<'_>, found: &[ClaimAnnotation], scores: &mut Scores) {
        let pairs: Vec<_> = alignment.matched(found).collect();
        let fits: Vec<Fit> = pairs.iter().map(|(gold, found)| self.fit(gold, found)).collect();
        let layer = |right: usize| {
            Score::matched(
                right,
                found.len() - alignment.dropped.len(),
                alignment.required.len(),
            )
        };
        let those = |is_right: &dyn Fn(&Fit) -> bool| fits.iter().filter(|fit| is_right(fit)).count();
        scores.add("cue", layer(fits.len()));
        scores.add("source", layer(those(&|fit| fit.source >= HALF)));
        scores.add("content", layer(those(&|fit| fit.content >= HALF)));
        scores.add(
            "content words",
            shared(fits.iter().map(|fit| fit.content).sum(), layer(0)),
        );
        scores.add("whole claim", layer(those(&|fit| fit.is_whole())));
        for ((gold, found), fit) in pairs.iter().zip(&fits) {
            scores.decide("polarity", fit.polarity);
            scores.decide("certainty", gold.modality == found.modality);
        }
        if alignment.required.is_empty() {
            scores.decide("claim-free texts", layer(0).found == 0);
        }
        scores.add("denial", denials(alignment, found));
    }

    pub(super) fn fit(&self, gold: &GoldClaim, found: &ClaimAnnotation) -> Fit {
        Fit {
            source: self.source(gold, found),
            content: self.content(gold, found),
            polarity: gold.polarity == found.polarity,
        }
    }

    /// Any mention of the source will do; nobody is matched by nobody only.
    fn source(&self, gold: &GoldClaim, found: &ClaimAnnotation) -> f64 {
        let Some(found) = &found.source else {
            return if gold.source.is_none() { 1.0 } else { 0.0 };
        };
        let named = [gold.source, gold.source_ref].into_iter().flatten();
        let mentions = named.flat_map(|span| self.clusters.mentions(self.spans, span.span));
        let others = gold.source_alt.iter().flatten().map(|span| span.span);
        let scores = mentions.chain(others).map(|span| self.spans.f1(span, found.span));
        scores.fold(0.0, f64::max)
    }

    fn content(&self, gold: &GoldClaim, found: &ClaimAnnotation) -> f64 {
        let spans = std::iter::once(&gold.content).chain(&gold.content_alt);
        let scores = spans.map(|span| self.spans.f1(span.span, found.content.span));
        scores.fold(0.0, f64::max)
    }
}

/// A layer whose matches count by how much they share.
fn shared(right: f64, layer: Score) -> Score {
    Score {
        right,
        recalled: right,
        ..layer
    }
}

/// The claims that deny.
fn denials(alignment: &Alignment<'_>, found: &[ClaimAnnotation]) -> Score {
    let is_denied = |polarity: Polarity| usize::from(polarity == Polarity::Denied);
    let expected = alignment
        .required
        .iter()
        .map(|claim| is_denied(claim.polarity))
        .sum();
    let kept = found
        .iter()
        .enumerate()
        .filter(|(index, _)| !alignment.dropped.contains(index));
    let denials = kept.map(|(_, claim)| is_denied(claim.polarity)).sum();
    let right = alignment
        .matched(found)
        .filter(|(gold, found)| gold.polarity == found.polarity);
    let right = right.map(|(gold, _)| is_denied(gold.polarity)).sum();
    Score::matched(right, denials, expected)
}
