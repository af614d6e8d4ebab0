//! The command line: what is common to all subcommands.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 for success, 1 when some
//! input could not be used or some check failed, 2 when the command itself failed.

mod backup;
mod benchmark;
mod build;
mod check;
mod claims;
mod completions;
mod contested;
mod coverage;
mod dataset;
mod describe;
mod diff;
mod eval;
mod explain;
mod export;
mod extract;
mod extractors;
mod find;
mod fsck;
mod gate;
mod gc;
mod hash;
mod import;
mod input;
mod learn;
mod limits;
mod link;
mod log;
mod manual;
mod mcp;
mod ontology;
mod output;
mod parameters;
mod path;
mod place;
mod policy;
#[cfg(feature = "http")]
mod push;
mod query;
mod reason;
mod restore;
mod retract;
mod review;
mod saved;
mod scratch;
mod serve;
mod services;
mod schema;
mod shapes;
mod shell;
mod stats;
mod terminal;
mod timeline;
mod validate;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Turn news text into a knowledge graph in which every statement knows who said it
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every subcommand takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The graph: a folder, or a file that ends in .nq [default: `store` in testimony.toml, else .testimony]
    #[arg(long, global = true, value_name = "PLACE")]
    store: Option<PathBuf>,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(flatten)]
    terminal: terminal::TerminalArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read documents into the graph
    Build(build::BuildArgs),
    /// Take documents out of the graph, with all that follows from them alone
    Retract(retract::RetractArgs),
    #[command(flatten)]
    Kept(Kept),
    /// Show or change what is accepted as fact
    Policy(policy::PolicyArgs),
    /// Show or change what documents are checked against before they are written
    Shapes(shapes::ShapesArgs),
    /// Ask the graph a question in SPARQL
    Query(query::QueryArgs),
    /// List claims with who makes them
    Claims(claims::ClaimsArgs),
    /// List who contradicts whom
    Contested(contested::ContestedArgs),
    /// Tell what is known about a thing, and who says so
    Describe(describe::DescribeArgs),
    /// Find names, claims, evidence and documents by words, the most relevant first
    Find(find::FindArgs),
    /// List what is said to have happened when
    Timeline(timeline::TimelineArgs),
    /// Tell how two things are connected, through which claims
    Path(path::PathArgs),
    /// Count documents, things, claims and contradictions
    Stats(stats::StatsArgs),
    /// Show the sentence behind a claim and each decision taken, or why a sentence gives none
    Explain(explain::ExplainArgs),
    /// List sentences without a claim, and words that the tables lack, with lines to paste
    Coverage(coverage::CoverageArgs),
    /// Print what documents say as spans of their text, without a graph
    Extract(extract::ExtractArgs),
    /// Ask questions one after the other, with completion and history
    Shell(shell::ShellArgs),
    /// Offer the graph to a language model as tools, by the Model Context Protocol
    Mcp(mcp::McpArgs),
    /// Answer over HTTP: SPARQL, whole graphs and pages
    Serve(serve::ServeArgs),
    /// Learn from examples what expresses the relations of an ontology
    Learn(learn::LearnArgs),
    /// Begin, read and compare ontologies of your own
    Ontology(ontology::OntologyArgs),
    /// Write the graph, or a part of it, in one of many formats
    Export(export::ExportArgs),
    /// Send the graph to another server, and later only what has changed
    #[cfg(feature = "http")]
    Push(push::PushArgs),
    /// Take in what an export wrote with its graphs, such as a backup
    Import(import::ImportArgs),
    /// Index external datasets, to link to them
    Dataset(dataset::DatasetArgs),
    /// Link the graph to a dataset, or the rows of one table to another's
    Link(Box<link::LinkArgs>),
    /// Add what follows from the facts by the ontology
    Reason(reason::ReasonArgs),
    /// Say yes or no to proposed links
    Review(review::ReviewArgs),
    /// Print the hash of the graph's canonical form, the same for the same content
    Hash(hash::HashArgs),
    /// Check that ontology, lexicon and shapes agree
    Check(check::CheckArgs),
    /// Score the builder against texts that people marked
    Eval(eval::EvalArgs),
    /// Check a graph against SHACL shapes
    Validate(validate::ValidateArgs),
    /// Print what a shell needs to complete commands
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write one for each command
    Man(manual::ManArgs),
}

/// What keeps a graph and brings it back.
#[derive(Debug, Subcommand)]
enum Kept {
    /// List the graph's revisions, the last first
    Log(log::LogArgs),
    /// Tell what changed between two revisions, or two exports
    Diff(diff::DiffArgs),
    /// Give the graph the documents of an earlier revision
    Restore(restore::RestoreArgs),
    /// Verify the graph and all that is kept with it, and repair what can be worked out again
    Fsck(fsck::FsckArgs),
    /// Write a verified copy of the graph, also while others use it
    Backup(backup::BackupArgs),
    /// Forget old revisions
    Gc(gc::GcArgs),
}

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All went well.
    Success,
    /// Some input could not be used, or a check failed; it has been said.
    Incomplete,
}

pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    // Not locked: `mcp` writes to standard output from threads of its own.
    let mut output = BufWriter::new(io::stdout());
    let ending = run(cli, &mut output).and_then(|ending| {
        output.flush()?;
        Ok(ending)
    });
    match ending {
        Ok(Ending::Success) => ExitCode::SUCCESS,
        Ok(Ending::Incomplete) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("testimony: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(Cli { global, command }: Cli, output: &mut impl Write) -> anyhow::Result<Ending> {
    match command {
        Command::Build(args) => build::run(args, &global, output),
        Command::Retract(args) => retract::run(args, &global, output),
        Command::Kept(command) => keep(command, &global, output),
        Command::Policy(args) => policy::run(args, &global, output),
        Command::Shapes(args) => shapes::run(args, &global, output),
        Command::Query(args) => query::run(args, &global, output),
        Command::Claims(args) => claims::run(args, &global, output),
        Command::Contested(args) => contested::run(args, &global, output),
        Command::Describe(args) => describe::run(args, &global, output),
        Command::Find(args) => find::run(args, &global, output),
        Command::Timeline(args) => timeline::run(args, &global, output),
        Command::Stats(args) => stats::run(args, &global, output),
        Command::Explain(args) => explain::run(args, &global, output),
        Command::Coverage(args) => coverage::run(args, &global, output),
        Command::Extract(args) => extract::run(args, &global, output),
        Command::Path(args) => path::run(args, &global, output),
        Command::Shell(args) => shell::run(&args, &global, output),
        Command::Completions(args) => completions::run(&args, output),
        Command::Man(args) => manual::run(args, output),
        Command::Mcp(args) => mcp::run(&args, &global, output),
        Command::Serve(args) => serve::run(args, &global, output),
        Command::Learn(args) => learn::run(args, &global, output),
        Command::Ontology(args) => ontology::run(args, &global, output),
        Command::Export(args) => export::run(args, &global, output),
        #[cfg(feature = "http")]
        Command::Push(args) => push::run(args, &global, output),
        Command::Import(args) => import::run(args, &global, output),
        Command::Dataset(args) => dataset::run(args, &global, output),
        Command::Link(args) => link::run(&args, &global, output),
        Command::Reason(args) => reason::run(args, &global, output),
        Command::Review(args) => review::run(args, &global, output),
        Command::Hash(args) => hash::run(args, &global, output),
        Command::Check(args) => check::run(args, output),
        Command::Eval(args) => eval::run(args, &global, output),
        Command::Validate(args) => validate::run(args, &global, output),
    }
}

fn keep(command: Kept, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match command {
        Kept::Log(args) => log::run(args, global, output),
        Kept::Diff(args) => diff::run(args, global, output),
        Kept::Restore(args) => restore::run(args, global, output),
        Kept::Gc(args) => gc::run(args, global, output),
        Kept::Fsck(args) => fsck::run(&args, global, output),
        Kept::Backup(args) => backup::run(&args, global, output),
    }
}

/// Whoever read our output stopped reading, as `head` does: no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
