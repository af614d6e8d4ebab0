//! Weighs the records that a thing may be, and decides.

use std::collections::{BTreeMap, BTreeSet};

use super::alignment::{Alignment, Fit};
use super::decisions::Decisions;
use super::sign::{Sign, probability, total};
use super::signs::{Candidate, NameSigns, Surroundings, signs, weight};
use super::source::Source;
use super::subject::Subject;
use super::weights::Weights;
use crate::dataset::{DatasetError, Hit, NameKind, Record, RecordNumber};
use crate::vocab::tm;

/// What speaks for and against a record being the thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The record's number.
    pub number: RecordNumber,
    /// The record.
    pub record: Record,
    /// The signs, in the order of the table.
    pub signs: Vec<Sign>,
    /// What they add up to.
    pub log_odds: f64,
}

/// What is decided of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The best record is the thing.
    Exact,
    /// It may be.
    Close,
    /// There is none.
    None,
}

/// A thing with what was weighed and decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The thing.
    pub subject: Subject,
    /// The records that may be it, the best first.
    pub judgements: Vec<Judgement>,
    /// What is decided of the best.
    pub verdict: Verdict,
}

impl Judgement {
    /// How likely it is by its log-odds, between 0 and 1.
    pub fn confidence(&self) -> f64 {
        probability(self.log_odds)
    }
}

/// The most judgements that are kept of a thing.
const MOST_KEPT: usize = 8;

/// Weighs things of a graph against a dataset, or against what a service answered.
pub struct Linker<'a> {
    source: Source<'a>,
    weights: &'a Weights,
    alignment: &'a Alignment<'a>,
    decisions: &'a Decisions,
}

impl<'a> Linker<'a> {
    /// A linker to one source of records, by a table of weights and with what people decided.
    pub fn new(
        source: Source<'a>,
        (weights, alignment): (&'a Weights, &'a Alignment<'a>),
        decisions: &'a Decisions,
    ) -> Self {
        Self {
            source,
            weights,
            alignment,
            decisions,
        }
    }

    /// Weighs and decides all things, in their order.
    pub fn link(&self, subjects: &[Subject]) -> Result<Vec<Outcome>, DatasetError> {
        let mut outcomes = self.weigh(subjects)?;
        self.settle(&mut outcomes);
        for outcome in &mut outcomes {
            outcome.judgements.truncate(MOST_KEPT);
        }
        Ok(outcomes)
    }

    /// Weighs all things, in their order, and keeps every record that was weighed.
    pub(super) fn weigh(&self, subjects: &[Subject]) -> Result<Vec<Outcome>, DatasetError> {
        let candidates = subjects.iter().map(|subject| match self.decided(subject)? {
            Some(decided) => Ok(decided),
            None => self.candidates(subject),
        });
        let candidates = candidates.collect::<Result<Vec<_>, DatasetError>>()?;
        let pass = |around: &Surroundings| -> Vec<Outcome> {
            let things = subjects.iter().zip(&candidates);
            things
                .map(|(subject, candidates)| self.outcome((subject, candidates), around))
                .collect()
        };
        let alone = pass(&Surroundings::default());
        let countries = pass(&self.surroundings(&alone, Verdict::None));
        Ok(pass(&self.surroundings(&countries, Verdict::Exact)))
    }

    /// Takes back what cannot be beside what was decided: the surest links come first, and a thing never gets a record
    /// that differs from what it is one with.
    fn settle(&self, outcomes: &mut [Outcome]) {
        let mut clusters = self.decisions.clusters();
        let odds = |outcome: &Outcome| outcome.judgements.first().map_or(0.0, |best| best.log_odds);
        let mut order: Vec<usize> = (0..outcomes.len()).collect();
        order.sort_by(|one, other| {
            let of = |place: &usize| outcomes.get(*place).map_or(0.0, odds);
            of(other).total_cmp(&of(one)).then(one.cmp(other))
        });
        for place in order {
            let Some(outcome) = outcomes.get_mut(place) else {
                continue;
            };
            let thing = outcome.subject.iri.as_str().to_owned();
            while let (Some(best), verdict) = (outcome.judgements.first(), outcome.verdict) {
                let stays = match verdict {
                    Verdict::Exact => clusters.join(&thing, &best.record.id),
                    Verdict::Close => !clusters.differ(&thing, &best.record.id),
                    Verdict::None => true,
                };
                if stays {
                    break;
                }
                outcome.judgements.remove(0);
                outcome.verdict = self.verdict(&outcome.judgements);
            }
        }
    }

    /// What is known when things are taken for what was found: countries only, or all that was accepted.
    fn surroundings(&self, outcomes: &[Outcome], taken: Verdict) -> Surroundings {
        let mut around = Surroundings::default();
        for outcome in outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Exact)
        {
            let Some(best) = outcome.judgements.first() else {
                continue;
            };
            let record = &best.record;
            let is_country = self.alignment.is_of(tm::COUNTRY, &record.types);
            let places: BTreeSet<String> = match is_country {
                true => record.countries.iter().chain([&record.id]).cloned().collect(),
                false => record.countries.iter().cloned().collect(),
            };
            for document in &outcome.subject.documents {
                if is_country {
                    around
                        .named
                        .entry(document.clone())
                        .or_default()
                        .extend(places.clone());
                } else if taken == Verdict::Exact {
                    let things = around.neighbours.entry(document.clone()).or_default();
                    things.insert(outcome.subject.iri.clone());
                }
            }
            let region = region_code(record).unwrap_or_else(|| record.id.clone());
            around.records.insert(outcome.subject.iri.clone(), region);
            around.recognised.insert(outcome.subject.iri.clone(), places);
        }
        around
    }

    fn outcome(&self, (subject, candidates): (&Subject, &[Candidate]), around: &Surroundings) -> Outcome {
        let mut judgements: Vec<_> = candidates
            .iter()
            .map(|candidate| {
                let alike = candidates
                    .iter()
                    .filter(|other| other.hit.kind == candidate.hit.kind);
                let share = weight(&candidate.record) / alike.map(|other| weight(&other.record)).sum::<f64>();
                self.judgement(subject, (candidate, share), around)
            })
            .collect();
        let order = |one: &Judgement, other: &Judgement| other.log_odds.total_cmp(&one.log_odds);
        judgements.sort_by(|one, other| order(one, other).then_with(|| one.record.id.cmp(&other.record.id)));
        let verdict = self.verdict(&judgements);
        Outcome {
            subject: subject.clone(),
            judgements,
            verdict,
        }
    }

    /// The record that somebody decided a thing to be, when the dataset has it.
    fn decided(&self, subject: &Subject) -> Result<Option<Vec<Candidate>>, DatasetError> {
        for id in self.decisions.yes(subject.iri.as_str()) {
            if let Some(record) = self.source.with_id(id)? {
                let hit = Hit {
                    record,
                    kind: NameKind::Whole,
                };
                let record = self.source.record(record)?;
                return Ok(Some(vec![Candidate {
                    hit,
                    says: None,
                    names: NameSigns::of(subject, (hit.kind, &subject.label), &record),
                    record,
                    fit: Fit::Unknown,
                    is_decided: true,
                }]));
            }
        }
        Ok(None)
    }

    /// The records that a thing may be: found by its names, of a kind that fits, and not decided against.
    fn candidates(&self, subject: &Subject) -> Result<Vec<Candidate>, DatasetError> {
        let mut candidates = Vec::new();
        for (hit, name) in self.hits(subject)? {
            let record = self.source.record(hit.record)?;
            let fit = self.alignment.fit(&subject.classes, &record.types);
            if fit != Fit::Against && !self.decisions.is_no(subject.iri.as_str(), &record.id) {
                candidates.push(Candidate {
                    hit,
                    says: self.source.says(&name, hit.record),
                    names: NameSigns::of(subject, (hit.kind, &name), &record),
                    record,
                    fit,
                    is_decided: false,
                });
            }
        }
        Ok(candidates)
    }

    /// The records that one of its names finds, each once, in the closest way, with that name.
    fn hits(&self, subject: &Subject) -> Result<Vec<(Hit, String)>, DatasetError> {
        let mut best: BTreeMap<RecordNumber, (Hit, String)> = BTreeMap::new();
        for name in subject.names() {
            for hit in self.source.candidates(name)? {
                let is_closer = best
                    .get(&hit.record)
                    .is_none_or(|(known, _)| hit.kind < known.kind);
                if is_closer {
                    best.insert(hit.record, (hit, name.clone()));
                }
            }
        }
        Ok(best.into_values().collect())
    }

    fn verdict(&self, judgements: &[Judgement]) -> Verdict {
        let limit = |level: &str| self.weights.of("decide", level);
        let Some(best) = judgements.first() else {
            return Verdict::None;
        };
        let runner_up = judgements.get(1).map_or(f64::NEG_INFINITY, |next| next.log_odds);
        let is_clear = best.log_odds - runner_up >= limit("margin");
        match best.log_odds {
            odds if odds >= limit("accept") && is_clear => Verdict::Exact,
            odds if odds >= limit("unsure") => Verdict::Close,
            _ => Verdict::None,
        }
    }

    fn judgement(
        &self,
        subject: &Subject,
        (candidate, share): (&Candidate, f64),
        around: &Surroundings,
    ) -> Judgement {
        let record = &candidate.record;
        let signs = signs(self.weights, subject, (candidate, share), around);
        Judgement {
            number: candidate.hit.record,
            log_odds: total(&signs),
            record: record.clone(),
            signs,
        }
    }
}

/// The code by which GeoNames names a region among the parents of its places: that of the region itself.
fn region_code(record: &Record) -> Option<String> {
    let is_region = record.types.iter().any(|kind| kind.contains(REGION));
    record.parents.first().filter(|_| is_region).cloned()
}

/// What kinds of regions have in their IRI.
const REGION: &str = "#A.ADM";

#[cfg(test)]
mod tests;
