//! Writes an index: records as they come, then what leads to them.
//!
//! The folder holds `records.bin` (each record encoded by postcard), `offsets.bin` (where each begins, 8 bytes each),
//! and `names`, `words` and `ids`, each a map with its lists (see [`super::postings`]).

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::key::{initials, sorted_key, words};
use super::postings::{SEPARATOR, split_key, write_postings};
use super::record::{Record, RecordNumber};
use crate::linkage::name::normalise;
use crate::sorting::Runs;

/// A name of more records than this tells nothing.
const MOST_OF_A_NAME: usize = 20_000;
/// A word in more names than this does not lead to them.
const MOST_OF_A_WORD: usize = 4_096;

/// An index that is being written.
pub(super) struct Builder {
    folder: PathBuf,
    records: BufWriter<File>,
    offsets: BufWriter<File>,
    written: u64,
    count: RecordNumber,
    names: Runs,
    words: Runs,
    ids: Runs,
    buffer: Vec<u8>,
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

impl Builder {
    /// Begins an index in a folder that is there and empty.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let runs = |name| Runs::new(folder.to_path_buf(), name);
        Ok(Self {
            records: BufWriter::new(File::create(folder.join("records.bin"))?),
            offsets: BufWriter::new(File::create(folder.join("offsets.bin"))?),
            written: 0,
            count: 0,
            names: runs("names"),
            words: runs("words"),
            ids: runs("ids"),
            buffer: Vec::new(),
            folder: folder.to_path_buf(),
        })
    }

    /// Where the index is written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds a record.
    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        let number = self.count.to_be_bytes();
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
                self.words.push(&[word.as_bytes(), &[SEPARATOR], &number])?;
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
            File::open(file?.path())?.sync_all()?;
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
        let Some((id, record)) = split_key(&next) else {
            continue;
        };
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
