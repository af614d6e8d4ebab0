//! What the last build worked out, kept beside the graph so that the next one need not.
//!
//! Which documents a file holds takes reading it, and which lines of the tables a text calls up a look at each of its words.
//! Both results are kept for an edition, the first under the hash of the file's bytes. The tables of that edition are kept too, so that it can be told what has changed since. Nothing is lost with
//! the file but time, and a file that cannot be read counts as none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::file_error;
use super::{Place, StoreError};
use crate::edition::{Edition, EditionSource};
use crate::export::replace_file;

/// What was worked out of documents by one edition.
#[derive(Debug, Default)]
pub struct LastBuild {
    path: Option<PathBuf>,
    kept: Kept,
    /// That of the build before, where it was another one.
    before: Option<Edition>,
    is_saved: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    edition: EditionSource,
    /// The hash of what the edition says about a document, by the hash of the document's content.
    readings: BTreeMap<String, String>,
    /// The documents of each file that could be read as a whole, by the file's hash.
    #[serde(default)]
    files: BTreeMap<String, Vec<HeldDocument>>,
}

/// A document that a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDocument {
    /// Its version's IRI.
    pub document: String,
    /// The hash of its content ([`crate::edition::content`]).
    pub content: String,
    /// What it is called from one version to the next.
    pub source: String,
}

/// What the file beside a graph is called.
const EDITION: &str = "edition";

fn kept(path: &Path) -> Option<Kept> {
    let packed = fs::read(path).ok()?;
    let text = zstd::decode_all(packed.as_slice()).ok()?;
    serde_json::from_slice(&text).ok()
}

impl LastBuild {
    /// What was kept beside the graph at `place`, as far as it is of use to `edition`.
    pub fn of(place: &Place, edition: &Edition) -> Self {
        let path = place.companion(EDITION);
        let kept = path.as_ref().and_then(|path| kept(path));
        let fresh = Kept {
            edition: edition.source().clone(),
            ..Kept::default()
        };
        let (kept, before, is_saved) = match kept {
            Some(kept) if kept.edition == fresh.edition => (kept, None, true),
            Some(kept) => (fresh, Some(Edition::from(kept.edition)), false),
            None => (fresh, None, false),
        };
        Self {
            path,
            kept,
            before,
            is_saved,
        }
    }

    /// The file beside a graph, when it is there and cannot be read.
    pub fn unreadable(place: &Place) -> Option<PathBuf> {
        let path = place.companion(EDITION).filter(|path| path.exists())?;
        kept(&path).is_none().then_some(path)
    }

    /// The edition of the build before, where it was another one and is known.
    pub fn edition_before(&self) -> Option<&Edition> {
        self.before.as_ref()
    }

    /// What the edition has to say about the document with this content, worked out where it is not known.
    pub fn reading(&mut self, content: &str, work_out: impl FnOnce() -> String) -> String {
        if let Some(known) = self.kept.readings.get(content) {
            return known.clone();
        }
        let reading = work_out();
        self.kept.readings.insert(content.to_owned(), reading.clone());
        self.is_saved = false;
        reading
    }

    /// What the edition has to say about the document with this content, where it is known.
    pub fn known_reading(&self, content: &str) -> Option<&str> {
        self.kept.readings.get(content).map(String::as_str)
    }

    /// The documents of the file with this hash, where it is known.
    pub fn held(&self, file: &str) -> Option<&[HeldDocument]> {
        self.kept.files.get(file).map(Vec::as_slice)
    }

    /// Keeps the documents that a file was found to hold, all of them.
    pub fn hold(&mut self, file: String, documents: Vec<HeldDocument>) {
        self.kept.files.insert(file, documents);
        self.is_saved = false;
    }

    /// Keeps what there is of documents whose content `is_needed` beside the graph.
    pub fn save(&mut self, is_needed: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        let Some(path) = self.path.as_ref().filter(|_| !self.is_saved) else {
            return Ok(());
        };
        self.kept.readings.retain(|content, _| is_needed(content));
        let are_needed = |held: &[HeldDocument]| held.iter().all(|held| is_needed(&held.content));
        self.kept.files.retain(|_, held| are_needed(held));
        // The record is made of texts, which JSON can hold.
        let text = serde_json::to_vec(&self.kept).unwrap_or_default();
        let written = zstd::bulk::compress(&text, 0)
            .and_then(|packed| replace_file(path, |output| std::io::Write::write_all(output, &packed)));
        written.map_err(|source| file_error(path, source))?;
        self.is_saved = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_worked_out_is_there_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let edition = Edition::bundled();
        let mut first = LastBuild::of(&place, &edition);
        for content in ["a", "b"] {
            assert_eq!(first.reading(content, || "1".to_owned()), "1");
        }
        let held = |content: &str| {
            vec![HeldDocument {
                document: format!("doc:{content}"),
                content: content.to_owned(),
                source: "news.txt".to_owned(),
            }]
        };
        for content in ["a", "b"] {
            first.hold(format!("file of {content}"), held(content));
        }
        first.save(|content| content == "a").unwrap();
        let mut second = LastBuild::of(&place, &edition);
        assert_eq!(second.held("file of a"), Some(held("a").as_slice()));
        assert_eq!(second.held("file of b"), None);
        assert_eq!(second.known_reading("a"), Some("1"));
        assert_eq!(second.reading("a", || "2".to_owned()), "1");
        assert_eq!(second.reading("b", || "2".to_owned()), "2");
        assert!(second.edition_before().is_none());
    }

    #[test]
    fn what_another_edition_said_is_of_no_use_but_to_tell_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let other = Edition::from(EditionSource::default());
        let mut first = LastBuild::of(&place, &other);
        first.reading("a", || "1".to_owned());
        first.save(|_| true).unwrap();
        let mut second = LastBuild::of(&place, &Edition::bundled());
        assert_eq!(second.edition_before().map(Edition::hash), Some(other.hash()));
        assert_eq!(second.reading("a", || "2".to_owned()), "2");
    }

    #[test]
    fn a_file_that_cannot_be_read_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        fs::write(place.companion("edition").unwrap(), "junk").unwrap();
        let build = LastBuild::of(&place, &Edition::bundled());
        assert!(build.edition_before().is_none());
    }
}
