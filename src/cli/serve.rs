//! `testimony serve`: answer over HTTP.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::num::NonZero;
use std::process::Command;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, thread};

use anyhow::Context;
use clap::Args;
use oxigraph::model::Graph;
use testimony::dataset::Index;
use testimony::server::{ServerSettings, Surroundings, Visit, serve, work};
use testimony::store::{KnowledgeGraph, Place};

use super::dataset::HomeArg;
use super::limits::{bytes, end_beyond, end_with_parent, limit_growth, resident, seconds};
use super::place::{now, open, open_to_serve, place};
use super::services::ServiceArgs;
use super::shapes::{kept_shapes, with_bundled};
use super::{Ending, Global};

/// The variable that holds the token of those who may write.
const TOKEN: &str = "TESTIMONY_TOKEN";

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: testimony serve --store graph.nq, and then open http://127.0.0.1:7878/\n\n\
    SPARQL is at /sparql, whole graphs are at /store, a description is at /.well-known/void, and a reconciliation\n\
    service for OpenRefine is at /reconcile.\n\
    A graph in a file is read anew when a build has changed it."
)]
pub(crate) struct ServeArgs {
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
    /// The longest that a question may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// The most rows of an answer; a longer one is refused, not cut
    #[arg(long, value_name = "ROWS", default_value = "100000")]
    max_rows: usize,
    /// The longest body of a request, as 10M or 1G
    #[arg(long, value_name = "SIZE", default_value = "10M", value_parser = bytes)]
    max_body: u64,
    /// The most questions that are worked on at once
    #[arg(long, value_name = "NUMBER", default_value = "8")]
    max_questions: usize,
    /// The most processes that work on what is no small look-up: on questions of many rows, with optional parts, paths or
    /// sub-queries. One for a graph in a file, which each reads into its memory, and as many as there are processors for a folder,
    /// unless it is said; with 0 the server answers all by itself
    #[arg(long, value_name = "NUMBER")]
    workers: Option<usize>,
    /// Be such a process, for a server whose graph is in this state
    #[arg(long, value_name = "STATE", hide = true)]
    worker: Option<String>,
    /// What questions may add to the memory that the graph takes; a process takes no more than its share, but 320M at least
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = bytes)]
    memory_limit: u64,
    /// Look names up in this indexed dataset too, at /reconcile/NAME; may be given several times
    #[arg(long = "dataset", value_name = "NAME")]
    datasets: Vec<String>,
    #[command(flatten)]
    home: HomeArg,
    #[command(flatten)]
    services: ServiceArgs,
    /// Let pages of this origin ask from a browser; * for all
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<String>,
    /// Let those write who send the token that the variable TESTIMONY_TOKEN holds; what does not conform to the shapes of
    /// the graph is refused
    #[arg(long)]
    writable: bool,
    /// Let them write what does not conform to the shapes
    #[arg(long, requires = "writable")]
    no_gate: bool,
}

pub(crate) fn run(args: ServeArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if let Some(state) = &args.worker {
        return work_on(state, &args, global);
    }
    let token = args.writable.then(token).transpose()?;
    let place = place(global)?;
    let looked = modified(&place);
    let mut graph = match args.writable {
        true => open_to_serve(global)?,
        false => open(global)?,
    };
    if !args.writable {
        graph.release();
    }
    output.flush()?;
    let settings = ServerSettings {
        shapes: shapes(&args, global)?,
        datasets: Arc::new(datasets(&args)?),
        token,
        ..settings(&args, &place)?
    };
    let surroundings = surroundings(
        global,
        match args.writable {
            true => Box::new(|| None),
            false => Box::new(renewal(place, looked)),
        },
    );
    end_beyond(
        settings
            .memory
            .saturating_add(args.memory_limit.saturating_mul(2)),
    );
    serve(graph, settings, surroundings)?;
    Ok(Ending::Success)
}

/// What is set by the arguments alone.
fn settings(args: &ServeArgs, place: &Place) -> anyhow::Result<ServerSettings> {
    Ok(ServerSettings {
        listen: args.listen,
        timeout: args.timeout,
        rows: args.max_rows,
        body: usize::try_from(args.max_body).unwrap_or(usize::MAX),
        requests: args.max_questions.max(1),
        workers: workers(args, place),
        memory: resident().unwrap_or(0).saturating_add(args.memory_limit),
        datasets: Arc::default(),
        origin: args.cors.clone(),
        token: None,
        services: args.services.within(args.timeout)?,
        now,
        shapes: None,
    })
}

fn workers(args: &ServeArgs, place: &Place) -> usize {
    args.workers.unwrap_or_else(|| match place {
        Place::Folder(_) => thread::available_parallelism().map_or(1, NonZero::get),
        Place::File(_) | Place::Memory => 1,
    })
}

/// Answers what a server sends, in no more memory than its share.
fn work_on(state: &str, args: &ServeArgs, global: &Global) -> anyhow::Result<Ending> {
    end_with_parent();
    let (place, graph) = (place(global)?, open(global)?);
    limit_growth(args.memory_limit / workers(args, &place).max(1) as u64)?;
    let settings = ServerSettings {
        workers: 0,
        ..settings(args, &place)?
    };
    let streams = (&mut io::stdin().lock(), &mut io::stdout().lock());
    work((graph, state.to_owned()), &settings, streams)?;
    Ok(Ending::Success)
}

/// Starts a worker: this program with the same arguments.
fn worker(state: &str) -> Command {
    // Also when another version has been put in the program's place.
    let program = match cfg!(target_os = "linux") {
        true => Ok("/proc/self/exe".into()),
        false => env::current_exe(),
    };
    let mut command = Command::new(program.unwrap_or_else(|_| "testimony".into()));
    command.args(env::args_os().skip(1)).args(["--worker", state]);
    command
}

/// What the server has from outside; `renewed` gives the graph anew when it has changed.
fn surroundings(global: &Global, renewed: Box<dyn FnMut() -> Option<KnowledgeGraph> + Send>) -> Surroundings {
    Surroundings {
        clock,
        memory: resident,
        ready: Box::new(|address| eprintln!("testimony: serving at http://{address}/ (end it with Ctrl-C)")),
        log: if global.quiet { |_| () } else { log },
        renewed,
        worker: Box::new(worker),
    }
}

/// What is written is checked against: the shapes of the graph, or those built into the program.
fn shapes(args: &ServeArgs, global: &Global) -> anyhow::Result<Option<Graph>> {
    match args.no_gate {
        true => Ok(None),
        false => kept_shapes(global)?
            .map_or_else(|| with_bundled(&[]), Ok)
            .map(Some),
    }
}

/// The datasets that are asked for, opened.
fn datasets(args: &ServeArgs) -> anyhow::Result<BTreeMap<String, Index>> {
    let names = args.datasets.iter();
    names
        .map(|name| Ok((name.clone(), args.home.datasets()?.open(name)?)))
        .collect()
}

fn token() -> anyhow::Result<String> {
    let token = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    token.with_context(|| format!("--writable needs a token: set {TOKEN} to a long random word"))
}

/// The time since the program began.
fn clock() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed()
}

/// One line of JSON for each request.
fn log(visit: &Visit<'_>) {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let line = serde_json::json!({
        "time": since.unwrap_or_default().as_secs_f64(),
        "method": visit.method,
        "path": visit.path,
        "status": visit.status,
        "bytes": visit.bytes,
        "milliseconds": visit.took.as_secs_f64() * 1000.0,
    });
    // A log that nobody reads any more does not end the server.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Opens a graph anew when somebody has written it since.
fn renewal(place: Place, mut looked: Option<SystemTime>) -> impl FnMut() -> Option<KnowledgeGraph> {
    move || {
        let now = modified(&place);
        if now.is_none() || now == looked {
            return None;
        }
        let mut graph = KnowledgeGraph::open(place.clone()).ok()?;
        looked = now;
        graph.release();
        Some(graph)
    }
}

/// When the graph was last written.
fn modified(place: &Place) -> Option<SystemTime> {
    let metadata = fs::metadata(place.changing()?);
    metadata.and_then(|metadata| metadata.modified()).ok()
}
