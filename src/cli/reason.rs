//! `testimony reason`: add what follows from the facts.

use std::io::Write;

use anyhow::bail;
use clap::Args;
use strum::IntoEnumIterator;
use testimony::reasoning::{Inference, Rules, rules_name};
use testimony::vocab::curie;

use super::place::{open, open_to_change, save};
use super::{Ending, Global};

/// Arguments of `reason`.
#[derive(Debug, Args)]
#[command(
    after_help = "What is accepted, the entities and the links are premises, and no claim is. What follows is kept in \
                  graph:inferred until a premise changes, and questions see it that name no graph.\n\n\
                  Exit codes: 0 all well, 1 facts are inconsistent, 2 the command failed.\n\n\
                  Example: testimony reason --dry-run"
)]
pub(crate) struct ReasonArgs {
    /// Which axioms of the ontology are used: hierarchy (sub-classes and sub-properties), rdfs (these, with domains and
    /// ranges), relations (sub-classes and sub-properties, with inverse, symmetric, transitive, equivalent and disjoint
    /// ones), or owl-rl (all of OWL 2 RL but what makes two things one)
    #[arg(long, value_name = "RULES", default_value = "relations", value_parser = rules)]
    rules: Rules,
    /// Print what follows, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Take out what was inferred
    #[arg(long, conflicts_with_all = ["dry_run", "rules"])]
    remove: bool,
}

fn rules(name: &str) -> Result<Rules, String> {
    name.parse().map_err(|_| {
        let known: Vec<&str> = Rules::iter().map(rules_name).collect();
        format!("the sets of rules are {}", known.join(", "))
    })
}

pub(crate) fn run(args: ReasonArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    if args.remove {
        return remove(global, output);
    }
    let inference = match args.dry_run {
        true => {
            let inference = open(global)?.inference(args.rules)?;
            print(&inference, output)?;
            inference
        }
        false => {
            let mut graph = open_to_change(global, "reason")?;
            if graph.is_outdated()? {
                bail!("the last build was cut short: run `testimony build` again before");
            }
            let inference = graph.inference(args.rules)?;
            graph.replace_inferred(&inference, args.rules)?;
            save(&mut graph, "reason")?;
            count(&inference, output)?;
            inference
        }
    };
    for clash in &inference.clashes {
        eprintln!("testimony: inconsistent: {clash}");
    }
    Ok(match inference.clashes.is_empty() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

fn remove(global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let mut graph = open_to_change(global, "reason --remove")?;
    let message = match graph.remove_inferred()? {
        true => "what was inferred is taken out",
        false => "nothing was inferred",
    };
    save(&mut graph, "reason --remove")?;
    writeln!(output, "{message}")?;
    Ok(Ending::Success)
}

/// Each triple on its line, as N-Triples has it.
fn print(inference: &Inference, output: &mut impl Write) -> anyhow::Result<()> {
    for triple in &inference.triples {
        writeln!(output, "{triple} .")?;
    }
    Ok(())
}

fn count(inference: &Inference, output: &mut impl Write) -> anyhow::Result<()> {
    writeln!(output, "inferred {} statements", inference.triples.len())?;
    for (predicate, count) in inference.by_predicate() {
        writeln!(output, "{count:>8}  {}", curie(predicate.as_ref()))?;
    }
    Ok(())
}
