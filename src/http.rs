//! An HTTP client with limits: time, size, and how often a request is sent again.
//!
//! It is there only with the feature `http`; the default build opens no connection. A request that fails for a reason
//! that may pass (no connection, a timeout, status 408, 429, 500, 502, 503 or 504) is sent again after a wait that
//! doubles each time, or as long as the server asks for in `Retry-After`. A proxy is the one that `http_proxy`, `https_proxy` and
//! `no_proxy` name.

mod cache;
mod retry;

use std::time::Duration;

use ureq::http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use ureq::http::{Request as HttpRequest, Response};
use ureq::{Agent, Body};

pub use self::cache::{AnswerCache, CacheError};
use self::retry::{is_passing, wait_asked};

/// What the client calls itself.
const USER_AGENT: &str = concat!("testimony/", env!("CARGO_PKG_VERSION"));

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

/// A request; with a body it is sent by POST, without one by GET.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The address, `http:` or `https:`.
    pub url: &'a str,
    /// Names and values of headers. Values are never repeated in messages.
    pub headers: &'a [(&'a str, &'a str)],
    /// What is posted.
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
        /// The beginning of the body.
        message: String,
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
        let config = Agent::config_builder()
            .timeout_global(Some(limits.timeout))
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .build();
        Self {
            agent: Agent::new_with_config(config),
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
                Attempt::Failed { status, message, .. } => {
                    return Err(HttpError::Status {
                        url: request.url.to_owned(),
                        status,
                        attempts,
                        message,
                    });
                }
            };
            std::thread::sleep(wait.min(self.limits.longest_wait));
        }
    }

    fn attempt(&self, request: Request<'_>) -> Result<Attempt, HttpError> {
        let sent = match request.body {
            Some(body) => prepared(request, "POST", body).map(|built| self.agent.run(built)),
            None => prepared(request, "GET", ()).map(|built| self.agent.run(built)),
        };
        let unusable = |source| HttpError::Unusable {
            url: request.url.to_owned(),
            source: Box::new(source),
        };
        match sent.map_err(|error| unusable(ureq::Error::Http(error)))? {
            Ok(response) => self.received(response).map_err(unusable),
            Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => Err(unusable(error)),
            Err(error) => Ok(Attempt::Lost(Box::new(error))),
        }
    }

    fn received(&self, mut response: Response<Body>) -> Result<Attempt, ureq::Error> {
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let asked = header(RETRY_AFTER).and_then(|asked| wait_asked(asked, header(DATE)));
        let content_type = header(CONTENT_TYPE).unwrap_or_default().to_owned();
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
                message: beginning(&body),
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

fn prepared<B>(request: Request<'_>, method: &str, body: B) -> Result<HttpRequest<B>, ureq::http::Error> {
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
