//! Data extension: what a service says of linked records besides their names, property by property.
//!
//! Versions 0.1 and 0.2 are sent `extend` as a field of a form and answer rows as an object by id; the draft of 1.0 is
//! sent the same as JSON at a route of its own, and answers rows as a list. Each row is kept like the answers to names.

use std::collections::BTreeMap;

use oxigraph::model::{Literal, NamedNode, Term, Triple};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::manifest::Manifest;
use super::protocol::{ApiVersion, plain, unreadable};
use super::{Service, ServiceError};
use crate::linking::source::Answers;
use crate::rdf::LinkGraphs;
use crate::vocab::{rdfs, xsd};

/// What is said of a record.
type Row = Vec<Stated>;

/// What is said of a record by one property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stated {
    /// The property's id.
    id: String,
    /// Its name, where the service tells it.
    name: String,
    values: Vec<Value>,
}

impl Service {
    /// What the service says of records by some of its properties, with the names of properties and of other things that
    /// it refers to. Records are named by their IRIs, and those that it did not answer are passed over.
    pub fn extend(
        &self,
        answers: &Answers,
        records: &[&str],
        properties: &[String],
    ) -> Result<Vec<Triple>, ServiceError> {
        let Some(first) = properties.first() else {
            return Ok(Vec::new());
        };
        if !self.manifest.has_extension() {
            return Err(ServiceError::NoExtension {
                url: self.settings.url.clone(),
                property: first.clone(),
            });
        }
        let known = records
            .iter()
            .filter_map(|record| Some((*record, answers.own_id(record)?)));
        let known: BTreeMap<&str, &str> = known.collect();
        let ids: Vec<&str> = known.values().copied().collect();
        let rows = self.rows(&ids, properties)?;
        let dataset = LinkGraphs::of(&self.settings.name).dataset;
        let mut facts = Vec::new();
        for (record, row) in known.keys().zip(&rows) {
            let record = NamedNode::new_unchecked(*record);
            for stated in row {
                facts.extend(triples(&self.manifest, (&record, &dataset), stated));
            }
        }
        Ok(facts)
    }

    /// The rows of some ids, in their order; those that are kept are not asked for.
    fn rows(&self, ids: &[&str], properties: &[String]) -> Result<Vec<Row>, ServiceError> {
        let key = |id: &str| {
            let version = self.wire.version();
            format!(
                "{}\n{version}\nextend\n{}",
                self.settings.url,
                body(&[id], properties)
            )
        };
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        for id in ids {
            if let Some(kept) = self.kept(&key(id), &format!("what is known of `{id}`"))? {
                let row = serde_json::from_slice(&kept);
                rows.insert(*id, row.map_err(|error| self.stranger(error.to_string()))?);
            }
        }
        let open: Vec<&str> = ids.iter().copied().filter(|id| !rows.contains_key(id)).collect();
        let answer = |batch: &[&str]| {
            let rows = self.extended(batch, properties)?;
            for (id, row) in batch.iter().zip(&rows) {
                self.cache
                    .put(&key(id), &serde_json::to_vec(row).unwrap_or_default())?;
            }
            Ok(rows)
        };
        rows.extend(open.iter().copied().zip(self.in_batches(&open, &answer)?));
        Ok(ids.iter().filter_map(|id| rows.get(id).cloned()).collect())
    }

    /// The rows of a batch, as the service answers now.
    fn extended(&self, batch: &[&str], properties: &[String]) -> Result<Vec<Row>, ServiceError> {
        let query = body(batch, properties);
        let (route, body) = match self.wire.version() {
            ApiVersion::V10 => ("/extend", query),
            ApiVersion::V01 | ApiVersion::V02 => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                ("", form.append_pair("extend", &query).finish())
            }
        };
        let reply = self.send(
            &self.below(route),
            self.wire.content_type(),
            Some(body.as_bytes()),
        )?;
        read(&reply.body, batch, properties).map_err(|problem| self.stranger(problem))
    }
}

/// What is asked, in every version.
fn body(ids: &[&str], properties: &[String]) -> String {
    let properties: Vec<Value> = properties.iter().map(|id| json!({ "id": id })).collect();
    json!({ "ids": ids, "properties": properties }).to_string()
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    meta: Vec<Named>,
    rows: Rows,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    name: Value,
}

/// Rows by id, or in a list as version 1.0 has them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rows {
    ById(BTreeMap<String, BTreeMap<String, Vec<Value>>>),
    Listed(Vec<Listed>),
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    properties: Vec<ListedValues>,
}

#[derive(Deserialize)]
struct ListedValues {
    id: String,
    #[serde(default)]
    values: Vec<Value>,
}

impl Rows {
    fn by_id(self) -> BTreeMap<String, BTreeMap<String, Vec<Value>>> {
        match self {
            Self::ById(rows) => rows,
            Self::Listed(rows) => {
                let values =
                    |row: Vec<ListedValues>| row.into_iter().map(|one| (one.id, one.values)).collect();
                rows.into_iter()
                    .map(|row| (row.id, values(row.properties)))
                    .collect()
            }
        }
    }
}

/// The rows of a batch; one that is missing is told.
fn read(answer: &[u8], batch: &[&str], properties: &[String]) -> Result<Vec<Row>, String> {
    let answered: Answer = serde_json::from_slice(answer).map_err(|error| unreadable(answer, &error))?;
    let names = answered
        .meta
        .iter()
        .map(|named| (named.id.as_str(), plain(&named.name)));
    let names: BTreeMap<&str, String> = names.collect();
    let mut rows = answered.rows.by_id();
    let of_batch = batch.iter().map(|id| {
        let mut row = rows
            .remove(*id)
            .ok_or_else(|| format!("it answered nothing of `{id}` when it was asked for its properties"))?;
        let stated = properties.iter().map(|id| Stated {
            name: names.get(id.as_str()).cloned().unwrap_or_default(),
            values: row.remove(id).unwrap_or_default(),
            id: id.clone(),
        });
        Ok(stated.collect())
    });
    of_batch.collect()
}

/// What is stated as triples, with the names of the property and of things that are its values.
fn triples(manifest: &Manifest, (record, dataset): (&NamedNode, &NamedNode), stated: &Stated) -> Vec<Triple> {
    let property = manifest.property(&stated.id, dataset);
    let mut triples = Vec::new();
    for value in &stated.values {
        let Some(term) = term(manifest, value) else {
            continue;
        };
        if let (Term::NamedNode(thing), name) = (&term, plain(&value["name"]))
            && !name.is_empty()
        {
            triples.push(Triple::new(thing.clone(), rdfs::LABEL, Literal::from(name)));
        }
        triples.push(Triple::new(record.clone(), property.clone(), term));
    }
    if !triples.is_empty() && !stated.name.is_empty() {
        let name = Literal::from(stated.name.as_str());
        triples.push(Triple::new(property, rdfs::LABEL, name));
    }
    triples
}

/// A value as services write it: a thing by its id, or a text, number, date or truth value; nothing where it is empty.
fn term(manifest: &Manifest, value: &Value) -> Option<Term> {
    let typed = |text: String, datatype| Some(Literal::new_typed_literal(text, datatype).into());
    match value {
        Value::String(text) => Some(Literal::from(text.as_str()).into()),
        Value::Bool(truth) => Some(Literal::from(*truth).into()),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            typed(number.to_string(), xsd::INTEGER)
        }
        Value::Number(number) => typed(number.to_string(), xsd::DOUBLE),
        Value::Null | Value::Array(_) => None,
        Value::Object(members) => {
            let member = |name: &str| members.get(name).filter(|value| !value.is_null());
            if let Some(id) = member("id").map(plain).filter(|id| !id.is_empty()) {
                let named = || Literal::from(plain(member("name").unwrap_or(&Value::Null)));
                let thing = manifest.iri(&id).map(NamedNode::new_unchecked);
                return Some(thing.map_or_else(|| named().into(), Term::from));
            }
            if let Some(Value::String(date)) = member("date") {
                let datatype = if date.contains('T') {
                    xsd::DATE_TIME
                } else {
                    xsd::DATE
                };
                return typed(date.clone(), datatype);
            }
            if let (Some(Value::String(text)), Some(Value::String(language))) =
                (member("str"), member("lang"))
                && let Ok(literal) = Literal::new_language_tagged_literal(text, language)
            {
                return Some(literal.into());
            }
            let mut plain = ["str", "int", "float", "bool"].into_iter();
            plain.find_map(|name| member(name).and_then(|value| term(manifest, value)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(answer: &str) -> Result<Vec<String>, String> {
        let manifest = Manifest::read(
            br#"{"name": "Items", "identifierSpace": "http://items.example/", "schemaSpace": "http://says.example/"}"#,
        )?;
        let properties = ["P1".to_owned(), "a b".to_owned()];
        let rows = read(answer.as_bytes(), &["Q7"], &properties)?;
        let [record, dataset] =
            ["http://items.example/Q7", "http://set.example/items"].map(NamedNode::new_unchecked);
        let stated = rows.iter().flatten();
        let triples = stated.flat_map(|stated| triples(&manifest, (&record, &dataset), stated));
        Ok(triples.map(|triple| triple.to_string()).collect())
    }

    #[test]
    fn values_of_all_kinds_become_terms_in_every_version() {
        let values = r#"[{"id": "Q8", "name": "Arven"}, {"str": "word"}, {"str": "Wort", "lang": "de"}, {"int": 3}, {"float": 1.5},
            {"date": "2001-02-03T00:00:00Z"}, {"date": "2001-02-03"}, {}]"#;
        let meta = r#"[{"id": "P1", "name": "is in"}]"#;
        let old = shown(&format!(
            r#"{{"meta": {meta}, "rows": {{"Q7": {{"P1": {values}, "a b": []}}}}}}"#
        ));
        let new = shown(&format!(
            r#"{{"meta": {meta}, "rows": [{{"id": "Q7", "properties": [{{"id": "P1", "values": {values}}}]}}]}}"#
        ));
        assert_eq!(old, new);
        let xsd = "http://www.w3.org/2001/XMLSchema#";
        let values = [
            "<http://items.example/Q8>".to_owned(),
            "\"word\"".to_owned(),
            "\"Wort\"@de".to_owned(),
            format!("\"3\"^^<{xsd}integer>"),
            format!("\"1.5\"^^<{xsd}double>"),
            format!("\"2001-02-03T00:00:00Z\"^^<{xsd}dateTime>"),
            format!("\"2001-02-03\"^^<{xsd}date>"),
        ];
        let label = "<http://www.w3.org/2000/01/rdf-schema#label>";
        let mut wanted = vec![format!("<http://items.example/Q8> {label} \"Arven\"")];
        wanted.extend(
            values.map(|value| format!("<http://items.example/Q7> <http://says.example/P1> {value}")),
        );
        wanted.push(format!("<http://says.example/P1> {label} \"is in\""));
        assert_eq!(old.unwrap(), wanted);
    }

    #[test]
    fn what_is_no_answer_or_lacks_a_record_is_told() {
        let problem = |answer: &str| shown(answer).unwrap_err();
        assert!(problem("<html>").contains("`<html>`"));
        assert!(problem(r#"{"meta": [], "rows": {"Q8": {}}}"#).contains("nothing of `Q7`"));
        assert!(problem(r#"{"meta": []}"#).contains("rows"));
    }
}
