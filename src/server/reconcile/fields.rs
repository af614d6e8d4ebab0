//! The fields of a record, as properties of the service.

use super::source::Stated;
use crate::dataset::Record;

/// What can be asked of a record.
pub(super) const FIELDS: [&str; 8] = [
    "aliases",
    "coordinates",
    "countries",
    "dates",
    "description",
    "identifiers",
    "popularity",
    "types",
];

/// What a record says in a field.
pub(super) fn field(record: &Record, name: &str) -> Vec<Stated> {
    let pairs = |pairs: &[(String, String)]| {
        pairs
            .iter()
            .map(|(key, value)| format!("{key} {value}"))
            .collect()
    };
    let texts: Vec<String> = match name {
        "aliases" => record.aliases.clone(),
        "coordinates" => record
            .coordinates
            .iter()
            .map(|(north, east)| format!("{north},{east}"))
            .collect(),
        "countries" => record.countries.clone(),
        "dates" => pairs(&record.dates),
        "description" => Vec::from_iter(Some(record.description.clone()).filter(|text| !text.is_empty())),
        "identifiers" => pairs(&record.identifiers),
        "popularity" => vec![record.popularity.to_string()],
        "types" => record.types.clone(),
        _ => Vec::new(),
    };
    texts.into_iter().map(|text| Stated { id: None, text }).collect()
}
