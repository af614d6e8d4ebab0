//! Other SPARQL endpoints, as `SERVICE` names them: which may be asked, how much, and how.
//!
//! [`crate::query`] works out what is asked of them; here is the [protocol](https://www.w3.org/TR/sparql11-protocol/) of
//! a single question. Nothing is asked unless its host is allowed.

#[cfg(feature = "http")]
mod endpoint;

use std::time::Duration;

use oxigraph::model::{NamedNode, Term};
use oxigraph::sparql::Variable;

use crate::hosts::{AllowedHosts, HostError};
#[cfg(feature = "http")]
use crate::http::HttpClient;

/// How much may be asked of other endpoints for one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceLimits {
    /// The longest that one request may take.
    pub timeout: Duration,
    /// The most bytes of one reply.
    pub bytes: u64,
    /// The most rows of all replies together.
    pub rows: usize,
    /// The most requests.
    pub requests: usize,
    /// How many rows of what is known already go along with one request.
    pub batch: usize,
}

impl Default for ServiceLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            bytes: 64 << 20,
            rows: 500_000,
            requests: 2_000,
            batch: 100,
        }
    }
}

/// The endpoints that a question may ask; by default none.
#[derive(Debug, Clone, Default)]
pub struct Services {
    allowed: AllowedHosts,
    limits: ServiceLimits,
    #[cfg(feature = "http")]
    client: Option<HttpClient>,
}

/// The rows of a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceRows {
    /// The columns.
    pub variables: Vec<Variable>,
    /// The rows, in the order of the reply.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// An endpoint that was not asked, or gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Its host may not be asked.
    #[error("SERVICE: {0}")]
    Host(#[from] HostError),
    /// The program cannot ask.
    #[error("SERVICE <{0}>: this build opens no connections; build it with the cargo feature `http`")]
    NoClient(String),
    /// It did not answer.
    #[cfg(feature = "http")]
    #[error("SERVICE <{endpoint}> failed; with SERVICE SILENT its part would be left out")]
    NoAnswer {
        /// The endpoint.
        endpoint: String,
        /// Why.
        source: Box<crate::http::HttpError>,
    },
    /// It answered with something else.
    #[error(
        "SERVICE <{endpoint}> answered with `{content_type}`, which is no format of SPARQL results; is it the endpoint itself?"
    )]
    NoResults {
        /// The endpoint.
        endpoint: String,
        /// The media type of the answer.
        content_type: String,
    },
    /// Its answer cannot be read.
    #[error("the answer of SERVICE <{endpoint}> cannot be read: {message}")]
    Unreadable {
        /// The endpoint.
        endpoint: String,
        /// What is wrong with it.
        message: String,
    },
    /// It would take too many requests.
    #[error(
        "SERVICE <{endpoint}> would take more than {most} requests of {batch} rows each: have the query find fewer rows before it asks"
    )]
    TooManyRequests {
        /// The endpoint.
        endpoint: String,
        /// The most requests.
        most: usize,
        /// The rows of a request.
        batch: usize,
    },
    /// There are too many rows.
    #[error("SERVICE <{endpoint}> gave more than {most} rows, the most there may be: ask for less")]
    TooManyRows {
        /// The endpoint.
        endpoint: String,
        /// The most rows.
        most: usize,
    },
    /// The name of the endpoint is a variable without a value.
    #[error("`SERVICE ?{0}`: nothing before it gives ?{0} the address of an endpoint")]
    Unbound(String),
    /// The name of the endpoint is something else.
    #[error("`SERVICE ?{variable}`: {term} is no address of an endpoint")]
    NotAnAddress {
        /// The variable.
        variable: String,
        /// What it stands for.
        term: String,
    },
    /// It stands in an update.
    #[error("SERVICE does not work in an update: ask by a query, and insert what it answers")]
    InUpdate,
    /// It stands with something that means another thing within `GRAPH`.
    #[error(
        "SERVICE does not work in GRAPH together with EXISTS, or in a subquery of GRAPH with a variable: put the GRAPH into \
         the subquery, around what is looked for in it"
    )]
    WithinGraph,
    /// It stands where it is not looked for.
    #[error("SERVICE does not work within EXISTS or NOT EXISTS: ask it in the pattern itself, or with MINUS")]
    Misplaced,
}

impl ServiceError {
    /// Whether `SILENT` passes over it: it has to do with the endpoint, not with what is allowed here.
    pub fn is_silenced(&self) -> bool {
        match self {
            #[cfg(feature = "http")]
            Self::NoAnswer { source, .. } => !matches!(**source, crate::http::HttpError::Refused(_)),
            Self::NoResults { .. } | Self::Unreadable { .. } => true,
            _ => false,
        }
    }
}

impl Services {
    /// Endpoints on the allowed hosts, each question within the limits.
    pub fn new(allowed: AllowedHosts, limits: ServiceLimits) -> Self {
        Self {
            #[cfg(feature = "http")]
            client: (!allowed.is_empty()).then(|| endpoint::client(&allowed, &limits)),
            allowed,
            limits,
        }
    }

    /// How much may be asked.
    pub fn limits(&self) -> &ServiceLimits {
        &self.limits
    }

    /// Whether an endpoint may be asked.
    pub fn check(&self, endpoint: &NamedNode) -> Result<(), ServiceError> {
        self.allowed.check(endpoint.as_str())?;
        Ok(())
    }

    /// Asks an endpoint a SELECT or ASK query; the truth of ASK is one row without columns, or none.
    ///
    /// A query changes nothing, so that it is sent once more when no reply comes.
    pub fn ask(&self, endpoint: &NamedNode, query: &str) -> Result<ServiceRows, ServiceError> {
        self.check(endpoint)?;
        #[cfg(feature = "http")]
        if let Some(client) = &self.client {
            return endpoint::ask(client, endpoint, query);
        }
        let _ = query;
        Err(ServiceError::NoClient(endpoint.as_str().to_owned()))
    }
}
