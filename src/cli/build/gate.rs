//! The gate of a build: what a document's shapes do not like goes to a file beside the graph, and not into it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use testimony::agreement::bundled_shapes;
use testimony::export::replace_file;
use testimony::ontology::Ontology;
use testimony::rdf::Description;
use testimony::validation::{Gate, Refusal};

use crate::cli::Global;
use crate::cli::place::place;
use crate::cli::validate::{merged, turtle};

/// What is kept out, one JSON object on each line.
pub(super) const QUARANTINE: &str = "quarantine.jsonl";

/// What asks for a gate.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Check each document before it is written, against the shapes built into the program; what does not conform is kept out and listed in quarantine.jsonl beside the graph
    #[arg(long)]
    gate: bool,
    /// Check against these SHACL shapes too; may be given several times. Documents that are in the graph already are not checked without --again
    #[arg(long, value_name = "FILE")]
    shapes: Vec<PathBuf>,
}

/// A gate, when one was asked for, and what it kept out.
pub(super) struct Checkpoint {
    gate: Option<Gate>,
    refusals: Vec<Refusal>,
}

impl Checkpoint {
    /// Reads the shapes.
    pub(super) fn new(args: &GateArgs, ontology: &Ontology) -> anyhow::Result<Self> {
        let gate = match args.gate || !args.shapes.is_empty() {
            true => {
                let mut shapes = merged(&args.shapes)?;
                shapes.extend(&turtle(bundled_shapes().text)?);
                Some(Gate::new(shapes, ontology.graph().clone())?)
            }
            false => None,
        };
        Ok(Self {
            gate,
            refusals: Vec::new(),
        })
    }

    /// Lets through what conforms.
    pub(super) fn pass(&mut self, descriptions: Vec<Description>) -> anyhow::Result<Vec<Description>> {
        let Some(gate) = &self.gate else {
            return Ok(descriptions);
        };
        let (passed, refusals) = gate.pass(descriptions)?;
        self.refusals.extend(refusals);
        Ok(passed)
    }

    /// Whether nothing was kept out; what was is written to a file beside the graph, or told where no graph is kept.
    pub(super) fn report(&self, global: &Global, is_kept: bool) -> anyhow::Result<bool> {
        if self.refusals.is_empty() {
            return Ok(true);
        }
        let lines = self.refusals.iter().map(serde_json::to_string);
        let lines: BTreeSet<String> = lines.collect::<Result<_, _>>()?;
        match place(global)?.companion(QUARANTINE).filter(|_| is_kept) {
            Some(path) => {
                add_lines(&path, lines)?;
                let (count, path) = (self.refusals.len(), path.display());
                eprintln!("testimony: {count} things do not conform and were kept out: see {path}");
            }
            None => lines
                .iter()
                .for_each(|line| eprintln!("testimony: kept out: {line}")),
        }
        Ok(false)
    }
}

/// Adds lines to a file, each once and sorted.
pub(super) fn add_lines(path: &Path, mut lines: BTreeSet<String>) -> anyhow::Result<()> {
    match fs::read_to_string(path) {
        Ok(text) => lines.extend(text.lines().map(str::to_owned)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    replace_file(path, |file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}
