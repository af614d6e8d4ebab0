//! Ontologies in RDF: OWL and RDFS.

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};

use super::{Schema, SchemaClass, SchemaError, SchemaRelation};
use crate::guard::{self, Doctypes};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Statements by subject, then by property.
type Statements = BTreeMap<String, BTreeMap<String, Vec<Term>>>;

/// Prefixes with their namespaces.
type Prefixes = Vec<(String, String)>;

/// Whether the file's ending says that its JSON is RDF.
pub(crate) fn is_json_ld(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonld")
}

fn format(path: &Path) -> RdfFormat {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.unwrap_or_default().to_lowercase().as_str() {
        "nt" => RdfFormat::NTriples,
        "nq" => RdfFormat::NQuads,
        "trig" => RdfFormat::TriG,
        "rdf" | "owl" | "xml" => RdfFormat::RdfXml,
        "jsonld" => RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
        _ => RdfFormat::Turtle,
    }
}

/// Reads a file.
pub(super) fn schema(path: &Path, text: &str) -> Result<Schema, SchemaError> {
    let mut statements = Statements::new();
    let (quads, prefixes) = read(path, text)?;
    for quad in quads {
        add(&mut statements, quad);
    }
    Ok(Schema {
        prefixes,
        ..Reader { statements }.schema()
    })
}

/// What a file of RDF says; an `.owl` file that does not begin as XML is taken for Turtle.
pub(crate) fn quads(path: &Path, text: &str) -> Result<Vec<Quad>, SchemaError> {
    Ok(read(path, text)?.0)
}

/// The same with the prefixes that the file declares, sorted.
fn read(path: &Path, text: &str) -> Result<(Vec<Quad>, Prefixes), SchemaError> {
    let mut format = format(path);
    if format == RdfFormat::RdfXml && !text.trim_start().starts_with('<') {
        format = RdfFormat::Turtle;
    }
    guard::check((format, Doctypes::Short), text.as_bytes())
        .map_err(|excess| SchemaError::new(path, 1, excess.to_string()))?;
    let base = "https://example.org/ontology";
    let parser = RdfParser::from_format(format).with_base_iri(base).ok();
    let parser = parser.unwrap_or_else(|| RdfParser::from_format(format));
    let mut reader = parser.for_slice(text);
    let quads = reader.by_ref().map(|quad| {
        quad.map_err(|error| {
            let line = error.location().map_or(1, |location| location.start.line + 1);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            SchemaError::new(path, line, format!("is not {}: {error}", format.name()))
        })
    });
    let quads = quads.collect::<Result<Vec<_>, _>>()?;
    let prefixes = reader.prefixes();
    let mut prefixes: Prefixes = prefixes
        .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
        .collect();
    prefixes.sort();
    Ok((quads, prefixes))
}

fn add(statements: &mut Statements, quad: Quad) {
    let properties = statements.entry(key(&quad.subject)).or_default();
    let objects = properties.entry(quad.predicate.into_string()).or_default();
    objects.push(quad.object);
}

fn key(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

struct Reader {
    statements: Statements,
}

impl Reader {
    fn schema(&self) -> Schema {
        let classes = self.subjects(&["Class"]).map(|id| SchemaClass {
            id: id.to_owned(),
            label: self.label(id),
            definition: self.definition(id),
            broader: self.nodes(id, &format!("{RDFS}subClassOf")),
            disjoint_with: self.nodes(id, &format!("{OWL}disjointWith")),
        });
        let kinds = [
            "ObjectProperty",
            "DatatypeProperty",
            "Property",
            "FunctionalProperty",
            "SymmetricProperty",
            "TransitiveProperty",
            "InverseFunctionalProperty",
        ];
        let relations = self.subjects(&kinds).map(|id| self.relation(id));
        let title = self.subjects(&["Ontology"]).next().map(|id| self.label(id));
        Schema::with_relations(title.unwrap_or_default(), classes.collect(), relations.collect())
    }

    /// The named things that are of one of the kinds of RDF, RDFS or OWL.
    fn subjects<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let is_of_kind = move |iri: &str| {
            let name = [RDF, RDFS, OWL].iter().find_map(|space| iri.strip_prefix(space));
            name.is_some_and(|name| kinds.contains(&name))
        };
        let statements = self.statements.iter();
        let of_kind = statements.filter(move |(id, _)| {
            let types = self.nodes(id, &format!("{RDF}type"));
            !id.starts_with("_:") && types.iter().any(|iri| is_of_kind(iri))
        });
        of_kind.map(|(id, _)| id.as_str())
    }

    fn relation(&self, id: &str) -> SchemaRelation {
        let texts = |property: String| self.texts(id, &property);
        let label = self.label(id);
        let mut other_labels = texts(format!("{SKOS}altLabel"));
        other_labels.extend(
            texts(format!("{RDFS}label"))
                .into_iter()
                .filter(|other| *other != label),
        );
        let types = self.nodes(id, &format!("{RDF}type"));
        let is_a = |kind: &str| types.contains(&format!("{OWL}{kind}"));
        SchemaRelation {
            id: id.to_owned(),
            label,
            other_labels,
            definition: self.definition(id),
            domain: self.class_labels(id, &format!("{RDFS}domain")),
            range: self.class_labels(id, &format!("{RDFS}range")),
            inverse_of: self.nodes(id, &format!("{OWL}inverseOf")),
            broader: self.nodes(id, &format!("{RDFS}subPropertyOf")),
            disjoint_with: self.nodes(id, &format!("{OWL}propertyDisjointWith")),
            is_functional: is_a("FunctionalProperty"),
            is_symmetric: is_a("SymmetricProperty"),
            is_transitive: is_a("TransitiveProperty"),
            is_literal: is_a("DatatypeProperty"),
        }
    }

    fn definition(&self, id: &str) -> Option<String> {
        let properties = [format!("{SKOS}definition"), format!("{RDFS}comment")];
        properties
            .iter()
            .find_map(|property| self.texts(id, property).into_iter().next())
    }

    /// What a term is called: its label in English or without a language, else the last part of its IRI.
    fn label(&self, id: &str) -> String {
        let properties = [format!("{RDFS}label"), format!("{SKOS}prefLabel")];
        let mut labels = properties.iter().flat_map(|property| self.texts(id, property));
        let name = id.rsplit(['#', '/', ':']).find(|part| !part.is_empty());
        labels.next().unwrap_or_else(|| name.unwrap_or(id).to_owned())
    }

    /// The texts in English or without a language, in the order of the file.
    fn texts(&self, id: &str, property: &str) -> Vec<String> {
        let literals = self.objects(id, property).filter_map(|term| match term {
            Term::Literal(literal) => Some(literal),
            _ => None,
        });
        let english = literals.filter(|literal| literal.language().is_none_or(|tag| tag.starts_with("en")));
        let texts = english.map(|literal| literal.value().trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The ids of the nodes that a property leads to.
    fn nodes(&self, id: &str, property: &str) -> Vec<String> {
        let nodes = self.objects(id, property).filter_map(|term| match term {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            Term::BlankNode(node) => Some(node.to_string()),
            _ => None,
        });
        nodes.collect()
    }

    fn objects<'a>(&'a self, id: &str, property: &str) -> impl Iterator<Item = &'a Term> + use<'a> {
        let properties = self.statements.get(id);
        let objects = properties.and_then(|properties| properties.get(property));
        objects.into_iter().flatten()
    }

    /// The labels of classes and datatypes; those of a union are taken one by one.
    fn class_labels(&self, id: &str, property: &str) -> Vec<String> {
        let mut labels = Vec::new();
        for node in self.nodes(id, property) {
            let members = self.members(&node);
            labels.extend(members.iter().filter_map(|member| self.class_label(member)));
        }
        labels
    }

    fn class_label(&self, id: &str) -> Option<String> {
        if let Some(datatype) = id.strip_prefix(XSD) {
            return Some(datatype_label(datatype).to_owned());
        }
        let says_nothing = [
            format!("{OWL}Thing"),
            format!("{RDFS}Resource"),
            format!("{RDFS}Literal"),
        ];
        (!id.starts_with("_:") && !says_nothing.iter().any(|iri| iri == id)).then(|| self.label(id))
    }

    /// The classes of a union, or the class itself.
    fn members(&self, id: &str) -> Vec<String> {
        let Some(mut list) = self.nodes(id, &format!("{OWL}unionOf")).into_iter().next() else {
            return vec![id.to_owned()];
        };
        let mut members = Vec::new();
        // A list that leads back to itself ends after as many steps as there are subjects.
        for _ in 0..self.statements.len() {
            members.extend(self.nodes(&list, &format!("{RDF}first")));
            match self.nodes(&list, &format!("{RDF}rest")).into_iter().next() {
                Some(rest) => list = rest,
                None => break,
            }
        }
        members
    }
}

fn datatype_label(name: &str) -> &str {
    match name {
        "date" | "dateTime" | "gYear" | "gYearMonth" | "time" | "dateTimeStamp" => "date",
        "string" | "normalizedString" | "token" | "anyURI" | "language" => "string",
        _ => "number",
    }
}
