//! Turtle into triples, with the file and line of what cannot be read.

use std::path::PathBuf;

use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{NamedNode, Triple};

use super::{OntologyFile, Place};
use crate::vocab::tm;

/// An ontology file that cannot be read, and where.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}: not Turtle", path = place.path.display(), line = place.line)]
pub struct OntologyError {
    /// The file and the line.
    pub place: Place,
    /// What the parser found.
    pub source: RdfSyntaxError,
}

/// All triples of a file, in its order.
pub(super) fn triples(file: OntologyFile<'_>) -> Result<Vec<Triple>, OntologyError> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(file.text)
        .map(|quad| {
            quad.map(Triple::from)
                .map_err(|error| OntologyError::new(file, error))
        })
        .collect()
}

impl OntologyError {
    /// The parser's error, placed in its file.
    pub(crate) fn new(file: OntologyFile<'_>, source: RdfSyntaxError) -> Self {
        let line = source.location().map_or(1, |location| location.start.line + 1);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let path = PathBuf::from(file.path);
        Self {
            place: Place { path, line },
            source,
        }
    }
}

/// The terms of Testimony's that a file declares, each at the first line that begins with it and says what
/// it is (`tm:Claim a owl:Class`).
pub(super) fn places(file: OntologyFile<'_>) -> impl Iterator<Item = (NamedNode, Place)> {
    file.text.lines().enumerate().filter_map(move |(index, line)| {
        let (name, rest) = line.strip_prefix("tm:")?.split_once(' ')?;
        let place = Place {
            path: PathBuf::from(file.path),
            line: index + 1,
        };
        rest.starts_with("a ").then(|| {
            (
                NamedNode::new_unchecked(format!("{}{name}", tm::NAMESPACE)),
                place,
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_mistake_is_reported_with_its_file_and_line() {
        let text = "@prefix tm: <https://w3id.org/testimony#> .\n\ntm:Claim a nowhere:Class .\n";
        let file = OntologyFile {
            path: Path::new("mine.ttl"),
            text,
        };
        let error = triples(file).unwrap_err();
        assert_eq!(error.to_string(), "mine.ttl:3: not Turtle");
        assert!(error.source.to_string().contains("nowhere:"), "{}", error.source);
    }
}
