//! `testimony retract`: take documents out of the graph.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Context;
use clap::Args;
use oxigraph::model::NamedNode;
use testimony::store::{Holding, KnowledgeGraph};
use testimony::vocab::curie;

use super::place::{ontology, open, open_to_change, policy, save};
use super::{Ending, Global};

/// Arguments of `retract`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony retract news/ferry-fire.md --dry-run")]
pub(crate) struct RetractArgs {
    /// Documents, each by its IRI, the path it was read from, or its title
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,
    /// Say what would go, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: RetractArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match args.dry_run {
        true => {
            let graph = open(global)?;
            report(
                "would retract",
                &graph.holdings(&documents(&graph, &args)?)?,
                output,
            )?;
        }
        false => {
            let mut graph = open_to_change(global, "retract")?;
            let documents = documents(&graph, &args)?;
            let holdings = graph.holdings(&documents)?;
            let (ontology, policy) = (ontology(global)?, policy(global)?);
            graph.amend((&[], &documents), (&ontology, &policy))?;
            graph.settle(&ontology, &policy)?;
            save(&mut graph, "retract")?;
            report("retracted", &holdings, output)?;
        }
    }
    Ok(Ending::Success)
}

/// The documents that are meant, each once; one that there is not lets none go.
fn documents(graph: &KnowledgeGraph, args: &RetractArgs) -> anyhow::Result<Vec<NamedNode>> {
    let called = args.documents.iter().map(|name| graph.document_called(name));
    let documents = called.collect::<Result<BTreeSet<_>, _>>();
    Ok(documents.context("nothing was retracted")?.into_iter().collect())
}

fn report(verb: &str, holdings: &[Holding], output: &mut impl Write) -> anyhow::Result<()> {
    for holding in holdings {
        let Holding {
            document,
            title,
            claims,
            things,
        } = holding;
        let iri = curie(document.as_ref());
        writeln!(
            output,
            "{verb} {iri} \u{201c}{title}\u{201d}: {claims} claims, {things} things that no other document speaks of"
        )?;
    }
    Ok(())
}
