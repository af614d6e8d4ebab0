//! The [Reconciliation Service API](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/) 0.2, what
//! 0.1 has besides, and the draft of 1.0 at routes of its own: who has a table of names, in OpenRefine for example, asks which thing of the graph or record of a dataset each
//! name means.
//!
//! The graph answers at `/reconcile`, an indexed dataset at `/reconcile/NAME`. A candidate's score is how far its best name agrees, in
//! hundredths; one candidate at most is a match, when its name is the same and no other's nearly is.

mod candidates;
mod conditions;
mod draft;
mod extend;
mod fields;
mod names;
mod question;
mod source;

use oxigraph::model::NamedNode;
use serde_json::{Value, json};

use self::question::Question;
use self::source::{Entry, Source};
use super::exchange::{Refusal, Reply, Request, Response};
use super::site::Site;
use super::sparql::in_full;

pub(super) use names::Names;

/// Where the service is.
pub(super) const PATH: &str = "/reconcile";
/// The versions of the interface that are answered.
const VERSIONS: [&str; 3] = ["0.1", "0.2", "1.0-draft"];
/// The most questions of one request.
const BATCH: usize = 500;
/// The most suggestions.
const SUGGESTED: usize = 20;
/// The most suggestions that a client may pass over.
const MOST_SEEN: usize = 1_000;

/// What a path may begin with that names no dataset.
const ACTIONS: [&str; 7] = [
    "",
    "suggest",
    "properties",
    "preview",
    "match",
    "reconcile",
    "extend",
];

/// Answers a request to the service.
pub(super) fn respond(site: &Site, request: &Request) -> Reply {
    let (source, action) = source_of(site, request)?;
    let parameters = request.with_form()?;
    let parameter = |name: &str| {
        let found = parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    match action.as_str() {
        "" => match (parameter("queries"), parameter("query"), parameter("extend")) {
            (Some(queries), ..) => json(&batch(&source, queries)?),
            (_, Some(query), _) => {
                json(&json!({ "result": candidates::of(&source, &Question::single(query)?)? }))
            }
            (.., Some(extension)) => json(&extend::rows(&source, extension)?),
            _ if draft::is_wanted(request) => json(&draft::manifest(&source, request)),
            _ => json(&manifest(&source, request)?),
        },
        "match" | "reconcile" => json(&draft::matched(&source, posted(request)?)?),
        "extend" => json(&extend::listed_rows(&source, posted(request)?)?),
        "extend/propose" => json(&draft::proposed(&source, request)?),
        "suggest/entity" => {
            // Version 1.0 lets clients ask for more by the number of those that they have.
            let cursor = parameter("cursor").and_then(|cursor| cursor.parse::<usize>().ok());
            let seen = cursor.unwrap_or_default().min(MOST_SEEN);
            let named = source.named_like(parameter("prefix").unwrap_or_default(), seen + SUGGESTED)?;
            json(&suggested(named.into_iter().skip(seen).collect()))
        }
        "suggest/type" => json(&suggested(
            source.types_like(parameter("prefix").unwrap_or_default()),
        )),
        "suggest/property" => json(&suggested(
            source.properties_like(parameter("prefix").unwrap_or_default())?,
        )),
        "properties" => json(&extend::proposed(&source, parameter("type"))?),
        "preview" => preview(&source, parameter("id").unwrap_or_default()),
        other => Err(Refusal::new(404, format!("the service has no `{other}`"))),
    }
}

/// The source that a path names, and what is wanted of it.
fn source_of<'a>(site: &'a Site, request: &Request) -> Result<(Source<'a>, String), Refusal> {
    let rest = request.path.strip_prefix(PATH).unwrap_or_default();
    let rest = rest.trim_matches('/');
    let (first, action) = rest.split_once('/').unwrap_or((rest, ""));
    let is_action = ACTIONS.contains(&first);
    match is_action {
        true => Ok((Source::graph(site)?, rest.to_owned())),
        false => Ok((Source::dataset(site, first)?, action.to_owned())),
    }
}

/// The body of a request that has to be sent by POST.
fn posted(request: &Request) -> Result<&str, Refusal> {
    match request.method.as_str() {
        "POST" => request.text(),
        _ => Err(Refusal::new(405, "send the query batch as JSON by POST")),
    }
}

fn json(value: &Value) -> Reply {
    let body = serde_json::to_vec(value).map_err(|error| Refusal::new(500, in_full(&error)))?;
    Ok(Response::new("application/json", body))
}

/// What the service says of itself.
fn manifest(source: &Source<'_>, request: &Request) -> Result<Value, Refusal> {
    let base = request.base();
    let address = format!("{base}{}", source.path());
    let suggest = |what: &str| json!({ "service_url": address, "service_path": format!("/suggest/{what}") });
    Ok(json!({
        "versions": VERSIONS,
        "name": source.title(),
        "identifierSpace": source.identifier_space(),
        "schemaSpace": source.schema_space(),
        "documentation": "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
        "batchSize": BATCH,
        "defaultTypes": source.types(),
        "view": { "url": source.view(&base) },
        "preview": { "url": format!("{address}/preview?id={{{{id}}}}"), "width": 430, "height": 240 },
        "suggest": { "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property") },
        "extend": {
            "propose_properties": { "service_url": address, "service_path": "/properties" },
            "property_settings": [],
        },
    }))
}

/// The answers to many questions, under their names.
fn batch(source: &Source<'_>, queries: &str) -> Result<Value, Refusal> {
    let questions = Question::batch(queries)?;
    check_size(questions.len())?;
    let mut answers = serde_json::Map::new();
    for (name, question) in questions {
        let found = candidates::of(source, &question)?;
        answers.insert(name, json!({ "result": found }));
    }
    Ok(Value::Object(answers))
}

/// Refuses more questions than are answered at once.
fn check_size(questions: usize) -> Result<(), Refusal> {
    match questions > BATCH {
        true => Err(Refusal::new(
            413,
            format!("{questions} questions are more than {BATCH}; send fewer at once"),
        )),
        false => Ok(()),
    }
}

fn suggested(entries: Vec<Entry>) -> Value {
    let result: Vec<Value> = entries
        .into_iter()
        .map(|entry| {
            let mut shown = json!({ "id": entry.id, "name": entry.name });
            if !entry.description.is_empty() {
                shown["description"] = entry.description.into();
            }
            if !entry.types.is_empty() {
                let types = entry.types.into_iter();
                shown["notable"] = types
                    .map(|(id, name)| json!({ "id": id, "name": name }))
                    .collect();
            }
            shown
        })
        .collect();
    json!({ "result": result })
}

/// A few words on a candidate, for a small frame.
fn preview(source: &Source<'_>, id: &str) -> Reply {
    let Some(entry) = source.entry(id)? else {
        return Err(Refusal::new(404, format!("nothing is known of `{id}`")));
    };
    source.preview(&entry)
}

/// An IRI that was sent as an id.
fn node(id: &str) -> Result<NamedNode, Refusal> {
    NamedNode::new(id)
        .map_err(|_| Refusal::new(400, format!("`{id}` is no id of this service: ids are IRIs")))
}
