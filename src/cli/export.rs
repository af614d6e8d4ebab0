//! `testimony export`: write the graph out, in a stable order.

use std::io::Write;

use clap::{Args, ValueEnum};
use testimony::export::{Profile, Syntax, select, write_quads};

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
}

pub(crate) fn run(args: ExportArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let syntax = match args.format {
        ExportSyntax::Turtle => Syntax::Turtle,
        ExportSyntax::Trig => Syntax::TriG,
        ExportSyntax::Nquads => Syntax::NQuads,
        ExportSyntax::Ntriples => Syntax::NTriples,
    };
    let profile = match args.profile {
        ExportProfile::Plain => Profile::Plain,
        ExportProfile::Full => Profile::Full,
    };
    let quads = open(global)?.quads()?;
    write_quads(&select(&quads, profile), syntax, output)?;
    Ok(Ending::Success)
}
