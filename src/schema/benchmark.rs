//! Ontologies in the JSON of [Text2KGBench](https://github.com/cenguix/Text2KGBench): concepts and relations.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{Schema, SchemaClass, SchemaError, SchemaRelation};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    title: String,
    #[serde(default)]
    concepts: Vec<Concept>,
    relations: Vec<Relation>,
}

#[derive(Deserialize)]
struct Concept {
    #[serde(alias = "id")]
    qid: String,
    label: String,
}

#[derive(Deserialize)]
struct Relation {
    #[serde(alias = "id")]
    pid: String,
    label: String,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    range: String,
}

/// Reads a file; a domain or range that is no concept's id is taken for the name of a class.
pub(super) fn schema(path: &Path, text: &str) -> Result<Schema, SchemaError> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let problem = format!("is not an ontology in Text2KGBench's JSON: {error}");
        SchemaError::new(path, error.line().max(1), problem)
    })?;
    let labels: BTreeMap<&str, &str> = file
        .concepts
        .iter()
        .map(|concept| (concept.qid.as_str(), concept.label.trim()))
        .collect();
    let class = |id: &str| {
        let label = labels.get(id).copied().unwrap_or(id).trim();
        Vec::from_iter((!label.is_empty()).then(|| label.to_owned()))
    };
    let relations = file.relations.iter().map(|relation| SchemaRelation {
        id: relation.pid.clone(),
        label: relation.label.trim().to_owned(),
        domain: class(&relation.domain),
        is_literal: is_literal(&relation.range),
        range: class(&relation.range),
        ..SchemaRelation::default()
    });
    let relations = relations.filter(|relation| !relation.label.is_empty()).collect();
    let classes = file.concepts.iter().map(|concept| SchemaClass {
        id: concept.qid.clone(),
        label: concept.label.trim().to_owned(),
        ..SchemaClass::default()
    });
    Ok(Schema::with_relations(
        file.title.clone(),
        classes.collect(),
        relations,
    ))
}

/// Ranges that are written out instead of naming a concept.
fn is_literal(range: &str) -> bool {
    matches!(range, "date" | "number" | "string")
}
