//! Claims: a proposition with who says it, how firmly, in whose voice and with which words.

use oxigraph::model::{Literal, NamedNode};

use crate::analysis::Analysis;
use crate::document::{ByteSpan, Document};
use crate::entity::{Entities, EntityIndex};
use crate::extractor::Extractor;
pub use crate::factuality::{Certainty, Stance, Voice};

/// Who makes a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claimant {
    /// The article itself: its publisher where that is known.
    Author,
    /// Somebody the article names or describes.
    Entity(EntityIndex),
    /// Somebody the article leaves open ("is believed to", "reportedly").
    Unspecified,
}

/// What a proposition says of its subject and object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Predicate {
    /// A property of the ontology.
    Relation(NamedNode),
    /// A predicate that no lexicon entry maps: its lemma with particle and preposition, "interfere in".
    Open(String),
}

/// The object of a proposition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Object {
    /// An entity of the document.
    Entity(EntityIndex),
    /// A number, date or string.
    Literal(Literal),
}

/// When a proposition is said to hold, with the words and what they were resolved against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// The words.
    pub span: ByteSpan,
    /// First and last possible day; either may be open.
    pub earliest: Option<jiff::civil::Date>,
    /// Last possible day.
    pub latest: Option<jiff::civil::Date>,
    /// What a relative expression was resolved against, if anything.
    pub anchor: Option<(jiff::civil::Date, crate::document::DateBasis)>,
}

/// What is said: one subject, predicate and object, always in the positive, active, declared direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposition {
    /// What it is about.
    pub subject: EntityIndex,
    /// What it says.
    pub predicate: Predicate,
    /// Of what it says so.
    pub object: Object,
}

/// Somebody or something that takes part beside subject and object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Circumstance {
    /// The part, a property at or under `tm:circumstance`.
    pub role: NamedNode,
    /// Who or what plays it.
    pub entity: EntityIndex,
}

/// One step that led to a claim, for `explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided and why, in a sentence.
    pub because: String,
    /// The words it rests on.
    pub words: Option<ByteSpan>,
    /// The lexicon line it rests on, as `file:line`.
    pub entry: Option<String>,
}

/// Somebody saying something, in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is said.
    pub proposition: Proposition,
    /// Who and what else takes part, sorted.
    pub circumstances: Vec<Circumstance>,
    /// Who says it: the innermost named claimant.
    pub claimant: Claimant,
    /// Those who carry the claim when they are not the claimant, innermost first.
    pub via: Vec<EntityIndex>,
    /// For or against.
    pub stance: Stance,
    /// How sure the claimant is.
    pub certainty: Certainty,
    /// Told in whose words.
    pub voice: Voice,
    /// The words that introduce the claim; none in the author's voice.
    pub cue: Option<ByteSpan>,
    /// The words that say it; never empty.
    pub evidence: ByteSpan,
    /// When it is said to hold.
    pub time: Option<Time>,
    /// The extractor's confidence that the text says this, in hundredths, 0 to 100.
    pub confidence: u8,
    /// Who read it off the text.
    pub extractor: Extractor,
    /// The steps that led here.
    pub decisions: Vec<Decision>,
}

/// Everything read off one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Its sentences and tokens, which mentions point into.
    pub analysis: Analysis,
    /// What it speaks of.
    pub entities: Entities,
    /// What is said in it, in text order of the evidence.
    pub claims: Vec<Claim>,
}
