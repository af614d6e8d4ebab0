//! `testimony link --between`: two tables matched.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use testimony::export::replace_file;
use testimony::linkage::matching::{MatchOptions, Matching, Multiplicity, match_tables};
use testimony::linkage::table::{Table, read_table};

use crate::cli::{Ending, Global};

/// Arguments of `link --between`.
#[derive(Debug, Args)]
pub(super) struct BetweenArgs {
    /// The two tables
    #[arg(long, num_args = 2, value_names = ["LEFT", "RIGHT"], required_unless_present_any = ["to", "within", "service"], conflicts_with_all = ["to", "within", "service"])]
    between: Vec<PathBuf>,
    /// Where the pairs are written, as CSV or, with .tsv, tab-separated [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A column of the left table and the one of the right that says the same; once for each [default: found by themselves]
    #[arg(long, value_name = "LEFT=RIGHT", value_parser = columns)]
    map: Vec<(String, String)>,
    /// The column with the rows' ids, or that of the left and that of the right table [default: found by itself]
    #[arg(long, num_args = 1..=2, value_name = "COLUMN")]
    id: Vec<String>,
    /// Match a row as often as the score allows, not only once
    #[arg(long)]
    many: bool,
    /// The least score of a pair
    #[arg(
        long,
        value_name = "LOG-ODDS",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    least: f64,
}

pub(super) fn run(args: &BetweenArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let [left, right] = args.between.as_slice() else {
        bail!("`--between` takes two tables");
    };
    let left = read_table(left, args.id.first().map(String::as_str))?;
    let right = read_table(right, args.id.last().map(String::as_str))?;
    let options = MatchOptions {
        map: args.map.clone(),
        multiplicity: if args.many {
            Multiplicity::Many
        } else {
            Multiplicity::Once
        },
        least: args.least,
    };
    let matching = match_tables(&left, &right, &options)?;
    if !global.quiet {
        report((&left, &right), &matching);
    }
    let is_tabbed = args
        .out
        .as_ref()
        .is_some_and(|path| path.extension().is_some_and(|end| end == "tsv"));
    let text = written((&left, &right), &matching, if is_tabbed { b'\t' } else { b',' })?;
    match &args.out {
        Some(path) => replace_file(path, |file| file.write_all(&text))
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => output.write_all(&text)?,
    }
    Ok(Ending::Success)
}

/// The two columns of `--map`.
fn columns(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((left, right)) if !left.is_empty() && !right.is_empty() => {
            Ok((left.to_owned(), right.to_owned()))
        }
        _ => Err("write a column of the left table, `=` and one of the right, as in `name=label`".to_owned()),
    }
}

/// Says what was compared and how many pairs there are.
fn report((left, right): (&Table, &Table), matching: &Matching) {
    for field in &matching.fields {
        let beside = right.columns().get(field.right).map_or("", |column| &column.name);
        eprintln!(
            "testimony: compared `{}` with `{beside}` as {}",
            field.name, field.kind
        );
    }
    let (pairs, rows, others) = (matching.pairs.len(), left.len(), right.len());
    eprintln!("testimony: {pairs} pairs of {rows} and {others} rows");
}

/// The pairs with their scores and features, the surest first.
fn written((left, right): (&Table, &Table), matching: &Matching, delimiter: u8) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let header = ["left", "right", "score"].into_iter();
    writer.write_record(header.chain(matching.features.iter().map(String::as_str)))?;
    for pair in &matching.pairs {
        let id = |table: &Table, row: usize| table.ids().get(row).cloned().unwrap_or_default();
        let mut cells = vec![
            id(left, pair.left),
            id(right, pair.right),
            format!("{:.3}", pair.score),
        ];
        let features = pair.features.iter().map(|value| match value.is_nan() {
            true => String::new(),
            false => format!("{value:.3}"),
        });
        cells.extend(features);
        writer.write_record(&cells)?;
    }
    writer.into_inner().context("the pairs cannot be written")
}
