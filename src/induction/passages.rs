//! Passages as [KnowledgeNet](https://github.com/diffbot/knowledge-net) marks them (Mesquita et al. 2019,
//! <https://aclanthology.org/D19-1069/>).
//!
//! A fact's subject and object are places in the document, and a passage says of which properties all facts are marked.
//! A line is a document with its passages, or one passage by itself. A property is the relation whose label, other label
//! or IRI spells its name: `PLACE_OF_BIRTH` is "place of birth".

use serde::Deserialize;
use serde_json::Value;

use super::examples::{ExampleRecord, Strays};
use crate::argument::squeezed;
use crate::document::ByteSpan;
use crate::schema::{Schema, SchemaRelation, SchemaTriple};

/// What people marked in a passage, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// The labels of the relations of which all that the text says is marked.
    pub marked_in_full: Vec<String>,
    /// What it says.
    pub facts: Vec<PassageFact>,
}

/// A fact of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageFact {
    /// The relation's label.
    pub relation: String,
    /// Where the subject is in the passage's text.
    pub subject: ByteSpan,
    /// Where the object is.
    pub object: ByteSpan,
}

/// A document with its passages.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentLine {
    document_id: Id,
    passages: Vec<MarkedPassage>,
}

/// A passage by itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PassageLine {
    document_id: Id,
    #[serde(flatten)]
    passage: MarkedPassage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MarkedPassage {
    passage_start: usize,
    passage_text: String,
    exhaustively_annotated_properties: Vec<Property>,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Property {
    Name(String),
    #[serde(rename_all = "camelCase")]
    Numbered {
        property_id: String,
        property_name: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fact {
    #[serde(alias = "propertyId")]
    property: String,
    subject_start: usize,
    subject_end: usize,
    object_start: usize,
    object_end: usize,
}

/// Whether a line of JSON is in KnowledgeNet's layout.
pub(super) fn is_passage(value: &Value) -> bool {
    value.get("passageText").is_some() || value.get("passages").is_some()
}

/// The passages of a line; properties that `schema` does not have are counted in `strays`.
pub(super) fn passages(
    schema: &Schema,
    value: &Value,
    strays: &mut Strays,
) -> Result<Vec<ExampleRecord>, String> {
    let wrong = |error: serde_json::Error| format!("is no passage of KnowledgeNet: {error}");
    let (id, passages) = match value.get("passages") {
        Some(_) => {
            let line = DocumentLine::deserialize(value).map_err(wrong)?;
            (line.document_id, line.passages)
        }
        None => {
            let line = PassageLine::deserialize(value).map_err(wrong)?;
            (line.document_id, vec![line.passage])
        }
    };
    let id = match id {
        Id::Text(id) => id,
        Id::Number(id) => id.to_string(),
    };
    let records = passages.into_iter();
    records
        .map(|passage| record(schema, (&id, passage), strays))
        .collect()
}

fn record(
    schema: &Schema,
    (document, passage): (&str, MarkedPassage),
    strays: &mut Strays,
) -> Result<ExampleRecord, String> {
    let properties = &passage.exhaustively_annotated_properties;
    let in_full = properties
        .iter()
        .filter_map(|property| label(schema, property.name()));
    let mut marked = Passage {
        marked_in_full: in_full.collect(),
        facts: Vec::new(),
    };
    for fact in &passage.facts {
        let named = properties.iter().find(|property| property.is(&fact.property));
        let name = named.map_or(fact.property.as_str(), Property::name);
        let [subject, object] = passage.places(fact)?;
        match label(schema, name) {
            Some(relation) => marked.facts.push(PassageFact {
                relation,
                subject,
                object,
            }),
            None => *strays.entry(name.to_owned()).or_default() += 1,
        }
    }
    let facts = marked.facts.iter();
    Ok(ExampleRecord {
        id: format!("{document}:{}", passage.passage_start),
        document: document.to_owned(),
        triples: facts.map(|fact| passage.in_words(fact)).collect(),
        text: passage.passage_text,
        passage: Some(marked),
    })
}

impl MarkedPassage {
    /// Where a fact's subject and object are in the passage's text.
    fn places(&self, fact: &Fact) -> Result<[ByteSpan; 2], String> {
        let place = |from: usize, to: usize| {
            let start = self.passage_start;
            let offsets = from.checked_sub(start).zip(to.checked_sub(start));
            let span = offsets.and_then(|(from, to)| byte_span(&self.passage_text, from, to));
            span.ok_or_else(|| {
                format!("has a fact at {from} to {to}, which is outside its passage; count code points of the document")
            })
        };
        let subject = place(fact.subject_start, fact.subject_end)?;
        Ok([subject, place(fact.object_start, fact.object_end)?])
    }

    fn in_words(&self, fact: &PassageFact) -> SchemaTriple {
        let words = |span: ByteSpan| self.passage_text.get(span.range()).unwrap_or_default().to_owned();
        SchemaTriple {
            sub: words(fact.subject),
            rel: fact.relation.clone(),
            obj: words(fact.object),
        }
    }
}

impl Property {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Numbered { property_name, .. } => property_name,
        }
    }

    fn is(&self, named: &str) -> bool {
        match self {
            Self::Name(name) => name == named,
            Self::Numbered { property_id, .. } => property_id == named,
        }
    }
}

/// The label of the relation that spells a property's name.
fn label(schema: &Schema, name: &str) -> Option<String> {
    let wanted = squeezed(name);
    let spells = |text: &str| squeezed(text) == wanted;
    let is_it = |relation: &&SchemaRelation| {
        let local = relation.id.rsplit(['#', '/']).next().unwrap_or_default();
        spells(&relation.label) || spells(local) || relation.other_labels.iter().any(|label| spells(label))
    };
    let relation = schema.relations.iter().find(is_it)?;
    Some(relation.label.clone())
}

/// Code points as bytes, none when they are not in the text or nothing lies between them.
fn byte_span(text: &str, from: usize, to: usize) -> Option<ByteSpan> {
    let ends = std::iter::once(text.len());
    let mut places = text.char_indices().map(|(place, _)| place).chain(ends);
    let start = places.nth(from)?;
    let end = places.nth(to.checked_sub(from)?.checked_sub(1)?)?;
    Some(ByteSpan::new(start, end))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::induction::read_examples;

    fn read(lines: &str) -> Result<Vec<ExampleRecord>, String> {
        let ontology = r#"{"relations": [{"pid": "P1", "label": "home port"}]}"#;
        let schema = Schema::parse(Path::new("o.json"), ontology).unwrap();
        let read = read_examples(&schema, lines).map_err(|error| error.to_string());
        read.map(|(records, _)| records)
    }

    const FLAT: &str = r#"{"documentId": "7", "passageStart": 10, "passageText": "Zoë lies in Novo.", "exhaustivelyAnnotatedProperties": ["HOME_PORT"], "facts": [{"property": "HOME_PORT", "subjectStart": 10, "subjectEnd": 13, "objectStart": 22, "objectEnd": 26}]}"#;

    #[test]
    fn a_passage_by_itself_has_its_facts_by_place_and_by_words() {
        let records = read(FLAT).unwrap();
        let triple = &records[0].triples[0];
        assert_eq!(
            (triple.sub.as_str(), triple.rel.as_str(), triple.obj.as_str()),
            ("Zoë", "home port", "Novo")
        );
        let passage = records[0].passage.as_ref().unwrap();
        assert_eq!(passage.marked_in_full, ["home port"]);
        assert_eq!(passage.facts[0].object, ByteSpan::new(13, 17));
        assert_eq!(records[0].document, "7");
    }

    #[test]
    fn a_document_gives_each_of_its_passages() {
        let fact =
            r#"{"propertyId": "3", "subjectStart": 4, "subjectEnd": 8, "objectStart": 17, "objectEnd": 21}"#;
        let properties = r#"[{"propertyId": "3", "propertyName": "HOME_PORT"}]"#;
        let passage = |facts: &str| {
            format!(
                r#"{{"passageStart": 4, "passageText": "Zeta lies in Novo.", "exhaustivelyAnnotatedProperties": {properties}, "facts": [{facts}]}}"#
            )
        };
        let line = format!(
            r#"{{"documentId": 9, "documentText": "Ah. Zeta lies in Novo.", "passages": [{}, {}]}}"#,
            passage(fact),
            passage("")
        );
        let records = read(&line).unwrap();
        let facts = records
            .iter()
            .map(|record| record.passage.as_ref().unwrap().facts.len());
        assert_eq!(facts.collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn a_fact_outside_its_passage_is_an_error_with_its_line() {
        let message = read(&FLAT.replace("26", "99")).unwrap_err();
        assert!(
            message.starts_with("line 1: has a fact at 22 to 99, which is outside"),
            "{message}"
        );
    }
}
