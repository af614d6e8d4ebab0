//! `testimony find`: what has a text in its name or words, best first.

use std::io::Write;

use clap::Args;

use super::output::AnswerFormat;
use super::saved::answer;
use super::{Ending, Global};

/// Arguments of `find`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony find harbour")]
pub(crate) struct FindArgs {
    /// The text, in any case
    text: String,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: FindArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let question = ("find", [("text", Some(args.text))]);
    answer(question, args.format, global, output)
}
