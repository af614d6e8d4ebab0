//! Words with the records that have them, gathered before they are sorted: the same words come again and again, and
//! sorting each once for each run is much quicker than sorting every occurrence.

use std::io;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::postings::SEPARATOR;
use super::record::RecordNumber;
use crate::sorting::{Merge, Runs};

/// What a word takes besides its letters, in bytes, roughly.
const OF_A_WORD: usize = 96;

/// Words that are being collected.
pub(super) struct Groups {
    runs: Runs,
    lists: FxHashMap<String, Vec<u8>>,
    in_memory: usize,
}

impl Groups {
    pub(super) fn lasting(folder: PathBuf, name: &'static str, known: usize) -> Self {
        Self {
            runs: Runs::lasting(folder, name, known),
            lists: FxHashMap::default(),
            in_memory: 0,
        }
    }

    /// Adds a record to a word; records come in order, and one that comes again counts once.
    pub(super) fn push(&mut self, word: &str, record: RecordNumber) {
        let number = record.to_be_bytes();
        match self.lists.get_mut(word) {
            Some(list) if list.ends_with(&number) && list.len().is_multiple_of(4) => {}
            Some(list) => {
                list.extend_from_slice(&number);
                self.in_memory += number.len();
            }
            None => {
                self.lists.insert(word.to_owned(), number.to_vec());
                self.in_memory += word.len() + OF_A_WORD;
            }
        }
    }

    /// How much is in memory, in bytes.
    pub(super) fn in_memory(&self) -> usize {
        self.in_memory
    }

    /// See [`Runs::keep`].
    pub(super) fn keep(&mut self) -> io::Result<usize> {
        self.hand_over()?;
        self.runs.keep()
    }

    /// See [`Runs::merge`].
    pub(super) fn merge(mut self) -> io::Result<Merge> {
        self.hand_over()?;
        self.runs.merge()
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let mut lists: Vec<_> = std::mem::take(&mut self.lists).into_iter().collect();
        lists.sort_unstable();
        self.in_memory = 0;
        for (word, list) in lists {
            self.runs.push(&[word.as_bytes(), &[SEPARATOR], &list])?;
        }
        Ok(())
    }
}
