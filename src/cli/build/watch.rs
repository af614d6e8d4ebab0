//! `build --watch`: keep the graph in step with files and folders.
//!
//! Each file's time and size are looked at twice a second, which works on every file system, also over a network. What a
//! file is read as is remembered, so that its documents go when it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use oxigraph::model::NamedNode;
use testimony::document::Document;
use testimony::pipeline::Readers;
use testimony::rdf::Description;
use testimony::source::{Input, SourceError, files, read};

use super::intake::{Batch, Intake};
use super::target::Target;
use super::{BuildArgs, Rules, intake, proposals};
use crate::cli::extractors::Extractors;
use crate::cli::{Ending, Global};

/// How long it is waited between two looks.
const PERIOD: Duration = Duration::from_millis(500);

/// What tells a file from its earlier state: when it was written, and its bytes.
type Stamp = (Option<SystemTime>, u64);

/// The stamp of no file, so that whatever has it is read again.
const OUTDATED: Stamp = (None, u64::MAX);

/// A file as it was read.
#[derive(Debug, Default)]
struct Known {
    stamp: Option<Stamp>,
    documents: BTreeSet<NamedNode>,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    New,
    Changed,
    Deleted,
}

impl Event {
    fn verb(self) -> &'static str {
        match self {
            Self::New => "new    ",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

/// Files that are kept in step.
pub(super) struct Watch<'a> {
    pub(super) args: &'a BuildArgs,
    pub(super) global: &'a Global,
    pub(super) readers: &'a Readers<'a>,
    pub(super) extractors: &'a Extractors,
    pub(super) rules: Rules<'a>,
    pub(super) target: Target,
    files: BTreeMap<PathBuf, Known>,
    is_first: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(
        (args, global): (&'a BuildArgs, &'a Global),
        (readers, extractors, rules): (&'a Readers<'a>, &'a Extractors, Rules<'a>),
        target: Target,
    ) -> Self {
        Self {
            args,
            global,
            readers,
            extractors,
            rules,
            target,
            files: BTreeMap::new(),
            is_first: true,
        }
    }

    /// Reads what there is, and then whatever changes, until the process is told to end.
    pub(super) fn run(mut self, output: &mut impl Write) -> anyhow::Result<Ending> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("cannot wait for signals")?;
        runtime.block_on(async {
            let mut end = pin!(told_to_end());
            // Asked once before the first look, so that a signal during it is not lost.
            let mut has_ended = is_over(end.as_mut()).await?;
            while !has_ended {
                self.look(output)?;
                tokio::select! {
                    ended = end.as_mut() => {
                        ended?;
                        has_ended = true;
                    }
                    () = tokio::time::sleep(PERIOD) => {}
                }
            }
            Ok(Ending::Success)
        })
    }

    /// Brings the graph in step with the files as they are now.
    fn look(&mut self, output: &mut impl Write) -> anyhow::Result<()> {
        let now = listing(&self.args.paths);
        let is_read = |path: &PathBuf, stamp: &Stamp| {
            let known = self.files.get(path);
            known.is_some_and(|known| known.stamp.as_ref() == Some(stamp))
        };
        let changed: Vec<PathBuf> = now
            .iter()
            .filter(|(path, stamp)| !is_read(path, stamp))
            .map(|(path, _)| path.clone())
            .collect();
        let gone: Vec<PathBuf> = self
            .files
            .keys()
            .filter(|path| !now.contains_key(*path))
            .cloned()
            .collect();
        if changed.is_empty() && gone.is_empty() && !self.is_first {
            return Ok(());
        }
        self.target.follow();
        let mut intake = intake(
            (self.args, self.global),
            (self.readers.resources, self.extractors),
            &self.target,
        )?;
        for paths in changed.chunks(self.readers.batch_size()) {
            self.take_in(paths, (&now, &mut intake), output)?;
        }
        self.take_out(&gone, (&now, &mut intake), output)?;
        self.target.finish(self.rules, None, output)?;
        intake.planner.save()?;
        intake.checkpoint.report(Some(self.global))?;
        proposals::report(self.extractors, Some(self.global))?;
        if self.is_first {
            writeln!(output, "watching {} files; Ctrl-C ends it", now.len())?;
        }
        self.is_first = false;
        Ok(output.flush()?)
    }

    /// Reads files that are new or have changed.
    fn take_in(
        &mut self,
        paths: &[PathBuf],
        (now, intake): (&BTreeMap<PathBuf, Stamp>, &mut Intake<'_>),
        output: &mut impl Write,
    ) -> anyhow::Result<()> {
        let mut events = Vec::new();
        let mut batch = Batch::default();
        for path in paths {
            let documents = self.read(path);
            let known = self.files.entry(path.clone()).or_default();
            let event = if known.stamp.is_none() {
                Event::New
            } else {
                Event::Changed
            };
            known.stamp = now.get(path).copied();
            let found = documents.iter().filter_map(|document| document.as_ref().ok());
            let found: BTreeSet<NamedNode> = found.map(|document| document.iri().as_node().clone()).collect();
            // What a broken file said before it broke stays.
            let before = match documents.iter().any(Result::is_err) {
                true => BTreeSet::new(),
                false => std::mem::take(&mut known.documents),
            };
            known.documents.extend(found.iter().cloned());
            batch.older.extend(before.difference(&found).cloned());
            events.push((event, path.clone(), found));
            intake.sort_out(documents, &mut batch);
        }
        self.spare_what_others_have(&mut batch.older);
        let described = self.put(batch, intake)?;
        for (event, path, found) in events {
            self.tell((event, &path), (&found, &described), output)?;
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Vec<Result<Document, SourceError>> {
        let furniture = &self.readers.resources.lexicon.furniture;
        read(
            furniture,
            vec![Input::Path(path.to_path_buf())],
            &self.args.options(),
        )
        .collect()
    }

    /// Takes out what files said that are gone, at the first look also what the graph has of files that went before.
    fn take_out(
        &mut self,
        gone: &[PathBuf],
        (now, intake): (&BTreeMap<PathBuf, Stamp>, &mut Intake<'_>),
        output: &mut impl Write,
    ) -> anyhow::Result<()> {
        let mut gone: BTreeMap<PathBuf, BTreeSet<NamedNode>> = gone
            .iter()
            .filter_map(|path| Some((path.clone(), self.files.remove(path)?.documents)))
            .collect();
        if self.is_first {
            for (source, documents) in intake.planner.plan.sources() {
                let path = file_of(source);
                let is_watched = self.args.paths.iter().any(|watched| path.starts_with(watched));
                if is_watched && !now.contains_key(path) {
                    gone.entry(path.to_path_buf())
                        .or_default()
                        .extend(documents.cloned());
                }
            }
        }
        let mut older: Vec<NamedNode> = gone.values().flatten().cloned().collect();
        // A text that another file has too is read again as that file's at the next look.
        for known in self.files.values_mut() {
            if older.iter().any(|document| known.documents.contains(document)) {
                known.stamp = Some(OUTDATED);
            }
        }
        self.spare_what_others_have(&mut older);
        self.target.take((Vec::new(), &older), self.rules)?;
        for (path, documents) in &gone {
            self.tell((Event::Deleted, path), (documents, &BTreeMap::new()), output)?;
        }
        Ok(())
    }

    /// A text that another file has too stays.
    fn spare_what_others_have(&self, older: &mut Vec<NamedNode>) {
        older.sort();
        older.dedup();
        let files = || self.files.values();
        older.retain(|document| !files().any(|known| known.documents.contains(document)));
    }

    /// Puts a batch into the graph; returns the claims of each document that was read.
    fn put(&mut self, batch: Batch, intake: &mut Intake<'_>) -> anyhow::Result<BTreeMap<NamedNode, usize>> {
        let descriptions = self.extractors.describe(self.readers, batch.to_read)?;
        let mut descriptions = intake.checkpoint.pass(descriptions)?;
        let claims = |description: &Description| (description.graph.clone(), description.claims);
        let described = descriptions.iter().map(claims).collect();
        descriptions.extend(self.target.renumbered(&batch.to_renumber)?);
        self.target.take((descriptions, &batch.older), self.rules)?;
        Ok(described)
    }

    fn tell(
        &self,
        (event, path): (Event, &Path),
        (documents, described): (&BTreeSet<NamedNode>, &BTreeMap<NamedNode, usize>),
        output: &mut impl Write,
    ) -> anyhow::Result<()> {
        let read: Vec<usize> = documents
            .iter()
            .filter_map(|document| described.get(document).copied())
            .collect();
        let what = match (event, read.len()) {
            (Event::Deleted, _) => format!("{} documents retracted", documents.len()),
            // At the first look only what the graph lacks is news.
            (_, 0) if self.is_first => return Ok(()),
            (_, read_again) => format!("{read_again} documents, {} claims", read.iter().sum::<usize>()),
        };
        writeln!(output, "{} {}: {what}", event.verb(), path.display())?;
        Ok(())
    }
}

/// The files that paths name, with their stamps; a file that cannot be looked at is not there.
fn listing(paths: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let found = files(paths).into_iter().filter_map(Result::ok);
    let stamped = found.filter_map(|path| {
        let metadata = path.metadata().ok()?;
        Some((path, (metadata.modified().ok(), metadata.len())))
    });
    stamped.collect()
}

/// The file that a document is called after: that of `a.jsonl:3` is `a.jsonl`.
fn file_of(source: &str) -> &Path {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match source.rsplit_once(':') {
        Some((file, line)) if is_number(line) => Path::new(file),
        _ => Path::new(source),
    }
}

/// Waits for Ctrl-C or, where there are signals, SIGTERM.
async fn told_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Whether it is over already, without waiting.
async fn is_over(end: impl Future<Output = io::Result<()>>) -> io::Result<bool> {
    tokio::select! {
        biased;
        ended = end => ended.map(|()| true),
        () = std::future::ready(()) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_of_the_file_it_stands_in() {
        assert_eq!(file_of("news/a.jsonl:3"), Path::new("news/a.jsonl"));
        assert_eq!(file_of("news/a.txt"), Path::new("news/a.txt"));
        assert_eq!(file_of("news/a:b.txt"), Path::new("news/a:b.txt"));
    }
}
