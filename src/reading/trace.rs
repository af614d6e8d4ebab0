//! Traces: where each predicate of a document went, as the stages tell it while they read.

use super::{Grounds, Reader, with_learnt};
use crate::attribution::Attribution;
use crate::claim::Claim;
use crate::proposition::{Attempt, FellOut, Finding, PropositionReader};

/// A document's claims with all that was tried on the way to them.
#[derive(Debug, Clone)]
pub struct Trace<'a> {
    /// The claims, as [`super::read_claims`] gives them.
    pub claims: Vec<Claim>,
    /// Each line of the lexicon and each open predicate that was tried, verbs first, in text order.
    pub attempts: Vec<Attempt<'a>>,
    /// Who says what, in text order of the contents.
    pub attributions: Vec<Attribution>,
    /// What became of each finding, in text order of the anchors.
    pub outcomes: Vec<Outcome>,
}

/// What became of a finding.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the words say.
    pub finding: Finding,
    /// For each claimant the place among the claims, or where it fell out.
    pub fates: Vec<Result<usize, FellOut>>,
    /// Whether a question or a condition leaves it open, so that the claim is neither for nor against.
    pub is_open: bool,
}

/// Reads the claims off a document and keeps what was tried; `learnt` is as in [`super::read_claims`].
pub fn trace_claims(propositions: PropositionReader<'_>, learnt: Vec<Finding>) -> Trace<'_> {
    let mut attempts = Vec::new();
    let findings = propositions.noted_findings(&mut |attempt| attempts.push(attempt));
    let findings = with_learnt(findings, learnt);
    let grounds = Grounds::of(propositions, &findings);
    let reader = grounds.reader(propositions);
    let judged: Vec<_> = findings
        .into_iter()
        .map(|finding| (reader.verdicts(&finding), finding))
        .collect();
    let made = judged.iter().flat_map(|(verdicts, _)| verdicts.iter().flatten());
    let claims = reader.finished(made.cloned().collect());
    let outcomes = judged.into_iter().map(|judged| reader.outcome(judged, &claims));
    Trace {
        outcomes: outcomes.collect(),
        claims,
        attempts,
        attributions: grounds.attributions.clone(),
    }
}

impl Reader<'_> {
    /// What became of a finding, once all claims are known.
    fn outcome(
        self,
        (verdicts, finding): (Vec<Result<Claim, FellOut>>, Finding),
        claims: &[Claim],
    ) -> Outcome {
        let place = |claim: Claim| {
            let found = claims.iter().position(|kept| *kept == claim);
            found.ok_or(FellOut::Repeated)
        };
        Outcome {
            fates: verdicts
                .into_iter()
                .map(|verdict| verdict.and_then(place))
                .collect(),
            is_open: self.is_open(finding.anchor, finding.words),
            finding,
        }
    }
}
