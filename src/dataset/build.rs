//! Writes an index: records as they come, then what leads to them.
//!
//! The folder holds `records.bin` (each record encoded by postcard), `offsets.bin` (where each begins, 8 bytes each),
//! and `names`, `words` and `ids`, each a map with its lists (see [`super::postings`]).

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::groups::Groups;
use super::key::{initials, sorted_key, words};
use super::postings::{SEPARATOR, split_key, write_postings};
use super::record::{Record, RecordNumber};
use crate::linkage::name::normalise;
use crate::sorting::{RUN, Runs};

/// A name of more records than this tells nothing.
const MOST_OF_A_NAME: usize = 20_000;
/// A word in more names than this does not lead to them.
const MOST_OF_A_WORD: usize = 4_096;

/// The fewest records that are kept.
const FEWEST_KEPT: RecordNumber = 4_096;
/// What is kept when so many bytes wait in memory to be sorted.
const MOST_IN_MEMORY: usize = 128 << 20;

/// The records, one after the other.
const RECORDS: &str = "records.bin";
/// Where each begins.
const OFFSETS: &str = "offsets.bin";

/// An index that is being written.
pub(super) struct Builder {
    folder: PathBuf,
    records: BufWriter<File>,
    offsets: BufWriter<File>,
    written: u64,
    count: RecordNumber,
    names: Runs,
    words: Groups,
    ids: Runs,
    buffer: Vec<u8>,
    /// How many records there were when it was last kept.
    kept: RecordNumber,
}

/// What of an index is sure to be on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// How many records.
    count: RecordNumber,
    /// How many bytes of them.
    written: u64,
    /// How many runs of names, words and identifiers.
    runs: [usize; 3],
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) records: u64,
    pub(super) names: u64,
    pub(super) duplicates: u64,
    /// The identifier of one of them.
    pub(super) duplicate: Option<String>,
}

impl Kept {
    /// How many records.
    pub(super) fn records(&self) -> u64 {
        u64::from(self.count)
    }

    /// Whether a folder still has all of it.
    pub(super) fn is_in(&self, folder: &Path) -> bool {
        let has = |name: String, length: u64| {
            fs::metadata(folder.join(name)).is_ok_and(|file| file.len() >= length)
        };
        let runs = ["names", "words", "ids"].into_iter().zip(self.runs);
        let mut runs =
            runs.flat_map(|(name, known)| (0..known).map(move |number| format!("{name}.{number}.{RUN}")));
        has(RECORDS.to_owned(), self.written)
            && has(OFFSETS.to_owned(), u64::from(self.count) * 8)
            && runs.all(|run| has(run, 1))
    }
}

impl Builder {
    /// Begins an index in a folder that is there, or goes on with what of it was kept there; what came after is lost.
    pub(super) fn new(folder: &Path, kept: &Kept) -> io::Result<Self> {
        let [names, words, ids] = kept.runs;
        let runs = |name, known| Runs::lasting(folder.to_path_buf(), name, known);
        let file = |name: &str, length: u64| {
            let options = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .clone();
            let mut file = options.open(folder.join(name))?;
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            io::Result::Ok(BufWriter::new(file))
        };
        Ok(Self {
            records: file(RECORDS, kept.written)?,
            offsets: file(OFFSETS, u64::from(kept.count) * 8)?,
            written: kept.written,
            count: kept.count,
            names: runs("names", names),
            words: Groups::lasting(folder.to_path_buf(), "words", words),
            ids: runs("ids", ids),
            buffer: Vec::new(),
            folder: folder.to_path_buf(),
            kept: kept.count,
        })
    }

    /// Whether it is time to keep what there is: when there is twice as much as the last time, or much in memory. So whoever
    /// is cut off has to do less than half again, and a small dataset is not kept at all.
    pub(super) fn is_due(&self) -> bool {
        let since = self.count - self.kept;
        let in_memory = self.names.in_memory() + self.words.in_memory() + self.ids.in_memory();
        since >= self.kept.max(FEWEST_KEPT) || in_memory >= MOST_IN_MEMORY
    }

    /// Whether anything was kept.
    pub(super) fn has_kept(&self) -> bool {
        self.kept > 0
    }

    /// Sees to it that all there is is on disk.
    pub(super) fn keep(&mut self) -> io::Result<Kept> {
        for file in [&mut self.records, &mut self.offsets] {
            file.flush()?;
            file.get_ref().sync_data()?;
        }
        let runs = [self.names.keep()?, self.words.keep()?, self.ids.keep()?];
        self.kept = self.count;
        Ok(Kept {
            count: self.count,
            written: self.written,
            runs,
        })
    }

    /// Where the index is written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many records there are.
    pub(super) fn count(&self) -> u64 {
        u64::from(self.count)
    }

    /// Adds a record.
    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        let record_number = self.count;
        let number = record_number.to_be_bytes();
        self.count = self
            .count
            .checked_add(1)
            .ok_or_else(|| io::Error::other("too many records"))?;
        self.ids.push(&[record.id.as_bytes(), &[SEPARATOR], &number])?;
        for name in record.names() {
            let name = normalise(name);
            if name.is_empty() {
                continue;
            }
            let also = [sorted_key(&name), initials(&name)];
            let keys = also.iter().flatten().chain([&name]);
            for key in keys {
                self.names.push(&[key.as_bytes(), &[SEPARATOR], &number])?;
            }
            for word in words(&name) {
                self.words.push(word, record_number);
            }
        }
        self.buffer.clear();
        self.buffer =
            postcard::to_extend(record, std::mem::take(&mut self.buffer)).map_err(io::Error::other)?;
        self.records.write_all(&self.buffer)?;
        self.offsets.write_all(&self.written.to_le_bytes())?;
        self.written += self.buffer.len() as u64;
        Ok(())
    }

    /// Writes what leads to the records; of several with one identifier the first counts.
    pub(super) fn finish(mut self) -> io::Result<Written> {
        self.offsets.write_all(&self.written.to_le_bytes())?;
        self.offsets.flush()?;
        self.records.flush()?;
        let (left_out, duplicate) = repeated(self.ids, &self.folder)?;
        let folder = self.folder.as_path();
        let names = write_postings(self.names.merge()?, (folder, "names"), &left_out, MOST_OF_A_NAME)?;
        write_postings(self.words.merge()?, (folder, "words"), &left_out, MOST_OF_A_WORD)?;
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            match path.extension().is_some_and(|extension| extension == RUN) {
                true => fs::remove_file(path)?,
                false => File::open(path)?.sync_all()?,
            }
        }
        Ok(Written {
            records: u64::from(self.count) - left_out.len() as u64,
            names,
            duplicates: left_out.len() as u64,
            duplicate,
        })
    }
}

/// Writes the map of identifiers; gives the records whose identifier an earlier one has, sorted, and one such identifier.
fn repeated(ids: Runs, folder: &Path) -> io::Result<(Vec<RecordNumber>, Option<String>)> {
    let mut sorted = ids.merge()?;
    let mut firsts = Runs::new(folder.to_path_buf(), "firsts");
    let (mut next, mut last) = (Vec::new(), Vec::new());
    let (mut left_out, mut duplicate) = (Vec::new(), None);
    while sorted.next_into(&mut next)? {
        let Some((id, mut records)) = split_key(&next) else {
            continue;
        };
        let Some(record) = records.next() else { continue };
        if id == last {
            duplicate.get_or_insert_with(|| String::from_utf8_lossy(id).into_owned());
            left_out.push(record);
        } else {
            firsts.push(&[&next])?;
            last = id.to_vec();
        }
    }
    write_postings(firsts.merge()?, (folder, "ids"), &[], 1)?;
    left_out.sort_unstable();
    Ok((left_out, duplicate))
}
