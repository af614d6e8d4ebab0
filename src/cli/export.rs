//! `testimony export`: write the graph out, in a stable order.

use std::io::Write;

use clap::{Args, ValueEnum};
use oxigraph::model::Quad;
use testimony::agreement::Files;
use testimony::export::{Profile, Syntax, select, write_quads};
use testimony::lexicon::ontolex;
use testimony::ontology::Ontology;
use testimony::vocab::graph;

use super::place::open;
use super::{Ending, Global};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The syntax; Turtle and N-Triples write all graphs into one
    #[arg(long, value_enum, default_value = "turtle")]
    format: ExportSyntax,
    /// What is written
    #[arg(long, value_enum, default_value = "full")]
    profile: ExportProfile,
}

/// Syntaxes for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportSyntax {
    Turtle,
    Trig,
    Nquads,
    Ntriples,
}

/// Profiles for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportProfile {
    /// Only what is accepted
    Plain,
    /// Everything but the ontology
    Full,
    /// The ontology and the lexicon as OntoLex entries; needs no graph
    Ontology,
}

pub(crate) fn run(args: ExportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let syntax = match args.format {
        ExportSyntax::Turtle => Syntax::Turtle,
        ExportSyntax::Trig => Syntax::TriG,
        ExportSyntax::Nquads => Syntax::NQuads,
        ExportSyntax::Ntriples => Syntax::NTriples,
    };
    let quads = match args.profile {
        ExportProfile::Plain => select(&open(global)?.quads()?, Profile::Plain),
        ExportProfile::Full => select(&open(global)?.quads()?, Profile::Full),
        ExportProfile::Ontology => ontology()?,
    };
    write_quads(&quads, syntax, output)?;
    Ok(Ending::Success)
}

fn ontology() -> anyhow::Result<Vec<Quad>> {
    let mut triples = Ontology::bundled().triples();
    for table in Files::bundled().lexicon {
        triples.extend(ontolex::triples(table)?);
    }
    let quads = triples.into_iter().map(|triple| triple.in_graph(graph::ONTOLOGY));
    Ok(quads.collect())
}
