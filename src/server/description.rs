//! What the server says of itself: the service description of its endpoint, and what the dataset holds in VoID.

use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

use super::accept::TRIPLES;
use super::body::{negotiated, quads};
use super::exchange::{Refusal, Reply, Request, Response, entity_tag, is_known};
use super::site::Site;
use crate::query::ask_within;
use crate::store::{Allowance, Answer};
use crate::vocab::{DOCUMENT_NAMESPACE, rdf, rdfs, sd, tm, void, xsd};

/// Where the endpoint is.
pub(super) const ENDPOINT: &str = "/sparql";
/// Where the description of the dataset is.
pub(super) const VOID: &str = "/.well-known/void";

/// Names of formats, as <https://www.w3.org/ns/formats/> has them.
const RESULT_FORMATS: &[&str] = &[
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
];

/// Triples under way.
#[derive(Default)]
struct Triples(Vec<Quad>);

impl Triples {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        let quad = Quad::new(subject.clone(), predicate, object, GraphName::DefaultGraph);
        self.0.push(quad);
    }
}

fn node(iri: String) -> NamedNode {
    NamedNode::new_unchecked(iri)
}

fn number(number: usize) -> Literal {
    Literal::new_typed_literal(number.to_string(), xsd::INTEGER)
}

/// The service description: a GET on the endpoint that asks nothing.
pub(super) fn service(site: &Site, request: &Request) -> Reply {
    let media = negotiated(&request.accept, TRIPLES)?;
    let endpoint = node(format!("{}{}", request.base(), request.path));
    let part = |name: &str| node(format!("{}#{name}", endpoint.as_str()));
    let [service, dataset, default] = ["service", "dataset", "default-graph"].map(part);
    let mut triples = Triples::default();
    triples.add(&service, rdf::TYPE, sd::SERVICE);
    triples.add(&service, sd::ENDPOINT, endpoint.clone());
    triples.add(&service, sd::SUPPORTED_LANGUAGE, sd::SPARQL_11_QUERY);
    if site.is_writable() {
        triples.add(&service, sd::SUPPORTED_LANGUAGE, sd::SPARQL_11_UPDATE);
    }
    for format in RESULT_FORMATS {
        let format = node(format!("http://www.w3.org/ns/formats/{format}"));
        triples.add(&service, sd::RESULT_FORMAT, format);
    }
    triples.add(&service, sd::DEFAULT_DATASET, dataset.clone());
    triples.add(&dataset, rdf::TYPE, sd::DATASET_CLASS);
    triples.add(&dataset, sd::DEFAULT_GRAPH, default.clone());
    triples.add(&default, rdf::TYPE, sd::GRAPH);
    let names = site.graph.graph_names();
    let names = names.map_err(|error| Refusal::new(500, error.to_string()))?;
    for (place, name) in names.into_iter().enumerate() {
        let graph = part(&format!("graph-{}", place + 1));
        triples.add(&dataset, sd::NAMED_GRAPH, graph.clone());
        triples.add(&graph, rdf::TYPE, sd::NAMED_GRAPH_CLASS);
        triples.add(&graph, sd::NAME, name);
    }
    quads(&triples.0, media)
}

/// What the dataset holds.
pub(super) fn dataset(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let media = negotiated(&request.accept, TRIPLES)?;
    let tag = entity_tag(&site.state(), request, media);
    if is_known(request, &tag) {
        return Ok(Response::status(304).with("etag", tag));
    }
    let place = format!("{}{VOID}", request.base());
    let dataset = node(format!("{place}#dataset"));
    let mut triples = Triples::default();
    triples.add(&dataset, rdf::TYPE, void::DATASET);
    triples.add(
        &dataset,
        rdfs::LABEL,
        Literal::from("Who says what in the news, by Testimony"),
    );
    let endpoint = node(format!("{}{ENDPOINT}", request.base()));
    triples.add(&dataset, void::SPARQL_ENDPOINT, endpoint);
    let space = DOCUMENT_NAMESPACE.trim_end_matches("document/");
    triples.add(&dataset, void::URI_SPACE, Literal::from(space));
    triples.add(&dataset, void::VOCABULARY, node(tm::NAMESPACE.to_owned()));
    for format in ["Turtle", "JSON-LD", "N-Triples", "RDF_XML"] {
        let format = node(format!("http://www.w3.org/ns/formats/{format}"));
        triples.add(&dataset, void::FEATURE, format);
    }
    let documents = site.graph.documents();
    let documents = documents.map_err(|error| Refusal::new(500, error.to_string()))?;
    triples.add(&dataset, void::DOCUMENTS, number(documents.len()));
    partitions(site, (&dataset, &mut triples), allowance)?;
    Ok(quads(&triples.0, media)?.with("etag", tag))
}

fn partitions(
    site: &Site,
    (dataset, triples): (&NamedNode, &mut Triples),
    allowance: &Allowance,
) -> Result<(), Refusal> {
    let allowance = Allowance {
        rows: None,
        ..allowance.clone()
    };
    let counts = |query| Ok::<_, Refusal>(counted(ask_within(&site.graph, (query, &[]), &allowance)?));
    let classes = counts(include_str!("classes.rq"))?;
    let properties = counts(include_str!("properties.rq"))?;
    triples.add(dataset, void::CLASSES, number(classes.len()));
    triples.add(dataset, void::PROPERTIES, number(properties.len()));
    let all = properties.iter().map(|(_, number)| number).sum();
    triples.add(dataset, void::TRIPLES, number(all));
    let place = dataset.as_str().trim_end_matches("dataset");
    let kinds = [
        (
            classes,
            ("class", void::CLASS_PARTITION, void::CLASS, void::ENTITIES),
        ),
        (
            properties,
            (
                "property",
                void::PROPERTY_PARTITION,
                void::PROPERTY,
                void::TRIPLES,
            ),
        ),
    ];
    for (counts, (name, partition, of, amount)) in kinds {
        for (index, (term, size)) in counts.into_iter().enumerate() {
            let part = node(format!("{place}{name}-{}", index + 1));
            triples.add(dataset, partition, part.clone());
            triples.add(&part, of, term);
            triples.add(&part, amount, number(size));
        }
    }
    Ok(())
}

/// Terms with their numbers.
fn counted(answer: Answer) -> Vec<(NamedNode, usize)> {
    let Answer::Rows { rows, .. } = answer else {
        return Vec::new();
    };
    let count = |row: Vec<Option<Term>>| {
        let mut cells = row.into_iter().flatten();
        match (cells.next()?, cells.next()?) {
            (Term::NamedNode(term), Term::Literal(number)) => Some((term, number.value().parse().ok()?)),
            _ => None,
        }
    };
    rows.into_iter().filter_map(count).collect()
}
