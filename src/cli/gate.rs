//! The gate before a graph: what the shapes do not like of a document goes to a file beside the graph, and not into it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use testimony::export::replace_file;
use testimony::ontology::Ontology;
use testimony::rdf::Description;
use testimony::validation::{Gate, Refusal};

use super::Global;
use super::place::place;
use super::shapes::{keep_shapes, kept_shapes, with_bundled};

/// What is kept out, one JSON object on each line.
pub(super) const QUARANTINE: &str = "quarantine.jsonl";

/// What documents are checked against.
#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// End with exit code 1 when something does not conform to the shapes built into the program, now and from now on; it is
    /// kept out and listed in quarantine.jsonl beside the graph in any case. The same as `testimony shapes set`
    #[arg(long)]
    gate: bool,
    /// Check against these SHACL shapes too, now and from now on; may be given several times. Documents that are in the graph
    /// already are not checked without --again
    #[arg(long, value_name = "FILE")]
    shapes: Vec<PathBuf>,
    /// Check nothing this time
    #[arg(long, conflicts_with_all = ["gate", "shapes"])]
    no_gate: bool,
}

impl GateArgs {
    /// Whether somebody asks for a gate, and not only has nothing against one.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.gate || !self.shapes.is_empty()
    }
}

/// A gate, unless there is to be none, and what it kept out.
pub(crate) struct Checkpoint {
    gate: Option<Gate>,
    /// Whether somebody asked for it.
    is_asked_for: bool,
    refusals: Vec<Refusal>,
}

impl Checkpoint {
    /// Reads the shapes: those that are given, which the graph keeps from then on, else those that it has, else those built
    /// into the program alone. `kept` says which graph that is, if it is one that lasts.
    pub(crate) fn new(args: &GateArgs, ontology: &Ontology, kept: Option<&Global>) -> anyhow::Result<Self> {
        let is_given = args.is_asked_for();
        let shapes = match kept {
            _ if is_given => Some(with_bundled(&args.shapes)?),
            Some(global) => kept_shapes(global)?,
            None => None,
        };
        let is_asked_for = shapes.is_some();
        let gate = match args.no_gate {
            true => None,
            false => {
                let shapes = shapes.map_or_else(|| with_bundled(&[]), Ok)?;
                Some(Gate::new(shapes, ontology.graph().clone())?)
            }
        };
        if let Some(global) = kept.filter(|_| is_given) {
            keep_shapes(global, &args.shapes)?;
        }
        Ok(Self {
            gate,
            is_asked_for,
            refusals: Vec::new(),
        })
    }

    /// Lets through what conforms.
    pub(crate) fn pass(&mut self, descriptions: Vec<Description>) -> anyhow::Result<Vec<Description>> {
        let Some(gate) = &self.gate else {
            return Ok(descriptions);
        };
        let (passed, refusals) = gate.pass(descriptions)?;
        self.refusals.extend(refusals);
        Ok(passed)
    }

    /// Writes what was kept out to a file beside the graph, or tells it where no graph is kept. Whether that is as it should
    /// be: nothing was, or nobody asked for a gate.
    pub(crate) fn report(&self, kept: Option<&Global>) -> anyhow::Result<bool> {
        if self.refusals.is_empty() {
            return Ok(true);
        }
        let lines = self.refusals.iter().map(serde_json::to_string);
        let lines: BTreeSet<String> = lines.collect::<Result<_, _>>()?;
        let file = kept
            .map(place)
            .transpose()?
            .and_then(|place| place.companion(QUARANTINE));
        match file {
            Some(path) => {
                add_lines(&path, lines)?;
                let (count, path) = (self.refusals.len(), path.display());
                eprintln!("testimony: {count} things do not conform and were kept out: see {path}");
            }
            None => lines
                .iter()
                .for_each(|line| eprintln!("testimony: kept out: {line}")),
        }
        Ok(!self.is_asked_for)
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
