//! Words of records as terms: relations and classes of the ontology by IRI, prefixed name or label.
//!
//! What the ontology does not have keeps its own words, as for text: a relation becomes an open predicate
//! (`open:buys-from`), a class an open class (`open:TugBoat`). An IRI of another vocabulary stays as it is.

use oxigraph::model::{NamedNode, NamedNodeRef};
use rustc_hash::FxHashMap;

use super::error::RecordErrorKind;
use crate::entity::family_of;
use crate::ontology::Ontology;
use crate::rdf::{open_relation, relation_words};
use crate::vocab::{OPEN_NAMESPACE, curie, expand_curie, tm};

/// A relation with what is needed to write a proposition of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) iri: String,
    /// Its label.
    pub(super) words: String,
    /// The relation that it is stored as between things, subject and object changing places.
    pub(super) inverse_of: Option<(String, String)>,
    /// Whether it holds both ways.
    pub(super) is_symmetric: bool,
    /// The datatype of its values; none where its objects are things or anything.
    pub(super) datatype: Option<String>,
    /// Whether the ontology does not have it.
    pub(super) is_open: bool,
}

/// A class with what is needed to describe a thing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) iri: String,
    /// What the IRI of a named thing has before its name.
    pub(super) family: &'static str,
    /// The words of a class that the ontology does not have.
    pub(super) open: Option<String>,
    /// Whether the ontology has it.
    pub(super) is_known: bool,
}

/// The ontology's relations and classes by what records may call them.
#[derive(Debug)]
pub struct Vocabulary<'a> {
    ontology: &'a Ontology,
    relations: FxHashMap<String, NamedNodeRef<'a>>,
    classes: FxHashMap<String, NamedNodeRef<'a>>,
}

impl<'a> Vocabulary<'a> {
    /// Indexes labels and local names; of two terms with one label the first by IRI has it.
    pub fn new(ontology: &'a Ontology) -> Self {
        let relations = ontology.relations().map(|relation| relation.iri.as_ref());
        Self {
            ontology,
            relations: by_name(ontology, relations),
            classes: by_name(ontology, ontology.classes()),
        }
    }

    pub(super) fn relation(&self, words: &str) -> Result<Relation, RecordErrorKind> {
        let iri = match iri_of(words)? {
            Some(iri) => iri,
            None => match find(&self.relations, words) {
                Some(known) => known.into_owned(),
                None => return self.open_relation(words),
            },
        };
        Ok(match self.ontology.relation(iri.as_ref()) {
            None => Relation {
                words: local_name(&iri),
                ..self.foreign(iri)
            },
            Some(relation) => Relation {
                words: relation_words(self.ontology, iri.as_ref()),
                inverse_of: relation.inverse_of.as_ref().map(|declared| {
                    let words = relation_words(self.ontology, declared.as_ref());
                    (declared.as_str().to_owned(), words)
                }),
                is_symmetric: relation.is_symmetric,
                datatype: relation.is_literal.then(|| datatype(relation.range.as_ref())),
                is_open: false,
                iri: iri.into_string(),
            },
        })
    }

    fn open_relation(&self, words: &str) -> Result<Relation, RecordErrorKind> {
        let words = words.trim();
        match words.is_empty() {
            true => Err(RecordErrorKind::NoName("relation")),
            false => Ok(Relation {
                words: words.to_owned(),
                ..self.foreign(open_relation(words))
            }),
        }
    }

    fn foreign(&self, iri: NamedNode) -> Relation {
        Relation {
            words: String::new(),
            inverse_of: None,
            is_symmetric: false,
            datatype: None,
            is_open: true,
            iri: iri.into_string(),
        }
    }

    pub(super) fn class(&self, words: &str) -> Result<Class, RecordErrorKind> {
        let known = match iri_of(words)? {
            Some(iri) => Some(iri),
            None => find(&self.classes, words).map(NamedNodeRef::into_owned),
        };
        let Some(iri) = known else {
            return open_class(words);
        };
        let local = iri.as_str().strip_prefix(tm::NAMESPACE).unwrap_or_default();
        Ok(Class {
            family: family_of(self.ontology, iri.as_ref()),
            open: None,
            is_known: self.ontology.class(local).is_some(),
            iri: iri.into_string(),
        })
    }
}

/// `tug boat` gives `open:TugBoat`.
fn open_class(words: &str) -> Result<Class, RecordErrorKind> {
    let words = words.trim();
    let mut name = String::new();
    for word in words
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    match (words, name.as_str()) {
        ("", _) => Err(RecordErrorKind::NoName("types")),
        (_, "") => Err(RecordErrorKind::NoLetters(words.to_owned())),
        _ => Ok(Class {
            iri: format!("{OPEN_NAMESPACE}{name}"),
            family: "thing",
            open: Some(words.to_owned()),
            is_known: false,
        }),
    }
}

fn by_name<'a>(
    ontology: &'a Ontology,
    terms: impl Iterator<Item = NamedNodeRef<'a>>,
) -> FxHashMap<String, NamedNodeRef<'a>> {
    let mut names = FxHashMap::default();
    let terms: Vec<_> = terms.collect();
    for term in &terms {
        let local = term.as_str().strip_prefix(tm::NAMESPACE).unwrap_or_default();
        names.insert(local.to_owned(), *term);
    }
    for term in &terms {
        let label = ontology.label(*term).unwrap_or_default().to_lowercase();
        names.entry(label).or_insert(*term);
    }
    names
}

fn find<'a>(names: &FxHashMap<String, NamedNodeRef<'a>>, words: &str) -> Option<NamedNodeRef<'a>> {
    let words = words.trim();
    let found = names.get(words).or_else(|| names.get(&words.to_lowercase()));
    found.copied()
}

fn datatype(range: Option<&NamedNode>) -> String {
    range.map_or_else(
        || crate::vocab::xsd::STRING.as_str().to_owned(),
        |range| range.as_str().to_owned(),
    )
}

/// The IRI that words are, in full or as a prefixed name; none when they are other words.
pub(super) fn iri_of(words: &str) -> Result<Option<NamedNode>, RecordErrorKind> {
    let is_full = ["http://", "https://", "urn:"]
        .iter()
        .any(|start| words.starts_with(start));
    let iri = match is_full {
        true => Some(words.to_owned()),
        false if words.contains(char::is_whitespace) => None,
        false => expand_curie(words),
    };
    let node = iri.map(|iri| NamedNode::new(iri).map_err(|_| RecordErrorKind::Iri(words.to_owned())));
    node.transpose()
}

/// The IRI that words have to be.
pub(super) fn iri(words: &str) -> Result<NamedNode, RecordErrorKind> {
    match iri_of(words)? {
        Some(iri) => Ok(iri),
        None => NamedNode::new(words).map_err(|_| RecordErrorKind::Iri(words.to_owned())),
    }
}

/// What an IRI has behind its last slash or hash; a prefixed name, or all of it, where that is nothing.
pub(super) fn local_name(iri: &NamedNode) -> String {
    let local = iri.as_str().rsplit(['/', '#']).next().unwrap_or_default();
    match local {
        "" => curie(iri.as_ref()),
        local => local.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_is_found_by_label_name_prefixed_name_and_iri() {
        let ontology = Ontology::bundled();
        let vocabulary = Vocabulary::new(&ontology);
        let names = [
            "located in",
            "Located in",
            "locatedIn",
            "tm:locatedIn",
            "https://w3id.org/testimony#locatedIn",
        ];
        for name in names {
            let relation = vocabulary.relation(name).unwrap();
            assert_eq!(relation.iri, "https://w3id.org/testimony#locatedIn", "{name}");
            assert_eq!((relation.words.as_str(), relation.is_open), ("located in", false));
        }
    }

    #[test]
    fn other_words_and_other_vocabularies_give_open_relations() {
        let ontology = Ontology::bundled();
        let vocabulary = Vocabulary::new(&ontology);
        let open = vocabulary.relation("tows away").unwrap();
        assert_eq!(
            (open.iri.as_str(), open.words.as_str(), open.is_open),
            ("https://w3id.org/testimony/open#tows-away", "tows away", true)
        );
        let foreign = vocabulary.relation("foaf:knows").unwrap();
        assert_eq!(
            (foreign.iri.as_str(), foreign.words.as_str(), foreign.is_open),
            ("http://xmlns.com/foaf/0.1/knows", "knows", true)
        );
        assert!(matches!(
            vocabulary.relation("https://a b").unwrap_err(),
            RecordErrorKind::Iri(_)
        ));
        assert!(vocabulary.relation(" ").is_err());
    }

    #[test]
    fn a_class_is_found_the_same_way_and_other_words_give_open_classes() {
        let ontology = Ontology::bundled();
        let vocabulary = Vocabulary::new(&ontology);
        for name in ["Company", "company", "tm:Company"] {
            let class = vocabulary.class(name).unwrap();
            assert_eq!(class.iri, "https://w3id.org/testimony#Company");
            assert_eq!((class.family, class.is_known), ("organization", true));
        }
        let open = vocabulary.class("tug boat").unwrap();
        assert_eq!(open.iri, "https://w3id.org/testimony/open#TugBoat");
        assert_eq!((open.open.as_deref(), open.is_known), (Some("tug boat"), false));
        assert!(vocabulary.class("?!").is_err());
        assert!(!vocabulary.class("wd:Q5").unwrap().is_known);
    }
}
