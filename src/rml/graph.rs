//! A mapping as triples, in the order of its file, with the vocabularies of RML read as one.

use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};

use crate::guard::{self, Doctypes};
use crate::record::{ImportError, RecordError, RecordErrorKind};
use crate::vocab::rdf;

/// The namespaces whose terms are read by their local names.
const NAMESPACES: [&str; 5] = [
    "http://w3id.org/rml/ql/",
    "http://w3id.org/rml/",
    "http://semweb.mmlab.be/ns/rml#",
    "http://semweb.mmlab.be/ns/ql#",
    "http://www.w3.org/ns/r2rml#",
];

/// Functions in the older vocabulary.
const FUNCTIONS: &str = "http://semweb.mmlab.be/ns/fnml#";

/// What relative names of a mapping without a base are resolved against; nothing that is made from data is.
pub(super) const NO_BASE: &str = "urn:testimony:mapping/";

/// The triples of a mapping.
pub(super) struct MappingGraph {
    pub(super) path: PathBuf,
    text: String,
    triples: Vec<Triple>,
    /// The base that the file declares.
    pub(super) base: Option<String>,
}

impl MappingGraph {
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, ImportError> {
        let error = |line: usize, problem: String| ImportError::Mapping {
            path: path.to_path_buf(),
            line,
            problem,
        };
        guard::check((RdfFormat::Turtle, Doctypes::Refused), text.as_bytes())
            .map_err(|excess| error(1, excess.to_string()))?;
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(NO_BASE);
        let parser = parser.map_err(|cause| error(1, cause.to_string()))?;
        let mut reader = parser.for_slice(text);
        let mut triples = Vec::new();
        for quad in reader.by_ref() {
            let quad = quad.map_err(|cause| {
                let line = cause.location().map_or(0, |place| place.start.line);
                let line = usize::try_from(line).unwrap_or(0) + 1;
                error(line, format!("is not Turtle: {cause}"))
            })?;
            triples.push(Triple::from(quad));
        }
        let base = reader.base_iri().filter(|base| *base != NO_BASE);
        Ok(Self {
            path: path.to_path_buf(),
            text: text.to_owned(),
            base: base.map(str::to_owned),
            triples,
        })
    }

    /// An error at the first line that names `word`.
    pub(super) fn error(&self, word: &str, problem: impl Into<String>) -> ImportError {
        ImportError::Mapping {
            path: self.path.clone(),
            line: self.line_of(word),
            problem: problem.into(),
        }
    }

    /// What does not keep a mapping from being carried out, told of the first line with the word.
    pub(super) fn note(&self, word: &str, kind: RecordErrorKind) -> RecordError {
        RecordError {
            name: self.path.display().to_string(),
            line: self.line_of(word) as u64,
            kind,
        }
    }

    /// The first line with a word that is not in a comment; the first of all where there is none.
    fn line_of(&self, word: &str) -> usize {
        let holds = |line: &str| {
            let mut found = line.match_indices(word);
            !line.trim_start().starts_with('#')
                && found.any(|(at, _)| {
                    let next = line.get(at + word.len()..).and_then(|rest| rest.chars().next());
                    !next.is_some_and(char::is_alphanumeric)
                })
        };
        1 + self.text.lines().position(holds).unwrap_or(0)
    }

    /// The subjects of a property, each once, in the order of the file.
    pub(super) fn subjects(&self, property: &str) -> Vec<NamedOrBlankNode> {
        let mut subjects = Vec::new();
        for triple in &self.triples {
            if local(&triple.predicate) == Some(property) && !subjects.contains(&triple.subject) {
                subjects.push(triple.subject.clone());
            }
        }
        subjects
    }

    /// The nodes of a class, in the order of the file.
    pub(super) fn instances(&self, class: &str) -> Vec<NamedOrBlankNode> {
        let is_one = |triple: &&Triple| {
            triple.predicate == rdf::TYPE
                && matches!(&triple.object, Term::NamedNode(node) if local(node) == Some(class))
        };
        let found = self.triples.iter().filter(is_one);
        found.map(|triple| triple.subject.clone()).collect()
    }

    /// The objects of one of some properties, in the order of the file.
    pub(super) fn objects(&self, node: &NamedOrBlankNode, properties: &[&str]) -> Vec<&Term> {
        let is_one = |triple: &&Triple| {
            triple.subject == *node
                && local(&triple.predicate).is_some_and(|local| properties.contains(&local))
        };
        let found = self.triples.iter().filter(is_one);
        found.map(|triple| &triple.object).collect()
    }

    /// The one object of a property; none, or an error where there are several.
    pub(super) fn object(
        &self,
        node: &NamedOrBlankNode,
        properties: &[&str],
    ) -> Result<Option<&Term>, ImportError> {
        match self.objects(node, properties).as_slice() {
            [] => Ok(None),
            [object] => Ok(Some(object)),
            several => {
                let name = properties.first().unwrap_or(&"");
                let problem = format!("there are {} `rml:{name}` where one may be", several.len());
                Err(self.error(name, problem))
            }
        }
    }

    /// The one text of a property.
    pub(super) fn text(
        &self,
        node: &NamedOrBlankNode,
        properties: &[&str],
    ) -> Result<Option<&str>, ImportError> {
        match self.object(node, properties)? {
            None => Ok(None),
            Some(Term::Literal(literal)) => Ok(Some(literal.value())),
            Some(other) => {
                let name = properties.first().unwrap_or(&"");
                Err(self.error(name, format!("`rml:{name}` has {other} and not a text")))
            }
        }
    }

    /// Refuses terms of RML's that a node has beside those that are supported there.
    pub(super) fn check(&self, node: &NamedOrBlankNode, known: &[&str]) -> Result<(), ImportError> {
        for triple in self.triples.iter().filter(|triple| triple.subject == *node) {
            if triple.predicate.as_str().starts_with(FUNCTIONS) {
                return Err(self.error("fnml", "functions (`fnml:functionValue`) are not supported"));
            }
            let Some(name) = local(&triple.predicate) else {
                continue;
            };
            if name.starts_with("function") {
                return Err(self.error(name, format!("functions (`rml:{name}`) are not supported")));
            }
            if !known.contains(&name) {
                return Err(self.error(name, format!("`rml:{name}` is not supported here")));
            }
        }
        Ok(())
    }
}

/// A term of RML's by its local name.
pub(super) fn local(node: &NamedNode) -> Option<&str> {
    NAMESPACES
        .iter()
        .find_map(|namespace| node.as_str().strip_prefix(namespace))
}

/// A term as the node of a mapping.
pub(super) fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) => None,
    }
}
