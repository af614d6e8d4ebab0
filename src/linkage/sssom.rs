//! Decisions as data: mappings in [SSSOM](https://mapping-commons.github.io/sssom/) 1.1, tab-separated.
//!
//! A row is one reason to hold, or with the modifier `Not` to deny, that two things go together. So a pair may have
//! several rows: one of the program and one of a person. What a file has that is not known here, columns and lines
//! of its header, is kept as it is.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use crate::vocab::{expand_curie, semapv, skos};

pub use file::SssomError;

/// A reason that is a person's.
const BY_HAND: &str = "semapv:ManualMappingCuration";

/// What this program calls itself.
const TOOL: &str = "testimony";

/// A person who is unsure states this confidence: SSSOM has no other word for it.
const UNSURE: &str = "0.5";

/// What a person has decided of a pair; where rows differ, the first here holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Verdict {
    /// They are two things.
    No,
    /// They are one thing.
    Yes,
    /// It cannot be told.
    Unsure,
}

/// Rows of a mapping set, with the header of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingSet {
    /// The header's lines without their `#`, in YAML.
    header: Vec<String>,
    /// What prefixes of the header's `curie_map` stand for.
    prefixes: BTreeMap<String, String>,
    columns: Vec<String>,
    mappings: Vec<Mapping>,
}

/// A row: one reason for or against a pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// What is in the columns that are not empty.
    cells: BTreeMap<String, String>,
}

impl Mapping {
    /// A program's reason to hold that two things go together; `confidence` is a probability.
    pub fn proposed(subject: &str, predicate: &str, object: &str, confidence: f64) -> Self {
        let mapping = Self::default()
            .with("subject_id", subject)
            .with("predicate_id", predicate)
            .with("object_id", object)
            .with("mapping_justification", "semapv:CompositeMatching")
            .with("mapping_tool", TOOL);
        mapping
            .with("mapping_tool_version", env!("CARGO_PKG_VERSION"))
            .with("confidence", &format!("{:.6}", confidence.clamp(0.0, 1.0)))
    }

    /// The same with a value in `column`; tabs and line ends become spaces.
    #[must_use]
    pub fn with(mut self, column: &str, value: &str) -> Self {
        let value = value.replace(['\t', '\n', '\r'], " ");
        if !value.trim().is_empty() {
            self.cells.insert(column.to_owned(), value);
        }
        self
    }

    /// What is in a column, empty when nothing is.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The two things, as they are written.
    pub fn pair(&self) -> (&str, &str) {
        (self.cell("subject_id"), self.cell("object_id"))
    }

    /// Whether the row denies its mapping.
    pub fn is_negated(&self) -> bool {
        self.cell("predicate_modifier") == "Not"
    }

    /// The probability that whoever wrote the row gives to it.
    pub fn confidence(&self) -> Option<f64> {
        self.cell("confidence").parse().ok()
    }

    /// What a person says in this row; none when it is not a person's.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.cell("mapping_justification") == BY_HAND {
            false => None,
            true if self.is_negated() => Some(Verdict::No),
            true if self.confidence() == UNSURE.parse().ok() => Some(Verdict::Unsure),
            true => Some(Verdict::Yes),
        }
    }

    /// A person's decision about the pair of this row.
    fn decided(&self, verdict: Verdict) -> Self {
        let mut decision = Self::default().with("mapping_justification", BY_HAND);
        for column in [
            "subject_id",
            "subject_label",
            "predicate_id",
            "object_id",
            "object_label",
        ] {
            decision = decision.with(column, self.cell(column));
        }
        match verdict {
            Verdict::Yes => decision,
            Verdict::No => decision.with("predicate_modifier", "Not"),
            Verdict::Unsure => decision.with("confidence", UNSURE),
        }
    }
}

impl MappingSet {
    /// A set without rows; `prefixes` are those that its rows will use, with what they stand for.
    pub fn new(id: &str, prefixes: &[(&str, &str)]) -> Self {
        let usual = [("semapv", semapv::NAMESPACE), ("skos", skos::NAMESPACE)];
        let prefixes: BTreeMap<_, _> = usual
            .iter()
            .chain(prefixes)
            .map(|(prefix, iri)| ((*prefix).to_owned(), (*iri).to_owned()))
            .collect();
        let mut header = vec![
            "sssom_version: \"1.1\"".to_owned(),
            format!("mapping_set_id: {id}"),
        ];
        header.push("license: https://w3id.org/sssom/license/unspecified".to_owned());
        header.push("curie_map:".to_owned());
        header.extend(prefixes.iter().map(|(prefix, iri)| format!("  {prefix}: {iri}")));
        Self {
            header,
            prefixes,
            columns: Vec::new(),
            mappings: Vec::new(),
        }
    }

    /// The rows, in their order.
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// Adds a row at the end.
    pub fn push(&mut self, mapping: Mapping) {
        for column in mapping.cells.keys() {
            if !self.columns.contains(column) {
                self.columns.push(column.clone());
            }
        }
        self.mappings.push(mapping);
    }

    /// What a person has decided of a pair; "no" holds against "yes", and either against "unsure".
    pub fn verdict(&self, pair: (&str, &str)) -> Option<Verdict> {
        let rows = self.mappings.iter().filter(|mapping| mapping.pair() == pair);
        rows.filter_map(Mapping::verdict).min()
    }

    /// The verdicts of all pairs that have one.
    fn verdicts(&self) -> BTreeMap<(&str, &str), Verdict> {
        let mut verdicts = BTreeMap::new();
        for mapping in &self.mappings {
            if let Some(verdict) = mapping.verdict() {
                let held = verdicts.entry(mapping.pair()).or_insert(verdict);
                *held = verdict.min(*held);
            }
        }
        verdicts
    }

    /// The places of rows that nobody has decided, the most uncertain first.
    pub fn undecided(&self) -> Vec<usize> {
        let decided = self.verdicts();
        let doubt = |mapping: &Mapping| (mapping.confidence().unwrap_or(UNDECLARED) - 0.5).abs();
        let mut open: Vec<(f64, usize)> = self
            .mappings
            .iter()
            .enumerate()
            .filter(|(_, mapping)| !mapping.is_negated() && !decided.contains_key(&mapping.pair()))
            .map(|(place, mapping)| (doubt(mapping), place))
            .collect();
        open.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        open.into_iter().map(|(_, place)| place).collect()
    }

    /// Writes down what a person decides of the pair of a row.
    pub fn decide(&mut self, place: usize, verdict: Verdict) {
        if let Some(mapping) = self.mappings.get(place) {
            let decision = mapping.decided(verdict);
            self.push(decision);
        }
    }

    /// Takes back the last row, if it is a decision.
    pub fn take_back(&mut self) -> Option<Mapping> {
        self.mappings.pop_if(|mapping| mapping.verdict().is_some())
    }

    /// Pairs that hold, as IRIs of subject, predicate and object: what a person affirms, and what nobody has
    /// decided or denies and has `least` confidence. A negated row never gives one.
    pub fn links(&self, least: f64) -> Vec<(String, String, String)> {
        let verdicts = self.verdicts();
        let denied: BTreeSet<_> = self
            .mappings
            .iter()
            .filter(|row| row.is_negated())
            .map(Mapping::pair)
            .collect();
        let holds = |mapping: &&Mapping| match verdicts.get(&mapping.pair()) {
            Some(verdict) => *verdict == Verdict::Yes,
            None => {
                let is_sure = mapping.confidence().unwrap_or(UNDECLARED) >= least;
                is_sure && !denied.contains(&mapping.pair())
            }
        };
        let mut links: Vec<_> = self
            .mappings
            .iter()
            .filter(holds)
            .filter_map(|mapping| {
                let iri = |column| self.expanded(mapping.cell(column));
                Some((iri("subject_id")?, iri("predicate_id")?, iri("object_id")?))
            })
            .collect();
        links.sort();
        links.dedup();
        links
    }

    /// Takes out what this program proposed, so that it can propose anew; what people decided and others wrote stays.
    pub fn clear_proposals(&mut self) {
        self.mappings
            .retain(|mapping| mapping.verdict().is_some() || mapping.cell("mapping_tool") != TOOL);
    }

    /// The IRI that a CURIE or an IRI stands for, by the prefixes of the file and then by ours.
    pub fn expanded(&self, id: &str) -> Option<String> {
        let (prefix, name) = id.split_once(':')?;
        match self.prefixes.get(prefix) {
            Some(iri) => Some(format!("{iri}{name}")),
            None if name.starts_with("//") || prefix == "urn" => Some(id.to_owned()),
            None => expand_curie(id),
        }
    }
}

/// The confidence of a row that states none: its writer was sure.
const UNDECLARED: f64 = 1.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> MappingSet {
        let mut set = MappingSet::new(
            "https://a.example/set",
            &[("a", "https://a.example/"), ("b", "https://b.example/")],
        );
        for (object, confidence) in [("b:1", 0.97), ("b:2", 0.55), ("b:3", 0.7)] {
            set.push(Mapping::proposed("a:1", "skos:exactMatch", object, confidence));
        }
        set
    }

    fn objects(set: &MappingSet, least: f64) -> Vec<String> {
        set.links(least).into_iter().map(|link| link.2).collect()
    }

    #[test]
    fn the_most_uncertain_comes_first_and_what_is_decided_no_more() {
        let mut set = set();
        assert_eq!(set.undecided(), [1, 2, 0]);
        set.decide(1, Verdict::Unsure);
        set.decide(2, Verdict::No);
        assert_eq!(set.undecided(), [0]);
        assert_eq!(set.take_back().and_then(|row| row.verdict()), Some(Verdict::No));
        assert_eq!(set.undecided(), [2, 0]);
        assert_eq!(set.verdict(("a:1", "b:2")), Some(Verdict::Unsure));
    }

    #[test]
    fn what_is_denied_is_never_a_link_and_what_is_affirmed_always() {
        let mut set = set();
        assert_eq!(objects(&set, 0.9), ["https://b.example/1"]);
        set.decide(0, Verdict::No);
        set.decide(1, Verdict::Yes);
        set.decide(2, Verdict::Unsure);
        assert_eq!(objects(&set, 0.0), ["https://b.example/2"]);
    }

    #[test]
    fn a_proposal_is_not_taken_back() {
        assert_eq!(set().take_back(), None);
    }
}
