//! `testimony build`: read documents into the graph.

mod intake;
mod plan;
mod progress;
mod proposals;
mod target;
mod watch;

use std::collections::BTreeSet;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::bail;
use clap::{Args, ValueEnum};
use oxigraph::model::NamedNode;
use testimony::adoption::OwnFiles;
use testimony::derived::Policy;
use testimony::export::Syntax;
use testimony::ontology::Ontology;
use testimony::pipeline::{Readers, Resources};
use testimony::rdf::Description;
use testimony::source::{Input, Languages, ReadOptions, TextEncoding, located, read};
use testimony::store::{LastBuild, Place};

use intake::{Batch, Intake, Planner};
use progress::{Progress, ProgressArg};
use target::Target;
use watch::Watch;

use super::extractors::{ExtractorArgs, Extractors, Setting};
use super::gate::{Checkpoint, GateArgs};
use super::input::input;
use super::place::{keep_ontology, open_to_write, own_ontology, place, policy};
use super::schema::SchemaArgs;
use super::{Ending, Global};

/// Arguments of `build`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all well, 1 a document cannot be read or something does not conform to the shapes of the \
                        graph, 2 the build failed.\n\nExample: testimony build news --store graph.nq\n         testimony build news --watch"
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
    #[command(flatten)]
    own: SchemaArgs,
    /// Forget the ontology that the graph was built with, and read by the program's alone
    #[arg(long, conflicts_with = "ontology")]
    forget_ontology: bool,
    /// Read documents again that have not changed
    #[arg(long)]
    again: bool,
    /// Keep nothing when any document cannot be read; all are held in memory until then
    #[arg(long)]
    strict: bool,
    /// Say of each document whether it is read and why, and change nothing
    #[arg(long, conflicts_with = "print")]
    explain_plan: bool,
    /// Go on until Ctrl-C, reading files that come or change and retracting those that are deleted; a line for each
    #[arg(long, conflicts_with_all = ["print", "explain_plan", "strict", "again"])]
    watch: bool,
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

/// What comes and goes when all documents could be read, where nothing else may.
type KeptBack = Option<(Vec<Description>, Vec<NamedNode>)>;

/// The ontology, and what is accepted as fact.
type Rules<'a> = (&'a Ontology, &'a Policy);

pub(crate) fn run(args: BuildArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let own = args.own_files(global)?;
    let (resources, extractors) = args.open(own.as_ref(), global)?;
    if args.explain_plan {
        return plan::explain(&args, (&resources, global), output);
    }
    let started = Instant::now();
    let threads = args.threads.map_or_else(std::thread::available_parallelism, Ok)?;
    let mut target = match args.print {
        Some(syntax) if global.store.is_none() => Target::printed(syntax),
        _ => Target::Kept(open_to_write(global, "build")?),
    };
    if matches!(target, Target::Kept(_)) && (args.forget_ontology || own.is_some()) {
        keep_ontology(global, own.as_ref())?;
    }
    let policy = policy(global)?;
    let rules = (&resources.ontology, &policy);
    let readers = Readers::new(&resources, threads)?;
    if args.watch {
        return Watch::new((&args, global), (&readers, &extractors, rules), target).run(output);
    }
    let mut intake = intake((&args, global), (&resources, &extractors), &target)?;
    read_into((&mut target, &mut intake), (&readers, rules), &args)?;
    let failed = intake.counts.failed;
    if args.strict && failed > 0 {
        bail!("{failed} documents cannot be read, so nothing was kept");
    }
    target.finish(rules, args.print, output)?;
    intake.planner.save()?;
    let kept = matches!(target, Target::Kept(_)).then_some(global);
    let conforms = intake.checkpoint.report(kept)?;
    proposals::report(&extractors, kept)?;
    if !global.quiet {
        intake.counts.report(started.elapsed().as_secs_f64());
    }
    Ok(match failed == 0 && conforms && extractors.is_complete() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

fn intake<'a>(
    (args, global): (&BuildArgs, &Global),
    (resources, extractors): (&'a Resources, &'a Extractors),
    target: &Target,
) -> anyhow::Result<Intake<'a>> {
    let kept = matches!(target, Target::Kept(_)).then_some(global);
    let place = kept.map_or(Ok(Place::Memory), place)?;
    let last = LastBuild::of(&place, &resources.edition);
    let mut planner = Planner::new(resources, (target.plan()?, last));
    if args.again {
        planner.plan.read_all_again();
    }
    let checkpoint = Checkpoint::new(&args.gate, &resources.ontology, kept)?;
    Ok(Intake::new(
        planner,
        (Progress::new(args.progress, global), checkpoint),
        extractors,
    ))
}

/// Hands every document that is to be read on; each one that cannot be is named on standard error.
fn read_into(
    (target, intake): (&mut Target, &mut Intake<'_>),
    (readers, rules): (&Readers<'_>, (&Ontology, &Policy)),
    args: &BuildArgs,
) -> anyhow::Result<()> {
    let options = args.options();
    let mut kept_back: KeptBack = args.strict.then(Default::default);
    let mut batch = Batch::default();
    for input in located(args.inputs()?) {
        match input {
            Ok(input) if intake.pass_over(&input, &options) => {}
            Ok(input) => {
                for document in read(&readers.resources.lexicon.furniture, vec![input], &options) {
                    intake.sort_out([document], &mut batch);
                    if batch.len() >= readers.batch_size() {
                        let batch = std::mem::take(&mut batch);
                        put((target, intake), batch, (readers, rules), &mut kept_back)?;
                    }
                }
                intake.end_file();
            }
            Err(error) => intake.sort_out([Err(error)], &mut batch),
        }
    }
    put((target, intake), batch, (readers, rules), &mut kept_back)?;
    match (kept_back, intake.counts.failed) {
        (Some((descriptions, older)), 0) => target.take((descriptions, &older), rules),
        _ => Ok(()),
    }
}

/// Describes what is to be read of a batch and puts it where it goes, or adds it to what is kept back.
fn put(
    (target, intake): (&mut Target, &mut Intake<'_>),
    batch: Batch,
    (readers, rules): (&Readers<'_>, Rules<'_>),
    kept_back: &mut KeptBack,
) -> anyhow::Result<()> {
    let descriptions = intake.extractors.describe(readers, batch.to_read)?;
    let mut descriptions = intake.checkpoint.pass(descriptions)?;
    for description in &descriptions {
        intake.counts.add(description);
    }
    descriptions.extend(target.renumbered(&batch.to_renumber)?);
    match kept_back {
        Some((waiting, older)) => {
            waiting.extend(descriptions);
            older.extend(batch.older);
        }
        None => target.take((descriptions, &batch.older), rules)?,
    }
    intake.progress.tell(intake.counts.done());
    Ok(())
}

impl BuildArgs {
    /// The ontology that is named, else the one that the graph was built with.
    fn own_files(&self, global: &Global) -> anyhow::Result<Option<OwnFiles>> {
        match self.own.files()? {
            Some(files) => Ok(Some(files)),
            None if self.forget_ontology => Ok(None),
            None => own_ontology(global),
        }
    }

    /// What reading rests on, and who reads; answers of a model are kept beside the graph.
    fn open(&self, own: Option<&OwnFiles>, global: &Global) -> anyhow::Result<(Resources, Extractors)> {
        let mut resources = match own {
            Some(files) => Resources::bundled().with_own(files)?,
            None => Resources::bundled(),
        };
        let is_kept = self.print.is_none() || global.store.is_some();
        let mut extractors = self.extractors.open(&Setting {
            ontology: &resources.ontology,
            schema: None,
            cache: place(global)?.companion("answers").filter(|_| is_kept),
            is_quiet: global.quiet,
        })?;
        extractors.equip(&mut resources);
        Ok((resources, extractors))
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
