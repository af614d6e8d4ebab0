//! Consistency: whether a user's own ontology, its tables of words and its shapes hold together.
//!
//! [`crate::agreement`] does this for the ontology that the program ships with, whose terms have one prefix. Here any
//! OWL or RDFS is looked at, and what it says of itself is compared: nothing is undeclared, above itself or of two
//! classes that exclude each other. Everything is found at once, each with its file, its line and what to do.

mod declared;
mod hierarchy;
mod lines;
mod relations;
mod tables;
mod targets;
mod undeclared;
mod words;

use std::path::Path;

use self::declared::Declared;
use crate::agreement::Problem;
use crate::ontology::{OntologyFile, Place};
use crate::schema::{Schema, SchemaError};

/// A user's own files, as they are checked together.
#[derive(Debug, Clone, Default)]
pub struct Project<'a> {
    /// The ontology, in any format that [`Schema::parse`] takes.
    pub ontology: Vec<OntologyFile<'a>>,
    /// Tables: `relations.tsv` and `classes.tsv` as the program's, the others as `testimony learn` writes them.
    pub lexicon: Vec<OntologyFile<'a>>,
    /// Shapes, in Turtle.
    pub shapes: Vec<OntologyFile<'a>>,
}

/// What does not hold together, and what may be meant so; both sorted by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is worth a look.
    pub notes: Vec<Problem>,
}

impl From<SchemaError> for Problem {
    fn from(error: SchemaError) -> Self {
        let SchemaError { path, line, problem } = error;
        Self {
            place: Place { path, line },
            message: problem,
        }
    }
}

/// Looks at all files; when one cannot be read, only that is told.
pub fn consistency(files: &Project<'_>) -> Findings {
    let declared = match Declared::read(&files.ontology) {
        Ok(declared) => declared,
        Err(error) => {
            return Findings {
                problems: vec![error.into()],
                notes: Vec::new(),
            };
        }
    };
    let mut findings = Findings::default();
    findings.problems.extend(undeclared::problems(&declared));
    findings.problems.extend(hierarchy::problems(&declared));
    relations::look(&declared, &mut findings);
    for shapes in &files.shapes {
        findings.problems.extend(targets::problems(&declared, *shapes));
    }
    match schema(&files.ontology) {
        Ok(schema) => words::look((&declared, &schema), &files.lexicon, &mut findings),
        // What makes it unreadable has been told already, with its place, unless nothing has.
        Err(error) if findings.problems.is_empty() => findings.problems.push(error.into()),
        Err(_) => {}
    }
    findings.problems.sort();
    findings.problems.dedup();
    findings.notes.sort();
    findings.notes.dedup();
    findings
}

/// The schema of the files taken together; several files are Turtle.
fn schema(files: &[OntologyFile<'_>]) -> Result<Schema, SchemaError> {
    match files {
        [file] => Schema::parse(file.path, file.text),
        files => {
            let path = files.first().map_or(Path::new("ontology"), |file| file.path);
            let texts: Vec<&str> = files.iter().map(|file| file.text).collect();
            Schema::parse(path, &texts.join("\n"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const BOATS: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Boat a owl:Class ; rdfs:label \"boat\" .
:Ferry a owl:Class ; rdfs:label \"ferry\" ; rdfs:subClassOf :Boat .
:Person a owl:Class ; rdfs:label \"person\" .
:captain a owl:ObjectProperty ; rdfs:label \"captain\" ; rdfs:domain :Boat ; rdfs:range :Person .
";

    /// What is found when `more` is added to the ontology from line 9, problems first, then notes.
    pub(super) fn found(more: &str) -> Vec<String> {
        found_with(more, "", "")
    }

    /// The same with a table and with shapes.
    pub(super) fn found_with(more: &str, table: &str, shapes: &str) -> Vec<String> {
        let text = format!("{BOATS}{more}");
        let file = |path, text| OntologyFile {
            path: Path::new(path),
            text,
        };
        let shapes = Some(file("s.ttl", shapes)).filter(|file| !file.text.is_empty());
        let findings = consistency(&Project {
            ontology: vec![file("o.ttl", &text)],
            lexicon: vec![file("w.tsv", table)],
            shapes: shapes.into_iter().collect(),
        });
        let notes = findings.notes.iter().map(|note| format!("note {note}"));
        findings
            .problems
            .iter()
            .map(Problem::to_string)
            .chain(notes)
            .collect()
    }

    #[test]
    fn a_sound_ontology_has_no_finding() {
        assert_eq!(found(""), Vec::<String>::new());
    }

    #[test]
    fn a_file_that_cannot_be_read_is_the_only_problem() {
        let found = found(":x nonsense\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("o.ttl:9: is not Turtle"), "{found:?}");
    }

    #[test]
    fn an_ontology_in_json_is_looked_at_too() {
        let text = r#"{"concepts": [{"qid": "Q1", "label": "boat"}],
"relations": [{"pid": "P1", "label": "captain", "domain": "Q2", "range": ""},
{"pid": "P2", "label": "captain", "domain": "Q1", "range": ""}]}"#;
        let findings = consistency(&Project {
            ontology: vec![OntologyFile {
                path: Path::new("o.json"),
                text,
            }],
            ..Project::default()
        });
        let problems: Vec<_> = findings.problems.iter().map(Problem::to_string).collect();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("o.json:2: the domain of `P1`, `Q2`, is not declared"));
        assert!(
            problems[1].contains("the label “captain” of `P1` as well"),
            "{problems:?}"
        );
    }
}
