//! How far a build has come, on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::cli::Global;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressArg {
    /// One line that is written over, on a terminal and after a second
    Auto,
    /// A line for each batch of documents
    Plain,
    /// Nothing
    None,
}

/// Progress that is being shown.
pub(super) struct Progress {
    shown: ProgressArg,
    started: Instant,
    has_line: bool,
}

impl Progress {
    /// Before anything is done; a quiet command shows nothing.
    pub(super) fn new(asked: ProgressArg, global: &Global) -> Self {
        let shown = match asked {
            _ if global.quiet => ProgressArg::None,
            ProgressArg::Auto if !io::stderr().is_terminal() => ProgressArg::None,
            asked => asked,
        };
        Self {
            shown,
            started: Instant::now(),
            has_line: false,
        }
    }

    /// After a batch.
    pub(super) fn tell(&mut self, (done, claims): (usize, usize)) {
        let seconds = self.started.elapsed();
        let rate = done as f64 / seconds.as_secs_f64().max(1e-9);
        match self.shown {
            ProgressArg::Plain => eprintln!("testimony: {done} documents done, {claims} claims"),
            ProgressArg::Auto if seconds > Duration::from_secs(1) => {
                eprint!("\r\u{1b}[K{done} documents done, {claims} claims, {rate:.1} documents/s");
                // Progress that cannot be shown is no failure.
                let _ = io::stderr().flush();
                self.has_line = true;
            }
            ProgressArg::Auto | ProgressArg::None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.has_line {
            eprint!("\r\u{1b}[K");
        }
    }
}
