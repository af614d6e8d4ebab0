//! Factuality of predicates: did it happen, according to the text?
//!
//! Universal Decompositional Semantics (White et al. 2016, <https://doi.org/10.18653/v1/D16-1177>) has a number for each
//! predicate; its sign is the answer. A predicate is taken to have happened unless its proposition is negated, or put
//! forward as more than a flat statement, or said by somebody who denies it.

use serde::Deserialize;

use super::GoldDocument;
use super::score::{Confusion, Scores};
use super::spans::{Span, overlap};
use crate::annotation::{Annotation, Modality, Polarity, PropositionAnnotation};

#[derive(Debug, Clone, Deserialize)]
struct GoldPredicate {
    /// The head token, from 1.
    head: usize,
    /// How far it is said to have happened, -3 to 3; none where nobody was asked.
    factual: Option<f64>,
}

/// One sentence as marked.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldUds {
    tokens: Vec<String>,
    preds: Vec<GoldPredicate>,
}

impl GoldUds {
    /// The tokens with spaces between them.
    pub(super) fn text(&self) -> String {
        self.tokens.join(" ")
    }

    fn span(&self, head: usize) -> Option<Span> {
        let index = head.checked_sub(1)?;
        let token = self.tokens.get(index)?;
        let before: usize = self
            .tokens
            .iter()
            .take(index)
            .map(|token| token.chars().count() + 1)
            .sum();
        Some([before, before + token.chars().count()])
    }
}

pub(super) fn score(document: &GoldDocument, gold: &GoldUds, (found, scores): (&Annotation, &mut Scores)) {
    for predicate in &gold.preds {
        let (Some(span), Some(factual)) = (gold.span(predicate.head), predicate.factual) else {
            continue;
        };
        let mut propositions = found.propositions.iter();
        let proposition = propositions.find(|proposition| overlap(proposition.predicate.span, span));
        let happened = proposition.is_none_or(|proposition| is_factual(found, proposition));
        let is_right = happened == (factual > 0.0);
        scores.decide("factuality sign", is_right);
        if !is_right {
            let words = gold.tokens.get(predicate.head - 1).cloned().unwrap_or_default();
            scores.confusions.push(Confusion {
                layer: "factuality sign",
                document: document.id.clone(),
                sentence: document.text.clone(),
                expected: format!("{words} {factual:+.2}"),
                found: if happened { "happened" } else { "did not happen" }.to_owned(),
            });
        }
    }
}

fn is_factual(found: &Annotation, proposition: &PropositionAnnotation) -> bool {
    let claim = proposition.claim.and_then(|claim| found.claims.get(claim));
    let is_claimed = claim
        .is_none_or(|claim| claim.polarity == Polarity::Affirmed && claim.modality <= Modality::Probable);
    !proposition.negated && proposition.modality <= Modality::Probable && is_claimed
}
