//! What readers hand records to: checks them, counts what cannot be used, and passes the others on.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build::{Builder, Written};
use super::checkpoint::{Checkpoint, Task};
use super::error::DatasetError;
use super::input::{Input, Mark};
use super::meta::SourceFile;
use super::record::Record;

/// What becomes of a line that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strictness {
    /// It is counted and told, and the others are taken.
    Lenient,
    /// Nothing is taken.
    Strict,
}

/// What is told while a dataset is indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// So many records have been taken.
    Records(u64),
    /// An earlier run was cut off, and this one goes on after so many records.
    GoesOn(u64),
    /// An earlier run was cut off, and this one starts over, for a reason.
    StartsOver(&'static str),
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    task: Task,
    progress: &'a mut dyn FnMut(Progress),
    path: PathBuf,
    format: String,
    mark: Option<Mark>,
    so_far: SoFar,
    /// How much of the file that is being read was taken in an earlier run and is still to be passed over.
    to_pass: u64,
}

/// What was taken so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SoFar {
    /// The files that were read to their ends.
    pub(super) done: Vec<SourceFile>,
    /// How often something was taken of the file that is being read, and the line of the last time.
    pub(super) lines_here: u64,
    pub(super) line: u64,
    bad_here: u64,
    first_here: Option<BadLine>,
    pub(super) bad_lines: u64,
    pub(super) told: Vec<BadLine>,
}

impl<'a> Intake<'a> {
    /// An intake that goes on after what a checkpoint has.
    pub(super) fn new(
        builder: Builder,
        checkpoint: Checkpoint,
        progress: &'a mut dyn FnMut(Progress),
    ) -> Self {
        Self {
            builder,
            task: checkpoint.task,
            progress,
            path: PathBuf::new(),
            format: String::new(),
            mark: None,
            to_pass: checkpoint.so_far.lines_here,
            so_far: checkpoint.so_far,
        }
    }

    /// Where the index is written, for what has to be sorted first.
    pub(super) fn folder(&self) -> &Path {
        self.builder.folder()
    }

    /// Begins a file.
    pub(super) fn begin(&mut self, input: &Input, format: &str) {
        self.path = input.path().to_path_buf();
        self.format = format.to_owned();
        self.mark = Some(input.mark());
    }

    /// The last line that was taken in an earlier run, for readers that take no more than one thing of each line: they pass over
    /// the lines up to it, and nothing else is passed over.
    pub(super) fn line_to_pass(&mut self) -> u64 {
        match std::mem::take(&mut self.to_pass) {
            0 => 0,
            _ => self.so_far.line,
        }
    }

    /// Whether what comes next was taken in an earlier run; each time it is asked it is about the next.
    pub(super) fn passes(&mut self) -> bool {
        let passes = self.to_pass > 0;
        self.to_pass -= u64::from(passes);
        passes
    }

    /// Takes what was read off one line: a record, or what is wrong.
    pub(super) fn take(&mut self, line: u64, read: Result<Record, String>) -> Result<(), DatasetError> {
        if self.passes() {
            return Ok(());
        }
        self.so_far.lines_here += 1;
        self.so_far.line = line;
        match read.and_then(Record::checked) {
            Ok(record) => {
                self.builder.add(&record).map_err(|error| self.unwritten(error))?;
                let taken = self.builder.count();
                if taken.is_multiple_of(STEP) {
                    (self.progress)(Progress::Records(taken));
                }
            }
            Err(problem) => self.refuse(BadLine {
                path: self.path.clone(),
                line,
                problem,
            })?,
        }
        match self.builder.is_due() {
            true => self.keep(),
            false => Ok(()),
        }
    }

    /// Keeps what there is, so that a run that is cut off goes on from here.
    fn keep(&mut self) -> Result<(), DatasetError> {
        let mark = self.mark.as_ref().map(Mark::so_far);
        let kept = self.builder.keep().map_err(|error| self.unwritten(error))?;
        let checkpoint = Checkpoint {
            task: self.task.clone(),
            so_far: self.so_far.clone(),
            mark,
            kept,
        };
        let written = checkpoint.write(self.folder());
        written.map_err(|error| self.unwritten(error))
    }

    fn refuse(&mut self, bad: BadLine) -> Result<(), DatasetError> {
        if self.task.strictness == Strictness::Strict {
            let BadLine { path, line, problem } = bad;
            return Err(DatasetError::Line { path, line, problem });
        }
        let so_far = &mut self.so_far;
        so_far.bad_here += 1;
        so_far.bad_lines += 1;
        so_far.first_here.get_or_insert_with(|| bad.clone());
        if so_far.told.len() < TOLD {
            so_far.told.push(bad);
        }
        Ok(())
    }

    /// Ends what is read of a file: one that is mostly unusable is in another format.
    pub(super) fn end(&mut self) -> Result<(), DatasetError> {
        let so_far = &self.so_far;
        match so_far.first_here.clone() {
            Some(first) if so_far.bad_here * 2 > so_far.lines_here => Err(DatasetError::WrongFormat {
                path: first.path,
                format: self.format.clone(),
                bad: so_far.bad_here,
                lines: so_far.lines_here,
                line: first.line,
                problem: first.problem,
            }),
            _ => Ok(()),
        }
    }

    /// Notes that a file was read to its end.
    pub(super) fn done(&mut self, file: SourceFile) {
        let so_far = &mut self.so_far;
        so_far.done.push(file);
        (so_far.lines_here, so_far.line, so_far.bad_here, so_far.first_here) = (0, 0, 0, None);
        (self.mark, self.to_pass) = (None, 0);
    }

    /// What is wrong when the index cannot be written.
    pub(super) fn unwritten(&self, source: io::Error) -> DatasetError {
        DatasetError::Write {
            folder: self.folder().to_path_buf(),
            source,
        }
    }

    /// Writes what leads to the records. What was kept on the way is kept once more, so that a run that is cut off while
    /// it sorts need not read again.
    pub(super) fn finish(mut self) -> Result<(Written, SoFar), DatasetError> {
        if self.builder.has_kept() {
            self.keep()?;
        }
        let folder = self.folder().to_path_buf();
        let written = self.builder.finish().and_then(|written| {
            Checkpoint::remove(&folder)?;
            Ok(written)
        });
        let written = written.map_err(|source| DatasetError::Write { folder, source })?;
        Ok((written, self.so_far))
    }
}
