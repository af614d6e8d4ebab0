//! One writer or several readers: an advisory lock on a file in or beside the graph.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::PathBuf;

use super::place::file_error;
use super::{Place, StoreError};
use crate::export::with_ending;

/// Held until dropped.
pub(super) struct Lock {
    _file: File,
}

/// Keeps all others out.
pub(super) fn exclusive(place: &Place) -> Result<Option<Lock>, StoreError> {
    acquire(place, File::try_lock)
}

/// Keeps writers out.
pub(super) fn shared(place: &Place) -> Result<Option<Lock>, StoreError> {
    acquire(place, File::try_lock_shared)
}

fn acquire(place: &Place, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Option<Lock>, StoreError> {
    let (Some(path), Some(lock_path)) = (place.path(), lock_path(place)?) else {
        return Ok(None);
    };
    let opened = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path);
    let file = opened.map_err(|source| file_error(path, source))?;
    match lock(&file) {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(path.to_path_buf())),
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
