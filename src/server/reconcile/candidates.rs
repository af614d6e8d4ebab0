//! The candidates for a name, with their scores.

use serde::Serialize;

use super::question::{Property, Quantifier, Question};
use super::source::{Entry, Source};
use crate::linkage::name::{NameLevel, normalise};
use crate::server::exchange::Refusal;

/// The score of a name that is the same but for case, accents and order.
const SAME: f64 = 95.0;
/// How far the second has to be behind for the first to be a match.
const MARGIN: f64 = 5.0;
/// What is left of a score when the class is another.
const OTHER_CLASS: f64 = 0.5;
/// What is left of a score for each property that is known to be otherwise.
const OTHERWISE: f64 = 0.8;

/// A candidate, as the interface has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Candidate {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(rename = "type")]
    types: Vec<Type>,
    /// From 0 to 100.
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    features: Vec<Feature>,
}

/// A class with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Type {
    id: String,
    name: String,
}

/// What a score is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Feature {
    id: String,
    name: String,
    value: f64,
}

/// The candidates for a question, the best first.
pub(super) fn of(source: &Source<'_>, question: &Question) -> Result<Vec<Candidate>, Refusal> {
    if let Some(named) = source.entry_with(&question.query)? {
        let mut found = Candidate::of(&named, 100.0, vec![Feature::of("id", 1.0)]);
        found.is_match = true;
        return Ok(vec![found]);
    }
    let mut scored = Vec::new();
    for entry in source.like(&question.query)? {
        if let Some(candidate) = candidate(source, question, &entry)? {
            scored.push((entry.weight, candidate));
        }
    }
    scored.sort_by(|(weight, one), (other_weight, other)| {
        let by_score = other.score.total_cmp(&one.score);
        by_score
            .then(other_weight.cmp(weight))
            .then_with(|| one.id.cmp(&other.id))
    });
    let mut found: Vec<Candidate> = scored.into_iter().map(|(_, candidate)| candidate).collect();
    let second = found.get(1).map_or(0.0, |second| second.score);
    if let Some(first) = found.first_mut() {
        first.is_match = first.score >= SAME && first.score - second >= MARGIN;
    }
    found.truncate(question.limit());
    Ok(found)
}

fn candidate(source: &Source<'_>, question: &Question, entry: &Entry) -> Result<Option<Candidate>, Refusal> {
    let agreement = source.agreement(&question.query, entry);
    if agreement.level == NameLevel::None {
        return Ok(None);
    }
    let mut score = agreement.similarity * 100.0;
    let mut features = vec![Feature::of(
        &format!("name-{}", agreement.level),
        agreement.similarity,
    )];
    if !question.kinds().is_empty() {
        let fits = question.kinds().iter().any(|kind| source.is_of(entry, kind));
        score *= if fits { 1.0 } else { OTHER_CLASS };
        features.push(Feature::of("type", f64::from(u8::from(fits))));
    }
    for property in &question.properties {
        let holds = holds(source, entry, property)?;
        if property.is_required && holds != Some(true) {
            return Ok(None);
        }
        if let Some(holds) = holds {
            score *= if holds { 1.0 } else { OTHERWISE };
            features.push(Feature::of(&property.pid, f64::from(u8::from(holds))));
        }
    }
    Ok(Some(Candidate::of(entry, score, features)))
}

impl Feature {
    fn of(id: &str, value: f64) -> Self {
        let name = id.rsplit(['#', '/']).next().unwrap_or(id).replace('-', " ");
        Self {
            id: id.to_owned(),
            name,
            value,
        }
    }
}

impl Candidate {
    fn of(entry: &Entry, score: f64, features: Vec<Feature>) -> Self {
        let types = entry.types.iter().map(|(id, name)| Type {
            id: id.clone(),
            name: name.clone(),
        });
        Self {
            id: entry.id.clone(),
            name: entry.name.clone(),
            description: entry.description.clone(),
            types: types.collect(),
            score: (score * 10.0).round() / 10.0,
            is_match: false,
            features,
        }
    }
}

/// Whether what is known of the entry has the values that are meant; nothing where neither side knows any.
fn holds(source: &Source<'_>, entry: &Entry, property: &Property) -> Result<Option<bool>, Refusal> {
    let wanted = property.values();
    let known = source.values(&entry.id, &property.pid)?;
    if wanted.is_empty() || known.is_empty() {
        return Ok(None);
    }
    let is_same = |one: &str, other: &str| one == other || normalise(one) == normalise(other);
    let is_known = |wanted: &String| {
        let mut known = known.iter();
        known.any(|known| is_same(wanted, &known.text) || known.id.as_ref() == Some(wanted))
    };
    Ok(Some(match property.quantifier {
        Quantifier::Any => wanted.iter().any(is_known),
        Quantifier::All => wanted.iter().all(is_known),
        Quantifier::None => !wanted.iter().any(is_known),
    }))
}
