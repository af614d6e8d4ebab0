//! Byte strings sorted on disk: filled in memory, spilled as sorted runs, merged at the end.
//!
//! Memory is bounded by `RUN_BYTES` whatever the number of strings.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the names of runs end in.
pub(crate) const RUN: &str = "run";

/// How much is sorted in memory at a time, in bytes.
const RUN_BYTES: usize = 64 << 20;

/// What is no more than this, in bytes, never goes to disk.
const SMALL_BYTES: usize = 4 << 20;

/// Strings that are being collected.
pub(crate) struct Runs {
    folder: PathBuf,
    name: &'static str,
    /// Tells runs that are written at the same time apart.
    serial: usize,
    arena: Vec<u8>,
    spans: Vec<Span>,
    files: Vec<PathBuf>,
    /// How many of the files are sure to be on disk.
    synced: usize,
    lifetime: Lifetime,
}

/// Where a string of the arena begins and ends, with its first bytes, by which most are told apart without a look at it.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: u64,
    start: u32,
    end: u32,
}

impl Span {
    fn of<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        arena
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// How long runs stay on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lifetime {
    /// Until they have been merged.
    Merge,
    /// As long as their folder, so that whoever is cut off goes on with them.
    Folder,
}

impl Runs {
    /// Nothing yet; runs are written into `folder`.
    pub(crate) fn new(folder: PathBuf, name: &'static str) -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        Self {
            folder,
            name,
            serial: MADE.fetch_add(1, Ordering::Relaxed),
            arena: Vec::new(),
            spans: Vec::new(),
            files: Vec::new(),
            synced: 0,
            lifetime: Lifetime::Merge,
        }
    }

    /// The same with `known` runs of before, as [`Self::keep`] told, which are read again; runs stay after the merge.
    pub(crate) fn lasting(folder: PathBuf, name: &'static str, known: usize) -> Self {
        let mut runs = Self::new(folder, name);
        runs.lifetime = Lifetime::Folder;
        runs.files = (0..known).map(|number| runs.path(number)).collect();
        runs.synced = known;
        runs
    }

    /// Sees to it that all is on disk, and tells in how many runs.
    pub(crate) fn keep(&mut self) -> io::Result<usize> {
        if !self.arena.is_empty() {
            self.spill()?;
        }
        for path in self.files.iter().skip(self.synced) {
            File::open(path)?.sync_all()?;
        }
        self.synced = self.files.len();
        Ok(self.files.len())
    }

    /// Whether nothing has been added.
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.files.is_empty()
    }

    /// How much is in memory, in bytes.
    pub(crate) fn in_memory(&self) -> usize {
        self.arena.len()
    }

    fn path(&self, number: usize) -> PathBuf {
        let name = match self.lifetime {
            Lifetime::Merge => format!("{}-{}.{number}.{RUN}", self.name, self.serial),
            Lifetime::Folder => format!("{}.{number}.{RUN}", self.name),
        };
        self.folder.join(name)
    }

    /// Adds the string that `parts` make together.
    pub(crate) fn push(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        self.push_written(|arena| {
            parts.iter().for_each(|part| arena.extend_from_slice(part));
            Ok(())
        })
    }

    /// Adds the string that `write` writes.
    pub(crate) fn push_written(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.arena.len() >= RUN_BYTES {
            self.spill()?;
        }
        let start = self.arena.len();
        write(&mut self.arena)?;
        let span = (u32::try_from(start), u32::try_from(self.arena.len()));
        let (Ok(start), Ok(end)) = span else {
            return Err(io::Error::other("a value of gigabytes cannot be sorted"));
        };
        let first = first_bytes(self.arena.get(start as usize..).unwrap_or_default());
        self.spans.push(Span { first, start, end });
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let path = self.path(self.files.len());
        let mut output = BufWriter::new(File::create(&path)?);
        self.write_sorted(&mut output)?;
        output.flush()?;
        self.files.push(path);
        self.arena.clear();
        self.spans.clear();
        Ok(())
    }

    fn write_sorted(&mut self, output: &mut impl Write) -> io::Result<()> {
        self.sort();
        for span in &self.spans {
            output.write_all(&(span.end - span.start).to_le_bytes())?;
            output.write_all(span.of(&self.arena))?;
        }
        Ok(())
    }

    /// Sorts what is in memory.
    fn sort(&mut self) {
        let arena = &self.arena;
        self.spans.sort_unstable_by(|one, other| {
            let by_first = one.first.cmp(&other.first);
            by_first.then_with(|| one.of(arena).cmp(other.of(arena)))
        });
    }

    /// Hands on each string once, in order; what is all in memory stays there.
    pub(crate) fn each_once(mut self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.files.is_empty() {
            self.sort();
            let strings = self
                .spans
                .chunk_by(|one, next| one.of(&self.arena) == next.of(&self.arena));
            return strings
                .filter_map(<[Span]>::first)
                .try_for_each(|span| take(span.of(&self.arena)));
        }
        let (mut merge, mut next, mut before) = (self.merge()?, Vec::new(), None::<Vec<u8>>);
        while merge.next_into(&mut next)? {
            if before.as_ref() != Some(&next) {
                take(&next)?;
                before.get_or_insert_default().clone_from(&next);
            }
        }
        Ok(())
    }

    /// All strings in order; equal ones follow one another.
    pub(crate) fn merge(mut self) -> io::Result<Merge> {
        let mut in_memory = Vec::new();
        match self.files.is_empty() && self.arena.len() <= SMALL_BYTES {
            true => self.write_sorted(&mut in_memory)?,
            false => self.spill()?,
        }
        self.arena = Vec::new();
        let mut runs: Vec<Box<dyn BufRead>> = vec![Box::new(Cursor::new(in_memory))];
        let mut merge = Merge {
            heads: BinaryHeap::new(),
            runs: Vec::new(),
            to_remove: match self.lifetime {
                Lifetime::Merge => self.files.clone(),
                Lifetime::Folder => Vec::new(),
            },
        };
        for path in &self.files {
            runs.push(Box::new(BufReader::with_capacity(1 << 18, File::open(path)?)));
        }
        for mut run in runs {
            let mut first = Vec::new();
            if read_string(&mut run, &mut first)? {
                merge.heads.push(Reverse((first, merge.runs.len())));
            }
            merge.runs.push(run);
        }
        Ok(merge)
    }
}

/// The first eight bytes of a string, as a number that is ordered as they are.
fn first_bytes(string: &[u8]) -> u64 {
    match string.first_chunk::<8>() {
        Some(first) => u64::from_be_bytes(*first),
        None => {
            let padded = string.iter().chain(std::iter::repeat(&0)).take(8);
            padded.fold(0, |number, byte| number << 8 | u64::from(*byte))
        }
    }
}

/// Sorted runs that are being read together.
pub(crate) struct Merge {
    heads: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    runs: Vec<Box<dyn BufRead>>,
    to_remove: Vec<PathBuf>,
}

impl Merge {
    /// Puts the next string into `next`; false at the end.
    pub(crate) fn next_into(&mut self, next: &mut Vec<u8>) -> io::Result<bool> {
        let Some(mut top) = self.heads.peek_mut() else {
            return Ok(false);
        };
        let Reverse((head, run)) = &mut *top;
        std::mem::swap(head, next);
        let has_more = match self.runs.get_mut(*run) {
            Some(run) => read_string(run, head)?,
            None => false,
        };
        if !has_more {
            PeekMut::pop(top);
        }
        Ok(true)
    }
}

impl Drop for Merge {
    fn drop(&mut self) {
        for path in &self.to_remove {
            // The folder is removed or swapped in as a whole; a run that stays behind only takes room.
            let _ = fs::remove_file(path);
        }
    }
}

fn read_string(run: &mut impl BufRead, string: &mut Vec<u8>) -> io::Result<bool> {
    // Most strings lie in the buffer as a whole.
    let buffered = run.fill_buf()?.split_first_chunk::<4>();
    let whole = buffered.and_then(|(length, rest)| rest.get(..u32::from_le_bytes(*length) as usize));
    if let Some(whole) = whole {
        string.clear();
        string.extend_from_slice(whole);
        run.consume(4 + string.len());
        return Ok(true);
    }
    let mut length = [0; 4];
    match run.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(error),
    }
    string.resize(u32::from_le_bytes(length) as usize, 0);
    run.read_exact(string)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_out_sorted_whatever_the_runs_they_were_in() {
        let folder = tempfile::tempdir().unwrap();
        let mut runs = Runs::new(folder.path().to_path_buf(), "test");
        for (number, word) in ["pear", "fig", "plum", "apple", "fig", ""].iter().enumerate() {
            runs.push(&[word.as_bytes()]).unwrap();
            if number % 2 == 1 {
                runs.spill().unwrap();
            }
        }
        let mut merge = runs.merge().unwrap();
        let (mut found, mut next) = (Vec::new(), Vec::new());
        while merge.next_into(&mut next).unwrap() {
            found.push(String::from_utf8(next.clone()).unwrap());
        }
        assert_eq!(found, ["", "apple", "fig", "fig", "pear", "plum"]);
        drop(merge);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn each_string_is_handed_on_once_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        for is_on_disk in [false, true] {
            let mut runs = Runs::new(folder.path().to_path_buf(), "test");
            for word in ["pear", "fig", "pear", "a fig of eight letters", "fig"] {
                runs.push(&[word.as_bytes()]).unwrap();
                if is_on_disk {
                    runs.spill().unwrap();
                }
            }
            let mut found = Vec::new();
            let mut take = |word: &[u8]| {
                found.push(String::from_utf8(word.to_vec()).unwrap());
                Ok(())
            };
            runs.each_once(&mut take).unwrap();
            assert_eq!(found, ["a fig of eight letters", "fig", "pear"]);
        }
    }

    #[test]
    fn few_strings_are_sorted_without_a_file() {
        let mut runs = Runs::new(PathBuf::from("/nowhere"), "test");
        for word in ["pear", "fig"] {
            runs.push(&[word.as_bytes()]).unwrap();
        }
        let (mut merge, mut next) = (runs.merge().unwrap(), Vec::new());
        assert!(merge.next_into(&mut next).unwrap() && next == b"fig");
        assert!(merge.next_into(&mut next).unwrap() && next == b"pear");
        assert!(!merge.next_into(&mut next).unwrap());
    }
}
