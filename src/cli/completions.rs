//! `testimony completions`: what a shell needs to complete commands, saved questions' parameters among them.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Ending};

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: testimony completions bash > ~/.local/share/bash-completion/completions/testimony"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, output: &mut impl Write) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "testimony", &mut script);
    output.write_all(&script)?;
    Ok(Ending::Success)
}
