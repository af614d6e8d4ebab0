//! Files in blocks of whole lines, which several threads write at once, in order.

use std::io::{BufRead, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::error::ImportError;
use crate::source::{SourceErrorKind, Stream};

/// How many bytes a block has, and a line more; the same for any number of threads, so that they give the same text. A
/// record becomes about thirty times as much text, and each thread holds two blocks.
const BLOCK: u64 = 1 << 14;

/// The longest line that is read, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

/// Some whole lines of a file.
#[derive(Debug, Clone)]
pub struct Block {
    /// The file, for messages.
    pub name: Arc<str>,
    first_line: u64,
    text: Vec<u8>,
}

impl Block {
    /// The lines that are not empty, each with its number from 1, without white space around it.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let lines = self.text.split(|byte| *byte == b'\n');
        let lines = (self.first_line..).zip(lines.map(|line| line.trim_ascii()));
        lines.filter(|(_, line)| !line.is_empty())
    }
}

/// The blocks of a file, in order; packed files are unpacked.
pub struct Blocks {
    name: Arc<str>,
    reader: Box<dyn BufRead>,
    line: u64,
    is_over: bool,
}

impl Blocks {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let stream = Stream::open(path);
        Self::new(name, stream)
    }

    /// Reads from a reader; `name` is for messages.
    pub fn of_reader(name: &str, reader: impl Read + 'static) -> Result<Self, ImportError> {
        Self::new(name.to_owned(), Stream::of_reader(reader))
    }

    fn new(name: String, stream: Result<Stream, SourceErrorKind>) -> Result<Self, ImportError> {
        match stream {
            Ok(stream) => Ok(Self {
                name: name.into(),
                reader: stream.into_reader(),
                line: 1,
                is_over: false,
            }),
            Err(error) => Err(ImportError::of_source(&name, error)),
        }
    }

    fn read(&mut self) -> Result<Option<Block>, ImportError> {
        let mut text = Vec::with_capacity(BLOCK as usize + 1024);
        let failed = |name: &Arc<str>, source| ImportError::File {
            name: name.to_string(),
            source,
        };
        let read = (&mut self.reader).take(BLOCK).read_to_end(&mut text);
        read.map_err(|source| failed(&self.name, source))?;
        if text.last().is_some_and(|byte| *byte != b'\n') {
            let rest = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut text);
            let rest = rest.map_err(|source| failed(&self.name, source))?;
            if rest as u64 == LONGEST_LINE {
                let lines = text.iter().filter(|byte| **byte == b'\n').count();
                return Err(ImportError::LongLine {
                    name: self.name.to_string(),
                    line: self.line + lines as u64,
                    limit: LONGEST_LINE,
                });
            }
        }
        if text.is_empty() {
            return Ok(None);
        }
        if self.line == 1 && text.starts_with("\u{feff}".as_bytes()) {
            text.drain(.."\u{feff}".len());
        }
        let first_line = self.line;
        self.line += text.iter().filter(|byte| **byte == b'\n').count() as u64;
        Ok(Some(Block {
            name: Arc::clone(&self.name),
            first_line,
            text,
        }))
    }
}

impl Iterator for Blocks {
    type Item = Result<Block, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read().transpose();
        self.is_over = !matches!(read, Some(Ok(_)));
        read
    }
}

/// Threads that work on several things at once and give the results in order.
pub struct Workers(ThreadPool);

impl Workers {
    /// As many as `threads`.
    pub fn new(threads: NonZeroUsize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads.get());
        Ok(Self(pool.build()?))
    }

    /// How many things to hand over at once, so that all threads are busy and little is in memory.
    pub fn batch_size(&self) -> usize {
        self.0.current_num_threads() * 2
    }

    /// What `work` makes of each thing, in their order.
    pub fn map<T: Send, U: Send>(&self, things: Vec<T>, work: impl Fn(T) -> U + Send + Sync) -> Vec<U> {
        self.0
            .install(|| things.into_par_iter().with_max_len(1).map(work).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn blocks_are_whole_lines_with_their_numbers() {
        let line = format!("{}\r\n\n", "x".repeat(40_000));
        let text = line.repeat(9);
        let blocks = Blocks::of_reader("a.jsonl", io::Cursor::new(text.into_bytes())).unwrap();
        let blocks: Vec<Block> = blocks.map(Result::unwrap).collect();
        assert_eq!(blocks.len(), 10);
        let lines = blocks.iter().flat_map(Block::lines);
        let numbers: Vec<u64> = lines
            .map(|(number, line)| number * u64::from(line.len() == 40_000))
            .collect();
        assert_eq!(numbers, [1, 3, 5, 7, 9, 11, 13, 15, 17]);
    }

    #[test]
    fn a_byte_order_mark_and_a_missing_last_line_end_do_no_harm() {
        let blocks = Blocks::of_reader("a", io::Cursor::new("\u{feff}{}\n1".as_bytes())).unwrap();
        let block = blocks.map(Result::unwrap).next().unwrap();
        let lines: Vec<_> = block.lines().collect();
        assert_eq!(lines, [(1, b"{}".as_slice()), (2, b"1".as_slice())]);
    }

    #[test]
    fn a_file_that_is_missing_is_named() {
        let error = Blocks::open(Path::new("no/such.jsonl")).err().unwrap();
        assert_eq!(error.to_string(), "cannot read `no/such.jsonl`");
    }
}
