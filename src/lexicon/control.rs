//! Who acts in an infinitive, which nouns are seen through, which words form one preposition (`control.tsv`).

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use strum::{EnumString, VariantNames};

use super::table::{LexiconError, rows};

/// What a list is for, in the order in which messages name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
enum Kind {
    Object,
    Transparent,
    Preposition,
    Locative,
    Negative,
    Nothing,
    Spokesperson,
    Condition,
    Speaker,
    Anaphor,
    Definite,
    Granted,
    Norm,
    Support,
    Contrast,
    Quotative,
    Untrue,
    Rate,
    Silent,
    Circumstance,
    Particle,
    Factive,
    Transferred,
}

/// The word lists of `control.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Control {
    lists: FxHashMap<Kind, FxHashSet<String>>,
}

impl Control {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut control = Self::default();
        for row in rows(path, text) {
            let kind = row.cell(1).parse::<Kind>().map_err(|_| {
                let (last, others) = Kind::VARIANTS.split_last().unwrap_or((&"", &[]));
                let (found, others) = (row.cell(1), others.join(", "));
                row.error(format!("`{found}` is not a kind; use {others} or {last}"))
            })?;
            let list = control.lists.entry(kind).or_default();
            list.extend(row.list(0).map(str::to_owned));
        }
        Ok(control)
    }

    fn has(&self, kind: Kind, word: &str) -> bool {
        self.lists.get(&kind).is_some_and(|list| list.contains(word))
    }

    /// Whether the object of this verb acts in its infinitive: "**asked** the witnesses to come forward".
    pub fn is_object_control(&self, lemma: &str) -> bool {
        self.has(Kind::Object, lemma)
    }

    /// Whether this noun stands before the thing meant: "**reports** of stations".
    pub fn is_transparent(&self, lemma: &str) -> bool {
        self.has(Kind::Transparent, lemma)
    }

    /// Whether this preposition stands before a place: "in", "near".
    pub fn is_locative(&self, preposition: &str) -> bool {
        self.has(Kind::Locative, preposition)
    }

    /// Whether this verb says that what follows does not happen: "**failed** to stop".
    pub fn is_negative(&self, lemma: &str) -> bool {
        self.has(Kind::Negative, lemma)
    }

    /// Whether this word empties its phrase: "**no** station".
    pub fn is_nothing(&self, word: &str) -> bool {
        self.has(Kind::Nothing, word)
    }

    /// Whether who holds this role speaks for the organisation beside it: "police **spokeswoman**".
    pub fn is_spokesperson(&self, role: &str) -> bool {
        let last = role.rsplit(' ').next().unwrap_or(role);
        self.has(Kind::Spokesperson, role) || self.has(Kind::Spokesperson, last)
    }

    /// Whether this conjunction leaves open whether its clause holds: "if".
    pub fn is_condition(&self, word: &str) -> bool {
        self.has(Kind::Condition, word)
    }

    /// Whether this pronoun stands for whoever speaks: "we".
    pub fn is_speaker(&self, word: &str) -> bool {
        self.has(Kind::Speaker, word)
    }

    /// Whether this pronoun may stand for something said before: "denied **it**".
    pub fn is_anaphor(&self, word: &str) -> bool {
        self.has(Kind::Anaphor, word)
    }

    /// Whether this determiner takes its noun for known: "**the** two countries".
    pub fn is_definite(&self, word: &str) -> bool {
        self.has(Kind::Definite, word)
    }

    /// Whether this noun names what is granted or refused, so that denying it is no statement: "denied **bail**".
    pub fn is_granted(&self, lemma: &str) -> bool {
        self.has(Kind::Granted, lemma)
    }

    /// Whether this noun names a rule that one acts on: "according to the **treaty**" tells of no speaker.
    pub fn is_norm(&self, lemma: &str) -> bool {
        self.has(Kind::Norm, lemma)
    }

    /// Whether this verb only carries its object: "**issued** a statement that".
    pub fn is_support(&self, lemma: &str) -> bool {
        self.has(Kind::Support, lemma)
    }

    /// Whether somebody else's side is told after this conjunction: "**while** the minister denied it".
    pub fn is_contrast(&self, word: &str) -> bool {
        self.has(Kind::Contrast, word)
    }

    /// Whether this conjunction opens, behind a comma, what the author adds: ", **after** the bridge had collapsed".
    pub fn is_circumstance(&self, word: &str) -> bool {
        self.has(Kind::Circumstance, word)
    }

    /// Whether this conjunction joins what is said to who says it: "**as** the minister told the paper".
    pub fn is_quotative(&self, word: &str) -> bool {
        self.has(Kind::Quotative, word)
    }

    /// Whether this adjective denies its noun: "the report is **false**".
    pub fn is_untrue(&self, lemma: &str) -> bool {
        self.has(Kind::Untrue, lemma)
    }

    /// Whether this word, written small, stands inside a person's name: "Ursula **von der** Linde".
    pub fn is_name_particle(&self, word: &str) -> bool {
        self.has(Kind::Particle, word)
    }

    /// Whether this preposition may tell a rate: "three times **per** day".
    pub fn is_rate(&self, preposition: &str) -> bool {
        self.has(Kind::Rate, preposition)
    }

    /// Whether nobody says the clause below this verb: "this **means** that …".
    pub fn is_silent(&self, lemma: &str) -> bool {
        self.has(Kind::Silent, lemma)
    }

    /// Whether the clause below this verb holds even when the verb is negated: "did not **know** that …".
    pub fn is_factive(&self, lemma: &str) -> bool {
        self.has(Kind::Factive, lemma)
    }

    /// Whether the negation of this verb belongs to its clause: "does **not believe** that it is safe".
    pub fn is_transferred(&self, lemma: &str) -> bool {
        self.has(Kind::Transferred, lemma)
    }

    /// Whether these words work as one preposition: "on behalf of".
    pub fn is_preposition(&self, words: &str) -> bool {
        self.has(Kind::Preposition, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_is_an_error_with_its_line() {
        let error = Control::parse(Path::new("control.tsv"), "ask\tobject\nuse\tsubjekt\n").unwrap_err();
        assert_eq!(error.line, 2);
    }
}
