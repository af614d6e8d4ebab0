//! `testimony link`: what is the same in two places.

mod between;
mod draw;
mod eval;
mod found;
mod learn;
mod service;
mod target;

use std::io::Write;

use clap::{Args, Subcommand};

use super::{Ending, Global};

/// Arguments of `link`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    long_about = "Link the graph's entities to a dataset or to each other, or find rows of two tables that are of one thing\n\nWith --to, \
named things of the graph are linked to records of a dataset that `testimony dataset add` indexed. With --within, things of the \
graph are joined that are one under several names. With --service, a service of the Reconciliation Service API is asked for their names. \
With --between, two tables in CSV, TSV, JSON Lines, N-Triples or Turtle are \
matched, also with .gz; which columns go together and what agreement is worth is learnt from the two tables, and no examples are \
needed. A score is the natural logarithm of the odds that two are one thing: 0 is as likely as not. A table or dataset that cannot be \
read ends the command with exit code 2, and nothing is written.",
    after_help = "Examples:\n  testimony link --to places --enrich label,countries,coordinates\n  testimony link --within --propose \
same.sssom.tsv\n  testimony link learn --to places --decisions judged.sssom.tsv --out weights.tsv\n  testimony link --service \
https://wikidata.reconci.link/en/api --as wikidata --contact me@example.org --dry-run\n  testimony link --between \
shops.csv firms.csv --out pairs.csv\n  testimony link --between a.csv b.nt --map name=label --map town=located_in/name --many"
)]
pub(crate) struct LinkArgs {
    #[command(subcommand)]
    command: Option<LinkCommand>,
    #[command(flatten)]
    target: target::TargetArgs,
    #[command(flatten)]
    service: service::ServiceArgs,
    #[command(flatten)]
    draw: draw::DrawArgs,
    #[command(flatten)]
    between: between::BetweenArgs,
}

#[derive(Debug, Subcommand)]
enum LinkCommand {
    /// Learn what each sign weighs from pairs that people judged
    Learn(learn::LearnArgs),
    /// Score links against those that people drew
    Eval(eval::EvalArgs),
}

pub(crate) fn run(args: &LinkArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    match &args.command {
        Some(LinkCommand::Learn(args)) => learn::run(args, global, output),
        Some(LinkCommand::Eval(args)) => eval::run(args, global, output),
        None if args.target.is_named() || args.service.is_named() => draw::run(args, global, output),
        None => between::run(&args.between, global, output),
    }
}
