//! `testimony backup`: a verified copy of the graph.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use clap::Args;
use oxigraph::model::Quad;
use testimony::export::{
    Profile, Syntax, UNFINISHED, replace_file, select, sync_folder_of, with_ending, write_quads,
};
use testimony::store::{Backup, History, KnowledgeGraph, Place, read_dataset};
use walkdir::WalkDir;

use super::place::place;
use super::{Ending, Global};

/// What the graph is called in a folder of a backup.
const GRAPH: &str = "graph.nq";

/// What goes with a graph and is copied with it, where it is there.
const COMPANIONS: &[&str] = &["policy.toml", "shapes", "ontology", "quarantine.jsonl", "edition"];

/// How often a copy is begun again because somebody wrote meanwhile.
const ROUNDS: usize = 5;

/// Arguments of `backup`.
#[derive(Debug, Args)]
#[command(
    after_help = "A file holds the documents, the links and what somebody wrote, sorted: `testimony import` makes a graph with \
                  the same hash of it. A folder also holds the history, the policy, the shapes and the ontology, and is used as \
                  it is: --store FOLDER/graph.nq. Both are read back and compared before they get their name.\n\
                  A graph is copied while a build runs, as it was before.\n\n\
                  Example: testimony backup backups/2026-11-26.trig\n\
                  Example: testimony backup backups/2026-11-26"
)]
pub(crate) struct BackupArgs {
    /// Where the copy goes: a file that ends in .trig or .nq, which is replaced, or a folder that is not there yet
    #[arg(value_name = "PLACE")]
    target: PathBuf,
}

/// The state of what is copied: it is another when somebody has written.
#[derive(PartialEq, Eq)]
struct Mark {
    log: Vec<u8>,
    graph: Option<(SystemTime, u64)>,
}

impl Mark {
    fn of(place: &Place) -> Self {
        let log = History::of(place).map(|history| history.folder().join("log.jsonl"));
        let file = place.changing().and_then(|path| fs::metadata(path).ok());
        Self {
            log: log.and_then(|log| fs::read(log).ok()).unwrap_or_default(),
            graph: file.and_then(|file| Some((file.modified().ok()?, file.len()))),
        }
    }
}

pub(crate) fn run(args: &BackupArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let place = place(global)?;
    place.check_exists()?;
    let target = &args.target;
    let syntax = match target.extension().and_then(|extension| extension.to_str()) {
        Some("trig") => Some(Syntax::TriG),
        Some("nq") => Some(Syntax::NQuads),
        _ if target.exists() => bail!(
            "there is something at `{}` already: name another folder",
            target.display()
        ),
        _ => None,
    };
    for _ in 0..ROUNDS {
        let mark = Mark::of(&place);
        let graph = KnowledgeGraph::open(place.clone())?;
        let quads = select(&graph.quads()?, Profile::Full);
        let draft = match syntax {
            Some(syntax) => write_file(target, &quads, syntax)?,
            None => write_folder(target, &quads, &place)?,
        };
        drop(graph);
        if Mark::of(&place) == mark {
            fs::rename(&draft, target)
                .and_then(|()| sync_folder_of(target))
                .with_context(|| format!("cannot write {}", target.display()))?;
            writeln!(output, "wrote and verified {} quads", quads.len())?;
            return Ok(Ending::Success);
        }
        remove(&draft)?;
    }
    bail!("the graph was written to while it was copied, {ROUNDS} times: try again when that has ended")
}

/// Writes a file beside the target and reads it back; where it is.
fn write_file(target: &Path, quads: &[Quad], syntax: Syntax) -> anyhow::Result<PathBuf> {
    let extension = target.extension().unwrap_or_default().to_string_lossy();
    let draft = target.with_extension(format!("unverified.{extension}"));
    let written = write_verified(&draft, quads, syntax);
    if written.is_err() {
        // Whatever else is wrong has been said already.
        let _ = fs::remove_file(&draft);
    }
    written.map(|()| draft)
}

fn write_verified(path: &Path, quads: &[Quad], syntax: Syntax) -> anyhow::Result<()> {
    replace_file(path, |file| write_quads(quads, syntax, file))
        .with_context(|| format!("cannot write {}", path.display()))?;
    if !quads.is_empty() {
        Backup::read(path).context("the graph cannot be taken back in: run `testimony fsck`")?;
    }
    let mut wanted: Vec<&Quad> = quads.iter().collect();
    wanted.sort_by_cached_key(|quad| quad.to_string());
    wanted.dedup();
    match read_dataset(path)?.iter().eq(wanted) {
        true => Ok(()),
        false => bail!(
            "what was written to {} reads back as something else",
            path.display()
        ),
    }
}

/// Writes a folder beside the target, with all that goes with the graph; where it is.
fn write_folder(target: &Path, quads: &[Quad], place: &Place) -> anyhow::Result<PathBuf> {
    let draft = with_ending(target, UNFINISHED);
    remove(&draft)?;
    let context = || format!("cannot write {}", draft.display());
    fs::create_dir_all(&draft).with_context(context)?;
    let graph = draft.join(GRAPH);
    write_verified(&graph, quads, Syntax::NQuads)?;
    let copy = Place::from_path(graph);
    for name in COMPANIONS {
        if let (Some(from), Some(to)) = (place.companion(name), copy.companion(name))
            && from.exists()
        {
            copy_all(&from, &to).with_context(context)?;
        }
    }
    if let (Some(from), Some(to)) = (History::of(place), History::of(&copy)) {
        from.copy(&to)?;
    }
    Ok(draft)
}

/// Copies a file, or a folder with all that is in it, and has it last.
fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let below = entry.path().strip_prefix(from).unwrap_or(Path::new(""));
        let target = if below.as_os_str().is_empty() {
            to.to_path_buf()
        } else {
            to.join(below)
        };
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            fs::File::open(&target)?.sync_all()?;
        }
        sync_folder_of(&target)?;
    }
    Ok(())
}

fn remove(path: &Path) -> anyhow::Result<()> {
    let removed = match path.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
