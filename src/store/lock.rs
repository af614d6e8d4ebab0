//! One writer, and no reader of the database itself beside it: an advisory lock on a file in or beside the graph.
//!
//! The writer leaves its name in the file, so that whoever is kept out can say by whom. A graph in a file is replaced
//! as a whole, and a database has snapshots, so readers see the old or the new graph and need no lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

use super::place::file_error;
use super::{Place, StoreError};
use crate::export::with_ending;

/// Held until dropped.
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Says who holds it; what cannot be written is left out, as the lock holds all the same.
    pub(super) fn sign(&mut self, holder: &str) {
        let _ = self.file.set_len(0);
        let _ = self.file.rewind();
        let _ = self.file.write_all(holder.as_bytes());
    }
}

/// Keeps all others out.
pub(super) fn exclusive(place: &Place) -> Result<Option<Lock>, StoreError> {
    acquire(place, File::try_lock)
}

/// Keeps writers out, where readers need it.
pub(super) fn shared(place: &Place) -> Result<Option<Lock>, StoreError> {
    match place {
        Place::Folder(_) => acquire(place, File::try_lock_shared),
        Place::File(_) | Place::Memory => Ok(None),
    }
}

fn acquire(place: &Place, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Option<Lock>, StoreError> {
    let (Some(path), Some(lock_path)) = (place.path(), lock_path(place)?) else {
        return Ok(None);
    };
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&lock_path);
    let mut file = opened.map_err(|source| file_error(path, source))?;
    match lock(&file) {
        Ok(()) => {
            let mut lock = Lock { file };
            lock.sign("");
            Ok(Some(lock))
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            Err(StoreError::Busy {
                path: path.to_path_buf(),
                holder: if holder.is_empty() {
                    "another process".to_owned()
                } else {
                    holder
                },
            })
        }
        Err(TryLockError::Error(source)) => Err(file_error(path, source)),
    }
}

/// The lock file of a place; a folder is made where there is none.
fn lock_path(place: &Place) -> Result<Option<PathBuf>, StoreError> {
    match place {
        Place::Memory => Ok(None),
        Place::File(path) => Ok(Some(with_ending(path, ".lock"))),
        Place::Folder(path) if cfg!(feature = "rocksdb") => {
            fs::create_dir_all(path).map_err(|source| file_error(path, source))?;
            Ok(Some(path.join("testimony.lock")))
        }
        Place::Folder(path) => Err(StoreError::NoFolders(path.clone())),
    }
}
