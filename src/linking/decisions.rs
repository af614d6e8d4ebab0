//! What people decided: the rows of an [SSSOM](https://mapping-commons.github.io/sssom/) table that somebody curated.
//!
//! Only rows with the justification `semapv:ManualMappingCuration` and the predicate `skos:exactMatch` or `owl:sameAs`
//! count: such a row is a yes, and with the modifier `Not` it is a no. Prefixes are those of the table's `curie_map` and
//! ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::vocab::{expand_curie, owl, semapv, skos};

/// A table of decisions that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}", path.display())]
pub struct DecisionsError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// What people decided, by the IRIs of things and records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// For each thing the records that it is.
    yes: BTreeMap<String, BTreeSet<String>>,
    /// Thing and record that are different.
    no: BTreeSet<(String, String)>,
}

/// The columns that are read; the modifier may be missing.
const COLUMNS: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];
const MODIFIER: &str = "predicate_modifier";

impl Decisions {
    /// Reads a table; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, DecisionsError> {
        let failed = |line: u64, problem: String| DecisionsError {
            path: path.to_path_buf(),
            line,
            problem,
        };
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let prefixes = prefixes(&head);
        let mut lines = (1_u64..).zip(text.lines()).skip(head.len());
        let (number, header) = lines
            .next()
            .ok_or_else(|| failed(1, "the table is empty".to_owned()))?;
        let columns: Vec<&str> = header.split('\t').collect();
        let position = |name: &str| columns.iter().position(|column| *column == name);
        if let Some(missing) = COLUMNS.into_iter().find(|name| position(name).is_none()) {
            return Err(failed(number, format!("there is no column `{missing}`")));
        }
        let mut decisions = Self::default();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |name: &str| position(name).and_then(|place| cells.get(place)).copied();
            let row = |name: &str| cell(name).unwrap_or_default();
            decisions
                .take(row, &prefixes)
                .map_err(|problem| failed(number, problem))?;
        }
        Ok(decisions)
    }

    /// Takes a row, given what is in each of its columns.
    fn take<'a>(
        &mut self,
        row: impl Fn(&str) -> &'a str,
        prefixes: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let node = |name: &str| {
            let unknown = || format!("the prefix of `{}` is in no curie_map", row(name));
            expanded(row(name), prefixes).ok_or_else(unknown)
        };
        let [subject, predicate, object, why] = COLUMNS.map(node);
        let (predicate, why) = (predicate?, why?);
        let is_same = [skos::EXACT_MATCH, owl::SAME_AS]
            .iter()
            .any(|term| predicate == term.as_str());
        if is_same && why == semapv::MANUAL_MAPPING_CURATION.as_str() {
            self.add((subject?, object?), row(MODIFIER) == "Not");
        }
        Ok(())
    }

    fn add(&mut self, (subject, object): (String, String), is_no: bool) {
        if is_no {
            self.no.insert((subject, object));
        } else {
            self.yes.entry(subject).or_default().insert(object);
        }
    }

    /// The records that a thing was decided to be.
    pub(super) fn yes(&self, subject: &str) -> impl Iterator<Item = &str> {
        self.yes.get(subject).into_iter().flatten().map(String::as_str)
    }

    /// Whether a thing was decided not to be a record.
    pub(super) fn is_no(&self, subject: &str, record: &str) -> bool {
        self.no.contains(&(subject.to_owned(), record.to_owned()))
    }
}

/// The prefixes of the `curie_map` in the comment at a table's head: indented lines `prefix: IRI`.
fn prefixes(head: &[&str]) -> BTreeMap<String, String> {
    let entries = head.iter().filter_map(|line| {
        let (prefix, iri) = line.trim_start_matches('#').split_once(": ")?;
        let [prefix, iri] = [prefix, iri].map(|part| part.trim().trim_matches(['"', '\'']));
        iri.contains("://").then(|| (prefix.to_owned(), iri.to_owned()))
    });
    entries.collect()
}

fn expanded(value: &str, prefixes: &BTreeMap<String, String>) -> Option<String> {
    if value.contains("://") {
        return Some(value.trim_matches(['<', '>']).to_owned());
    }
    let (prefix, rest) = value.split_once(':')?;
    let known = prefixes.get(prefix).map(|namespace| format!("{namespace}{rest}"));
    known.or_else(|| expand_curie(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "#curie_map:\n#  e: https://example.org/\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";

    fn parse(rows: &str) -> Result<Decisions, DecisionsError> {
        Decisions::parse(Path::new("d.sssom.tsv"), &format!("{HEAD}{rows}"))
    }

    #[test]
    fn what_somebody_curated_is_a_yes_or_a_no_and_what_a_program_matched_is_neither() {
        let rows = "place:novo\tskos:exactMatch\t\te:1\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\tNot\te:2\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\t\te:3\tsemapv:LexicalMatching\n";
        let decisions = parse(rows).unwrap();
        let novo = "https://w3id.org/testimony/entity/place/novo";
        assert_eq!(decisions.yes(novo).collect::<Vec<_>>(), ["https://example.org/1"]);
        assert!(decisions.is_no(novo, "https://example.org/2"));
        assert!(!decisions.is_no(novo, "https://example.org/3"));
    }

    #[test]
    fn a_row_that_cannot_be_used_is_told_by_its_line() {
        let error = parse("place:novo\tskos:exactMatch\t\tnowhere:1\tsemapv:ManualMappingCuration\n");
        assert_eq!(
            error.unwrap_err().to_string(),
            "d.sssom.tsv:4: the prefix of `nowhere:1` is in no curie_map"
        );
        let error = Decisions::parse(Path::new("d.tsv"), "subject_id\tobject_id\n").unwrap_err();
        assert_eq!(error.to_string(), "d.tsv:1: there is no column `predicate_id`");
    }
}
