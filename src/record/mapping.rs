//! Which column of a table says what: a mapping in TOML.
//!
//! ```toml
//! skip-if-empty = ["employer"]
//!
//! [document]
//! publisher = "Port Register"
//! url = "https://example.org/register/{id}"
//!
//! [[claim]]
//! subject = { label = "{name}", types = ["Person"] }
//! relation = "works for"
//! object = { label = "{employer}", types = ["Company"], split = ";" }
//! ```
//!
//! Names in braces are columns, everything else stands as it is. In an IRI the columns are percent-encoded.

use std::path::Path;

use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::error::ImportError;
use crate::template::Template;

/// What each part of a row says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TableMapping {
    /// What separates the cells, when that is not what the file's name says: one character.
    #[serde(default)]
    pub(super) delimiter: Option<char>,
    /// Columns without which a row says nothing.
    #[serde(default)]
    pub(super) skip_if_empty: Vec<String>,
    /// Where it is said; without it the table itself says it.
    #[serde(default)]
    pub(super) document: DocumentCells,
    /// What is said.
    #[serde(rename = "claim")]
    pub(super) claims: Vec<ClaimCells>,
    /// Which program found it.
    #[serde(default)]
    pub(super) extractor: Option<ExtractorCells>,
}

/// What is known of the document of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentCells {
    pub(super) id: Option<Template>,
    pub(super) text: Option<Template>,
    pub(super) url: Option<Template>,
    pub(super) title: Option<Template>,
    pub(super) publisher: Option<ThingCells>,
    pub(super) author: Option<Template>,
    pub(super) date: Option<Template>,
}

/// One claim of a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ClaimCells {
    pub(super) subject: ThingCells,
    pub(super) relation: Template,
    pub(super) object: ThingCells,
    pub(super) claimant: Option<ThingCells>,
    pub(super) stance: Option<Template>,
    pub(super) certainty: Option<Template>,
    pub(super) voice: Option<Template>,
    pub(super) start: Option<Template>,
    pub(super) end: Option<Template>,
    pub(super) words: Option<Template>,
    pub(super) confidence: Option<Template>,
    #[serde(default)]
    pub(super) skip_if_empty: Vec<String>,
}

/// The program that found the claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtractorCells {
    pub(super) name: Template,
    pub(super) version: Option<Template>,
}

/// A thing or a value; a string alone is its name or IRI.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ThingCells {
    pub(super) words: Option<Template>,
    pub(super) label: Option<Template>,
    pub(super) iri: Option<Template>,
    pub(super) types: Vec<Template>,
    pub(super) value: Option<Template>,
    pub(super) datatype: Option<String>,
    pub(super) language: Option<Template>,
    /// What separates several of them in one cell.
    pub(super) split: Option<String>,
    /// What stands for an empty cell.
    pub(super) default: Option<String>,
    pub(super) is_described: bool,
}

/// A thing or a value with what is known about it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThingMembers {
    label: Option<Template>,
    iri: Option<Template>,
    #[serde(default)]
    types: Vec<Template>,
    value: Option<Template>,
    datatype: Option<String>,
    language: Option<Template>,
    split: Option<String>,
    default: Option<String>,
    #[serde(default = "yes")]
    named: bool,
}

fn yes() -> bool {
    true
}

struct ThingVisitor;

impl<'de> Visitor<'de> for ThingVisitor {
    type Value = ThingCells;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a template, or a table with `label`, `iri` or `value`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ThingCells, E> {
        Ok(ThingCells {
            words: Some(Template::parse(text).map_err(E::custom)?),
            ..ThingCells::default()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ThingCells, A::Error> {
        let members = ThingMembers::deserialize(MapAccessDeserializer::new(map))?;
        if members.label.is_none() && members.iri.is_none() && members.value.is_none() {
            return Err(A::Error::custom("there is no `label`, `iri` or `value`"));
        }
        Ok(ThingCells {
            words: None,
            label: members.label,
            iri: members.iri,
            types: members.types,
            value: members.value,
            datatype: members.datatype,
            language: members.language,
            split: members.split.filter(|split| !split.is_empty()),
            default: members.default,
            is_described: !members.named,
        })
    }
}

impl<'de> Deserialize<'de> for ThingCells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ThingVisitor)
    }
}

impl ThingCells {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let single = [&self.words, &self.label, &self.iri, &self.value, &self.language];
        single.into_iter().flatten().chain(&self.types)
    }
}

impl TableMapping {
    /// Reads a mapping; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ImportError> {
        let mapping: Self = toml::from_str(text).map_err(|error| ImportError::Mapping {
            path: path.to_path_buf(),
            line: line_at(text, error.span().map_or(0, |span| span.start)),
            problem: error.message().to_owned(),
        })?;
        match mapping.claims.is_empty() {
            true => Err(ImportError::Mapping {
                path: path.to_path_buf(),
                line: 1,
                problem: "there is no `[[claim]]`".to_owned(),
            }),
            false => Ok(mapping),
        }
    }

    /// The mapping of a table whose columns are called as the parts of a record are; none when `subject`, `relation` or
    /// `object` is missing.
    pub(super) fn of_columns(columns: &[String]) -> Option<Self> {
        let column = |name: &str| {
            let found = columns.iter().find(|column| column.eq_ignore_ascii_case(name));
            found.map(|column| Template::of_column(column))
        };
        let thing = |name: &str| ThingCells {
            words: column(name),
            types: column(&format!("{name}-type")).into_iter().collect(),
            ..ThingCells::default()
        };
        let optional = |name: &str| column(name).map(|_| thing(name));
        column("subject").and(column("object"))?;
        Some(Self {
            delimiter: None,
            skip_if_empty: Vec::new(),
            document: DocumentCells::of_columns(&column, optional("publisher")),
            claims: vec![ClaimCells {
                subject: thing("subject"),
                relation: column("relation").or_else(|| column("predicate"))?,
                object: thing("object"),
                claimant: optional("claimant"),
                stance: column("stance"),
                certainty: column("certainty"),
                voice: column("voice"),
                start: column("start"),
                end: column("end"),
                words: column("words"),
                confidence: column("confidence"),
                skip_if_empty: Vec::new(),
            }],
            extractor: column("extractor").map(|name| ExtractorCells {
                name,
                version: column("version"),
            }),
        })
    }

    /// The columns that are named.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let document = &self.document;
        let of_document = [
            &document.id,
            &document.text,
            &document.url,
            &document.title,
            &document.author,
            &document.date,
        ];
        let extractor = self.extractor.iter();
        let extractor = extractor.flat_map(|cells| [Some(&cells.name), cells.version.as_ref()]);
        let publisher = document.publisher.iter().flat_map(ThingCells::templates);
        let templates = of_document.into_iter().flatten().chain(publisher);
        let templates = templates.chain(extractor.flatten());
        let templates = templates.chain(self.claims.iter().flat_map(ClaimCells::templates));
        let skipped = self.claims.iter().flat_map(|claim| &claim.skip_if_empty);
        let skipped = self.skip_if_empty.iter().chain(skipped).map(String::as_str);
        templates.flat_map(Template::references).chain(skipped)
    }
}

impl DocumentCells {
    fn of_columns(column: &impl Fn(&str) -> Option<Template>, publisher: Option<ThingCells>) -> Self {
        Self {
            id: column("id"),
            text: column("text"),
            url: column("url"),
            title: column("title"),
            publisher,
            author: column("author"),
            date: column("date"),
        }
    }
}

impl ClaimCells {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let single = [
            &self.stance,
            &self.certainty,
            &self.voice,
            &self.start,
            &self.end,
            &self.words,
            &self.confidence,
        ];
        let things = [Some(&self.subject), Some(&self.object), self.claimant.as_ref()];
        let things = things.into_iter().flatten().flat_map(ThingCells::templates);
        single.into_iter().flatten().chain(things).chain([&self.relation])
    }
}

/// The line, from 1, of a byte.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}
