//! What a service says of itself, and what its ids stand for.

use oxigraph::model::NamedNode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::protocol::{ApiVersion, Candidate};
use crate::dataset::Record;

/// The most questions of a request where the service says nothing.
const BATCH: usize = 100;

/// A service's manifest, as far as it is used.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Manifest {
    pub(super) name: String,
    versions: Vec<String>,
    identifier_space: String,
    schema_space: String,
    view: View,
    preview: Option<View>,
    extend: Option<IgnoredAny>,
    batch_size: Option<usize>,
}

/// An address with a place for an id.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
struct View {
    url: String,
}

impl View {
    /// The address for an id, where there is a place for one.
    fn of(&self, id: &str) -> Option<String> {
        let encoded = utf8_percent_encode(id, NON_ALPHANUMERIC).to_string();
        let mut variables = ["{{id}}", "{+id}", "{id}"].into_iter();
        let variable = variables.find(|variable| self.url.contains(variable))?;
        let value = if variable == "{+id}" { id } else { &encoded };
        Some(self.url.replace(variable, value))
    }
}

impl Manifest {
    /// Reads a manifest; what is no manifest is told.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(body).map_err(|error| {
            let beginning: String = String::from_utf8_lossy(body).chars().take(60).collect();
            format!(
                "its manifest is no JSON object of a service ({error}): `{}`",
                beginning.trim()
            )
        })?;
        match manifest.name.is_empty() && manifest.identifier_space.is_empty() {
            true => Err("its manifest has no `name`".to_owned()),
            false => Ok(manifest),
        }
    }

    /// The version to speak: the settled one where it is there; services that say nothing are of 0.1.
    pub(super) fn version(&self) -> ApiVersion {
        let has = |version: &str| self.versions.iter().any(|known| known.starts_with(version));
        if has("0.2") {
            ApiVersion::V02
        } else if has("1.") {
            ApiVersion::V10
        } else {
            ApiVersion::V01
        }
    }

    /// The most questions of one request.
    pub(super) fn batch_size(&self) -> usize {
        self.batch_size.unwrap_or(BATCH)
    }

    /// The record that a candidate is.
    pub(super) fn record(&self, candidate: &Candidate) -> Result<Record, String> {
        let id = self.iri(&candidate.id).ok_or_else(|| {
            format!(
                "what its id `{}` stands for does not show: the manifest has neither an `identifierSpace` that ids can be put \
                 behind nor a `view`",
                candidate.id
            )
        })?;
        let kinds = candidate.types.iter().flat_map(|kind| self.kinds(kind));
        Ok(Record {
            id,
            label: candidate.name.clone(),
            description: candidate.description.clone(),
            types: kinds.collect(),
            ..Record::default()
        })
    }

    /// Whether it answers what else is known of its records.
    pub(super) fn has_extension(&self) -> bool {
        self.extend.is_some()
    }

    /// Where a page about a record is.
    pub(super) fn page(&self, id: &str) -> Option<String> {
        self.view.of(id)
    }

    /// Where a few words about a record are: where the manifest says, or at the place that version 1.0 has for them below
    /// the service's own address.
    pub(super) fn preview(&self, base: &str, id: &str) -> Option<String> {
        let preview = self.preview.as_ref()?;
        match preview.url.is_empty() {
            true => {
                let id = utf8_percent_encode(id, NON_ALPHANUMERIC);
                Some(format!("{}/preview?id={id}", base.trim_end_matches('/')))
            }
            false => preview.of(id),
        }
    }

    /// The IRI that an id of a record stands for.
    pub(super) fn iri(&self, id: &str) -> Option<String> {
        let tries = [
            is_iri(id).then(|| id.to_owned()),
            behind(&self.identifier_space, id),
            self.view.of(id),
        ];
        tries
            .into_iter()
            .flatten()
            .find(|iri| NamedNode::new(iri).is_ok())
    }

    /// The IRI that an id of a property stands for: of those that none shows for, one below the dataset's own.
    pub(super) fn property(&self, id: &str, dataset: &NamedNode) -> NamedNode {
        let by_space = behind(&self.schema_space, id);
        let known = is_iri(id).then(|| id.to_owned()).or(by_space);
        let own = || {
            format!(
                "{}/property/{}",
                dataset.as_str(),
                utf8_percent_encode(id, NON_ALPHANUMERIC)
            )
        };
        NamedNode::new_unchecked(known.unwrap_or_else(own))
    }

    /// What the id of a type may stand for: services put them behind the one space or the other.
    fn kinds(&self, id: &str) -> Vec<String> {
        match is_iri(id) {
            true => vec![id.to_owned()],
            false => {
                let spaces = [&self.identifier_space, &self.schema_space];
                let mut kinds: Vec<String> = spaces.iter().filter_map(|space| behind(space, id)).collect();
                kinds.dedup();
                kinds
            }
        }
    }
}

fn is_iri(id: &str) -> bool {
    id.contains("://") && NamedNode::new(id).is_ok()
}

/// An id behind a space that ends so that ids can be put behind it.
fn behind(space: &str, id: &str) -> Option<String> {
    let iri = format!("{space}{id}");
    let is_open = space.ends_with(['/', '#', '=', ':']);
    (is_open && NamedNode::new(&iri).is_ok()).then_some(iri)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &str, kind: &str) -> Candidate {
        Candidate {
            id: id.to_owned(),
            name: "Novo".to_owned(),
            types: vec![kind.to_owned()],
            ..Candidate::default()
        }
    }

    #[test]
    fn ids_are_put_behind_the_space_or_into_the_view() {
        let read = |text: &str| Manifest::read(text.as_bytes()).unwrap();
        let items = read(
            r#"{"name": "Items", "identifierSpace": "http://www.wikidata.org/entity/", "schemaSpace": "http://www.wikidata.org/prop/direct/"}"#,
        );
        let record = items.record(&candidate("Q5", "Q515")).unwrap();
        assert_eq!(record.id, "http://www.wikidata.org/entity/Q5");
        assert_eq!(
            record.types,
            [
                "http://www.wikidata.org/entity/Q515",
                "http://www.wikidata.org/prop/direct/Q515"
            ]
        );
        let viewed =
            read(r#"{"name": "V", "versions": ["1.0-draft"], "view": {"url": "https://v.example/{id}"}}"#);
        assert_eq!(
            viewed.record(&candidate("a b", "")).unwrap().id,
            "https://v.example/a%20b"
        );
        assert_eq!(viewed.version(), ApiVersion::V10);
        let whole = viewed
            .record(&candidate("https://v.example/x", "https://v.example/T"))
            .unwrap();
        assert_eq!(
            (whole.id.as_str(), whole.types),
            ("https://v.example/x", vec!["https://v.example/T".to_owned()])
        );
        let closed = read(r#"{"name": "C", "identifierSpace": "https://c.example/ids"}"#);
        assert!(closed.record(&candidate("7", "")).unwrap_err().contains("`7`"));
    }

    #[test]
    fn what_is_no_manifest_is_told() {
        assert!(Manifest::read(b"<html>").unwrap_err().contains("`<html>`"));
        assert!(Manifest::read(b"{}").unwrap_err().contains("no `name`"));
    }
}
