//! Records: claims that other extractors found, and rows of tables, in the same model as our own.
//!
//! ```text
//! JSON Lines ──┐
//!              ├──▶ Record ──vocabulary──▶ Statement ──writer──▶ N-Quads of the graph of its document
//! table ───────┘
//! ```
//!
//! A record is one claim with the document that it was found in. It is written as [`crate::rdf`] writes a claim: the
//! same graphs, the same IRIs for the same content. A document whose text is not given stands for what its record
//! says of it: its text names the source and then has the words, or the statement as a sentence.
//!
//! Records are turned into text straight away, block by block, so that memory does not grow with their number.

mod blocks;
mod document;
mod error;
mod mapping;
mod node;
mod reading;
mod row;
mod schema;
mod statement;
mod table;
mod thing;
mod value;
mod vocabulary;
mod writer;

use schemars::JsonSchema;
use serde::Deserialize;

pub use self::blocks::{Block, Blocks, Workers};
pub use self::error::{ImportError, RecordError, RecordErrorKind};
pub use self::mapping::TableMapping;
pub use self::reading::descriptions;
pub use self::schema::record_schema;
pub use self::table::{Batch, MappingFile, Rows, Table};
pub(crate) use self::table::{delimiter_of, row_problem};
pub use self::thing::{Object, Thing, Value};
pub(crate) use self::value::is_written_as;
pub use self::vocabulary::Vocabulary;
pub use self::writer::{Written, write_block, write_records};
use crate::factuality::{Certainty, Stance, Voice};

/// A claim that an extractor found in a document: who says what there, how firmly, and with which words.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What the claim is about.
    pub subject: Thing,
    /// What it says of it: a relation of the ontology by its IRI, its prefixed name or its label, or other words,
    /// which become a predicate of their own.
    pub relation: String,
    /// Of what it says so: a thing, or a value.
    pub object: Object,
    /// Who says it. Nobody means the document itself, in its own voice; `tm:UnspecifiedSource` that it leaves open who.
    #[serde(default)]
    pub claimant: Option<Thing>,
    /// Who carried the claim when that is not the claimant, the one who heard it from the claimant first.
    #[serde(default)]
    pub via: Vec<Thing>,
    /// Whether the claimant holds it true.
    #[serde(default = "affirms")]
    pub stance: Stance,
    /// How sure the claimant is, about the world.
    #[serde(default = "unstated")]
    pub certainty: Certainty,
    /// In whose words it is told: the document's where nobody else is the claimant, reported otherwise.
    #[serde(default)]
    pub voice: Option<Voice>,
    /// Where it is said.
    pub document: Source,
    /// The words that say it; without them the whole text.
    #[serde(default)]
    pub span: Option<Span>,
    /// The words that introduce the claim, such as "according to".
    #[serde(default)]
    pub cue: Option<Span>,
    /// How sure the extractor is that the document says this, from 0 to 1; never how true it is.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: Option<f64>,
    /// Which program found it.
    #[serde(default)]
    pub extractor: Option<Extractor>,
}

fn affirms() -> Stance {
    Stance::Affirms
}

fn unstated() -> Certainty {
    Certainty::Unstated
}

/// A document: its text, or what is known about it, of which there has to be something.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called from one version to the next: a path, a record's id.
    #[serde(default)]
    pub id: Option<String>,
    /// Its exact text; offsets count in it.
    #[serde(default)]
    pub text: Option<String>,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// Its headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Who published it: a news organisation where no types are given. It is the claimant of what the document says itself.
    #[serde(default)]
    pub publisher: Option<Thing>,
    /// The writers' names.
    #[serde(default)]
    pub authors: Vec<String>,
    /// When it was published, as 2024-03-05.
    #[serde(default)]
    pub date: Option<String>,
}

/// Words of a text, by their place, by themselves, or by both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first code point of the text, counted from 0.
    #[serde(default)]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(default)]
    pub end: Option<usize>,
    /// The exact words. Without offsets the text must have them just once.
    #[serde(default)]
    pub words: Option<String>,
}

/// A program that finds claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extractor {
    /// Its name.
    pub name: String,
    /// Its version, or that of its model.
    #[serde(default)]
    pub version: Option<String>,
}

#[cfg(test)]
mod likeness;
