//! `testimony fsck`: verify a graph and what is kept with it.

use std::fs;
use std::io::{self, Write};

use clap::{Args, ValueEnum};
use oxigraph::model::Graph;
use serde_json::json;
use testimony::audit::{Aspect, Finding, examine, examine_history, leftovers, remove_leftovers, repair};
use testimony::derived::Policy;
use testimony::ontology::Ontology;
use testimony::store::{History, KnowledgeGraph, LastBuild, Place, StoreError};

use super::gate::QUARANTINE;
use super::place::{now, ontology, open_to_change, place, policy};
use super::shapes::{kept_shapes, with_bundled};
use super::{Ending, Global};

/// Arguments of `fsck`.
#[derive(Debug, Args)]
#[command(
    after_help = "Verified are the hash of each text, the words of each span, the names of claims and propositions, the \
                  shapes, the graphs that follow from all documents, what was inferred, the number of links, every index of \
                  the database and of what readers of a folder read, each revision, and the files beside the graph.\n\n\
                  Exit codes: 0 nothing was found, 1 something was found and is left, 2 the graph cannot be examined.\n\n\
                  Example: testimony fsck --store graph.nq --format json"
)]
pub(crate) struct FsckArgs {
    /// How findings are written
    #[arg(long, value_enum, default_value = "text")]
    format: FindingFormat,
    /// Work out anew what follows from the documents, remove what a write left behind that was cut short, and write a
    /// revision of what there is; no document is made, changed or dropped
    #[arg(long)]
    repair: bool,
}

/// The forms of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FindingFormat {
    /// One line for each
    Text,
    /// An object with `clean`, `findings` and `repaired`
    Json,
}

/// What a graph is examined by.
struct Rules {
    ontology: Ontology,
    policy: Policy,
    shapes: Graph,
}

pub(crate) fn run(args: &FsckArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let place = place(global)?;
    place.check_exists()?;
    let mut repaired = Vec::new();
    let mut findings = examined(&place, global)?;
    if args.repair && !findings.is_empty() {
        repaired = mend(&findings, global)?;
        findings = examined(&place, global)?;
    }
    match args.format {
        FindingFormat::Json => {
            let report = json!({"clean": findings.is_empty(), "findings": findings, "repaired": repaired});
            writeln!(output, "{report:#}")?;
        }
        FindingFormat::Text => {
            for line in &repaired {
                writeln!(output, "repaired: {line}")?;
            }
            for finding in &findings {
                writeln!(output, "{finding}")?;
            }
            writeln!(output, "{} findings", findings.len())?;
        }
    }
    Ok(match findings.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

/// All that is found at a place, sorted.
fn examined(place: &Place, global: &Global) -> anyhow::Result<Vec<Finding>> {
    let mut findings = leftovers(place)?;
    let rules = rules(global, &mut findings);
    findings.extend(companions(place));
    let graph = match KnowledgeGraph::open_kept(place.clone()) {
        Ok(graph) => Some(graph),
        Err(error @ (StoreError::Busy { .. } | StoreError::NoFolders(_) | StoreError::Missing(_))) => {
            return Err(error.into());
        }
        Err(error) => {
            findings.push(unreadable(place, error));
            None
        }
    };
    findings.extend(graph.as_ref().and_then(resumed));
    if let (Some(graph), Some(rules)) = (&graph, &rules) {
        match examine(graph, (&rules.ontology, &rules.policy), &rules.shapes) {
            Ok(found) => findings.extend(found),
            Err(error) => findings.push(unreadable(place, error)),
        }
    }
    if let Some(history) = History::of(place) {
        findings.extend(examine_history(&history, graph.as_ref())?);
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// What is found where a writer was cut short whose changes nobody has saved.
fn resumed(graph: &KnowledgeGraph) -> Option<Finding> {
    let path = graph.place().path().filter(|_| graph.is_resumed())?;
    let message = "holds what a write has made that was cut short, and what readers do not see yet: `testimony build` goes on \
                   with it, `testimony fsck --repair` saves it as it is";
    Some(Finding::new(
        Aspect::Leftover,
        path.display().to_string(),
        message,
    ))
}

fn unreadable(place: &Place, error: impl Into<anyhow::Error>) -> Finding {
    let error = format!("{:#}", error.into());
    let path = place.path().map(|path| path.display().to_string());
    let message = format!(
        "{error}: move it away, and bring a backup back with `testimony import`, or a revision with `testimony restore`"
    );
    Finding::new(Aspect::Store, path.unwrap_or_default(), message)
}

/// The rules that are kept with the graph; what cannot be read of them is found.
fn rules(global: &Global, findings: &mut Vec<Finding>) -> Option<Rules> {
    let mut found = |what: &str, error: anyhow::Error| {
        let message = format!("{error:#}; what rests on it is not examined");
        findings.push(Finding::new(Aspect::Companion, what, message));
    };
    let ontology = ontology(global).map_err(|error| found("the graph's ontology", error));
    let policy = policy(global).map_err(|error| found("the graph's policy", error));
    let shapes = kept_shapes(global)
        .and_then(|shapes| shapes.map_or_else(|| with_bundled(&[]), Ok))
        .map_err(|error| found("the graph's shapes", error));
    Some(Rules {
        ontology: ontology.ok()?,
        policy: policy.ok()?,
        shapes: shapes.ok()?,
    })
}

/// What is wrong with files beside the graph that only save time or are for people.
fn companions(place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(path) = LastBuild::unreadable(place) {
        let message = "cannot be read, and counts as none: `testimony fsck --repair` removes it, the next build makes it";
        findings.push(Finding::new(
            Aspect::Companion,
            path.display().to_string(),
            message,
        ));
    }
    let quarantine = place.companion(QUARANTINE);
    if let Some(path) = quarantine.filter(|path| path.exists()) {
        let is_json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        let is_whole = fs::read_to_string(&path).is_ok_and(|text| text.lines().all(is_json));
        if !is_whole {
            let message = "has lines that are no JSON: remove it; `testimony build --again` lists again what is kept out";
            findings.push(Finding::new(
                Aspect::Companion,
                path.display().to_string(),
                message,
            ));
        }
    }
    findings
}

/// Repairs what can be worked out again; what was done.
fn mend(findings: &[Finding], global: &Global) -> anyhow::Result<Vec<String>> {
    let place = place(global)?;
    let is_of = |aspects: &[Aspect]| findings.iter().any(|finding| aspects.contains(&finding.aspect));
    let mut repaired = Vec::new();
    if let Some(path) = LastBuild::unreadable(&place) {
        remove(&path)?;
        repaired.push(format!("removed {}", path.display()));
    }
    // The graph is held open so that nobody writes meanwhile.
    let mut graph = match open_to_change(global, "fsck --repair") {
        Ok(graph) => graph,
        Err(error) if is_of(&[Aspect::Store]) => {
            eprintln!("testimony: {error:#}");
            return Ok(repaired);
        }
        Err(error) => return Err(error),
    };
    if is_of(&[Aspect::Leftover]) {
        let removed = remove_leftovers(&place)?;
        repaired.push(format!("removed {removed} files that were left behind"));
    }
    if is_of(&[Aspect::Derived, Aspect::Inferred]) {
        repair(&mut graph, (&ontology(global)?, &policy(global)?))?;
        repaired.push("worked out anew what follows from the documents".to_owned());
    }
    if !graph.is_saved() || is_of(&[Aspect::Snapshot]) {
        graph.save_anew()?;
        repaired.push("saved the graph".to_owned());
    }
    // A document that is damaged is no revision to keep.
    let is_whole = !is_of(&[Aspect::Document, Aspect::Span, Aspect::Claim]);
    let has_log = History::of(&place).is_some_and(|history| history.revisions().is_ok());
    if is_of(&[Aspect::History])
        && is_whole
        && has_log
        && let Some(number) = graph.record_all("fsck --repair", &now())?
    {
        repaired.push(format!("wrote revision {number} of what there is"));
    }
    Ok(repaired)
}

fn remove(path: &std::path::Path) -> io::Result<()> {
    fs::remove_file(path)
}
