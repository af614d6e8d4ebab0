//! `testimony path`: how two things are connected, through which claims.

use std::io::Write;

use clap::Args;
use testimony::query::{connection, find_thing};
use testimony::store::Answer;

use super::limits::Limits;
use super::output::{AnswerFormat, write_answer};
use super::place::open;
use super::{Ending, Global};

/// Arguments of `path`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony path China \"Safeguard Defenders\"\n\n\
    Exit codes: 0 they are connected, 1 they are not, or not within six steps, 2 no answer.")]
pub(crate) struct PathArgs {
    /// A thing: its name, IRI or prefixed name
    one: String,
    /// Another
    other: String,
    /// The format of the answer
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
    #[command(flatten)]
    limits: Limits,
}

pub(crate) fn run(args: PathArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let watch = args.limits.watch();
    let graph = open(global)?;
    let (one, other) = (find_thing(&graph, &args.one)?, find_thing(&graph, &args.other)?);
    let answer = connection(&graph, (&one, &other), &args.limits.allowance())?;
    watch.disarm();
    let is_connected = matches!(&answer, Answer::Rows { rows, .. } if !rows.is_empty());
    if !is_connected {
        eprintln!("testimony: no chain of claims connects them within six steps");
        return Ok(Ending::Incomplete);
    }
    write_answer(&answer, (args.format, global), output)?;
    Ok(Ending::Success)
}
