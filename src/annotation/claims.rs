//! Claims as source, cue and content.

use super::content::{content, is_bare};
use super::refutation::refute;
use super::source::source;
use super::spans::Spans;
use super::{ByteSpan, ClaimAnnotation, Modality, Polarity, Stance, Words};
use crate::analysis::Dep;
use crate::attribution::{Attribution, Quote};
use crate::entity::Entities;

/// How many sentences back a denial reaches for what it denies.
const REACH: usize = 3;

/// A claim with its content in bytes.
#[derive(Debug, Clone)]
pub(super) struct FoundClaim {
    pub(super) annotation: ClaimAnnotation,
    pub(super) content: ByteSpan,
    /// The content's head token.
    pub(super) head: usize,
    cue: usize,
    cue_span: ByteSpan,
}

impl FoundClaim {
    /// Gives it another content.
    pub(super) fn say(&mut self, spans: Spans<'_>, content: ByteSpan) {
        self.annotation.content = spans.words(content);
        self.content = content;
    }
}

/// The claims of a document, in text order of their cues.
pub(super) fn claims(
    spans: Spans<'_>,
    entities: &Entities,
    attributions: &[Attribution],
    quotes: &[Quote],
) -> Vec<FoundClaim> {
    let mut all: Vec<&Attribution> = attributions.iter().collect();
    all.sort_by_key(|attribution| (attribution.cue, attribution.content));
    let mut found: Vec<FoundClaim> = Vec::new();
    for of_cue in all.chunk_by(|one, next| one.cue == next.cue && !stands_alone((spans, quotes), one, next)) {
        let mut claims = claim(spans, entities, (of_cue, quotes));
        if let Some(claim) = &mut claims {
            refute(spans, claim, attributions);
            point_back(spans, claim, &found);
        }
        found.extend(claims);
    }
    for index in 0..found.len() {
        found[index].annotation.nested = innermost(&found, found[index].cue_span, Some(index));
        if let Some(source) = outer_source(spans, &found, index) {
            found[index].annotation.source = Some(source);
        }
    }
    found
}

/// "said A was late **and B was not**": a coordinated clause with a subject or modality of its own is a claim of its
/// own, and so is each sentence of a quotation.
fn stands_alone(
    (spans, quotes): (Spans<'_>, &[Quote]),
    before: &Attribution,
    attribution: &Attribution,
) -> bool {
    let reader = spans.reader();
    let sentence = |token: usize| reader.analysis.sentence_of(token);
    if sentence(before.content) != sentence(attribution.content) {
        return true;
    }
    let quote = quoted_words(spans, attribution, quotes);
    if quote.is_some() && quote == quoted_words(spans, before, quotes) {
        return false;
    }
    let has_subject = reader.has_child(attribution.content, &[Dep::Nsubj, Dep::Nsubjpass]);
    let is_other = spans.modality(before.content) != spans.modality(attribution.content);
    let is_clause = reader.is_finite(attribution.content) && reader.is_finite(before.content);
    reader.dep(attribution.content) == Dep::Conj && (has_subject || is_other && is_clause)
}

/// One cue with all that its source says.
fn claim(
    spans: Spans<'_>,
    entities: &Entities,
    (of_cue, quotes): (&[&Attribution], &[Quote]),
) -> Option<FoundClaim> {
    let first = of_cue.first()?;
    let contents = of_cue
        .iter()
        .filter_map(|attribution| content(spans, attribution, of_cue));
    let content = contents.reduce(ByteSpan::cover)?;
    let content = match quoted_words(spans, first, quotes) {
        Some(words) => content.cover(words),
        None => content,
    };
    let source = sources(spans, entities, &first.sources);
    Some(FoundClaim {
        annotation: ClaimAnnotation {
            source: source.map(|source| spans.words(source)),
            cue: spans.words(first.cue_span),
            content: spans.words(content),
            polarity: match first.stance {
                Stance::Denies => Polarity::Denied,
                Stance::Affirms | Stance::Neutral => Polarity::Affirmed,
            },
            modality: modality(spans, first),
            nested: None,
            quoted: quotes.iter().any(|quote| quote.span.overlaps(content)),
        },
        content,
        head: first.content,
        cue: first.cue,
        cue_span: first.cue_span,
    })
}

/// What the sentence of the content has between the same quotation marks, where the cue stands outside them: a
/// speaker's sentence is one content, however the parse divides it.
fn quoted_words(spans: Spans<'_>, attribution: &Attribution, quotes: &[Quote]) -> Option<ByteSpan> {
    let analysis = spans.reader().analysis;
    let head = spans.token(attribution.content)?;
    let quote = quotes.iter().find(|quote| quote.span.contains(head))?;
    if quote.span.overlaps(attribution.cue_span) {
        return None;
    }
    let sentence = analysis
        .sentences
        .get(analysis.sentence_of(attribution.content))?;
    let is_inside = |token: &usize| {
        spans
            .token(*token)
            .is_some_and(|token| quote.span.contains(token))
    };
    let tokens: Vec<usize> = sentence.tokens.clone().filter(is_inside).collect();
    spans.trimmed(&tokens)
}

/// The words for all sources; where the parse joins subjects of two clauses, for the last.
fn sources(spans: Spans<'_>, entities: &Entities, tokens: &[usize]) -> Option<ByteSpan> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let is_broken = (*first..*last).any(|token| spans.reader().is_predicate(token));
    let tokens = if is_broken {
        std::slice::from_ref(last)
    } else {
        tokens
    };
    let phrases = tokens.iter().filter_map(|token| source(spans, entities, *token));
    phrases.reduce(ByteSpan::cover)
}

/// The cue's own modality, or that of the clause that it puts forward flatly.
fn modality(spans: Spans<'_>, attribution: &Attribution) -> Modality {
    let own = match attribution.stance {
        Stance::Neutral => Modality::Possible,
        Stance::Affirms | Stance::Denies => attribution.modality,
    };
    let of_content = spans.modality(attribution.content);
    match own {
        Modality::Asserted => of_content,
        _ if of_content == Modality::Conditional => of_content,
        _ => own,
    }
}

/// "denied **the claim**", "denied **it**": what is denied stands in an earlier claim, whose content it takes over.
fn point_back(spans: Spans<'_>, claim: &mut FoundClaim, earlier: &[FoundClaim]) {
    if !is_bare(spans, claim.head) {
        return;
    }
    let sentence = |token: usize| spans.reader().analysis.sentence_of(token);
    let here = sentence(claim.cue);
    let source = claim.annotation.source.as_ref().map(|source| &source.text);
    let candidates = earlier.iter().rev();
    let answered = candidates
        .take_while(|other| sentence(other.cue) + REACH >= here)
        .filter(|other| !is_bare(spans, other.head) && !other.content.contains(claim.content))
        .find(|other| {
            let of_other = other.annotation.source.as_ref().map(|source| &source.text);
            source.is_none() || of_other != source
        });
    if let Some(answered) = answered {
        claim.say(spans, answered.content);
        claim.annotation.quoted = answered.annotation.quoted;
        return;
    }
    let related = spans.reader().antecedent(claim.head);
    let related = related.and_then(|noun| spans.noun_phrase(noun));
    if let Some(content) = related.or_else(|| sentence_before(spans, claim)) {
        claim.say(spans, content);
    }
}

/// "denied **the account**" with no earlier claim to answer: what the author said in the sentence before.
fn sentence_before(spans: Spans<'_>, claim: &FoundClaim) -> Option<ByteSpan> {
    let analysis = spans.reader().analysis;
    let before = analysis.sentence_of(claim.cue).checked_sub(1)?;
    let sentence = analysis.sentences.get(before)?;
    let tokens: Vec<usize> = sentence.tokens.clone().collect();
    let is_denial = claim.annotation.polarity == Polarity::Denied;
    spans.trimmed(&tokens).filter(|_| is_denial)
}

/// "**she** says there is no evidence": who denies it is who says so.
fn outer_source(spans: Spans<'_>, found: &[FoundClaim], index: usize) -> Option<Words> {
    let claim = found.get(index)?;
    let is_existential = spans.reader().dep(claim.cue) == Dep::Attr;
    let is_open = claim.annotation.source.is_none() && claim.annotation.polarity == Polarity::Denied;
    let outer = claim.annotation.nested.and_then(|outer| found.get(outer))?;
    let source = outer.annotation.source.clone();
    source.filter(|_| is_existential && is_open)
}

/// The index of the claim with the smallest content that holds `words`, the claim at `index` left out.
pub(super) fn innermost(found: &[FoundClaim], words: ByteSpan, index: Option<usize>) -> Option<usize> {
    let others = found.iter().enumerate();
    let holding = others.filter(|(other, claim)| Some(*other) != index && claim.content.contains(words));
    holding
        .min_by_key(|(_, claim)| claim.content.end() - claim.content.start())
        .map(|(other, _)| other)
}
