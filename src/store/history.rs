//! Earlier states of a graph: which documents it had, each kept once by the hash of its content.
//!
//! The history lies in a folder in or beside the graph: `log.jsonl` has a line for each revision with the documents that
//! came and went, `objects/` has each document's graph, packed, under the hash of its N-Quads. What follows from the
//! documents is not kept, as it can be worked out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::keeping::Keeping;
use super::place::file_error;
use super::{Place, StoreError};
use crate::document::text_hash;
use crate::export::{Syntax, replace_file, write_quads};
use crate::vocab::DOCUMENT_NAMESPACE;

/// One step in the life of a graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its number; the first is 1.
    pub number: u64,
    /// What was done, such as `build`.
    pub command: String,
    /// When, in whatever way the one who did it writes times.
    pub time: String,
    /// How many documents there were then.
    pub documents: usize,
    /// The documents that came or changed, each with the hash of its graph; so are graphs that somebody wrote.
    pub came: BTreeMap<String, String>,
    /// The documents and graphs that went.
    pub went: BTreeSet<String>,
}

/// A revision as the log has it.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    revision: Revision,
    /// By which a line is known for one that was damaged; older programs wrote none.
    #[serde(default)]
    sum: Option<String>,
}

/// The first sixteen digits of the hash of a revision.
fn sum_of(revision: &Revision) -> String {
    let text = serde_json::to_string(revision).unwrap_or_default();
    text_hash(&text).get(..16).unwrap_or_default().to_owned()
}

/// What the default graph is called in a history.
pub(super) const DEFAULT_GRAPH: &str = "default";

/// The documents of a revision and the graphs that somebody wrote, each with its hash.
pub type State = BTreeMap<String, String>;

/// The revisions of the graph at a place.
#[derive(Debug, Clone)]
pub struct History {
    folder: PathBuf,
}

impl History {
    /// That of a place, which may have none yet; a graph in memory has no history.
    pub fn of(place: &Place) -> Option<Self> {
        let folder = place.companion("history")?;
        Some(Self { folder })
    }

    /// All revisions, oldest first.
    pub fn revisions(&self) -> Result<Vec<Revision>, StoreError> {
        let path = self.log();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(file_error(&path, source)),
        };
        let lines = text.lines().enumerate();
        let read = lines.map(|(index, line)| {
            let broken = |source| StoreError::BrokenLog {
                path: path.clone(),
                line: index + 1,
                source,
            };
            let line: Line = serde_json::from_str(line).map_err(broken)?;
            match line.sum {
                Some(sum) if sum != sum_of(&line.revision) => Err(broken(serde::de::Error::custom(
                    "its sum is not that of what it says",
                ))),
                _ => Ok(line.revision),
            }
        });
        read.collect()
    }

    /// The documents of revision `number`.
    pub fn state(&self, number: u64) -> Result<State, StoreError> {
        let revisions = self.revisions()?;
        if !revisions.iter().any(|revision| revision.number == number) {
            return Err(StoreError::NoSuchRevision(number));
        }
        let until = revisions.iter().filter(|revision| revision.number <= number);
        Ok(until.fold(State::new(), after))
    }

    /// The documents of the last revision; none when there is no revision.
    pub(crate) fn last_state(&self) -> Result<State, StoreError> {
        Ok(self.revisions()?.iter().fold(State::new(), after))
    }

    /// Adds a revision; its number and the count of documents are filled in.
    pub(super) fn add(&self, mut revision: Revision) -> Result<u64, StoreError> {
        let mut revisions = self.revisions()?;
        revision.number = revisions.last().map_or(1, |last| last.number + 1);
        let number = revision.number;
        revisions.push(revision);
        if let Some(last) = revisions.pop() {
            let state = after(revisions.iter().fold(State::new(), after), &last);
            let documents = state
                .keys()
                .filter(|name| name.starts_with(DOCUMENT_NAMESPACE))
                .count();
            revisions.push(Revision { documents, ..last });
        }
        self.write_log(&revisions)?;
        Ok(number)
    }

    /// Forgets all but the last `keep` revisions; returns how many revisions and how many document graphs went.
    pub fn forget(&self, keep: usize) -> Result<(usize, usize), StoreError> {
        let mut revisions = self.revisions()?;
        let forgotten = revisions.len().saturating_sub(keep.max(1));
        let kept = revisions.split_off(forgotten);
        let before = revisions.iter().fold(State::new(), after);
        let mut kept = kept.into_iter();
        let first = kept.next().map(|first| Revision {
            came: after(before, &first),
            went: BTreeSet::new(),
            ..first
        });
        let kept: Vec<Revision> = first.into_iter().chain(kept).collect();
        if forgotten > 0 {
            self.write_log(&kept)?;
        }
        let needed: BTreeSet<&String> = kept.iter().flat_map(|revision| revision.came.values()).collect();
        Ok((forgotten, self.remove_all_but(&needed)?))
    }

    fn remove_all_but(&self, needed: &BTreeSet<&String>) -> Result<usize, StoreError> {
        let mut removed = 0;
        let objects = self.objects();
        for entry in WalkDir::new(&objects).into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_file() && !needed.contains(&name) {
                fs::remove_file(entry.path()).map_err(|source| file_error(entry.path(), source))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// The name that a graph has here: the hash of its sorted N-Quads.
    pub(crate) fn hash(quads: &[Quad]) -> String {
        hash_of(&lines_of(quads))
    }

    /// The document graph with this hash.
    pub fn quads(&self, hash: &str) -> Result<Vec<Quad>, StoreError> {
        let path = self.object(hash);
        let damaged = || StoreError::Damaged(path.clone());
        let packed = fs::read(&path).map_err(|source| file_error(&path, source))?;
        let lines = zstd::decode_all(packed.as_slice()).map_err(|_| damaged())?;
        if hash_of(&lines) != hash {
            return Err(damaged());
        }
        let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(&lines);
        parser.collect::<Result<_, _>>().map_err(|_| damaged())
    }

    fn write_log(&self, revisions: &[Revision]) -> Result<(), StoreError> {
        let mut text = String::new();
        for revision in revisions {
            let line = Line {
                sum: Some(sum_of(revision)),
                revision: revision.clone(),
            };
            // A revision is made of texts and numbers, which JSON can hold.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        self.replace(&self.log(), text.as_bytes())
    }

    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)
            .and_then(|()| replace_file(path, |output| output.write_all(bytes)))
            .map_err(|source| file_error(path, source))
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log.jsonl")
    }

    /// Where the document graph with this hash is kept.
    pub(crate) fn object(&self, hash: &str) -> PathBuf {
        let (start, _) = hash.split_at_checked(2).unwrap_or_default();
        self.objects().join(start).join(hash)
    }

    /// The folder of all document graphs.
    pub(crate) fn objects(&self) -> PathBuf {
        self.folder.join("objects")
    }

    /// Puts the log and the document graphs that it names into another history, which has none yet. What is kept for a
    /// revision that is still being written stays behind, and so does what is missing here.
    pub fn copy(&self, other: &Self) -> Result<(), StoreError> {
        let revisions = self.revisions()?;
        let named: BTreeSet<&String> = revisions
            .iter()
            .flat_map(|revision| revision.came.values())
            .collect();
        let mut keeping = Keeping::of(other);
        for hash in named {
            let path = self.object(hash);
            match fs::read(&path) {
                Ok(packed) => keeping.put(hash, &packed)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(file_error(&path, source)),
            }
        }
        keeping.sync()?;
        match revisions.is_empty() {
            true => Ok(()),
            false => other.write_log(&revisions),
        }
    }

    /// Where the history is kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The name that lines have in a history.
pub(super) fn hash_of(lines: &[u8]) -> String {
    text_hash(&String::from_utf8_lossy(lines))
}

pub(super) fn lines_of(quads: &[Quad]) -> Vec<u8> {
    let mut lines = Vec::new();
    // Writing to memory does not fail, and N-Quads are UTF-8.
    let _ = write_quads(quads, Syntax::NQuads, &mut lines);
    lines
}

fn after(mut state: State, revision: &Revision) -> State {
    state.retain(|document, _| !revision.went.contains(document));
    state.extend(revision.came.clone());
    state
}
