//! The context of JSON-LD exports: short names for properties, and which of them have things, dates or numbers as values.
//!
//! It follows from the ontology, is shipped as `ontology/context.jsonld`, and goes along with each export as far as it
//! is used, so that nobody has to fetch it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::ontology::Ontology;
use crate::vocab::{PREFIXES, owl, rdf, rdfs, tm, xsd};

/// The shipped file.
const SHIPPED: &str = include_str!("../../ontology/context.jsonld");

/// What a short name stands for and how its plain values are read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Definition {
    /// The property, shortened by a prefix.
    #[serde(rename = "@id")]
    pub(super) id: String,
    /// `@id` where plain values are IRIs, a datatype where they are of that; none where they are strings.
    #[serde(rename = "@type")]
    pub(super) kind: Option<String>,
}

/// Short names by the IRIs of properties.
#[derive(Debug, Default)]
pub(super) struct Context {
    by_iri: BTreeMap<String, (String, Definition)>,
}

impl Context {
    /// That of the shipped file.
    pub(super) fn shipped() -> &'static Self {
        static SHIPPED_CONTEXT: OnceLock<Context> = OnceLock::new();
        SHIPPED_CONTEXT.get_or_init(|| {
            let parsed: Value = serde_json::from_str(SHIPPED).unwrap_or_default();
            Self::read(&parsed)
        })
    }

    fn read(file: &Value) -> Self {
        let entries = file.get("@context").and_then(Value::as_object);
        let terms = entries.into_iter().flatten().filter_map(|(name, value)| {
            let definition: Definition = serde_json::from_value(value.clone()).ok()?;
            let iri = crate::vocab::expand_curie(&definition.id)?;
            Some((iri, (name.clone(), definition)))
        });
        Self {
            by_iri: terms.collect(),
        }
    }

    /// The short name of a property, and how its values are read.
    pub(super) fn term(&self, property: &str) -> Option<(&str, &Definition)> {
        let (name, definition) = self.by_iri.get(property)?;
        Some((name, definition))
    }
}

impl Definition {
    /// As it stands in a context.
    pub(super) fn to_value(&self) -> Value {
        match &self.kind {
            None => json!({"@id": self.id}),
            Some(kind) => json!({"@id": self.id, "@type": kind}),
        }
    }
}

/// The context that follows from an ontology: the prefixes, and a short name for each property of Testimony's and for
/// those of other vocabularies that documents are described with.
pub fn context(ontology: &Ontology) -> Value {
    let triples = ontology.triples();
    let mut entries = Map::new();
    for (prefix, namespace) in PREFIXES {
        entries.insert((*prefix).to_owned(), json!(namespace));
    }
    for (prefix, name, kind) in OTHERS {
        let definition = Definition {
            id: format!("{prefix}:{name}"),
            kind: kind.map(str::to_owned),
        };
        entries.insert((*name).to_owned(), definition.to_value());
    }
    for (property, kind) in properties(&triples) {
        let Some(name) = property.as_str().strip_prefix(tm::NAMESPACE) else {
            continue;
        };
        let definition = Definition {
            id: format!("tm:{name}"),
            kind,
        };
        // A name that is a prefix already stays one; the property is then written with its own prefix.
        entries.entry(name).or_insert_with(|| definition.to_value());
    }
    json!({ "@context": entries })
}

/// Properties of other vocabularies: prefix, name, and how plain values are read.
const OTHERS: &[(&str, &str, Option<&str>)] = &[
    ("rdfs", "label", None),
    ("rdf", "subject", Some("@id")),
    ("rdf", "predicate", Some("@id")),
    ("skos", "altLabel", None),
    ("dcterms", "identifier", None),
    ("schema", "headline", None),
    ("schema", "url", Some("xsd:anyURI")),
    ("schema", "author", Some("@id")),
    ("schema", "publisher", Some("@id")),
    ("schema", "datePublished", Some("xsd:date")),
    ("nif", "isString", None),
    ("nif", "anchorOf", None),
    ("nif", "sentence", Some("@id")),
    ("nif", "beginIndex", Some("xsd:nonNegativeInteger")),
    ("nif", "endIndex", Some("xsd:nonNegativeInteger")),
];

/// The properties that an ontology declares, with how plain values of each are read.
fn properties(triples: &[Triple]) -> BTreeMap<NamedNode, Option<String>> {
    let mut properties = BTreeMap::new();
    for triple in triples {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else {
            continue;
        };
        if triple.predicate != rdf::TYPE {
            continue;
        }
        if triple.object == Term::from(owl::OBJECT_PROPERTY) {
            properties.insert(subject.clone(), Some("@id".to_owned()));
        } else if triple.object == Term::from(owl::DATATYPE_PROPERTY) {
            properties.insert(subject.clone(), datatype(triples, subject));
        }
    }
    properties
}

/// The datatype that a property's range gives; none for strings and where it gives none.
fn datatype(triples: &[Triple], property: &NamedNode) -> Option<String> {
    let is_range = |triple: &&Triple| {
        triple.predicate == rdfs::RANGE && triple.subject == NamedOrBlankNode::from(property.clone())
    };
    let range = triples.iter().find(is_range)?;
    match &range.object {
        Term::NamedNode(range) if *range != xsd::STRING && *range != rdfs::LITERAL => {
            Some(crate::vocab::curie(range.as_ref()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_shipped_file_is_what_the_ontology_says() {
        let written = serde_json::to_string_pretty(&context(&Ontology::bundled())).unwrap() + "\n";
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/context.jsonld");
            fs::write(path, &written).unwrap();
        }
        assert!(
            written == SHIPPED || std::env::var_os("UPDATE_GOLDEN").is_some(),
            "ontology/context.jsonld is out of date: run UPDATE_GOLDEN=1 cargo test --no-default-features --lib context"
        );
    }

    #[test]
    fn things_dates_and_words_are_told_apart() {
        let context = Context::read(&context(&Ontology::bundled()));
        let kind = |property: &str| {
            context
                .term(property)
                .map(|(name, definition)| (name, definition.kind.as_deref()))
        };
        let claimant = tm::CLAIMANT.as_str();
        assert_eq!(kind(claimant), Some(("claimant", Some("@id"))));
        assert_eq!(kind(tm::EARLIEST.as_str()), Some(("earliest", Some("xsd:date"))));
        assert_eq!(kind(tm::CUE.as_str()), Some(("cue", None)));
        assert_eq!(kind("http://example.org/p"), None);
    }
}
