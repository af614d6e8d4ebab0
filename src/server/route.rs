//! From a request to a response: a function, so that everything but the socket can be tested without one.

use super::exchange::{Reply, Request, Response};
use super::site::Site;
use super::{body, description, graph_store, pages, reconcile, sparql};
use crate::store::Allowance;

/// What a request asks for, as logs and figures call it.
pub(super) fn kind(path: &str) -> &'static str {
    match path {
        description::ENDPOINT => "sparql",
        description::VOID => "void",
        "/healthz" => "health",
        "/metrics" => "metrics",
        _ if is_below(path, graph_store::PATH) => "store",
        _ if is_below(path, reconcile::PATH) => "reconcile",
        _ => "page",
    }
}

/// Answers a request. Nothing is answered in part: what cannot be had whole is refused.
pub(super) fn respond(site: &Site, request: &Request, allowance: &Allowance) -> Response {
    let reply = reply(site, request, allowance);
    let response = reply.unwrap_or_else(|refusal| body::refused(refusal, &request.accept));
    let response = response.with("vary", "accept, accept-encoding");
    match request.accept_encoding.contains("gzip") {
        true => body::compressed(response),
        false => response,
    }
}

fn reply(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let path = match request.path.strip_suffix('/') {
        Some(path) if !path.is_empty() => path,
        _ => request.path.as_str(),
    };
    match path {
        description::ENDPOINT => sparql::respond(site, request, allowance),
        description::VOID => description::dataset(site, request, allowance),
        _ if is_below(path, graph_store::PATH) => graph_store::respond(site, request, allowance),
        _ if is_below(path, reconcile::PATH) => reconcile::respond(site, request),
        _ => pages::respond(site, request, allowance),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
