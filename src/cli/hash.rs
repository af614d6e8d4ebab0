//! `testimony hash`: one number for all that a graph says.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use testimony::export::{Profile, dataset_hash, select};
use testimony::store::read_dataset;

use super::place::open;
use super::{Ending, Global};

/// Arguments of `hash`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony hash backup.trig")]
pub(crate) struct HashArgs {
    /// An export in TriG or N-Quads instead of the graph
    file: Option<PathBuf>,
}

pub(crate) fn run(args: HashArgs, global: &Global, output: &mut impl Write) -> anyhow::Result<Ending> {
    let quads = match args.file {
        Some(file) => read_dataset(&file)?,
        None => open(global)?.quads()?,
    };
    writeln!(output, "{}", dataset_hash(&select(&quads, Profile::Full))?)?;
    Ok(Ending::Success)
}
