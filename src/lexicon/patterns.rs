//! Relations said without a verb (`patterns.tsv`): titles, numbers, places.

use std::path::Path;

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;
use strum::{Display, EnumString};

use super::table::{EntrySource, LexiconError, rows};

/// A way of saying something without a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum Pattern {
    /// A title or role beside a person's name.
    Role,
    /// The organisation beside a role.
    Affiliation,
    /// "Geneva-based".
    Base,
    /// A place behind or before a noun.
    Location,
    /// "two sites".
    Count,
    /// "at least two sites".
    Least,
    /// "up to two sites".
    Most,
    /// "about two sites".
    About,
    /// "opened to help visitors".
    Purpose,
    /// "in nine countries".
    Countries,
}

/// The relation of a pattern and where the table says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternRelation {
    /// The relation.
    pub relation: NamedNode,
    /// The line it comes from.
    pub entry: EntrySource,
}

/// The relation of each pattern; a pattern without a line says nothing.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    by_pattern: FxHashMap<Pattern, PatternRelation>,
}

impl Patterns {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut patterns = Self::default();
        for row in rows(path, text) {
            let expected = "a pattern; use role, affiliation, base, location, count, least, most, about, purpose or countries";
            let pattern = row.parse_cell(0, expected)?;
            let relation = PatternRelation {
                relation: row.term(1)?,
                entry: row.source(),
            };
            patterns.by_pattern.insert(pattern, relation);
        }
        Ok(patterns)
    }

    /// The relation that `pattern` expresses.
    pub fn get(&self, pattern: Pattern) -> Option<&PatternRelation> {
        self.by_pattern.get(&pattern)
    }

    /// The relations that patterns express, in no order.
    pub fn relations(&self) -> impl Iterator<Item = &NamedNode> {
        self.by_pattern.values().map(|found| &found.relation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_without_a_line_says_nothing() {
        let patterns = Patterns::parse(Path::new("patterns.tsv"), "role\ttm:holdsRole\tx\n").unwrap();
        assert_eq!(patterns.get(Pattern::Role).unwrap().entry.line, 1);
        assert_eq!(patterns.get(Pattern::Base), None);
    }
}
