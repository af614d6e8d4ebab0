//! A row of a table as the records that its mapping makes of it.

use std::str::FromStr;

use serde::de::DeserializeOwned;

use super::error::RecordErrorKind;
use super::mapping::{ClaimCells, DocumentCells, ThingCells};
use super::table::Table;
use super::thing::{Object, Thing, Value};
use super::{Extractor, Record, Source, Span};
use crate::factuality::{Certainty, Stance};
use crate::template::{Part, Template, push_encoded};
use crate::vocab::{curie, tm};

/// A row under the mapping of its table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    cells: &'a csv::StringRecord,
    /// A column and the part of its cell that stands for the whole.
    part: Option<(&'a str, &'a str)>,
}

impl<'a> Row<'a> {
    pub(super) fn new(table: &'a Table, cells: &'a csv::StringRecord) -> Self {
        Self {
            table,
            cells,
            part: None,
        }
    }

    /// The records of the row.
    pub(super) fn records(&self) -> Result<Vec<Record>, RecordErrorKind> {
        let mapping = &self.table.mapping;
        let mut records = Vec::new();
        if self.is_skipped(&mapping.skip_if_empty) {
            return Ok(records);
        }
        let document = self.document(&mapping.document);
        let claims = mapping.claims.iter();
        for claim in claims.filter(|claim| !self.is_skipped(&claim.skip_if_empty)) {
            for subject in self.parts(&claim.subject)? {
                for object in self.parts(&claim.object)? {
                    let things = (subject.thing(&claim.subject), object.object(&claim.object));
                    records.push(self.record(claim, things, document.clone())?);
                }
            }
        }
        Ok(records)
    }

    fn is_skipped(&self, columns: &[String]) -> bool {
        columns.iter().any(|column| self.cell(column).is_none())
    }

    fn record(
        &self,
        claim: &ClaimCells,
        (subject, object): (Thing, Object),
        document: Source,
    ) -> Result<Record, RecordErrorKind> {
        let extractor = self.table.mapping.extractor.as_ref();
        let span = Span {
            start: self.read(&claim.start)?,
            end: self.read(&claim.end)?,
            words: self.optional(&claim.words),
        };
        // Somebody is said to say it: an empty cell leaves open who, and is not the table's own word.
        let claimant = claim.claimant.as_ref().map(|cells| match self.thing(cells) {
            claimant if claimant.is_empty() => Thing::of(curie(tm::UNSPECIFIED_SOURCE)),
            claimant => claimant,
        });
        let certainty = match claimant {
            None => Certainty::Certain,
            Some(_) => Certainty::Unstated,
        };
        Ok(Record {
            subject,
            relation: self.fill(&claim.relation).unwrap_or_default(),
            object,
            via: Vec::new(),
            stance: self.word(&claim.stance)?.unwrap_or(Stance::Affirms),
            certainty: self.word(&claim.certainty)?.unwrap_or(certainty),
            voice: self.word(&claim.voice)?,
            document,
            span: (span != Span::default()).then_some(span),
            cue: None,
            confidence: self.read(&claim.confidence)?,
            extractor: extractor.and_then(|cells| {
                Some(Extractor {
                    name: self.fill(&cells.name)?,
                    version: self.optional(&cells.version),
                })
            }),
            claimant,
        })
    }

    fn document(&self, cells: &DocumentCells) -> Source {
        let mut source = Source {
            id: self.optional(&cells.id),
            text: self.optional(&cells.text),
            url: self.optional(&cells.url),
            title: self.optional(&cells.title),
            publisher: cells.publisher.as_ref().map(|cells| self.thing(cells)),
            authors: self.optional(&cells.author).into_iter().collect(),
            date: self.optional(&cells.date),
        };
        source.publisher = source.publisher.filter(|publisher| !publisher.is_empty());
        let is_known = [&source.id, &source.text, &source.url, &source.title]
            .iter()
            .any(|known| known.is_some());
        if !is_known && source.publisher.is_none() {
            source.publisher = Some(self.table.publisher.clone());
        }
        source
    }

    /// The row itself, or once for each part of the cell that is split.
    fn parts(&self, cells: &'a ThingCells) -> Result<Vec<Row<'a>>, RecordErrorKind> {
        let names = [&cells.words, &cells.label, &cells.value, &cells.iri];
        let column = names.into_iter().flatten().flat_map(Template::references).next();
        let (Some(split), Some(column)) = (&cells.split, column) else {
            return Ok(vec![*self]);
        };
        let Some(cell) = self.cell(column) else {
            return Ok(vec![*self]);
        };
        let parts = cell.split(split.as_str()).map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        Ok(parts
            .map(|part| Row {
                part: Some((column, part)),
                ..*self
            })
            .collect())
    }

    fn thing(&self, cells: &ThingCells) -> Thing {
        let or_default = |text: Option<String>| text.or_else(|| cells.default.clone());
        let label = cells.label.as_ref().and_then(|template| self.fill(template));
        Thing {
            words: cells
                .words
                .as_ref()
                .and_then(|template| or_default(self.fill(template))),
            iri: cells.iri.as_ref().and_then(|template| self.fill_iri(template)),
            label: label.or_else(|| cells.label.as_ref().and(cells.default.clone())),
            types: cells.types.iter().filter_map(|kind| self.fill(kind)).collect(),
            aliases: Vec::new(),
            is_described: cells.is_described,
        }
    }

    fn object(&self, cells: &ThingCells) -> Object {
        let Some(template) = &cells.value else {
            let thing = self.thing(cells);
            return match (&thing.words, thing.types.is_empty()) {
                (Some(words), true) => Object::Words(words.clone()),
                _ => Object::Thing(thing),
            };
        };
        match self.fill(template).or_else(|| cells.default.clone()) {
            None => Object::Thing(Thing::default()),
            Some(value) => Object::Value(Value {
                value,
                datatype: cells.datatype.clone(),
                natural: None,
                language: self.optional(&cells.language),
            }),
        }
    }

    /// A cell without white space around it; none when it is empty.
    fn cell(&self, column: &str) -> Option<&'a str> {
        if let Some((_, part)) = self.part.filter(|(split, _)| *split == column) {
            return Some(part);
        }
        let cell = self.cells.get(*self.table.columns.get(column)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    fn optional(&self, template: &Option<Template>) -> Option<String> {
        template.as_ref().and_then(|template| self.fill(template))
    }

    /// A template with the cells in it; none when one of them is empty. IRIs have theirs encoded.
    fn fill(&self, template: &Template) -> Option<String> {
        match template.is_iri() {
            true => self.fill_iri(template),
            false => self.filled(template, String::push_str),
        }
    }

    /// As [`Self::fill`], for an IRI; one that is a column alone stands there as it is.
    fn fill_iri(&self, template: &Template) -> Option<String> {
        match template.parts() {
            [_] => self.filled(template, String::push_str),
            _ => self.filled(template, push_encoded),
        }
    }

    fn filled(&self, template: &Template, push: fn(&mut String, &str)) -> Option<String> {
        let mut text = String::new();
        for part in template.parts() {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Reference(column) => push(&mut text, self.cell(column)?),
            }
        }
        Some(text)
    }

    /// A number from a cell.
    fn read<T: FromStr>(&self, template: &Option<Template>) -> Result<Option<T>, RecordErrorKind> {
        let text = self.optional(template);
        let read = text.map(|text| {
            let problem = format!("`{text}` is not a number that may stand there");
            text.parse().map_err(|_| RecordErrorKind::Row(problem))
        });
        read.transpose()
    }

    /// One of the words of an enumeration, in small letters, as in a record.
    fn word<T: DeserializeOwned>(&self, template: &Option<Template>) -> Result<Option<T>, RecordErrorKind> {
        let text = self.optional(template).map(|text| text.to_lowercase());
        let read = text.map(|text| {
            let read = serde_json::from_value(serde_json::Value::String(text));
            read.map_err(|error| RecordErrorKind::Row(error.to_string()))
        });
        read.transpose()
    }
}

impl Thing {
    fn is_empty(&self) -> bool {
        let names = [&self.words, &self.iri, &self.label];
        names.into_iter().flatten().all(|name| name.trim().is_empty())
    }
}
