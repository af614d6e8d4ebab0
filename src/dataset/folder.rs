//! The folder in which datasets are kept, each in a folder of its own that is swapped in as a whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::build::Builder;
use super::checkpoint::{Checkpoint, Task};
use super::claim::Claim;
use super::error::DatasetError;
use super::format::Format;
use super::index::Index;
use super::input::Input;
use super::intake::{BadLine, Intake, Progress, Strictness};
use super::meta::{LAYOUT, Meta};
use crate::rdf::WITHIN;

/// The file of an index that says what it is; it is written last.
pub(super) const META: &str = "meta.json";

/// What an old index is called while the new one takes its place.
const ASIDE: &str = "old";

/// Where datasets are kept.
#[derive(Debug, Clone)]
pub struct Datasets {
    home: PathBuf,
}

/// A dataset that is to be indexed.
#[derive(Debug, Clone)]
pub struct Addition {
    /// Its name.
    pub name: String,
    /// Its files, in the order in which they are read.
    pub files: Vec<PathBuf>,
    /// What they are read as.
    pub format: Format,
    /// Its licence.
    pub licence: Option<String>,
    /// Which release of it this is.
    pub release: Option<String>,
    /// What becomes of lines that cannot be used.
    pub strictness: Strictness,
}

impl Datasets {
    /// Those in a folder, which need not be there yet.
    pub fn in_folder(home: PathBuf) -> Self {
        Self { home }
    }

    /// What is known of each dataset, by name.
    pub fn list(&self) -> Result<Vec<Meta>, DatasetError> {
        let entries = match fs::read_dir(&self.home) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(file_error(&self.home, error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| file_error(&self.home, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if check_name(&name).is_ok() && entry.path().join(META).is_file() {
                names.push(name);
            }
        }
        names.sort();
        names.iter().map(|name| self.meta(name)).collect()
    }

    /// What is known of a dataset.
    pub fn meta(&self, name: &str) -> Result<Meta, DatasetError> {
        let folder = self.folder(name)?;
        let aside = self.beside(name).with_extension(ASIDE);
        if !folder.exists() && aside.join(META).is_file() {
            // A run was cut off between taking the old index away and putting the new one there.
            fs::rename(&aside, &folder).map_err(|error| file_error(&folder, error))?;
        }
        let text = match fs::read_to_string(folder.join(META)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.missing(name)),
            Err(error) => return Err(file_error(&folder.join(META), error)),
        };
        let unusable = |problem: String| DatasetError::Index {
            folder: folder.clone(),
            problem,
        };
        let meta: Meta = serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
        match meta.layout {
            LAYOUT => Ok(meta),
            other => Err(unusable(format!(
                "its layout is {other}, this program's is {LAYOUT}"
            ))),
        }
    }

    /// Opens a dataset to look things up in it.
    pub fn open(&self, name: &str) -> Result<Index, DatasetError> {
        let meta = self.meta(name)?;
        Index::open(&self.folder(name)?, meta)
    }

    /// Indexes a dataset that is not there yet; `progress` is told how it goes.
    pub fn add(
        &self,
        addition: &Addition,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Meta, Vec<BadLine>), DatasetError> {
        match self.folder(&addition.name)?.exists() {
            true => Err(DatasetError::Exists(addition.name.clone())),
            false => self.replace(addition, progress),
        }
    }

    /// The addition that a dataset was, to index it anew: from `files`, or from the same ones when there are none.
    pub fn addition(&self, name: &str, files: Vec<PathBuf>) -> Result<Addition, DatasetError> {
        let meta = self.meta(name)?;
        let known = meta.sources.into_iter().map(|source| source.path);
        Ok(Addition {
            name: meta.name,
            files: if files.is_empty() { known.collect() } else { files },
            format: Format::from_kept(&meta.format)?,
            licence: meta.licence,
            release: None,
            strictness: Strictness::Lenient,
        })
    }

    /// Indexes a dataset in the place of the one of its name, which stays until the new one is complete. What an earlier run
    /// that was cut off has done of the same is not done again.
    pub fn replace(
        &self,
        addition: &Addition,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Meta, Vec<BadLine>), DatasetError> {
        let folder = self.folder(&addition.name)?;
        let beside = self.beside(&addition.name);
        let _claim = Claim::of(&self.home, &addition.name)?;
        let written = begun(addition, &beside, progress)
            .and_then(|checkpoint| write(addition, (&beside, checkpoint), progress));
        let swapped = written.and_then(|written| {
            swap(&beside, &folder).map_err(|error| file_error(&folder, error))?;
            Ok(written)
        });
        if swapped.is_err() {
            // Whatever else is wrong has been said already.
            let _ = fs::remove_dir_all(&beside);
        }
        swapped
    }

    /// Forgets a dataset.
    pub fn remove(&self, name: &str) -> Result<(), DatasetError> {
        let folder = self.folder(name)?;
        match folder.join(META).is_file() {
            false => Err(self.missing(name)),
            true => fs::remove_dir_all(&folder).map_err(|error| file_error(&folder, error)),
        }
    }

    fn folder(&self, name: &str) -> Result<PathBuf, DatasetError> {
        check_name(name)?;
        Ok(self.home.join(name))
    }

    /// Where a dataset is written before it takes the place of the one before.
    fn beside(&self, name: &str) -> PathBuf {
        self.home.join(format!(".{name}.new"))
    }

    fn missing(&self, name: &str) -> DatasetError {
        let known = self.list().unwrap_or_default();
        let known: Vec<_> = known.into_iter().map(|meta| meta.name).collect();
        DatasetError::Missing {
            name: name.to_owned(),
            home: self.home.clone(),
            known: match known.is_empty() {
                true => "there is none; `testimony dataset add` makes one".to_owned(),
                false => format!("there are {}", known.join(", ")),
            },
        }
    }
}

fn check_name(name: &str) -> Result<(), DatasetError> {
    let is_plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter);
    match !name.is_empty() && name != WITHIN && name.chars().all(is_plain) {
        true => Ok(()),
        false => Err(DatasetError::BadName(name.to_owned())),
    }
}

pub(super) fn file_error(path: &Path, source: io::Error) -> DatasetError {
    DatasetError::File {
        path: path.to_path_buf(),
        source,
    }
}

/// How far an earlier run came that was cut off; what it left that is of no use goes.
fn begun(
    addition: &Addition,
    beside: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Checkpoint, DatasetError> {
    let task = Task::of(addition);
    if beside.exists() {
        match Checkpoint::read(beside, &task) {
            Ok(checkpoint) => {
                progress(Progress::GoesOn(checkpoint.kept.records()));
                return Ok(checkpoint);
            }
            Err(reason) => {
                progress(Progress::StartsOver(reason));
                fs::remove_dir_all(beside).map_err(|error| file_error(beside, error))?;
            }
        }
    }
    fs::create_dir_all(beside).map_err(|error| file_error(beside, error))?;
    Ok(Checkpoint::beginning(task))
}

/// Puts a new folder in the place of an old one.
fn swap(new: &Path, old: &Path) -> io::Result<()> {
    if !old.exists() {
        return fs::rename(new, old);
    }
    let aside = new.with_extension(ASIDE);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::remove_dir_all(aside)
}

fn write(
    addition: &Addition,
    (folder, checkpoint): (&Path, Checkpoint),
    progress: &mut dyn FnMut(Progress),
) -> Result<(Meta, Vec<BadLine>), DatasetError> {
    let unwritten = |source: io::Error| DatasetError::Write {
        folder: folder.to_path_buf(),
        source,
    };
    let builder = Builder::new(folder, &checkpoint.kept).map_err(unwritten)?;
    let done = checkpoint.so_far.done.len();
    let mut intake = Intake::new(builder, checkpoint, progress);
    for path in addition.files.iter().skip(done) {
        let mut input = Input::open(path)?;
        addition.format.read(&mut input, &mut intake)?;
        intake.done(input.finish()?);
    }
    let (written, so_far) = intake.finish()?;
    match written.duplicate {
        Some(id) if addition.strictness == Strictness::Strict => {
            let count = written.duplicates;
            return Err(DatasetError::Duplicate { id, count });
        }
        _ if written.records == 0 => return Err(DatasetError::Empty(addition.name.clone())),
        _ => {}
    }
    let meta = Meta {
        layout: LAYOUT,
        name: addition.name.clone(),
        format: addition.format.kept(),
        licence: addition.licence.clone(),
        release: addition.release.clone(),
        sources: so_far.done,
        records: written.records,
        names: written.names,
        bad_lines: so_far.bad_lines,
        duplicates: written.duplicates,
    };
    let text = serde_json::to_string_pretty(&meta).map_err(|error| unwritten(error.into()))?;
    fs::write(folder.join(META), text).map_err(unwritten)?;
    Ok((meta, so_far.told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::example::{addition, line, written};

    #[test]
    fn a_dataset_that_fails_leaves_the_one_before_usable_and_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let good = addition(written(&folder, "good.txt", &line(1, "Novo")));
        datasets.add(&good, &mut |_| {}).unwrap();
        assert!(matches!(
            datasets.add(&good, &mut |_| {}),
            Err(DatasetError::Exists(_))
        ));
        let bad = addition(written(&folder, "bad.txt", "no\tplaces\nhere\n"));
        let error = datasets.replace(&bad, &mut |_| {}).unwrap_err().to_string();
        assert!(
            error.contains("2 of 2 lines cannot be used, the first is 1"),
            "{error}"
        );
        assert_eq!(datasets.open("places").unwrap().meta().records, 1);
        assert_eq!(fs::read_dir(folder.path().join("datasets")).unwrap().count(), 1);
    }

    #[test]
    fn bad_lines_are_counted_with_their_numbers_and_refused_where_that_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let text = format!("{}{}broken\n", line(1, "Novo"), line(2, "Lindow"));
        let mut places = addition(written(&folder, "places.txt", &text));
        let (meta, told) = datasets.replace(&places, &mut |_| {}).unwrap();
        assert_eq!((meta.records, meta.bad_lines, told[0].line), (2, 1, 3));
        places.strictness = Strictness::Strict;
        let error = datasets.replace(&places, &mut |_| {}).unwrap_err().to_string();
        assert!(
            error.ends_with("places.txt:3: there are 1 columns and not 19"),
            "{error}"
        );
    }

    #[test]
    fn of_records_with_one_identifier_the_first_counts_and_strictly_none() {
        let folder = tempfile::tempdir().unwrap();
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let text = format!("{}{}", line(1, "Novo"), line(1, "Lindow"));
        let mut places = addition(written(&folder, "places.txt", &text));
        let (meta, _) = datasets.replace(&places, &mut |_| {}).unwrap();
        assert_eq!((meta.records, meta.duplicates), (1, 1));
        assert!(
            datasets
                .open("places")
                .unwrap()
                .candidates("Lindow")
                .unwrap()
                .is_empty()
        );
        places.strictness = Strictness::Strict;
        let error = datasets.replace(&places, &mut |_| {}).unwrap_err().to_string();
        assert!(error.contains("`https://sws.geonames.org/1/`"), "{error}");
    }

    #[test]
    fn what_a_run_that_was_cut_off_left_is_seen_and_goes_with_the_next_and_the_old_index_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let datasets = Datasets::in_folder(folder.path().join("datasets"));
        let places = addition(written(&folder, "places.txt", &line(1, "Novo")));
        datasets.add(&places, &mut |_| {}).unwrap();
        let home = folder.path().join("datasets");
        fs::rename(home.join("places"), home.join(".places.old")).unwrap();
        fs::create_dir(home.join(".places.new")).unwrap();
        fs::write(home.join(".places.new/records.bin"), "half").unwrap();
        assert_eq!(datasets.open("places").unwrap().meta().records, 1);
        let mut told = Vec::new();
        datasets.replace(&places, &mut |step| told.push(step)).unwrap();
        assert_eq!(
            told,
            [Progress::StartsOver(
                "it had not come far enough to be gone on with"
            )]
        );
        assert_eq!(fs::read_dir(home).unwrap().count(), 1);
    }

    #[test]
    fn a_name_that_could_leave_the_folder_is_refused() {
        let datasets = Datasets::in_folder(PathBuf::from("nowhere"));
        assert!(matches!(datasets.remove("../x"), Err(DatasetError::BadName(_))));
        let error = datasets.remove("places").unwrap_err().to_string();
        assert!(error.contains("testimony dataset add"), "{error}");
    }
}
