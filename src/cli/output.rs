//! How answers are written.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use testimony::export::{Syntax, write_quads};
use testimony::query::{Colours, RowFormat, TableStyle, write_rows, write_truth};
use testimony::store::Answer;

use super::Global;
use super::terminal::{TerminalArgs, width};

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

impl AnswerFormat {
    /// Rows: a table on a terminal, tab-separated values in a pipe.
    fn rows(chosen: Option<Self>, terminal: &TerminalArgs) -> Option<RowFormat> {
        let table = || {
            RowFormat::Table(TableStyle {
                width: Some(width()),
                colours: match terminal.is_coloured() {
                    true => Colours::ByTerm,
                    false => Colours::None,
                },
            })
        };
        match chosen {
            Some(Self::Table) => Some(table()),
            Some(Self::Markdown) => Some(RowFormat::Markdown),
            Some(Self::Csv) => Some(RowFormat::Csv),
            Some(Self::Tsv) => Some(RowFormat::Tsv),
            Some(Self::Json) => Some(RowFormat::Json),
            Some(Self::Xml) => Some(RowFormat::Xml),
            Some(Self::Turtle | Self::Ntriples | Self::Jsonld) => None,
            None if io::stdout().is_terminal() => Some(table()),
            None => Some(RowFormat::Tsv),
        }
    }
}

/// Writes an answer in the format that was asked for, or in the one that suits it; on a terminal through a pager when it is long.
pub(crate) fn write_answer(
    answer: &Answer,
    (format, global): (Option<AnswerFormat>, &Global),
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let Some(pager) = global.terminal.pager() else {
        return lay_out(answer, (format, global), output);
    };
    let mut text = Vec::new();
    lay_out(answer, (format, global), &mut text)?;
    Ok(pager.show(&text, output)?)
}

/// As [`write_answer`], without a pager.
pub(crate) fn lay_out(
    answer: &Answer,
    (format, global): (Option<AnswerFormat>, &Global),
    output: &mut impl Write,
) -> anyhow::Result<()> {
    match answer {
        Answer::Rows { variables, rows } => {
            let Some(format) = AnswerFormat::rows(format, &global.terminal) else {
                anyhow::bail!("a SELECT query has rows: choose table, csv, tsv, json, xml or markdown");
            };
            write_rows((variables, rows), format, output)?;
        }
        Answer::Truth(truth) => {
            let format = match format {
                Some(AnswerFormat::Json) => RowFormat::Json,
                Some(AnswerFormat::Xml) => RowFormat::Xml,
                _ => RowFormat::Table(TableStyle::default()),
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
