//! `testimony push`: send the graph to another server.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use testimony::http::Limits;
use testimony::push::{
    Check, Credentials, Difference, Ledger, Plan, Protocol, Remote, RemoteSettings, check, plan, push,
};

use super::limits::{bytes, seconds};
use super::place::{open, place};
use super::scratch::Scratch;
use super::{Ending, Global};

/// Arguments of `push`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: testimony push http://127.0.0.1:7879/store --auth bearer --secret-env TOKEN\n\n\
    Each named graph is sent as a whole; later only those that have changed, and those that are no more are taken away. What was\n\
    sent is written down beside the graph. The server has to keep named graphs.\n\
    Exit codes: 0 all is there, 1 the server has something else than was sent, 2 the push stopped: the same command goes on."
)]
pub(crate) struct PushArgs {
    /// The address of the server's graph store or of its updates
    url: String,
    /// How the server is written to
    #[arg(long, value_enum, default_value = "graph-store")]
    protocol: ProtocolName,
    /// The address of the server's queries, by which triples are counted [default for updates: the same]
    #[arg(long, value_name = "URL")]
    query_url: Option<String>,
    /// How the server knows who asks
    #[arg(long, value_enum)]
    auth: Option<AuthName>,
    /// The name for --auth basic and digest
    #[arg(long, value_name = "NAME", requires = "auth")]
    user: Option<String>,
    /// The environment variable that holds the password or token
    #[arg(
        long,
        value_name = "VARIABLE",
        requires = "auth",
        conflicts_with = "secret_file"
    )]
    secret_env: Option<String>,
    /// A file that holds the password or token on its first line
    #[arg(long, value_name = "FILE", requires = "auth")]
    secret_file: Option<PathBuf>,
    /// Tell what would be sent and taken away, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Read back what was sent and compare its hash, not only its count
    #[arg(long)]
    verify: bool,
    /// About how much is sent at once, as 500K or 8M
    #[arg(long, value_name = "SIZE", default_value = "4M", value_parser = bytes)]
    batch_bytes: u64,
    /// How often a request is sent again
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    retries: u32,
    /// The longest that one request may take
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    timeout: Duration,
}

/// Protocols by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProtocolName {
    /// SPARQL 1.1 Graph Store HTTP Protocol: PUT, POST and DELETE of graphs
    GraphStore,
    /// SPARQL 1.1 Update: DROP GRAPH and INSERT DATA
    Update,
}

/// Ways to say who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AuthName {
    /// A name and a password
    Basic,
    /// A name and a password that is not sent itself
    Digest,
    /// A token
    Bearer,
}

/// The most bytes that are read back of one graph.
const MOST_READ: u64 = 1 << 30;

pub(crate) fn run(args: PushArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let remote = Remote::new(args.settings()?);
    let graph = open(global)?;
    let folder = place(global)?.companion("pushed");
    let mut ledger = Ledger::open(&folder.context("a graph in memory cannot be pushed")?, &args.url)?;
    let scratch = Scratch::new("push")?;
    let todo = plan(&graph, &ledger, scratch.path())?;
    if args.dry_run {
        return tell(&todo, output);
    }
    push((&graph, &todo), &remote, &mut ledger, scratch.path())?;
    let how = if args.verify {
        Check::Content
    } else {
        Check::Counts
    };
    let differences = check(&todo, &remote, &mut ledger, how)?;
    let triples: u64 = todo.changed.iter().map(|graph| graph.triples).sum();
    writeln!(
        output,
        "{}: sent {} graphs with {triples} triples, removed {}, left {} as they are; {}",
        args.url,
        todo.changed.len(),
        todo.removed.len(),
        todo.unchanged.len(),
        outcome(&differences, how),
    )?;
    for difference in &differences {
        eprintln!("testimony: {}", told(difference));
    }
    Ok(match differences.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

fn outcome(differences: &[Difference], how: Check) -> String {
    match (differences.len(), how) {
        (0, Check::Counts) => "the server has as many".to_owned(),
        (0, Check::Content) => "the server has the same".to_owned(),
        (count, _) => format!("{count} differ there"),
    }
}

fn told(difference: &Difference) -> String {
    let Difference {
        graph,
        expected,
        found,
    } = difference;
    match (*found, *expected == *found) {
        (0, _) => format!("the server has nothing of <{graph}>: does it keep named graphs?"),
        (_, true) => format!(
            "the server has other triples in <{graph}> than were sent: it may write some values in a way of its own"
        ),
        _ => format!(
            "the server has {found} triples in <{graph}>, not {expected}: push again, unless it limits its answers"
        ),
    }
}

/// What would be done, a line for each graph.
fn tell(todo: &Plan, output: &mut impl Write) -> anyhow::Result<Ending> {
    for graph in &todo.changed {
        writeln!(output, "send\t{}\t{}", graph.name, graph.triples)?;
    }
    for name in &todo.removed {
        writeln!(output, "remove\t{name}\t")?;
    }
    Ok(Ending::Success)
}

impl PushArgs {
    fn settings(&self) -> anyhow::Result<RemoteSettings> {
        Ok(RemoteSettings {
            url: self.url.clone(),
            query_url: self.query_url.clone(),
            protocol: match self.protocol {
                ProtocolName::GraphStore => Protocol::GraphStore,
                ProtocolName::Update => Protocol::Update,
            },
            credentials: self.auth.map(|auth| self.credentials(auth)).transpose()?,
            batch: usize::try_from(self.batch_bytes).unwrap_or(usize::MAX),
            limits: Limits {
                timeout: self.timeout,
                max_bytes: MOST_READ,
                retries: self.retries,
                ..Limits::default()
            },
        })
    }

    fn credentials(&self, auth: AuthName) -> anyhow::Result<Credentials> {
        let secret = self.secret()?;
        let user = || match &self.user {
            Some(user) if !user.contains(':') || auth == AuthName::Digest => Ok(user.clone()),
            Some(user) => bail!("`{user}` has a colon, which --auth basic cannot send"),
            None => bail!("--auth basic and --auth digest need --user"),
        };
        Ok(match auth {
            AuthName::Basic => Credentials::Basic(user()?, secret),
            AuthName::Digest => Credentials::Digest(user()?, secret),
            AuthName::Bearer => Credentials::Bearer(secret),
        })
    }

    /// The password or token, which no list of processes shows.
    fn secret(&self) -> anyhow::Result<String> {
        let (secret, origin) = match (&self.secret_env, &self.secret_file) {
            (Some(variable), _) => (std::env::var(variable).unwrap_or_default(), variable.clone()),
            (None, Some(path)) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
                let first = text.lines().next().unwrap_or_default();
                (first.to_owned(), path.display().to_string())
            }
            (None, None) => bail!("--auth needs --secret-env or --secret-file for the password or token"),
        };
        match secret.trim() {
            "" => bail!("`{origin}` holds no password or token; put it there"),
            secret => Ok(secret.to_owned()),
        }
    }
}
