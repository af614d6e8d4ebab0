//! Pages for people, and every IRI of the graph as a page or as data, by what the client likes.
//!
//! An IRI's page has the path that follows `https://w3id.org/testimony` in it. What stands after a `#` never reaches
//! a server: such IRIs, and those of others, are at `/thing?iri=`.
//!
//! Pages are made on the server from the templates beside this file and need no script. Every text from a document
//! is escaped by the template engine, and a policy forbids the browser to load or run anything but the style sheet.

mod article;
mod cell;
mod content;
mod picture;
mod template;

use oxigraph::model::{NamedNode, Quad};

use super::accept::{Form, Media, PAGE, TRIPLES, choose};
use super::body::quads;
use super::exchange::{Refusal, Reply, Request, Response, entity_tag, is_known};
use super::site::Site;
use super::sparql::in_full;
use crate::store::Allowance;
use crate::vocab::{DOCUMENT_NAMESPACE, graph};

pub(super) use content::results;
pub(super) use template::Templates;

/// What the IRIs of the graph begin with, before the path.
const ORIGIN: &str = "https://w3id.org/testimony";
const STYLE: &str = include_str!("pages/style.css");
/// Nothing is loaded but our own style sheet, nothing runs, and forms go nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Answers a request for a page or for what an IRI stands for.
pub(super) fn respond(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    if !request.is_read() {
        return Err(Refusal::new(405, "pages are read by GET"));
    }
    match request.path.as_str() {
        "/static/style.css" => {
            let response = Response::new("text/css; charset=utf-8", STYLE);
            Ok(response.with("cache-control", "max-age=3600"))
        }
        "/favicon.ico" => Ok(Response::status(204)),
        "/" | "/find" | "/ask" => page(site, request, || content::named(site, request, allowance)),
        path if path.starts_with("/ask/") => page(site, request, || content::asked(site, request, allowance)),
        _ => thing(site, request, allowance),
    }
}

/// A page with its headers; a client that has it gets nothing.
pub(super) fn page(site: &Site, request: &Request, body: impl FnOnce() -> Result<String, Refusal>) -> Reply {
    let tag = entity_tag(&site.state(), request, PAGE);
    if is_known(request, &tag) {
        return Ok(Response::status(304).with("etag", tag));
    }
    let (status, body) = match body() {
        Ok(body) => (200, body),
        Err(refusal) => (refusal.status, content::refused(site, &refusal)?),
    };
    let response = Response::new("text/html; charset=utf-8", body)
        .with("content-security-policy", POLICY)
        .with("referrer-policy", "same-origin");
    Ok(match status {
        200 => response.with("etag", tag),
        _ => Response { status, ..response },
    })
}

fn thing(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let named = match request.parameter("iri") {
        Some(iri) if request.path == "/thing" => iri.to_owned(),
        _ => format!("{ORIGIN}{}", request.path),
    };
    let media = wanted(request)?;
    let node = NamedNode::new(&named).map_err(|_| Refusal::new(404, format!("`{named}` is no IRI")));
    match media.form {
        Form::Page => page(site, request, || content::of(site, &node?, allowance)),
        _ => data(site, (request, media), &node?),
    }
}

/// The format that the address asks for, or the client.
fn wanted(request: &Request) -> Result<Media, Refusal> {
    let accept = match request.parameter("format") {
        Some("turtle") => "text/turtle",
        Some("jsonld") => "application/ld+json",
        Some("html") => PAGE.name,
        _ => &request.accept,
    };
    let offers = [TRIPLES, &[PAGE]].concat();
    choose(accept, &offers).ok_or_else(|| Refusal::new(406, "this can be had as HTML, Turtle or JSON-LD"))
}

fn data(site: &Site, (request, media): (&Request, Media), node: &NamedNode) -> Reply {
    let tag = entity_tag(&site.state(), request, media);
    if is_known(request, &tag) {
        return Ok(Response::status(304).with("etag", tag));
    }
    let found = statements(site, node)?;
    match found.is_empty() {
        true => Err(Refusal::new(404, format!("nothing is known of {node}"))),
        false => Ok(quads(&found, media)?.with("etag", tag)),
    }
}

/// What is stated of a node; of a document or a graph, all that is in it.
fn statements(site: &Site, node: &NamedNode) -> Result<Vec<Quad>, Refusal> {
    let iri = node.as_str();
    let is_graph = iri.starts_with(DOCUMENT_NAMESPACE) || iri.starts_with(graph::NAMESPACE);
    let found = match is_graph && !iri.contains('#') {
        true => site.graph.graph_quads(node.as_ref().into()),
        false => site.graph.quads_about(node.as_ref()),
    };
    found.map_err(|error| Refusal::new(500, in_full(&error)))
}
