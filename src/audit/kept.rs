//! What is kept beside a graph: its history, and what a write left behind that was cut short.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Aspect, Finding, cause, shown};
use crate::export::UNFINISHED;
use crate::store::{History, KnowledgeGraph, Place, StoreError, Tally, remembered_as};

/// Examines a history: whether each document that it remembers can be had back, and whether the graph is what the last
/// revision says; `graph` is none when the graph itself cannot be read.
pub fn examine_history(
    history: &History,
    graph: Option<&KnowledgeGraph>,
) -> Result<Vec<Finding>, StoreError> {
    let revisions = match history.revisions() {
        Ok(revisions) => revisions,
        Err(error) => return Ok(vec![unreadable(&error)]),
    };
    let mut findings = Vec::new();
    let needed: BTreeSet<&String> = revisions
        .iter()
        .flat_map(|revision| revision.came.values())
        .collect();
    for hash in &needed {
        if let Err(error) = history.quads(hash) {
            let message = "cannot be had back as it was: revisions with it cannot be restored; `testimony gc` forgets them";
            let place = history.object(hash).display().to_string();
            findings.push(Finding::new(
                Aspect::History,
                place,
                format!("{message} ({error})"),
            ));
        }
    }
    for path in files_of(&history.objects())? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !needed.contains(&name) && !name.ends_with(UNFINISHED) {
            let message = "is remembered by no revision: `testimony fsck --repair` removes it";
            findings.push(Finding::new(
                Aspect::Leftover,
                path.display().to_string(),
                message,
            ));
        }
    }
    if let Some(graph) = graph.filter(|_| !revisions.is_empty()) {
        findings.extend(unlike_last(history, graph)?);
    }
    Ok(findings)
}

fn unreadable(error: &StoreError) -> Finding {
    Finding::new(
        Aspect::History,
        "the log of revisions",
        format!("{error}: take the line out, or restore the file from a backup"),
    )
}

/// Where the graph is not what the last revision says.
fn unlike_last(history: &History, graph: &KnowledgeGraph) -> Result<Vec<Finding>, StoreError> {
    let mut last = history.last_state()?;
    let mut findings = Vec::new();
    for name in graph.remembered_graphs()? {
        let hash = History::hash(&graph.graph_quads(name.as_ref())?);
        let message = match last.remove(&remembered_as(&name)) {
            Some(known) if known == hash => continue,
            Some(_) => "is not as the last revision has it",
            None => "is in no revision",
        };
        let message = format!(
            "{message}: `testimony restore` goes back to a revision, `testimony fsck --repair` writes a revision of what there is"
        );
        findings.push(Finding::new(Aspect::History, shown(&name), message));
    }
    let gone = last.into_keys().map(|name| {
        let message = "is in the last revision and not in the graph: `testimony restore` brings it back, `testimony fsck \
                       --repair` writes a revision without it";
        Finding::new(Aspect::History, name, message)
    });
    findings.extend(gone);
    Ok(findings)
}

/// Where readers of a folder read something damaged, or other than the database has. The files of a snapshot are its own once
/// the database has others.
pub(super) fn examine_snapshot(graph: &KnowledgeGraph, saved: Tally) -> Option<Finding> {
    let Place::Folder(_) = graph.place() else {
        return None;
    };
    let snapshot = KnowledgeGraph::open(graph.place().clone());
    let wrong = match snapshot.and_then(|snapshot| snapshot.check_indexes()) {
        Ok(tally) if tally == saved || graph.is_resumed() => return None,
        Ok(_) => "is not what was saved".to_owned(),
        Err(error) => format!("is damaged ({})", cause(&error)),
    };
    let message =
        format!("{wrong}, and the database is whole: `testimony fsck --repair` makes a new one of it");
    Some(Finding::new(
        Aspect::Snapshot,
        "the snapshot for readers",
        message,
    ))
}

/// Files that a write left behind that was cut short.
pub fn leftovers(place: &Place) -> Result<Vec<Finding>, StoreError> {
    let found = unfinished(place)?.into_iter().map(|path| {
        let message = "was left behind by a write that was cut short: `testimony fsck --repair` removes it";
        Finding::new(Aspect::Leftover, path.display().to_string(), message)
    });
    Ok(found.collect())
}

/// Removes files that a write left behind, and what no revision remembers; returns how many. Nobody else may be writing.
pub fn remove_leftovers(place: &Place) -> Result<usize, StoreError> {
    let mut removed = 0;
    for path in unfinished(place)? {
        let gone = match path.is_dir() {
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        };
        gone.map_err(|source| StoreError::File { path, source })?;
        removed += 1;
    }
    if let Some(history) = History::of(place)
        && history.revisions().is_ok_and(|revisions| !revisions.is_empty())
    {
        removed += history.forget(usize::MAX)?.1;
    }
    Ok(removed)
}

/// What is in or beside a place and was never finished, sorted.
fn unfinished(place: &Place) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    let Some(path) = place.path() else {
        return Ok(found);
    };
    match place {
        Place::Folder(_) => {
            found.extend(unfinished_in(path, "")?);
            found.extend(Place::orphans(&path.join("database")));
        }
        _ => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            found.extend(unfinished_in(
                folder.unwrap_or(Path::new(".")),
                &format!("{name}."),
            )?);
        }
    }
    if let Some(history) = History::of(place) {
        let files = files_of(&history.objects())?.into_iter();
        found.extend(files.filter(|path| is_unfinished(path)));
        found.extend(unfinished_in(history.folder(), "")?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Unfinished files and folders right in a folder whose names begin with `start`.
fn unfinished_in(folder: &Path, start: &str) -> Result<Vec<PathBuf>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| StoreError::File {
        path: folder.to_path_buf(),
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with(start) && is_unfinished(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_unfinished(path: &Path) -> bool {
    path.to_string_lossy().ends_with(UNFINISHED)
}

/// All files below a folder, sorted; none when it is not there.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| StoreError::File {
            path: folder.to_path_buf(),
            source: error.into(),
        })?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
