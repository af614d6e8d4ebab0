//! Logical sources: the rows of a CSV file and the values of a JSON file that a mapping goes through.

use std::io::BufRead;
use std::path::{Path as FilePath, PathBuf};

use serde_json::Value;

use super::graph::MappingGraph;
use super::json::JsonFile;
use super::path::{Path, scalar};
use crate::record::{ImportError, RecordError, RecordErrorKind, delimiter_of, row_problem};
use crate::source::Stream;

/// How many iterations are handed over at once.
const BATCH: usize = 64;

/// How references are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Formulation {
    Csv,
    /// With the path to the values that are gone through.
    Json(String),
}

/// A file with the references that a mapping makes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogicalSource {
    pub(super) path: PathBuf,
    pub(super) formulation: Formulation,
    pub(super) references: Vec<String>,
}

impl LogicalSource {
    /// The place of a reference among those of the source.
    pub(super) fn refer(&mut self, reference: &str) -> usize {
        let known = self.references.iter().position(|known| known == reference);
        known.unwrap_or_else(|| {
            self.references.push(reference.to_owned());
            self.references.len() - 1
        })
    }
}

/// One row or value, with its line or its number from 1.
pub(super) enum Iteration {
    Row(u64, csv::StringRecord),
    Value(u64, Value),
}

impl Iteration {
    pub(super) fn number(&self) -> u64 {
        match self {
            Self::Row(number, _) | Self::Value(number, _) => *number,
        }
    }
}

/// An opened source.
pub(super) struct Opened {
    pub(super) name: String,
    content: Content,
    /// What each reference is: a column, or a path.
    references: References,
}

enum Content {
    Csv(csv::Reader<Box<dyn BufRead>>),
    Json(JsonFile),
}

/// The references of a source, ready to be looked up.
#[derive(Debug, Clone)]
pub(super) enum References {
    Columns(Vec<usize>),
    Paths(Vec<Path>),
}

impl References {
    /// Hands each value of a reference over, with the datatype that it has by itself; a list or an object is none.
    pub(super) fn each(
        &self,
        (iteration, reference): (&Iteration, usize),
        mut take: impl FnMut(&str, Option<&'static str>),
    ) -> Result<(), String> {
        match (self, iteration) {
            (Self::Columns(columns), Iteration::Row(_, row)) => {
                let cell = columns.get(reference).and_then(|column| row.get(*column));
                if let Some(cell) = cell.filter(|cell| !cell.is_empty()) {
                    take(cell, None);
                }
            }
            (Self::Paths(paths), Iteration::Value(_, value)) => {
                let found = paths.get(reference).map(|path| path.find(value));
                for value in found.into_iter().flatten() {
                    match scalar(value) {
                        Some((text, datatype)) => take(&text, datatype),
                        None if value.is_null() => {}
                        None => {
                            return Err(format!(
                                "{value} is no value: refer to what is in it, as by `[*]`"
                            ));
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Opened {
    /// Opens a source and checks that it has what the mapping refers to.
    pub(super) fn new(source: &LogicalSource, graph: &MappingGraph) -> Result<Self, ImportError> {
        let name = source.path.display().to_string();
        match &source.formulation {
            Formulation::Csv => {
                let stream =
                    Stream::open(&source.path).map_err(|error| ImportError::of_source(&name, error))?;
                Self::csv((name, stream.into_reader()), source, graph)
            }
            Formulation::Json(iterator) => {
                let file = JsonFile::open(source, iterator, graph)?;
                Ok(Self {
                    references: References::Paths(file.paths.clone()),
                    content: Content::Json(file),
                    name,
                })
            }
        }
    }

    fn csv(
        (name, reader): (String, Box<dyn BufRead>),
        source: &LogicalSource,
        graph: &MappingGraph,
    ) -> Result<Self, ImportError> {
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(delimiter_of(&name)).from_reader(reader);
        let header = match reader.headers() {
            Ok(header) => header
                .iter()
                .map(|cell| cell.trim_start_matches('\u{feff}').to_owned()),
            Err(error) => return Err(ImportError::of_csv(&name, error)),
        };
        let header: Vec<String> = header.collect();
        let column = |reference: &String| {
            let found = header.iter().position(|column| column == reference);
            found.ok_or_else(|| {
                let columns = header.join(", ");
                let problem = format!("`{name}` has no column `{reference}`; its columns are {columns}");
                graph.error(reference, problem)
            })
        };
        let columns = source.references.iter().map(column).collect::<Result<_, _>>();
        // A file without even a header has no rows, and so nothing to refer to.
        let columns = match header.is_empty() {
            true => Vec::new(),
            false => columns?,
        };
        Ok(Self {
            name,
            content: Content::Csv(reader),
            references: References::Columns(columns),
        })
    }

    pub(super) fn references(&self) -> &References {
        &self.references
    }

    /// The next iterations, and a row that cannot be read; nothing after the last.
    pub(super) fn next_batch(&mut self) -> Result<(Vec<Iteration>, Option<RecordError>), ImportError> {
        let mut batch = Vec::with_capacity(BATCH);
        match &mut self.content {
            Content::Json(file) => {
                while batch.len() < BATCH {
                    match file.next()? {
                        Some((number, value)) => batch.push(Iteration::Value(number, value)),
                        None => return Ok((batch, file.next_unseen())),
                    }
                }
            }
            Content::Csv(reader) => {
                let mut row = csv::StringRecord::new();
                while batch.len() < BATCH {
                    match reader.read_record(&mut row) {
                        Ok(false) => break,
                        Ok(true) => {
                            let line = row.position().map_or(0, csv::Position::line);
                            batch.push(Iteration::Row(line, row.clone()));
                        }
                        Err(error) => {
                            let line = error.position().map_or(0, csv::Position::line);
                            let kind = RecordErrorKind::Row(row_problem(error, &self.name)?);
                            let name = self.name.clone();
                            return Ok((batch, Some(RecordError { name, line, kind })));
                        }
                    }
                }
            }
        }
        Ok((batch, None))
    }
}

/// The file of a source: from the mapping's folder, or from the working folder where it is not there.
pub(super) fn file_of(path: &str, mapping: &FilePath) -> PathBuf {
    let beside = mapping.parent().unwrap_or(FilePath::new("")).join(path);
    let here = PathBuf::from(path);
    match !beside.exists() && here.exists() {
        true => here,
        false => beside,
    }
}
