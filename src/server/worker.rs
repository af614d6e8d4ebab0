//! A worker: a process that answers one question after the other for a server, and can be killed over any of them.
//!
//! It has a graph of its own, read where the server's is kept: the snapshot of a folder, or the file.

use std::io::{Read, Write};

use super::exchange::{Request, Response};
use super::route::respond;
use super::site::Site;
use super::{ServerError, ServerSettings, frame};
use crate::store::{Allowance, KnowledgeGraph};

/// Answers what comes from the server until nothing does. `state` is what the server calls what the graph holds.
///
/// # Errors
/// When the server cannot be spoken to.
pub fn work(
    (graph, state): (KnowledgeGraph, String),
    settings: &ServerSettings,
    (input, output): (&mut impl Read, &mut impl Write),
) -> Result<(), ServerError> {
    let site = Site::new((graph, state), settings);
    let mut answer =
        |response: &Response| frame::write(output, response, &response.body).map_err(ServerError::Parted);
    answer(&Response::status(204))?;
    while let Some((head, body)) = frame::read::<Request>(input).map_err(ServerError::Parted)? {
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
