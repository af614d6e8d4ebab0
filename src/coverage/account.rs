//! Accounts of sentences: what each of their predicates was tried as, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reason::Stage;
use crate::attribution::Attribution;
use crate::claim::{Claim, Claimant, Object, Predicate};
use crate::document::{BlockKind, ByteSpan};
use crate::entity::EntityIndex;
use crate::proposition::{Attempt, FellOut, Finding, PropositionReader};
use crate::reading::{Outcome, Trace, trace_claims};

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It gives a claim.
    Claimed,
    /// It says something, and all of it fell out, the furthest at this stage.
    FellOut(Stage),
    /// It has no predicate.
    NothingToClaim,
    /// It is part of the page and not of the article.
    Furniture,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::Display)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// A claim was made.
    Claim,
    /// Something is put in somebody's mouth.
    Attribution,
    /// Something fell out.
    FellOut,
}

/// One thing that a predicate was tried as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// Where it fell out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// What was made of it, or why nothing was.
    pub because: String,
    /// The line of the lexicon that was tried, as `file:line`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// A predicate of a sentence and what it was tried as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PredicateAccount {
    /// The word that heads it.
    pub word: String,
    /// What came of it, in the order of the stages.
    pub steps: Vec<Step>,
}

/// A sentence and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceAccount {
    /// Where it is, counted in code points: `char=10,52`.
    pub place: String,
    /// Its words.
    pub sentence: String,
    /// `claimed`, `fell-out`, `nothing-to-claim` or `furniture`.
    pub standing: &'static str,
    /// The furthest stage at which something fell out, when no claim was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Its predicates, in text order.
    pub predicates: Vec<PredicateAccount>,
}

impl Standing {
    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::FellOut(_) => "fell-out",
            Self::NothingToClaim => "nothing-to-claim",
            Self::Furniture => "furniture",
        }
    }

    /// The stage at which it fell out.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Self::FellOut(stage) => Some(stage),
            _ => None,
        }
    }
}

/// Tells of each sentence of a document, and of each block of furniture, what was made of it and why not more.
///
/// `learnt` is what was found besides the words of the lexicon.
pub fn why_not(reader: PropositionReader<'_>, learnt: Vec<Finding>) -> Vec<SentenceAccount> {
    let trace = trace_claims(reader, learnt);
    let accounts = Accounts {
        reader,
        trace: &trace,
    };
    let document = reader.clauses.document;
    let sentences = accounts.sentences().into_iter();
    let told = sentences.map(|(span, standing, predicates)| SentenceAccount {
        place: document.char_span(span).to_string(),
        sentence: document.slice(span).to_owned(),
        standing: standing.name(),
        stage: standing.stage(),
        predicates,
    });
    told.collect()
}

/// A document with what was tried in it.
pub(super) struct Accounts<'a> {
    pub(super) reader: PropositionReader<'a>,
    pub(super) trace: &'a Trace<'a>,
}

impl Accounts<'_> {
    /// The sentences and the blocks of furniture in text order.
    pub(super) fn sentences(&self) -> Vec<(ByteSpan, Standing, Vec<PredicateAccount>)> {
        let mut steps = self.steps();
        let claimed = self.claimed();
        let mut all = self.furniture();
        for (index, sentence) in self.reader.clauses.analysis.sentences.iter().enumerate() {
            let after = steps.split_off(&sentence.tokens.end);
            let own = std::mem::replace(&mut steps, after);
            let tokens: Vec<usize> = sentence.tokens.clone().collect();
            let Some(span) = self.reader.clauses.analysis.span_of(&tokens) else {
                continue;
            };
            let standing = match claimed.contains(&index) {
                true => Standing::Claimed,
                false => standing(own.values().flatten()),
            };
            let predicates = own.into_iter().map(|(token, steps)| PredicateAccount {
                word: self.word(token),
                steps,
            });
            all.push((span, standing, predicates.collect()));
        }
        all.sort_by_key(|(span, ..)| *span);
        all
    }

    fn furniture(&self) -> Vec<(ByteSpan, Standing, Vec<PredicateAccount>)> {
        let blocks = self.reader.clauses.document.blocks().iter();
        let furniture = blocks.filter(|block| block.kind == BlockKind::Furniture);
        furniture
            .map(|block| (block.span, Standing::Furniture, Vec::new()))
            .collect()
    }

    /// The sentences in which the evidence of a claim begins.
    fn claimed(&self) -> BTreeSet<usize> {
        let analysis = self.reader.clauses.analysis;
        let claims = self.trace.claims.iter();
        let first = claims.map(|claim| self.token_at(claim.evidence.start()));
        first.map(|token| analysis.sentence_of(token)).collect()
    }

    fn token_at(&self, byte: usize) -> usize {
        let tokens = &self.reader.clauses.analysis.tokens;
        tokens.partition_point(|token| token.span.end() <= byte)
    }

    /// All steps, by the token that they hang on.
    fn steps(&self) -> BTreeMap<usize, Vec<Step>> {
        let mut steps: BTreeMap<usize, Vec<Step>> = BTreeMap::new();
        for attribution in &self.trace.attributions {
            let step = self.of_attribution(attribution);
            steps.entry(attribution.cue).or_default().push(step);
        }
        for attempt in &self.trace.attempts {
            if let Err(fell_out) = attempt.fate {
                let step = self.failed(attempt, fell_out);
                steps.entry(attempt.at).or_default().push(step);
            }
        }
        for outcome in &self.trace.outcomes {
            let of_outcome = self.of_outcome(outcome);
            steps
                .entry(outcome.finding.anchor)
                .or_default()
                .extend(of_outcome);
        }
        for claim in self.pointing_back() {
            let token = self.token_at(claim.cue.unwrap_or(claim.evidence).start());
            let step = Step::claim(self.told(claim), claim_entry(claim));
            steps.entry(token).or_default().push(step);
        }
        for list in steps.values_mut() {
            drop_doubles(list);
        }
        steps
    }

    /// The claims that no finding gave: they take over what an earlier claim says.
    fn pointing_back(&self) -> impl Iterator<Item = &Claim> {
        let fates = self.trace.outcomes.iter().flat_map(|outcome| &outcome.fates);
        let found: BTreeSet<usize> = fates.filter_map(|fate| fate.ok()).collect();
        let claims = self.trace.claims.iter().enumerate();
        claims
            .filter(move |(place, _)| !found.contains(place))
            .map(|(_, claim)| claim)
    }

    fn failed(&self, attempt: &Attempt<'_>, fell_out: FellOut) -> Step {
        let (stage, because) = self.of_attempt(attempt, fell_out);
        let because = match attempt.trigger {
            Some(trigger) => {
                let relation = crate::vocab::curie(trigger.relation.as_ref());
                format!("“{}” as {relation}: {because}", trigger.lemma)
            }
            None => format!("as open predicate: {because}"),
        };
        let entry = attempt.trigger.map(|trigger| trigger.entry.to_string());
        Step {
            kind: StepKind::FellOut,
            stage: Some(stage),
            because,
            entry,
        }
    }

    fn of_outcome(&self, outcome: &Outcome) -> Vec<Step> {
        let finding = &outcome.finding;
        let entry = || finding.entry.as_ref().map(ToString::to_string);
        let fates = outcome.fates.iter().map(|fate| match fate {
            Ok(place) => {
                let claim = self.trace.claims.get(*place);
                let mut because = claim.map(|claim| self.told(claim)).unwrap_or_default();
                if outcome.is_open {
                    because.push_str("; a question or a condition leaves it open");
                }
                Step::claim(because, entry())
            }
            Err(fell_out) => {
                let (stage, because) = self.of_finding(finding, *fell_out);
                let words = self.reader.clauses.document.slice(finding.words);
                Step {
                    kind: StepKind::FellOut,
                    stage: Some(stage),
                    because: format!("“{words}”: {because}"),
                    entry: entry(),
                }
            }
        });
        fates.collect()
    }

    fn of_attribution(&self, attribution: &Attribution) -> Step {
        let document = self.reader.clauses.document;
        let cue = document.slice(attribution.cue_span);
        let content = self.words_of(attribution.content);
        let sources: Vec<String> = attribution
            .sources
            .iter()
            .map(|source| match self.reader.refers(*source) {
                true => format!("“{}”", self.words_of(*source)),
                false => format!("“{}”, which refers to nothing", self.words_of(*source)),
            })
            .collect();
        let source = match sources.is_empty() {
            true => "nobody named".to_owned(),
            false => sources.join(", "),
        };
        Step {
            kind: StepKind::Attribution,
            stage: None,
            because: format!("“{cue}” gives what hangs on “{content}” to {source}"),
            entry: Some(attribution.entry.to_string()),
        }
    }

    /// A claim in one line.
    fn told(&self, claim: &Claim) -> String {
        let proposition = &claim.proposition;
        let predicate = match &proposition.predicate {
            Predicate::Relation(relation) => crate::vocab::curie(relation.as_ref()),
            Predicate::Open(words) => format!("“{words}” (open predicate: no line of relations.tsv fits)"),
        };
        let object = match &proposition.object {
            Object::Entity(entity) => self.label(*entity),
            Object::Literal(literal) => literal.value().to_owned(),
        };
        let claimant = match claim.claimant {
            Claimant::Author => "the article".to_owned(),
            Claimant::Entity(entity) => self.label(entity),
            Claimant::Unspecified => "nobody named".to_owned(),
        };
        let subject = self.label(proposition.subject);
        let (stance, certainty) = (claim.stance, claim.certainty);
        format!("{subject} {predicate} {object}, said by {claimant}: {stance}, {certainty}")
    }

    fn label(&self, entity: EntityIndex) -> String {
        let entity = self.reader.entities.entities.get(entity);
        entity.map(|entity| entity.label.clone()).unwrap_or_default()
    }

    pub(super) fn word(&self, token: usize) -> String {
        let clauses = self.reader.clauses;
        let token = clauses.analysis.tokens.get(token);
        let word = token.map(|token| clauses.document.slice(token.span));
        word.unwrap_or_default().to_owned()
    }

    /// The words of the mention that hangs on the token, else the token's own.
    pub(super) fn words_of(&self, token: usize) -> String {
        let clauses = self.reader.clauses;
        let mention = self.reader.entities.mention_at(token);
        let tokens = mention.map(|mention| mention.tokens.clone().collect::<Vec<_>>());
        let span = tokens.and_then(|tokens| clauses.analysis.span_of(&tokens));
        span.map_or_else(
            || self.word(token),
            |span| clauses.document.slice(span).to_owned(),
        )
    }
}

impl Step {
    fn claim(because: String, entry: Option<String>) -> Self {
        Self {
            kind: StepKind::Claim,
            stage: None,
            because,
            entry,
        }
    }
}

fn claim_entry(claim: &Claim) -> Option<String> {
    claim.decisions.iter().find_map(|decision| decision.entry.clone())
}

/// Lines with several words are tried once for each place; what is told twice is told once.
fn drop_doubles(steps: &mut Vec<Step>) {
    let mut seen = Vec::new();
    steps.retain(|step| {
        let is_new = !seen.contains(step);
        if is_new {
            seen.push(step.clone());
        }
        is_new
    });
}

/// What became of a sentence without a claim: the furthest that any of its steps came.
fn standing<'a>(steps: impl Iterator<Item = &'a Step>) -> Standing {
    let mut steps = steps.peekable();
    if steps.peek().is_none() {
        return Standing::NothingToClaim;
    }
    let furthest = steps.filter_map(|step| step.stage).max();
    Standing::FellOut(furthest.unwrap_or(Stage::Claim))
}
