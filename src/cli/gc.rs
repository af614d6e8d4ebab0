//! `testimony gc`: forget old revisions.

use std::io::Write;

use clap::Args;

use super::place::{history, open_to_change};
use super::{Ending, Global};

/// Arguments of `gc`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony gc --keep 10")]
pub(crate) struct GcArgs {
    /// How many revisions stay, counted from the last; at least one does
    #[arg(long, value_name = "N")]
    keep: usize,
}

pub(crate) fn run(args: GcArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    // Held open so that nobody writes a revision meanwhile.
    let _graph = open_to_change(global, "gc")?;
    let (revisions, documents) = history(global)?.forget(args.keep)?;
    writeln!(
        output,
        "forgot {revisions} revisions and {documents} old documents"
    )?;
    Ok(Ending::Success)
}
