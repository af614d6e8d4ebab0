//! Answers as bodies.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use oxigraph::model::{GraphName, Quad, Triple};

use super::accept::{Form, Media, ROWS, TRIPLES, choose};
use super::exchange::{Refusal, Reply, Response};
use crate::export::write_quads;
use crate::query::{RowFormat, TableStyle, write_rows, write_truth};
use crate::store::Answer;

/// Smaller bodies are sent as they are.
const LEAST_COMPRESSED: usize = 1_000;

/// The media type of messages.
const PLAIN: &str = "text/plain";

/// The offer for an answer, or why there is none.
pub(super) fn negotiated(accept: &str, offers: &[Media]) -> Result<Media, Refusal> {
    choose(accept, offers).ok_or_else(|| {
        let names: Vec<_> = offers.iter().map(|offer| offer.name).collect();
        Refusal::new(406, format!("this can be had as {}", names.join(", ")))
    })
}

/// An answer in the format that the client likes best.
pub(super) fn answer(answer: &Answer, accept: &str) -> Reply {
    let offers = match answer {
        Answer::Triples(_) => TRIPLES,
        _ => ROWS,
    };
    let media = negotiated(accept, offers)?;
    let mut body = Vec::new();
    match (answer, media.form) {
        (Answer::Rows { variables, rows }, Form::Rows(format)) => {
            write_rows((variables, rows), format, &mut body)
        }
        (Answer::Truth(truth), Form::Rows(RowFormat::Csv | RowFormat::Tsv)) => {
            write_truth(*truth, RowFormat::Table(TableStyle::default()), &mut body)
        }
        (Answer::Truth(truth), Form::Rows(format)) => write_truth(*truth, format, &mut body),
        (Answer::Triples(triples), _) => {
            return quads(&in_default_graph(triples), media);
        }
        _ => Ok(()),
    }
    .map_err(unwritten)?;
    Ok(Response::new(&with_charset(media.name), body))
}

/// Quads in a format; what has no graphs gets triples.
pub(super) fn quads(quads: &[Quad], media: Media) -> Reply {
    let mut body = Vec::new();
    if let Form::Triples(syntax) = media.form {
        write_quads(quads, syntax, &mut body).map_err(unwritten)?;
    }
    Ok(Response::new(&with_charset(media.name), body))
}

/// Why there is no answer: as a SHACL report where shapes are why and the client does not want plain text.
pub(super) fn refused(refusal: Refusal, accept: &str) -> Response {
    let choice = choose(accept, TRIPLES).filter(|media| media.name != PLAIN && !refusal.report.is_empty());
    match choice.and_then(|media| quads(&refusal.report, media).ok()) {
        Some(response) => Response {
            status: refusal.status,
            ..response
        },
        None => refusal.into(),
    }
}

/// The same response, packed where that is worth it.
pub(super) fn compressed(response: Response) -> Response {
    if response.body.len() < LEAST_COMPRESSED || response.header("content-encoding").is_some() {
        return response;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    match encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        Ok(body) => Response { body, ..response }.with("content-encoding", "gzip"),
        Err(_) => response,
    }
}

pub(super) fn in_default_graph(triples: &[Triple]) -> Vec<Quad> {
    let quads = triples
        .iter()
        .map(|triple| triple.clone().in_graph(GraphName::DefaultGraph));
    quads.collect()
}

fn with_charset(name: &str) -> String {
    match name.starts_with("text/") {
        true => format!("{name}; charset=utf-8"),
        false => name.to_owned(),
    }
}

fn unwritten(error: io::Error) -> Refusal {
    Refusal::new(
        406,
        format!("this cannot be written in the format that was asked for: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_value_is_written_in_every_format() {
        for media in ROWS {
            let response = answer(&Answer::Truth(true), media.name).unwrap();
            assert!(
                String::from_utf8(response.body).unwrap().contains("true"),
                "{}",
                media.name
            );
        }
    }

    #[test]
    fn a_format_that_is_not_offered_is_named_with_those_that_are() {
        let refusal = answer(&Answer::Truth(true), "image/png").unwrap_err();
        assert_eq!(refusal.status, 406);
        assert!(refusal.message.contains("text/csv"), "{}", refusal.message);
    }
}
