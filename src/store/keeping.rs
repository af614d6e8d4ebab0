//! Document graphs on their way into a history: each is a file, and all are last before a revision names them.
//!
//! To sync a file takes longer than to write it. So a few are synced one by one, and many by one request for all of the
//! file system, where the system has one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use oxigraph::model::Quad;

use super::StoreError;
use super::history::{History, hash_of, lines_of};
use super::place::file_error;
use crate::export::{put_file, sync_folder_of};

/// How many files are synced one by one.
const FEW: usize = 16;

/// Graphs that are being kept. What was not synced may be damaged after a power failure, and is written again when it is
/// next kept.
pub(super) struct Keeping<'a> {
    history: &'a History,
    written: Vec<PathBuf>,
}

impl<'a> Keeping<'a> {
    pub(super) fn of(history: &'a History) -> Self {
        Self {
            history,
            written: Vec::new(),
        }
    }

    /// Writes a graph where it is not kept yet, and returns its hash.
    pub(super) fn keep(&mut self, quads: &[Quad]) -> Result<String, StoreError> {
        let lines = lines_of(quads);
        let hash = hash_of(&lines);
        let packed = zstd::bulk::compress(&lines, 0);
        let packed = packed.map_err(|source| file_error(&self.history.object(&hash), source))?;
        self.put(&hash, &packed)?;
        Ok(hash)
    }

    /// Writes a graph that is packed already.
    pub(super) fn put(&mut self, hash: &str, packed: &[u8]) -> Result<(), StoreError> {
        let path = self.history.object(hash);
        if !fs::read(&path).is_ok_and(|kept| kept == packed) {
            put(&path, packed).map_err(|source| file_error(&path, source))?;
            self.written.push(path);
        }
        Ok(())
    }

    /// Has all that was written last.
    pub(super) fn sync(self) -> Result<(), StoreError> {
        let failed = |source| file_error(&self.history.objects(), source);
        if self.written.len() > FEW && sync_file_system(&self.history.objects()).map_err(failed)? {
            return Ok(());
        }
        for path in &self.written {
            let synced = File::open(path).and_then(|file| file.sync_all());
            synced.and_then(|()| sync_folder_of(path)).map_err(failed)?;
        }
        Ok(())
    }
}

/// Puts bytes at a path, where nobody ever sees a part of them.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    put_file(path, |beside| fs::write(beside, bytes))
}

/// Has all of the file system last that a folder is in; whether the system can be asked for that.
fn sync_file_system(folder: &Path) -> io::Result<bool> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(cfg!(target_os = "linux"))
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;
    use crate::rdf::describe_reading;
    use crate::rdf::example::Example;

    #[test]
    fn few_and_many_are_kept_and_what_was_damaged_is_written_again() {
        let ontology = crate::ontology::Ontology::bundled();
        let folder = tempfile::tempdir().unwrap();
        let history = History::of(&Place::from_path(folder.path().join("news.nq"))).unwrap();
        for count in [1, 2 * FEW] {
            let graphs: Vec<Vec<Quad>> = (0..count)
                .map(|number| {
                    describe_reading(&ontology, &Example::new(&format!("{count} {number}.")).reading).quads
                })
                .collect();
            let mut keeping = Keeping::of(&history);
            let hashes: Vec<String> = graphs.iter().map(|quads| keeping.keep(quads).unwrap()).collect();
            assert_eq!(keeping.written.len(), count);
            keeping.sync().unwrap();
            fs::write(history.object(&hashes[0]), b"").unwrap();
            let mut again = Keeping::of(&history);
            for (quads, hash) in graphs.iter().zip(&hashes) {
                assert_eq!(&again.keep(quads).unwrap(), hash);
                assert_eq!(history.quads(hash).unwrap().len(), quads.len());
            }
            assert_eq!(again.written, [history.object(&hashes[0])]);
        }
    }
}
