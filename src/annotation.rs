//! Annotations: what was read in one document, as spans of its text.
//!
//! This is the form that scorers, annotation tools and pipelines take: no IRIs and no ontology, only the words,
//! with their offsets in code points. `docs/formats.md` documents it.

mod claims;
mod content;
mod entities;
mod propositions;
mod refutation;
mod source;
mod spans;

use serde::{Deserialize, Serialize};

use crate::attribution::{attributions, quotes};
use crate::document::ByteSpan;
use crate::entity::Entities;
pub use crate::factuality::Modality;
use crate::factuality::Stance;
use crate::proposition::PropositionReader;

/// Words of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words as they stand in the text.
    #[serde(default)]
    pub text: String,
    /// First code point and one past the last.
    pub span: [usize; 2],
}

/// For or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Polarity {
    /// The source affirms the content.
    #[serde(rename = "+")]
    Affirmed,
    /// The source denies or rejects it.
    #[serde(rename = "-")]
    Denied,
}

/// Somebody saying something: source, cue and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAnnotation {
    /// Who says it; `null` where the text leaves that open.
    pub source: Option<Words>,
    /// The word that signals it.
    pub cue: Words,
    /// What is said.
    pub content: Words,
    /// For or against.
    pub polarity: Polarity,
    /// How strongly.
    #[serde(default)]
    pub modality: Modality,
    /// The index of the claim whose content holds this one.
    #[serde(default)]
    pub nested: Option<usize>,
    /// Whether any of the content stands in quotation marks.
    #[serde(default)]
    pub quoted: bool,
}

/// The word that a proposition turns on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredicateAnnotation {
    /// Its base form with its particle: "shoot down".
    pub lemma: String,
    /// The word as it stands in the text.
    #[serde(default)]
    pub text: String,
    /// First code point and one past the last.
    pub span: [usize; 2],
}

/// A further argument of a proposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgumentAnnotation {
    /// `prep:in`, `time`, `quantity` or `xcomp`.
    pub role: String,
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
}

/// What a clause says, in the order in which the sentence puts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropositionAnnotation {
    /// The subject as it stands there: of a passive, whom it is done to.
    pub subject: Option<Words>,
    /// What it says of it.
    pub predicate: PredicateAnnotation,
    /// The object, predicate noun or adjective.
    #[serde(default)]
    pub object: Option<Words>,
    /// Prepositional phrases, times, quantities and infinitives.
    #[serde(default)]
    pub args: Vec<ArgumentAnnotation>,
    /// Whether the clause itself is negated.
    #[serde(default)]
    pub negated: bool,
    /// Whether it is a passive.
    #[serde(default)]
    pub passive: bool,
    /// The index of the innermost claim that holds it; `null` in the author's voice.
    #[serde(default)]
    pub claim: Option<usize>,
    /// How firmly it is said.
    #[serde(default)]
    pub modality: Modality,
}

/// One mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityAnnotation {
    /// Its words.
    #[serde(flatten)]
    pub words: Words,
    /// PERSON, ORG, GPE, LOC, FAC, EVENT, WORK, NORP or OTHER.
    #[serde(rename = "type")]
    pub kind: String,
    /// Mentions with the same number refer to the same thing.
    pub coref: usize,
}

/// All annotations of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// The record's id, or the path it was read from.
    pub id: String,
    /// Who says what, in text order of the cues.
    #[serde(default)]
    pub claims: Vec<ClaimAnnotation>,
    /// What clauses say, in text order of the predicates.
    #[serde(default)]
    pub propositions: Vec<PropositionAnnotation>,
    /// The mentions, in text order.
    #[serde(default)]
    pub entities: Vec<EntityAnnotation>,
}

/// Annotates a document that was analysed. Total: any text has annotations, possibly none.
pub fn annotate(propositions: PropositionReader<'_>) -> Annotation {
    let reader = propositions.clauses;
    let quotes = quotes(reader.document);
    let attributions = attributions(reader, &quotes);
    let spans = spans::Spans(reader);
    let claims = claims::claims(spans, propositions.entities, &attributions, &quotes);
    Annotation {
        id: reader.document.metadata.source.clone(),
        propositions: propositions::propositions(spans, &attributions, &claims),
        claims: claims.into_iter().map(|claim| claim.annotation).collect(),
        entities: entities::entities(propositions, spans),
    }
}
