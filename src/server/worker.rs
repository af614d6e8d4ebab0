//! A worker: a process that answers one question after the other for a server, and can be killed over any of them.
//!
//! It has a graph of its own, read where the server's is kept: the snapshot of a folder, or the file.

use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::thread;

use super::exchange::{Request, Response};
use super::route::respond;
use super::site::Site;
use super::{ServerError, ServerSettings, frame};
use crate::store::{Allowance, KnowledgeGraph};

/// What a worker has from outside.
pub struct Bench<R, W> {
    /// Where questions come from.
    pub input: R,
    /// Where answers go to.
    pub output: W,
    /// Ends the process, as its server has gone.
    pub left: fn(),
}

/// Answers what comes, until nothing does. `state` is what the server calls what the graph holds.
///
/// # Errors
/// When the server cannot be spoken to.
pub fn work<R: Read + Send + 'static>(
    (graph, state): (KnowledgeGraph, String),
    settings: &ServerSettings,
    bench: Bench<R, impl Write>,
) -> Result<(), ServerError> {
    let Bench {
        mut input,
        mut output,
        left,
    } = bench;
    let site = Site::new((graph, state), settings);
    let (coming, come) = channel();
    thread::spawn(move || {
        // Nobody waits for an answer any more when nothing can come, whatever is being worked on.
        while let Ok(Some(next)) = frame::read::<Request>(&mut input) {
            if coming.send(next).is_err() {
                return;
            }
        }
        left();
    });
    let mut answer =
        |response: &Response| frame::write(&mut output, response, &response.body).map_err(ServerError::Start);
    answer(&Response::status(204))?;
    for (head, body) in come {
        let request = Request { body, ..head };
        let allowance = Allowance {
            rows: Some(settings.rows),
            services: settings.services.clone(),
            ..Allowance::default()
        };
        answer(&respond(&site, &request, &allowance))?;
    }
    Ok(())
}
