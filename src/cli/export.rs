//! `testimony export`: write the graph out, in a stable order.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use oxigraph::model::Quad;
use testimony::agreement::Files;
use testimony::export::{Profile, Syntax, replace_file, select, write_canonical, write_quads};
use testimony::lexicon::ontolex;
use testimony::ontology::Ontology;
use testimony::vocab::graph;

use super::place::open;
use super::{Ending, Global};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony export --format trig --output backup.trig")]
pub(crate) struct ExportArgs {
    /// The syntax; Turtle, N-Triples and RDF/XML write all graphs into one
    #[arg(long, value_enum, default_value = "turtle")]
    format: ExportSyntax,
    /// What is written
    #[arg(long, value_enum, default_value = "full")]
    profile: ExportProfile,
    /// Write canonical N-Quads (RDFC-1.0), whose hash `testimony hash` prints
    #[arg(long, conflicts_with = "format")]
    canonical: bool,
    /// Write to a file, which is replaced only when all is written
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Syntaxes for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportSyntax {
    Turtle,
    Trig,
    Nquads,
    Ntriples,
    Rdfxml,
    Jsonld,
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

impl ExportSyntax {
    fn syntax(self) -> Syntax {
        match self {
            Self::Turtle => Syntax::Turtle,
            Self::Trig => Syntax::TriG,
            Self::Nquads => Syntax::NQuads,
            Self::Ntriples => Syntax::NTriples,
            Self::Rdfxml => Syntax::RdfXml,
            Self::Jsonld => Syntax::JsonLd,
        }
    }
}

pub(crate) fn run(args: ExportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let quads = match args.profile {
        ExportProfile::Plain => select(&open(global)?.quads()?, Profile::Plain),
        ExportProfile::Full => select(&open(global)?.quads()?, Profile::Full),
        ExportProfile::Ontology => ontology()?,
    };
    match &args.output {
        Some(path) => replace_file(path, |file| write(&quads, &args, file))
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => write(&quads, &args, output)?,
    }
    Ok(Ending::Success)
}

fn write(quads: &[Quad], args: &ExportArgs, output: &mut impl Write) -> io::Result<()> {
    match args.canonical {
        true => write_canonical(quads, output),
        false => write_quads(quads, args.format.syntax(), output),
    }
}

fn ontology() -> anyhow::Result<Vec<Quad>> {
    let mut triples = Ontology::bundled().triples();
    for table in Files::bundled().lexicon {
        triples.extend(ontolex::triples(table)?);
    }
    let quads = triples.into_iter().map(|triple| triple.in_graph(graph::ONTOLOGY));
    Ok(quads.collect())
}
