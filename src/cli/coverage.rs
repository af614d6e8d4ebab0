//! `testimony coverage`: sentences without a claim, and the words that the tables lack.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use testimony::coverage::{Coverage, Report};
use testimony::pipeline::{Readers, Resources, cover_document};
use testimony::source::{Input, Languages, ReadOptions, read};

use super::input::input;
use super::place::own_ontology;
use super::schema::SchemaArgs;
use super::{Ending, Global};

/// Arguments of `coverage`.
#[derive(Debug, Args)]
#[command(
    after_help = "All of the text but the lines to paste begins with #, so that a section can be appended to its table as it is. \
                        A line that begins with # and holds FILL_IN waits for a term.\nExit codes: 0 all well, 1 a document cannot be \
                        read, 2 no input can be used.\n\nExample: testimony coverage news --top 20"
)]
pub(crate) struct CoverageArgs {
    /// Files, folders, glob patterns, or - for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    own: SchemaArgs,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
    /// How many words of each kind, and sentences of each standing, are shown
    #[arg(long, value_name = "N", default_value = "10")]
    top: usize,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(crate) fn run(args: CoverageArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let threads = args.threads.map_or_else(std::thread::available_parallelism, Ok)?;
    let inputs = args.paths.iter().map(|path| input(path));
    let inputs = inputs.collect::<anyhow::Result<Vec<Input>>>()?;
    let resources = resources(&args.own, global)?;
    let readers = Readers::new(&resources, threads)?;
    let (coverage, ending) = covered(&readers, inputs);
    let report = Report::new(&coverage, (&resources.lexicon, &resources.ontology), args.top);
    match args.format {
        ReportFormat::Text => write!(output, "{report}")?,
        ReportFormat::Json => writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?,
    }
    Ok(ending)
}

/// What a build would read with: the ontology that is named, else the one that the graph was built with.
pub(super) fn resources(own: &SchemaArgs, global: &Global) -> anyhow::Result<Resources> {
    let files = match own.files()? {
        Some(files) => Some(files),
        None => own_ontology(global)?,
    };
    match files {
        Some(files) => Ok(Resources::bundled().with_own(&files)?),
        None => Ok(Resources::bundled()),
    }
}

/// Reads the documents batch by batch; what cannot be read is named on standard error.
fn covered(readers: &Readers<'_>, inputs: Vec<Input>) -> (Coverage, Ending) {
    let options = ReadOptions {
        languages: Languages::English,
        ..ReadOptions::default()
    };
    let mut documents = read(&readers.resources.lexicon.furniture, inputs, &options).peekable();
    let mut coverage = Coverage::default();
    let mut ending = Ending::Success;
    while documents.peek().is_some() {
        let mut batch = Vec::new();
        for document in documents.by_ref().take(readers.batch_size()) {
            match document {
                Ok(document) => batch.push(document),
                Err(error) => {
                    eprintln!("testimony: {error}");
                    ending = Ending::Incomplete;
                }
            }
        }
        let found = readers.map(batch, |cache, document| {
            cover_document(readers.resources, cache, document)
        });
        found.into_iter().for_each(|found| coverage.join(found));
    }
    (coverage, ending)
}
