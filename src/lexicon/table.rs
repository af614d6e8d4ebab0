//! Tab-separated tables: `#` starts a comment line, blank lines are skipped, cells are trimmed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use oxigraph::model::NamedNode;

use crate::factuality::{Certainty, Modality};
use crate::ontology::OntologyFile;

/// The namespace that the prefix `tm:` stands for in a table.
const NAMESPACE: &str = "https://w3id.org/testimony#";

/// A table that cannot be used, and where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}", path = path.display())]
pub struct LexiconError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Where an entry stands: displays as `attribution.tsv:12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntrySource {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for EntrySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// The tables that the program ships with, sorted by path.
pub fn bundled_tables() -> Vec<OntologyFile<'static>> {
    macro_rules! tables {
        ($($path:literal,)*) => {
            vec![$(OntologyFile {
                path: Path::new(concat!("ontology/lexicon/", $path)),
                text: include_str!(concat!("../../ontology/lexicon/", $path)),
            },)*]
        };
    }
    tables![
        "attribution.tsv",
        "classes.tsv",
        "commitment.tsv",
        "control.tsv",
        "furniture.tsv",
        "modality.tsv",
        "modifiers.tsv",
        "names/calendar.tsv",
        "names/countries.tsv",
        "names/given-names.tsv",
        "names/governments.tsv",
        "names/organisations.tsv",
        "names/places.tsv",
        "names/titles.tsv",
        "patterns.tsv",
        "quantities.tsv",
        "relations.tsv",
        "roles.tsv",
        "times.tsv",
    ]
}

/// The table that is called `name`, such as `names/places.tsv`, whatever folder it is in.
pub(super) fn table<'a>(tables: &[OntologyFile<'a>], name: &str) -> Result<OntologyFile<'a>, LexiconError> {
    let found = tables.iter().find(|table| table.path.ends_with(name));
    found.copied().ok_or_else(|| LexiconError {
        path: name.into(),
        line: 1,
        problem: "the table is missing".to_owned(),
    })
}

/// One line of a table.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The file.
    pub path: &'a Path,
    /// The line, from 1.
    pub line: usize,
    /// The cells, trimmed; missing ones at the end read as empty.
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell in `column`, from 0; empty when the line is shorter.
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The cell in `column` split at `|`, empty parts left out.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &'a str> {
        self.cell(column)
            .split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    }

    /// The cell in `column` as a value; `expected` completes the message when it is not one.
    pub fn parse_cell<T: FromStr>(&self, column: usize, expected: &str) -> Result<T, LexiconError> {
        let cell = self.cell(column);
        cell.parse()
            .map_err(|_| self.error(format!("`{cell}` is not {expected}")))
    }

    /// The cell in `column` as a modality.
    pub fn modality(&self, column: usize) -> Result<Modality, LexiconError> {
        let expected = "a modality; use asserted, probable, possible, future/intended or conditional";
        self.parse_cell(column, expected)
    }

    /// The cell in `column` as a modality; an empty one says what `certainty` amounts to.
    pub fn modality_or(&self, column: usize, certainty: Certainty) -> Result<Modality, LexiconError> {
        match self.cell(column) {
            "" => Ok(Modality::of(certainty)),
            _ => self.modality(column),
        }
    }

    /// The cell in `column` as a term: `tm:operates`, or a whole IRI in angle brackets.
    pub fn term(&self, column: usize) -> Result<NamedNode, LexiconError> {
        self.named_term(self.cell(column))
    }

    /// The term that a part of a cell names.
    pub fn named_term(&self, cell: &str) -> Result<NamedNode, LexiconError> {
        let iri = match (
            cell.strip_prefix("tm:"),
            cell.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')),
        ) {
            (Some(name), _) if !name.is_empty() => Some(format!("{NAMESPACE}{name}")),
            (None, Some(iri)) => Some(iri.to_owned()),
            _ => None,
        };
        iri.and_then(|iri| NamedNode::new(iri).ok())
            .ok_or_else(|| self.error(format!("`{cell}` is not a term; write for example `tm:operates`")))
    }

    /// Where this line stands.
    pub fn source(&self) -> EntrySource {
        let file = self
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        EntrySource {
            file,
            line: self.line,
        }
    }

    /// An error about this line.
    pub fn error(&self, problem: impl Into<String>) -> LexiconError {
        LexiconError {
            path: self.path.to_path_buf(),
            line: self.line,
            problem: problem.into(),
        }
    }
}

/// The lines of a table that are neither blank nor comments, in order.
pub fn rows<'a>(path: &'a Path, text: &'a str) -> impl Iterator<Item = Row<'a>> {
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_entry = !line.trim().is_empty() && !line.starts_with('#');
        is_entry.then(|| Row {
            path,
            line: index + 1,
            cells: line.split('\t').map(str::trim).collect(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_keep_their_numbers() {
        let path = Path::new("ontology/lexicon/cues.tsv");
        let rows: Vec<_> = rows(path, "# cues\n\nsay\tverb\n deny | reject \t verb\t\n").collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].source().to_string(), "cues.tsv:4");
        assert_eq!(rows[1].list(0).collect::<Vec<_>>(), ["deny", "reject"]);
        assert_eq!(rows[1].cell(7), "");
    }
}
