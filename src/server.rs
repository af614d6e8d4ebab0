//! A graph over HTTP: SPARQL, whole graphs, and pages for people.
//!
//! [`serve`] holds the socket; everything from a request to its response is the function `route::respond`, which
//! runs on a thread of its own. A question that takes longer than it may is stopped, and so is one whose client
//! has left or that needs more memory than there is. The server opens no connection itself unless
//! a question asks an endpoint whose host is allowed.

mod accept;
mod body;
mod connection;
mod description;
mod exchange;
mod figures;
mod frame;
mod graph_store;
mod message;
mod pages;
mod reconcile;
mod route;
mod site;
mod sparql;
mod visitors;
mod worker;
mod workers;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use connection::serve;
pub use worker::work;
pub use workers::Starter;

use oxigraph::model::Graph;

use crate::dataset::Index;
use crate::federation::Services;
use crate::store::{KnowledgeGraph, StoreError};

/// How a graph is served.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The address to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The longest that a request may take.
    pub timeout: Duration,
    /// The most rows or triples of an answer.
    pub rows: usize,
    /// The most bytes of a request's body.
    pub body: usize,
    /// The most requests that are worked on at once.
    pub requests: usize,
    /// The most processes that work on what is no look-up; with none the server does.
    pub workers: usize,
    /// The most bytes of memory that the process may take while it answers.
    pub memory: u64,
    /// Whose pages may ask from a browser: an origin, `*`, or none but the server's own.
    pub origin: Option<String>,
    /// Who has it may write; without one nobody may.
    pub token: Option<String>,
    /// The time, as the history of the graph has it.
    pub now: fn() -> String,
    /// Datasets that names may be looked up in, by their names.
    pub datasets: Arc<BTreeMap<String, Index>>,
    /// The endpoints that questions may ask; by default none.
    pub services: Services,
    /// The SHACL shapes that what is written has to conform to, if there are any.
    pub shapes: Option<Graph>,
}

/// What the server has from outside: the library has no clock and prints nothing.
pub struct Surroundings {
    /// The time that has passed since some moment.
    pub clock: fn() -> Duration,
    /// The bytes of memory that the process takes, where that can be known.
    pub memory: fn() -> Option<u64>,
    /// Is told where the server listens.
    pub ready: Box<dyn Fn(SocketAddr) + Send + Sync>,
    /// Is told of each request that was answered.
    pub log: fn(&Visit<'_>),
    /// Gives the graph anew when it has changed where it is kept.
    pub renewed: Box<dyn FnMut() -> Option<KnowledgeGraph> + Send>,
    /// Starts a process that calls [`work`] on the graph, whose state it is told.
    pub worker: Starter,
}

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// GET, POST …
    pub method: &'a str,
    /// The path, decoded.
    pub path: &'a str,
    /// The status.
    pub status: u16,
    /// The size of the body.
    pub bytes: usize,
    /// How long it took.
    pub took: Duration,
}

/// A server that cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is not to be had.
    #[error("cannot listen at {address}: is another server there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Threads or signals are not to be had.
    #[error("cannot start the server")]
    Start(#[source] io::Error),
    /// A worker's server cannot be spoken to.
    #[error("cannot speak to the server that this process works for")]
    Parted(#[source] io::Error),
    /// The graph could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}
