//! Which graph a command works on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde::Deserialize;
use testimony::adoption::{OwnFile, OwnFiles, adopt_ontology};
use testimony::derived::Policy;
use testimony::export::{UNFINISHED, replace_file, sync_folder_of, with_ending};
use testimony::hosts::Host;
use testimony::lexicon::Lexicon;
use testimony::ontology::Ontology;
use testimony::search;
use testimony::store::{History, KnowledgeGraph, Place};

use super::Global;
use super::limits::watch_database;
use super::schema::own_files;

/// The settings file of the working folder.
const SETTINGS: &str = "testimony.toml";

/// Where the graph is when nothing says otherwise: a folder, or a file in a build without RocksDB.
const DEFAULT: &str = if cfg!(feature = "rocksdb") {
    ".testimony"
} else {
    ".testimony.nq"
};

/// What the settings file may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The graph, relative to the settings file.
    store: Option<PathBuf>,
    /// What is accepted as fact where the graph has no policy of its own.
    #[serde(default)]
    policy: NamedPolicy,
    /// The hosts of SPARQL endpoints that questions may ask by `SERVICE`.
    #[serde(default, rename = "allow-service")]
    allow_service: Vec<String>,
}

/// Policies by name.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NamedPolicy {
    #[default]
    AuthorAndSelfReports,
    AuthorOnly,
}

/// The graph that `--store`, the settings file or the default names, in this order.
pub(crate) fn place(global: &Global) -> anyhow::Result<Place> {
    let named = match &global.store {
        Some(path) => Some(path.clone()),
        None => settings()?.store,
    };
    Ok(Place::from_path(named.unwrap_or_else(|| DEFAULT.into())))
}

/// What is accepted: by the graph's own policy, else the settings file, else the default.
pub(crate) fn policy(global: &Global) -> anyhow::Result<Policy> {
    let path = policy_path(global)?;
    match fs::read_to_string(&path) {
        Ok(text) => {
            toml::from_str(&text).with_context(|| format!("cannot use the policy in `{}`", path.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(match settings()?.policy {
            NamedPolicy::AuthorAndSelfReports => Policy::default(),
            NamedPolicy::AuthorOnly => Policy::author_only(),
        }),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

/// Where the files of a user's own ontology are kept.
const OWN_ONTOLOGY: &str = "ontology";

/// The ontology of the graph: the program's, with the user's own where the graph was built with one.
pub(crate) fn ontology(global: &Global) -> anyhow::Result<Ontology> {
    let bundled = Ontology::bundled();
    Ok(match own_ontology(global)? {
        Some(files) => adopt_ontology((&bundled, &Lexicon::bundled()), &files)?,
        None => bundled,
    })
}

/// The files of the user's own ontology that the graph was built with.
pub(crate) fn own_ontology(global: &Global) -> anyhow::Result<Option<OwnFiles>> {
    let Some(folder) = place(global)?
        .companion(OWN_ONTOLOGY)
        .filter(|folder| folder.exists())
    else {
        return Ok(None);
    };
    let context = || format!("cannot use the ontology in `{}`", folder.display());
    let entries = fs::read_dir(&folder).with_context(context)?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| path.is_file());
    let [ontology] = paths.as_slice() else {
        bail!(
            "there is not one ontology in `{}`; build with --ontology again",
            folder.display()
        );
    };
    let tables = folder.join("lexicon");
    own_files(ontology, tables.exists().then_some(tables.as_path())).map(Some)
}

/// Keeps a user's ontology with the graph, in the place of an older one; without files none is kept.
pub(crate) fn keep_ontology(global: &Global, files: Option<&OwnFiles>) -> anyhow::Result<()> {
    let Some(folder) = place(global)?.companion(OWN_ONTOLOGY) else {
        return Ok(());
    };
    let context = || format!("cannot keep the ontology in `{}`", folder.display());
    let beside = with_ending(&folder, UNFINISHED);
    remove_folder(&beside).with_context(context)?;
    if let Some(files) = files {
        write_ontology(&beside, files).with_context(context)?;
    }
    remove_folder(&folder).with_context(context)?;
    if files.is_some() {
        fs::rename(&beside, &folder).with_context(context)?;
    }
    sync_folder_of(&folder).with_context(context)
}

fn write_ontology(folder: &Path, files: &OwnFiles) -> io::Result<()> {
    let tables = folder.join("lexicon");
    fs::create_dir_all(if files.tables.is_empty() { folder } else { &tables })?;
    let name = |file: &OwnFile| file.path.file_name().unwrap_or_default().to_owned();
    let write = |path: &Path, file: &OwnFile| {
        replace_file(path, |output| io::Write::write_all(output, file.text.as_bytes()))
    };
    write(&folder.join(name(&files.ontology)), &files.ontology)?;
    let mut tables = files.tables.iter().map(|table| (tables.join(name(table)), table));
    tables.try_for_each(|(path, table)| write(&path, table))
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the graph's own policy is kept.
pub(crate) fn policy_path(global: &Global) -> anyhow::Result<PathBuf> {
    let path = place(global)?.companion("policy.toml");
    path.context("a graph in memory has no policy of its own")
}

/// Opens the graph to write to it, with word for others who does; makes it where there is none.
pub(crate) fn open_to_write(global: &Global, command: &str) -> anyhow::Result<KnowledgeGraph> {
    let mut graph = KnowledgeGraph::open_to_write(place(global)?)?;
    graph.sign(&format!("process {} (`testimony {command}`)", std::process::id()));
    match graph.is_resumed() {
        true => search::set_aside(&graph),
        false => search::follow(&mut graph),
    }
    Ok(graph)
}

/// As [`open_to_write`], for commands that need a graph to be there.
pub(crate) fn open_to_change(global: &Global, command: &str) -> anyhow::Result<KnowledgeGraph> {
    place(global)?.check_exists()?;
    open_to_write(global, command)
}

/// The history of the graph.
pub(crate) fn history(global: &Global) -> anyhow::Result<History> {
    let place = place(global)?;
    place.check_exists()?;
    History::of(&place).context("a graph in memory has no history")
}

/// Saves a graph that was changed and writes down what was done to it; says so when what was inferred before follows no longer.
///
/// The index for searching is brought in step; what goes wrong with it is told, and undoes nothing.
pub(crate) fn save(graph: &mut KnowledgeGraph, command: &str) -> anyhow::Result<()> {
    if graph.is_saved() {
        return Ok(());
    }
    let changed = graph.changed_documents().clone();
    // Little time may pass between the graph and its history, for whoever copies both meanwhile.
    graph.prepare_record()?;
    graph.save()?;
    graph.record(command, &now())?;
    if let Err(error) = search::keep(graph, &changed) {
        let error = anyhow::Error::from(error);
        eprintln!("testimony: the index for searching is not kept, and will be made anew: {error:#}");
    }
    tell_of_lost(graph);
    Ok(())
}

/// The time, as histories have it.
pub(crate) fn now() -> String {
    Timestamp::now().strftime("%F %T").to_string()
}

/// Says so when what was inferred before has been taken out.
pub(crate) fn tell_of_lost(graph: &KnowledgeGraph) {
    if graph.has_lost_inferred() {
        eprintln!(
            "testimony: the facts have changed, so what was inferred from them is taken out: run `testimony reason` again"
        );
    }
}

/// The hosts that the settings file lets questions ask.
pub(crate) fn allowed_hosts() -> anyhow::Result<Vec<Host>> {
    let names = settings()?.allow_service;
    let hosts = names.iter().map(|name| name.parse::<Host>());
    hosts
        .collect::<Result<_, _>>()
        .with_context(|| format!("cannot use `allow-service` in `{SETTINGS}`"))
}

fn settings() -> anyhow::Result<Settings> {
    match fs::read_to_string(SETTINGS) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("cannot use the settings in `{SETTINGS}`")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read `{SETTINGS}`")),
    }
}

/// Opens the graph to read it, and says so when a build was cut short.
pub(crate) fn open(global: &Global) -> anyhow::Result<KnowledgeGraph> {
    let graph = KnowledgeGraph::open(place(global)?)?;
    if let Place::Folder(_) = graph.place() {
        watch_database(graph.index_check());
    }
    complete(graph, global)
}

/// The same for a server that also writes to it.
pub(crate) fn open_to_serve(global: &Global) -> anyhow::Result<KnowledgeGraph> {
    complete(open_to_write(global, "serve")?, global)
}

fn complete(mut graph: KnowledgeGraph, global: &Global) -> anyhow::Result<KnowledgeGraph> {
    if !graph.has_ontology()? {
        graph.load_ontology(&ontology(global)?)?;
    }
    if graph.is_outdated()? && !global.quiet {
        eprintln!(
            "testimony: the last build was cut short: run `testimony build` again to see all that follows"
        );
    }
    Ok(graph)
}
