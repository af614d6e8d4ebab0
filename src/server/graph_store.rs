//! The [SPARQL 1.1 Graph Store HTTP Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/): whole graphs.
//!
//! A graph is named by `?graph=IRI`, by `?default`, or directly: it may have the address that is asked for.
//! The default graph is what a query sees that names none.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad};

use super::accept::{Form, Media, TRIPLES, media};
use super::body::{negotiated, quads};
use super::exchange::{Refusal, Reply, Request, Response, entity_tag, is_known};
use super::site::Site;
use super::sparql::in_full;
use crate::document::text_hash;
use crate::export::Syntax;
use crate::guard::{self, Doctypes};
use crate::store::{Allowance, Scope, StoreError};

/// Where the graph store is.
pub(super) const PATH: &str = "/store";

/// For all graphs at once.
const DATASETS: &[Media] = &[
    media("application/trig", Form::Triples(Syntax::TriG)),
    media("application/n-quads", Form::Triples(Syntax::NQuads)),
];

/// Answers a request to the graph store.
pub(super) fn respond(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let graph = named_graph(request)?;
    match (request.method.as_str(), graph) {
        ("GET" | "HEAD", None) => read_all(site, request, allowance),
        ("GET" | "HEAD", Some(graph)) => read(site, (request, &graph), allowance),
        ("PUT", Some(graph)) => write(site, (request, allowance), (&graph, true)),
        ("POST", Some(graph)) => write(site, (request, allowance), (&graph, false)),
        ("POST", None) => create(site, request, allowance),
        ("DELETE", Some(graph)) => delete(site, (request, allowance), &graph),
        ("PUT" | "DELETE", None) => Err(Refusal::new(400, "say which graph: `?graph=IRI` or `?default`")),
        _ => Err(Refusal::new(
            405,
            "graphs are read by GET and written by PUT, POST and DELETE",
        )),
    }
}

/// The graph that the request names, if any.
fn named_graph(request: &Request) -> Result<Option<GraphName>, Refusal> {
    let node = |iri: &str| {
        let named = NamedNode::new(iri).map_err(|_| Refusal::new(400, format!("`{iri}` is no IRI")));
        named.map(|node| Some(GraphName::from(node)))
    };
    match (request.parameter("graph"), request.parameter("default")) {
        (Some(_), Some(_)) => Err(Refusal::new(400, "`graph` and `default` cannot both be")),
        (Some(iri), None) => node(iri),
        (None, Some(_)) => Ok(Some(GraphName::DefaultGraph)),
        (None, None) if request.path == PATH => Ok(None),
        (None, None) => node(&request.address()),
    }
}

fn failed(error: &StoreError) -> Refusal {
    Refusal::new(500, in_full(error))
}

fn read(site: &Site, (request, graph): (&Request, &GraphName), allowance: &Allowance) -> Reply {
    if !site.graph.has_graph(graph).map_err(|error| failed(&error))? {
        return Err(Refusal::new(404, format!("there is no graph {graph}")));
    }
    let found = || match graph {
        GraphName::DefaultGraph => site.graph.fact_quads(),
        named => site.graph.graph_quads(named.as_ref()),
    };
    send(site, (request, TRIPLES), (&found, allowance))
}

fn read_all(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    send(site, (request, DATASETS), (&|| site.graph.quads(), allowance))
}

fn send(
    site: &Site,
    (request, offers): (&Request, &[Media]),
    (found, allowance): (&dyn Fn() -> Result<Vec<Quad>, StoreError>, &Allowance),
) -> Reply {
    let media = negotiated(&request.accept, offers)?;
    let tag = entity_tag(&site.state(), request, media);
    if is_known(request, &tag) {
        return Ok(Response::status(304).with("etag", tag));
    }
    let mut found = found().map_err(|error| failed(&error))?;
    if allowance.stop.is_cancelled() {
        return Err(Refusal::new(503, "this took more time than it may"));
    }
    if !matches!(media.form, Form::Triples(Syntax::TriG | Syntax::NQuads)) || offers == TRIPLES {
        for quad in &mut found {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    Ok(quads(&found, media)?.with("etag", tag))
}

fn write(
    site: &Site,
    (request, allowance): (&Request, &Allowance),
    (graph, is_replaced): (&GraphName, bool),
) -> Reply {
    let quads = site.checked(request).and_then(|()| read_body(request, graph))?;
    let existed = site.write(request, || {
        let existed = site.graph.has_graph(graph).map_err(|error| failed(&error))?;
        let conditions = site.conditions(allowance);
        site.graph
            .write_graph((graph, is_replaced), &quads, &conditions)?;
        Ok((existed, Scope::Graphs(vec![graph.clone()])))
    })?;
    Ok(Response::status(if existed { 204 } else { 201 }))
}

/// A graph without a name gets one from what is in it.
fn create(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let hash = text_hash(&String::from_utf8_lossy(&request.body));
    let iri = format!("{}{PATH}/{}", request.base(), hash.get(..32).unwrap_or(&hash));
    let graph = GraphName::from(NamedNodeRef::new_unchecked(&iri));
    let made = write(site, (request, allowance), (&graph, false))?;
    Ok(Response { status: 201, ..made }.with("location", iri))
}

fn delete(site: &Site, (request, allowance): (&Request, &Allowance), graph: &GraphName) -> Reply {
    let existed = site.write(request, || {
        let existed = site.graph.drop_graph(graph, &site.conditions(allowance))?;
        Ok((existed, Scope::Graphs(vec![graph.clone()])))
    })?;
    match existed {
        true => Ok(Response::status(204)),
        false => Err(Refusal::new(404, format!("there is no graph {graph}"))),
    }
}

fn read_body(request: &Request, graph: &GraphName) -> Result<Vec<Quad>, Refusal> {
    let media_type = request.media_type();
    let Some(format) = RdfFormat::from_media_type(&media_type).filter(|_| !media_type.is_empty()) else {
        return Err(Refusal::new(
            415,
            format!("`{media_type}` is no syntax for triples that is known here"),
        ));
    };
    let base = match graph {
        GraphName::NamedNode(name) => name.as_str().to_owned(),
        _ => format!("{}{PATH}", request.base()),
    };
    let parser = RdfParser::from_format(format)
        .without_named_graphs()
        .with_default_graph(graph.clone())
        .rename_blank_nodes()
        .with_base_iri(base);
    let parser = parser.map_err(|error| Refusal::new(400, error.to_string()))?;
    guard::check((format, Doctypes::Refused), &request.body)
        .map_err(|excess| Refusal::new(400, excess.to_string()))?;
    let quads = parser.for_slice(&request.body).collect::<Result<Vec<_>, _>>();
    quads.map_err(|error| Refusal::new(400, format!("the body cannot be read as {media_type}: {error}")))
}
