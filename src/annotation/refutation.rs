//! Denials put as affirmations: "said that the report is **false**".

use super::Polarity;
use super::claims::FoundClaim;
use super::content::content;
use super::spans::Spans;
use crate::analysis::Dep;
use crate::attribution::Attribution;

/// Turns a claim that something is untrue into the denial of that thing.
pub(super) fn refute(spans: Spans<'_>, claim: &mut FoundClaim, attributions: &[Attribution]) {
    if claim.annotation.polarity == Polarity::Denied {
        return;
    }
    let Some(subject) = refuted(spans, claim.head) else {
        return;
    };
    let own = attributions.iter().find(|other| other.cue == subject);
    let words = match own {
        Some(own) => content(spans, own, &[own]),
        None => spans.noun_phrase(subject),
    };
    if let Some(words) = words {
        claim.annotation.polarity = Polarity::Denied;
        claim.say(spans, words);
        claim.head = subject;
    }
}

/// The subject of a clause that calls it untrue.
fn refuted(spans: Spans<'_>, verb: usize) -> Option<usize> {
    let reader = spans.reader();
    let mut adjectives = reader.analysis.children_by(verb, Dep::Acomp);
    let is_untrue = adjectives.any(|adjective| reader.lexicon.control.is_untrue(reader.lemma(adjective)));
    let is_negated = reader.analysis.child(verb, Dep::Neg).is_some();
    let subject = reader.analysis.child(verb, Dep::Nsubj);
    subject.filter(|_| is_untrue && !is_negated)
}
