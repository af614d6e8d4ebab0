//! `testimony link`: what is the same in two places.

mod between;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Ending, Global};

/// Arguments of `link`.
#[derive(Debug, Args)]
#[command(
    long_about = "Find rows of two tables that are of one thing\n\nReads CSV, TSV, JSON Lines, N-Triples or Turtle, also \
with .gz. Which columns go together and what agreement is worth is learnt from the two tables; no examples are needed. The \
score is the natural logarithm of the odds that two rows are of one thing: 0 is as likely as not. A table that cannot be read \
ends the command with exit code 2, and nothing is written.",
    after_help = "Examples:\n  testimony link --between shops.csv firms.csv --out pairs.csv\n  testimony link --between a.csv b.nt \
--map name=label --map town=located_in/name --many"
)]
pub(crate) struct LinkArgs {
    /// The two tables
    #[arg(long, num_args = 2, value_names = ["LEFT", "RIGHT"], required = true)]
    between: Vec<PathBuf>,
    /// Where the pairs are written, as CSV or, with .tsv, tab-separated [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A column of the left table and the one of the right that says the same; once for each [default: found by themselves]
    #[arg(long, value_name = "LEFT=RIGHT", value_parser = between::columns)]
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

pub(crate) fn run(args: LinkArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    between::run(&args, global, output)
}
