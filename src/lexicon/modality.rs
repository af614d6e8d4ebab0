//! Words that weaken a statement inside its own clause (`modality.tsv`).

use std::path::Path;

use rustc_hash::FxHashMap;
use strum::{Display, EnumString};

use super::table::{EntrySource, LexiconError, rows};
use crate::factuality::{Certainty, Modality};

/// The kind of word a modal expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum ModalKind {
    /// "may", "could".
    Modal,
    /// "perhaps".
    Adverb,
    /// "appears to".
    Raising,
    /// "is likely to".
    Adjective,
    /// "**less** likely": it takes from the modal word behind it.
    Lessening,
    /// "attempted to": the thing itself may not have come about.
    Intention,
}

/// What a modal expression does to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// How sure it leaves the speaker.
    pub certainty: Certainty,
    /// How strongly it leaves it put forward.
    pub modality: Modality,
    /// The line it comes from.
    pub entry: EntrySource,
}

/// All modal expressions, by kind and lemma.
#[derive(Debug, Clone, Default)]
pub struct Modals {
    by_lemma: FxHashMap<(ModalKind, String), Modal>,
}

impl Modals {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut modals = Self::default();
        for row in rows(path, text) {
            let kind = row.parse_cell(
                1,
                "a kind of word; use modal, adverb, raising, adjective, lessening or intention",
            )?;
            let certainty = row.parse_cell(2, "a certainty; use Certain, Probable, Possible or Unstated")?;
            let modality = row.modality_or(3, certainty)?;
            for lemma in row.list(0) {
                modals.by_lemma.insert(
                    (kind, lemma.to_owned()),
                    Modal {
                        certainty,
                        modality,
                        entry: row.source(),
                    },
                );
            }
        }
        Ok(modals)
    }

    /// The modal expression of this kind and lemma.
    pub fn get(&self, kind: ModalKind, lemma: &str) -> Option<&Modal> {
        self.by_lemma.get(&(kind, lemma.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modal_verb_weakens_to_possible() {
        let modals = Modals::parse(Path::new("modality.tsv"), "may|might\tmodal\tPossible\n").unwrap();
        assert_eq!(
            modals.get(ModalKind::Modal, "might").unwrap().certainty,
            Certainty::Possible
        );
        assert_eq!(modals.get(ModalKind::Adverb, "might"), None);
    }
}
