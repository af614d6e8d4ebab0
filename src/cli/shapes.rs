//! `testimony shapes`: what documents are checked against before they are written.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use oxigraph::model::{Graph, Triple};
use testimony::agreement::bundled_shapes;
use testimony::validation::validate;

use super::place::{open_to_change, open_to_write, place};
use super::validate::{merged, turtle};
use super::{Ending, Global};

/// Arguments of `shapes`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony shapes set house.ttl --store graph.nq")]
pub(crate) struct ShapesArgs {
    #[command(subcommand)]
    action: ShapesAction,
}

#[derive(Debug, Subcommand)]
enum ShapesAction {
    /// Print what documents are checked against before they are written
    Show,
    /// Check all that is written from now on against these SHACL shapes too, and end with exit code 1 when something does
    /// not conform
    Set {
        /// Files with shapes, in the place of those that the graph has
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Check against the shapes built into the program alone, and end with exit code 0 when something does not conform
    Remove,
}

pub(crate) fn run(args: ShapesArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match args.action {
        ShapesAction::Show => {}
        ShapesAction::Set { files } => set(&files, global)?,
        ShapesAction::Remove => {
            let _graph = open_to_change(global, "shapes remove")?;
            remove(&folder(global, "shapes")?)?;
        }
    }
    show(global, output)?;
    Ok(Ending::Success)
}

fn set(files: &[PathBuf], global: &Global) -> anyhow::Result<()> {
    let graph = open_to_write(global, "shapes set")?;
    let triples = graph.quads()?.into_iter().map(Triple::from);
    let found = validate(&with_bundled(files)?, triples.collect())?
        .violations
        .len();
    keep_shapes(global, files)?;
    if found > 0 {
        eprintln!(
            "testimony: {found} things that are in the graph already do not conform: see `testimony validate`"
        );
    }
    Ok(())
}

fn show(global: &Global, output: &mut impl Write) -> anyhow::Result<()> {
    let Some(files) = kept_files(global)? else {
        writeln!(
            output,
            "# What is written is checked against the shapes built into the program."
        )?;
        return Ok(());
    };
    let more = match files.len() {
        0 => String::new(),
        1 => " and those of 1 file".to_owned(),
        count => format!(" and those of {count} files"),
    };
    writeln!(
        output,
        "# What is written is checked against the shapes built into the program{more}; the exit code is 1 when something does not conform."
    )?;
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(output, "\n# {name}\n{}", text.trim_end())?;
    }
    Ok(())
}

/// The shapes that what is written to the graph is checked against when it has some of its own.
pub(crate) fn kept_shapes(global: &Global) -> anyhow::Result<Option<Graph>> {
    let files = kept_files(global)?;
    files.map(|files| with_bundled(&files)).transpose()
}

/// The shapes of some files with those built into the program.
pub(super) fn with_bundled(files: &[PathBuf]) -> anyhow::Result<Graph> {
    let mut shapes = merged(files)?;
    shapes.extend(&turtle(bundled_shapes().text)?);
    Ok(shapes)
}

/// Has the graph keep copies of these files as its shapes, in the place of those that it has.
pub(super) fn keep_shapes(global: &Global, files: &[PathBuf]) -> anyhow::Result<()> {
    let (folder, new) = (folder(global, "shapes")?, folder(global, "shapes.new")?);
    let names: BTreeSet<OsString> = files
        .iter()
        .filter_map(|path| path.file_name().map(OsString::from))
        .collect();
    if names.len() < files.len() {
        bail!("two of the files with shapes have the same name: rename one");
    }
    remove(&new)?;
    let written = fs::create_dir_all(&new).and_then(|()| {
        for path in files {
            fs::copy(path, new.join(path.file_name().unwrap_or_default()))?;
        }
        Ok(())
    });
    written.with_context(|| format!("cannot write {}", new.display()))?;
    remove(&folder)?;
    fs::rename(&new, &folder).with_context(|| format!("cannot write {}", folder.display()))
}

/// Where the graph's shapes are kept.
fn folder(global: &Global, name: &str) -> anyhow::Result<PathBuf> {
    let folder = place(global)?.companion(name);
    folder.context("a graph in memory has no shapes of its own")
}

/// The files with the graph's own shapes, sorted; none when nobody set any.
fn kept_files(global: &Global) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let folder = folder(global, "shapes")?;
    let unreadable = || format!("cannot read {}", folder.display());
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(unreadable),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().with_context(unreadable)?;
    paths.sort();
    Ok(Some(paths))
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
