//! `testimony timeline`: what is said to have happened when.

use std::io::Write;

use clap::Args;

use super::output::AnswerFormat;
use super::saved::answer;
use super::{Ending, Global};

/// Arguments of `timeline`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony timeline Nordbank --from 2024-01-01")]
pub(crate) struct TimelineArgs {
    /// Only what has this text in its words
    about: Option<String>,
    /// Not what was over before this day
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Not what began after this day
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

pub(crate) fn run(args: TimelineArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let options = [("about", args.about), ("from", args.from), ("until", args.until)];
    answer(("timeline", options), args.format, global, output)
}
