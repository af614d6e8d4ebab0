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

/// The values of properties, for each thing: an object of rows.
pub(super) fn rows(source: &Source<'_>, text: &str) -> Result<Value, Refusal> {
    let extension = read(text)?;
    let mut rows = Map::new();
    for id in &extension.ids {
        let mut row = Map::new();
        for wanted in &extension.properties {
            let values = source.values(id, &wanted.id)?;
            row.insert(wanted.id.clone(), values.into_iter().map(shown).collect());
        }
        rows.insert(id.clone(), Value::Object(row));
    }
    Ok(json!({ "meta": meta(source, &extension), "rows": rows }))
}

/// The same as version 1.0 has it: a list of rows.
pub(super) fn listed_rows(source: &Source<'_>, text: &str) -> Result<Value, Refusal> {
    let extension = read(text)?;
    let mut rows = Vec::new();
    for id in &extension.ids {
        let mut properties = Vec::new();
        for wanted in &extension.properties {
            let values: Vec<Value> = source.values(id, &wanted.id)?.into_iter().map(shown).collect();
            properties.push(json!({ "id": wanted.id, "values": values }));
        }
        rows.push(json!({ "id": id, "properties": properties }));
    }
    Ok(json!({ "meta": meta(source, &extension), "rows": rows }))
}

fn meta(source: &Source<'_>, extension: &Extension) -> Vec<Value> {
    let names = extension.properties.iter();
    names
        .map(|wanted| json!({ "id": wanted.id, "name": source.property_name(&wanted.id) }))
        .collect()
}

/// What is asked for.
fn read(text: &str) -> Result<Extension, Refusal> {
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
    Ok(extension)
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
    let mut answer = json!({ "limit": properties.len(), "properties": properties });
    if let Some(kind) = kind {
        answer["type"] = kind.into();
    }
    Ok(answer)
}
