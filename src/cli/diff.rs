//! `testimony diff`: what changed between two revisions or two exports.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use oxigraph::model::Quad;
use testimony::export::{write_claims_that_differ, write_patch};
use testimony::store::{History, State, read_dataset};

use super::place::history;
use super::{Ending, Global};

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  testimony diff\n  testimony diff 3 5\n  testimony diff old.trig new.trig --format patch"
)]
pub(crate) struct DiffArgs {
    /// A revision by its number, or an export in TriG or N-Quads [default: the one before the last]
    before: Option<String>,
    /// The other [default: the last revision]
    after: Option<String>,
    /// How it is told
    #[arg(long, value_enum, default_value = "words")]
    format: DiffFormat,
}

/// How a difference is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// The claims that came and went
    Words,
    /// The quads of documents that came and went, as an RDF patch
    Patch,
}

pub(crate) fn run(args: DiffArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let (before, after) = match (&args.before, &args.after) {
        (Some(before), Some(after)) if Path::new(before).is_file() && Path::new(after).is_file() => {
            (read_dataset(Path::new(before))?, read_dataset(Path::new(after))?)
        }
        (before, after) => between_revisions(&history(global)?, before.as_deref(), after.as_deref())?,
    };
    match args.format {
        DiffFormat::Words => write_claims_that_differ(&before, &after, output)?,
        DiffFormat::Patch => write_patch(&before, &after, output)?,
    }
    Ok(Ending::Success)
}

/// The documents that differ, as they were before and after.
fn between_revisions(
    history: &History,
    before: Option<&str>,
    after: Option<&str>,
) -> anyhow::Result<(Vec<Quad>, Vec<Quad>)> {
    let revisions = history.revisions()?;
    let Some(last) = revisions.last() else {
        bail!("this graph has no history: `testimony build` begins one");
    };
    let after = after.map_or(Ok(last.number), number)?;
    let before = match before {
        Some(before) => history.state(number(before)?)?,
        None => match revisions.iter().rfind(|revision| revision.number < after) {
            Some(earlier) => history.state(earlier.number)?,
            None => State::new(),
        },
    };
    let after = history.state(after)?;
    Ok((only(history, &before, &after)?, only(history, &after, &before)?))
}

/// The documents of one state that the other has not, or not so.
fn only(history: &History, one: &State, other: &State) -> anyhow::Result<Vec<Quad>> {
    let mut quads = Vec::new();
    for (_, hash) in one
        .iter()
        .filter(|(document, hash)| other.get(*document) != Some(*hash))
    {
        quads.extend(history.quads(hash)?);
    }
    Ok(quads)
}

fn number(text: &str) -> anyhow::Result<u64> {
    text.parse()
        .with_context(|| format!("`{text}` is neither the number of a revision nor, with another, an export"))
}
