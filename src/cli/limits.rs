//! How long a question may take and how much it may answer.
//!
//! Oxigraph's own way to stop a query does not reach into sorting, grouping and products, so that a watch ends
//! the process: nothing that a query does can outlast it.

#[cfg(unix)]
use std::os::unix::process::parent_id;
use std::process;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use testimony::store::{Allowance, Answer, StoreError};

/// The exit code of a command that was stopped, as `timeout` has it.
const STOPPED: i32 = 124;

/// How often memory is looked at.
const PERIOD: Duration = Duration::from_millis(20);

/// The bytes that a question may add to memory before the database is checked beside it.
const MUCH: u64 = 1 << 30;

/// Limits of a question.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// Stop after so many seconds, with exit code 124
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Write no more rows than this, and say so
    #[arg(long, value_name = "ROWS")]
    max_rows: Option<usize>,
    /// Stop when the question has taken so much memory, as 500M or 2G, with exit code 124
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    memory_limit: Option<u64>,
}

/// Ends the process unless it is disarmed in time.
pub(crate) struct Watch(Option<Sender<()>>);

impl Limits {
    /// Starts the clock.
    pub(crate) fn watch(&self) -> Watch {
        let (timeout, memory) = (self.timeout, self.memory_limit);
        if timeout.is_none() && memory.is_none() {
            return Watch(None);
        }
        let (disarm, disarmed) = mpsc::channel();
        thread::spawn(move || {
            let begun = Instant::now();
            while disarmed.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                if let Some(limit) = timeout.filter(|limit| begun.elapsed() >= *limit) {
                    stopped(&format!("after {} s, as --timeout asks", limit.as_secs_f64()));
                }
                if memory.is_some_and(|limit| resident().is_some_and(|bytes| bytes > limit)) {
                    stopped("at the most memory that --memory-limit allows");
                }
            }
        });
        Watch(Some(disarm))
    }

    /// What the question may take; one row more than may be written shows that there are more.
    pub(crate) fn allowance(&self) -> Allowance {
        Allowance {
            rows: self.max_rows,
            ..Allowance::default()
        }
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

/// Checks a database beside a question that takes much memory, and ends the process when it is damaged: over a damaged block
/// Oxigraph gives the same error for ever, and a join or a count collects it until there is no memory left.
pub(crate) fn watch_database(check: impl FnOnce() -> Result<(), StoreError> + Send + 'static) {
    let most = resident().unwrap_or(0).saturating_add(MUCH);
    once_beyond(most, || {
        if let Err(error) = check() {
            eprintln!(
                "testimony: {:#}: see `testimony fsck`",
                anyhow::Error::from(error)
            );
            process::exit(2);
        }
    });
}

/// Ends the process when it takes more bytes of memory than this, which is the last resort for a
/// question that cannot be stopped.
pub(crate) fn end_beyond(most: u64) {
    once_beyond(most, || {
        stopped("at three times --memory-limit: `testimony fsck` tells whether the database is damaged");
    });
}

/// How often it is looked whether the parent is there.
const PARENT_PERIOD: Duration = Duration::from_millis(500);

/// Ends the process soon after its parent has ended, whatever it is doing.
pub(crate) fn end_with_parent() {
    #[cfg(unix)]
    thread::spawn(|| {
        let parent = parent_id();
        while parent_id() == parent {
            thread::sleep(PARENT_PERIOD);
        }
        process::exit(0);
    });
}

/// The least that a process has to be given: a question with many brackets has a stack of 256 MB, most of which is never used.
const LEAST: u64 = 320 << 20;

/// Lets the process take so many bytes more than it has now, or 320 MB if that is more. What asks for more ends it, as the system
/// gives it no more.
///
/// # Errors
/// When the system does not let it be limited.
pub(crate) fn limit_growth(more: u64) -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = field("VmData:").unwrap_or(0).saturating_add(more.max(LEAST));
        let before = getrlimit(Resource::Data);
        let most = before.maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(
            Resource::Data,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?;
    }
    Ok(())
}

/// Does something once the process takes more bytes of memory than this; never where that cannot be told.
fn once_beyond(most: u64, act: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        while let Some(bytes) = resident() {
            if bytes > most {
                return act();
            }
            thread::sleep(PERIOD);
        }
    });
}

fn stopped(why: &str) {
    eprintln!("testimony: stopped {why}");
    process::exit(STOPPED);
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
    field("VmRSS:")
}

/// A size that the system tells of the process, in bytes.
fn field(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    kilobytes.checked_mul(1024)
}
