//! The questions that the program ships with, under `queries/`.
//!
//! The first line of a query is a comment that says what it answers. Lines such as
//! `# --about TEXT: only things with this in their names` declare its parameters.

use super::parameter::{Parameter, bind, parameters};
use super::{QueryError, ask_with};
use crate::store::{Answer, KnowledgeGraph};

/// A question with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedQuery {
    /// The name, which is the file's without `.rq`.
    pub name: &'static str,
    /// The query.
    pub text: &'static str,
}

impl SavedQuery {
    /// What it answers: the first line of the file.
    pub fn purpose(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }

    /// The parameters it declares, in its order.
    pub fn parameters(&self) -> Vec<Parameter<'static>> {
        parameters(self.text)
    }
}

macro_rules! saved {
    ($($name:literal)*) => {
        /// Every saved query, sorted by name.
        pub const SAVED_QUERIES: &[SavedQuery] = &[$(SavedQuery {
            name: $name,
            text: include_str!(concat!("../../queries/", $name, ".rq")),
        },)*];
    };
}

saved! {
    "agreed"
    "aliases"
    "between"
    "by-country"
    "by-document"
    "carried"
    "claims-about"
    "contested"
    "denials"
    "describe"
    "disputed-things"
    "documents"
    "entities"
    "evidence"
    "find"
    "least-certain-reading"
    "lexicon-use"
    "linked"
    "occurrences"
    "open-relations"
    "plain"
    "quotations"
    "relations"
    "roles"
    "self-reports"
    "speakers"
    "speech-acts"
    "stats"
    "suspicions"
    "syndicated"
    "timeline"
    "unnamed-sources"
    "where"
    "who-says"
}

/// The saved query with this name.
pub fn saved_query(name: &str) -> Option<&'static SavedQuery> {
    SAVED_QUERIES.iter().find(|saved| saved.name == name)
}

/// Answers the saved query `name` with what is `given` for its parameters.
pub fn ask_saved(
    graph: &KnowledgeGraph,
    name: &str,
    given: &[(String, String)],
) -> Result<Answer, QueryError> {
    let saved = saved_query(name).ok_or_else(|| QueryError::NoSuchQuery(name.to_owned()))?;
    let bindings = bind(graph, &saved.parameters(), given)?;
    ask_with(graph, saved.text, &bindings)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_query_in_the_folder_is_listed_and_says_its_purpose() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
        assert_eq!(fs::read_dir(folder).unwrap().count(), SAVED_QUERIES.len());
        assert!(SAVED_QUERIES.is_sorted_by_key(|saved| saved.name));
        for saved in SAVED_QUERIES {
            assert!(
                saved.text.starts_with("# ") && saved.purpose().ends_with('?'),
                "{}",
                saved.name
            );
        }
    }

    #[test]
    fn every_parameter_that_is_declared_is_used_and_selected() {
        for saved in SAVED_QUERIES {
            for parameter in saved.parameters() {
                let variable = format!("${}", parameter.name);
                let uses = saved.text.matches(&variable).count();
                assert!(uses >= 2, "{}: {variable} is used {uses} times", saved.name);
            }
        }
    }
}
