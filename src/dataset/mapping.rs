//! Which column of a table, or which part of a JSON object, says what: a mapping in TOML.
//!
//! ```toml
//! format = "csv"
//! id = "id"
//! id-prefix = "https://example.org/"
//! label = "name"
//! aliases = ["aliases"]
//! separator = ";"
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::error::DatasetError;
use super::record::{Record, position};

/// How the records are laid out in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Comma-separated values with a line of column names.
    Csv,
    /// Tab-separated values with a line of column names.
    Tsv,
    /// One JSON object on each line.
    Jsonl,
    /// One JSON array or object that holds the objects.
    Json,
}

/// What each part of a table's row or of an object says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mapping {
    /// How the records are laid out.
    pub format: Layout,
    /// In JSON: the member that holds the records, when it is not the whole.
    #[serde(default)]
    pub at: Option<String>,
    /// What identifies a record; `$key` is its name in a JSON object.
    pub id: String,
    /// What is put before the identifier to make it an IRI.
    #[serde(default)]
    pub id_prefix: String,
    /// What is put after it.
    #[serde(default)]
    pub id_suffix: String,
    /// The usual name.
    pub label: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What separates several values in one cell.
    #[serde(default)]
    pub separator: Option<String>,
    /// What kind of thing it is.
    #[serde(default)]
    pub types: Vec<String>,
    /// What is put before a kind to make it an IRI.
    #[serde(default)]
    pub type_prefix: String,
    /// A kind, as an IRI, of every record.
    #[serde(default)]
    pub every_type: Option<String>,
    /// The countries it belongs to.
    #[serde(default)]
    pub countries: Vec<String>,
    /// What it is part of.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Degrees north.
    #[serde(default)]
    pub latitude: Option<String>,
    /// Degrees east.
    #[serde(default)]
    pub longitude: Option<String>,
    /// Dates, by what happened.
    #[serde(default)]
    pub dates: BTreeMap<String, String>,
    /// Identifiers, by whose they are.
    #[serde(default)]
    pub identifiers: BTreeMap<String, String>,
    /// How well known it is.
    #[serde(default)]
    pub popularity: Option<String>,
    /// What it is, in a few words.
    #[serde(default)]
    pub description: Option<String>,
}

impl Mapping {
    /// Reads a mapping; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, DatasetError> {
        toml::from_str(text).map_err(|source| DatasetError::Mapping {
            path: path.to_path_buf(),
            source,
        })
    }

    /// The columns that are named.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let single = [
            &self.latitude,
            &self.longitude,
            &self.popularity,
            &self.description,
        ];
        let single = single.into_iter().flatten();
        let lists = [&self.aliases, &self.types, &self.countries, &self.parents];
        let maps = self.dates.values().chain(self.identifiers.values());
        let rest = lists.into_iter().flatten().chain(single).chain(maps);
        [&self.id, &self.label]
            .into_iter()
            .chain(rest)
            .map(String::as_str)
    }

    /// The record that a row or object is, given what is in each of its parts.
    pub(super) fn record(&self, values: impl Fn(&str) -> Vec<String>) -> Result<Record, String> {
        let first = |name: &str| values(name).into_iter().next().unwrap_or_default();
        let optional = |name: &Option<String>| name.as_deref().map(first).unwrap_or_default();
        let many = |names: &[String]| -> Vec<String> {
            let cells = names.iter().flat_map(|name| values(name));
            cells.flat_map(|cell| self.parts(&cell)).collect()
        };
        let named = |names: &BTreeMap<String, String>| -> Vec<(String, String)> {
            let pairs = names.iter().flat_map(|(key, name)| {
                let cells = values(name).into_iter().flat_map(|cell| self.parts(&cell));
                cells.map(|cell| (key.clone(), cell))
            });
            pairs.collect()
        };
        let types = many(&self.types)
            .into_iter()
            .map(|kind| format!("{}{kind}", self.type_prefix));
        let id = first(&self.id);
        let has_scheme = id.starts_with("http://") || id.starts_with("https://");
        Ok(Record {
            id: match id.as_str() {
                "" => id,
                _ if has_scheme => id,
                _ => format!("{}{id}{}", self.id_prefix, self.id_suffix),
            },
            label: first(&self.label),
            aliases: many(&self.aliases),
            types: types.chain(self.every_type.clone()).collect(),
            countries: many(&self.countries).into_iter().map(country).collect(),
            parents: many(&self.parents),
            coordinates: coordinates(&optional(&self.latitude), &optional(&self.longitude))?,
            dates: named(&self.dates),
            identifiers: named(&self.identifiers),
            popularity: optional(&self.popularity).parse::<f64>().unwrap_or(0.0).max(0.0) as u64,
            description: optional(&self.description),
        })
    }

    fn parts(&self, cell: &str) -> Vec<String> {
        let parts: Vec<&str> = match &self.separator {
            Some(separator) => cell.split(separator.as_str()).collect(),
            None => vec![cell],
        };
        let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }
}

/// A country's code in capital letters; anything else as it is.
fn country(value: String) -> String {
    match value.len() {
        2 => value.to_ascii_uppercase(),
        _ => value,
    }
}

fn coordinates(latitude: &str, longitude: &str) -> Result<Option<(f64, f64)>, String> {
    if latitude.is_empty() || longitude.is_empty() {
        return Ok(None);
    }
    position(latitude, longitude).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_that_names_something_else_says_what_there_is() {
        let error = Mapping::parse(
            Path::new("m.toml"),
            "format = \"csv\"\nid = \"id\"\nlabel = \"name\"\nalias = \"x\"",
        );
        let DatasetError::Mapping { source, .. } = error.unwrap_err() else {
            panic!("another error");
        };
        assert!(source.to_string().contains("unknown field `alias`"), "{source}");
    }

    #[test]
    fn cells_are_taken_apart_and_prefixes_put_before() {
        let text = "format = \"csv\"\nid = \"id\"\nid-prefix = \"https://example.org/\"\nid-suffix = \"/\"\nlabel = \"name\"\n\
                    aliases = [\"other\"]\nseparator = \";\"\ncountries = [\"country\"]\n";
        let mapping = Mapping::parse(Path::new("m.toml"), text).unwrap();
        let row = |name: &str| match name {
            "id" => vec!["7".to_owned()],
            "other" => vec!["Novi; Nuovo;".to_owned()],
            "country" => vec!["ru".to_owned()],
            _ => vec![name.to_owned()],
        };
        let record = mapping.record(row).unwrap();
        assert_eq!(record.id, "https://example.org/7/");
        assert_eq!(
            (record.aliases, record.countries),
            (vec!["Novi".to_owned(), "Nuovo".to_owned()], vec!["RU".to_owned()])
        );
    }
}
