//! The [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/): queries and updates.

use oxigraph::model::Triple;
use oxigraph::sparql::{QueryEvaluationError, UpdateEvaluationError};

use super::accept::{PAGE, ROWS, TRIPLES, choose};
use super::exchange::{FOR_WORKER, Refusal, Reply, Request, Response, entity_tag, is_known};
use super::site::Site;
use super::{body, description, pages};
use crate::query::{Dataset, QueryError, ask_dataset, change, look_up};
use crate::store::{Allowance, Answer, WriteError};
use crate::validation::Report;

/// What a request asks the endpoint to do.
#[derive(Debug, PartialEq, Eq)]
enum Operation {
    Query(String),
    Update(String),
    Describe,
}

/// What has another value each time, as it stands in a query: functions, and what other endpoints answer.
const FLEETING: &[&str] = &["NOW(", "RAND(", "UUID(", "SERVICE"];

/// Answers a request to the endpoint.
pub(super) fn respond(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let parameters = request.with_form()?;
    match operation(request, &parameters)? {
        Operation::Query(query) if wants_page(request) => {
            let asked = || asked(site, (request, &parameters), (&query, allowance));
            pages::page(site, request, || match asked() {
                Err(refusal) if refusal.status == FOR_WORKER => Err(refusal),
                outcome => pages::results(site, &query, Some(outcome)),
            })
        }
        Operation::Describe if wants_page(request) => {
            pages::page(site, request, || pages::results(site, "", None))
        }
        Operation::Query(query) => answer(site, (request, &parameters), (&query, allowance)),
        Operation::Update(update) => carry_out(site, (request, &parameters), (&update, allowance)),
        Operation::Describe => description::service(site, request),
    }
}

/// Whether a page is liked better than rows and triples.
fn wants_page(request: &Request) -> bool {
    let offers = [ROWS, TRIPLES, &[PAGE]].concat();
    choose(&request.accept, &offers) == Some(PAGE)
}

fn operation(request: &Request, parameters: &[(String, String)]) -> Result<Operation, Refusal> {
    let one = |name: &str| match values(parameters, name).as_slice() {
        [] => Ok(None),
        [value] => Ok(Some(value.clone())),
        _ => Err(Refusal::new(400, format!("`{name}` is given more than once"))),
    };
    let (query, update) = (one("query")?, one("update")?);
    match (request.method.as_str(), request.media_type().as_str()) {
        ("GET" | "HEAD", _) => match (query, update) {
            (Some(query), None) => Ok(Operation::Query(query)),
            (None, None) => Ok(Operation::Describe),
            _ => Err(Refusal::new(400, "an update is sent by POST")),
        },
        ("POST", "application/sparql-query") => Ok(Operation::Query(request.text()?.to_owned())),
        ("POST", "application/sparql-update") => Ok(Operation::Update(request.text()?.to_owned())),
        ("POST", "application/x-www-form-urlencoded") => match (query, update) {
            (Some(query), None) => Ok(Operation::Query(query)),
            (None, Some(update)) => Ok(Operation::Update(update)),
            _ => Err(Refusal::new(400, "a form has either `query` or `update`")),
        },
        ("POST", _) => Err(Refusal::new(
            415,
            "send a form, application/sparql-query or application/sparql-update",
        )),
        _ => Err(Refusal::new(405, "queries come by GET or POST, updates by POST")),
    }
}

fn values(parameters: &[(String, String)], name: &str) -> Vec<String> {
    let values = parameters.iter().filter(|(known, _)| known == name);
    values.map(|(_, value)| value.clone()).collect()
}

fn answer(
    site: &Site,
    (request, parameters): (&Request, &[(String, String)]),
    (query, allowance): (&str, &Allowance),
) -> Reply {
    let tag = tag(site, request, query);
    if let Some(tag) = tag.as_deref().filter(|tag| is_known(request, tag)) {
        return Ok(Response::status(304).with("etag", tag));
    }
    let answered = asked(site, (request, parameters), (query, allowance))?;
    let response = body::answer(&answered, &request.accept)?;
    Ok(match tag {
        Some(tag) => response.with("etag", tag),
        None => response,
    })
}

/// The answer to a query, when there is all of it.
fn asked(
    site: &Site,
    (request, parameters): (&Request, &[(String, String)]),
    (query, allowance): (&str, &Allowance),
) -> Result<Answer, Refusal> {
    let [default, named] = ["default-graph-uri", "named-graph-uri"].map(|name| values(parameters, name));
    let dataset = Dataset::new(request.address(), &default, &named)?;
    let answered = match site.has_workers {
        false => ask_dataset(&site.graph, (query, &[], &dataset), allowance)?,
        true => look_up(&site.graph, (query, &dataset), allowance)?
            .ok_or_else(|| Refusal::new(FOR_WORKER, "this is answered elsewhere"))?,
    };
    within(&answered, allowance)?;
    Ok(answered)
}

/// The mark of the answer to a query by GET, unless it is another each time.
fn tag(site: &Site, request: &Request, query: &str) -> Option<String> {
    let letters: String = query.split_whitespace().collect::<String>().to_uppercase();
    if !request.is_read() || FLEETING.iter().any(|function| letters.contains(function)) {
        return None;
    }
    // Of rows and triples the client gets one or the other: the pair stands for both.
    let media = choose(&request.accept, ROWS).or_else(|| choose(&request.accept, TRIPLES))?;
    let other = choose(&request.accept, TRIPLES).map_or("", |media| media.name);
    Some(entity_tag(&format!("{}{other}", site.state()), request, media))
}

/// An answer that is cut would pass for a whole one, so there is none.
fn within(answer: &Answer, allowance: &Allowance) -> Result<(), Refusal> {
    let Some(most) = allowance.rows else {
        return Ok(());
    };
    let has = match answer {
        Answer::Rows { rows, .. } => rows.len(),
        Answer::Triples(triples) => triples.len(),
        Answer::Truth(_) => 0,
    };
    match has > most {
        true => Err(Refusal::new(
            400,
            format!("the answer has more than {most} rows, the most there may be: ask with LIMIT"),
        )),
        false => Ok(()),
    }
}

fn carry_out(
    site: &Site,
    (request, parameters): (&Request, &[(String, String)]),
    (update, allowance): (&str, &Allowance),
) -> Reply {
    let [default, named] = ["using-graph-uri", "using-named-graph-uri"].map(|name| values(parameters, name));
    let dataset = Dataset::new(request.address(), &default, &named)?;
    let todo = (update, &dataset);
    let conditions = site.conditions(allowance);
    site.write(request, || Ok(((), change(&site.graph, todo, &conditions)?)))?;
    Ok(Response::status(204))
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let status = match error {
            QueryError::Evaluation(QueryEvaluationError::Cancelled) => {
                return Self::new(503, "the question took more than it may, and was stopped");
            }
            QueryError::Update(error) => return error.into(),
            QueryError::Service(ref error) if error.is_silenced() => 502,
            QueryError::Evaluation(QueryEvaluationError::Dataset(_)) | QueryError::Store(_) => 500,
            QueryError::NoThread(_) => 503,
            QueryError::NoSuchClaim(_) | QueryError::NoSuchThing(_) | QueryError::NoSuchQuery(_) => 404,
            _ => 400,
        };
        Self::new(status, in_full(&error))
    }
}

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Self {
        let status = match error {
            WriteError::Refused(report) => return not_conforming(&report),
            WriteError::Stopped => 503,
            WriteError::Update(UpdateEvaluationError::Storage(_))
            | WriteError::Store(_)
            | WriteError::Shapes(_) => 500,
            WriteError::Update(_) => 400,
        };
        Self::new(status, in_full(&error))
    }
}

/// A write that the shapes do not like, each thing on its line.
fn not_conforming(report: &Report) -> Refusal {
    let lines: String = report
        .violations
        .iter()
        .map(|violation| format!("{violation}\n"))
        .collect();
    let triples: Vec<Triple> = report.graph.iter().map(Triple::from).collect();
    Refusal {
        report: body::in_default_graph(&triples),
        ..Refusal::new(422, lines.trim_end())
    }
}

/// An error with its causes.
pub(super) fn in_full(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        message = format!("{message}: {next}");
        cause = next.source();
    }
    message
}
