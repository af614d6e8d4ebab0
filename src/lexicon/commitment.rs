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
    /// An auxiliary that leaves a wish as it is: "**would** like".
    Wishing,
    /// A verb that wishes: "would **like**".
    Wish,
    /// The verb or adjective above an infinitive or gerund: "managed to", "able to".
    Governor,
    /// The word above a whole clause: "hopes that".
    Thinking,
    /// The preposition above a gerund: "without".
    Preposition,
    /// The word whose gerund is only thought of: "**thought** of leaving".
    Prospect,
    /// A verb whose gerund puts what follows into the future: "is **going** to".
    Prospective,
    /// A conjunction before what has yet to come: "until".
    Limit,
    /// A conjunction beside what goes with the main clause: "when".
    Time,
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
                "a kind; use modal, adverb, conjunction, wishing, wish, governor, thinking, preposition, prospect, \
                 prospective, limit or time",
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

    /// Whether a line of this kind names the word.
    pub fn has(&self, kind: CommitmentKind, lemma: &str) -> bool {
        self.get(kind, lemma).is_some()
    }
}
