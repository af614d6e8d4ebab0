//! Examples: sentences with their triples, one on a line of JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::passages::{Passage, is_passage, passages};
use crate::analysis::Analysis;
use crate::argument::ArgumentReader;
use crate::document::Document;
use crate::schema::{Schema, SchemaTriple};

/// A text with what people found in it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text.
    pub document: Document,
    /// Its analysis.
    pub analysis: Analysis,
    /// What it says.
    pub triples: Vec<SchemaTriple>,
    /// The labels of the relations of which all that it says is among the triples.
    pub marked_in_full: Vec<String>,
}

impl Example {
    /// What its arguments are looked for in.
    pub fn reader(&self) -> ArgumentReader<'_> {
        ArgumentReader {
            document: &self.document,
            analysis: &self.analysis,
        }
    }
}

/// A line of a file of examples, or several lines with the same text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleRecord {
    /// The first line's id; the line's number where it has none.
    pub id: String,
    /// The document that it is a part of; the id where none is named.
    pub document: String,
    /// The text.
    pub text: String,
    /// What it says.
    pub triples: Vec<SchemaTriple>,
    /// The same by place, where that was marked.
    pub passage: Option<Passage>,
}

impl ExampleRecord {
    /// The labels of the relations of which all that the text says is marked.
    pub fn marked_in_full(&self) -> Vec<String> {
        let passage = self.passage.as_ref();
        passage
            .map(|passage| passage.marked_in_full.clone())
            .unwrap_or_default()
    }
}

/// Labels that examples have for a relation and the ontology does not, with how often each was met.
pub type Strays = BTreeMap<String, usize>;

/// A file of examples that cannot be used: the line and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ExampleError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    #[serde(alias = "sent", alias = "sentence")]
    text: String,
}

/// Reads examples: `{"text": …, "triples": [{"sub", "rel", "obj"}]}`, Text2KGBench's `sent` with one triple's
/// `sub_label`, `rel_label`, `obj_label`, or KnowledgeNet's passages.
///
/// Triples of one text are put together. Those of a relation that `schema` does not have are left out; they come
/// back as labels with how often each was met.
pub fn read_examples(schema: &Schema, text: &str) -> Result<(Vec<ExampleRecord>, Strays), ExampleError> {
    let mut records: Vec<ExampleRecord> = Vec::new();
    let mut places = BTreeMap::new();
    let mut strays = Strays::new();
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let at = |problem: String| ExampleError {
            line: index + 1,
            problem,
        };
        let value: Value = serde_json::from_str(line).map_err(|error| at(format!("is not JSON: {error}")))?;
        if is_passage(&value) {
            records.extend(passages(schema, &value, &mut strays).map_err(at)?);
            continue;
        }
        let (head, triples) = parse(&value).map_err(at)?;
        let Some(head) = head else { continue };
        let is_known = |triple: &SchemaTriple| schema.relation(&triple.rel).is_some();
        let (triples, unknown): (Vec<_>, Vec<_>) = triples.into_iter().partition(is_known);
        for triple in unknown {
            *strays.entry(triple.rel).or_default() += 1;
        }
        let place = *places.entry(head.text.clone()).or_insert(records.len());
        match records.get_mut(place) {
            Some(record) => record.triples.extend(triples),
            None => {
                let id = head.id.unwrap_or_else(|| (index + 1).to_string());
                records.push(ExampleRecord {
                    document: id.clone(),
                    id,
                    text: head.text,
                    triples,
                    passage: None,
                });
            }
        }
    }
    Ok((records, strays))
}

/// A line's text, none when it has none, and its triples.
fn parse(value: &Value) -> Result<(Option<Line>, Vec<SchemaTriple>), String> {
    let triples = match value.get("triples") {
        Some(triples) => {
            Vec::deserialize(triples).map_err(|error| format!("its triples are no triples: {error}"))?
        }
        None => vec![labelled(value).ok_or("has no `triples` of `sub`, `rel` and `obj`")?],
    };
    let triples = triples.into_iter().map(cleaned).collect();
    Ok((Line::deserialize(value).ok(), triples))
}

/// The one triple of a line, whose labels stand beside the ids.
fn labelled(value: &Value) -> Option<SchemaTriple> {
    let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
    Some(SchemaTriple {
        sub: text("sub_label")?,
        rel: text("rel_label")?,
        obj: text("obj_label")?,
    })
}

fn cleaned(triple: SchemaTriple) -> SchemaTriple {
    SchemaTriple {
        sub: name(&triple.sub),
        rel: triple.rel.trim().to_owned(),
        obj: name(&triple.obj),
    }
}

/// A name without the quotation marks around it.
fn name(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> Result<(Vec<ExampleRecord>, Strays), String> {
        let ontology = r#"{"concepts": [], "relations": [{"pid": "P1", "label": "built by"}]}"#;
        let schema = Schema::parse(Path::new("o.json"), ontology).unwrap();
        read_examples(&schema, text).map_err(|error| error.to_string())
    }

    #[test]
    fn both_layouts_are_read_and_triples_of_one_text_are_put_together() {
        let lines = concat!(
            r#"{"id": "a", "text": "Novo built Zeta.", "triples": [{"sub": "Zeta", "rel": "built by", "obj": "\"Novo\""}]}"#,
            "\n\n",
            r#"{"sent": "Novo built Zeta.", "sub_label": "Eta", "rel_label": "built by", "obj_label": "Novo", "rel": "P1"}"#,
        );
        let (records, _) = read(lines).unwrap();
        assert_eq!((records.len(), records[0].triples.len()), (1, 2));
        assert_eq!(
            (records[0].id.as_str(), records[0].triples[0].obj.as_str()),
            ("a", "Novo")
        );
    }

    #[test]
    fn a_relation_that_the_ontology_does_not_have_is_left_out_and_named() {
        let line = r#"{"text": "A b.", "triples": [{"sub": "A", "rel": "buildt by", "obj": "b"}]}"#;
        let (records, strays) = read(line).unwrap();
        assert!(records[0].triples.is_empty());
        assert_eq!(strays, Strays::from([("buildt by".to_owned(), 1)]));
    }

    #[test]
    fn a_line_that_is_no_example_is_an_error_with_its_number() {
        assert!(read("\n{}").unwrap_err().starts_with("line 2: has no `triples`"));
        assert!(read("nothing").unwrap_err().starts_with("line 1: is not JSON"));
    }
}
