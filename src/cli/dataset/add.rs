//! `testimony dataset add` and `update`: files become an index.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use testimony::dataset::{Addition, BadLine, Datasets, Format, Meta, PROFILES, Progress, Strictness};

use crate::cli::{Ending, Global};

/// Arguments of `dataset add`.
#[derive(Debug, Args)]
#[command(
    after_help = "Lines that cannot be used are counted and told. Files may be packed with gzip, bzip2, zstd or zip.\n\
                  Example: testimony dataset add companies register.csv --map register.toml --licence CC0"
)]
pub(super) struct AddArgs {
    /// The dataset's name, in small letters
    name: String,
    /// Its files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the files are, when they do not show it
    #[arg(long, value_parser = PROFILES, conflicts_with = "map")]
    profile: Option<String>,
    /// Which columns or members say what, in TOML (docs/linking.md)
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    #[command(flatten)]
    about: AboutArgs,
}

/// Arguments of `dataset update`.
#[derive(Debug, Args)]
#[command(after_help = "The old index stays usable until the new one is complete.\n\
                  Example: testimony dataset update places allCountries.txt.gz")]
pub(super) struct UpdateArgs {
    /// The dataset's name
    name: String,
    /// Its files, when they are others than before
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    about: AboutArgs,
}

/// What is said of a dataset.
#[derive(Debug, Args)]
struct AboutArgs {
    /// Its licence
    #[arg(long)]
    licence: Option<String>,
    /// Which release of it this is [default: the beginning of the first file's SHA-256]
    #[arg(long)]
    release: Option<String>,
    /// Take nothing when a line cannot be used or an identifier occurs twice
    #[arg(long)]
    strict: bool,
}

impl AboutArgs {
    fn apply(self, addition: &mut Addition) {
        addition.licence = self.licence.or(addition.licence.take());
        addition.release = self.release;
        addition.strictness = if self.strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        };
    }
}

pub(super) fn add(
    args: AddArgs,
    datasets: &Datasets,
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let format = match (&args.profile, &args.map) {
        (_, Some(path)) => {
            let text =
                fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            Format::mapping(path, &text)?
        }
        (Some(name), None) => Format::profile(name).context("there is no such profile")?,
        (None, None) => Format::Shown,
    };
    let mut addition = Addition {
        name: args.name,
        files: absolute(args.files)?,
        format,
        licence: None,
        release: None,
        strictness: Strictness::Lenient,
    };
    args.about.apply(&mut addition);
    let added = datasets.add(&addition, &mut progress(global))?;
    report(("indexed", added), global, output)
}

pub(super) fn update(
    args: UpdateArgs,
    datasets: &Datasets,
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    let mut addition = datasets.addition(&args.name, absolute(args.files)?)?;
    args.about.apply(&mut addition);
    let updated = datasets.replace(&addition, &mut progress(global))?;
    report(("indexed anew", updated), global, output)
}

/// Paths that an update finds again from another folder.
fn absolute(files: Vec<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    let files = files.into_iter().map(std::path::absolute);
    files
        .collect::<io::Result<_>>()
        .context("the working folder is gone")
}

/// Tells on a terminal how far it has come, and of a run that was cut off.
fn progress(global: &Global) -> impl FnMut(Progress) + use<> {
    let is_quiet = global.quiet;
    let is_shown = !is_quiet && io::stderr().is_terminal();
    move |step| match step {
        Progress::Records(records) if is_shown => eprint!("\r\u{1b}[K{records} records"),
        Progress::GoesOn(records) if !is_quiet => {
            eprintln!("testimony: an earlier run was cut off; this one goes on after {records} records");
        }
        Progress::StartsOver(reason) if !is_quiet => {
            eprintln!(
                "testimony: an earlier run was cut off, but {reason}; this one reads all files from the beginning"
            );
        }
        _ => {}
    }
}

fn report(
    (verb, (meta, told)): (&str, (Meta, Vec<BadLine>)),
    global: &Global,
    output: &mut impl Write,
) -> anyhow::Result<Ending> {
    if !global.quiet && io::stderr().is_terminal() {
        eprint!("\r\u{1b}[K");
    }
    let Meta {
        name,
        records,
        names,
        bad_lines,
        duplicates,
        ..
    } = meta;
    writeln!(output, "{verb} {name}: {records} records, {names} names")?;
    for BadLine { path, line, problem } in &told {
        eprintln!("testimony: {}:{line}: {problem}", path.display());
    }
    if bad_lines > told.len() as u64 {
        let more = bad_lines - told.len() as u64;
        eprintln!("testimony: {more} more lines could not be used");
    }
    if duplicates > 0 {
        eprintln!("testimony: {duplicates} records were left out, as an earlier one has their identifier");
    }
    Ok(if bad_lines > 0 {
        Ending::Incomplete
    } else {
        Ending::Success
    })
}
