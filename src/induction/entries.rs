//! Entries: weighted patterns as a table that people read, review and change.

use std::fmt::Write as _;
use std::path::Path;

use crate::argument::KnownPhrases;
use crate::lexicon::table::{LexiconError, Row, rows};
use crate::schema::Schema;

/// What stands in the place of a relation where an entry holds for all.
pub const ANY: &str = "*";

/// What the pattern of words that stood as an object begins with.
pub(super) const PHRASE: &str = "phrase=";

/// The pattern whose weight says how sure it has to be that a relation is said at all.
pub(super) const LEAST: &str = "least-share";

/// The heading of a table of entries.
const HEADING: &str = "\
# What expresses the relations of an ontology: patterns with weights, learnt from examples.
#
# relation   its label; * for every relation
# pattern    what is seen: s: of the subject, o: of the object, r: q: p: n: of the relation's own words, t: of the text
#            (a word that speaks against any pair when its weight is positive), others of subject and object together
# weight     how much it speaks for a pair, besides what it weighs for every relation; below zero it speaks against it.
#            Change it, or delete the line
#            (least-share: how sure it has to be, 0 to 1, that a relation is said)
# support    how many right pairs of the examples show it
# precision  how many of all that show it are right
#
# relation	pattern	weight	support	precision
";

/// One weighted pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The relation's label, or `*`.
    pub relation: String,
    /// What is seen.
    pub pattern: String,
    /// How much it speaks for a pair.
    pub weight: f32,
    /// How many right pairs of the examples show it.
    pub support: u32,
    /// How many of all that show it are right, 0 to 1.
    pub precision: f32,
}

/// A table of entries, by relation and then from what speaks most for it to what speaks most against it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entries {
    entries: Vec<Entry>,
}

impl Entries {
    /// What the program knows of any relation: learnt with `testimony learn --general`, see the file's head.
    #[expect(clippy::expect_used, reason = "a test parses the bundled table")]
    pub fn general() -> Self {
        let text = include_str!("../../ontology/derivation/weights.tsv");
        Self::parse(Path::new("weights.tsv"), text).expect("the bundled table is well formed")
    }

    /// Puts entries in order.
    pub(super) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|one, other| {
            let by_weight = other.weight.total_cmp(&one.weight);
            let by_relation = one.relation.cmp(&other.relation);
            by_relation
                .then(by_weight)
                .then_with(|| one.pattern.cmp(&other.pattern))
        });
        Self { entries }
    }

    /// Reads a table.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let entries = rows(path, text).map(|row| entry(&row));
        Ok(Self::new(entries.collect::<Result<_, _>>()?))
    }

    /// The entries of several tables as one.
    pub fn joined(tables: impl IntoIterator<Item = Self>) -> Self {
        let entries = tables.into_iter().flat_map(|table| table.entries);
        Self::new(entries.collect())
    }

    /// Refuses entries of relations that a schema does not have.
    pub fn check(&self, path: &Path, schema: &Schema) -> Result<(), LexiconError> {
        let is_known = |entry: &&Entry| entry.relation == ANY || schema.relation(&entry.relation).is_some();
        match self.entries.iter().find(|entry| !is_known(entry)) {
            Some(entry) => Err(LexiconError {
                path: path.to_path_buf(),
                line: 1,
                problem: format!(
                    "has entries of `{}`, which the ontology does not declare; learn them anew with this ontology",
                    entry.relation
                ),
            }),
            None => Ok(()),
        }
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How sure it has to be that a relation is said at all, 0 to 1; nothing where no entry tells.
    pub fn least_share(&self) -> Option<f32> {
        let entry = self.entries.iter().find(|entry| entry.pattern == LEAST)?;
        Some(entry.weight)
    }

    /// The phrases that stood as an object.
    pub fn known_phrases(&self) -> KnownPhrases {
        let mut known = KnownPhrases::default();
        let phrases = self
            .entries
            .iter()
            .filter_map(|entry| entry.pattern.strip_prefix(PHRASE));
        phrases.for_each(|phrase| known.insert(phrase));
        known
    }

    /// The table as text.
    pub fn to_table(&self) -> String {
        let mut table = HEADING.to_owned();
        for entry in &self.entries {
            let Entry {
                relation,
                pattern,
                weight,
                support,
                precision,
            } = entry;
            let _ = writeln!(
                table,
                "{relation}\t{pattern}\t{weight:.3}\t{support}\t{precision:.3}"
            );
        }
        table
    }
}

fn entry(row: &Row<'_>) -> Result<Entry, LexiconError> {
    let (relation, pattern) = (row.cell(0).to_owned(), row.cell(1).to_owned());
    if relation.is_empty() || pattern.is_empty() {
        return Err(row.error("an entry is a relation, a pattern and a weight, with tabs between them"));
    }
    let figure = |column: usize, expected: &str| match row.cell(column) {
        "" => Ok(0.0),
        _ => row.parse_cell::<f32>(column, expected),
    };
    let weight = row.parse_cell::<f32>(2, "a weight; write a number such as 1.5 or -0.4")?;
    let support = figure(3, "a number of pairs")?;
    let precision = figure(4, "a share from 0 to 1")?;
    if !weight.is_finite() {
        return Err(row.error("a weight is a finite number"));
    }
    Ok(Entry {
        relation,
        pattern,
        weight,
        support: support as u32,
        precision,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_is_written() {
        let text = "built by\to:prev=by\t1.250\t3\t0.750\nbuilt by\tphrase=dry dock\t0.000\t1\t1.000\n";
        let entries = Entries::parse(Path::new("learnt.tsv"), text).unwrap();
        assert_eq!(entries.to_table(), format!("{HEADING}{text}"));
        assert_ne!(entries.known_phrases(), KnownPhrases::default());
    }

    #[test]
    fn a_line_that_is_no_entry_is_an_error_with_its_place() {
        let error =
            Entries::parse(Path::new("learnt.tsv"), "# head\nbuilt by\to:prev=by\tmuch\n").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("learnt.tsv:2: `much` is not a weight"),
            "{error}"
        );
        assert!(Entries::parse(Path::new("learnt.tsv"), "built by\n").is_err());
    }

    #[test]
    fn the_bundled_weights_are_well_formed_and_hold_for_any_relation() {
        let general = Entries::general();
        assert!(general.iter().count() > 100);
        assert!(general.iter().all(|entry| entry.relation == ANY));
    }
}
