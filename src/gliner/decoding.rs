//! Scores of spans as names: above the threshold, the best first, none that overlaps a better one (flat recognition).

use std::ops::Range;

/// A span of words with a label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub(super) words: Range<usize>,
    /// The place of the label among those asked for.
    pub(super) label: usize,
    /// From 0 to 1.
    pub(super) score: f32,
}

/// The spans above the threshold; `scores` are logits, word by word, width by width, label by label.
pub(super) fn spans(scores: &[f32], (words, widths): (usize, usize), threshold: f32) -> Vec<Span> {
    let labels = scores.len() / (words * widths).max(1);
    let cells = scores.iter().enumerate();
    let spans = cells.filter_map(|(index, logit)| {
        let (cell, label) = (index / labels, index % labels);
        let (start, width) = (cell / widths, cell % widths);
        let end = start + width + 1;
        let score = 1.0 / (1.0 + (-logit).exp());
        (end <= words && score > threshold).then_some(Span {
            words: start..end,
            label,
            score,
        })
    });
    spans.collect()
}

/// Of spans that overlap, the one with the best score; in text order.
pub(super) fn flat<T>(mut spans: Vec<(Span, T)>) -> Vec<(Span, T)> {
    // The earlier and the shorter of two as good, so that the order is the same everywhere.
    spans.sort_by(|(one, _), (other, _)| {
        let place = |span: &Span| (span.words.start, span.words.end, span.label);
        other
            .score
            .total_cmp(&one.score)
            .then(place(one).cmp(&place(other)))
    });
    let mut kept: Vec<(Span, T)> = Vec::new();
    for (span, label) in spans {
        let overlaps =
            |other: &Span| span.words.start < other.words.end && other.words.start < span.words.end;
        if !kept.iter().any(|(other, _)| overlaps(other)) {
            kept.push((span, label));
        }
    }
    kept.sort_by_key(|(span, _)| span.words.start);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_overlapping_spans_is_kept_and_none_beyond_the_sentence() {
        // Two words, two widths, one label: "a", "a b", "b", and a span beyond the end.
        let found = spans(&[0.1, 3.0, 2.0, 9.0], (2, 2), 0.5);
        let words: Vec<_> = found.iter().map(|span| span.words.clone()).collect();
        assert_eq!(words, [0..1, 0..2, 1..2]);
        let kept = flat(found.into_iter().map(|span| (span, ())).collect());
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].0.words, 0..2);
    }

    #[test]
    fn a_score_at_the_threshold_is_no_name() {
        assert_eq!(spans(&[0.0, 0.0], (1, 1), 0.5), []);
        let found = spans(&[0.0, 0.1], (1, 1), 0.5);
        assert_eq!(found[0].label, 1);
    }
}
