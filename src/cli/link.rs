//! `testimony link`: what is the same in two places.

mod between;
mod to;

use std::io::Write;

use clap::Args;

use super::{Ending, Global};

/// Arguments of `link`.
#[derive(Debug, Args)]
#[command(
    long_about = "Link the graph's entities to a dataset, or find rows of two tables that are of one thing\n\nWith --to, named \
things of the graph are linked to records of a dataset that `testimony dataset add` indexed. With --between, two tables in \
CSV, TSV, JSON Lines, N-Triples or Turtle are matched, also with .gz; which columns go together and what agreement is worth is \
learnt from the two tables, and no examples are needed. A score is the natural logarithm of the odds that two are one thing: 0 \
is as likely as not. A table or dataset that cannot be read ends the command with exit code 2, and nothing is written.",
    after_help = "Examples:\n  testimony link --to places --enrich label,countries,coordinates\n  testimony link --between \
shops.csv firms.csv --out pairs.csv\n  testimony link --between a.csv b.nt --map name=label --map town=located_in/name --many"
)]
pub(crate) struct LinkArgs {
    #[command(flatten)]
    to: to::ToArgs,
    #[command(flatten)]
    between: between::BetweenArgs,
}

pub(crate) fn run(args: LinkArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match args.to.dataset() {
        Some(dataset) => to::run((&args.to, dataset), global, output),
        None => between::run(&args.between, global, output),
    }
}
