//! The ontology: which classes and relations there are, and what may be said of what.
//!
//! It is data, under `ontology/`; the program reads it when it starts and nothing in Rust lists relations.
//! Domains and ranges are read as constraints, so that a misread sentence is dropped instead of turning a
//! place into a person. Of a relation and its inverse, the one without `owl:inverseOf` is the declared
//! direction, and only that one is stored.

mod reading;
mod relation;
mod taxonomy;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oxigraph::model::{Graph, NamedNode, NamedNodeRef, TermRef, Triple, TripleRef};

pub use self::reading::OntologyError;
pub use self::relation::Relation;
use self::taxonomy::Taxonomy;
use crate::vocab::{owl, rdf, rdfs, tm};

/// A Turtle file: where it is, for messages, and its text.
#[derive(Debug, Clone, Copy)]
pub struct OntologyFile<'a> {
    /// The path that errors name.
    pub path: &'a Path,
    /// What it says.
    pub text: &'a str,
}

/// Where a term is declared: a file and its line, from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as it was given.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// Classes and relations, with what is known about them.
#[derive(Debug, Clone)]
pub struct Ontology {
    graph: Graph,
    places: BTreeMap<NamedNode, Place>,
    relations: BTreeMap<NamedNode, Relation>,
    taxonomy: Taxonomy,
}

impl Ontology {
    /// The ontology that the program ships with.
    #[expect(clippy::expect_used, reason = "a test parses the bundled files")]
    pub fn bundled() -> Self {
        Self::parse(&bundled_files()).expect("the bundled ontology is well formed")
    }

    /// Reads an ontology from Turtle files, taken together.
    pub fn parse(files: &[OntologyFile<'_>]) -> Result<Self, OntologyError> {
        let mut graph = Graph::new();
        let mut places = BTreeMap::new();
        for file in files {
            graph.extend(reading::triples(*file)?);
            places.extend(reading::places(*file));
        }
        Ok(Self {
            relations: relation::relations(&graph),
            taxonomy: Taxonomy::of(&graph),
            graph,
            places,
        })
    }

    /// The same with more terms; what these say of the program's own terms counts as well.
    pub fn with(&self, triples: Vec<Triple>) -> Self {
        let mut graph = self.graph.clone();
        graph.extend(triples);
        Self {
            relations: relation::relations(&graph),
            taxonomy: Taxonomy::of(&graph),
            graph,
            places: self.places.clone(),
        }
    }

    /// The ontology's version; empty when the files give none.
    pub fn version(&self) -> &str {
        let ontology = NamedNodeRef::new_unchecked("https://w3id.org/testimony");
        self.text(ontology, owl::VERSION_INFO).unwrap_or_default()
    }

    /// All that the files say, sorted, for loading into a store.
    pub fn triples(&self) -> Vec<Triple> {
        let mut triples: Vec<Triple> = self.graph.iter().map(Into::into).collect();
        triples.sort_by_cached_key(Triple::to_string);
        triples
    }

    /// The class with this local name, "Person", if there is one.
    pub fn class(&self, name: &str) -> Option<NamedNodeRef<'_>> {
        self.taxonomy.class(&tm_term(name))
    }

    /// Every class of Testimony's, sorted by IRI.
    pub fn classes(&self) -> impl Iterator<Item = NamedNodeRef<'_>> {
        self.taxonomy.classes()
    }

    /// The kinds of things: `tm:Entity` and all classes under it, those of a user's own ontology too, sorted by IRI.
    pub fn kinds(&self) -> impl Iterator<Item = NamedNodeRef<'_>> {
        self.taxonomy.under(tm::ENTITY)
    }

    /// Whether everything of `class` is also of `ancestor`; a class is its own ancestor.
    pub fn is_subclass(&self, class: NamedNodeRef<'_>, ancestor: NamedNodeRef<'_>) -> bool {
        self.taxonomy.is_subclass(class, ancestor)
    }

    /// Whether nothing can be of both classes.
    pub fn is_disjoint(&self, one: NamedNodeRef<'_>, other: NamedNodeRef<'_>) -> bool {
        self.taxonomy.is_disjoint(one, other)
    }

    /// Whether something known to be of `class` may stand where `expected` is asked for.
    ///
    /// True when nothing is asked for, when `class` is the same or narrower, and when it is wider: what is
    /// only known to be an entity may turn out to be an agent.
    pub fn fits(&self, class: NamedNodeRef<'_>, expected: Option<&NamedNode>) -> bool {
        expected.is_none_or(|expected| {
            self.is_subclass(class, expected.as_ref()) || self.is_subclass(expected.as_ref(), class)
        })
    }

    /// The relation with this IRI.
    pub fn relation(&self, iri: NamedNodeRef<'_>) -> Option<&Relation> {
        self.relations.get(&iri.into_owned())
    }

    /// The relation with this local name, "locatedIn".
    pub fn relation_named(&self, name: &str) -> Option<&Relation> {
        self.relations.get(&tm_term(name))
    }

    /// Every relation, sorted by IRI.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.values()
    }

    /// The label of a term.
    pub fn label(&self, term: NamedNodeRef<'_>) -> Option<&str> {
        self.text(term, rdfs::LABEL)
    }

    /// The definition of a term.
    pub fn comment(&self, term: NamedNodeRef<'_>) -> Option<&str> {
        self.text(term, rdfs::COMMENT)
    }

    /// Every term that the files declare, sorted by IRI, with its place.
    pub fn terms(&self) -> impl Iterator<Item = (NamedNodeRef<'_>, &Place)> {
        self.places.iter().map(|(term, place)| (term.as_ref(), place))
    }

    /// Where a term is declared; none when it is not.
    pub fn place(&self, term: NamedNodeRef<'_>) -> Option<&Place> {
        self.places.get(&term.into_owned())
    }

    /// Whether the term is a property, of the world or of the claim model.
    pub fn is_property(&self, term: NamedNodeRef<'_>) -> bool {
        let kinds = [
            owl::OBJECT_PROPERTY,
            owl::DATATYPE_PROPERTY,
            owl::ANNOTATION_PROPERTY,
        ];
        let is_a = |kind| self.graph.contains(TripleRef::new(term, rdf::TYPE, kind));
        kinds.into_iter().any(is_a)
    }

    /// Everything that the files say, to look things up in.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    fn text(&self, term: NamedNodeRef<'_>, property: NamedNodeRef<'_>) -> Option<&str> {
        match self.graph.object_for_subject_predicate(term, property) {
            Some(TermRef::Literal(literal)) => Some(literal.value()),
            _ => None,
        }
    }
}

fn tm_term(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", tm::NAMESPACE))
}

/// The files that [`Ontology::bundled`] reads.
pub fn bundled_files() -> [OntologyFile<'static>; 4] {
    macro_rules! file {
        ($path:literal) => {
            OntologyFile {
                path: Path::new($path),
                text: include_str!(concat!("../", $path)),
            }
        };
    }
    [
        file!("ontology/testimony.ttl"),
        file!("ontology/relations.ttl"),
        file!("ontology/record.ttl"),
        file!("ontology/alignment.ttl"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class<'a>(ontology: &'a Ontology, name: &str) -> NamedNodeRef<'a> {
        ontology.class(name).unwrap()
    }

    #[test]
    fn the_bundled_files_are_well_formed() {
        let ontology = Ontology::parse(&bundled_files()).unwrap();
        assert_eq!(ontology.version(), env!("CARGO_PKG_VERSION"));
        assert!(ontology.relations().count() > 50);
    }

    #[test]
    fn a_court_is_an_agent_and_no_place() {
        let ontology = Ontology::bundled();
        let [court, agent, place] = ["Court", "Agent", "Place"].map(|name| class(&ontology, name));
        assert!(ontology.is_subclass(court, agent));
        assert!(ontology.is_subclass(court, court));
        assert!(!ontology.is_subclass(agent, court));
        assert!(!ontology.is_subclass(court, place));
    }

    #[test]
    fn what_is_disjoint_with_a_class_is_disjoint_with_its_subclasses() {
        let ontology = Ontology::bundled();
        let [person, court, group] = ["Person", "Court", "Group"].map(|name| class(&ontology, name));
        assert!(ontology.is_disjoint(court, person));
        assert!(ontology.is_disjoint(person, court));
        assert!(!ontology.is_disjoint(court, group));
    }

    #[test]
    fn an_entity_of_no_narrower_class_fits_everywhere() {
        let ontology = Ontology::bundled();
        let agent = class(&ontology, "Agent").into_owned();
        assert!(ontology.fits(class(&ontology, "Entity"), Some(&agent)));
        assert!(ontology.fits(class(&ontology, "Court"), Some(&agent)));
        assert!(!ontology.fits(class(&ontology, "Event"), Some(&agent)));
        assert!(ontology.fits(class(&ontology, "Event"), None));
    }

    #[test]
    fn the_triples_are_sorted_and_have_no_blank_nodes() {
        let lines: Vec<_> = Ontology::bundled()
            .triples()
            .iter()
            .map(Triple::to_string)
            .collect();
        assert!(lines.is_sorted());
        assert!(!lines.iter().any(|line| line.contains("_:")));
    }
}
