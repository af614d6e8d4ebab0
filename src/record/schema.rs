//! What a record looks like, as a JSON Schema made from the types that read it.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;

use super::Record;

/// The [JSON Schema 2020-12](https://json-schema.org/draft/2020-12) of a record, indented.
pub fn record_schema() -> Result<String, serde_json::Error> {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<Record>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_in_the_documentation_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/record.schema.json");
        let schema = record_schema().unwrap();
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            written == schema,
            "docs/record.schema.json is outdated: run this test with UPDATE_SCHEMA=1"
        );
    }

    #[test]
    fn the_schema_names_every_field_that_is_needed() {
        let schema: serde_json::Value = serde_json::from_str(&record_schema().unwrap()).unwrap();
        let required = schema["required"].to_string();
        assert_eq!(required, r#"["subject","relation","object","document"]"#);
        assert_eq!(schema["additionalProperties"], false);
    }
}
