//! How questions and answers go over the wire, in each version.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::question::Question;

/// The most candidates that are asked for.
const LIMIT: usize = 10;

/// A version of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiVersion {
    /// 0.1
    V01,
    /// 0.2
    V02,
    /// The draft of 1.0
    V10,
}

impl ApiVersion {
    /// The version with this number.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "0.1" => Some(Self::V01),
            "0.2" => Some(Self::V02),
            "1.0" | "1.0-draft" => Some(Self::V10),
            _ => None,
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V01 => "0.1",
            Self::V02 => "0.2",
            Self::V10 => "1.0-draft",
        })
    }
}

/// A record that a service answered, as it is kept too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Candidate {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    /// The ids of its types.
    #[serde(default)]
    pub(super) types: Vec<String>,
    /// Whether the service is sure of it.
    #[serde(default)]
    pub(super) is_match: bool,
}

/// The way of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wire {
    version: ApiVersion,
}

impl Wire {
    pub(super) fn new(version: ApiVersion) -> Self {
        Self { version }
    }

    pub(super) fn version(self) -> ApiVersion {
        self.version
    }

    pub(super) fn accept(self) -> &'static str {
        match self.version {
            ApiVersion::V10 => "application/reconciliation.v1+json, application/json;q=0.9",
            ApiVersion::V01 | ApiVersion::V02 => "application/json",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self.version {
            ApiVersion::V10 => "application/json",
            ApiVersion::V01 | ApiVersion::V02 => "application/x-www-form-urlencoded",
        }
    }

    /// Where batches are posted, below the service's address; the next is tried where one is not there.
    pub(super) fn routes(self) -> &'static [&'static str] {
        match self.version {
            ApiVersion::V10 => &["/match", "/reconcile"],
            ApiVersion::V01 | ApiVersion::V02 => &[""],
        }
    }

    /// One question.
    pub(super) fn query(self, question: &Question) -> Value {
        let mut query = match self.version {
            ApiVersion::V10 => {
                let name = json!({ "matchType": "name", "propertyValue": question.name });
                let properties = question.properties.iter().map(
                    |(id, value)| json!({ "matchType": "property", "propertyId": id, "propertyValue": value }),
                );
                let conditions: Vec<Value> = std::iter::once(name).chain(properties).collect();
                json!({ "conditions": conditions, "limit": LIMIT })
            }
            ApiVersion::V01 | ApiVersion::V02 => json!({ "query": question.name, "limit": LIMIT }),
        };
        if let Some(kind) = &question.kind {
            query["type"] = kind.as_str().into();
        }
        if self.version != ApiVersion::V10 && !question.properties.is_empty() {
            let properties = question.properties.iter();
            query["properties"] = properties
                .map(|(id, value)| json!({ "pid": id, "v": value }))
                .collect();
        }
        query
    }

    /// The body of a batch.
    pub(super) fn body(self, batch: &[&Question]) -> String {
        let queries = batch.iter().map(|question| self.query(question));
        match self.version {
            ApiVersion::V10 => json!({ "queries": queries.collect::<Vec<_>>() }).to_string(),
            ApiVersion::V01 | ApiVersion::V02 => {
                let named = queries
                    .enumerate()
                    .map(|(place, query)| (format!("q{place}"), query));
                let named: serde_json::Map<String, Value> = named.collect();
                let text = Value::Object(named).to_string();
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("queries", &text)
                    .finish()
            }
        }
    }

    /// The candidates of each question of a batch of so many, in their order.
    pub(super) fn answers(self, body: &[u8], count: usize) -> Result<Vec<Vec<Candidate>>, String> {
        let unreadable = |error| unreadable(body, &error);
        let lists: Vec<Vec<Answered>> = match self.version {
            ApiVersion::V10 => {
                let batch: ListedBatch = serde_json::from_slice(body).map_err(unreadable)?;
                batch
                    .results
                    .into_iter()
                    .map(|result| result.candidates)
                    .collect()
            }
            ApiVersion::V01 | ApiVersion::V02 => {
                let mut batch: BTreeMap<String, NamedResult> =
                    serde_json::from_slice(body).map_err(unreadable)?;
                let lists = (0..count).filter_map(|place| batch.remove(&format!("q{place}")));
                lists.map(|answer| answer.result).collect()
            }
        };
        match lists.len() == count {
            true => Ok(lists.into_iter().map(read).collect()),
            false => Err(format!("it answered {} of {count} questions", lists.len())),
        }
    }
}

/// What is wrong with an answer that cannot be read.
pub(super) fn unreadable(body: &[u8], error: &serde_json::Error) -> String {
    let beginning: String = String::from_utf8_lossy(body).chars().take(60).collect();
    format!("its answer cannot be read ({error}): `{}`", beginning.trim())
}

#[derive(Deserialize)]
struct ListedBatch {
    results: Vec<ListedResult>,
}

#[derive(Deserialize)]
struct ListedResult {
    candidates: Vec<Answered>,
}

#[derive(Deserialize)]
struct NamedResult {
    result: Vec<Answered>,
}

/// A candidate as services write it.
#[derive(Deserialize)]
struct Answered {
    id: Value,
    name: Value,
    #[serde(default)]
    description: Value,
    #[serde(rename = "type", default)]
    types: Value,
    #[serde(rename = "match", default)]
    is_match: Value,
}

/// Candidates with an id and a name; what has neither is no candidate.
fn read(answered: Vec<Answered>) -> Vec<Candidate> {
    let candidates = answered.into_iter().map(|answered| Candidate {
        id: plain(&answered.id),
        name: plain(&answered.name),
        description: plain(&answered.description),
        types: match &answered.types {
            Value::Array(types) => types.iter().map(plain).collect(),
            Value::Null => Vec::new(),
            one => vec![plain(one)],
        },
        is_match: answered.is_match == Value::Bool(true),
    });
    candidates
        .filter(|candidate| !candidate.id.is_empty() && !candidate.name.is_empty())
        .collect()
}

/// The text of a value: of an object its id or its string, of a list its first, as versions and services differ.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => ["id", "str"]
            .iter()
            .find_map(|key| object.get(*key))
            .map(plain)
            .unwrap_or_default(),
        Value::Array(values) => values.first().map(plain).unwrap_or_default(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            name: "Novo".to_owned(),
            kind: Some("Q515".to_owned()),
            properties: vec![("P131".to_owned(), "Arvenia".to_owned())],
        }
    }

    #[test]
    fn each_version_asks_in_its_own_way() {
        let old = Wire::new(ApiVersion::V02).body(&[&question()]);
        assert!(old.starts_with("queries=%7B%22q0%22%3A%7B"), "{old}");
        assert!(old.contains("%22pid%22%3A%22P131%22"), "{old}");
        let new: Value = serde_json::from_str(&Wire::new(ApiVersion::V10).body(&[&question()])).unwrap();
        assert_eq!(new["queries"][0]["conditions"][1]["propertyId"], "P131");
        assert_eq!(new["queries"][0]["type"], "Q515");
    }

    #[test]
    fn answers_of_each_version_are_read() {
        let old = br#"{"q1": {"result": []}, "q0": {"result": [{"id": "Q7", "name": "Novo", "score": 99, "match": true, "type": [{"id": "Q515", "name": "city"}]}]}}"#;
        let answers = Wire::new(ApiVersion::V01).answers(old, 2).unwrap();
        let novo = &answers[0][0];
        assert_eq!(
            (
                novo.id.as_str(),
                novo.is_match,
                novo.types.len(),
                answers[1].len()
            ),
            ("Q7", true, 1, 0)
        );
        let new = br#"{"results": [{"candidates": [{"id": "7", "name": "Novo", "type": ["City"]}, {"id": "8", "name": [{"str": "Nova"}]}, {"id": "", "name": "x"}]}]}"#;
        let answers = Wire::new(ApiVersion::V10).answers(new, 1).unwrap();
        let names: Vec<_> = answers[0]
            .iter()
            .map(|candidate| candidate.name.as_str())
            .collect();
        assert_eq!((names, answers[0][0].is_match), (vec!["Novo", "Nova"], false));
    }

    #[test]
    fn an_answer_that_is_none_or_lacks_some_is_told() {
        let wire = Wire::new(ApiVersion::V02);
        assert!(
            wire.answers(b"<html>busy</html>", 1)
                .unwrap_err()
                .contains("`<html>busy</html>`")
        );
        assert_eq!(
            wire.answers(b"{\"q0\": {\"result\": []}}", 2).unwrap_err(),
            "it answered 1 of 2 questions"
        );
    }
}
