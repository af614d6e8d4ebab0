//! An HTTP client with limits: time, size, and how often a request is sent again.
//!
//! It is there with the feature `http`, and connects to no host that no setting names. A request that fails for a reason
//! that may pass (no connection, a timeout, status 408, 429, 500, 502, 503 or 504) is sent again after a wait that
//! doubles each time, or as long as the server asks for in `Retry-After`. A proxy is the one that `http_proxy`, `https_proxy` and
//! `no_proxy` name.

mod cache;
mod guard;
mod retry;

use std::time::Duration;

use strum::IntoStaticStr;
use ureq::config::ConfigBuilder;
use ureq::http::header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use ureq::http::{Request as HttpRequest, Response};
use ureq::typestate::AgentScope;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

pub use self::cache::{AnswerCache, CacheError};
use self::guard::Guard;
use self::retry::{is_passing, wait_asked};
use crate::hosts::AllowedHosts;

/// What the client calls itself, with the place where one finds out whose it is.
const USER_AGENT: &str = concat!(
    "testimony/",
    env!("CARGO_PKG_VERSION"),
    " (+https://w3id.org/testimony)"
);

/// The most characters of an error's body that a message repeats.
const SHOWN: usize = 300;

/// How long, how much and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest that one exchange may take, from looking the name up to the last byte.
    pub timeout: Duration,
    /// The most bytes of a reply's body.
    pub max_bytes: u64,
    /// How often a request is sent again after the first time.
    pub retries: u32,
    /// The wait before it is sent again for the first time; it doubles after that.
    pub first_wait: Duration,
    /// The longest wait; a server that asks for a longer one is not asked again.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(120),
            max_bytes: 64 << 20,
            retries: 4,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(120),
        }
    }
}

/// What a request does. Each is sent again where that may help, so that whoever posts posts what may come twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Asks, or adds.
    Post,
    /// Puts in the place of what was there.
    Put,
    /// Takes away.
    Delete,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What it does.
    pub method: Method,
    /// The address, `http:` or `https:`.
    pub url: &'a str,
    /// Names and values of headers. Values are never repeated in messages.
    pub headers: &'a [(&'a str, &'a str)],
    /// What is posted or put.
    pub body: Option<&'a [u8]>,
}

/// A reply with a status from 200 to 299.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The media type, as the server gives it; empty when it gives none.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A request that got no usable reply.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No reply came at all, however often it was asked for.
    #[error("`{url}` gave no reply after {attempts} attempts; check the address and whether the server runs")]
    NoReply {
        /// The address.
        url: String,
        /// How often the request was sent.
        attempts: u32,
        /// What went wrong the last time.
        source: Box<ureq::Error>,
    },
    /// The reply is an error of the server's or one of ours.
    #[error("`{url}` replied {status} after {attempts} attempts: {message}")]
    Status {
        /// The address.
        url: String,
        /// The status code.
        status: u16,
        /// How often the request was sent.
        attempts: u32,
        /// Where it sends the client instead, or the beginning of the body.
        message: String,
        /// How the server wants to know who asks, by its `WWW-Authenticate`.
        challenges: Vec<String>,
    },
    /// The server asks for a longer wait than is allowed.
    #[error("`{url}` replied {status} and asks to wait {} s, longer than the {} s that are allowed; try later", wait.as_secs(), longest.as_secs())]
    TooLongAWait {
        /// The address.
        url: String,
        /// The status code.
        status: u16,
        /// The wait.
        wait: Duration,
        /// The longest wait that is allowed.
        longest: Duration,
    },
    /// The address may not be connected to.
    #[error("{0}")]
    Refused(Box<dyn std::error::Error + Send + Sync>),
    /// The request cannot be sent as it is.
    #[error("cannot send a request to `{url}`")]
    Unusable {
        /// The address.
        url: String,
        /// What is wrong with it.
        source: Box<ureq::Error>,
    },
}

/// What one attempt came to.
enum Attempt {
    Done(Reply),
    Failed {
        status: u16,
        message: String,
        challenges: Vec<String>,
        asked: Option<Duration>,
    },
    Lost(Box<ureq::Error>),
}

/// A client. Threads may share it; it keeps connections open between requests.
#[derive(Debug, Clone)]
pub struct HttpClient {
    agent: Agent,
    limits: Limits,
}

impl HttpClient {
    /// A client that keeps to `limits`.
    pub fn new(limits: Limits) -> Self {
        Self {
            agent: Agent::new_with_config(configured(limits).build()),
            limits,
        }
    }

    /// One that goes where it is told and nowhere else: it follows no redirection.
    pub fn direct(limits: Limits) -> Self {
        let config = configured(limits)
            .max_redirects(0)
            .max_redirects_will_error(false);
        Self {
            agent: Agent::new_with_config(config.build()),
            limits,
        }
    }

    /// One that connects to allowed hosts only, at the addresses that were checked. It follows no redirection and uses no
    /// proxy, which would look names up by itself.
    pub fn guarded(limits: Limits, allowed: AllowedHosts) -> Self {
        let config = configured(limits)
            .max_redirects(0)
            .max_redirects_will_error(false);
        let (connector, guard) = (DefaultConnector::default(), Guard::new(allowed));
        Self {
            agent: Agent::with_parts(config.proxy(None).build(), connector, guard),
            limits,
        }
    }

    /// Sends a request, again where it may help, and gives the reply.
    pub fn send(&self, request: Request<'_>) -> Result<Reply, HttpError> {
        let mut attempts = 0;
        loop {
            let attempt = self.attempt(request)?;
            attempts += 1;
            let may_repeat = attempts <= self.limits.retries;
            let usual = self.limits.first_wait * 2_u32.saturating_pow(attempts - 1);
            let wait = match attempt {
                Attempt::Done(reply) => return Ok(reply),
                Attempt::Lost(_) if may_repeat => usual,
                Attempt::Lost(source) => return Err(self.no_reply(request, attempts, source)),
                Attempt::Failed { status, asked, .. } if may_repeat && is_passing(status) => {
                    self.checked((request, status), asked)?.unwrap_or(usual)
                }
                Attempt::Failed {
                    status,
                    message,
                    challenges,
                    ..
                } => {
                    return Err(HttpError::Status {
                        url: request.url.to_owned(),
                        status,
                        attempts,
                        message,
                        challenges,
                    });
                }
            };
            std::thread::sleep(wait.min(self.limits.longest_wait));
        }
    }

    fn attempt(&self, request: Request<'_>) -> Result<Attempt, HttpError> {
        let sent = match request.body {
            Some(body) => prepared(request, body).map(|built| self.agent.run(built)),
            None => prepared(request, ()).map(|built| self.agent.run(built)),
        };
        let unusable = |source| HttpError::Unusable {
            url: request.url.to_owned(),
            source: Box::new(source),
        };
        match sent.map_err(|error| unusable(ureq::Error::Http(error)))? {
            Ok(response) => self.received(response).map_err(unusable),
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => Err(unusable(error)),
            Err(ureq::Error::Other(refused)) => Err(HttpError::Refused(refused)),
            Err(error) => Ok(Attempt::Lost(Box::new(error))),
        }
    }

    fn received(&self, mut response: Response<Body>) -> Result<Attempt, ureq::Error> {
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let asked = header(RETRY_AFTER).and_then(|asked| wait_asked(asked, header(DATE)));
        let content_type = header(CONTENT_TYPE).unwrap_or_default().to_owned();
        let elsewhere =
            header(LOCATION).map(|to| format!("it sends to `{to}`; name that address if you trust it"));
        let challenges = response.headers().get_all(WWW_AUTHENTICATE).into_iter();
        let challenges = challenges
            .filter_map(|value| Some(value.to_str().ok()?.to_owned()))
            .collect();
        let limited = response.body_mut().with_config().limit(self.limits.max_bytes);
        let body = match limited.read_to_vec() {
            Ok(body) => body,
            Err(error @ ureq::Error::BodyExceedsLimit(_)) => return Err(error),
            Err(error) => return Ok(Attempt::Lost(Box::new(error))),
        };
        Ok(match status {
            200..=299 => Attempt::Done(Reply { content_type, body }),
            _ => Attempt::Failed {
                status,
                message: elsewhere.unwrap_or_else(|| beginning(&body)),
                challenges,
                asked,
            },
        })
    }

    /// The wait that a server asks for, unless it is too long.
    fn checked(
        &self,
        (request, status): (Request<'_>, u16),
        asked: Option<Duration>,
    ) -> Result<Option<Duration>, HttpError> {
        match asked {
            Some(wait) if wait > self.limits.longest_wait => Err(HttpError::TooLongAWait {
                url: request.url.to_owned(),
                status,
                wait,
                longest: self.limits.longest_wait,
            }),
            asked => Ok(asked),
        }
    }

    fn no_reply(&self, request: Request<'_>, attempts: u32, source: Box<ureq::Error>) -> HttpError {
        HttpError::NoReply {
            url: request.url.to_owned(),
            attempts,
            source,
        }
    }
}

fn configured(limits: Limits) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_global(Some(limits.timeout))
        .http_status_as_error(false)
        .user_agent(USER_AGENT)
}

fn prepared<B>(request: Request<'_>, body: B) -> Result<HttpRequest<B>, ureq::http::Error> {
    let method: &str = request.method.into();
    let built = HttpRequest::builder().method(method).uri(request.url);
    let headers = request.headers.iter();
    headers
        .fold(built, |built, (name, value)| built.header(*name, *value))
        .body(body)
}

/// The beginning of a body as one line.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(SHOWN).collect()
}
