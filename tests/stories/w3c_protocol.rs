//! The W3C's tests of the SPARQL 1.1 Protocol, Graph Store Protocol and Service Description, against the server.
//!
//! They are run where the suite is at hand, in `../shared/gold/w3c/sparql11`; where it is not, that is said.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Dataset, Graph, NamedNodeRef, NamedOrBlankNode, Term, TermRef};

use super::served::{Reply, Served, TOKEN, encoded};

const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const CODES: &str = "http://www.w3.org/2011/http-statusCodes#";

/// What does not pass, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "put_get_default",
        "the default graph that is read is what queries see without naming a graph, the ontology among it",
    ),
    (
        "post_get_post_get_indirect",
        "forms with several files are not taken",
    ),
    (
        "post_get_post_get_direct",
        "forms with several files are not taken",
    ),
];

fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/w3c/sparql11");
    match folder.is_dir() {
        true => Some(folder),
        false => {
            eprintln!("NOT RUN: there is no W3C suite at {}", folder.display());
            None
        }
    }
}

/// A node of a manifest.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Graph, TermRef<'a>);

impl<'a> Node<'a> {
    fn all(self, namespace: &str, name: &str) -> Vec<Node<'a>> {
        let iri = format!("{namespace}{name}");
        let predicate = NamedNodeRef::new(&iri).unwrap();
        let subject = match self.1 {
            TermRef::NamedNode(node) => node.into(),
            TermRef::BlankNode(node) => node.into(),
            TermRef::Literal(_) => return Vec::new(),
        };
        let objects: oxigraph::model::NamedOrBlankNodeRef<'a> = subject;
        let found = self
            .0
            .triples_for_subject(objects)
            .filter(|triple| triple.predicate == predicate);
        found.map(|triple| Node(self.0, triple.object)).collect()
    }

    fn one(self, namespace: &str, name: &str) -> Option<Node<'a>> {
        self.all(namespace, name).into_iter().next()
    }

    fn list(self) -> Vec<Node<'a>> {
        let mut items = Vec::new();
        let mut rest = Some(self);
        while let Some(cell) = rest {
            items.extend(cell.one(RDF, "first"));
            rest = cell.one(RDF, "rest");
        }
        items
    }

    fn text(self) -> String {
        match self.1 {
            TermRef::Literal(literal) => literal.value().to_owned(),
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            other => other.to_string(),
        }
    }

    fn value(self, namespace: &str, name: &str) -> Option<String> {
        self.one(namespace, name).map(Node::text)
    }
}

fn manifest(path: &Path) -> Graph {
    let base = format!("file://{}", path.display());
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(base)
        .unwrap();
    let text = std::fs::read(path).unwrap();
    let quads = parser.for_slice(&text).map(|quad| quad.unwrap());
    quads.map(oxigraph::model::Triple::from).collect()
}

fn entries(graph: &Graph) -> Vec<Node<'_>> {
    let iri = format!("{MF}entries");
    let entries = NamedNodeRef::new(&iri).unwrap();
    let lists = graph.triples_for_predicate(entries);
    lists
        .flat_map(|triple| Node(graph, triple.object).list())
        .collect()
}

/// A server with an empty graph that may be written to.
fn empty_server() -> (tempfile::TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("empty.nq");
    std::fs::write(&graph, "").unwrap();
    let served = Served::start(graph.to_str().unwrap(), &["--writable"]);
    (folder, served)
}

/// The path of the suite as the server has it.
fn path(suite_path: &str) -> String {
    match suite_path.strip_prefix("/gsp") {
        Some(rest) => format!("/store{rest}"),
        None => suite_path.replacen("/sparql/", "/sparql", 1),
    }
}

fn body(request: Node<'_>) -> Vec<u8> {
    let Some(content) = request.one(HT, "body") else {
        return Vec::new();
    };
    let text = content.value(CNT, "chars").unwrap_or_default();
    match content.value(CNT, "characterEncoding").as_deref() {
        Some("UTF-16" | "utf-16") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.into_bytes(),
    }
}

fn headers(node: Node<'_>) -> Vec<(String, String)> {
    let listed = node.one(HT, "headers").map(Node::list).unwrap_or_default();
    let header = |node: Node<'_>| {
        let name = node.value(HT, "fieldName")?;
        Some((name.to_lowercase(), node.value(HT, "fieldValue")?))
    };
    listed.into_iter().filter_map(header).collect()
}

/// Sends one request of a test, and says what is wrong with the answer.
fn run_request(served: &Served, request: Node<'_>, location: &mut String) -> Result<(), String> {
    let bearer = format!("Bearer {TOKEN}");
    let mut sent = headers(request);
    sent.push(("host".into(), "www.example".into()));
    sent.push(("authorization".into(), bearer));
    let sent: Vec<_> = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let method = request.value(HT, "methodName").unwrap();
    let place = path(&request.value(HT, "absolutePath").unwrap()).replace("$LOCATION$", &encoded(location));
    let reply = served.send((&method, &place), &sent, &body(request));
    let response = request.one(HT, "resp").unwrap();
    let wanted: Vec<_> = response
        .all(MF, "expectedStatus")
        .into_iter()
        .map(Node::text)
        .collect();
    if !wanted.iter().any(|code| is_status(code, reply.status)) {
        return Err(format!(
            "{method} {place}: {} {}, not {wanted:?}",
            reply.status,
            reply.text().trim()
        ));
    }
    if !reply.header("location").is_empty() {
        *location = reply.header("location").to_owned();
    }
    check_content(&reply, response).map_err(|wrong| format!("{method} {place}: {wrong}"))
}

fn is_status(code: &str, status: u16) -> bool {
    match code.trim_start_matches(CODES) {
        "OK" => status == 200,
        "Created" => status == 201,
        "NoContent" => status == 204,
        "NotFound" => status == 404,
        "BadRequest" => status == 400,
        class => class == format!("StatusCode{}xx", status / 100),
    }
}

fn check_content(reply: &Reply, response: Node<'_>) -> Result<(), String> {
    if let Some(truth) = response.value(MF, "expectedBoolean")
        && !reply.text().contains(&truth)
    {
        return Err(format!("{} is not {truth}", reply.text()));
    }
    let kind = reply.header("content-type").to_owned();
    let fits = match response.value(MF, "expectedFormat").as_deref() {
        Some("boolean" | "tabular") => kind.contains("sparql-results") || kind.contains("csv"),
        Some("RDF") => RdfFormat::from_media_type(&kind).is_some(),
        _ => true,
    };
    if !fits {
        return Err(format!("the content type is {kind}"));
    }
    let wanted_kind = headers(response)
        .into_iter()
        .find(|(name, _)| name == "content-type");
    if let Some((_, wanted)) = wanted_kind
        && reply.status == 200
        && wanted != kind
    {
        return Err(format!("the content type is {kind}, not {wanted}"));
    }
    match response.one(HT, "body").and_then(|body| body.value(CNT, "chars")) {
        Some(turtle) if canonical(turtle.as_bytes())? != canonical(&reply.body)? => {
            Err(format!("other triples: {:.300}", reply.text()))
        }
        _ => Ok(()),
    }
}

fn canonical(turtle: &[u8]) -> Result<BTreeSet<String>, String> {
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri("http://www.example/")
        .unwrap();
    let quads = parser
        .for_slice(turtle)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let mut dataset: Dataset = quads.iter().collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    Ok(dataset.iter().map(|quad| quad.to_string()).collect())
}

/// Puts the graphs that a test starts from where it wants them.
fn load(served: &Served, folder: &Path, test: Node<'_>) {
    for data in test.all(UT, "graphData") {
        let file = data.value(UT, "graph").unwrap();
        let file = folder.join(file.rsplit('/').next().unwrap());
        let name = encoded(&data.value(RDFS, "label").unwrap());
        let bearer = format!("Bearer {TOKEN}");
        let headers = [
            ("content-type", "application/n-triples"),
            ("authorization", bearer.as_str()),
        ];
        let reply = served.send(
            ("PUT", &format!("/store?graph={name}")),
            &headers,
            &std::fs::read(file).unwrap(),
        );
        assert!(reply.status < 300, "{}", reply.text());
    }
}

fn run_test(folder: &Path, test: Node<'_>, served: &Served) -> Result<(), String> {
    load(served, folder, test);
    let action = test.one(MF, "action").ok_or("it has no action")?;
    let requests = action.one(HT, "requests").map(Node::list).unwrap_or_default();
    if requests.is_empty() {
        return Err("it has no request".into());
    }
    let mut location = String::new();
    requests
        .into_iter()
        .try_for_each(|request| run_request(served, request, &mut location))
}

fn run_manifest(folder: &str, file: &str) {
    let Some(suite) = suite() else { return };
    let folder = suite.join(folder);
    let graph = manifest(&folder.join(file));
    let tests = entries(&graph);
    assert!(!tests.is_empty(), "{file} lists no tests");
    let mut wrong = Vec::new();
    for test in &tests {
        let server = empty_server();
        let name = test.text().rsplit('#').next().unwrap_or_default().to_owned();
        let outcome = run_test(&folder, *test, &server.1);
        let is_exception = EXCEPTIONS.iter().any(|(exception, _)| *exception == name);
        if outcome.is_err() != is_exception {
            wrong.push(format!(
                "{name}: {}",
                outcome.err().unwrap_or("passes, but is listed".into())
            ));
        }
    }
    eprintln!(
        "{} of {} tests of {file} are as listed",
        tests.len() - wrong.len(),
        tests.len()
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_protocol_is_kept() {
    run_manifest("protocol", "manifest.ttl");
}

#[test]
fn graphs_are_named_in_the_query_of_the_address() {
    run_manifest("graph-store-protocol", "manifest-indirect.ttl");
}

#[test]
fn graphs_are_named_by_the_address() {
    run_manifest("graph-store-protocol", "manifest-direct.ttl");
}

/// The three tests of the Service Description, which the suite has in words only.
#[test]
fn the_service_describes_itself() {
    let (_folder, served) = empty_server();
    let reply = served.get("/sparql", "text/turtle");
    let parser = RdfParser::from_format(RdfFormat::Turtle);
    let triples: Vec<_> = parser.for_slice(&reply.body).map(|quad| quad.unwrap()).collect();
    let sd = "http://www.w3.org/ns/sparql-service-description#";
    let has = |name: &str, object: &str| {
        triples.iter().any(|triple| {
            triple.predicate.as_str() == format!("{sd}{name}") && is_named(&triple.object, object)
        })
    };
    assert!(
        has("endpoint", &format!("http://{}/sparql", served.address)),
        "{}",
        reply.text()
    );
    assert!(has("supportedLanguage", &format!("{sd}SPARQL11Query")));
    assert!(has("supportedLanguage", &format!("{sd}SPARQL11Update")));
    let services: BTreeSet<String> = triples
        .iter()
        .filter(|triple| is_named(&triple.object, &format!("{sd}Service")))
        .map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => node.to_string(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        })
        .collect();
    assert_eq!(services.len(), 1);
}

fn is_named(term: &Term, iri: &str) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == iri)
}
