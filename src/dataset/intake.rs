//! What readers hand records to: checks them, counts what cannot be used, and passes the others on.

use std::io;
use std::path::{Path, PathBuf};

use super::build::Builder;
use super::error::DatasetError;
use super::record::Record;

/// What becomes of a line that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// It is counted and told, and the others are taken.
    Lenient,
    /// Nothing is taken.
    Strict,
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1; 0 where a record has no line of its own.
    pub line: u64,
    /// What is wrong.
    pub problem: String,
}

/// How many bad lines are told one by one.
const TOLD: usize = 5;

/// How many records come between two tellings of progress.
const STEP: u64 = 20_000;

/// Records on their way into an index.
pub(super) struct Intake<'a> {
    builder: Builder,
    strictness: Strictness,
    progress: &'a mut dyn FnMut(u64),
    path: PathBuf,
    format: String,
    /// Those of the file that is being read.
    bad_here: u64,
    lines_here: u64,
    first_here: Option<BadLine>,
    taken: u64,
    pub(super) bad_lines: u64,
    pub(super) told: Vec<BadLine>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(builder: Builder, strictness: Strictness, progress: &'a mut dyn FnMut(u64)) -> Self {
        Self {
            builder,
            strictness,
            progress,
            path: PathBuf::new(),
            format: String::new(),
            bad_here: 0,
            lines_here: 0,
            first_here: None,
            taken: 0,
            bad_lines: 0,
            told: Vec::new(),
        }
    }

    /// Where the index is written, for what has to be sorted first.
    pub(super) fn folder(&self) -> &Path {
        self.builder.folder()
    }

    /// Begins a file.
    pub(super) fn begin(&mut self, path: &Path, format: &str) {
        self.path = path.to_path_buf();
        self.format = format.to_owned();
        (self.bad_here, self.lines_here, self.first_here) = (0, 0, None);
    }

    /// Takes what was read off one line: a record, or what is wrong.
    pub(super) fn take(&mut self, line: u64, read: Result<Record, String>) -> Result<(), DatasetError> {
        self.lines_here += 1;
        match read.and_then(Record::checked) {
            Ok(record) => {
                self.builder.add(&record).map_err(|error| self.unwritten(error))?;
                self.taken += 1;
                if self.taken.is_multiple_of(STEP) {
                    (self.progress)(self.taken);
                }
                Ok(())
            }
            Err(problem) => self.refuse(BadLine {
                path: self.path.clone(),
                line,
                problem,
            }),
        }
    }

    fn refuse(&mut self, bad: BadLine) -> Result<(), DatasetError> {
        if self.strictness == Strictness::Strict {
            let BadLine { path, line, problem } = bad;
            return Err(DatasetError::Line { path, line, problem });
        }
        self.bad_here += 1;
        self.bad_lines += 1;
        self.first_here.get_or_insert_with(|| bad.clone());
        if self.told.len() < TOLD {
            self.told.push(bad);
        }
        Ok(())
    }

    /// Ends a file: one that is mostly unusable is in another format.
    pub(super) fn end(&mut self) -> Result<(), DatasetError> {
        match self.first_here.take() {
            Some(first) if self.bad_here * 2 > self.lines_here => Err(DatasetError::WrongFormat {
                path: first.path,
                format: self.format.clone(),
                bad: self.bad_here,
                lines: self.lines_here,
                line: first.line,
                problem: first.problem,
            }),
            _ => Ok(()),
        }
    }

    /// What is wrong when the index cannot be written.
    pub(super) fn unwritten(&self, source: io::Error) -> DatasetError {
        DatasetError::Write {
            folder: self.folder().to_path_buf(),
            source,
        }
    }

    /// The index, to be finished.
    pub(super) fn into_builder(self) -> Builder {
        self.builder
    }
}
