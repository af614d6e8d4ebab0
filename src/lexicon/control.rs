//! Who acts in an infinitive, which nouns are seen through, which words form one preposition (`control.tsv`).

use std::path::Path;

use rustc_hash::FxHashSet;

use super::table::{LexiconError, rows};

const KINDS: &str = "object, transparent, preposition, locative, negative, nothing, spokesperson, condition, \
                     speaker, anaphor, definite, granted, norm, support, contrast, quotative, untrue, rate, silent, circumstance, particle, \
                     factive or transferred";

/// The word lists of `control.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Control {
    object_control: FxHashSet<String>,
    transparent: FxHashSet<String>,
    prepositions: FxHashSet<String>,
    locatives: FxHashSet<String>,
    negatives: FxHashSet<String>,
    nothings: FxHashSet<String>,
    spokespersons: FxHashSet<String>,
    conditions: FxHashSet<String>,
    speakers: FxHashSet<String>,
    anaphors: FxHashSet<String>,
    definites: FxHashSet<String>,
    granted: FxHashSet<String>,
    norms: FxHashSet<String>,
    support: FxHashSet<String>,
    contrasts: FxHashSet<String>,
    quotatives: FxHashSet<String>,
    untrue: FxHashSet<String>,
    rates: FxHashSet<String>,
    name_particles: FxHashSet<String>,
    circumstances: FxHashSet<String>,
    silent: FxHashSet<String>,
    factives: FxHashSet<String>,
    transferred: FxHashSet<String>,
}

impl Control {
    /// Reads the table's text; `path` is named in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let mut control = Self::default();
        for row in rows(path, text) {
            let list = match row.cell(1) {
                "object" => &mut control.object_control,
                "transparent" => &mut control.transparent,
                "preposition" => &mut control.prepositions,
                "locative" => &mut control.locatives,
                "negative" => &mut control.negatives,
                "nothing" => &mut control.nothings,
                "spokesperson" => &mut control.spokespersons,
                "condition" => &mut control.conditions,
                "speaker" => &mut control.speakers,
                "anaphor" => &mut control.anaphors,
                "definite" => &mut control.definites,
                "granted" => &mut control.granted,
                "norm" => &mut control.norms,
                "support" => &mut control.support,
                "contrast" => &mut control.contrasts,
                "quotative" => &mut control.quotatives,
                "untrue" => &mut control.untrue,
                "rate" => &mut control.rates,
                "particle" => &mut control.name_particles,
                "circumstance" => &mut control.circumstances,
                "silent" => &mut control.silent,
                "factive" => &mut control.factives,
                "transferred" => &mut control.transferred,
                other => return Err(row.error(format!("`{other}` is not a kind; use {KINDS}"))),
            };
            list.extend(row.list(0).map(str::to_owned));
        }
        Ok(control)
    }

    /// Whether the object of this verb acts in its infinitive: "**asked** the witnesses to come forward".
    pub fn is_object_control(&self, lemma: &str) -> bool {
        self.object_control.contains(lemma)
    }

    /// Whether this noun stands before the thing meant: "**reports** of stations".
    pub fn is_transparent(&self, lemma: &str) -> bool {
        self.transparent.contains(lemma)
    }

    /// Whether this preposition stands before a place: "in", "near".
    pub fn is_locative(&self, preposition: &str) -> bool {
        self.locatives.contains(preposition)
    }

    /// Whether this verb says that what follows does not happen: "**failed** to stop".
    pub fn is_negative(&self, lemma: &str) -> bool {
        self.negatives.contains(lemma)
    }

    /// Whether this word empties its phrase: "**no** station".
    pub fn is_nothing(&self, word: &str) -> bool {
        self.nothings.contains(word)
    }

    /// Whether who holds this role speaks for the organisation beside it: "police **spokeswoman**".
    pub fn is_spokesperson(&self, role: &str) -> bool {
        let last = role.rsplit(' ').next().unwrap_or(role);
        self.spokespersons.contains(role) || self.spokespersons.contains(last)
    }

    /// Whether this conjunction leaves open whether its clause holds: "if".
    pub fn is_condition(&self, word: &str) -> bool {
        self.conditions.contains(word)
    }

    /// Whether this pronoun stands for whoever speaks: "we".
    pub fn is_speaker(&self, word: &str) -> bool {
        self.speakers.contains(word)
    }

    /// Whether this pronoun may stand for something said before: "denied **it**".
    pub fn is_anaphor(&self, word: &str) -> bool {
        self.anaphors.contains(word)
    }

    /// Whether this determiner takes its noun for known: "**the** two countries".
    pub fn is_definite(&self, word: &str) -> bool {
        self.definites.contains(word)
    }

    /// Whether this noun names what is granted or refused, so that denying it is no statement: "denied **bail**".
    pub fn is_granted(&self, lemma: &str) -> bool {
        self.granted.contains(lemma)
    }

    /// Whether this noun names a rule that one acts on: "according to the **treaty**" tells of no speaker.
    pub fn is_norm(&self, lemma: &str) -> bool {
        self.norms.contains(lemma)
    }

    /// Whether this verb only carries its object: "**issued** a statement that".
    pub fn is_support(&self, lemma: &str) -> bool {
        self.support.contains(lemma)
    }

    /// Whether somebody else's side is told after this conjunction: "**while** the minister denied it".
    pub fn is_contrast(&self, word: &str) -> bool {
        self.contrasts.contains(word)
    }

    /// Whether this conjunction opens, behind a comma, what the author adds: ", **after** the bridge had collapsed".
    pub fn is_circumstance(&self, word: &str) -> bool {
        self.circumstances.contains(word)
    }

    /// Whether this conjunction joins what is said to who says it: "**as** the minister told the paper".
    pub fn is_quotative(&self, word: &str) -> bool {
        self.quotatives.contains(word)
    }

    /// Whether this adjective denies its noun: "the report is **false**".
    pub fn is_untrue(&self, lemma: &str) -> bool {
        self.untrue.contains(lemma)
    }

    /// Whether this word, written small, stands inside a person's name: "Ursula **von der** Linde".
    pub fn is_name_particle(&self, word: &str) -> bool {
        self.name_particles.contains(word)
    }

    /// Whether this preposition may tell a rate: "three times **per** day".
    pub fn is_rate(&self, preposition: &str) -> bool {
        self.rates.contains(preposition)
    }

    /// Whether nobody says the clause below this verb: "this **means** that …".
    pub fn is_silent(&self, lemma: &str) -> bool {
        self.silent.contains(lemma)
    }

    /// Whether the clause below this verb holds even when the verb is negated: "did not **know** that …".
    pub fn is_factive(&self, lemma: &str) -> bool {
        self.factives.contains(lemma)
    }

    /// Whether the negation of this verb belongs to its clause: "does **not believe** that it is safe".
    pub fn is_transferred(&self, lemma: &str) -> bool {
        self.transferred.contains(lemma)
    }

    /// Whether these words work as one preposition: "on behalf of".
    pub fn is_preposition(&self, words: &str) -> bool {
        self.prepositions.contains(words)
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
