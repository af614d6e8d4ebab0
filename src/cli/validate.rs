//! `testimony validate`: check a graph against SHACL shapes.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, Triple};
use serde_json::json;
use testimony::export::{Syntax, write_quads};
use testimony::guard::{Doctypes, Guarded};
use testimony::validation::{Report, validate};

use super::place::open;
use super::shapes::{kept_shapes, with_bundled};
use super::{Ending, Global};

/// Arguments of `validate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the graph conforms, 1 it does not or nothing was checked, 2 the shapes or \
                        the data cannot be used.\n\nExample: testimony validate --shapes house.ttl --format json"
)]
pub(crate) struct ValidateArgs {
    /// RDF files to check [default: the graph, with the ontology]
    data: Vec<PathBuf>,
    /// SHACL shapes; may be given several times [default: the shapes built into the program, and for the graph those
    /// that `testimony shapes set` gave it]
    #[arg(long, value_name = "FILE")]
    shapes: Vec<PathBuf>,
    /// How the report is written
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// One line for each violation
    Text,
    /// SHACL's own validation report
    Turtle,
    /// An object with `conforms`, `checked` and `violations`
    Json,
}

pub(crate) fn run(args: ValidateArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let shapes = match args.shapes.as_slice() {
        [] if args.data.is_empty() => match kept_shapes(global)? {
            Some(shapes) => shapes,
            None => with_bundled(&[])?,
        },
        [] => with_bundled(&[])?,
        files => merged(files)?,
    };
    let data = match args.data.as_slice() {
        [] => open(global)?.quads()?.into_iter().map(Triple::from).collect(),
        files => merged(files)?,
    };
    let report = validate(&shapes, data)?;
    write_report(&report, args.format, output)?;
    if report.checked == 0 {
        eprintln!("testimony: nothing was checked: no shape has a target in this graph");
    }
    Ok(match report.conforms() {
        true => Ending::Success,
        false => Ending::Incomplete,
    })
}

fn write_report(report: &Report, format: ReportFormat, output: &mut impl Write) -> anyhow::Result<()> {
    let Report {
        checked, violations, ..
    } = report;
    match format {
        ReportFormat::Text => {
            for violation in violations {
                writeln!(output, "{violation}")?;
            }
            writeln!(output, "{checked} nodes checked, {} violations", violations.len())?;
        }
        ReportFormat::Json => {
            let report = json!({"conforms": report.conforms(), "checked": checked, "violations": violations});
            writeln!(output, "{report:#}")?;
        }
        ReportFormat::Turtle => {
            let triples = report.graph.iter().map(Triple::from);
            let quads: Vec<_> = triples
                .map(|triple| triple.in_graph(oxigraph::model::GraphName::DefaultGraph))
                .collect();
            write_quads(&quads, Syntax::Turtle, output)?;
        }
    }
    Ok(())
}

pub(super) fn turtle(text: &str) -> anyhow::Result<Graph> {
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
    Ok(quads
        .map(|quad| quad.map(Triple::from))
        .collect::<Result<_, _>>()?)
}

/// All triples of `files`, whatever their graphs.
pub(super) fn merged(files: &[PathBuf]) -> anyhow::Result<Graph> {
    let mut graph = Graph::new();
    for path in files {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let format = format_of(path)?;
        let parser = RdfParser::from_format(format).rename_blank_nodes();
        let guarded = Guarded::new((format, Doctypes::Short), BufReader::new(file));
        for quad in parser.for_reader(guarded) {
            let quad = quad.with_context(|| format!("{} is not well-formed", path.display()))?;
            graph.insert(&Triple::from(quad));
        }
    }
    Ok(graph)
}

fn format_of(path: &Path) -> anyhow::Result<RdfFormat> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.and_then(RdfFormat::from_extension) {
        Some(format) => Ok(format),
        None => bail!(
            "{} has no extension of an RDF syntax; use .ttl, .trig, .nt, .nq, .rdf or .jsonld",
            path.display()
        ),
    }
}
