//! The lexicon: the words that drive extraction, loaded from tables under `ontology/lexicon/`.
//!
//! A word list is data that a non-programmer can edit. Every entry knows the file and line it came from, so
//! that `explain` can cite it and an error can point at it.

pub mod classes;
pub mod furniture;
pub mod line;
pub mod names;
pub mod ontolex;
pub mod table;

use crate::lexicon::classes::Classes;
use crate::lexicon::furniture::FurnitureLexicon;
use crate::lexicon::names::Names;
use crate::lexicon::table::LexiconError;

/// All word tables.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Well-known names, titles and given names.
    pub names: Names,
    /// What common nouns stand for, and words that only modify them.
    pub classes: Classes,
    /// What the parts of a page that are not prose look like.
    pub furniture: FurnitureLexicon,
}

impl Lexicon {
    /// The tables that the program ships with.
    #[expect(clippy::expect_used, reason = "a test parses the bundled tables")]
    pub fn bundled() -> Self {
        Self::load().expect("the bundled tables are well formed")
    }

    fn load() -> Result<Self, LexiconError> {
        Ok(Self {
            names: Names::bundled()?,
            classes: Classes::bundled()?,
            furniture: FurnitureLexicon::load()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_tables_are_well_formed() {
        assert_eq!(Lexicon::load().map(|_| ()), Ok(()));
    }
}
