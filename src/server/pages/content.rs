//! What each page shows: the answers to a few questions, by the name of the template's variable.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::{Serde, Value};
use oxigraph::model::{NamedNode, Term};
use serde::Serialize;

use super::super::exchange::{Refusal, Reply, Request, Response};
use super::super::site::Site;
use super::super::sparql::in_full;
use super::article::{marks, paragraphs};
use super::cell::{Row, node_cell, rows, shown};
use super::picture::spokes;
use crate::query::{SAVED_QUERIES, SavedQuery, bind, saved_query};
use crate::search::{Kind, found_answer};
use crate::store::{Allowance, Answer};
use crate::vocab::{CLAIM_NAMESPACE, DOCUMENT_NAMESPACE, PREFIXES};

/// The pages that are found by their names.
pub(super) fn named(site: &Site, request: &Request, allowance: &Allowance) -> Result<String, Refusal> {
    match request.path.as_str() {
        "/find" => find(site, request),
        "/ask" => questions(site),
        _ => start(site, allowance),
    }
}

fn start(site: &Site, allowance: &Allowance) -> Result<String, Refusal> {
    let list = |query: &str| rows(site, (query, &[]), allowance);
    let stats = saved_query("stats").map_or(Ok(Vec::new()), |saved| list(saved.text))?;
    let context = context! {
        stats => shows(stats),
        contested => shows(list(include_str!("contested.rq"))?),
        documents => shows(list(include_str!("documents.rq"))?),
    };
    site.pages.render("start.html", context)
}

/// The most that the page of a search lists.
const MOST_FOUND: usize = 200;

fn find(site: &Site, request: &Request) -> Result<String, Refusal> {
    let text = request.parameter("text").unwrap_or_default().trim();
    let kind = request.parameter("kind").filter(|kind| !kind.is_empty());
    let kind: Option<Kind> = kind
        .map(|kind| kind.parse().map_err(|_| Refusal::new(400, no_kind(kind))))
        .transpose()?;
    let found = site.search()?.find(text, kind, MOST_FOUND);
    let found = found_answer(found.map_err(|error| Refusal::new(500, in_full(&error)))?);
    let found = match &found {
        Answer::Rows { variables, rows } => shown(site, (variables, rows)),
        _ => Vec::new(),
    };
    let kind = kind.map(|kind| kind.to_string());
    let context = context! { text => text, kind => kind, most => MOST_FOUND, found => shows(found) };
    site.pages.render("find.html", context)
}

fn no_kind(kind: &str) -> String {
    format!("`{kind}` is no kind: choose entity, document, claim or evidence")
}

/// A value as templates take it.
fn shows(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}

/// The saved questions.
fn questions(site: &Site) -> Result<String, Refusal> {
    let saved = SAVED_QUERIES.iter();
    let saved = saved.map(|saved| context! { name => saved.name, purpose => saved.purpose() });
    site.pages
        .render("questions.html", context! { saved => saved.collect::<Vec<_>>() })
}

/// A saved question with a form for its parameters, and its answer once there is enough to answer it.
pub(super) fn asked(site: &Site, request: &Request, allowance: &Allowance) -> Result<String, Refusal> {
    let name = request.path.trim_start_matches("/ask/");
    let saved =
        saved_query(name).ok_or_else(|| Refusal::new(404, format!("there is no question `{name}`")))?;
    let parameters = saved.parameters();
    let given: Vec<(String, String)> = request
        .parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .cloned()
        .collect();
    let lacks = |name: &str| !given.iter().any(|(known, _)| known == name);
    let is_ready = parameters
        .iter()
        .all(|parameter| parameter.default.is_some() || !lacks(parameter.name));
    let answer = match is_ready {
        true => Some(answered(site, (saved, &given), allowance)?),
        false => None,
    };
    let fields = parameters.iter().map(|parameter| {
        let value = given.iter().find(|(name, _)| name == parameter.name);
        context! {
            name => parameter.name,
            help => parameter.help,
            kind => parameter.kind.to_string().to_lowercase(),
            default => parameter.default,
            value => value.map(|(_, value)| value.as_str()),
        }
    });
    let context = context! {
        name => name,
        purpose => saved.purpose(),
        text => saved.text,
        fields => fields.collect::<Vec<_>>(),
        answer => answer,
    };
    site.pages.render("ask.html", context)
}

fn answered(
    site: &Site,
    (saved, given): (&SavedQuery, &[(String, String)]),
    allowance: &Allowance,
) -> Result<Value, Refusal> {
    let bindings = bind(&site.graph, &saved.parameters(), given)?;
    let bindings: Vec<(&str, Term)> = bindings;
    let answer = crate::query::ask_within(&site.graph, (saved.text, &bindings), allowance)?;
    Ok(table(site, &answer))
}

/// An answer as a table: its head and its rows.
fn table(site: &Site, answer: &Answer) -> Value {
    match answer {
        Answer::Rows { variables, rows } => context! {
            head => variables.iter().map(|variable| variable.as_str().to_owned()).collect::<Vec<_>>(),
            rows => shows(shown(site, (variables, rows))),
        },
        Answer::Truth(truth) => context! { truth => if *truth { "Yes" } else { "No" } },
        Answer::Triples(triples) => {
            let lines: Vec<String> = triples.iter().map(|triple| format!("{triple} .")).collect();
            context! { triples => lines.join("\n") }
        }
    }
}

/// The page to write queries on, with what the last one gave.
pub(in crate::server) fn results(
    site: &Site,
    query: &str,
    outcome: Option<Result<Answer, Refusal>>,
) -> Result<String, Refusal> {
    let (answer, mistake) = match outcome {
        None => (None, None),
        Some(Ok(answer)) => (Some(table(site, &answer)), None),
        Some(Err(refusal)) => (None, Some(refusal.message)),
    };
    site.pages.render(
        "sparql.html",
        context! { query => query, answer => answer, mistake => mistake, prefixes => prefixes()? },
    )
}

/// The prefixes that need no declaration, for the editor: an object of JSON.
fn prefixes() -> Result<String, Refusal> {
    let prefixes: BTreeMap<_, _> = PREFIXES.iter().copied().collect();
    serde_json::to_string(&prefixes).map_err(|error| Refusal::new(500, in_full(&error)))
}

/// A page that says why there is none.
pub(super) fn refused(site: &Site, refusal: &Refusal) -> Result<String, Refusal> {
    let context = context! { status => refusal.status, message => refusal.message.clone() };
    site.pages.render("refused.html", context)
}

/// The page of an IRI.
pub(super) fn of(site: &Site, node: &NamedNode, allowance: &Allowance) -> Result<String, Refusal> {
    let is_plain = |namespace: &str| node.as_str().starts_with(namespace) && !node.as_str().contains('#');
    if is_plain(CLAIM_NAMESPACE) {
        return claim(site, node, allowance);
    }
    if is_plain(DOCUMENT_NAMESPACE) {
        return document(site, node, allowance);
    }
    let parts = ask(site, (include_str!("thing.rq"), "thing", node), allowance)?;
    match parts
        .iter()
        .any(|row| row.get("part").is_some_and(|part| part.text == "class"))
    {
        true => entity(site, (node, parts), allowance),
        false => other(site, node, allowance),
    }
}

/// What is claimed around a thing, drawn where scripts run.
pub(super) fn network(site: &Site, request: &Request, allowance: &Allowance) -> Result<String, Refusal> {
    let thing = thing_of(request)?;
    let claims = ask(site, (include_str!("network.rq"), "thing", &thing), allowance)?;
    let context = context! { thing => shows(node_cell(site, &thing)), claims => shows(claims) };
    site.pages.render("graph.html", context)
}

/// The same for the script: a list of claims, each with the names of its parts.
pub(super) fn network_data(site: &Site, request: &Request, allowance: &Allowance) -> Reply {
    let thing = thing_of(request)?;
    let claims = ask(site, (include_str!("network.rq"), "thing", &thing), allowance)?;
    let lines: Vec<NetworkLine<'_>> = claims.iter().filter_map(NetworkLine::of).collect();
    let body = serde_json::to_vec(&lines).map_err(|error| Refusal::new(500, in_full(&error)))?;
    Ok(Response::new("application/json", body))
}

/// The thing that a request is about.
fn thing_of(request: &Request) -> Result<NamedNode, Refusal> {
    let iri = request.parameter("iri").unwrap_or_default();
    NamedNode::new(iri).map_err(|_| Refusal::new(400, format!("`{iri}` is no IRI; ask for /graph?iri=…")))
}

/// A claim between two things.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NetworkLine<'a> {
    claim: &'a str,
    claimant: &'a str,
    stance: &'a str,
    certainty: &'a str,
    relation: &'a str,
    subject: &'a str,
    subject_name: &'a str,
    object: &'a str,
    object_name: &'a str,
}

impl<'a> NetworkLine<'a> {
    fn of(row: &'a Row) -> Option<Self> {
        let text = |name: &str| row.get(name).map(|cell| cell.text.as_str());
        let value = |name: &str| row.get(name).map(|cell| cell.value.as_str());
        let name = |name: &str| row.get(name).map(|cell| cell.name.as_str());
        Some(Self {
            claim: value("claim")?,
            claimant: text("claimant")?,
            stance: name("stance")?,
            certainty: name("certainty")?,
            relation: text("relation")?,
            subject: value("subject")?,
            subject_name: text("subject")?,
            object: value("object")?,
            object_name: text("object")?,
        })
    }
}

fn ask(
    site: &Site,
    (query, name, node): (&str, &str, &NamedNode),
    allowance: &Allowance,
) -> Result<Vec<Row>, Refusal> {
    rows(site, (query, &[(name, node.clone().into())]), allowance)
}

fn entity(
    site: &Site,
    (node, parts): (&NamedNode, Vec<Row>),
    allowance: &Allowance,
) -> Result<String, Refusal> {
    let claims = ask(site, (include_str!("claims.rq"), "thing", node), allowance)?;
    let mut timeline: Vec<&Row> = claims.iter().filter(|row| row.contains_key("time")).collect();
    timeline.sort_by_key(|row| {
        let day = row.get("earliest").or_else(|| row.get("latest"));
        (day.is_none(), day.map(|day| day.text.clone()))
    });
    let thing = node_cell(site, node);
    let connected = ask(site, (include_str!("picture.rq"), "thing", node), allowance)?;
    let context = context! {
        parts => shows(parts),
        facts => shows(ask(site, (include_str!("facts.rq"), "thing", node), allowance)?),
        timeline => shows(timeline),
        spokes => shows(spokes(&thing.text, connected)),
        claims => shows(&claims),
        thing => shows(thing),
    };
    site.pages.render("entity.html", context)
}

fn claim(site: &Site, node: &NamedNode, allowance: &Allowance) -> Result<String, Refusal> {
    let said = ask(site, (include_str!("claim.rq"), "claim", node), allowance)?;
    let Some(first) = said.first() else {
        return Err(Refusal::new(404, "there is no such claim in this graph"));
    };
    let context = context! {
        claim => shows(node_cell(site, node)),
        said => shows(first),
        sentence => shows(sentence(first)),
        against => shows(ask(site, (include_str!("against.rq"), "claim", node), allowance)?),
        steps => shows(ask(site, (include_str!("steps.rq"), "claim", node), allowance)?),
    };
    site.pages.render("claim.html", context)
}

/// The sentence of a claim: what stands before its words, they, and what follows.
fn sentence(claim: &Row) -> Option<(String, String, String)> {
    let number = |name: &str| claim.get(name).and_then(|cell| cell.text.parse::<usize>().ok());
    let letters: Vec<char> = claim.get("sentence")?.text.chars().collect();
    let offset = number("sentenceBegin")?;
    let begin = number("begin")?.checked_sub(offset)?.min(letters.len());
    let end = number("end")?.checked_sub(offset)?.clamp(begin, letters.len());
    let part = |from: usize, to: usize| letters.get(from..to).unwrap_or_default().iter().collect();
    Some((part(0, begin), part(begin, end), part(end, letters.len())))
}

fn document(site: &Site, node: &NamedNode, allowance: &Allowance) -> Result<String, Refusal> {
    let found = ask(site, (include_str!("document.rq"), "document", node), allowance)?;
    let Some(about) = found.first() else {
        return Err(Refusal::new(404, "there is no such document in this graph"));
    };
    let marks = marks(ask(
        site,
        (include_str!("marks.rq"), "document", node),
        allowance,
    )?);
    let text = about.get("text").map_or("", |text| text.text.as_str());
    let context = context! {
        document => shows(node_cell(site, node)),
        about => shows(about),
        paragraphs => shows(paragraphs(text, &marks)),
        marks => shows(marks),
    };
    site.pages.render("document.html", context)
}

fn other(site: &Site, node: &NamedNode, allowance: &Allowance) -> Result<String, Refusal> {
    let stated = ask(site, (include_str!("triples.rq"), "node", node), allowance)?;
    let uses = ask(site, (include_str!("uses.rq"), "node", node), allowance)?;
    if stated.is_empty() && uses.is_empty() {
        return Err(Refusal::new(404, format!("nothing is known of {node}")));
    }
    let context =
        context! { node => shows(node_cell(site, node)), stated => shows(stated), uses => shows(uses) };
    site.pages.render("node.html", context)
}
