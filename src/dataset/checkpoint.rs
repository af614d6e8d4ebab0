//! How far an index has come, kept beside it, so that a run that is cut off is gone on with.
//!
//! What was taken is known by the place in the files up to which they were read: those before are known by their hashes, the one
//! that was being read by the hash of its beginning. Where any of it is not as it was, the next run starts over.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build::Kept;
use super::folder::Addition;
use super::input::Marked;
use super::intake::{SoFar, Strictness};
use super::meta::LAYOUT;
use crate::export::replace_file;

/// The file that it is kept in.
const FILE: &str = "progress.json";

/// How far an index has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// What is being done.
    pub(super) task: Task,
    /// What was taken.
    pub(super) so_far: SoFar,
    /// What of the next file had gone by; nothing when none of it had.
    pub(super) mark: Option<Marked>,
    /// What is on disk of it.
    pub(super) kept: Kept,
}

/// What is being done: an index of these files, read in this way by this version of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Task {
    version: String,
    layout: u32,
    files: Vec<PathBuf>,
    format: String,
    pub(super) strictness: Strictness,
}

impl Task {
    pub(super) fn of(addition: &Addition) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            layout: LAYOUT,
            files: addition.files.clone(),
            format: addition.format.kept(),
            strictness: addition.strictness,
        }
    }
}

impl Checkpoint {
    /// Nothing is done yet.
    pub(super) fn beginning(task: Task) -> Self {
        Self {
            task,
            so_far: SoFar::default(),
            mark: None,
            kept: Kept::default(),
        }
    }

    /// What is kept in a folder of the same task, or why nothing there is of use.
    pub(super) fn read(folder: &Path, task: &Task) -> Result<Self, &'static str> {
        let text = fs::read(folder.join(FILE));
        let text = text.map_err(|_| "it had not come far enough to be gone on with")?;
        let checkpoint: Self =
            serde_json::from_slice(&text).map_err(|_| "how far it had come cannot be read")?;
        if checkpoint.task != *task {
            return Err("it was of other files, or read them in another way");
        }
        if !checkpoint.kept.is_in(folder) {
            return Err("some of what it had written is gone");
        }
        match checkpoint.is_of_same_files() {
            true => Ok(checkpoint),
            false => Err("its files have changed"),
        }
    }

    /// Whether what was read still is what the files begin with.
    fn is_of_same_files(&self) -> bool {
        let mut files = self.task.files.iter();
        let done = self.so_far.done.iter().all(|source| {
            let whole = Marked::Beginning(source.bytes, source.sha256.clone());
            let is_whole = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() == source.bytes);
            files
                .next()
                .is_some_and(|path| is_whole(path) && whole.is_of(path).unwrap_or(false))
        });
        let begun = self
            .mark
            .as_ref()
            .is_none_or(|mark| files.next().is_some_and(|path| mark.is_of(path).unwrap_or(false)));
        done && begun
    }

    /// Keeps it in a folder, in the place of the one before.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        replace_file(&folder.join(FILE), |output| {
            Ok(serde_json::to_writer(output, self)?)
        })
    }

    /// Removes it from a folder, where it is no longer needed.
    pub(super) fn remove(folder: &Path) -> io::Result<()> {
        match fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::dataset::example::{addition, line, written};
    use crate::dataset::{Datasets, Progress};

    /// The files of a folder with what is in them.
    fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        entries
            .map(|entry| (entry.file_name().into(), fs::read(entry.path()).unwrap()))
            .collect()
    }

    fn restore(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
        fs::create_dir_all(folder).unwrap();
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }

    /// Places with a bad line near the end of what is kept.
    fn places(count: u32) -> String {
        let lines = (1..=count).map(|id| match id {
            10_000 => "broken\n".to_owned(),
            id => line(
                id,
                &format!("Place {} of {}", id.wrapping_mul(2_654_435_761) % 9_973, id % 7),
            ),
        });
        lines.collect()
    }

    #[test]
    fn a_run_that_was_cut_off_is_gone_on_with_to_the_same_bytes_or_starts_over_where_files_changed() {
        let folder = tempfile::tempdir().unwrap();
        let text = places(21_000);
        let file = written(&folder, "places.txt", &text);
        let one = addition(file.clone());
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let beside = folder.path().join("datasets/.places.new");
        let mut cut_off = BTreeMap::new();
        let mut notice = |step| {
            if step == Progress::Records(20_000) {
                cut_off = files(&beside);
            }
        };
        let (_, told) = datasets.replace(&one, &mut notice).unwrap();
        let whole = files(&folder.path().join("datasets/places"));
        assert!(
            !whole
                .keys()
                .any(|name| name.ends_with(".run") || name.ends_with(FILE))
        );

        restore(&beside, &cut_off);
        let mut steps = Vec::new();
        let (_, told_again) = datasets.replace(&one, &mut |step| steps.push(step)).unwrap();
        assert_eq!(steps, [Progress::GoesOn(16_384), Progress::Records(20_000)]);
        assert!(whole == files(&folder.path().join("datasets/places")) && told == told_again);

        restore(&beside, &cut_off);
        fs::write(&file, text.replacen("Place", "Plaza", 1)).unwrap();
        let mut steps = Vec::new();
        datasets.replace(&one, &mut |step| steps.push(step)).unwrap();
        assert_eq!(steps[0], Progress::StartsOver("its files have changed"));
        assert!(whole != files(&folder.path().join("datasets/places")));
    }

    #[test]
    fn what_was_cut_off_of_another_task_or_has_lost_a_file_is_of_no_use() {
        let folder = tempfile::tempdir().unwrap();
        let task = Task::of(&addition(written(&folder, "places.txt", "")));
        let checkpoint = Checkpoint::beginning(task.clone());
        let read = |task: &Task| Checkpoint::read(folder.path(), task).map(|_| ());
        assert_eq!(read(&task), Err("it had not come far enough to be gone on with"));
        checkpoint.write(folder.path()).unwrap();
        assert_eq!(read(&task), Err("some of what it had written is gone"));
        fs::write(folder.path().join("records.bin"), "").unwrap();
        fs::write(folder.path().join("offsets.bin"), "").unwrap();
        assert_eq!(read(&task), Ok(()));
        let other = Task {
            strictness: Strictness::Strict,
            ..task.clone()
        };
        assert_eq!(
            read(&other),
            Err("it was of other files, or read them in another way")
        );
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(read(&task), Err("how far it had come cannot be read"));
    }
}
