//! Mentions, and which of them refer to the same thing.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::claims::HALF;
use super::score::{Score, Scores};
use super::spans::{Span, Spans};
use crate::annotation::Annotation;

/// One mention as marked; GUM gives its offsets one by one.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GoldEntity {
    span: Option<Span>,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(alias = "cluster", alias = "id")]
    coref: usize,
}

impl GoldEntity {
    fn span(&self) -> Option<Span> {
        self.span.or_else(|| Some([self.start?, self.end?]))
    }
}

/// The mentions of each thing.
pub(super) struct Clusters(BTreeMap<usize, Vec<Span>>);

impl Clusters {
    pub(super) fn new(entities: &[GoldEntity]) -> Self {
        let mut clusters: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for entity in entities {
            clusters.entry(entity.coref).or_default().extend(entity.span());
        }
        Self(clusters)
    }

    /// `span` and all mentions of what it names.
    pub(super) fn mentions(&self, spans: &Spans, span: Span) -> Vec<Span> {
        let mut mentions = vec![span];
        let head = spans.head(span);
        for cluster in self.0.values() {
            let is_named = cluster.iter().any(|mention| {
                let holds_head = mention[0] <= head && head < mention[1];
                let is_inside = span[0] <= mention[0] && mention[1] <= span[1];
                is_inside && holds_head || spans.f1(*mention, span) >= HALF
            });
            if is_named {
                mentions.extend(cluster);
            }
        }
        mentions
    }
}

/// Mentions by their words, and pairs of mentions found that refer to the same thing.
pub(super) fn score(spans: &Spans, gold: &[GoldEntity], found: &Annotation, scores: &mut Scores) {
    let marked: Vec<(Span, usize)> = gold
        .iter()
        .filter_map(|entity| Some((entity.span()?, entity.coref)))
        .collect();
    let mut both: Vec<(usize, usize)> = Vec::new();
    let mut taken = vec![false; marked.len()];
    for mention in &found.entities {
        let place = marked.iter().zip(&taken).position(|((span, _), is_taken)| {
            !is_taken
                && spans.is_same(
                    without_article(spans, *span),
                    without_article(spans, mention.words.span),
                )
        });
        if let Some(place) = place {
            taken[place] = true;
            both.push((marked[place].1, mention.coref));
        }
    }
    scores.add(
        "mention",
        Score::matched(both.len(), found.entities.len(), marked.len()),
    );
    scores.add("coreference pairs", pairs(&both));
}

fn without_article(spans: &Spans, span: Span) -> Span {
    let text = spans.slice(span).to_lowercase();
    let articles = ["the ", "a ", "an "];
    let article = articles.iter().find(|article| text.starts_with(**article));
    [span[0] + article.map_or(0, |article| article.len()), span[1]]
}

fn pairs(both: &[(usize, usize)]) -> Score {
    let (mut right, mut found, mut expected) = (0, 0, 0);
    for (index, one) in both.iter().enumerate() {
        for other in both.iter().skip(index + 1) {
            let (is_marked, is_found) = (one.0 == other.0, one.1 == other.1);
            right += usize::from(is_marked && is_found);
            found += usize::from(is_found);
            expected += usize::from(is_marked);
        }
    }
    Score::matched(right, found, expected)
}
