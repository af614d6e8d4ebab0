//! Whether ontology, lexicon and shapes agree: nothing names a term that is not declared.
//!
//! The three are written by different hands and tied together by names alone. Everything that does not fit is
//! found here, all at once, each with its file, its line and the nearest name that does exist.

mod declarations;
mod nearest;
mod shapes;
mod tables;

pub(crate) use nearest::{LETTERS_FOR_EACH_EDIT, nearest_word};

use std::fmt;
use std::path::{Path, PathBuf};

use crate::lexicon::table::bundled_tables;
use crate::ontology::{Ontology, OntologyError, OntologyFile, Place, bundled_files};

/// Something that does not agree, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file and the line.
    pub place: Place,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { path, line } = &self.place;
        write!(formatter, "{}:{line}: {}", path.display(), self.message)
    }
}

impl Problem {
    fn new(file: OntologyFile<'_>, line: usize, message: impl Into<String>) -> Self {
        let path = PathBuf::from(file.path);
        let message = message.into();
        Self {
            place: Place { path, line },
            message,
        }
    }
}

impl From<OntologyError> for Problem {
    fn from(error: OntologyError) -> Self {
        let message = format!("not Turtle: {}", error.source);
        Self {
            place: error.place,
            message,
        }
    }
}

/// The files that have to agree.
#[derive(Debug, Clone)]
pub struct Files<'a> {
    /// The ontology, in Turtle.
    pub ontology: Vec<OntologyFile<'a>>,
    /// The lexicon's tables.
    pub lexicon: Vec<OntologyFile<'a>>,
    /// The shapes, in Turtle.
    pub shapes: Vec<OntologyFile<'a>>,
}

impl Files<'static> {
    /// The files that the program ships with.
    pub fn bundled() -> Self {
        Self {
            ontology: bundled_files().to_vec(),
            lexicon: bundled_tables(),
            shapes: vec![bundled_shapes()],
        }
    }
}

impl<'a> Files<'a> {
    /// Tells files apart by name: `shapes.ttl`, other Turtle, and tables.
    pub fn sorted_out(files: impl Iterator<Item = OntologyFile<'a>>) -> Self {
        let (turtle, lexicon): (Vec<_>, Vec<_>) = files.partition(|file| has_extension(*file, "ttl"));
        let (shapes, ontology) = turtle
            .into_iter()
            .partition(|file| file.path.ends_with("shapes.ttl"));
        Self {
            ontology,
            lexicon,
            shapes,
        }
    }
}

fn has_extension(file: OntologyFile<'_>, extension: &str) -> bool {
    file.path.extension().is_some_and(|found| found == extension)
}

/// The shapes that the program ships with.
pub fn bundled_shapes() -> OntologyFile<'static> {
    OntologyFile {
        path: Path::new("ontology/shapes.ttl"),
        text: include_str!("../ontology/shapes.ttl"),
    }
}

/// Everything that does not agree, sorted by place; when a file of the ontology is not Turtle, only that.
pub fn problems(files: &Files<'_>) -> Vec<Problem> {
    let ontology = match Ontology::parse(&files.ontology) {
        Ok(ontology) => ontology,
        Err(error) => return vec![error.into()],
    };
    let mut problems = declarations::problems(&ontology, &files.ontology);
    for table in &files.lexicon {
        problems.extend(tables::problems(&ontology, *table));
    }
    for file in &files.shapes {
        problems.extend(shapes::problems(&ontology, *file));
    }
    problems.sort();
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_files_agree() {
        let found: Vec<_> = problems(&Files::bundled())
            .iter()
            .map(Problem::to_string)
            .collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    #[test]
    fn files_are_told_apart_by_their_names() {
        let paths = ["o/lexicon/verbs.tsv", "o/mine.ttl", "o/shapes.ttl"];
        let files = paths.map(|path| OntologyFile {
            path: Path::new(path),
            text: "",
        });
        let sorted_out = Files::sorted_out(files.into_iter());
        assert_eq!(sorted_out.ontology[0].path, Path::new("o/mine.ttl"));
        assert_eq!(sorted_out.shapes[0].path, Path::new("o/shapes.ttl"));
        assert_eq!(sorted_out.lexicon[0].path, Path::new("o/lexicon/verbs.tsv"));
    }

    #[test]
    fn a_file_that_is_not_turtle_is_one_problem() {
        let broken = OntologyFile {
            path: Path::new("mine.ttl"),
            text: "tm:Claim a\n",
        };
        let files = Files {
            ontology: vec![broken],
            ..Files::bundled()
        };
        let found = problems(&files);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].to_string().starts_with("mine.ttl:1: not Turtle: "),
            "{}",
            found[0]
        );
    }
}
