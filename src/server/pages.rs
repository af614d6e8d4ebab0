//! Pages for people, and every IRI of the graph as a page or as data, by what the client likes.
//!
//! An IRI's page has the path that follows `https://w3id.org/testimony` in it. What stands after a `#` never reaches
//! a server: such IRIs, and those of others, are at `/thing?iri=`.
//!
//! Pages are made on the server from the templates beside this file and need no script; on two of them scripts add an editor and
//! a picture. Every text from a document is escaped by the template engine, and a policy forbids the browser to load or run
//! anything but what this server has.

mod article;
mod assets;
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
/// Nothing is loaded but our own style sheet, nothing runs, and forms go nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// On the pages with an editor and a picture our own scripts run too, and ask this server alone. Both libraries set styles of elements.
const SCRIPTED: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; \
                        img-src 'self' data:; font-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Answers a request for a page or for what an IRI stands for.
pub(super) fn respond(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    if !request.is_read() {
        return Err(Refusal::new(405, "pages are read by GET"));
    }
    match request.path.as_str() {
        "/favicon.ico" => Ok(Response::status(204)),
        "/" | "/find" | "/ask" => page(site, request, || content::named(site, request, allowance)),
        "/graph" => page(site, request, || content::network(site, request, allowance)),
        "/graph.json" => content::network_data(site, request, allowance),
        path if path.starts_with("/static/") => {
            let name = path.trim_start_matches("/static/");
            assets::asset(name).ok_or_else(|| Refusal::new(404, format!("there is no file `{name}`")))
        }
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
        .with("content-security-policy", policy(&request.path))
        .with("referrer-policy", "same-origin");
    Ok(match status {
        200 => response.with("etag", tag),
        _ => Response { status, ..response },
    })
}

fn policy(path: &str) -> &'static str {
    match path {
        "/sparql" | "/graph" => SCRIPTED,
        _ => POLICY,
    }
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
