//! From what hyper reads to a [`Request`], and from a [`Response`] to what it sends.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::exchange::{Request, Response};

/// A request whose body has been read.
pub(super) fn received(parts: &Parts, body: Vec<u8>) -> Request {
    let query = parts.uri.query().unwrap_or_default();
    let text = |name| header(&parts.headers, name);
    Request {
        method: parts.method.as_str().to_owned(),
        path: decoded(parts.uri.path()),
        parameters: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        accept: text("accept"),
        accept_encoding: text("accept-encoding"),
        content_type: text("content-type"),
        authorization: text("authorization"),
        if_none_match: text("if-none-match"),
        host: text("host"),
        origin: text("origin"),
        body,
    }
}

/// All values of a header, one after the other.
fn header(headers: &HeaderMap, name: &str) -> String {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(",")
}

/// A path without percent signs.
pub(super) fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned()
}

/// The response as it goes out; pages of `origin` may read it.
pub(super) fn sent(origin: Option<&str>, (parts, response): (&Parts, Response)) -> axum::response::Response {
    let mut response = response.with("x-content-type-options", "nosniff");
    if parts.method == "HEAD" {
        let length = response.body.len().to_string();
        response = response.with("content-length", length);
    }
    if let Some(origin) = origin {
        response = response
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-methods", "GET, HEAD, POST")
            .with("access-control-allow-headers", "accept, content-type")
            .with("access-control-expose-headers", "etag");
    }
    let body = match parts.method == "HEAD" {
        true => Body::empty(),
        false => Body::from(response.body),
    };
    let mut out = axum::response::Response::new(body);
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            out.headers_mut().append(name, value);
        }
    }
    out
}
