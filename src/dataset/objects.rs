//! JSON objects, one on each line or held by one array or object, read by a mapping.
//!
//! A mapping names what is in an object by its path: `properties.name`. On the way, arrays stand for all that is in
//! them. One large array or object is read member by member, so that it need not fit into memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::mapping::Mapping;

/// What a mapping calls the name that an object has in the object that holds it.
const KEY: &str = "$key";

/// Reads a file with one object on each line.
pub(super) fn read_lines(
    input: &mut Input,
    mapping: &Mapping,
    intake: &mut Intake<'_>,
) -> Result<(), DatasetError> {
    let mut line = Vec::new();
    input.pass(intake.line_to_pass())?;
    while input.next_line(&mut line)? {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let object = serde_json::from_slice::<Value>(&line).map_err(|error| error.to_string());
        let record = object.and_then(|object| mapping.record(|path| texts(&object, path, "")));
        intake.take(input.line(), record)?;
    }
    Ok(())
}

/// Reads a file that is one array or object.
pub(super) fn read_whole(
    input: &mut Input,
    mapping: &Mapping,
    intake: &mut Intake<'_>,
) -> Result<(), DatasetError> {
    let path = input.path().to_path_buf();
    let mut failure = None;
    let mut number = 0;
    let mut take = |key: &str, object: &Value| {
        number += 1;
        if intake.passes() {
            return true;
        }
        let taken = intake.take(number, mapping.record(|path| texts(object, path, key)));
        let is_taken = taken.is_ok();
        failure = taken.err();
        is_taken
    };
    let members = Members {
        at: mapping.at.as_deref(),
        take: &mut take,
    };
    let mut json = serde_json::Deserializer::from_reader(&mut *input);
    let read = members.deserialize(&mut json);
    match (failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) if error.is_io() => Err(input.failed(error.into())),
        (None, Err(error)) => Err(DatasetError::Line {
            path,
            line: error.line() as u64,
            problem: error.to_string(),
        }),
    }
}

/// The texts and numbers that a path leads to.
fn texts(object: &Value, path: &str, key: &str) -> Vec<String> {
    if path == KEY {
        return vec![key.to_owned()];
    }
    let mut found = vec![object];
    for step in path.split('.') {
        let next = found.into_iter().filter_map(|value| value.get(step));
        found = next
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect(),
                one => vec![one],
            })
            .collect();
    }
    found.into_iter().filter_map(text).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Hands on what an array or object holds, or what one member of it holds.
struct Members<'a, F> {
    at: Option<&'a str>,
    take: &'a mut F,
}

impl<'de, F: FnMut(&str, &Value) -> bool> DeserializeSeed<'de> for Members<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(&str, &Value) -> bool> Visitor<'de> for Members<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array or object of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            if !(self.take)("", &item) {
                return Err(stopped());
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            match self.at {
                Some(at) if at == key => members.next_value_seed(Members {
                    at: None,
                    take: &mut *self.take,
                })?,
                Some(_) => {
                    members.next_value::<IgnoredAny>()?;
                }
                None => {
                    if !(self.take)(&key, &members.next_value::<Value>()?) {
                        return Err(stopped());
                    }
                }
            }
        }
        Ok(())
    }
}

/// Ends the reading; why has been kept.
fn stopped<E: serde::de::Error>() -> E {
    E::custom("stopped")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_goes_through_arrays() {
        let object = json!({"id": 7, "properties": {"name": ["Novo", "Nôvo"], "empty": []}});
        assert_eq!(texts(&object, "properties.name", ""), ["Novo", "Nôvo"]);
        assert_eq!(texts(&object, "id", ""), ["7"]);
        assert_eq!(texts(&object, "$key", "Q7"), ["Q7"]);
        assert!(texts(&object, "properties.empty.deeper", "").is_empty());
    }

    #[test]
    fn the_members_of_one_large_object_come_one_by_one() {
        let text = r#"{"_meta": {"n": 1}, "items": {"Q1": {"label": "one"}, "Q2": {"label": "two"}}}"#;
        let mut found = Vec::new();
        let mut take = |key: &str, object: &Value| {
            found.push(format!("{key} {}", object["label"]));
            true
        };
        let members = Members {
            at: Some("items"),
            take: &mut take,
        };
        members
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .unwrap();
        assert_eq!(found, ["Q1 \"one\"", "Q2 \"two\""]);
    }
}
