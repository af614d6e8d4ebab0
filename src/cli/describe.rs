//! `testimony describe`: what is known about a thing, and who says so.

use std::io::Write;

use clap::Args;

use super::output::AnswerFormat;
use super::saved::answer;
use super::{Ending, Global};

/// Arguments of `describe`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony describe Nordbank")]
pub(crate) struct DescribeArgs {
    /// The thing: its name, IRI or prefixed name
    thing: String,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: DescribeArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let question = ("describe", [("thing", Some(args.thing))]);
    answer(question, args.format, global, output)
}
