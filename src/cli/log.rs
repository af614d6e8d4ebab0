//! `testimony log`: the revisions of the graph.

use std::io::Write;

use clap::Args;

use super::place::history;
use super::{Ending, Global};

/// Arguments of `log`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony log --last 5")]
pub(crate) struct LogArgs {
    /// Only the last N revisions
    #[arg(long, value_name = "N")]
    last: Option<usize>,
}

pub(crate) fn run(args: LogArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let revisions = history(global)?.revisions()?;
    for revision in revisions.iter().rev().take(args.last.unwrap_or(usize::MAX)) {
        let (came, went) = (revision.came.len(), revision.went.len());
        let (number, time, command) = (revision.number, &revision.time, &revision.command);
        let documents = revision.documents;
        writeln!(
            output,
            "{number}  {time}  {command}: {documents} documents (+{came} -{went})"
        )?;
    }
    Ok(Ending::Success)
}
