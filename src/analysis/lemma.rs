//! Base forms by rule: exceptions first, then endings cut off where a known word is left.

use std::collections::BTreeMap;

use super::Pos;
use super::attribute_ruler::Form;
use super::characters::Characters;
use super::model_file::{ModelError, ModelFile, StringList};

/// The rules and words of one part of speech.
#[derive(Default)]
struct Table {
    /// Ending, and what takes its place.
    rules: Vec<(String, String)>,
    index: StringList,
    exceptions: StringList,
    /// For each exception its base forms, one a line.
    exception_forms: StringList,
}

/// The lemma tables.
pub(super) struct Lemmas {
    adjectives: Table,
    adverbs: Table,
    nouns: Table,
    punctuation: Table,
    verbs: Table,
}

impl Lemmas {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        let mut rules: BTreeMap<String, Vec<(String, String)>> = file.json("lemmas.rules")?;
        let mut table = |pos: &str| {
            Ok(Table {
                rules: rules.remove(pos).unwrap_or_default(),
                index: file.strings(&format!("lemmas.index.{pos}"))?,
                exceptions: file.strings(&format!("lemmas.exceptions.{pos}"))?,
                exception_forms: file.strings(&format!("lemmas.exceptions.{pos}.forms"))?,
            })
        };
        Ok(Self {
            adjectives: table("adj")?,
            adverbs: table("adv")?,
            nouns: table("noun")?,
            verbs: table("verb")?,
            punctuation: Table {
                rules: rules.remove("punct").unwrap_or_default(),
                ..Table::default()
            },
        })
    }

    /// The base forms that `lower`, which is in lower case, has as one part of speech or another.
    pub(super) fn all_base_forms(&self, lower: &str, characters: &Characters) -> Vec<String> {
        let tables = [&self.adjectives, &self.adverbs, &self.nouns, &self.verbs];
        let forms = tables
            .iter()
            .filter_map(|table| table.base_form(lower, characters));
        forms.collect()
    }

    /// The base form of `text`.
    pub(super) fn lemma(&self, text: &str, (pos, form): (Pos, Form), characters: &Characters) -> String {
        let is_base = match pos {
            Pos::Space => true,
            Pos::Noun => form.is_base || form.is_base_noun,
            Pos::Verb => form.is_base || form.is_base_verb,
            _ => form.is_base,
        };
        let lower = text.to_lowercase();
        let table = match pos {
            _ if is_base => return lower,
            Pos::Adj => &self.adjectives,
            Pos::Adv => &self.adverbs,
            Pos::Noun => &self.nouns,
            Pos::Punct => &self.punctuation,
            Pos::Verb => &self.verbs,
            Pos::Propn => return text.to_owned(),
            _ => return lower,
        };
        table
            .base_form(&lower, characters)
            .unwrap_or_else(|| text.to_owned())
    }
}

impl Table {
    fn base_form(&self, lower: &str, characters: &Characters) -> Option<String> {
        let mut forms: Vec<String> = Vec::new();
        let mut unknown = None;
        for (old, new) in &self.rules {
            let Some(stem) = lower.strip_suffix(old.as_str()) else {
                continue;
            };
            let form = format!("{stem}{new}");
            if form.is_empty() {
                continue;
            }
            if self.index.position(&form).is_some() {
                forms.insert(0, form);
            } else if characters.is_alpha(&form) {
                unknown = unknown.or(Some(form));
            } else {
                forms.push(form);
            }
        }
        if let Some(position) = self.exceptions.position(lower) {
            for form in self.exception_forms.get(position)?.lines() {
                if !forms.iter().any(|known| known == form) {
                    forms.insert(0, form.to_owned());
                }
            }
        }
        forms.into_iter().next().or(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::model::BUNDLED;

    fn lemma(text: &str, pos: Pos) -> String {
        let file = ModelFile::open(BUNDLED).unwrap();
        let characters = Characters::load(&file).unwrap();
        Lemmas::load(&file)
            .unwrap()
            .lemma(text, (pos, Form::default()), &characters)
    }

    #[test]
    fn exceptions_come_before_rules() {
        assert_eq!(lemma("Men", Pos::Noun), "man");
        assert_eq!(lemma("wrote", Pos::Verb), "write");
        assert_eq!(lemma("better", Pos::Adv), "well");
    }

    #[test]
    fn an_ending_is_cut_off_where_a_known_word_is_left() {
        assert_eq!(lemma("ladies", Pos::Noun), "lady");
        assert_eq!(lemma("denied", Pos::Verb), "deny");
        assert_eq!(lemma("crossing", Pos::Verb), "cross");
    }

    #[test]
    fn an_unknown_word_loses_the_first_ending_that_fits() {
        assert_eq!(lemma("zorbles", Pos::Noun), "zorble");
        assert_eq!(lemma("zorb", Pos::Noun), "zorb");
    }

    #[test]
    fn a_name_keeps_its_form_and_other_words_are_put_in_lower_case() {
        assert_eq!(lemma("Vellmarks", Pos::Propn), "Vellmarks");
        assert_eq!(lemma("THE", Pos::Det), "the");
        assert_eq!(lemma("”", Pos::Punct), "\"");
    }
}
