//! Claims that were missed, claims too many and claims with a wrong part, each with its sentence.

use super::GoldDocument;
use super::claims::{Alignment, GoldClaim, HALF, Judge};
use super::score::{Confusion, Scores};
use super::spans::Span;
use crate::annotation::ClaimAnnotation;

/// What went wrong in one document.
pub(super) struct Confusions<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) document: &'a GoldDocument,
    pub(super) scores: &'a mut Scores,
}

impl Confusions<'_> {
    pub(super) fn note(&mut self, alignment: &Alignment<'_>, found: &[ClaimAnnotation]) {
        for (index, gold) in alignment.required.iter().enumerate() {
            let pair = alignment.pairs.iter().find(|pair| pair.0 == index);
            match pair.and_then(|pair| found.get(pair.1)) {
                Some(found) => self.note_parts(gold, found),
                None => self.push(("cue", gold.cue.span), (self.marked(gold), String::new())),
            }
        }
        for (index, claim) in found.iter().enumerate() {
            let is_taken = alignment.pairs.iter().any(|pair| pair.1 == index);
            if !is_taken && !alignment.dropped.contains(&index) {
                self.push(("cue", claim.cue.span), (String::new(), self.read(claim)));
            }
        }
    }

    /// The parts of a claim that are not as marked.
    fn note_parts(&mut self, gold: &GoldClaim, found: &ClaimAnnotation) {
        let fit = self.judge.fit(gold, found);
        let at = gold.cue.span;
        if fit.source < HALF {
            let found = self.slice(found.source.as_ref().map(|source| source.span));
            let expected = self.slice(gold.source.map(|source| source.span));
            self.push(("source", at), (expected, found));
        }
        if fit.content < HALF {
            let words = [gold.content.span, found.content.span].map(|span| self.slice(Some(span)));
            let [expected, found] = words;
            self.push(("content", at), (expected, found));
        }
        if !fit.polarity {
            let words = (format!("{:?}", gold.polarity), format!("{:?}", found.polarity));
            self.push(("polarity", at), words);
        }
        if gold.modality != found.modality {
            let words = (format!("{:?}", gold.modality), format!("{:?}", found.modality));
            self.push(("certainty", at), words);
        }
    }

    fn push(&mut self, (layer, at): (&'static str, Span), (expected, found): (String, String)) {
        self.scores.confusions.push(Confusion {
            layer,
            document: self.document.id.clone(),
            sentence: self.judge.spans.sentence(at),
            expected,
            found,
        });
    }

    fn slice(&self, span: Option<Span>) -> String {
        span.map_or("–".to_owned(), |span| self.judge.spans.slice(span))
    }

    fn marked(&self, claim: &GoldClaim) -> String {
        let source = claim.source.map(|source| source.span);
        self.words([source, Some(claim.cue.span), Some(claim.content.span)])
    }

    fn read(&self, claim: &ClaimAnnotation) -> String {
        let source = claim.source.as_ref().map(|source| source.span);
        self.words([source, Some(claim.cue.span), Some(claim.content.span)])
    }

    fn words(&self, parts: [Option<Span>; 3]) -> String {
        parts.map(|part| self.slice(part)).join(" | ")
    }
}
