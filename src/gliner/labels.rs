//! The table of labels: what a model is asked for, and what it stands for (`ontology/extractors/gliner.tsv`).

use std::path::Path;

use oxigraph::model::NamedNode;

use crate::analysis::NameLabel;
use crate::document::text_hash;
use crate::lexicon::table::{LexiconError, rows};
use crate::ontology::Ontology;
use crate::vocab::expand_curie;

/// One kind of name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The class of what such a name names.
    pub(super) class: NamedNode,
    /// The words that the model is asked for.
    pub(super) words: String,
    /// What the rules take it for.
    pub(super) name: NameLabel,
}

/// All kinds of names, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    labels: Vec<Label>,
    hash: String,
}

impl Labels {
    /// The table that the program ships with.
    pub const BUNDLED: (&str, &str) = (
        "ontology/extractors/gliner.tsv",
        include_str!("../../ontology/extractors/gliner.tsv"),
    );

    /// Reads a table, given with its path for messages.
    pub fn parse((path, text): (&Path, &str), ontology: &Ontology) -> Result<Self, LexiconError> {
        let mut labels = Vec::new();
        for row in rows(path, text) {
            let error = |problem: String| LexiconError {
                path: path.to_owned(),
                line: row.line,
                problem,
            };
            let class = expand_curie(row.cell(0)).map(NamedNode::new_unchecked);
            let class = class.filter(|class| ontology.classes().any(|known| known == class.as_ref()));
            let class =
                class.ok_or_else(|| error(format!("`{}` is no class of the ontology", row.cell(0))))?;
            let name = row.cell(2).parse();
            let name =
                name.map_err(|_| error(format!("`{}` is no type of name; ORG is one", row.cell(2))))?;
            if row.cell(1).is_empty() {
                return Err(error(
                    "the words that the model is asked for are missing".to_owned(),
                ));
            }
            labels.push(Label {
                class,
                words: row.cell(1).to_owned(),
                name,
            });
        }
        match labels.is_empty() {
            false => Ok(Self {
                labels,
                hash: text_hash(text),
            }),
            true => Err(LexiconError {
                path: path.to_owned(),
                line: 1,
                problem: "the table is empty; write class, label and type of name on a line".to_owned(),
            }),
        }
    }

    /// The labels, as many at once as a model takes.
    pub(super) fn chunk(&self, most: usize) -> impl Iterator<Item = &[Label]> {
        self.labels.chunks(most.max(1))
    }

    /// A hash of the table.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Labels, LexiconError> {
        Labels::parse((Path::new("mine.tsv"), text), &Ontology::bundled())
    }

    #[test]
    fn the_bundled_table_names_classes_of_the_ontology() {
        let labels = parse(Labels::BUNDLED.1).unwrap();
        assert!(
            labels.labels.len() > 10 && labels.labels.len() <= 25,
            "one question has room for 25"
        );
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named() {
        let cases = [
            ("\ntm:Ghost\tghost\tORG", "mine.tsv:2: `tm:Ghost` is no class"),
            (
                "tm:Person\tperson\tHUMAN",
                "mine.tsv:1: `HUMAN` is no type of name",
            ),
            ("tm:Person\t\tPERSON", "mine.tsv:1: the words"),
            ("# nothing", "mine.tsv:1: the table is empty"),
        ];
        for (text, message) in cases {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
