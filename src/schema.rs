//! A schema: the classes and relations of any ontology, as far as extraction needs them.
//!
//! [`crate::ontology`] is what the program ships with; a schema is what a user brings: OWL or RDFS as Turtle,
//! RDF/XML, N-Triples or JSON-LD, or the JSON of Text2KGBench. It is read whole or not at all.

mod axioms;
mod benchmark;
mod difference;
mod error;
mod iri;
mod page;
mod rdf;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::difference::{Change, TermChange, differences};
pub use self::error::SchemaError;
pub(crate) use self::error::line_of;
pub(crate) use self::rdf::{is_json_ld, quads};

/// One class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaClass {
    /// Its IRI, or the id that the file gives it.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What it means, in a sentence or two.
    pub definition: Option<String>,
    /// The ids of the classes one step up, sorted.
    pub broader: Vec<String>,
    /// The ids of classes that nothing can be of besides.
    pub disjoint_with: Vec<String>,
}

/// One relation; relations with the same label are one, because a triple names its relation by the label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaRelation {
    /// The IRI, or the id that the file gives it; the first where there are several.
    pub id: String,
    /// What triples call it.
    pub label: String,
    /// Other words for it, sorted.
    pub other_labels: Vec<String>,
    /// What it means, in a sentence or two.
    pub definition: Option<String>,
    /// The labels of the classes of its subjects, sorted.
    pub domain: Vec<String>,
    /// The labels of the classes of its objects, or "date", "number", "string"; sorted.
    pub range: Vec<String>,
    /// The ids of the relations that it turns round; of two that name each other, only the later one does.
    pub inverse_of: Vec<String>,
    /// The ids of the relations one step up, sorted.
    pub broader: Vec<String>,
    /// The ids of relations that cannot hold between the same two things.
    pub disjoint_with: Vec<String>,
    /// Whether a subject has one object at most.
    pub is_functional: bool,
    /// Whether it holds both ways or not at all.
    pub is_symmetric: bool,
    /// Whether it holds over steps.
    pub is_transitive: bool,
    /// Whether its objects are dates, numbers or texts.
    pub is_literal: bool,
}

/// A subject, a relation and an object, in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SchemaTriple {
    /// The subject's words.
    #[serde(alias = "subject", alias = "sub_label")]
    pub sub: String,
    /// The relation's label.
    #[serde(alias = "relation", alias = "rel_label")]
    pub rel: String,
    /// The object's words.
    #[serde(alias = "object", alias = "obj_label")]
    pub obj: String,
}

/// The classes and relations of an ontology, sorted by id and by label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// What the ontology is called; empty when it does not say.
    pub title: String,
    /// Its classes.
    pub classes: Vec<SchemaClass>,
    /// Its relations.
    pub relations: Vec<SchemaRelation>,
    /// The prefixes that its file declares, with their namespaces, sorted.
    pub prefixes: Vec<(String, String)>,
}

impl Schema {
    /// Reads an ontology; the format is told by the file's ending, and JSON by its first letter.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SchemaError> {
        let schema = match text.trim_start().starts_with('{') && !rdf::is_json_ld(path) {
            true => benchmark::schema(path, text)?,
            false => rdf::schema(path, text)?,
        };
        if schema.relations.is_empty() {
            let problem =
                "declares no relation; declare an owl:ObjectProperty, owl:DatatypeProperty or rdf:Property";
            return Err(SchemaError::new(path, 1, problem));
        }
        schema.check_circles(path, text)?;
        Ok(schema)
    }

    /// The relation that triples call `label`.
    pub fn relation(&self, label: &str) -> Option<&SchemaRelation> {
        self.relations.get(self.place(label)?)
    }

    /// The place of a relation among the relations.
    pub fn place(&self, label: &str) -> Option<usize> {
        let found = self
            .relations
            .binary_search_by(|relation| relation.label.as_str().cmp(label));
        found.ok()
    }

    /// No class may be above itself.
    fn check_circles(&self, path: &Path, text: &str) -> Result<(), SchemaError> {
        let broader: BTreeMap<&str, &[String]> = self
            .classes
            .iter()
            .map(|class| (class.id.as_str(), class.broader.as_slice()))
            .collect();
        let mut done = BTreeMap::new();
        for class in &self.classes {
            if let Some(id) = circle(&broader, &class.id, &mut done) {
                let problem =
                    format!("`{id}` is a subclass of itself; take one rdfs:subClassOf of the circle out");
                return Err(SchemaError::new(path, error::line_of(text, id), problem));
            }
        }
        Ok(())
    }

    /// Puts relations in order and makes one of those with the same label.
    fn with_relations(title: String, classes: Vec<SchemaClass>, relations: Vec<SchemaRelation>) -> Self {
        let mut by_label: BTreeMap<String, SchemaRelation> = BTreeMap::new();
        for relation in relations {
            match by_label.get_mut(&relation.label) {
                Some(known) => known.join(relation),
                None => {
                    by_label.insert(relation.label.clone(), relation);
                }
            }
        }
        let mut schema = Self {
            title,
            classes,
            relations: by_label.into_values().collect(),
            prefixes: Vec::new(),
        };
        schema.classes.sort_by(|one, other| one.id.cmp(&other.id));
        axioms::complete(&mut schema.relations);
        schema.relations.iter_mut().for_each(SchemaRelation::sort);
        schema
    }
}

impl SchemaRelation {
    fn join(&mut self, other: Self) {
        self.domain.extend(other.domain);
        self.range.extend(other.range);
        self.other_labels.extend(other.other_labels);
        self.definition = self.definition.take().or(other.definition);
        self.inverse_of.extend(other.inverse_of);
        self.broader.extend(other.broader);
        self.disjoint_with.extend(other.disjoint_with);
        self.is_functional &= other.is_functional;
        self.is_symmetric &= other.is_symmetric;
        self.is_transitive &= other.is_transitive;
        self.is_literal &= other.is_literal;
    }

    fn sort(&mut self) {
        let [inverse_of, broader, disjoint_with] =
            [&mut self.inverse_of, &mut self.broader, &mut self.disjoint_with];
        let texts = [&mut self.domain, &mut self.range, &mut self.other_labels];
        for list in texts.into_iter().chain([inverse_of, broader, disjoint_with]) {
            list.sort();
            list.dedup();
        }
    }
}

/// A class above `start` that is above itself; `done` keeps which classes are known to be in no circle.
fn circle<'a>(
    broader: &BTreeMap<&'a str, &'a [String]>,
    start: &'a str,
    done: &mut BTreeMap<&'a str, bool>,
) -> Option<&'a str> {
    let mut pending = vec![(start, false)];
    while let Some((class, is_left)) = pending.pop() {
        if is_left {
            done.insert(class, true);
            continue;
        }
        match done.get(class) {
            Some(true) => continue,
            Some(false) => return Some(class),
            None => {}
        }
        done.insert(class, false);
        pending.push((class, true));
        let above = broader.get(class).copied().unwrap_or_default();
        pending.extend(above.iter().map(|class| (class.as_str(), false)));
    }
    None
}

/// A word in camel case, kebab case or snake case as words: "birthPlace" is "birth place".
pub fn spelt_out(name: &str) -> String {
    let mut words = String::new();
    let mut was_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_lower {
            words.push(' ');
        }
        was_lower = letter.is_lowercase() || letter.is_ascii_digit();
        match letter.is_alphanumeric() {
            true => words.extend(letter.to_lowercase()),
            false => words.push(' '),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOATS: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Ferry a owl:Class ; rdfs:label \"ferry\"@en ; rdfs:subClassOf :Boat .
:Boat a owl:Class ; rdfs:label \"boat\" .
:builtBy a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:label \"built by\" ; rdfs:domain :Boat ; rdfs:range :Yard .
:launchDate a owl:DatatypeProperty ; rdfs:domain :Boat ; rdfs:range xsd:date .
";

    #[test]
    fn turtle_gives_classes_and_relations_with_their_sides() {
        let schema = Schema::parse(Path::new("boats.ttl"), BOATS).unwrap();
        let built = schema.relation("built by").unwrap();
        assert_eq!(
            (built.domain.as_slice(), built.is_functional),
            (["boat".to_owned()].as_slice(), true)
        );
        assert_eq!(built.range, ["Yard"], "an undeclared class is known by its name");
        assert_eq!(schema.relation("launchDate").unwrap().range, ["date"]);
        assert_eq!(schema.classes.len(), 2);
    }

    #[test]
    fn the_json_of_text2kgbench_gives_the_same() {
        let text = r#"{"title": "Boats", "concepts": [{"qid": "Q1", "label": "boat"}], "relations": [
            {"pid": "P1", "label": "built by", "domain": "Q1", "range": ""},
            {"pid": "P2", "label": "built by ", "domain": "Q1", "range": "number"}]}"#;
        let schema = Schema::parse(Path::new("boats.json"), text).unwrap();
        let labels: Vec<_> = schema.relations.iter().map(|relation| &relation.label).collect();
        assert_eq!(labels, ["built by"]);
        assert_eq!(schema.relation("built by").unwrap().range, ["number"]);
    }

    #[test]
    fn a_circle_is_an_error_with_its_line() {
        let text = format!("{BOATS}:Boat rdfs:subClassOf :Ferry .\n");
        let error = Schema::parse(Path::new("boats.ttl"), &text).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("boats.ttl:5: ") && message.contains("subclass of itself"),
            "{message}"
        );
    }

    #[test]
    fn a_broken_file_is_an_error_with_its_line() {
        let cases = [
            ("boats.ttl", "\n:a :b"),
            ("boats.json", "{\"title\":\n}"),
            ("boats.nt", "<a"),
        ];
        for (path, text) in cases {
            let message = Schema::parse(Path::new(path), text).unwrap_err().to_string();
            assert!(message.starts_with(&format!("{path}:")), "{message}");
        }
    }

    #[test]
    fn an_ontology_without_relations_is_an_error() {
        let error = Schema::parse(Path::new("empty.ttl"), "").unwrap_err();
        assert!(error.to_string().contains("declares no relation"), "{error}");
    }

    #[test]
    fn a_hundred_thousand_classes_are_read() {
        let mut text = BOATS.to_owned();
        for number in 0..100_000 {
            text += &format!(":C{} a owl:Class ; rdfs:subClassOf :C{} .\n", number + 1, number);
        }
        assert_eq!(
            Schema::parse(Path::new("many.ttl"), &text).unwrap().classes.len(),
            100_002
        );
    }
}
