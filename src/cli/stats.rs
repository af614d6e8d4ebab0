//! `testimony stats`: how much there is of everything.

use std::io::Write;

use clap::Args;
use testimony::query::ask_saved;

use super::output::{AnswerFormat, write_answer};
use super::place::open;
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
    let given = [];
    let answer = ask_saved(&open(global)?, "stats", &given)?;
    write_answer(&answer, args.format, output)?;
    Ok(Ending::Success)
}
