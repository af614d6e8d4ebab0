//! Reading: propositions and attributions put together to claims.
//!
//! A proposition belongs to the attributions that its clause stands in. The claimant is the innermost source
//! that the text names; cues without a source ("believed to") pass their certainty on to it; those outside it
//! carry the claim. Without any attribution the article itself speaks.

mod anaphora;
mod circumstance;
mod modality;
mod setting;
mod spokesperson;
mod trace;

use crate::adoption::DERIVED;
use crate::attribution::{Attribution, Quote, attributions, quotes};
use std::ops::Range;

use crate::claim::{Claim, Claimant, Decision, Object, Predicate, Proposition, Time};
use crate::document::ByteSpan;
use crate::entity::EntityIndex;
use crate::extractor::Extractor;
use crate::proposition::{FellOut, Filler, Finding, PropositionReader};
use crate::time::times;
use setting::Setting;
use spokesperson::Spokespersons;

pub use trace::{Outcome, Trace, trace_claims};

/// How sure the extractor is of a relation from a filled frame, in hundredths; set by hand on the project's
/// examples, not calibrated.
const MAPPED: u8 = 90;
/// The same from a frame that only a relation's label suggests.
const FROM_A_LABEL: u8 = 75;
/// The same for a title or place beside a name.
const BESIDE_A_NAME: u8 = 95;
/// The same for an open predicate.
const OPEN: u8 = 70;
/// The same for a claim that points back to an earlier one.
const POINTS_BACK: u8 = 60;

/// Everything that deciding about one claim needs.
#[derive(Clone, Copy)]
struct Reader<'a> {
    propositions: PropositionReader<'a>,
    quotes: &'a [Quote],
    attributions: &'a [Attribution],
    spokespersons: &'a Spokespersons,
    times: &'a [(Range<usize>, Time)],
}

/// Reads the claims off a document, in text order of their evidence.
///
/// A sentence that says nothing we understand yields nothing; no text is an error.
///
/// `learnt` is what was found besides the words of the lexicon.
pub fn read_claims(propositions: PropositionReader<'_>, learnt: Vec<Finding>) -> Vec<Claim> {
    let findings = with_learnt(propositions.findings(), learnt);
    let grounds = Grounds::of(propositions, &findings);
    let reader = grounds.reader(propositions);
    let verdicts = findings.iter().flat_map(|finding| reader.verdicts(finding));
    reader.finished(verdicts.flatten().collect())
}

/// All findings, in text order of their anchors.
fn with_learnt(mut findings: Vec<Finding>, learnt: Vec<Finding>) -> Vec<Finding> {
    findings.extend(learnt);
    findings.sort_by_key(|finding| finding.anchor);
    findings
}

/// What claims rest on besides propositions.
struct Grounds {
    quotes: Vec<Quote>,
    attributions: Vec<Attribution>,
    spokespersons: Spokespersons,
    times: Vec<(Range<usize>, Time)>,
}

impl Grounds {
    fn of(propositions: PropositionReader<'_>, findings: &[Finding]) -> Self {
        let clauses = propositions.clauses;
        let quotes = quotes(clauses.document);
        Self {
            attributions: attributions(clauses, &quotes),
            quotes,
            spokespersons: Spokespersons::among(propositions, findings),
            times: times(&clauses.lexicon.times, clauses.document, clauses.analysis),
        }
    }

    fn reader<'a>(&'a self, propositions: PropositionReader<'a>) -> Reader<'a> {
        Reader {
            propositions,
            quotes: &self.quotes,
            attributions: &self.attributions,
            spokespersons: &self.spokespersons,
            times: &self.times,
        }
    }
}

/// Two readings of one place that say the same are one claim.
fn drop_repeated(claims: &mut Vec<Claim>) {
    let mut kept: Vec<Claim> = Vec::new();
    for claim in claims.drain(..) {
        let is_same = |other: &Claim| {
            other.proposition == claim.proposition
                && other.claimant == claim.claimant
                && other.stance == claim.stance
                && (other.evidence.overlaps(claim.evidence) || other.cue == claim.cue && claim.cue.is_some())
        };
        if !kept.iter().rev().take(50).any(is_same) {
            kept.push(claim);
        }
    }
    *claims = kept;
}

impl<'a> Reader<'a> {
    /// What a finding amounts to: for each claimant a claim, or where it fell out.
    fn verdicts(self, finding: &Finding) -> Vec<Result<Claim, FellOut>> {
        if self.is_reporting(finding) {
            return vec![Err(FellOut::Reporting)];
        }
        let settings = self.settings(finding);
        if settings.is_empty() {
            return vec![Err(FellOut::Disowned)];
        }
        let settings = settings.into_iter();
        settings.map(|setting| self.claim(finding, setting)).collect()
    }

    /// The claims in text order, with those that point back and without those that repeat others.
    fn finished(self, mut claims: Vec<Claim>) -> Vec<Claim> {
        claims.sort_by_key(|claim| claim.evidence);
        claims.extend(self.pointing_back(&claims));
        claims.sort_by_key(|claim| claim.evidence);
        drop_repeated(&mut claims);
        claims
    }

    /// Reporting something is a claim, not a proposition of its own.
    fn is_reporting(self, finding: &Finding) -> bool {
        let is_open = matches!(finding.predicate, Predicate::Open(_));
        self.attributions.iter().any(|attribution| {
            let is_content =
                matches!(finding.object, Filler::Entity(_, token) if token == attribution.content);
            attribution.cue == finding.anchor && (is_open || is_content)
        })
    }

    fn claim(self, finding: &Finding, setting: Setting) -> Result<Claim, FellOut> {
        let entity = |filler| self.entity_of(filler, &setting).ok_or(FellOut::NoSpeaker);
        let subject = entity(&finding.subject)?;
        let object = match &finding.object {
            Filler::Literal(literal) => Object::Literal(literal.clone()),
            filler => Object::Entity(entity(filler)?),
        };
        if object == Object::Entity(subject) {
            return Err(FellOut::OneThing);
        }
        let proposition = self.normalised(Proposition {
            subject,
            predicate: finding.predicate.clone(),
            object,
        });
        let proposition = proposition.ok_or(FellOut::LiteralSubject)?;
        let circumstances = self.circumstances(finding, &proposition);
        let mut decisions = setting.decisions;
        decisions.extend(self.mapping(finding));
        decisions.extend(self.coreferences(finding));
        Ok(Claim {
            proposition,
            circumstances,
            claimant: setting.claimant,
            via: setting.via,
            stance: setting.stance,
            certainty: setting.certainty,
            voice: setting.voice,
            cue: setting.cue,
            evidence: self.evidence(finding.words, setting.attribution),
            time: self.time_of(finding.anchor),
            confidence: confidence(finding),
            extractor: Extractor::own(),
            decisions,
        })
    }

    /// The time expression that stands directly in the clause of `anchor`.
    fn time_of(self, anchor: usize) -> Option<Time> {
        let clauses = self.propositions.clauses;
        let is_own = |tokens: &Range<usize>| {
            let above = clauses.analysis.ancestors(tokens.end.saturating_sub(1));
            let outside = above.filter(|token| !tokens.contains(token));
            let mut verbs = outside.filter(|token| clauses.is_predicate(*token) || *token == anchor);
            verbs.next() == Some(anchor)
        };
        self.times
            .iter()
            .find(|(tokens, _)| is_own(tokens))
            .map(|(_, time)| time.clone())
    }

    /// What a filler stands for once it is known who speaks.
    fn entity_of(self, filler: &Filler, setting: &Setting) -> Option<EntityIndex> {
        match (filler, setting.claimant) {
            (Filler::Entity(entity, _), _) => Some(*entity),
            (Filler::Claimant(_), Claimant::Entity(entity)) => Some(entity),
            _ => None,
        }
    }

    /// Turns an inverse relation to its declared direction; nothing when that would need a literal subject.
    fn normalised(self, proposition: Proposition) -> Option<Proposition> {
        let Predicate::Relation(iri) = &proposition.predicate else {
            return Some(proposition);
        };
        let inverse = self
            .propositions
            .ontology
            .relation(iri.as_ref())
            .and_then(|relation| relation.inverse_of.clone());
        let Some(declared) = inverse else {
            return Some(proposition);
        };
        let Object::Entity(object) = proposition.object else {
            return None;
        };
        Some(Proposition {
            subject: object,
            predicate: Predicate::Relation(declared),
            object: Object::Entity(proposition.subject),
        })
    }

    /// The words of the finding, with the cue where both stand in one sentence.
    fn evidence(self, words: ByteSpan, attribution: Option<ByteSpan>) -> ByteSpan {
        let sentence = self.sentence_span(words);
        match attribution {
            Some(cue) if sentence.is_some_and(|sentence| sentence.contains(cue)) => words.cover(cue),
            _ => words,
        }
    }

    /// The sentence that a span begins in.
    fn sentence_span(self, words: ByteSpan) -> Option<ByteSpan> {
        let analysis = self.propositions.clauses.analysis;
        let token = analysis
            .tokens
            .partition_point(|token| token.span.end() <= words.start());
        let sentence = analysis.sentences.get(analysis.sentence_of(token))?;
        let last = sentence.tokens.end.checked_sub(1)?;
        analysis.span_of(&[sentence.tokens.start, last])
    }

    /// The lexicon line that chose the relation.
    fn mapping(self, finding: &Finding) -> Option<Decision> {
        let entry = finding.entry.as_ref()?;
        let Predicate::Relation(relation) = &finding.predicate else {
            return None;
        };
        let label = self
            .propositions
            .ontology
            .label(relation.as_ref())
            .unwrap_or(relation.as_str());
        Some(Decision {
            because: format!("these words express “{label}”"),
            words: Some(finding.words),
            entry: Some(entry.to_string()),
        })
    }

    /// Why the mentions at hand stand for their entities.
    fn coreferences(self, finding: &Finding) -> Vec<Decision> {
        let fillers = [&finding.subject, &finding.object];
        fillers
            .into_iter()
            .filter_map(|filler| self.coreference(filler))
            .collect()
    }

    fn coreference(self, filler: &Filler) -> Option<Decision> {
        let Filler::Entity(index, token) = filler else {
            return None;
        };
        let entities = self.propositions.entities;
        let entity = entities.entities.get(*index)?;
        let link = entity.chain.iter().find(|link| {
            entities
                .mentions
                .get(link.mention)
                .is_some_and(|mention| mention.head == *token)
        })?;
        let mention = entities.mentions.get(link.mention)?;
        let words = self
            .propositions
            .clauses
            .analysis
            .span_of(&mention.tokens.clone().collect::<Vec<_>>())?;
        let text = self.propositions.clauses.document.slice(words);
        (text != entity.label).then(|| Decision {
            because: format!("“{text}” is {}: {}", entity.label, link.reason),
            words: Some(words),
            entry: None,
        })
    }
}

fn confidence(finding: &Finding) -> u8 {
    let is_derived = finding.entry.as_ref().is_some_and(|entry| entry.file == DERIVED);
    match (&finding.predicate, finding.is_apposition) {
        _ if finding.likelihood.is_some() => finding.likelihood.unwrap_or_default(),
        (Predicate::Open(_), _) => OPEN,
        (Predicate::Relation(_), true) => BESIDE_A_NAME,
        (Predicate::Relation(_), false) if is_derived => FROM_A_LABEL,
        (Predicate::Relation(_), false) => MAPPED,
    }
}
