//! What is known of an index: where it came from, under which licence, how much is in it.

use std::path::PathBuf;

use oxigraph::model::{Literal, NamedNode, Triple};
use serde::{Deserialize, Serialize};

use crate::vocab::{dcterms, rdf, rdfs, void, xsd};

/// The version of the index's layout and of how names are normalised; another one cannot be read.
pub(super) const LAYOUT: u32 = 1;

/// A file that a dataset was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Where it was.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, as they were.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// What is known of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The version of the layout.
    pub layout: u32,
    /// The dataset's name.
    pub name: String,
    /// The profile it was read by, or the text of the mapping.
    pub format: String,
    /// Its licence.
    pub licence: Option<String>,
    /// Which release of it this is.
    pub release: Option<String>,
    /// The files.
    pub sources: Vec<SourceFile>,
    /// How many records there are.
    pub records: u64,
    /// How many different normalised names they have.
    pub names: u64,
    /// How many lines could not be used.
    pub bad_lines: u64,
    /// How many records were left out because an earlier one has their identifier.
    pub duplicates: u64,
}

impl Meta {
    /// The release, or else the beginning of the first source's hash.
    pub fn version(&self) -> String {
        let hash = || {
            self.sources
                .first()
                .map(|source| source.sha256.chars().take(12).collect())
        };
        self.release.clone().or_else(hash).unwrap_or_default()
    }

    /// The index in terms of VoID.
    pub fn described(&self, dataset: &NamedNode) -> Vec<Triple> {
        let count = Literal::new_typed_literal(self.records.to_string(), xsd::INTEGER);
        let mut triples = vec![
            Triple::new(dataset.clone(), rdf::TYPE, void::DATASET),
            Triple::new(dataset.clone(), rdfs::LABEL, Literal::from(self.name.as_str())),
            Triple::new(dataset.clone(), void::ENTITIES, count),
            Triple::new(
                dataset.clone(),
                dcterms::HAS_VERSION,
                Literal::from(self.version()),
            ),
        ];
        if let Some(licence) = &self.licence {
            let licence = Literal::from(licence.as_str());
            triples.push(Triple::new(dataset.clone(), dcterms::LICENSE, licence));
        }
        triples
    }
}
