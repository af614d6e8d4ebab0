//! How long a question may take and how much it may answer.
//!
//! Oxigraph's own way to stop a query does not reach into sorting, grouping and products, so that a watch ends
//! the process: nothing that a query does can outlast it.

use std::process;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use clap::Args;
use testimony::store::Answer;

/// The exit code of a command that was stopped, as `timeout` has it.
const STOPPED: i32 = 124;

/// Limits of a question.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// Stop after so many seconds, with exit code 124
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Write no more rows than this, and say so
    #[arg(long, value_name = "ROWS")]
    max_rows: Option<usize>,
}

/// Ends the process unless it is disarmed in time.
pub(crate) struct Watch(Option<Sender<()>>);

impl Limits {
    /// Starts the clock.
    pub(crate) fn watch(&self) -> Watch {
        let Some(timeout) = self.timeout else {
            return Watch(None);
        };
        let (disarm, disarmed) = mpsc::channel();
        thread::spawn(move || {
            if disarmed.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
                eprintln!(
                    "testimony: stopped after {} s, as --timeout asks",
                    timeout.as_secs_f64()
                );
                process::exit(STOPPED);
            }
        });
        Watch(Some(disarm))
    }

    /// Cuts an answer to the most rows or triples, and returns how many are left where it had more.
    pub(crate) fn cut(&self, answer: &mut Answer) -> Option<usize> {
        let most = self.max_rows?;
        let had = match answer {
            Answer::Rows { rows, .. } => {
                let had = rows.len();
                rows.truncate(most);
                had
            }
            Answer::Triples(triples) => {
                let had = triples.len();
                triples.truncate(most);
                had
            }
            Answer::Truth(_) => 0,
        };
        (had > most).then_some(most)
    }
}

impl Watch {
    /// Lets the process live.
    pub(crate) fn disarm(self) {
        drop(self.0);
    }
}

/// Reads a number of seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "write a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Reads a size: a number, with K, M or G after it for thousands, millions and so on.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(['K', 'M', 'G', 'k', 'm', 'g']);
    let number: u64 = digits
        .parse()
        .map_err(|_| "write a size such as 500M or 2G".to_owned())?;
    let factor = match text.get(digits.len()..).map(str::to_ascii_uppercase).as_deref() {
        Some("") | None => 1,
        Some("K") => 1_000,
        Some("M") => 1_000_000,
        Some("G") => 1_000_000_000,
        Some(_) => return Err("write a size such as 500M or 2G".to_owned()),
    };
    number
        .checked_mul(factor)
        .ok_or_else(|| "that is too much".to_owned())
}

/// The bytes of memory that the process takes, where the system tells.
pub(crate) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    kilobytes.checked_mul(1024)
}
