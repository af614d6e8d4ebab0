//! The [draft of version 1.0](https://reconciliation-api.github.io/specs/1.0-draft/): batches are posted as JSON to `/match`, the
//! routes of suggestions, previews and further columns are fixed, and the manifest says only which there are.
//!
//! One address cannot have the manifests of 0.2 and of 1.0 at once, as `suggest` is an object in the one and holds
//! truth values in the other. So the manifest of 1.0 goes to those who ask for it by its media type.

use serde_json::{Value, json};

use super::conditions::questions;
use super::source::Source;
use super::{BATCH, VERSIONS, candidates, check_size, extend};
use crate::server::exchange::{Refusal, Request};

/// The media type by which clients ask for version 1.
const MEDIA_TYPE: &str = "application/reconciliation.v1+json";

/// Whether the client asks for version 1.
pub(super) fn is_wanted(request: &Request) -> bool {
    request.accept.to_ascii_lowercase().contains(MEDIA_TYPE)
}

/// What the service says of itself.
pub(super) fn manifest(source: &Source<'_>, request: &Request) -> Value {
    json!({
        "versions": VERSIONS,
        "name": source.title(),
        "lang": "en",
        "documentation": "https://reconciliation-api.github.io/specs/1.0-draft/",
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "batchSize": BATCH,
        "standardizedScore": true,
        "defaultTypes": source.types(),
        "view": { "url": source.view_template(&request.base()) },
        "preview": { "width": 430, "height": 240 },
        "suggest": { "entity": true, "property": true, "type": true },
        "extend": { "proposeProperties": true, "propertySettings": [] },
    })
}

/// The candidates for each question of a batch, in their order.
pub(super) fn matched(source: &Source<'_>, body: &str) -> Result<Value, Refusal> {
    let questions = questions(body)?;
    check_size(questions.len())?;
    let results = questions
        .iter()
        .map(|question| Ok(json!({ "candidates": candidates::of(source, question)? })));
    Ok(json!({ "results": results.collect::<Result<Vec<_>, Refusal>>()? }))
}

/// The properties that may be asked for, no more than are wanted.
pub(super) fn proposed(source: &Source<'_>, request: &Request) -> Result<Value, Refusal> {
    let mut proposed = extend::proposed(source, request.parameter("type"))?;
    let limit = request.parameter("limit").map(|limit| {
        let number = limit.parse::<usize>();
        number.map_err(|_| Refusal::new(400, format!("`{limit}` is no limit; write a number")))
    });
    if let (Some(limit), Some(properties)) = (limit.transpose()?, proposed["properties"].as_array_mut()) {
        properties.truncate(limit);
        proposed["limit"] = limit.into();
    }
    Ok(proposed)
}
