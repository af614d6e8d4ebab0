//! `testimony restore`: go back to an earlier revision.

use std::io::Write;

use clap::Args;

use super::place::{ontology, open_to_change, open_to_write, place, policy, save};
use super::{Ending, Global};

/// Arguments of `restore`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony restore 3")]
pub(crate) struct RestoreArgs {
    /// The number of the revision, as `testimony log` shows it
    revision: u64,
}

pub(crate) fn run(args: RestoreArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    // A graph that was damaged and moved away comes back from its history.
    let has_history = place(global)?
        .companion("history")
        .is_some_and(|folder| folder.exists());
    let mut graph = match has_history {
        true => open_to_write(global, "restore")?,
        false => open_to_change(global, "restore")?,
    };
    graph.restore(args.revision, (&ontology(global)?, &policy(global)?))?;
    save(&mut graph, &format!("restore {}", args.revision))?;
    writeln!(
        output,
        "restored revision {}: {} documents",
        args.revision,
        graph.documents()?.len()
    )?;
    Ok(Ending::Success)
}
