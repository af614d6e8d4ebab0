//! The lexicon: the words that drive extraction, loaded from tables under `ontology/lexicon/`.
//!
//! A word list is data that a non-programmer can edit. Every entry knows the file and line it came from, so
//! that `explain` can cite it and an error can point at it.

pub mod table;
pub mod frame;
pub mod attribution;
pub mod relations;
pub mod modality;
pub mod commitment;
pub mod control;
pub mod patterns;
pub mod times;
pub mod classes;
pub mod furniture;
pub mod line;
pub mod governments;
pub mod names;
pub mod ontolex;
pub mod quantities;
pub mod roles;

use std::path::Path;

use crate::lexicon::attribution::Cues;
use crate::lexicon::classes::{Classes, NounFlag};
use crate::lexicon::commitment::Commitments;
use crate::lexicon::control::Control;
use crate::lexicon::furniture::FurnitureLexicon;
use crate::lexicon::governments::Governments;
use crate::lexicon::modality::Modals;
use crate::lexicon::names::{Names, TitleKind};
use crate::lexicon::patterns::Patterns;
use crate::lexicon::quantities::Quantities;
use crate::lexicon::relations::Triggers;
use crate::lexicon::roles::Roles;
use crate::lexicon::table::{LexiconError, bundled_tables, table};
use crate::lexicon::times::TimeWords;
use crate::ontology::OntologyFile;

/// All word tables.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Well-known names, titles and given names.
    pub names: Names,
    /// Where a capital stands for its government.
    pub governments: Governments,
    /// What common nouns stand for, and words that only modify them.
    pub classes: Classes,
    /// Numbers, and words that make them bounds.
    pub quantities: Quantities,
    /// What the parts of a page that are not prose look like.
    pub furniture: FurnitureLexicon,
    /// Words that put a statement in somebody's mouth.
    pub cues: Cues,
    /// Words that express a relation.
    pub triggers: Triggers,
    /// Words that weaken a statement.
    pub modals: Modals,
    /// Words that leave open whether something happened.
    pub commitments: Commitments,
    /// Words that decide who acts and what is meant.
    pub control: Control,
    /// What is said without a verb.
    pub patterns: Patterns,
    /// Parts beside subject and object.
    pub roles: Roles,
    /// Words of dates and times.
    pub times: TimeWords,
}

impl Lexicon {
    /// The tables that the program ships with.
    #[expect(clippy::expect_used, reason = "a test parses the bundled tables")]
    pub fn bundled() -> Self {
        Self::parse(&bundled_tables()).expect("the bundled tables are well formed")
    }

    /// Whether `words` name what a person does or is: "Sgt", "director", "prime minister".
    pub fn is_role(&self, words: &str) -> bool {
        let is_role_noun = self
            .classes
            .noun(words)
            .is_some_and(|noun| noun.has(NounFlag::Role));
        is_role_noun
            || self
                .names
                .title(words)
                .is_some_and(|title| title.kind != TitleKind::Honorific)
    }

    /// Reads all tables; each is known by its name, such as `names/places.tsv`, whatever folder it is in.
    pub fn parse(tables: &[OntologyFile<'_>]) -> Result<Self, LexiconError> {
        let table = |name| table(tables, name).map(|file| (file.path, file.text));
        Ok(Self {
            names: Names::parse(tables)?,
            governments: of(table("names/governments.tsv")?, Governments::parse)?,
            classes: Classes::parse(tables)?,
            quantities: of(table("quantities.tsv")?, Quantities::parse)?,
            furniture: of(table("furniture.tsv")?, FurnitureLexicon::parse)?,
            cues: of(table("attribution.tsv")?, Cues::parse)?,
            triggers: of(table("relations.tsv")?, Triggers::parse)?,
            modals: of(table("modality.tsv")?, Modals::parse)?,
            commitments: of(table("commitment.tsv")?, Commitments::parse)?,
            control: of(table("control.tsv")?, Control::parse)?,
            patterns: of(table("patterns.tsv")?, Patterns::parse)?,
            roles: of(table("roles.tsv")?, Roles::parse)?,
            times: of(table("times.tsv")?, TimeWords::parse)?,
        })
    }
}

fn of<T>(
    (path, text): (&Path, &str),
    parse: fn(&Path, &str) -> Result<T, LexiconError>,
) -> Result<T, LexiconError> {
    parse(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_tables_are_well_formed() {
        assert_eq!(Lexicon::parse(&bundled_tables()).map(|_| ()), Ok(()));
    }

    #[test]
    fn a_table_that_is_missing_is_named() {
        let tables = bundled_tables();
        let error = Lexicon::parse(&tables[1..]).unwrap_err();
        assert_eq!(error.to_string(), "attribution.tsv:1: the table is missing");
    }
}
