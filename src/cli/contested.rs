//! `testimony contested`: who contradicts whom.

use std::io::Write;

use clap::Args;

use super::output::AnswerFormat;
use super::saved::answer;
use super::{Ending, Global};

/// Arguments of `contested`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony contested --format csv")]
pub(crate) struct ContestedArgs {
    /// Only what has this text in its words
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: ContestedArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let question = ("contested", [("about", args.about)]);
    answer(question, args.format, global, output)
}
