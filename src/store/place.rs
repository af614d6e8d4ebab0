//! Where a graph is kept.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use oxigraph::store::Store;

use super::StoreError;
use crate::export::{Syntax, replace_file, with_ending, write_quads};

/// Where the snapshots of a folder's database are.
pub(super) const SNAPSHOTS: &str = "snapshots";

/// A snapshot that is read, which nobody removes meanwhile.
pub(super) struct Held {
    /// Each snapshot of a folder has a number of its own, the newest the largest.
    pub(super) number: u64,
    pub(super) _lock: File,
}

/// Where a graph is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: it lasts as long as the process.
    Memory,
    /// In one file of sorted N-Quads, read into memory when it is opened.
    File(PathBuf),
    /// In a folder, by RocksDB.
    Folder(PathBuf),
}

impl Place {
    /// A path that ends in `.nq` is a file, any other a folder.
    pub fn from_path(path: PathBuf) -> Self {
        match path.extension().is_some_and(|extension| extension == "nq") {
            true => Self::File(path),
            false => Self::Folder(path),
        }
    }

    /// The path, for messages; none in memory.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Memory => None,
            Self::File(path) | Self::Folder(path) => Some(path),
        }
    }

    /// A file or folder that goes with the graph: inside its folder, or beside its file with `name` as one more ending.
    pub fn companion(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::File(path) => Some(with_ending(path, &format!(".{name}"))),
            Self::Folder(path) => Some(path.join(name)),
        }
    }

    /// Files in a folder of RocksDB that a load was filling when its process was killed, sorted; nothing refers to them.
    pub(crate) fn orphans(database: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(database).into_iter().flatten();
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut orphans: Vec<PathBuf> = paths.filter(|path| is_orphan(path)).collect();
        orphans.sort();
        orphans
    }

    /// The file or folder whose time tells that the graph has changed.
    pub fn changing(&self) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::File(path) => Some(path.clone()),
            Self::Folder(_) => self.companion(SNAPSHOTS),
        }
    }

    /// Says so when there is nothing at the place.
    pub fn check_exists(&self) -> Result<(), StoreError> {
        match self.path() {
            Some(path) if !path.exists() => Err(StoreError::Missing(path.to_path_buf())),
            _ => Ok(()),
        }
    }
}

/// Oxigraph writes what it loads to files of such names, and RocksDB takes them over by renaming them.
fn is_orphan(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("bulk-") && name.ends_with(".sst")
}

pub(super) fn open_to_write(place: &Place) -> Result<Store, StoreError> {
    match place {
        Place::Folder(path) => folder::open_to_write(path),
        Place::File(path) if !path.exists() => Ok(Store::new()?),
        other => open_to_read(other),
    }
}

pub(super) fn open_to_read(place: &Place) -> Result<Store, StoreError> {
    match place {
        Place::Memory => Ok(Store::new()?),
        Place::File(path) => read_file(path),
        Place::Folder(path) => folder::open_to_read(path),
    }
}

/// Has a folder's database write what it has in memory to its files.
pub(super) fn flush_folder(store: &Store) -> Result<(), StoreError> {
    folder::flush(store)
}

/// Makes what a folder holds last, for readers too.
pub(super) fn save_folder(store: &Store, path: &Path) -> Result<(), StoreError> {
    folder::flush(store)?;
    folder::publish(store, path)
}

/// What readers of a folder read beside a writer, and what keeps it there; none where nothing has been saved yet, or readers
/// need none.
pub(super) fn open_snapshot(place: &Place) -> Result<Option<(Store, Held)>, StoreError> {
    match place {
        Place::Folder(path) => folder::open_snapshot(path),
        Place::File(_) | Place::Memory => Ok(None),
    }
}

/// The number of the newest snapshot of a folder, where it has one.
pub(super) fn newest_snapshot(place: &Place) -> Result<Option<u64>, StoreError> {
    match place {
        Place::Folder(path) => folder::newest_snapshot(path),
        Place::File(_) | Place::Memory => Ok(None),
    }
}

/// Notes that a folder is going to be ahead of what its readers read. A note that cannot be made costs the next writer's
/// care after a kill, and nothing else.
pub(super) fn mark_ahead(place: &Place) {
    if let Place::Folder(path) = place {
        folder::mark_ahead(path);
    }
}

/// Whether a folder may be ahead of what its readers read.
pub(super) fn is_ahead(place: &Place) -> bool {
    matches!(place, Place::Folder(path) if folder::is_ahead(path))
}

fn read_file(path: &Path) -> Result<Store, StoreError> {
    let file = File::open(path).map_err(|source| file_error(path, source))?;
    let store = Store::new()?;
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_reader(BufReader::new(file));
    let mut loader = store.bulk_loader();
    let mut syntax = None;
    let quads = parser.map_while(|quad| quad.map_err(|error| syntax = Some(error)).ok());
    loader.load_quads(quads)?;
    loader.commit()?;
    match syntax {
        None => Ok(store),
        Some(source) => Err(StoreError::Syntax {
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// Puts the graph in the place of what `path` held, so that a reader sees the old or the new one.
pub(super) fn write_file(path: &Path, quads: &[Quad]) -> Result<(), StoreError> {
    replace_file(path, |output| write_quads(quads, Syntax::NQuads, output))
        .map_err(|source| file_error(path, source))
}

pub(super) fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File {
        path: path.to_path_buf(),
        source,
    }
}

#[cfg(feature = "rocksdb")]
mod folder {
    //! Graphs in folders.

    use super::*;

    pub(super) use crate::store::snapshot::{
        is_ahead, mark_ahead, newest as newest_snapshot, open as open_snapshot, publish,
    };

    /// The lock on the folder is held, so that nobody is filling what is removed here.
    pub(super) fn open_to_write(path: &Path) -> Result<Store, StoreError> {
        let database = database(path);
        for orphan in Place::orphans(&database) {
            std::fs::remove_file(&orphan).map_err(|source| file_error(&orphan, source))?;
        }
        Ok(Store::open(database)?)
    }

    pub(super) fn open_to_read(path: &Path) -> Result<Store, StoreError> {
        let database = database(path);
        match database.exists() {
            true => Ok(Store::open_read_only(database)?),
            false => Err(StoreError::Missing(path.to_path_buf())),
        }
    }

    pub(super) fn flush(store: &Store) -> Result<(), StoreError> {
        Ok(store.flush()?)
    }

    fn database(path: &Path) -> PathBuf {
        path.join("database")
    }
}

#[cfg(not(feature = "rocksdb"))]
mod folder {
    //! Graphs in folders, which this build does not keep.

    use super::*;

    pub(super) fn open_to_write(path: &Path) -> Result<Store, StoreError> {
        Err(StoreError::NoFolders(path.to_path_buf()))
    }

    pub(super) fn open_to_read(path: &Path) -> Result<Store, StoreError> {
        Err(StoreError::NoFolders(path.to_path_buf()))
    }

    pub(super) fn flush(_: &Store) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) fn publish(_: &Store, path: &Path) -> Result<(), StoreError> {
        Err(StoreError::NoFolders(path.to_path_buf()))
    }

    pub(super) fn open_snapshot(path: &Path) -> Result<Option<(Store, Held)>, StoreError> {
        Err(StoreError::NoFolders(path.to_path_buf()))
    }

    pub(super) fn newest_snapshot(path: &Path) -> Result<Option<u64>, StoreError> {
        Err(StoreError::NoFolders(path.to_path_buf()))
    }

    pub(super) fn mark_ahead(_: &Path) {}

    pub(super) fn is_ahead(_: &Path) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_a_killed_load_left_behind_are_told_from_those_of_the_database() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["bulk-123.sst", "000004.sst", "bulk-9.log", "CURRENT"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        assert_eq!(
            Place::orphans(folder.path()),
            [folder.path().join("bulk-123.sst")]
        );
        assert!(Place::orphans(&folder.path().join("none")).is_empty());
    }
}
