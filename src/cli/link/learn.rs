//! `testimony link learn`: weights from pairs that people judged.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{ArgGroup, Args};
use testimony::export::replace_file;
use testimony::linking::{
    Alignment, Decisions, Examples, Joiner, Learnt, Linker, Source, Weights, examples_of_records,
    examples_of_things, learn,
};

use super::target::{TargetArgs, decisions};
use crate::cli::place::{ontology, open};
use crate::cli::{Ending, Global};

/// Arguments of `link learn`.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("target").args(["to", "within"]).required(true),
    long_about = "Learn what each sign weighs from pairs that people judged\n\nThe judged pairs are the curated rows of an SSSOM \
table, as `testimony review` writes them. Where the record of a thing is known, its other candidates count as judged too. Weights stay \
near those that there are, as far as the examples allow, and add up to the logarithm of the odds. The table says for each sign \
in how many examples it is; read it, change what you know better, and name it with `link --weights`.",
    after_help = "Example: testimony link learn --to places --decisions judged.sssom.tsv --out weights.tsv"
)]
pub(super) struct LearnArgs {
    #[command(flatten)]
    target: TargetArgs,
    /// The judged pairs: an SSSOM table with curated rows
    #[arg(long, value_name = "FILE.sssom.tsv")]
    decisions: PathBuf,
    /// Where the table of weights is written [default: standard output]
    #[arg(long, value_name = "FILE.tsv")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &LearnArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let decisions = decisions(Some(&args.decisions))?;
    let before = args.target.weights()?;
    let examples = examples(args, (&before, &decisions), global)?;
    let learnt = learn(&before, &examples.examples)?;
    let text = learnt.weights.write(&head(&learnt));
    match &args.out {
        Some(path) => replace_file(path, |file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write `{}`", path.display()))?,
        None => output.write_all(text.as_bytes())?,
    }
    if !global.quiet {
        eprintln!("testimony: {}", figures(&learnt));
        if examples.missed > 0 {
            let missed = examples.missed;
            eprintln!(
                "testimony: {missed} pairs that are one were not found by their names, so that no weight helps them"
            );
        }
    }
    Ok(Ending::Success)
}

fn examples(
    args: &LearnArgs,
    (weights, decisions): (&Weights, &Decisions),
    global: &Global,
) -> anyhow::Result<Examples> {
    let ontology = ontology(global)?;
    let things = args.target.things(&open(global)?)?;
    let none = Decisions::default();
    if args.target.within {
        let joiner = Joiner::new(weights, &ontology, &none);
        return Ok(examples_of_things(&joiner, &things, decisions));
    }
    let index = args.target.home.datasets()?.open(args.target.name()?)?;
    let alignment = Alignment::bundled(&ontology);
    let linker = Linker::new(Source::from(&index), (weights, &alignment), &none);
    Ok(examples_of_records(&linker, &things, decisions)?)
}

/// What stands at the top of the table.
fn head(learnt: &Learnt) -> String {
    format!(
        "How much each sign weighs, learnt by `testimony link learn`. Columns: feature, level, weight in log-odds\n\
         (natural logarithm), what it says and in how many examples it is.\n{}",
        figures(learnt)
    )
}

fn figures(learnt: &Learnt) -> String {
    format!(
        "learnt from {} pairs that are one and {} that are not; loss {:.4} before, {:.4} on examples left out in turn",
        learnt.support.same, learnt.support.other, learnt.loss_before, learnt.loss_left_out
    )
}
