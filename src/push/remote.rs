//! A server that keeps named graphs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use strum::{Display, EnumString};

use super::PushError;
use super::credentials::Credentials;
use super::endpoint::{About, Endpoint};
use crate::document::text_hash;
use crate::http::{HttpError, Limits, Method, Reply};

/// How a server is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Protocol {
    /// Whole graphs by PUT.
    GraphStore,
    /// `DROP GRAPH` and `INSERT DATA`.
    Update,
}

/// Where a server is, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct RemoteSettings {
    /// The address that graphs or updates are sent to.
    pub url: String,
    /// The address of queries. Without one, updates' own is tried, and graphs are counted by reading them.
    pub query_url: Option<String>,
    /// How it is written to.
    pub protocol: Protocol,
    /// Who asks, if the server wants to know.
    pub credentials: Option<Credentials>,
    /// About how many bytes of triples are sent at once.
    pub batch: usize,
    /// How long, how much, how often.
    pub limits: Limits,
}

/// A server.
pub struct Remote {
    settings: RemoteSettings,
    endpoint: Endpoint,
}

/// What helps when a graph is not taken.
const NAMED: &str = "; a server that takes less at once needs a smaller --batch-bytes, and one that keeps a single graph cannot hold \
                     claims, which need named graphs";
/// Syntaxes for triples, the shortest to read first.
const TRIPLES: &str = "application/n-triples, text/turtle;q=0.8";
/// How many graphs are counted by one query.
const COUNTED: usize = 50;

impl Remote {
    /// A server; it is not spoken to yet.
    pub fn new(settings: RemoteSettings) -> Self {
        Self {
            endpoint: Endpoint::new(settings.limits, settings.credentials.clone()),
            settings,
        }
    }

    /// Whether triples are counted by a query, and not by reading them.
    pub(super) fn counts_cheaply(&self) -> bool {
        self.query_url().is_some()
    }

    fn query_url(&self) -> Option<&str> {
        match (&self.settings.query_url, self.settings.protocol) {
            (Some(url), _) => Some(url),
            (None, Protocol::Update) => Some(&self.settings.url),
            (None, Protocol::GraphStore) => None,
        }
    }

    /// Puts the triples of a file of N-Triples in the place of those that the graph has.
    pub(super) fn put(&self, graph: &str, file: &Path) -> Result<(), PushError> {
        if self.settings.protocol == Protocol::Update {
            self.remove(graph)?;
        }
        let mut is_first = true;
        each_batch(file, self.settings.batch, |triples| {
            self.add((graph, is_first), triples)?;
            is_first = false;
            Ok(())
        })
    }

    fn add(&self, (graph, is_first): (&str, bool), triples: &str) -> Result<(), PushError> {
        let what = format!("sending <{graph}>");
        let about = About {
            what: &what,
            advice: NAMED,
        };
        match (self.settings.protocol, is_first) {
            (Protocol::Update, _) => self.update(
                &format!("INSERT DATA {{ GRAPH <{graph}> {{\n{triples}}} }}"),
                about,
            ),
            (Protocol::GraphStore, is_first) => {
                let method = if is_first { Method::Put } else { Method::Post };
                // N-Triples are Turtle, which every graph store reads.
                let body = ("text/turtle", triples.as_bytes());
                self.endpoint
                    .send((method, &self.address(graph)), ("*/*", Some(body)), about)?;
                Ok(())
            }
        }
    }

    /// Takes a graph away; that there is none is as well.
    pub(super) fn remove(&self, graph: &str) -> Result<(), PushError> {
        let what = format!("removing <{graph}>");
        let about = About {
            what: &what,
            advice: "",
        };
        if self.settings.protocol == Protocol::Update {
            return self.update(&format!("DROP SILENT GRAPH <{graph}>"), about);
        }
        match self
            .endpoint
            .send((Method::Delete, &self.address(graph)), ("*/*", None), about)
        {
            Err(PushError::Http { source, .. }) if is_missing(&source) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    fn update(&self, update: &str, about: About<'_>) -> Result<(), PushError> {
        let body = ("application/sparql-update", update.as_bytes());
        let to = (Method::Post, self.settings.url.as_str());
        self.endpoint.send(to, ("*/*", Some(body)), about)?;
        Ok(())
    }

    /// How many triples each of the graphs has; one that is not there has none.
    pub(super) fn counts(&self, graphs: &[&str]) -> Result<BTreeMap<String, u64>, PushError> {
        let mut counts = BTreeMap::new();
        match self.query_url() {
            Some(url) => {
                for some in graphs.chunks(COUNTED) {
                    counts.extend(self.counted(url, some)?);
                }
            }
            None => {
                for graph in graphs {
                    counts.insert((*graph).to_owned(), self.lines(graph)?.len() as u64);
                }
            }
        }
        Ok(counts)
    }

    fn counted(&self, url: &str, graphs: &[&str]) -> Result<Vec<(String, u64)>, PushError> {
        let names: String = graphs.iter().map(|graph| format!("<{graph}> ")).collect();
        let query = format!(
            "SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {names}}} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        );
        let reply = self.query(
            url,
            (
                "application/sparql-results+json, application/sparql-results+xml;q=0.8",
                &query,
            ),
        )?;
        read_counts(&reply).map_err(|message| PushError::Answer {
            url: url.to_owned(),
            what: "a query that counts",
            message,
        })
    }

    /// The hash of a graph's triples as sorted N-Triples.
    pub(super) fn hash(&self, graph: &str) -> Result<String, PushError> {
        Ok(text_hash(&self.lines(graph)?.concat()))
    }

    /// The triples of a graph as sorted lines of N-Triples.
    fn lines(&self, graph: &str) -> Result<Vec<String>, PushError> {
        let what = format!("reading <{graph}>");
        let about = About {
            what: &what,
            advice: "",
        };
        let (url, reply) = match self.query_url() {
            Some(url) => {
                let query = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}");
                (url.to_owned(), self.query(url, (TRIPLES, &query)))
            }
            None => {
                let url = self.address(graph);
                let reply = self.endpoint.send((Method::Get, &url), (TRIPLES, None), about);
                (url, reply)
            }
        };
        let reply = match reply {
            Err(PushError::Http { source, .. }) if is_missing(&source) => return Ok(Vec::new()),
            reply => reply?,
        };
        read_lines(&reply).map_err(|message| PushError::Answer {
            url,
            what: "a request for triples",
            message,
        })
    }

    fn query(&self, url: &str, (accept, query): (&str, &str)) -> Result<Reply, PushError> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("query", query)
            .finish();
        let body = ("application/x-www-form-urlencoded", form.as_bytes());
        let about = About {
            what: "checking what the server has",
            advice: "; if queries have another address than updates, give it by --query-url",
        };
        self.endpoint
            .send((Method::Post, url), (accept, Some(body)), about)
    }

    fn address(&self, graph: &str) -> String {
        let url = &self.settings.url;
        let between = if url.contains('?') { '&' } else { '?' };
        let encoded: String = form_urlencoded::byte_serialize(graph.as_bytes()).collect();
        format!("{url}{between}graph={encoded}")
    }
}

fn is_missing(error: &HttpError) -> bool {
    matches!(error, HttpError::Status { status: 404, .. })
}

/// Hands on the lines of a file, as many at a time as have about `most` bytes.
fn each_batch(
    file: &Path,
    most: usize,
    mut take: impl FnMut(&str) -> Result<(), PushError>,
) -> Result<(), PushError> {
    let unreadable = |source: io::Error| PushError::File {
        path: file.to_path_buf(),
        source,
    };
    let mut lines = BufReader::new(File::open(file).map_err(unreadable)?);
    let mut batch = String::new();
    while lines.read_line(&mut batch).map_err(unreadable)? > 0 {
        if batch.len() >= most {
            take(&batch)?;
            batch.clear();
        }
    }
    match batch.is_empty() {
        true => Ok(()),
        false => take(&batch),
    }
}

fn read_counts(reply: &Reply) -> Result<Vec<(String, u64)>, String> {
    let format = QueryResultsFormat::from_media_type(&reply.content_type)
        .ok_or_else(|| format!("its type is `{}`", reply.content_type))?;
    let parsed = QueryResultsParser::from_format(format).for_slice(&reply.body);
    let SliceQueryResultsParserOutput::Solutions(rows) = parsed.map_err(|error| error.to_string())? else {
        return Err("a truth value".to_owned());
    };
    let mut counts = Vec::new();
    for row in rows {
        let row = row.map_err(|error| error.to_string())?;
        // An empty group has a row without a graph.
        if let (Some(Term::NamedNode(graph)), Some(Term::Literal(count))) = (row.get("g"), row.get("n")) {
            let count = count
                .value()
                .parse()
                .map_err(|_| format!("`{}` is no count", count.value()))?;
            counts.push((graph.as_str().to_owned(), count));
        }
    }
    Ok(counts)
}

fn read_lines(reply: &Reply) -> Result<Vec<String>, String> {
    let format = RdfFormat::from_media_type(&reply.content_type)
        .ok_or_else(|| format!("its type is `{}`", reply.content_type))?;
    let mut lines = Vec::new();
    for quad in RdfParser::from_format(format).for_slice(&reply.body) {
        let quad = quad.map_err(|error| error.to_string())?;
        lines.push(format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object));
    }
    lines.sort_unstable();
    lines.dedup();
    Ok(lines)
}
