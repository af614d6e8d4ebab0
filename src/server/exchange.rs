//! Requests and responses as values, so that what is answered can be told without a socket.

use std::borrow::Cow;
use std::time::Duration;

use oxigraph::model::Quad;
use serde::{Deserialize, Serialize};

use super::accept::Media;
use crate::document::text_hash;

/// The status of what a worker is to answer, which no client gets to see.
pub(super) const FOR_WORKER: u16 = 421;

/// What is asked, read as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    /// In capitals.
    pub(super) method: String,
    /// Decoded.
    pub(super) path: String,
    /// The parameters of the address, in order.
    pub(super) parameters: Vec<(String, String)>,
    /// Empty when there is none; so are the other headers.
    pub(super) accept: String,
    pub(super) accept_encoding: String,
    pub(super) content_type: String,
    pub(super) authorization: String,
    pub(super) if_none_match: String,
    pub(super) host: String,
    pub(super) origin: String,
    /// Goes to a worker by itself.
    #[serde(skip)]
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Whether nothing is to change by it.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// The parameters of the address, and of the body when it is a form.
    pub(super) fn with_form(&self) -> Result<Vec<(String, String)>, Refusal> {
        let mut parameters = self.parameters.clone();
        if self.method == "POST" && self.media_type() == "application/x-www-form-urlencoded" {
            let form = form_urlencoded::parse(self.text()?.as_bytes());
            parameters.extend(form.into_owned());
        }
        Ok(parameters)
    }

    /// The first parameter of this name.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The media type of the body, without its parameters, in small letters.
    pub(super) fn media_type(&self) -> String {
        let media_type = self.content_type.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }

    /// The body as text.
    pub(super) fn text(&self) -> Result<&str, Refusal> {
        let content_type = self.content_type.to_ascii_lowercase();
        let charset = content_type.split("charset=").nth(1).unwrap_or("utf-8");
        let is_utf8 = charset.trim_start_matches('"').starts_with("utf-8");
        match std::str::from_utf8(&self.body) {
            Ok(text) if is_utf8 => Ok(text),
            _ => Err(Refusal::new(400, "the body is not in UTF-8")),
        }
    }

    /// What was asked for, without its parameters.
    pub(super) fn address(&self) -> String {
        format!("{}{}", self.base(), self.path)
    }

    /// Where the server says it is: what the client called it.
    pub(super) fn base(&self) -> String {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
        match !self.host.is_empty() && self.host.chars().all(is_name) {
            true => format!("http://{}", self.host),
            false => "http://localhost".to_owned(),
        }
    }
}

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(Cow<'static, str>, String)>,
    /// Comes from a worker by itself.
    #[serde(skip)]
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A body of a media type, status 200.
    pub(super) fn new(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".into(), media_type.to_owned())],
            body: body.into(),
        }
    }

    /// A status without body.
    pub(super) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The same with a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| *known == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// Why a request gets no answer: a status and words for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    /// What the shapes do not like, as SHACL writes it, where that is why.
    pub(super) report: Vec<Quad>,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            report: Vec::new(),
        }
    }

    /// There is nobody to answer.
    pub(super) fn busy() -> Self {
        Self::new(503, "too many questions at once: try again")
    }

    /// It took longer than it may.
    pub(super) fn overdue(limit: Duration) -> Self {
        let seconds = limit.as_secs_f64();
        Self::new(
            503,
            format!("stopped after {seconds} s, the longest a question may take"),
        )
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let body = format!("{}\n", refusal.message);
        let response = Self {
            status: refusal.status,
            ..Self::new("text/plain; charset=utf-8", body)
        };
        match refusal.status {
            401 => response.with("www-authenticate", "Bearer"),
            405 => response.with("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
            503 => response.with("retry-after", "2"),
            _ => response,
        }
    }
}

/// What becomes of a request.
pub(super) type Reply = Result<Response, Refusal>;

/// The mark of an answer: the same for the same state of the graph, request and media type.
///
/// It is weak, since the bytes may be compressed.
pub(super) fn entity_tag(state: &str, request: &Request, media: Media) -> String {
    let address: Vec<String> = request
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let parts = [state, &request.path, &address.join("&"), media.name].join("\n");
    let hash = text_hash(&parts);
    format!("W/\"{}\"", hash.get(..16).unwrap_or(&hash))
}

/// Whether the client has what this mark stands for.
pub(super) fn is_known(request: &Request, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let mut known = request.if_none_match.split(',');
    request.is_read() && known.any(|known| opaque(known) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_another_encoding_is_refused() {
        let mut request = Request {
            content_type: "application/sparql-query; charset=UTF-16".into(),
            body: b"ASK {}".to_vec(),
            ..Request::default()
        };
        assert_eq!(request.text().unwrap_err().status, 400);
        request.content_type = "application/sparql-query;charset=utf-8".into();
        assert_eq!(request.text().unwrap(), "ASK {}");
        request.body = vec![0xff, 0xfe, 0x41];
        assert!(request.text().is_err());
    }

    #[test]
    fn a_host_that_is_no_name_is_not_repeated() {
        let request = Request {
            host: "a.example\"><script>".into(),
            ..Request::default()
        };
        assert_eq!(request.base(), "http://localhost");
    }
}
