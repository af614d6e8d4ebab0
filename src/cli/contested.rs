//! `testimony contested`: who contradicts whom.

use std::io::Write;

use clap::Args;
use testimony::query::{ask, saved_query};

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `contested`.
#[derive(Debug, Args)]
pub(crate) struct ContestedArgs {
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: ContestedArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let query = saved_query("contested")
        .map(|saved| saved.text)
        .unwrap_or_default();
    let answer = ask(&open(global)?, query)?;
    write_answer(&answer, args.format, output)?;
    Ok(Ending::Success)
}
