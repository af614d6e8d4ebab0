//! Snapshots of a folder's database: what readers read while a writer goes on.
//!
//! A snapshot is a checkpoint of RocksDB: links to the files that the database had, which take room of their own only once it
//! has others. The writer makes one when it has saved what it did, and removes the older ones that nobody reads. Each
//! lies at `snapshots/NUMBER`; its readers share a lock beside it. While the database is ahead of its snapshot a mark says so,
//! so that the next writer makes the snapshot that one which was killed did not.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use oxigraph::store::Store;

use super::StoreError;
use super::place::{Held, SNAPSHOTS, file_error};

/// The mark of a database that is ahead.
const AHEAD: &str = "ahead";
/// How often a reader looks for a newer snapshot when the one that it found has just gone.
const TRIES: usize = 5;

/// The snapshot that a reader reads, with its number, held until dropped.
pub(super) fn open(folder: &Path) -> Result<Option<(Store, Held)>, StoreError> {
    for _ in 0..TRIES {
        let Some(number) = newest(folder)? else {
            return Ok(None);
        };
        let (lock, database) = (lock_of(folder, number), database_of(folder, number));
        // A writer that is about to remove it has it to itself; then there is a newer one.
        if let Ok(file) = File::open(&lock)
            && file.try_lock_shared().is_ok()
            && database.exists()
        {
            let held = Held { number, _lock: file };
            return Ok(Some((Store::open_read_only(database)?, held)));
        }
    }
    Ok(None)
}

/// The number of the newest snapshot.
pub(super) fn newest(folder: &Path) -> Result<Option<u64>, StoreError> {
    Ok(numbers(folder)?.pop())
}

/// Makes a snapshot of the database as it is, and removes the older ones that nobody reads.
pub(super) fn publish(store: &Store, folder: &Path) -> Result<(), StoreError> {
    let error = |source| file_error(&folder.join(SNAPSHOTS), source);
    fs::create_dir_all(folder.join(SNAPSHOTS)).map_err(error)?;
    let older = numbers(folder)?;
    let number = older.last().map_or(1, |last| last + 1);
    File::create(lock_of(folder, number)).map_err(error)?;
    store.backup(database_of(folder, number))?;
    for number in older {
        remove(folder, number).map_err(error)?;
    }
    match fs::remove_file(mark(folder)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(error(source)),
        _ => Ok(()),
    }
}

/// Says that the database of a folder is going to be ahead of its snapshot, where that can be said.
pub(super) fn mark_ahead(folder: &Path) {
    let _ = File::create(mark(folder));
}

/// Whether the database of a folder may be ahead of its snapshot, or has none.
pub(super) fn is_ahead(folder: &Path) -> bool {
    mark(folder).exists() || numbers(folder).is_ok_and(|numbers| numbers.is_empty())
}

/// Removes a snapshot unless somebody reads it.
fn remove(folder: &Path, number: u64) -> io::Result<()> {
    let lock = lock_of(folder, number);
    let is_read = File::open(&lock).is_ok_and(|file| file.try_lock().is_err());
    if is_read {
        return Ok(());
    }
    fs::remove_dir_all(database_of(folder, number))?;
    fs::remove_file(lock)
}

/// The numbers of the snapshots that are whole, ascending.
fn numbers(folder: &Path) -> Result<Vec<u64>, StoreError> {
    let snapshots = folder.join(SNAPSHOTS);
    let entries = match fs::read_dir(&snapshots) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|source| file_error(&snapshots, source))?,
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut numbers: Vec<u64> = names.filter_map(|name| name.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn database_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(SNAPSHOTS).join(number.to_string())
}

fn lock_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(SNAPSHOTS).join(format!("{number}.lock"))
}

/// Not among the snapshots, whose folder is looked at for newer ones.
fn mark(folder: &Path) -> PathBuf {
    folder.join(AHEAD)
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::super::{KnowledgeGraph, Place};
    use super::*;
    use crate::derived::Policy;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::Example;

    /// Puts one more document into the graph.
    fn add(graph: &mut KnowledgeGraph, text: &str) {
        let ontology = Ontology::bundled();
        let rules = (&ontology, &Policy::default());
        let description = describe_reading(&ontology, &Example::new(text).reading);
        graph.amend((from_ref(&description), &[]), rules).unwrap();
        graph.settle(rules.0, rules.1).unwrap();
    }

    /// A writer to a graph with a document, not saved yet, and the place, which lasts as long as the folder.
    fn writer() -> (tempfile::TempDir, Place, KnowledgeGraph) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Folder(folder.path().join("graph"));
        let mut writer = KnowledgeGraph::open_to_write(place.clone()).unwrap();
        add(&mut writer, "One.");
        (folder, place, writer)
    }

    fn documents(graph: &KnowledgeGraph) -> usize {
        graph.documents().unwrap().len()
    }

    #[test]
    fn a_reader_sees_what_a_writer_saved_last() {
        let (folder, place, mut writer) = writer();
        assert!(KnowledgeGraph::open(place.clone()).is_err(), "nothing is saved");
        writer.save().unwrap();
        let first = KnowledgeGraph::open(place.clone()).unwrap();
        add(&mut writer, "Two.");
        assert_eq!(documents(&KnowledgeGraph::open(place.clone()).unwrap()), 1);
        writer.save().unwrap();
        assert_eq!(documents(&KnowledgeGraph::open(place.clone()).unwrap()), 2);
        assert_eq!(documents(&first), 1, "what is read stays");
        assert_eq!(numbers(&folder.path().join("graph")).unwrap(), [1, 2]);
        drop(first);
        add(&mut writer, "Three.");
        writer.save().unwrap();
        assert_eq!(numbers(&folder.path().join("graph")).unwrap(), [3]);
    }

    #[test]
    fn what_a_writer_did_not_save_is_saved_by_the_next() {
        let (_folder, place, mut writer) = writer();
        writer.save().unwrap();
        writer.record("build", "now").unwrap();
        add(&mut writer, "Two.");
        drop(writer);
        assert_eq!(documents(&KnowledgeGraph::open(place.clone()).unwrap()), 1);
        let mut next = KnowledgeGraph::open_to_write(place.clone()).unwrap();
        assert!(next.is_resumed() && !next.is_saved());
        next.save().unwrap();
        assert_eq!(next.record("build", "now").unwrap(), Some(2));
        drop(next);
        assert_eq!(documents(&KnowledgeGraph::open(place.clone()).unwrap()), 2);
        assert!(!KnowledgeGraph::open_to_write(place).unwrap().is_resumed());
    }
}
