//! One question to an endpoint, by HTTP.

use std::time::Duration;

use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput, SliceSolutionsParser,
};

use super::{ServiceError, ServiceLimits, ServiceRows};
use crate::hosts::AllowedHosts;
use crate::http::{HttpClient, Limits, Method, Request};

/// The results that are understood, the shortest to read first.
const ACCEPT: &str =
    "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5";

/// A client that asks allowed hosts, and each once more when no reply comes.
pub(super) fn client(allowed: &AllowedHosts, limits: &ServiceLimits) -> HttpClient {
    let limits = Limits {
        timeout: limits.timeout,
        max_bytes: limits.bytes,
        retries: 1,
        first_wait: Duration::from_millis(500),
        longest_wait: Duration::from_secs(5),
    };
    HttpClient::guarded(limits, allowed.clone())
}

/// Sends a query by POST, as a form, which all endpoints take.
pub(super) fn ask(
    client: &HttpClient,
    endpoint: &NamedNode,
    query: &str,
) -> Result<ServiceRows, ServiceError> {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("query", query)
        .finish();
    let request = Request {
        method: Method::Post,
        url: endpoint.as_str(),
        headers: &[
            ("accept", ACCEPT),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        body: Some(form.as_bytes()),
    };
    let reply = client.send(request).map_err(|source| ServiceError::NoAnswer {
        endpoint: endpoint.as_str().to_owned(),
        source: Box::new(source),
    })?;
    let Some(format) = QueryResultsFormat::from_media_type(&reply.content_type) else {
        return Err(ServiceError::NoResults {
            endpoint: endpoint.as_str().to_owned(),
            content_type: reply.content_type,
        });
    };
    read(format, &reply.body).map_err(|message| ServiceError::Unreadable {
        endpoint: endpoint.as_str().to_owned(),
        message,
    })
}

fn read(format: QueryResultsFormat, body: &[u8]) -> Result<ServiceRows, String> {
    let parsed = QueryResultsParser::from_format(format).for_slice(body);
    match parsed.map_err(|error| error.to_string())? {
        SliceQueryResultsParserOutput::Boolean(truth) => Ok(ServiceRows {
            variables: Vec::new(),
            rows: vec![Vec::new(); usize::from(truth)],
        }),
        SliceQueryResultsParserOutput::Solutions(solutions) => read_rows(solutions),
    }
}

fn read_rows(solutions: SliceSolutionsParser<'_>) -> Result<ServiceRows, String> {
    let variables = solutions.variables().to_vec();
    let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
    Ok(ServiceRows {
        variables,
        rows: rows
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_truth_are_read_in_json_and_xml() {
        let json =
            br#"{"head":{"vars":["x","y"]},"results":{"bindings":[{"y":{"type":"literal","value":"a"}}]}}"#;
        let rows = read(QueryResultsFormat::Json, json).unwrap();
        assert_eq!(rows.variables.len(), 2);
        assert!(rows.rows[0][0].is_none() && rows.rows[0][1].is_some());
        let xml = br#"<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>"#;
        assert_eq!(read(QueryResultsFormat::Xml, xml).unwrap().rows, [vec![]]);
        assert!(read(QueryResultsFormat::Json, b"<html>").is_err());
    }
}
