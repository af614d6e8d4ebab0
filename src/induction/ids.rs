//! Patterns by number, so that weights lie side by side.

use rustc_hash::FxHashMap;

/// Numbers of patterns, given in the order in which they are first seen.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Ids {
    /// The number of a pattern, which is new when the pattern is.
    pub fn number(&mut self, pattern: String) -> u32 {
        if let Some(number) = self.numbers.get(&pattern) {
            return *number;
        }
        // More than four thousand million patterns do not fit into memory.
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(pattern.clone());
        self.numbers.insert(pattern, number);
        number
    }

    /// The number of a pattern that has one.
    pub fn known(&self, pattern: &str) -> Option<u32> {
        self.numbers.get(pattern).copied()
    }

    /// The patterns by number.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many patterns there are.
    pub fn count(&self) -> usize {
        self.names.len()
    }
}
