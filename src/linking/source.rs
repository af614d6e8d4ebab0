//! Where the records come from that a thing may be: an index, or what a service answered.

use std::collections::BTreeMap;

use crate::dataset::{DatasetError, Hit, Index, NameKind, Record, RecordNumber};
use crate::linkage::name::{fingerprint, initials, normalise};

/// Records by their names.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A dataset that was indexed.
    Index(&'a Index),
    /// What a service answered.
    Answers(&'a Answers),
}

impl<'a> From<&'a Index> for Source<'a> {
    fn from(index: &'a Index) -> Self {
        Self::Index(index)
    }
}

impl<'a> From<&'a Answers> for Source<'a> {
    fn from(answers: &'a Answers) -> Self {
        Self::Answers(answers)
    }
}

impl Source<'_> {
    /// The records that a name may mean, each once.
    pub(super) fn candidates(&self, name: &str) -> Result<Vec<Hit>, DatasetError> {
        match self {
            Self::Index(index) => index.candidates(name),
            Self::Answers(answers) => Ok(answers.candidates(name)),
        }
    }

    /// A record by its number.
    pub(super) fn record(&self, number: RecordNumber) -> Result<Record, DatasetError> {
        match self {
            Self::Index(index) => index.record(number),
            Self::Answers(answers) => Ok(answers.record(number)),
        }
    }

    /// The record with this identifier.
    pub(super) fn with_id(&self, id: &str) -> Result<Option<RecordNumber>, DatasetError> {
        match self {
            Self::Index(index) => index.with_id(id),
            Self::Answers(answers) => Ok(answers.by_id.get(id).copied()),
        }
    }

    /// Whether a service calls a record a match for a name; nothing where none was asked.
    pub(super) fn says(&self, name: &str, number: RecordNumber) -> Option<bool> {
        match self {
            Self::Index(_) => None,
            Self::Answers(answers) => answers.says(name, number),
        }
    }
}

/// What a service answered to names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    records: Vec<Record>,
    by_id: BTreeMap<String, RecordNumber>,
    /// What the service itself calls a record.
    own_ids: BTreeMap<String, String>,
    /// For each name the records in the order of the answer, and whether each is called a match.
    by_name: BTreeMap<String, Vec<(RecordNumber, bool)>>,
}

impl Answers {
    /// Adds a record that was answered to `name`, and whether the service calls it a match.
    ///
    /// Of a record that comes again the kinds are added, as answers may tell some each time.
    pub fn add(&mut self, name: &str, record: Record, is_match: bool) {
        let next = RecordNumber::try_from(self.records.len()).unwrap_or(RecordNumber::MAX);
        let number = *self.by_id.entry(record.id.clone()).or_insert(next);
        match self.records.get_mut(number as usize) {
            Some(known) => {
                let new = record
                    .types
                    .into_iter()
                    .filter(|kind| !known.types.contains(kind));
                let new: Vec<_> = new.collect();
                known.types.extend(new);
            }
            None => self.records.push(record),
        }
        let answered = self.by_name.entry(name.to_owned()).or_default();
        if !answered.iter().any(|(known, _)| *known == number) {
            answered.push((number, is_match));
        }
    }

    /// Notes by which id the service itself knows a record.
    pub fn called(&mut self, record: &str, own: &str) {
        self.own_ids.insert(record.to_owned(), own.to_owned());
    }

    /// The id by which the service itself knows a record.
    pub fn own_id(&self, record: &str) -> Option<&str> {
        self.own_ids.get(record).map(String::as_str)
    }

    /// How many records were answered.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn candidates(&self, name: &str) -> Vec<Hit> {
        let answered = self.by_name.get(name).into_iter().flatten();
        let hits = answered.map(|(number, is_match)| Hit {
            record: *number,
            kind: kind(name, &self.record(*number).label, *is_match),
        });
        hits.collect()
    }

    fn record(&self, number: RecordNumber) -> Record {
        self.records.get(number as usize).cloned().unwrap_or_default()
    }

    fn says(&self, name: &str, number: RecordNumber) -> Option<bool> {
        let answered = self.by_name.get(name)?;
        let (_, is_match) = answered.iter().find(|(known, _)| *known == number)?;
        Some(*is_match)
    }
}

/// How a record was found, as far as its label shows. A service that calls it a match under another label knows
/// a name of it that it did not tell.
fn kind(name: &str, label: &str, is_match: bool) -> NameKind {
    let (one, other) = (normalise(name), normalise(label));
    if one == other || is_match {
        NameKind::Whole
    } else if fingerprint(name) == fingerprint(label) {
        NameKind::Reordered
    } else if one == initials(label) || other == initials(name) {
        NameKind::Initials
    } else if strsim::osa_distance(&one, &other) == 1 {
        NameKind::Typo
    } else {
        NameKind::Words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, label: &str) -> Record {
        Record {
            id: id.to_owned(),
            label: label.to_owned(),
            types: vec![format!("{id}/kind")],
            ..Record::default()
        }
    }

    #[test]
    fn answers_are_found_by_the_name_that_was_asked_and_by_their_id() {
        let mut answers = Answers::default();
        answers.add("Novo", record("e:1", "Novo"), true);
        answers.add("Novo", record("e:2", "Nova"), false);
        answers.add("RNP", record("e:3", "Royal Northern Police"), false);
        answers.add("The capital", record("e:1", "Novo"), true);
        let source = Source::from(&answers);
        let kinds = |name: &str| {
            let hits = source.candidates(name).unwrap().into_iter();
            hits.map(|hit| (hit.record, hit.kind)).collect::<Vec<_>>()
        };
        assert_eq!(kinds("Novo"), [(0, NameKind::Whole), (1, NameKind::Typo)]);
        assert_eq!(kinds("RNP"), [(2, NameKind::Initials)]);
        assert_eq!(kinds("The capital"), [(0, NameKind::Whole)]);
        assert_eq!(kinds("Lindow"), []);
        assert_eq!(source.with_id("e:3").unwrap(), Some(2));
        assert_eq!(
            (source.says("Novo", 1), source.says("RNP", 1)),
            (Some(false), None)
        );
        assert_eq!(answers.len(), 3);
    }
}
