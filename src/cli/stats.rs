//! `testimony stats`: how much there is of everything.

use std::io::Write;

use clap::Args;

use super::output::AnswerFormat;
use super::saved::answer;
use super::{Ending, Global};

/// Arguments of `stats`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony stats")]
pub(crate) struct StatsArgs {
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: StatsArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let question = ("stats", []);
    answer(question, args.format, global, output)
}
