//! `testimony link eval`: links held against those that people drew.

use std::io::Write;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use testimony::linking::{Decisions, Gold, Link, LinkScores};

use super::target::{TargetArgs, mappings};
use crate::cli::place::{ontology, open};
use crate::cli::{Ending, Global};

/// Arguments of `link eval`.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("target").args(["to", "within"]).required(true),
    long_about = "Score links against those that people drew\n\nThe graph is linked anew without any decision, and nothing is changed. Only \
exact matches of things that the gold has a row of are scored; a row with the modifier Not makes its thing judged and is no link.",
    after_help = "Example: testimony link eval --to places --gold gold.sssom.tsv --misses"
)]
pub(super) struct EvalArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// What people drew: an SSSOM table
    #[arg(long, value_name = "FILE.sssom.tsv")]
    gold: PathBuf,
    /// List wrong and missed links too
    #[arg(long)]
    misses: bool,
}

pub(super) fn run(args: &EvalArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let gold = Gold::of(&mappings(&args.gold)?);
    let gold = if args.target.within {
        gold.both_ways()
    } else {
        gold
    };
    let things = args.target.things(&open(global)?)?;
    let found = args
        .target
        .find(things, (&ontology(global)?, &Decisions::default()))?;
    let scores = LinkScores::of(&found.exact().collect(), &gold);
    if args.misses {
        let told = [("wrong", &scores.wrong), ("missed", &scores.missed)];
        for (word, links) in told {
            let once = |(one, other): &&Link| !args.target.within || one < other;
            for (subject, object) in links.iter().filter(once) {
                writeln!(output, "{word}\t{subject}\t{object}")?;
            }
        }
    }
    let (right, wrong, missed) = (scores.right.len(), scores.wrong.len(), scores.missed.len());
    writeln!(output, "{right} right, {wrong} wrong, {missed} missed")?;
    let (precision, recall, f1) = (scores.precision(), scores.recall(), scores.f1());
    writeln!(output, "precision {precision:.4}\trecall {recall:.4}\tF1 {f1:.4}")?;
    Ok(Ending::Success)
}
