//! Looks things up in an index.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Streamer};
use rustc_hash::FxHashMap;

use super::error::DatasetError;
use super::key::{INITIALS, initials, sorted_words, words};
use super::meta::Meta;
use super::postings::Postings;
use super::record::{Record, RecordNumber};
use crate::linkage::name::normalise;

/// A dataset that is open.
pub struct Index {
    folder: PathBuf,
    meta: Meta,
    names: Postings,
    words: Postings,
    ids: Postings,
    records: Mutex<File>,
    offsets: Mutex<File>,
}

/// How a record was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// It has the name.
    Whole,
    /// It has a name of the same words in another order.
    Reordered,
    /// One of the two is made of the first letters of the other.
    Initials,
    /// It has a name that differs in one letter.
    Typo,
    /// It has a name with rare words of this one.
    Words,
}

/// A record that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub record: RecordNumber,
    /// How it was found.
    pub kind: NameKind,
}

/// The most records that are found by their words.
const MOST_BY_WORDS: usize = 24;
/// A name that is shorter than this has no typo, in letters.
const SHORTEST_WITH_TYPO: usize = 5;
/// The most names that differ in one letter which are looked at.
const MOST_TYPOS: usize = 32;
/// A name that is longer than this has none either.
const LONGEST_WITH_TYPO: usize = 40;

impl fmt::Debug for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Index({})", self.folder.display())
    }
}

impl Index {
    pub(super) fn open(folder: &Path, meta: Meta) -> Result<Self, DatasetError> {
        let unusable = |error: io::Error| DatasetError::Index {
            folder: folder.to_path_buf(),
            problem: error.to_string(),
        };
        let file = |name: &str| File::open(folder.join(name)).map(Mutex::new).map_err(unusable);
        let postings = |name: &str| Postings::open(folder, name).map_err(unusable);
        Ok(Self {
            names: postings("names")?,
            words: postings("words")?,
            ids: postings("ids")?,
            records: file("records.bin")?,
            offsets: file("offsets.bin")?,
            folder: folder.to_path_buf(),
            meta,
        })
    }

    /// What is known of the dataset.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// A record by its number.
    pub fn record(&self, number: RecordNumber) -> Result<Record, DatasetError> {
        let bytes = self.bytes(number).map_err(|error| self.unusable(&error))?;
        postcard::from_bytes(&bytes).map_err(|error| self.unusable(&io::Error::other(error)))
    }

    fn bytes(&self, number: RecordNumber) -> io::Result<Vec<u8>> {
        let offsets = read_at(&self.offsets, u64::from(number) * 8, 16)?;
        let offset = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let (start, end) = (offset(offsets.first_chunk()), offset(offsets.last_chunk()));
        read_at(&self.records, start, end.saturating_sub(start))
    }

    /// The record with this identifier.
    pub fn with_id(&self, id: &str) -> Result<Option<RecordNumber>, DatasetError> {
        let posting = self
            .ids
            .get(id.as_bytes())
            .map_err(|error| self.unusable(&error))?;
        Ok(posting.records.first().copied())
    }

    /// The records that a name may mean: each once, with the closest way in which it was found, in order.
    ///
    /// Names that differ in a letter, and those that share rare words, are looked for only when no whole name fits.
    pub fn candidates(&self, name: &str) -> Result<Vec<Hit>, DatasetError> {
        self.found(name).map_err(|error| self.unusable(&error))
    }

    fn found(&self, name: &str) -> io::Result<Vec<Hit>> {
        let name = normalise(name);
        let mut hits = Hits::default();
        if name.is_empty() {
            return Ok(Vec::new());
        }
        hits.add(NameKind::Whole, &self.names.get(name.as_bytes())?.records);
        for sorted in sorted_words(&name) {
            hits.add(NameKind::Reordered, &self.names.get(sorted.as_bytes())?.records);
        }
        let spelled_out = format!("{INITIALS}{name}");
        hits.add(
            NameKind::Initials,
            &self.names.get(spelled_out.as_bytes())?.records,
        );
        if let Some(initials) = initials(&name) {
            let short = initials.trim_start_matches(INITIALS);
            hits.add(NameKind::Initials, &self.names.get(short.as_bytes())?.records);
        }
        if !hits.has_name {
            hits.add(NameKind::Typo, &self.with_typo(&name)?);
            hits.add(NameKind::Words, &self.by_words(&name)?);
        }
        Ok(hits.found)
    }

    /// Records with a name in which one letter is another, missing, too many, or two are swapped.
    fn with_typo(&self, name: &str) -> io::Result<Vec<RecordNumber>> {
        let letters: Vec<char> = name.chars().collect();
        if letters.len() < SHORTEST_WITH_TYPO || letters.len() > LONGEST_WITH_TYPO {
            return Ok(Vec::new());
        }
        let mut records = Vec::new();
        if let Ok(automaton) = Levenshtein::new(name, 1) {
            let mut similar = self.names.map().search(automaton).into_stream();
            let mut seen = 0;
            while let Some((_, value)) = similar.next()
                && seen < MOST_TYPOS
            {
                records.extend(self.names.at(value)?.records);
                seen += 1;
            }
        }
        for position in 1..letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(position - 1, position);
            let swapped: String = swapped.into_iter().collect();
            records.extend(self.names.get(swapped.as_bytes())?.records);
        }
        records.sort_unstable();
        records.dedup();
        Ok(records)
    }

    /// Records whose names share the rarest words, those with most of them first.
    fn by_words(&self, name: &str) -> io::Result<Vec<RecordNumber>> {
        let mut weights: FxHashMap<RecordNumber, f64> = FxHashMap::default();
        let all = self.meta.records as f64;
        for word in words(name) {
            let posting = self.words.get(word.as_bytes())?;
            let rarity = (all / posting.total.max(1) as f64).ln();
            for record in posting.records {
                *weights.entry(record).or_default() += rarity;
            }
        }
        let mut weighed: Vec<_> = weights.into_iter().collect();
        weighed.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        weighed.truncate(MOST_BY_WORDS);
        Ok(weighed.into_iter().map(|(record, _)| record).collect())
    }

    fn unusable(&self, error: &io::Error) -> DatasetError {
        DatasetError::Index {
            folder: self.folder.clone(),
            problem: error.to_string(),
        }
    }
}

/// Records found so far.
#[derive(Default)]
struct Hits {
    found: Vec<Hit>,
    has_name: bool,
}

impl Hits {
    fn add(&mut self, kind: NameKind, records: &[RecordNumber]) {
        for record in records {
            if !self.found.iter().any(|hit| hit.record == *record) {
                self.found.push(Hit {
                    record: *record,
                    kind,
                });
            }
        }
        self.has_name |= !records.is_empty();
    }
}

fn read_at(file: &Mutex<File>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut file = file
        .lock()
        .map_err(|_| io::Error::other("another reader failed"))?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    (&mut *file).take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::example::indexed;

    fn found(index: &Index, name: &str) -> Vec<(String, NameKind)> {
        let hits = index.candidates(name).unwrap().into_iter();
        hits.map(|hit| (index.record(hit.record).unwrap().label, hit.kind))
            .collect()
    }

    #[test]
    fn a_name_is_found_whole_reordered_by_initials_with_a_typo_and_by_rare_words() {
        let folder = tempfile::tempdir().unwrap();
        let index = indexed(
            &folder,
            &["Port Novo", "Coast Guard of Arvenia", "Lindow", "Novo Bank"],
        );
        let one = |label: &str, kind| vec![(label.to_owned(), kind)];
        assert_eq!(found(&index, "PORT-NOVO"), one("Port Novo", NameKind::Whole));
        assert_eq!(found(&index, "Novo Port"), one("Port Novo", NameKind::Reordered));
        assert_eq!(found(&index, "Bank Novo"), one("Novo Bank", NameKind::Reordered));
        assert_eq!(
            found(&index, "CGOA"),
            one("Coast Guard of Arvenia", NameKind::Initials)
        );
        assert_eq!(found(&index, "Lindwo"), one("Lindow", NameKind::Typo));
        assert_eq!(found(&index, "Lindou"), one("Lindow", NameKind::Typo));
        assert_eq!(
            found(&index, "Arvenia navy"),
            one("Coast Guard of Arvenia", NameKind::Words)
        );
        assert_eq!(found(&index, "Qqqqqqq"), []);
    }

    #[test]
    fn a_record_is_found_by_its_identifier() {
        let folder = tempfile::tempdir().unwrap();
        let index = indexed(&folder, &["Novo", "Lindow"]);
        let number = index.with_id("https://sws.geonames.org/2/").unwrap().unwrap();
        assert_eq!(index.record(number).unwrap().label, "Lindow");
        assert_eq!(index.with_id("https://sws.geonames.org/3/").unwrap(), None);
    }
}
