//! The shapes of a reconciliation service's answers.
//!
//! The public JSON schemas of the interface are not part of this program. Each type says in its own way what the schema of the same
//! thing asks: which members there must be, of which kind, and where no others may be.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A type of the service's; a name is required of default types and optional elsewhere.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

/// A type by id and name, or by its id alone.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Typed {
    Whole { id: String },
    Id(String),
}

impl Typed {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Whole { id } | Self::Id(id) => id,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Template {
    pub(super) url: String,
}

#[derive(Deserialize)]
pub(super) struct Frame {
    pub(super) url: Option<String>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Where an optional part of the service is, in 0.1 and 0.2.
#[derive(Deserialize)]
pub(super) struct Part {
    pub(super) service_url: String,
    pub(super) service_path: String,
}

#[derive(Deserialize)]
pub(super) struct Suggest<T> {
    pub(super) entity: T,
    pub(super) property: T,
    #[serde(rename = "type")]
    pub(super) kind: T,
}

#[derive(Deserialize)]
pub(super) struct Extend {
    pub(super) propose_properties: Part,
    pub(super) property_settings: Vec<Value>,
}

/// The manifest of 0.1 and 0.2.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    pub(super) versions: Vec<String>,
    pub(super) name: String,
    pub(super) identifier_space: String,
    pub(super) schema_space: String,
    pub(super) documentation: String,
    pub(super) batch_size: u32,
    pub(super) default_types: Vec<Named>,
    pub(super) view: Template,
    pub(super) preview: Frame,
    pub(super) suggest: Suggest<Part>,
    pub(super) extend: Extend,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DraftExtend {
    pub(super) propose_properties: bool,
    pub(super) property_settings: Vec<Value>,
}

/// The manifest of the draft of 1.0.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DraftManifest {
    pub(super) versions: Vec<String>,
    pub(super) name: String,
    pub(super) documentation: String,
    pub(super) service_version: String,
    pub(super) default_types: Vec<Named>,
    pub(super) view: Template,
    pub(super) preview: Frame,
    pub(super) suggest: Suggest<bool>,
    pub(super) extend: DraftExtend,
    pub(super) standardized_score: bool,
}

#[derive(Deserialize)]
pub(super) struct Feature {
    pub(super) id: String,
    pub(super) name: String,
    /// A truth value is allowed too; ours are all numbers.
    pub(super) value: f64,
}

#[derive(Deserialize)]
pub(super) struct Candidate {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(rename = "type")]
    pub(super) types: Vec<Typed>,
    pub(super) score: f64,
    pub(super) features: Vec<Feature>,
    #[serde(rename = "match")]
    pub(super) is_match: bool,
}

#[derive(Deserialize)]
pub(super) struct ResultOf {
    pub(super) result: Vec<Candidate>,
}

#[derive(Deserialize)]
pub(super) struct CandidatesOf {
    pub(super) candidates: Vec<Candidate>,
}

#[derive(Deserialize)]
pub(super) struct Results {
    pub(super) results: Vec<CandidatesOf>,
}

#[derive(Deserialize)]
pub(super) struct Suggestion {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) notable: Vec<Typed>,
}

#[derive(Deserialize)]
pub(super) struct Suggestions {
    pub(super) result: Vec<Suggestion>,
}

/// A value has the members of one kind and no others.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Stated {
    Thing(Thing),
    Text(Text),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thing {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) str: String,
}

#[derive(Deserialize)]
pub(super) struct Rows {
    pub(super) meta: Vec<Named>,
    pub(super) rows: BTreeMap<String, BTreeMap<String, Vec<Stated>>>,
}

#[derive(Deserialize)]
pub(super) struct DraftRow {
    pub(super) id: String,
    pub(super) properties: Vec<DraftValues>,
}

#[derive(Deserialize)]
pub(super) struct DraftValues {
    pub(super) id: String,
    pub(super) values: Vec<Stated>,
}

#[derive(Deserialize)]
pub(super) struct DraftRows {
    pub(super) meta: Vec<Named>,
    pub(super) rows: Vec<DraftRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposal {
    pub(super) properties: Vec<Named>,
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) limit: Option<u32>,
}
