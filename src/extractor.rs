//! Extractors: the programs that read claims off texts, each with its version.
//!
//! A graph may hold the claims of several. Each claim names its extractor, so that one's claims can be told from
//! another's, and a claim that two of them read names both.

use std::borrow::Cow;
use std::fmt;

use oxigraph::model::NamedNode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::vocab::EXTRACTOR_NAMESPACE;

/// What may stand in an IRI as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The same in a name, which ends at the first hyphen, so that no two extractors have one IRI.
const KEPT_IN_NAME: &AsciiSet = &KEPT.add(b'-');

/// The names of those that `build` reads with.
const OF_BUILD: [&str; 3] = ["testimony", "llm", "gliner"];

/// A program that reads claims off texts. Displays as "testimony 0.1.0".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extractor {
    /// What it is called: "testimony", "llm".
    pub name: Cow<'static, str>,
    /// Its version; of a language model, the model. Empty where nobody tells it.
    pub version: Cow<'static, str>,
}

impl Extractor {
    /// This program.
    pub fn own() -> Self {
        Self {
            name: Cow::Borrowed("testimony"),
            version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
        }
    }

    /// Another one.
    pub fn new(name: impl Into<Cow<'static, str>>, version: String) -> Self {
        Self {
            name: name.into(),
            version: Cow::Owned(version),
        }
    }

    /// Whether an IRI is that of an extractor which `build` reads with, in any version.
    pub fn is_of_build(iri: &NamedNode) -> bool {
        let rest = iri.as_str().strip_prefix(EXTRACTOR_NAMESPACE);
        let name = rest.map(|rest| rest.split('-').next().unwrap_or_default());
        name.is_some_and(|name| OF_BUILD.contains(&name))
    }

    /// Its IRI, made from name and version.
    pub fn iri(&self) -> NamedNode {
        let name = utf8_percent_encode(&self.name, KEPT_IN_NAME);
        let version = utf8_percent_encode(&self.version, KEPT);
        NamedNode::new_unchecked(match self.version.is_empty() {
            true => format!("{EXTRACTOR_NAMESPACE}{name}"),
            false => format!("{EXTRACTOR_NAMESPACE}{name}-{version}"),
        })
    }
}

impl fmt::Display for Extractor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version.is_empty() {
            true => write!(formatter, "{}", self.name),
            false => write!(formatter, "{} {}", self.name, self.version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_iri_keeps_versions_apart() {
        let of = |version: &str| Extractor::new("llm", version.to_owned()).iri();
        assert_eq!(
            of("org/qwen3:8b").as_str(),
            "https://w3id.org/testimony/extractor/llm-org%2Fqwen3%3A8b"
        );
        assert_ne!(of("qwen3:8b"), of("qwen3-8b"));
        let other = Extractor::new("llm-qwen3".to_owned(), "8b".to_owned());
        assert_ne!(of("qwen3-8b"), other.iri());
        let unknown = Extractor::new("llm", String::new());
        assert_eq!(
            (unknown.to_string().as_str(), unknown.iri().as_str()),
            ("llm", "https://w3id.org/testimony/extractor/llm")
        );
        assert!(Extractor::own().to_string().starts_with("testimony "));
    }
}
