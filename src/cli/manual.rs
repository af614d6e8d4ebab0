//! `testimony man`: manual pages.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Ending};

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Example: testimony man ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder [default: print that of the program]
    folder: Option<PathBuf>,
}

pub(crate) fn run(args: ManArgs, output: &mut impl Write) -> anyhow::Result<Ending> {
    let Some(folder) = args.folder else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page)?;
        output.write_all(&page)?;
        return Ok(Ending::Success);
    };
    let unwritten = || format!("cannot write manual pages to {}", folder.display());
    fs::create_dir_all(&folder).with_context(unwritten)?;
    clap_mangen::generate_to(Cli::command(), &folder).with_context(unwritten)?;
    Ok(Ending::Success)
}
