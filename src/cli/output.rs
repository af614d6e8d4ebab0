//! How answers are written.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use testimony::export::{Syntax, write_quads};
use testimony::query::{RowFormat, write_rows, write_truth};
use testimony::store::Answer;

/// A format for answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Columns for people
    Table,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// SPARQL results in JSON
    Json,
    /// SPARQL results in XML
    Xml,
    /// A table in Markdown
    Markdown,
    /// Triples as Turtle
    Turtle,
    /// Triples, one on each line
    Ntriples,
    /// Triples as JSON-LD
    Jsonld,
}

/// The width at which a table is wrapped when the terminal does not tell.
const DEFAULT_WIDTH: u16 = 100;

impl AnswerFormat {
    /// Rows: a table on a terminal, tab-separated values in a pipe.
    fn rows(chosen: Option<Self>) -> Option<RowFormat> {
        match chosen {
            Some(Self::Table) => Some(RowFormat::Table(Some(width()))),
            Some(Self::Markdown) => Some(RowFormat::Markdown),
            Some(Self::Csv) => Some(RowFormat::Csv),
            Some(Self::Tsv) => Some(RowFormat::Tsv),
            Some(Self::Json) => Some(RowFormat::Json),
            Some(Self::Xml) => Some(RowFormat::Xml),
            Some(Self::Turtle | Self::Ntriples | Self::Jsonld) => None,
            None if io::stdout().is_terminal() => Some(RowFormat::Table(Some(width()))),
            None => Some(RowFormat::Tsv),
        }
    }
}

fn width() -> u16 {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(DEFAULT_WIDTH)
}

/// Writes an answer in the format that was asked for, or in the one that suits it.
pub(crate) fn write_answer(
    answer: &Answer,
    format: Option<AnswerFormat>,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    match answer {
        Answer::Rows { variables, rows } => {
            let Some(format) = AnswerFormat::rows(format) else {
                anyhow::bail!("a SELECT query has rows: choose table, csv, tsv, json, xml or markdown");
            };
            write_rows((variables, rows), format, output)?;
        }
        Answer::Truth(truth) => {
            let format = match format {
                Some(AnswerFormat::Json) => RowFormat::Json,
                Some(AnswerFormat::Xml) => RowFormat::Xml,
                _ => RowFormat::Table(None),
            };
            write_truth(*truth, format, output)?;
        }
        Answer::Triples(triples) => {
            let syntax = match format {
                None | Some(AnswerFormat::Turtle) => Syntax::Turtle,
                Some(AnswerFormat::Ntriples) => Syntax::NTriples,
                Some(AnswerFormat::Jsonld) => Syntax::JsonLd,
                Some(_) => {
                    anyhow::bail!(
                        "a CONSTRUCT or DESCRIBE query has triples: choose turtle, ntriples or jsonld"
                    )
                }
            };
            let quads: Vec<_> = triples
                .iter()
                .map(|triple| triple.clone().in_graph(oxigraph::model::GraphName::DefaultGraph))
                .collect();
            write_quads(&quads, syntax, output)?;
        }
    }
    Ok(())
}
