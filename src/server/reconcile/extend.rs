//! Data extension: columns of what is known, for things that were found.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::source::{Source, Stated};
use crate::server::exchange::Refusal;

/// The most things of one request.
const MOST: usize = 1_000;

#[derive(Deserialize)]
struct Extension {
    ids: Vec<String>,
    properties: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    id: String,
}

/// The values of properties, for each thing.
pub(super) fn rows(source: &Source<'_>, text: &str) -> Result<Value, Refusal> {
    let extension: Extension = serde_json::from_str(text).map_err(|error| {
        let example = r#"{"ids": ["…"], "properties": [{"id": "…"}]}"#;
        Refusal::new(
            400,
            format!("`extend` cannot be read: {error}; send for example {example}"),
        )
    })?;
    if extension.ids.len() > MOST {
        return Err(Refusal::new(
            413,
            format!(
                "{} ids are more than {MOST}; send fewer at once",
                extension.ids.len()
            ),
        ));
    }
    let names = extension.properties.iter();
    let meta: Vec<Value> = names
        .map(|wanted| json!({ "id": wanted.id, "name": source.property_name(&wanted.id) }))
        .collect();
    let mut rows = Map::new();
    for id in &extension.ids {
        let mut row = Map::new();
        for wanted in &extension.properties {
            let values = source.values(id, &wanted.id)?;
            row.insert(wanted.id.clone(), values.into_iter().map(shown).collect());
        }
        rows.insert(id.clone(), Value::Object(row));
    }
    Ok(json!({ "meta": meta, "rows": rows }))
}

fn shown(value: Stated) -> Value {
    match value.id {
        Some(id) => json!({ "id": id, "name": value.text }),
        None => json!({ "str": value.text }),
    }
}

/// The properties that may be asked for.
pub(super) fn proposed(source: &Source<'_>, kind: Option<&str>) -> Result<Value, Refusal> {
    let properties = source.properties_like("")?.into_iter();
    let properties: Vec<Value> = properties
        .map(|property| json!({ "id": property.id, "name": property.name }))
        .collect();
    Ok(json!({ "limit": properties.len(), "type": kind, "properties": properties }))
}
