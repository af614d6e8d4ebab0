//! A dataset is indexed by one run at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::error::DatasetError;
use super::folder::file_error;

/// A dataset that this run alone indexes, as long as the value lives or until the program ends in any way.
pub(super) struct Claim {
    path: PathBuf,
    _file: File,
}

impl Claim {
    /// Claims a dataset of a folder.
    pub(super) fn of(home: &Path, name: &str) -> Result<Self, DatasetError> {
        let path = home.join(format!(".{name}.lock"));
        let made = fs::create_dir_all(home).and_then(|()| File::create(&path));
        let file = made.map_err(|error| file_error(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _file: file }),
            Err(TryLockError::WouldBlock) => Err(DatasetError::Busy(name.to_owned())),
            Err(TryLockError::Error(error)) => Err(file_error(&path, error)),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A file that stays behind claims nothing once its program has ended.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_claimed_once_until_its_run_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("datasets");
        let first = Claim::of(&home, "places").unwrap();
        assert!(Claim::of(&home, "others").is_ok());
        let error = Claim::of(&home, "places").err().unwrap().to_string();
        assert_eq!(error, "another run is indexing `places`: wait until it has ended");
        drop(first);
        assert!(Claim::of(&home, "places").is_ok());
        assert_eq!(fs::read_dir(home).unwrap().count(), 0);
    }
}
