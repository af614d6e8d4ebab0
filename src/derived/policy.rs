//! The acceptance policy: which claims become plain triples.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::factuality::Certainty;

/// Which claims become plain triples. Whatever the policy, nothing that anybody denies or contradicts does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Policy {
    /// Whether what an article says in its own voice is accepted.
    pub author_voice: bool,
    /// Whether what a subject says of itself, on a relation marked as self-warranted, is accepted.
    pub self_reports: bool,
    /// The IRIs of those whose every claim is accepted.
    pub trusted: BTreeSet<String>,
    /// How many independent sources have to have it: publishers, each with a text that is no copy of another's. A
    /// document without a publisher counts as one of its own.
    pub sources: usize,
    /// The least certainty that is enough.
    pub certainty: LeastCertainty,
}

/// The least certainty that is enough for a claim to be accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeastCertainty {
    /// Said flatly.
    #[default]
    Certain,
    /// Believed, alleged or expected.
    Probable,
    /// May, might, could.
    Possible,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            author_voice: true,
            self_reports: true,
            trusted: BTreeSet::new(),
            sources: 1,
            certainty: LeastCertainty::Certain,
        }
    }
}

impl Policy {
    /// That which accepts what the author says flatly, and nothing else.
    pub fn author_only() -> Self {
        Self {
            self_reports: false,
            ..Self::default()
        }
    }

    /// The policy in words, as the accepted graph's own description has it.
    pub fn words(&self) -> String {
        let firmly = self.certainty.words();
        let mut grounds = Vec::new();
        if self.author_voice {
            grounds.push(format!("when an article says it in its own voice and {firmly}"));
        }
        if self.self_reports {
            grounds.push(format!(
                "when its subject says it of itself {firmly} on a relation marked tm:selfWarranted"
            ));
        }
        if !self.trusted.is_empty() {
            let trusted: Vec<&str> = self.trusted.iter().map(String::as_str).collect();
            grounds.push(format!(
                "when one of these says it {firmly} ({})",
                trusted.join(", ")
            ));
        }
        if grounds.is_empty() {
            return "No triple stands here.".to_owned();
        }
        let sources = match self.sources {
            0 | 1 => String::new(),
            several => format!(" at least {several} publishers have it so, each in a text of its own;"),
        };
        format!(
            "A triple stands here {};{sources} and nobody denies it, a whole that it is part of, or a wider relation, and no \
             claim contradicts it.",
            grounds.join(", or ")
        )
    }

    /// Whether a claim of this certainty is firm enough.
    pub(super) fn is_firm(&self, certainty: Certainty) -> bool {
        match self.certainty {
            LeastCertainty::Certain => certainty == Certainty::Certain,
            LeastCertainty::Probable => matches!(certainty, Certainty::Certain | Certainty::Probable),
            LeastCertainty::Possible => certainty != Certainty::Unstated,
        }
    }
}

impl LeastCertainty {
    fn words(self) -> &'static str {
        match self {
            Self::Certain => "with certainty",
            Self::Probable => "as at least probable",
            Self::Possible => "as at least possible",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_what_the_policy_asks() {
        let words = Policy::default().words();
        assert!(
            words.contains("in its own voice and with certainty, or when its subject says it of itself"),
            "{words}"
        );
        let strict = Policy {
            author_voice: false,
            self_reports: false,
            trusted: ["https://example.org/court".to_owned()].into(),
            sources: 2,
            certainty: LeastCertainty::Probable,
        };
        assert_eq!(
            strict.words(),
            "A triple stands here when one of these says it as at least probable (https://example.org/court); at least 2 \
             publishers have it so, each in a text of its own; and nobody denies it, a whole that it is part of, or a wider relation, and no claim \
             contradicts it."
        );
        let none = Policy {
            author_voice: false,
            ..Policy::author_only()
        };
        assert_eq!(none.words(), "No triple stands here.");
    }
}
