//! The `testimony` command: parse, run, print the error chain.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
