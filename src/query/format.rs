//! Answers as text: a table for people, and the W3C result formats for programs.

use std::io::{self, Write};

use comfy_table::presets::{ASCII_MARKDOWN, UTF8_HORIZONTAL_ONLY};
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};
use oxigraph::model::{Term, TermRef};
use oxigraph::sparql::Variable;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use strum::{Display, EnumString};

use crate::export::check_xml_term;
use crate::vocab::{curie, rdf, xsd};

/// How rows and truth values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum RowFormat {
    /// For people: short IRIs, plain strings.
    Table(TableStyle),
    /// A table in Markdown: short IRIs, plain strings.
    Markdown,
    /// Comma-separated, without types.
    Csv,
    /// Tab-separated, in Turtle's term syntax.
    Tsv,
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
}

/// How a table for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableStyle {
    /// The width at which cells are wrapped, in columns; without one they are not.
    pub width: Option<u16>,
    /// Its colours.
    pub colours: Colours,
}

/// The colours of a table, as a terminal shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colours {
    /// None at all.
    #[default]
    None,
    /// The head stands out, and IRIs, numbers and times each have a colour; words have none.
    ByTerm,
}

impl RowFormat {
    fn w3c(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Table(_) | Self::Markdown => None,
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
        }
    }
}

/// Writes the rows of an answer, in their order.
pub fn write_rows(
    (variables, rows): (&[Variable], &[Vec<Option<Term>>]),
    format: RowFormat,
    mut output: impl Write,
) -> io::Result<()> {
    let Some(w3c) = format.w3c() else {
        return write_table((variables, rows), format, output);
    };
    if format == RowFormat::Xml {
        rows.iter().flatten().flatten().try_for_each(check_xml_term)?;
    }
    let serializer = QueryResultsSerializer::from_format(w3c);
    let mut writer = serializer.serialize_solutions_to_writer(&mut output, variables.to_vec())?;
    for row in rows {
        let bindings = variables.iter().zip(row);
        let bound = bindings.filter_map(|(variable, term)| Some((variable, term.as_ref()?)));
        writer.serialize(bound)?;
    }
    writer.finish()?;
    output.flush()
}

/// Writes a truth value.
pub fn write_truth(truth: bool, format: RowFormat, mut output: impl Write) -> io::Result<()> {
    match format.w3c() {
        None => writeln!(output, "{truth}")?,
        Some(w3c) => {
            QueryResultsSerializer::from_format(w3c).serialize_boolean_to_writer(&mut output, truth)?;
            writeln!(output)?;
        }
    }
    output.flush()
}

fn write_table(
    (variables, rows): (&[Variable], &[Vec<Option<Term>>]),
    format: RowFormat,
    mut output: impl Write,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(match format {
        RowFormat::Markdown => ASCII_MARKDOWN,
        _ => UTF8_HORIZONTAL_ONLY,
    });
    let mut colours = Colours::None;
    if let RowFormat::Table(style) = format {
        colours = style.colours;
        if let Some(columns) = style.width {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(columns);
        }
    }
    match colours {
        Colours::None => {
            table.force_no_tty();
        }
        Colours::ByTerm => {
            table.enforce_styling().style_text_only();
        }
    }
    let head = variables
        .iter()
        .map(|variable| Cell::new(variable.as_str()).add_attribute(Attribute::Bold));
    table.set_header(head);
    for row in rows {
        table.add_row(row.iter().map(|term| {
            let words = term.as_ref().map(words).unwrap_or_default();
            let cell = Cell::new(match format {
                RowFormat::Markdown => words.replace('|', "\\|"),
                _ => words,
            });
            match term.as_ref().and_then(colour) {
                Some(colour) => cell.fg(colour),
                None => cell,
            }
        }));
    }
    writeln!(output, "{}", table.trim_fmt())?;
    output.flush()
}

/// The colour of a term; words have none.
fn colour(term: &Term) -> Option<Color> {
    match term.as_ref() {
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => Some(Color::DarkCyan),
        TermRef::Literal(literal) if [xsd::STRING, rdf::LANG_STRING].contains(&literal.datatype()) => None,
        TermRef::Literal(literal) if [xsd::DATE, xsd::DATE_TIME].contains(&literal.datatype()) => {
            Some(Color::DarkYellow)
        }
        TermRef::Literal(_) => Some(Color::DarkMagenta),
    }
}

fn words(term: &Term) -> String {
    match term.as_ref() {
        TermRef::NamedNode(node) => curie(node),
        TermRef::Literal(literal) => literal.value().split_whitespace().collect::<Vec<_>>().join(" "),
        TermRef::BlankNode(node) => node.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Literal;

    use super::*;
    use crate::vocab::tm;

    fn written(format: RowFormat) -> String {
        let variables = ["what", "who"].map(Variable::new_unchecked);
        let rows = [
            vec![
                Some(tm::CLAIM.into_owned().into()),
                Some(Literal::from("Ann, Lee").into()),
            ],
            vec![None, Some(Literal::from(7).into())],
        ];
        let mut output = Vec::new();
        write_rows((&variables, &rows), format, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_table_has_short_names_and_plain_words() {
        let table = written(RowFormat::Table(TableStyle::default()));
        assert!(
            table.contains("tm:Claim") && table.contains("Ann, Lee"),
            "{table}"
        );
        assert!(!table.contains("XMLSchema"), "{table}");
    }

    #[test]
    fn colours_tell_kinds_of_terms_apart_and_words_have_none() {
        let style = TableStyle {
            colours: Colours::ByTerm,
            ..TableStyle::default()
        };
        let table = written(RowFormat::Table(style));
        for (part, is_there) in [
            ("\u{1b}[38;5;6mtm:Claim", true),
            ("\u{1b}[38;5;5m7", true),
            ("mAnn", false),
        ] {
            assert_eq!(
                table.replace("m ", "m").contains(part),
                is_there,
                "{part}: {table:?}"
            );
        }
    }

    #[test]
    fn markdown_has_bars_and_a_rule_under_the_head() {
        let table = written(RowFormat::Markdown);
        let lines: Vec<_> = table.lines().collect();
        assert!(
            lines[0].starts_with("| what") && lines[1].starts_with("|--"),
            "{table}"
        );
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn programs_get_the_standard_formats() {
        assert_eq!(
            written(RowFormat::Csv).lines().nth(1),
            Some("https://w3id.org/testimony#Claim,\"Ann, Lee\"")
        );
        assert_eq!(written(RowFormat::Tsv).lines().nth(2), Some("\t7"));
        let json: serde_json::Value = serde_json::from_str(&written(RowFormat::Json)).unwrap();
        assert_eq!(json["results"]["bindings"][0]["who"]["value"], "Ann, Lee");
        assert!(written(RowFormat::Xml).contains("<variable name=\"what\"/>"));
    }

    #[test]
    fn what_xml_has_no_place_for_is_refused_with_what_stands_before_it() {
        let variables = [Variable::new_unchecked("words")];
        let rows = [vec![Some(Literal::from("a bell \u{7} rings").into())]];
        let mut output = Vec::new();
        let error = write_rows((&variables, &rows), RowFormat::Xml, &mut output).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`\\u{7}`, which stands behind \u{201c}a bell \u{201d}"),
            "{error}"
        );
        assert!(output.is_empty());
        assert!(write_rows((&variables, &rows), RowFormat::Csv, output).is_ok());
    }
}
