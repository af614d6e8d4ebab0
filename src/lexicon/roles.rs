//! The parts that prepositional phrases play beside subject and object (`roles.tsv`).

use std::path::Path;

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;

use super::table::{EntrySource, LexiconError, rows};

/// One line: what has to stand behind a preposition for it to mark a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The class of what stands there.
    pub class: NamedNode,
    /// The part it plays, a property under `tm:circumstance`.
    pub role: NamedNode,
    /// The line it comes from.
    pub entry: EntrySource,
}

/// All roles by preposition, in the order of the table.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    by_preposition: FxHashMap<String, Vec<Role>>,
}

impl Roles {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut roles = Self::default();
        for row in rows(path, text) {
            let role = Role {
                class: row.term(1)?,
                role: row.term(2)?,
                entry: row.source(),
            };
            for preposition in row.list(0) {
                let of_preposition = roles.by_preposition.entry(preposition.to_owned()).or_default();
                of_preposition.push(role.clone());
            }
        }
        Ok(roles)
    }

    /// What `preposition` may mark, the first that fits before the others.
    pub fn get(&self, preposition: &str) -> &[Role] {
        self.by_preposition.get(preposition).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preposition_keeps_its_lines_in_order() {
        let text = "to|into\ttm:Place\ttm:to\nto\ttm:Agent\ttm:forWhom\n";
        let roles = Roles::parse(Path::new("roles.tsv"), text).unwrap();
        let lines: Vec<_> = roles
            .get("to")
            .iter()
            .map(|role| role.entry.to_string())
            .collect();
        assert_eq!(lines, ["roles.tsv:1", "roles.tsv:2"]);
        assert_eq!(roles.get("into").len(), 1);
        assert!(roles.get("of").is_empty());
    }

    #[test]
    fn a_role_without_prefix_is_an_error_with_its_line() {
        let error = Roles::parse(Path::new("roles.tsv"), "# x\nto\ttm:Place\tto\n").unwrap_err();
        assert_eq!(error.line, 2);
    }
}
