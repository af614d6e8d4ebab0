//! What a server has been sent: a line of JSON for each graph, the last one of a graph counts.
//!
//! There is a file for each server, in a folder beside the graph. A line is on disk before the graph is sent, and after it has
//! been taken, so that whatever breaks off is known to be in doubt.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{LocalGraph, PushError};
use crate::document::text_hash;
use crate::export::replace_file;

/// The graphs that a server has been sent.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    /// The hash of each; none where it is in doubt what the server has.
    graphs: BTreeMap<String, Option<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    graph: String,
    state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Begun,
    Sent,
    Removed,
}

impl Ledger {
    /// That of the server at `url`, in a folder that need not be there yet.
    pub fn open(folder: &Path, url: &str) -> Result<Self, PushError> {
        let hash = text_hash(url);
        let path = folder.join(format!("{}.jsonl", hash.get(..16).unwrap_or(&hash)));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(PushError::File { path, source }),
        };
        let mut ledger = Self {
            path,
            graphs: BTreeMap::new(),
        };
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match serde_json::from_str::<Entry>(line) {
                Ok(entry) => ledger.take(entry),
                // The process ended while it wrote its last line; what was to be done then is in doubt anyway.
                Err(_) if !line.ends_with('\n') => {}
                Err(_) => {
                    return Err(PushError::Ledger {
                        path: ledger.path,
                        line: index + 1,
                    });
                }
            }
        }
        Ok(ledger)
    }

    /// The graphs that the server has, each with its hash, or none where that is in doubt.
    pub fn graphs(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.graphs
            .iter()
            .map(|(graph, hash)| (graph.as_str(), hash.as_deref()))
    }

    /// Says that a graph is going to be sent: until it has been, what the server has of it is in doubt.
    pub(super) fn begin(&mut self, graph: &str) -> Result<(), PushError> {
        self.add((graph, None), State::Begun)
    }

    /// Says that a graph has been taken.
    pub(super) fn sent(&mut self, graph: &LocalGraph) -> Result<(), PushError> {
        self.add((&graph.name, Some(&graph.hash)), State::Sent)
    }

    /// Says that a graph is no longer there.
    pub(super) fn forget(&mut self, graph: &str) -> Result<(), PushError> {
        self.add((graph, None), State::Removed)
    }

    /// Leaves one line for each graph.
    pub(super) fn tidy(&self) -> Result<(), PushError> {
        if self.graphs.is_empty() && !self.path.exists() {
            return Ok(());
        }
        let lines: String = self
            .graphs
            .iter()
            .map(|(graph, hash)| {
                let state = if hash.is_some() { State::Sent } else { State::Begun };
                line((graph, hash.as_deref()), state)
            })
            .collect();
        replace_file(&self.path, |output| output.write_all(lines.as_bytes()))
            .map_err(|source| self.unusable(source))
    }

    fn take(&mut self, entry: Entry) {
        match entry.state {
            State::Removed => self.graphs.remove(&entry.graph),
            State::Begun | State::Sent => self.graphs.insert(entry.graph, entry.hash),
        };
    }

    fn add(&mut self, (graph, hash): (&str, Option<&str>), state: State) -> Result<(), PushError> {
        let line = line((graph, hash), state);
        let append = || {
            fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
            let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
            file.write_all(line.as_bytes())?;
            file.sync_data()
        };
        append().map_err(|source| self.unusable(source))?;
        self.take(Entry {
            graph: graph.to_owned(),
            state,
            hash: hash.map(str::to_owned),
        });
        Ok(())
    }

    fn unusable(&self, source: io::Error) -> PushError {
        PushError::File {
            path: self.path.clone(),
            source,
        }
    }
}

fn line((graph, hash): (&str, Option<&str>), state: State) -> String {
    let entry = Entry {
        graph: graph.to_owned(),
        state,
        hash: hash.map(str::to_owned),
    };
    // An entry is made of texts, which JSON can hold.
    serde_json::to_string(&entry).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(name: &str, hash: &str) -> LocalGraph {
        LocalGraph {
            name: name.to_owned(),
            hash: hash.to_owned(),
            triples: 1,
        }
    }

    #[test]
    fn what_was_begun_and_not_ended_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("pushed");
        let open = || Ledger::open(&folder, "http://a.example/").unwrap();
        let mut ledger = open();
        ledger.begin("urn:a").unwrap();
        ledger.sent(&local("urn:a", "1")).unwrap();
        ledger.begin("urn:b").unwrap();
        ledger.sent(&local("urn:c", "3")).unwrap();
        ledger.forget("urn:c").unwrap();
        let known = [("urn:a", Some("1")), ("urn:b", None)];
        assert_eq!(open().graphs().collect::<Vec<_>>(), known);
        ledger.tidy().unwrap();
        assert_eq!(open().graphs().collect::<Vec<_>>(), known);
        assert_eq!(fs::read_to_string(&open().path).unwrap().lines().count(), 2);
        assert_eq!(
            Ledger::open(&folder, "http://b.example/")
                .unwrap()
                .graphs()
                .count(),
            0
        );
    }

    #[test]
    fn half_a_last_line_is_passed_over_and_a_foreign_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), "http://a.example/").unwrap();
        ledger.sent(&local("urn:a", "1")).unwrap();
        let path = ledger.path.clone();
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("{\"graph\":\"urn:b\",\"st");
        fs::write(&path, &text).unwrap();
        assert_eq!(
            Ledger::open(folder.path(), "http://a.example/")
                .unwrap()
                .graphs()
                .count(),
            1
        );
        fs::write(&path, format!("hello\n{text}")).unwrap();
        let error = Ledger::open(folder.path(), "http://a.example/").unwrap_err();
        assert!(error.to_string().contains(".jsonl:1: "), "{error}");
    }
}
