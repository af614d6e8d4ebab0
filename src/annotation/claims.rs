//! Claims as source, cue and content.

use super::spans::Spans;
use super::{ByteSpan, Certainty, ClaimAnnotation, Modality, Polarity, Stance};
use crate::analysis::Dep;
use crate::attribution::{Attribution, Quote};

/// A claim with its content in bytes.
pub(super) struct FoundClaim {
    pub(super) annotation: ClaimAnnotation,
    pub(super) content: ByteSpan,
}

/// The claims of a document, in text order of their cues.
pub(super) fn claims(spans: Spans<'_>, attributions: &[Attribution], quotes: &[Quote]) -> Vec<FoundClaim> {
    let mut all: Vec<&Attribution> = attributions.iter().collect();
    all.sort_by_key(|attribution| (attribution.cue, attribution.content));
    let mut found: Vec<FoundClaim> = Vec::new();
    for of_cue in all.chunk_by(|one, next| one.cue == next.cue) {
        found.extend(claim(spans, of_cue, quotes));
    }
    for index in 0..found.len() {
        found[index].annotation.nested = enclosing(&found, index);
    }
    found
}

/// One cue with all that its source says.
fn claim(spans: Spans<'_>, of_cue: &[&Attribution], quotes: &[Quote]) -> Option<FoundClaim> {
    let first = of_cue.first()?;
    let contents = of_cue
        .iter()
        .filter_map(|attribution| content(spans, attribution));
    let content = contents.reduce(ByteSpan::cover)?;
    let source = first
        .sources
        .first()
        .and_then(|source| spans.noun_phrase(*source));
    Some(FoundClaim {
        annotation: ClaimAnnotation {
            source: source.map(|source| spans.words(source)),
            cue: spans.words(first.cue_span),
            content: spans.words(content),
            polarity: if first.stance == Stance::Denies {
                Polarity::Denied
            } else {
                Polarity::Affirmed
            },
            modality: modality(first.certainty),
            nested: None,
            quoted: quotes.iter().any(|quote| quote.span.overlaps(content)),
        },
        content,
    })
}

fn modality(certainty: Certainty) -> Modality {
    match certainty {
        Certainty::Certain | Certainty::Unstated => Modality::Asserted,
        Certainty::Probable => Modality::Probable,
        Certainty::Possible => Modality::Possible,
    }
}

/// The words of the content, without the cue's own and without "that".
fn content(spans: Spans<'_>, attribution: &Attribution) -> Option<ByteSpan> {
    let reader = spans.reader();
    let mut tokens = reader.analysis.subtree_without(attribution.content, |child| {
        child == attribution.cue || matches!(reader.dep(child), Dep::Mark) && reader.word(child) == "that"
    });
    tokens.extend(attribution.targets.iter().copied());
    tokens.sort_unstable();
    spans.trimmed(&tokens)
}

/// The index of the smallest other content that holds the cue of `index`.
fn enclosing(found: &[FoundClaim], index: usize) -> Option<usize> {
    let cue = found.get(index)?.annotation.cue.span;
    let holds = |other: &FoundClaim| {
        let span = other.annotation.content.span;
        span[0] <= cue[0] && cue[1] <= span[1]
    };
    let others = found.iter().enumerate();
    let others = others.filter(|(other, claim)| *other != index && holds(claim));
    others
        .min_by_key(|(_, claim)| claim.annotation.content.span[1] - claim.annotation.content.span[0])
        .map(|(other, _)| other)
}
