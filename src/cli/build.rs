//! `testimony build`: read documents into the graph.

mod gate;
mod plan;
mod progress;
mod proposals;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::bail;
use clap::{Args, ValueEnum};
use oxigraph::model::{NamedNode, Quad};
use testimony::derived::{Derivation, Policy};
use testimony::document::Document;
use testimony::edition::Edition;
use testimony::export::{GraphLines, Profile, Syntax, select, write_quads};
use testimony::ontology::Ontology;
use testimony::pipeline::{Readers, Resources};
use testimony::rdf::Description;
use testimony::source::{Input, Languages, ReadOptions, SourceError, TextEncoding, read};
use testimony::store::{Arrival, KnowledgeGraph, Plan, Step};

use gate::{Checkpoint, GateArgs};
use progress::{Progress, ProgressArg};

use super::extractors::{ExtractorArgs, Extractors, Setting};
use super::input::{STANDARD_INPUT, input};
use super::place::{open_to_write, place, policy, save};
use super::{Ending, Global};

/// Arguments of `build`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 a document cannot be read or something does not conform to the shapes, 2 the \
                        build failed.\n\nExample: testimony build news --store graph.nq"
)]
pub(crate) struct BuildArgs {
    /// Files, folders, glob patterns, or - for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print the graph of these documents; without --store nothing is kept
    #[arg(long, value_enum, value_name = "SYNTAX")]
    print: Option<PrintSyntax>,
    /// Read documents in other languages than English too
    #[arg(long)]
    any_language: bool,
    /// The encoding of files that declare none and are not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME")]
    encoding: Option<TextEncoding>,
    /// The most bytes of text that a document may have [default: 20000000]
    #[arg(long, value_name = "N", alias = "max-bytes")]
    max_document_bytes: Option<u64>,
    /// Read documents again that have not changed
    #[arg(long)]
    again: bool,
    /// Keep nothing when any document cannot be read; all are held in memory until then
    #[arg(long)]
    strict: bool,
    /// Say of each document whether it is read and why, and change nothing
    #[arg(long, conflicts_with = "print")]
    explain_plan: bool,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    extractors: ExtractorArgs,
    /// How progress is shown
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    progress: ProgressArg,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Syntaxes for `--print`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PrintSyntax {
    Turtle,
    Trig,
    Nquads,
}

impl PrintSyntax {
    fn syntax(self) -> Syntax {
        match self {
            Self::Turtle => Syntax::Turtle,
            Self::Trig => Syntax::TriG,
            Self::Nquads => Syntax::NQuads,
        }
    }
}

pub(crate) fn run(args: BuildArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.explain_plan {
        return plan::explain(&args, global, output);
    }
    let started = Instant::now();
    let threads = args.threads.map_or_else(std::thread::available_parallelism, Ok)?;
    let mut target = match args.print {
        Some(syntax) if global.store.is_none() => Target::printed(syntax),
        _ => Target::Kept(open_to_write(global, "build")?),
    };
    let mut resources = Resources::bundled();
    let mut extractors = args.open_extractors(&resources.ontology, global)?;
    extractors.equip(&mut resources);
    let policy = policy(global)?;
    let rules = (&resources.ontology, &policy);
    let mut intake = Intake {
        plan: target.plan()?,
        counts: Counts::default(),
        progress: Progress::new(args.progress, global),
        checkpoint: Checkpoint::new(&args.gate, &resources.ontology)?,
        extractors,
    };
    if args.again {
        intake.plan.read_all_again();
    }
    let readers = Readers::new(&resources, threads)?;
    read_into((&mut target, &mut intake), (&readers, rules), &args)?;
    let Intake {
        counts,
        checkpoint,
        extractors,
        ..
    } = intake;
    if args.strict && counts.failed > 0 {
        bail!("{} documents cannot be read, so nothing was kept", counts.failed);
    }
    let is_kept = matches!(target, Target::Kept(_));
    target.finish(rules, args.print, output)?;
    let conforms = checkpoint.report(global, is_kept)?;
    proposals::report(&extractors, Some(&place(global)?).filter(|_| is_kept))?;
    if !global.quiet {
        counts.report(started.elapsed().as_secs_f64());
    }
    Ok(if counts.failed == 0 && conforms && extractors.is_complete() {
        Ending::Success
    } else {
        Ending::Incomplete
    })
}

/// Where descriptions go.
enum Target {
    /// Into a graph that is kept.
    Kept(KnowledgeGraph),
    /// Onto the output, graph by graph, with no store at all.
    Lines(Derivation, GraphLines),
    /// Onto the output, laid out, with no store at all.
    Layout(Derivation, Vec<Quad>, Syntax),
}

impl Target {
    fn printed(syntax: PrintSyntax) -> Self {
        match syntax {
            PrintSyntax::Nquads => Self::Lines(Derivation::default(), GraphLines::default()),
            other => Self::Layout(Derivation::default(), Vec::new(), other.syntax()),
        }
    }

    /// What is to be done, going by what is there already.
    fn plan(&self) -> anyhow::Result<Plan> {
        match self {
            Self::Kept(graph) => Ok(Plan::of(graph)?),
            _ => Ok(Plan::default()),
        }
    }

    fn take(
        &mut self,
        (descriptions, older): (Vec<Description>, &[NamedNode]),
        rules: (&Ontology, &Policy),
    ) -> anyhow::Result<()> {
        match self {
            Self::Kept(_) if descriptions.is_empty() && older.is_empty() => {}
            Self::Kept(graph) => graph.amend((&descriptions, older), rules)?,
            Self::Lines(derivation, lines) => {
                for description in descriptions {
                    lines.add(&description.quads)?;
                    derivation.add(description.quads);
                }
            }
            Self::Layout(derivation, quads, _) => {
                for description in descriptions {
                    quads.extend(description.quads.iter().cloned());
                    derivation.add(description.quads);
                }
            }
        }
        Ok(())
    }

    /// Works out what follows from all documents, and keeps or prints it.
    fn finish(
        self,
        (ontology, policy): (&Ontology, &Policy),
        print: Option<PrintSyntax>,
        output: &mut impl Write,
    ) -> anyhow::Result<()> {
        match self {
            Self::Kept(mut graph) => {
                graph.settle(ontology, policy)?;
                save(&mut graph, "build")?;
                if let Some(print) = print {
                    write_quads(&select(&graph.quads()?, Profile::Full), print.syntax(), output)?;
                }
            }
            Self::Lines(derivation, mut lines) => {
                derivation.each_graph(ontology, policy, |graph| lines.add(&graph))?;
                lines.write(output)?;
            }
            Self::Layout(derivation, mut quads, syntax) => {
                derivation.each_graph(ontology, policy, |graph| {
                    quads.extend(graph);
                    io::Result::Ok(())
                })?;
                write_quads(&quads, syntax, output)?;
            }
        }
        Ok(())
    }
}

/// What was read and what was not.
#[derive(Debug, Default)]
struct Counts {
    documents: usize,
    claims: usize,
    failed: usize,
    copies: usize,
    unchanged: usize,
    older: usize,
}

impl Counts {
    fn add(&mut self, description: &Description) {
        self.documents += 1;
        self.claims += description.claims;
        for dropped in &description.dropped {
            eprintln!("testimony: {}: {dropped}", description.graph);
        }
    }

    /// The documents that are dealt with, one way or another, and the claims of those that were read.
    fn done(&self) -> (usize, usize) {
        let passed = self.failed + self.copies + self.unchanged;
        (self.documents + passed, self.claims)
    }

    fn report(&self, seconds: f64) {
        let Self {
            documents, claims, ..
        } = self;
        let rate = *documents as f64 / seconds.max(1e-9);
        let rest = [
            (self.unchanged, "unchanged"),
            (self.older, "older versions replaced"),
            (self.failed, "not read"),
            (self.copies, "with a text that was read already"),
        ];
        let rest: String = rest
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!(", {count} {what}"))
            .collect();
        eprintln!(
            "testimony: {documents} documents, {claims} claims, {seconds:.2} s, {rate:.1} documents/s{rest}"
        );
    }
}

/// Documents on their way in.
struct Intake {
    plan: Plan,
    counts: Counts,
    progress: Progress,
    checkpoint: Checkpoint,
    extractors: Extractors,
}

impl Intake {
    /// Of a batch, the documents that are to be read, and the versions that go when they come.
    fn sort_out(
        &mut self,
        edition: &Edition,
        batch: impl Iterator<Item = Result<Document, SourceError>>,
    ) -> (Vec<Document>, Vec<NamedNode>) {
        let mut to_read = Vec::new();
        let mut older = Vec::new();
        for document in batch {
            match document {
                Ok(document) => {
                    let (step, replaced) = self.next(edition, &document);
                    older.extend(replaced);
                    match step {
                        Step::Read => to_read.push(document),
                        Step::Unchanged => self.counts.unchanged += 1,
                        Step::Copy => self.counts.copies += 1,
                    }
                }
                Err(error) => {
                    eprintln!("testimony: {error}");
                    self.counts.failed += 1;
                }
            }
        }
        self.counts.older += older.len();
        (to_read, older)
    }

    fn next(&mut self, edition: &Edition, document: &Document) -> (Step, Vec<NamedNode>) {
        next(&mut self.plan, edition, document)
    }
}

/// What is to be done about a document; one from standard input takes no other's place.
fn next(plan: &mut Plan, edition: &Edition, document: &Document) -> (Step, Vec<NamedNode>) {
    let source = document.metadata.source.as_str();
    plan.next(Arrival {
        document: document.iri().as_node(),
        fingerprint: &edition.fingerprint(document),
        source: Some(source).filter(|source| !source.starts_with(STANDARD_INPUT)),
    })
}

/// Hands every document that is to be read on; each one that cannot be is named on standard error.
fn read_into(
    (target, intake): (&mut Target, &mut Intake),
    (readers, rules): (&Readers<'_>, (&Ontology, &Policy)),
    args: &BuildArgs,
) -> anyhow::Result<()> {
    let options = args.options();
    let mut documents = read(&readers.resources.lexicon.furniture, args.inputs()?, &options).peekable();
    let mut waiting = (Vec::new(), Vec::new());
    while documents.peek().is_some() {
        let batch = documents.by_ref().take(readers.batch_size());
        let (to_read, older) = intake.sort_out(&readers.resources.edition, batch);
        let descriptions = intake.extractors.describe(readers, to_read)?;
        let descriptions = intake.checkpoint.pass(descriptions)?;
        for description in &descriptions {
            intake.counts.add(description);
        }
        match args.strict {
            true => {
                waiting.0.extend(descriptions);
                waiting.1.extend(older);
            }
            false => target.take((descriptions, &older), rules)?,
        }
        intake.progress.tell(intake.counts.done());
    }
    if intake.counts.failed == 0 {
        target.take((waiting.0, &waiting.1), rules)?;
    }
    Ok(())
}

impl BuildArgs {
    /// Who reads; answers of a model are kept beside the graph.
    fn open_extractors(&self, ontology: &Ontology, global: &Global) -> anyhow::Result<Extractors> {
        let is_kept = self.print.is_none() || global.store.is_some();
        self.extractors.open(&Setting {
            ontology,
            schema: None,
            cache: place(global)?.companion("answers").filter(|_| is_kept),
            is_quiet: global.quiet,
        })
    }

    fn options(&self) -> ReadOptions {
        let defaults = ReadOptions::default();
        ReadOptions {
            encoding: self.encoding,
            languages: match self.any_language {
                true => Languages::Any,
                false => Languages::English,
            },
            max_bytes: self.max_document_bytes.unwrap_or(defaults.max_bytes),
        }
    }

    /// Of several copies of a text the first counts, whatever the order on the command line.
    fn inputs(&self) -> anyhow::Result<Vec<Input>> {
        let paths: BTreeSet<&PathBuf> = self.paths.iter().collect();
        paths.into_iter().map(|path| input(path)).collect()
    }
}
