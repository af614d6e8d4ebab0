//! One request to a server, with who asks.

use ureq::http::Uri;

use super::PushError;
use super::credentials::{Answering, Credentials};
use crate::http::{HttpClient, HttpError, Limits, Method, Reply, Request};

/// A server, with what it has to know of us.
pub(super) struct Endpoint {
    client: HttpClient,
    answering: Answering,
}

/// A body with its media type.
pub(super) type Body<'a> = (&'a str, &'a [u8]);

/// What a request is about, for messages.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    /// What is asked of the server.
    pub(super) what: &'a str,
    /// What may help when it fails, after a semicolon.
    pub(super) advice: &'static str,
}

impl Endpoint {
    pub(super) fn new(limits: Limits, credentials: Option<Credentials>) -> Self {
        Self {
            client: HttpClient::direct(limits),
            answering: Answering::new(credentials),
        }
    }

    /// Sends a request, and once more when the server first wants to know who asks.
    pub(super) fn send(
        &self,
        (method, url): (Method, &str),
        (accept, body): (&str, Option<Body<'_>>),
        about: About<'_>,
    ) -> Result<Reply, PushError> {
        let once = || {
            let name: &str = method.into();
            let authorization = self.answering.header((name, &target(url)));
            let mut headers = vec![("accept", accept)];
            headers.extend(body.map(|(media_type, _)| ("content-type", media_type)));
            headers.extend(authorization.as_deref().map(|value| ("authorization", value)));
            self.client.send(Request {
                method,
                url,
                headers: &headers,
                body: body.map(|(_, bytes)| bytes),
            })
        };
        let sent = match once() {
            Err(HttpError::Status {
                status: 401,
                challenges,
                ..
            }) if self.answering.challenged(&challenges) => once(),
            other => other,
        };
        sent.map_err(|error| match error {
            HttpError::Status {
                status: 401,
                challenges,
                ..
            } => PushError::Unauthorized {
                url: url.to_owned(),
                wants: match challenges.is_empty() {
                    true => "a way it does not name".to_owned(),
                    false => format!("`{}`", challenges.join("`, `")),
                },
            },
            error => PushError::Http {
                what: about.what.to_owned(),
                advice: about.advice,
                source: Box::new(error),
            },
        })
    }
}

/// The path of an address with its query.
fn target(url: &str) -> String {
    let uri = url.parse::<Uri>().ok();
    let target = uri.as_ref().and_then(|uri| uri.path_and_query());
    target.map_or_else(|| "/".to_owned(), ToString::to_string)
}
