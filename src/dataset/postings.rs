//! Which records a key leads to: a finite-state map from keys to numbers or to lists of them in a file.
//!
//! A value is odd when it is one record itself (shifted by one), and even when it is where the list begins in the
//! file (shifted by one). A list is its length in bytes, how many records the key has in all, and then the differences between record numbers, as
//! variable-length integers.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Mutex;

use fst::{Map, MapBuilder};

use super::record::RecordNumber;
use crate::sorting::Merge;

/// Writes what a key leads to; keys come in order.
struct PostingsWriter {
    map: MapBuilder<BufWriter<File>>,
    lists: BufWriter<File>,
    written: u64,
    /// A key with more records than this leads nowhere: it tells nothing.
    most: usize,
}

impl PostingsWriter {
    fn add(&mut self, key: &[u8], records: &[RecordNumber]) -> io::Result<()> {
        let value = match records {
            [] => return Ok(()),
            [one] => u64::from(*one) << 1 | 1,
            many => {
                let start = self.written;
                let kept = if many.len() > self.most { &[] } else { many };
                self.list(many.len(), kept)?;
                start << 1
            }
        };
        self.map.insert(key, value).map_err(io::Error::other)
    }

    fn list(&mut self, total: usize, records: &[RecordNumber]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(records.len() + 4);
        push_integer(&mut bytes, total as u64);
        let mut last = 0;
        for record in records {
            push_integer(&mut bytes, u64::from(record - last));
            last = *record;
        }
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.lists.write_all(&length.to_le_bytes())?;
        self.lists.write_all(&bytes)?;
        self.written += 4 + bytes.len() as u64;
        Ok(())
    }
}

fn push_integer(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// What separates a key from the record it leads to, in what is sorted.
pub(super) const SEPARATOR: u8 = 0;

/// Writes sorted strings of a key, the separator and records as NAME.fst and NAME.bin; gives the number of keys.
///
/// Records in `left_out`, which is sorted, are passed over.
pub(super) fn write_postings(
    mut sorted: Merge,
    (folder, name): (&Path, &str),
    left_out: &[RecordNumber],
    most: usize,
) -> io::Result<u64> {
    let map = BufWriter::new(File::create(folder.join(format!("{name}.fst")))?);
    let mut writer = PostingsWriter {
        map: MapBuilder::new(map).map_err(io::Error::other)?,
        lists: BufWriter::new(File::create(folder.join(format!("{name}.bin")))?),
        written: 0,
        most,
    };
    let (mut next, mut key, mut records, mut keys) = (Vec::new(), Vec::new(), Vec::new(), 0);
    while sorted.next_into(&mut next)? {
        let Some((word, numbers)) = split_key(&next) else {
            continue;
        };
        let numbers = numbers.filter(|record| left_out.binary_search(record).is_err());
        for record in numbers {
            if word != key {
                writer.add(&key, &records)?;
                key.clear();
                key.extend_from_slice(word);
                records.clear();
                keys += 1;
            }
            if records.last() != Some(&record) {
                records.push(record);
            }
        }
    }
    writer.add(&key, &records)?;
    writer.lists.flush()?;
    writer.map.finish().map_err(io::Error::other)?;
    Ok(keys)
}

/// The key and the records of what was sorted.
pub(super) fn split_key(sorted: &[u8]) -> Option<(&[u8], impl Iterator<Item = RecordNumber>)> {
    let end = sorted.iter().position(|byte| *byte == SEPARATOR)?;
    let (key, records) = sorted.split_at_checked(end)?;
    let (numbers, _) = records.get(1..)?.as_chunks::<4>();
    Some((
        key,
        numbers.iter().map(|number| RecordNumber::from_be_bytes(*number)),
    ))
}

/// What keys lead to, being read.
pub(super) struct Postings {
    map: Map<Vec<u8>>,
    lists: Mutex<File>,
}

/// The records of a key, and how many there are even when they are too many to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Posting {
    /// How many records have the key.
    pub(super) total: usize,
    /// Which, in order; none when they are too many.
    pub(super) records: Vec<RecordNumber>,
}

/// How much of a list is read at first.
const FIRST_READ: usize = 512;

impl Postings {
    /// Opens NAME.fst and NAME.bin.
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        let map = std::fs::read(folder.join(format!("{name}.fst")))?;
        Ok(Self {
            map: Map::new(map).map_err(io::Error::other)?,
            lists: Mutex::new(File::open(folder.join(format!("{name}.bin")))?),
        })
    }

    /// The map itself, for searches that are not exact.
    pub(super) fn map(&self) -> &Map<Vec<u8>> {
        &self.map
    }

    /// What a key leads to.
    pub(super) fn get(&self, key: &[u8]) -> io::Result<Posting> {
        match self.map.get(key) {
            Some(value) => self.at(value),
            None => Ok(Posting::default()),
        }
    }

    /// What a value of the map stands for.
    pub(super) fn at(&self, value: u64) -> io::Result<Posting> {
        if value & 1 == 1 {
            let record = RecordNumber::try_from(value >> 1).map_err(io::Error::other)?;
            return Ok(Posting {
                total: 1,
                records: vec![record],
            });
        }
        let bytes = read_list(&self.lists, value >> 1)?;
        let mut integers = integers(&bytes);
        let total = integers.next().unwrap_or(0) as usize;
        let mut last = 0;
        let records = integers.map(|step| {
            last += step;
            RecordNumber::try_from(last).map_err(io::Error::other)
        });
        Ok(Posting {
            total,
            records: records.collect::<io::Result<_>>()?,
        })
    }
}

fn read_list(lists: &Mutex<File>, start: u64) -> io::Result<Vec<u8>> {
    let mut file = lists
        .lock()
        .map_err(|_| io::Error::other("another reader failed"))?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::with_capacity(FIRST_READ);
    (&mut *file).take(FIRST_READ as u64).read_to_end(&mut bytes)?;
    let Some(length) = bytes.first_chunk::<4>().map(|length| u32::from_le_bytes(*length)) else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let length = length as usize + 4;
    if length > bytes.len() {
        let missing = (length - bytes.len()) as u64;
        (&mut *file).take(missing).read_to_end(&mut bytes)?;
    }
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.truncate(length);
    bytes.drain(..4);
    Ok(bytes)
}

fn integers(mut bytes: &[u8]) -> impl Iterator<Item = u64> {
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0, 0);
        while let Some((byte, rest)) = bytes.split_first() {
            bytes = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(value);
            }
            shift += 7;
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorting::Runs;

    #[test]
    fn a_key_leads_to_the_records_that_have_it_and_a_common_one_to_their_number() {
        let folder = tempfile::tempdir().unwrap();
        let mut runs = Runs::new(folder.path().to_path_buf(), "keys");
        let mut push = |key: &str, record: u32| {
            runs.push(&[key.as_bytes(), &[SEPARATOR], &record.to_be_bytes()])
                .unwrap();
        };
        push("paris", 7);
        push("paris", 70_000);
        push("paris", 7);
        push("lima", 3);
        push("gone", 9);
        (10..610).for_each(|record| push("san", record));
        (0..400).for_each(|record| push("villa", record * 1_000));
        let keys = write_postings(runs.merge().unwrap(), (folder.path(), "names"), &[9], 500).unwrap();
        assert_eq!(keys, 4);
        let postings = Postings::open(folder.path(), "names").unwrap();
        let records = |key: &str| postings.get(key.as_bytes()).unwrap();
        assert_eq!(records("paris").records, [7, 70_000]);
        assert_eq!(records("lima").records, [3]);
        assert_eq!(records("gone"), Posting::default());
        assert_eq!((records("san").total, records("san").records.len()), (600, 0));
        assert_eq!(records("villa").records.last(), Some(&399_000));
    }
}
