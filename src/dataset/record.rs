//! What a dataset says of one thing.

use serde::{Deserialize, Serialize};

/// The position of a record in its dataset, from 0.
pub type RecordNumber = u32;

/// One thing of a dataset, in the fields that help to recognise it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The IRI that the dataset gives it.
    pub id: String,
    /// Its usual name.
    pub label: String,
    /// Other names, in the order of the dataset.
    pub aliases: Vec<String>,
    /// What kind of thing it is: IRIs of the dataset's own classes, or its codes.
    pub types: Vec<String>,
    /// ISO 3166 codes of two letters, or IRIs of countries in the same dataset.
    pub countries: Vec<String>,
    /// What it is part of: codes or IRIs of the same dataset.
    pub parents: Vec<String>,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// Dates by what happened: `birth`, `1961-05-03`.
    pub dates: Vec<(String, String)>,
    /// Identifiers elsewhere, by whose they are: `wikidata`, `Q340`.
    pub identifiers: Vec<(String, String)>,
    /// How well known it is: inhabitants, or articles about it; 0 when that is not known.
    pub popularity: u64,
    /// What it is, in a few words.
    pub description: String,
}

/// The longest name that is kept, in bytes: a longer one is no name.
const LONGEST_NAME: usize = 1_000;

impl Record {
    /// Its label and aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter().map(String::as_str);
        std::iter::once(self.label.as_str()).chain(aliases)
    }

    /// Sees to it that the record can be used: with an IRI, a label, and each name once.
    pub(super) fn checked(mut self) -> Result<Self, String> {
        self.label = spaced(&self.label);
        if self.id.is_empty() {
            return Err("there is no identifier".to_owned());
        }
        if oxigraph::model::NamedNode::new(&self.id).is_err() {
            return Err(format!(
                "`{}` is no IRI: give the mapping an `id-prefix`",
                shown(&self.id)
            ));
        }
        if self.label.is_empty() {
            return Err(format!("`{}` has no name", shown(&self.id)));
        }
        if let Some(name) = self.names().find(|name| name.len() > LONGEST_NAME) {
            let bytes = name.len();
            return Err(format!("`{}` has a name of {bytes} bytes", shown(&self.id)));
        }
        let mut kept: Vec<String> = Vec::with_capacity(self.aliases.len());
        for alias in self.aliases.iter().map(|alias| spaced(alias)) {
            if !alias.is_empty() && alias != self.label && !kept.contains(&alias) {
                kept.push(alias);
            }
        }
        self.aliases = kept;
        Ok(self)
    }
}

/// The text with single spaces, without control characters.
fn spaced(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Latitude and longitude in degrees.
pub(super) fn position(latitude: &str, longitude: &str) -> Result<(f64, f64), String> {
    match (latitude.parse(), longitude.parse()) {
        (Ok(latitude), Ok(longitude)) => Ok((latitude, longitude)),
        _ => Err(format!(
            "`{}, {}` is no position",
            shown(latitude),
            shown(longitude)
        )),
    }
}

/// The beginning of a value, for messages.
pub(super) fn shown(value: &str) -> String {
    const SHOWN: usize = 60;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, label: &str) -> Record {
        Record {
            id: id.to_owned(),
            label: label.to_owned(),
            ..Record::default()
        }
    }

    #[test]
    fn a_record_has_an_iri_a_name_and_each_alias_once() {
        let mut lisbon = record("https://example.org/1", " Lisbon\t");
        lisbon.aliases = ["Lisboa", "Lisbon", "", "Lisboa"].map(str::to_owned).to_vec();
        let lisbon = lisbon.checked().unwrap();
        assert_eq!(lisbon.names().collect::<Vec<_>>(), ["Lisbon", "Lisboa"]);
        assert!(
            record("12", "Lisbon")
                .checked()
                .unwrap_err()
                .contains("id-prefix")
        );
        assert!(
            record("https://example.org/1", " ")
                .checked()
                .unwrap_err()
                .contains("no name")
        );
    }

    #[test]
    fn a_name_of_100_kilobytes_is_told_by_its_length_and_not_repeated() {
        let problem = record("https://example.org/1", &"x".repeat(100_000))
            .checked()
            .unwrap_err();
        assert_eq!(problem, "`https://example.org/1` has a name of 100000 bytes");
    }
}
