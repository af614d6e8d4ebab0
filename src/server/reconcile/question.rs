//! Questions as clients send them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::server::exchange::Refusal;

/// The most candidates of a question that asks for no number.
const LIMIT: usize = 10;
/// The most candidates of any question.
const MOST: usize = 100;

/// Which thing is called so?
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(super) struct Question {
    /// The name.
    #[serde(default)]
    pub(super) query: String,
    /// The class that it is to be of.
    #[serde(rename = "type", default)]
    kind: Option<Kinds>,
    #[serde(default)]
    limit: Option<usize>,
    /// What else is known of it.
    #[serde(default)]
    pub(super) properties: Vec<Property>,
}

/// One class, or several of which any will do.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Kinds {
    One(String),
    Several(Vec<String>),
}

/// Something that is known of what is looked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Property {
    /// The property's id.
    pub(super) pid: String,
    /// Its value, a text or something with an id, or several.
    v: serde_json::Value,
    /// Whether what is known to lack it is no candidate at all.
    #[serde(skip)]
    pub(super) is_required: bool,
    /// How many of its values are to be there.
    #[serde(skip)]
    pub(super) quantifier: Quantifier,
}

/// How many of several values are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Quantifier {
    /// At least one.
    #[default]
    Any,
    /// Each of them.
    All,
    /// Not one.
    None,
}

impl Question {
    /// Many questions under their names: the parameter `queries`.
    pub(super) fn batch(text: &str) -> Result<BTreeMap<String, Self>, Refusal> {
        serde_json::from_str(text).map_err(|error| unreadable("queries", &error))
    }

    /// One question: a name, or as in a batch.
    pub(super) fn single(text: &str) -> Result<Self, Refusal> {
        match text.trim_start().starts_with('{') {
            true => serde_json::from_str(text).map_err(|error| unreadable("query", &error)),
            false => Ok(Self {
                query: text.to_owned(),
                ..Self::default()
            }),
        }
    }

    /// A question of version 1.0, with the conditions taken apart.
    pub(super) fn conditioned(
        query: String,
        (kind, limit): (Option<String>, Option<usize>),
        properties: Vec<Property>,
    ) -> Self {
        Self {
            query,
            kind: kind.map(Kinds::One),
            limit,
            properties,
        }
    }

    /// The ids of the classes that any of which it is to be of; none when all will do.
    pub(super) fn kinds(&self) -> &[String] {
        match &self.kind {
            None => &[],
            Some(Kinds::One(kind)) if kind.is_empty() => &[],
            Some(Kinds::One(kind)) => std::slice::from_ref(kind),
            Some(Kinds::Several(kinds)) => kinds,
        }
    }

    /// How many candidates are wanted.
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(LIMIT).clamp(1, MOST)
    }
}

impl Property {
    /// A property with the values that are asked for.
    pub(super) fn new(pid: String, v: serde_json::Value) -> Self {
        Self {
            pid,
            v,
            is_required: false,
            quantifier: Quantifier::Any,
        }
    }

    /// Its values as texts: the ids of things, the words of others.
    pub(super) fn values(&self) -> Vec<String> {
        let values = match &self.v {
            serde_json::Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        values.iter().filter_map(text).collect()
    }
}

pub(super) fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Object(object) => Some(object.get("id")?.as_str()?.to_owned()),
        serde_json::Value::Null | serde_json::Value::Array(_) => None,
        value => Some(value.to_string()),
    }
}

fn unreadable(parameter: &str, error: &serde_json::Error) -> Refusal {
    let example = r#"{"q0": {"query": "Nordbank"}}"#;
    Refusal::new(
        400,
        format!("`{parameter}` cannot be read: {error}; send for example {example}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_both_versions_are_read() {
        let batch = Question::batch(
            r#"{"q0": {"query": "Novo", "type": ["a", "b"], "limit": 3, "properties": [{"pid": "p", "v": [{"id": "x"}, 3]}]},
                "q1": {"query": "Zeta", "type": "a", "type_strict": "should"}}"#,
        )
        .unwrap();
        assert_eq!((batch["q0"].kinds().len(), batch["q0"].limit()), (2, 3));
        assert_eq!(batch["q0"].properties[0].values(), ["x", "3"]);
        assert_eq!(batch["q1"].kinds(), ["a"]);
        assert_eq!(Question::single("Novo").unwrap().query, "Novo");
        assert_eq!(Question::single(r#"{"query": "Novo"}"#).unwrap().query, "Novo");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_an_example() {
        let refusal = Question::batch("[1]").unwrap_err();
        assert!(
            refusal.status == 400 && refusal.message.contains("Nordbank"),
            "{}",
            refusal.message
        );
    }
}
