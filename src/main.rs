//! The `testimony` command: parse, run, print the error chain.

mod cli;

use std::process::ExitCode;

/// Reading makes many short strings; this allocator takes about a fifth off the time of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
