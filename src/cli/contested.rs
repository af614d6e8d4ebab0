//! `testimony contested`: who contradicts whom.

use std::io::Write;

use clap::Args;
use testimony::query::ask_saved;

use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `contested`.
#[derive(Debug, Args)]
pub(crate) struct ContestedArgs {
    /// Only what has this text in its words
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: ContestedArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let given: Vec<_> = args
        .about
        .map(|about| ("about".to_owned(), about))
        .into_iter()
        .collect();
    let answer = ask_saved(&open(global)?, "contested", &given)?;
    write_answer(&answer, args.format, output)?;
    Ok(Ending::Success)
}
