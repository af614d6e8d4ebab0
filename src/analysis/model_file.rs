//! The file under `models/`: named sections of floats, JSON and string lists, read where they lie.
//!
//! A header length (64-bit, little endian), a JSON header, then the data; section offsets count from the
//! data's first byte. `models/README.md` lists the sections, `models/convert.py` writes them.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is cut short, or its header is not that of a model.
    #[error("not a language model: {0}")]
    Header(&'static str),
    /// A section is not there.
    #[error("the language model has no section `{0}`")]
    Missing(String),
    /// A section is there and does not hold what it should.
    #[error("section `{section}` of the language model: {problem}")]
    Section {
        /// The section's name.
        section: String,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
struct Header {
    format: String,
    sections: BTreeMap<String, Section>,
}

#[derive(Deserialize)]
struct Section {
    start: usize,
    end: usize,
}

/// A model file in memory.
pub(super) struct ModelFile {
    sections: BTreeMap<String, Section>,
    data: &'static [u8],
}

const FORMAT: &str = "testimony language model 1";

impl ModelFile {
    /// Reads the header.
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let (length, rest) = bytes
            .split_first_chunk::<8>()
            .ok_or(ModelError::Header("it is empty"))?;
        let (header, data) = rest
            .split_at_checked(u64::from_le_bytes(*length) as usize)
            .ok_or(ModelError::Header("the header is cut short"))?;
        let header: Header =
            serde_json::from_slice(header).map_err(|_| ModelError::Header("the header is not JSON"))?;
        if header.format != FORMAT {
            return Err(ModelError::Header("the format has another version"));
        }
        Ok(Self {
            sections: header.sections,
            data,
        })
    }

    /// A section that holds JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, ModelError> {
        serde_json::from_slice(self.bytes(name)?).map_err(|error| problem(name, error))
    }

    /// A section of floats, copied.
    pub(super) fn floats(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let (floats, _) = self.bytes(name)?.as_chunks::<4>();
        Ok(floats.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// A section of floats, left where it is, as their bytes.
    pub(super) fn float_bytes(&self, name: &str) -> Result<&'static [[u8; 4]], ModelError> {
        Ok(self.bytes(name)?.as_chunks().0)
    }

    /// A section that holds a list of strings.
    pub(super) fn strings(&self, name: &str) -> Result<StringList, ModelError> {
        StringList::new(self.bytes(name)?).ok_or_else(|| problem(name, "the string list is cut short"))
    }

    fn bytes(&self, name: &str) -> Result<&'static [u8], ModelError> {
        let section = self
            .sections
            .get(name)
            .ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        self.data
            .get(section.start..section.end)
            .ok_or_else(|| problem(name, "it ends after the file"))
    }
}

pub(super) fn problem(section: &str, problem: impl ToString) -> ModelError {
    ModelError::Section {
        section: section.to_owned(),
        problem: problem.to_string(),
    }
}

/// Strings in a row, in the order of their bytes when they serve as keys.
#[derive(Clone, Copy, Default)]
pub(super) struct StringList {
    ends: &'static [[u8; 4]],
    text: &'static [u8],
}

impl StringList {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let (ends, text) = rest.split_at_checked(u32::from_le_bytes(*count) as usize * 4)?;
        let list = Self {
            ends: ends.as_chunks().0,
            text,
        };
        (list.end(list.ends.len()) == text.len()).then_some(list)
    }

    /// The string at `index`.
    pub(super) fn get(&self, index: usize) -> Option<&'static str> {
        let range = Range {
            start: self.end(index),
            end: self.end(index + 1),
        };
        std::str::from_utf8(self.text.get(range)?).ok()
    }

    /// Where `word` stands in a sorted list.
    pub(super) fn position(&self, word: &str) -> Option<usize> {
        let mut range = 0..self.ends.len();
        while !range.is_empty() {
            let middle = range.start + range.len() / 2;
            let bytes = self.text.get(self.end(middle)..self.end(middle + 1))?;
            match bytes.cmp(word.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => range.start = middle + 1,
                std::cmp::Ordering::Greater => range.end = middle,
            }
        }
        None
    }

    /// Where the first `count` strings end.
    fn end(&self, count: usize) -> usize {
        let last = count.checked_sub(1).and_then(|last| self.ends.get(last));
        last.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[u8] = b"\x03\0\0\0\x02\0\0\0\x05\0\0\0\x06\0\0\0anbeetx";

    #[test]
    fn a_list_is_searched_where_it_lies() {
        let list = StringList::new(&LIST[..LIST.len() - 1]).unwrap();
        assert_eq!(list.get(1), Some("bee"));
        assert_eq!(list.position("t"), Some(2));
        assert_eq!(list.position("zebra"), None);
        assert_eq!(list.get(3), None);
    }

    #[test]
    fn a_list_cut_short_is_refused() {
        assert!(StringList::new(LIST).is_none());
        assert!(StringList::new(&LIST[..7]).is_none());
    }

    #[test]
    fn a_file_that_is_no_model_is_refused() {
        let error = ModelFile::open(b"\x02\0\0\0\0\0\0\0{}").err().unwrap();
        assert_eq!(error.to_string(), "not a language model: the header is not JSON");
    }
}
