//! The processes that answer what is no look-up: threads cannot be stopped, processes can.
//!
//! A worker is started when one is needed, and kept for the next question on the same state of the graph. Whoever takes one
//! out holds it until it has answered; one that is dropped before is killed, be it because the time is over or because the
//! client has left. What a question does to its process, such as to take all the memory that it may, stays there.

use std::io;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::exchange::{Refusal, Reply, Request, Response};
use super::figures::Figures;
use super::frame;

/// How long a worker may take to read the graph.
const PREPARATION: Duration = Duration::from_secs(60);

/// How long a worker that says nothing any more may take to end.
const FAREWELL: Duration = Duration::from_secs(1);

/// What starts a worker on a state of the graph.
pub type Starter = Box<dyn Fn(&str) -> Command + Send + Sync>;

/// All workers of a server.
pub(super) struct Workers {
    start: Starter,
    /// As many as may work at once.
    places: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

/// A process that waits for a question; it ends with the value.
struct Worker {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The state of the graph that it has read.
    state: String,
}

impl Workers {
    /// At most `most` at once.
    pub(super) fn new(start: Starter, most: usize) -> Self {
        Self {
            start,
            places: Semaphore::new(most),
            idle: Mutex::default(),
        }
    }

    /// Has a worker answer a request on a state of the graph, in no more time than `limit`.
    pub(super) async fn answer(
        &self,
        (state, request): (&str, &Request),
        (limit, figures): (Duration, &Figures),
    ) -> Reply {
        let Ok(Ok(_place)) = timeout(limit, self.places.acquire()).await else {
            return Err(Refusal::busy());
        };
        let mut worker = self.given(state, request).await.map_err(|error| {
            Refusal::new(503, format!("cannot start a process for this question: {error}"))
        })?;
        let answered = timeout(limit, worker.answered()).await;
        if let Ok(Ok(response)) = answered {
            self.idle().push(worker);
            return Ok(response);
        }
        figures.stopped.fetch_add(1, Ordering::Relaxed);
        match answered {
            Err(_) => Err(Refusal::overdue(limit)),
            Ok(_) => Err(worker.why_ended().await),
        }
    }

    /// Ends those that wait: what they have read is served no more, and is kept for them as long as they are there.
    pub(super) fn dismiss(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker that has been given a request: one that waits, or a new one where those that waited have ended.
    async fn given(&self, state: &str, request: &Request) -> io::Result<Worker> {
        while let Some(mut worker) = self.waiting(state) {
            if worker.give(request).await.is_ok() {
                return Ok(worker);
            }
        }
        let started = Worker::started((self.start)(state), state);
        let mut worker = timeout(PREPARATION, started)
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))?;
        worker.give(request).await?;
        Ok(worker)
    }

    /// A worker that has read this state of the graph; those that read another end.
    fn waiting(&self, state: &str) -> Option<Worker> {
        let mut idle = self.idle();
        idle.retain(|worker| worker.state == state);
        idle.pop()
    }
}

impl Worker {
    /// Starts a process and waits until it has read the graph.
    async fn started(command: Command, state: &str) -> io::Result<Self> {
        let mut command = tokio::process::Command::from(command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut process = command.spawn()?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let mut worker = Self {
            process,
            input,
            output: BufReader::new(output),
            state: state.to_owned(),
        };
        worker.answered().await?;
        Ok(worker)
    }

    /// Sends it a request, unless it has ended.
    async fn give(&mut self, request: &Request) -> io::Result<()> {
        self.input
            .write_all(&frame::beginning(request, &request.body)?)
            .await?;
        self.input.write_all(&request.body).await
    }

    /// Why it says nothing any more: it asked the system for more memory than it may have, or had a reason that it told the log.
    async fn why_ended(&mut self) -> Refusal {
        match timeout(FAREWELL, self.process.wait()).await {
            Ok(Ok(status)) if status.code().is_some() => Refusal::new(
                500,
                "this question broke the process that worked on it: the log says why",
            ),
            _ => Refusal::new(503, "the question took more memory than it may, and was stopped"),
        }
    }

    /// What it says next.
    async fn answered(&mut self) -> io::Result<Response> {
        let mut bytes = [0; frame::LENGTHS];
        self.output.read_exact(&mut bytes).await?;
        let [mut head, mut body] = frame::lengths(bytes)?.map(|length| vec![0; length]);
        self.output.read_exact(&mut head).await?;
        self.output.read_exact(&mut body).await?;
        Ok(Response {
            body,
            ..frame::value(&head)?
        })
    }
}
