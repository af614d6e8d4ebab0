//! A seal on the files of an index: the library that reads them takes them for whole, and panics where they are not.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::document::hex;

/// The file that has the hash of all others.
const SEAL: &str = "seal";
/// How the names of the library's locks begin.
const LOCK: &str = ".tantivy-";

/// Whether the files of a folder are those that were sealed.
pub(super) fn is_whole(folder: &Path) -> bool {
    let sealed = fs::read_to_string(folder.join(SEAL));
    matches!((sealed, hash(folder)), (Ok(sealed), Ok(hash)) if sealed == hash)
}

/// Seals the files of a folder as they are.
pub(super) fn seal(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(SEAL), hash(folder)?)
}

/// A hash of the names and contents of the files, without seal and locks.
fn hash(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for file in fs::read_dir(folder)? {
        files.push(file?.path());
    }
    files.sort();
    let mut all = Sha256::new();
    for file in files {
        let name = file.file_name().unwrap_or_default();
        if name != OsStr::new(SEAL) && !name.to_string_lossy().starts_with(LOCK) {
            all.update(name.as_encoded_bytes());
            all.update(Sha256::digest(fs::read(&file)?));
        }
    }
    Ok(hex(&all.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_file_breaks_the_seal_and_a_lock_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "one").unwrap();
        assert!(!is_whole(folder.path()));
        seal(folder.path()).unwrap();
        fs::write(at(".tantivy-meta.lock"), "").unwrap();
        assert!(is_whole(folder.path()));
        fs::write(at("a"), "two").unwrap();
        assert!(!is_whole(folder.path()));
        seal(folder.path()).unwrap();
        fs::write(at("b"), "").unwrap();
        assert!(!is_whole(folder.path()));
    }
}
