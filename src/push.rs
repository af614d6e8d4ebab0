//! A graph sent to another server by the [SPARQL 1.1 Graph Store HTTP Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/)
//! or by SPARQL 1.1 Update: each named graph as a whole, and later only those that have changed.
//!
//! What was sent is written down beside the graph ([`Ledger`]), with the hash of each named graph. Whatever is sent may be
//! sent twice, so that a push that broke off goes on where it was.

mod credentials;
mod endpoint;
mod ledger;
mod local;
mod remote;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

pub use credentials::Credentials;
pub use ledger::Ledger;
pub use local::{LocalGraph, local_graphs};
pub use remote::{Protocol, Remote, RemoteSettings};

use crate::http::HttpError;
use crate::store::{KnowledgeGraph, StoreError};

/// What a push has to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The graphs that are new or have changed, sorted by name.
    pub changed: Vec<LocalGraph>,
    /// Those that are there already.
    pub unchanged: Vec<LocalGraph>,
    /// The names of those that were sent earlier and are no more.
    pub removed: Vec<String>,
}

/// How what was sent is looked at afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The triples of each graph are counted.
    Counts,
    /// Each graph that was sent is read back too, and its hash compared.
    Content,
}

/// A graph that is not there as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its name.
    pub graph: String,
    /// How many triples it should have.
    pub expected: u64,
    /// How many it has; as many when their content differs.
    pub found: u64,
}

/// A push that stopped.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The graph could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("cannot use `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The ledger has a line that is none of its own.
    #[error("{}:{line}: this is no line of a ledger; delete the file to have all graphs sent anew", path.display())]
    Ledger {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A node without a name would be another one each time it is sent.
    #[error(
        "<{graph}> has the blank node `{node}`, which cannot be sent twice as the same; give it an IRI, or send the graph as a file of `testimony export --bulk`"
    )]
    BlankNode {
        /// The graph.
        graph: String,
        /// The node.
        node: String,
    },
    /// The server did not take it.
    #[error("{what} failed; the same command goes on from there{advice}")]
    Http {
        /// What was asked of the server.
        what: String,
        /// What may help, after a semicolon; or nothing.
        advice: &'static str,
        /// Why.
        source: Box<HttpError>,
    },
    /// The server wants to know who asks in a way that was not given.
    #[error(
        "`{url}` does not let these credentials in: it asks for {wants}; see --auth, --user and --secret-env"
    )]
    Unauthorized {
        /// The address.
        url: String,
        /// The server's own words.
        wants: String,
    },
    /// The answer of the server is not what was asked for.
    #[error(
        "`{url}` answered {what} with something else ({message}); name the address of its queries by --query-url"
    )]
    Answer {
        /// The address.
        url: String,
        /// What was asked.
        what: &'static str,
        /// What came instead.
        message: String,
    },
}

/// Compares a graph with what was sent of it.
pub fn plan(graph: &KnowledgeGraph, ledger: &Ledger, scratch: &Path) -> Result<Plan, PushError> {
    let mut plan = Plan::default();
    let mut sent: BTreeMap<&str, Option<&str>> = ledger.graphs().collect();
    for local in local_graphs(graph, scratch)? {
        match sent.remove(local.name.as_str()) {
            Some(Some(hash)) if hash == local.hash => plan.unchanged.push(local),
            _ => plan.changed.push(local),
        }
    }
    plan.removed = sent.into_keys().map(str::to_owned).collect();
    Ok(plan)
}

/// Sends what has changed and takes away what is no more; the ledger knows at any time what the server has.
pub fn push(
    (graph, plan): (&KnowledgeGraph, &Plan),
    remote: &Remote,
    ledger: &mut Ledger,
    scratch: &Path,
) -> Result<(), PushError> {
    for name in &plan.removed {
        remote.remove(name)?;
        ledger.forget(name)?;
    }
    for local in &plan.changed {
        ledger.begin(&local.name)?;
        let file = local.write(graph, scratch)?;
        remote.put(&local.name, &file)?;
        ledger.sent(local)?;
    }
    ledger.tidy()
}

/// Looks at what the server has. A graph that differs is forgotten by the ledger, so that the next push sends it again.
pub fn check(
    plan: &Plan,
    remote: &Remote,
    ledger: &mut Ledger,
    check: Check,
) -> Result<Vec<Difference>, PushError> {
    let mut expected: Vec<(&LocalGraph, bool)> = plan.changed.iter().map(|local| (local, true)).collect();
    if remote.counts_cheaply() {
        expected.extend(plan.unchanged.iter().map(|local| (local, false)));
    }
    let names: Vec<&str> = expected.iter().map(|(local, _)| local.name.as_str()).collect();
    let counts = remote.counts(&names)?;
    let mut differences = Vec::new();
    for (local, is_changed) in expected {
        let found = counts.get(&local.name).copied().unwrap_or(0);
        let is_read = check == Check::Content && is_changed && found == local.triples;
        let differs = found != local.triples || (is_read && remote.hash(&local.name)? != local.hash);
        if differs {
            ledger.begin(&local.name)?;
            differences.push(Difference {
                graph: local.name.clone(),
                expected: local.triples,
                found,
            });
        }
    }
    Ok(differences)
}
