//! Words that leave open whether what a clause names has happened (`commitment.tsv`).

use std::path::Path;

use rustc_hash::FxHashMap;
use strum::{Display, EnumString};

use super::table::{LexiconError, rows};
use crate::factuality::Modality;

/// Where a word stands to the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum CommitmentKind {
    /// An auxiliary of its verb: "might".
    Modal,
    /// An adverb beside its verb: "perhaps".
    Adverb,
    /// The word that opens it: "unless".
    Conjunction,
    /// The verb above an infinitive or gerund: "managed to".
    Governor,
    /// The verb above a whole clause: "hopes that".
    Thinking,
    /// The preposition above a gerund: "without".
    Preposition,
    /// A verb that says what its object is: "describe … as".
    Naming,
}

/// All such words, by kind and lemma.
#[derive(Debug, Clone, Default)]
pub struct Commitments {
    by_lemma: FxHashMap<(CommitmentKind, String), Modality>,
}

impl Commitments {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut commitments = Self::default();
        for row in rows(path, text) {
            let kind = row.parse_cell(
                1,
                "a kind; use modal, adverb, conjunction, governor, thinking, preposition or naming",
            )?;
            let modality = row.modality(2)?;
            let lemmas = row.list(0).map(|lemma| ((kind, lemma.to_owned()), modality));
            commitments.by_lemma.extend(lemmas);
        }
        Ok(commitments)
    }

    /// What this word of this kind makes of the clause; nothing for a word that no line names.
    pub fn get(&self, kind: CommitmentKind, lemma: &str) -> Option<Modality> {
        self.by_lemma.get(&(kind, lemma.to_owned())).copied()
    }

    /// Whether this verb says what its object is: "**described** it as a success".
    pub fn is_naming(&self, lemma: &str) -> bool {
        self.get(CommitmentKind::Naming, lemma).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_only_where_its_kind_stands() {
        let text = "hope\tthinking\tfuture/intended\n";
        let commitments = Commitments::parse(Path::new("commitment.tsv"), text).unwrap();
        let get = |kind| commitments.get(kind, "hope");
        assert_eq!(get(CommitmentKind::Thinking), Some(Modality::Future));
        assert_eq!(get(CommitmentKind::Governor), None);
    }
}
