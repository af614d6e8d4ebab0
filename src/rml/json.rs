//! The values of a JSON file that a mapping goes through.
//!
//! The members of a list are read one after the other, so that memory does not grow with the file; any other iterator has
//! the whole file read first.

use std::error::Error;
use std::io::BufRead;

use serde_json::Value;
use struson::json_path;
use struson::reader::{JsonReader, JsonStreamReader, ValueType};

use super::graph::MappingGraph;
use super::path::{Path, json_path};
use super::source::LogicalSource;
use crate::record::{ImportError, RecordError, RecordErrorKind};
use crate::source::Stream;

/// A file with what was read of it.
pub(super) struct JsonFile {
    name: String,
    values: Values,
    /// How many values came.
    count: u64,
    /// Where references lead to.
    pub(super) paths: Vec<Path>,
    /// References that no value had so far, with what is told when none has.
    unseen: Vec<(Path, RecordError)>,
}

/// What is still to come.
enum Values {
    /// The members of a list, as they are read.
    Streamed(Box<JsonStreamReader<Box<dyn BufRead>>>),
    /// Values that were all read.
    Held(std::vec::IntoIter<Value>),
}

impl JsonFile {
    /// Opens a source whose values `iterator` leads to.
    pub(super) fn open(
        source: &LogicalSource,
        iterator: &str,
        graph: &MappingGraph,
    ) -> Result<Self, ImportError> {
        let name = source.path.display().to_string();
        json_path(iterator).map_err(|problem| graph.error("iterator", problem))?;
        let paths = source.references.iter();
        let paths =
            paths.map(|reference| Path::parse(reference).map_err(|problem| graph.error(reference, problem)));
        let paths = paths.collect::<Result<Vec<_>, _>>()?;
        let unseen = paths.iter().zip(&source.references);
        let unseen =
            unseen.map(|(path, reference)| (path.clone(), graph.note(reference, missing(&name, reference))));
        Ok(Self {
            unseen: unseen.collect(),
            values: values(source, iterator)?,
            count: 0,
            paths,
            name,
        })
    }

    /// The next value with its number from 1; nothing after the last.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Value)>, ImportError> {
        let value = match &mut self.values {
            Values::Held(values) => values.next(),
            Values::Streamed(reader) => next_member(reader).map_err(|source| not_json(&self.name, source))?,
        };
        let Some(value) = value else { return Ok(None) };
        self.count += 1;
        self.unseen.retain(|(path, _)| path.find(&value).is_empty());
        Ok(Some((self.count, value)))
    }

    /// What is told of a reference that no value had, one at a time; nothing where there are no values.
    pub(super) fn next_unseen(&mut self) -> Option<RecordError> {
        let (_, note) = self.unseen.pop()?;
        (self.count > 0).then_some(note)
    }
}

fn missing(name: &str, reference: &str) -> RecordErrorKind {
    RecordErrorKind::Row(format!("no value of `{name}` has `{reference}`"))
}

fn not_json(name: &str, source: Box<dyn Error + Send + Sync>) -> ImportError {
    ImportError::Json {
        name: name.to_owned(),
        source,
    }
}

/// The next member of the list that the reader stands in.
fn next_member(
    reader: &mut JsonStreamReader<Box<dyn BufRead>>,
) -> Result<Option<Value>, Box<dyn Error + Send + Sync>> {
    match reader.has_next()? {
        true => Ok(Some(reader.deserialize_next()?)),
        false => Ok(None),
    }
}

fn values(source: &LogicalSource, iterator: &str) -> Result<Values, ImportError> {
    let name = source.path.display().to_string();
    let open = || Stream::open(&source.path).map_err(|error| ImportError::of_source(&name, error));
    if let Some(members) = list_of(iterator) {
        let mut reader = JsonStreamReader::new(open()?.into_reader());
        // Where the names do not lead to a list, the path says what is gone through, and also what is wrong.
        if is_in_list(&mut reader, &members).unwrap_or(false) {
            return Ok(Values::Streamed(Box::new(reader)));
        }
    }
    let value: Value =
        serde_json::from_reader(open()?.into_reader()).map_err(|error| not_json(&name, error.into()))?;
    let path = json_path(iterator).map_err(|problem| not_json(&name, problem.into()))?;
    let found: Vec<Value> = path.query(&value).all().into_iter().cloned().collect();
    Ok(Values::Held(found.into_iter()))
}

/// The names that lead to the list of an iterator such as `$[*]` and `$.fleet.ships[*]`.
fn list_of(iterator: &str) -> Option<Vec<&str>> {
    let members = iterator.strip_prefix('$')?.strip_suffix("[*]")?;
    let names: Vec<&str> = members.split('.').skip(1).collect();
    let is_plain = members.is_empty() || members.starts_with('.');
    (is_plain && !members.contains(['[', '*', '/', '~', '"', '\'', ' ']) && !names.contains(&""))
        .then_some(names)
}

/// Leads a reader into the list that the names lead to, if there is one.
fn is_in_list<R: JsonReader>(reader: &mut R, names: &[&str]) -> Result<bool, Box<dyn Error + Send + Sync>> {
    for name in names {
        reader.seek_to(&json_path![*name])?;
    }
    let is_list = reader.peek()? == ValueType::Array;
    if is_list {
        reader.begin_array()?;
    }
    Ok(is_list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_behind_plain_names_are_read_as_they_come() {
        assert_eq!(list_of("$[*]"), Some(vec![]));
        assert_eq!(list_of("$.fleet.ships[*]"), Some(vec!["fleet", "ships"]));
        for other in [
            "$",
            "$.ships",
            "$..ships[*]",
            "$['ships'][*]",
            "$[*].crew[*]",
            "ships[*]",
        ] {
            assert_eq!(list_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_reader_is_led_into_the_list_and_nowhere_else() {
        let text = r#"{"fleet": {"port": "Alder", "ships": [{"id": 1}, {"id": 2}], "more": []}}"#;
        let led =
            |names: &[&str]| is_in_list(&mut JsonStreamReader::new(text.as_bytes()), names).unwrap_or(false);
        assert!(led(&["fleet", "ships"]));
        assert!(!led(&["fleet"]) && !led(&["fleet", "crews"]) && !led(&["fleet", "port", "ships"]));
    }
}
