//! Evaluation: how much of what people marked in a text is found, one number for each layer.
//!
//! Gold files are JSON Lines. What is found and what was marked are matched one to one; the rules for claims and
//! propositions are those of the scorer that comes with the gold files, so the figures are the same.

mod carb;
mod claims;
mod confusions;
mod coreference;
mod gum;
mod knowledgenet;
mod matching;
mod propositions;
mod score;
mod spans;
mod text2kgbench;
mod uds;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub use knowledgenet::PassageScore;
pub use score::{Confusion, Score, Scores};
pub use text2kgbench::BenchmarkScore;

use crate::annotation::Annotation;
pub use carb::GoldExtractions;

/// A gold file that cannot be used: the line and why.
#[derive(Debug, thiserror::Error)]
#[error("line {line} {reason}")]
pub struct GoldError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// The layout of a gold file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoldFormat {
    /// Claims, propositions and entities, in the fields of `extract --format annotations`.
    Claims,
    /// GUM: attributions between elementary discourse units, and entities.
    Gum,
    /// Universal Decompositional Semantics: the factuality of predicates.
    Uds,
}

impl fmt::Display for GoldFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Claims => "claims",
            Self::Gum => "gum",
            Self::Uds => "uds",
        })
    }
}

/// What people marked in one text.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    /// Its id.
    pub id: String,
    /// The text that spans point into.
    pub text: String,
    /// The day it was published, where known.
    pub date: Option<String>,
    marks: Marks,
}

#[derive(Debug, Clone)]
enum Marks {
    Claims(Box<claims::GoldClaims>),
    Gum(Box<gum::GoldGum>),
    Uds(Box<uds::GoldUds>),
}

/// The fields that tell the formats apart.
#[derive(Deserialize)]
struct Head {
    id: String,
    #[serde(default)]
    text: String,
    date: Option<String>,
}

/// What people marked in the texts of a file.
#[derive(Debug, Clone)]
pub enum Gold {
    /// Texts with what an annotation is scored by.
    Documents(Vec<GoldDocument>),
    /// Sentences with their open propositions.
    Extractions(GoldExtractions),
}

/// Reads a gold file; its format is told by its fields: JSON Lines by their keys, CaRB's table by its tabs.
pub fn read_gold(text: &str) -> Result<Gold, GoldError> {
    match text.trim_start().starts_with('{') {
        true => documents(text).map(Gold::Documents),
        false => GoldExtractions::read(text).map(Gold::Extractions),
    }
}

fn documents(text: &str) -> Result<Vec<GoldDocument>, GoldError> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            gold_document(line).map_err(|reason| GoldError {
                line: index + 1,
                reason,
            })
        })
        .collect()
}

fn gold_document(line: &str) -> Result<GoldDocument, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"))?;
    let marks = match () {
        () if value.get("claims").is_some() => Marks::Claims(parse(&value)?),
        () if value.get("attributions").is_some() => Marks::Gum(parse(&value)?),
        () if value.get("preds").is_some() => Marks::Uds(parse(&value)?),
        () => return Err("has none of the fields `claims`, `attributions` and `preds`".to_owned()),
    };
    let head: Box<Head> = parse(&value)?;
    let text = match &marks {
        Marks::Uds(gold) => gold.text(),
        _ => head.text,
    };
    Ok(GoldDocument {
        id: head.id,
        text,
        date: head.date,
        marks,
    })
}

fn parse<T: for<'de> Deserialize<'de>>(value: &Value) -> Result<Box<T>, String> {
    T::deserialize(value)
        .map(Box::new)
        .map_err(|error| format!("is not a gold document: {error}"))
}

impl GoldDocument {
    /// The layout that it came in.
    pub fn format(&self) -> GoldFormat {
        match self.marks {
            Marks::Claims(_) => GoldFormat::Claims,
            Marks::Gum(_) => GoldFormat::Gum,
            Marks::Uds(_) => GoldFormat::Uds,
        }
    }

    /// Adds what `found` gets right and wrong to `scores`.
    pub fn score(&self, found: &Annotation, scores: &mut Scores) {
        match &self.marks {
            Marks::Claims(gold) => claims::score(self, gold, (found, scores)),
            Marks::Gum(gold) => gum::score(self, gold, (found, scores)),
            Marks::Uds(gold) => uds::score(self, gold, (found, scores)),
        }
    }
}
