//! The edition of the program: what a document's description rests on besides the document.
//!
//! Two descriptions with the same fingerprint are the same, so that a document whose fingerprint is in the graph
//! need not be read again.

use sha2::{Digest, Sha256};

use crate::agreement::Files;
use crate::document::{Document, hex, text_hash};

/// A hash of the program's version, its word tables and its ontology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition(String);

impl Edition {
    /// That of this program, with the tables and the ontology it ships with.
    pub fn bundled() -> Self {
        Self::of(&Files::bundled())
    }

    /// This edition with more that descriptions follow from, such as another extractor's name and prompt.
    #[must_use]
    pub fn with(&self, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(&self.0);
        for part in parts {
            hash.update(text_hash(part));
        }
        Self(hex(&hash.finalize()))
    }

    fn of(files: &Files<'_>) -> Self {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        for file in files.ontology.iter().chain(&files.lexicon) {
            hash.update(text_hash(file.text));
        }
        Self(hex(&hash.finalize()))
    }

    /// A hash of all that a document's description follows from: the edition, the text, its blocks and metadata.
    pub fn fingerprint(&self, document: &Document) -> String {
        // Neither blocks nor metadata hold anything that JSON cannot.
        let [blocks, metadata] = [
            serde_json::to_string(document.blocks()).unwrap_or_default(),
            serde_json::to_string(&document.metadata).unwrap_or_default(),
        ];
        let parts = [&self.0, document.iri().as_node().as_str(), &blocks, &metadata];
        let mut hash = text_hash(&parts.join("\n"));
        hash.truncate(32);
        hash
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::Metadata;
    use crate::ontology::OntologyFile;

    fn document(text: &str, source: &str) -> Document {
        let metadata = Metadata {
            source: source.to_owned(),
            ..Metadata::default()
        };
        Document::new(text.to_owned(), Vec::new(), metadata)
    }

    #[test]
    fn text_and_metadata_change_the_fingerprint_and_nothing_else_does() {
        let edition = Edition::bundled();
        let print = |text, source| edition.fingerprint(&document(text, source));
        assert_eq!(print("It rose.", "a.txt"), print("It rose.", "a.txt"));
        assert_ne!(print("It rose.", "a.txt"), print("It fell.", "a.txt"));
        assert_ne!(print("It rose.", "a.txt"), print("It rose.", "b.txt"));
    }

    #[test]
    fn another_extractor_makes_another_edition() {
        let edition = Edition::bundled();
        assert_ne!(edition.with(&["llm", "small"]), edition);
        assert_ne!(edition.with(&["llm", "small"]), edition.with(&["llm", "large"]));
        assert_ne!(edition.with(&["ab", "c"]), edition.with(&["a", "bc"]));
    }

    #[test]
    fn a_word_more_in_a_table_makes_another_edition() {
        let mut files = Files::bundled();
        let before = Edition::of(&files);
        files.lexicon[0] = OntologyFile {
            path: Path::new("attribution.tsv"),
            text: "mumble\tverb\n",
        };
        assert_ne!(Edition::of(&files), before);
    }
}
