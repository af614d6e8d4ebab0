//! Where what is imported goes: into the graph, or onto the output.

use std::io::Write;

use anyhow::bail;
use testimony::derived::Policy;
use testimony::export::{Syntax, write_quads};
use testimony::ontology::Ontology;
use testimony::rdf::Description;
use testimony::record::{RecordError, Written, descriptions};
use testimony::store::KnowledgeGraph;

use super::ImportArgs;
use crate::cli::gate::Checkpoint;
use crate::cli::place::{open_to_write, policy, save};
use crate::cli::{Ending, Global};

/// How many records that cannot be used are told one by one.
const TOLD: usize = 20;

/// What is done with what was written.
pub(super) struct Target<'a, W> {
    ontology: &'a Ontology,
    policy: Policy,
    checkpoint: Checkpoint,
    /// None when nothing is kept.
    graph: Option<KnowledgeGraph>,
    output: W,
    is_strict: bool,
    is_gated: bool,
    /// What waits for the last record.
    waiting: Vec<Description>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    records: usize,
    errors: usize,
}

impl<'a, W: Write> Target<'a, W> {
    pub(super) fn new(
        args: &ImportArgs,
        ontology: &'a Ontology,
        (global, output): (&Global, W),
    ) -> anyhow::Result<Self> {
        if args.print.is_some() && global.store.is_some() {
            bail!("--print keeps nothing: leave out --store, or --print");
        }
        let graph = match args.print {
            Some(_) => None,
            None => Some(open_to_write(global, "import")?),
        };
        Ok(Self {
            ontology,
            policy: policy(global)?,
            checkpoint: Checkpoint::new(&args.gate, ontology, graph.is_some().then_some(global))?,
            graph,
            output,
            is_strict: args.strict,
            is_gated: args.gate.is_asked_for(),
            waiting: Vec::new(),
            counts: Counts::default(),
        })
    }

    /// Takes what one batch of the file gave, in its order.
    pub(super) fn take(&mut self, batch: &[Written]) -> anyhow::Result<()> {
        for written in batch {
            self.counts.records += written.records;
            written.errors.iter().for_each(|error| self.tell(error));
        }
        if self.graph.is_none() && !self.is_gated {
            for written in batch {
                self.output.write_all(written.text.as_bytes())?;
            }
            return Ok(());
        }
        let described = descriptions(batch.iter().map(|written| written.text.as_str()))?;
        let passed = self.checkpoint.pass(described)?;
        match &mut self.graph {
            None => {
                for description in passed {
                    write_quads(&description.quads, Syntax::NQuads, &mut self.output)?;
                }
            }
            Some(_) if self.is_strict => self.waiting.extend(passed),
            Some(graph) => graph.add(passed, (self.ontology, &self.policy))?,
        }
        Ok(())
    }

    fn tell(&mut self, error: &RecordError) {
        self.counts.errors += 1;
        if self.counts.errors <= TOLD {
            eprintln!("testimony: {error}");
        }
    }

    /// Keeps what was taken, works out what follows from it, and says how much it was.
    pub(super) fn finish(mut self, global: &Global) -> anyhow::Result<Ending> {
        let Counts { records, errors } = self.counts;
        if errors > TOLD {
            eprintln!("testimony: {} more records cannot be used", errors - TOLD);
        }
        if self.is_strict && errors > 0 {
            bail!("{errors} records cannot be used, so nothing was kept");
        }
        let kept = self.graph.is_some().then_some(global);
        if let Some(graph) = &mut self.graph {
            let rules = (self.ontology, &self.policy);
            graph.add(std::mem::take(&mut self.waiting), rules)?;
            graph.settle(self.ontology, &self.policy)?;
            save(graph, "import")?;
            writeln!(self.output, "imported {records} records")?;
        }
        let conforms = self.checkpoint.report(kept)?;
        Ok(match errors == 0 && conforms {
            true => Ending::Success,
            false => Ending::Incomplete,
        })
    }
}
