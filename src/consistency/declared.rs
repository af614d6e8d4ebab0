//! What an ontology declares: statements by subject, classes and relations, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{BlankNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde_json::Value;

use super::lines::Lines;
use crate::agreement::{LETTERS_FOR_EACH_EDIT, Problem, nearest_word};
use crate::ontology::{Ontology, OntologyFile, Place};
use crate::schema::{SchemaError, is_json_ld, quads};
use crate::vocab::{curie, owl, rdf, rdfs, tm};

/// An object: the IRI or the name of a blank node, or a text with its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Object {
    Node(String),
    Text(String, Option<String>),
}

/// An ontology as it is written.
pub(super) struct Declared<'a> {
    statements: BTreeMap<String, Vec<(String, Object)>>,
    files: Vec<Lines<'a>>,
    /// The declared classes that have a name.
    pub(super) classes: BTreeSet<String>,
    /// The declared relations that have a name.
    pub(super) relations: BTreeSet<String>,
    /// The program's ontology, which terms may be above the user's.
    pub(super) ours: Ontology,
    /// What the declared terms begin with.
    spaces: BTreeSet<String>,
}

const CLASS_KINDS: [&str; 2] = [
    "http://www.w3.org/2002/07/owl#Class",
    "http://www.w3.org/2000/01/rdf-schema#Class",
];

const RELATION_KINDS: [&str; 10] = [
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2002/07/owl#FunctionalProperty",
    "http://www.w3.org/2002/07/owl#InverseFunctionalProperty",
    "http://www.w3.org/2002/07/owl#SymmetricProperty",
    "http://www.w3.org/2002/07/owl#AsymmetricProperty",
    "http://www.w3.org/2002/07/owl#TransitiveProperty",
    "http://www.w3.org/2002/07/owl#ReflexiveProperty",
    "http://www.w3.org/2002/07/owl#IrreflexiveProperty",
];

impl<'a> Declared<'a> {
    /// Reads all files.
    pub(super) fn read(files: &[OntologyFile<'a>]) -> Result<Self, SchemaError> {
        let mut declared = Self {
            statements: BTreeMap::new(),
            files: files.iter().map(|file| Lines::of(*file)).collect(),
            classes: BTreeSet::new(),
            relations: BTreeSet::new(),
            ours: Ontology::bundled(),
            spaces: BTreeSet::new(),
        };
        for (number, file) in files.iter().enumerate() {
            match file.text.trim_start().starts_with('{') && !is_json_ld(file.path) {
                true => declared.add_benchmark(*file),
                false => quads(file.path, file.text)?
                    .into_iter()
                    .for_each(|quad| declared.add_quad(number, quad)),
            }
        }
        declared.classes = declared.of_kinds(&CLASS_KINDS);
        declared.relations = declared.of_kinds(&RELATION_KINDS);
        let terms = declared.classes.iter().chain(&declared.relations);
        declared.spaces = terms.map(|term| namespace(term).to_owned()).collect();
        Ok(declared)
    }

    fn of_kinds(&self, kinds: &[&str]) -> BTreeSet<String> {
        let named = self
            .statements
            .keys()
            .filter(|subject| !subject.starts_with("_:"));
        let of_kinds = named.filter(|subject| kinds.iter().any(|kind| self.is_a(subject, kind)));
        of_kinds.cloned().collect()
    }

    fn add_quad(&mut self, file: usize, quad: Quad) {
        let blank = |node: &BlankNode| format!("_:{file}-{}", node.as_str());
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => blank(node),
        };
        let object = match &quad.object {
            Term::NamedNode(node) => Object::Node(node.as_str().to_owned()),
            Term::BlankNode(node) => Object::Node(blank(node)),
            Term::Literal(literal) => {
                let language = literal.language().map(str::to_owned);
                Object::Text(literal.value().trim().to_owned(), language)
            }
            #[allow(unreachable_patterns)]
            _ => return,
        };
        self.add(&subject, quad.predicate.as_str(), object);
    }

    /// The JSON of Text2KGBench; what is wrong with its form is told when it is read as a schema.
    fn add_benchmark(&mut self, file: OntologyFile<'_>) {
        let value: Value = serde_json::from_str(file.text).unwrap_or_default();
        let texts = |item: &Value, keys: [&str; 2]| {
            let found = keys.iter().find_map(|key| item.get(key)?.as_str());
            found.unwrap_or_default().trim().to_owned()
        };
        let lists = [
            ("concepts", ["qid", "id"], CLASS_KINDS[0]),
            ("relations", ["pid", "id"], RELATION_KINDS[0]),
        ];
        for (list, ids, kind) in lists {
            for item in value.get(list).and_then(Value::as_array).into_iter().flatten() {
                let id = texts(item, ids);
                self.add(&id, rdf::TYPE.as_str(), Object::Node(kind.to_owned()));
                let label = texts(item, ["label", "label"]);
                self.add(&id, rdfs::LABEL.as_str(), Object::Text(label, None));
                for (key, property) in [("domain", rdfs::DOMAIN), ("range", rdfs::RANGE)] {
                    let class = texts(item, [key, key]);
                    if is_wikidata_id(&class) {
                        self.add(&id, property.as_str(), Object::Node(class));
                    }
                }
            }
        }
    }

    fn add(&mut self, subject: &str, property: &str, object: Object) {
        let statements = self.statements.entry(subject.to_owned()).or_default();
        statements.push((property.to_owned(), object));
    }

    /// All subjects, sorted.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &str> {
        self.statements.keys().map(String::as_str)
    }

    /// What `property` of `subject` leads to.
    pub(super) fn objects<'s>(
        &'s self,
        subject: &str,
        property: &'s str,
    ) -> impl Iterator<Item = &'s Object> + use<'s, 'a> {
        let statements = self.statements.get(subject).into_iter().flatten();
        statements
            .filter(move |(found, _)| found == property)
            .map(|(_, object)| object)
    }

    /// The nodes that `property` of `subject` leads to.
    pub(super) fn nodes<'s>(&'s self, subject: &str, property: &'s str) -> Vec<&'s str> {
        let nodes = self.objects(subject, property).filter_map(|object| match object {
            Object::Node(node) => Some(node.as_str()),
            Object::Text(..) => None,
        });
        nodes.collect()
    }

    /// The named nodes that `property` leads to; those of a union one by one.
    pub(super) fn named<'s>(&'s self, subject: &str, property: &'s str) -> Vec<&'s str> {
        let nodes = self.nodes(subject, property).into_iter();
        let members = nodes.flat_map(|node| match node.strip_prefix("_:") {
            Some(_) => self
                .nodes(node, UNION_OF)
                .into_iter()
                .flat_map(|list| self.list(list))
                .collect(),
            None => vec![node],
        });
        members.filter(|node| !node.starts_with("_:")).collect()
    }

    /// The nodes of a list; one that leads back to itself ends after as many steps as there are subjects.
    pub(super) fn list<'s>(&'s self, first: &'s str) -> Vec<&'s str> {
        let mut members = Vec::new();
        let mut at = first;
        for _ in 0..self.statements.len() {
            members.extend(self.nodes(at, rdf::FIRST.as_str()));
            match self.nodes(at, rdf::REST.as_str()).first() {
                Some(rest) => at = rest,
                None => break,
            }
        }
        members
    }

    pub(super) fn is_a(&self, subject: &str, kind: &str) -> bool {
        self.nodes(subject, rdf::TYPE.as_str()).contains(&kind)
    }

    /// Whether it is of a kind of OWL's: `is_owl(relation, "SymmetricProperty")`.
    pub(super) fn is_owl(&self, subject: &str, kind: &str) -> bool {
        self.is_a(subject, &format!("{}{kind}", owl::NAMESPACE))
    }

    /// Whether a term would have to be declared here: others of its namespace are.
    pub(super) fn is_own(&self, term: &str) -> bool {
        self.spaces.contains(namespace(term)) || term.starts_with(tm::NAMESPACE) && !self.is_ours(term)
    }

    /// Whether the program's ontology declares the term.
    pub(super) fn is_ours(&self, term: &str) -> bool {
        self.ours.place(NamedNodeRef::new_unchecked(term)).is_some()
    }

    /// "; did you mean `:Boat`?" with the nearest of the known terms, or what else to do.
    pub(super) fn meant<'s>(&'s self, term: &str, known: impl Iterator<Item = &'s String>) -> String {
        let name = local(term);
        let ours = self.ours.terms().map(|(term, _)| term.as_str());
        let ours = ours.filter(|_| term.starts_with(tm::NAMESPACE));
        let known = known.map(String::as_str).chain(ours);
        let locals: Vec<(&str, &str)> = known.map(|known| (local(known), known)).collect();
        let names = locals.iter().map(|(name, _)| *name);
        let nearest = nearest_word(name, names, (name.len() / LETTERS_FOR_EACH_EDIT).max(1));
        let meant = nearest.and_then(|nearest| locals.iter().find(|(name, _)| *name == nearest));
        match meant {
            Some((_, meant)) => format!("; did you mean {}?", self.name(meant)),
            None => "; declare it or take it out".to_owned(),
        }
    }

    /// The term as its file writes it, in backticks.
    pub(super) fn name(&self, term: &str) -> String {
        let short = self.files.iter().find_map(|file| file.short(term));
        let of_program = || {
            let name = curie(NamedNodeRef::new_unchecked(term));
            Some(name).filter(|name| !name.starts_with('<'))
        };
        format!(
            "`{}`",
            short.or_else(of_program).unwrap_or_else(|| term.to_owned())
        )
    }

    fn file(&self, term: &str) -> Option<&Lines<'a>> {
        let declaring = self.files.iter().find(|file| file.declares(term));
        let naming = || self.files.iter().find(|file| file.names(term));
        declaring.or_else(naming).or(self.files.first())
    }

    /// A problem at the line that declares `term`.
    pub(super) fn at(&self, term: &str, message: String) -> Problem {
        let place = self.file(term).map(|file| file.place(term));
        Problem {
            place: place.unwrap_or_else(nowhere),
            message,
        }
    }

    /// A problem at the line that says something of `object` about `term`.
    pub(super) fn between(&self, (term, object): (&str, &str), message: String) -> Problem {
        let place = self.file(term).map(|file| file.place_of(term, object));
        Problem {
            place: place.unwrap_or_else(nowhere),
            message,
        }
    }
}

pub(super) const UNION_OF: &str = "http://www.w3.org/2002/07/owl#unionOf";

fn nowhere() -> Place {
    Place {
        path: "ontology".into(),
        line: 1,
    }
}

/// What an IRI begins with, up to the last `#` or `/`.
pub(super) fn namespace(term: &str) -> &str {
    let end = term.rfind(['#', '/']).map_or(0, |end| end + 1);
    &term[..end]
}

/// What comes after that.
pub(super) fn local(term: &str) -> &str {
    &term[namespace(term).len()..]
}

/// "Q5".
fn is_wikidata_id(text: &str) -> bool {
    let digits = text.strip_prefix('Q').unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
}
