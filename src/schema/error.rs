//! An ontology that cannot be used, and where.

use std::path::{Path, PathBuf};

/// An ontology that cannot be used: the file, the line, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}", path = path.display())]
pub struct SchemaError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl SchemaError {
    pub(super) fn new(path: &Path, line: usize, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_path_buf(),
            line,
            problem: problem.into(),
        }
    }
}

/// The first line that names a term, by its whole id or by the last part of it; 1 where none does.
pub(crate) fn line_of(text: &str, id: &str) -> usize {
    let name = id.rsplit(['#', '/']).next().unwrap_or(id);
    let found = text.lines().position(|line| line.contains(name));
    found.map_or(1, |index| index + 1)
}
