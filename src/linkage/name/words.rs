//! Words of names that carry little of who is meant, from `ontology/linkage/words.tsv`.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Name, normalise};
use crate::lexicon::table::{LexiconError, rows};

/// What a word that carries little of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
enum WordKind {
    Form,
    Particle,
    Article,
    Title,
    Generation,
}

/// Legal forms of companies, joints of names and titles, by which names are prepared.
#[derive(Debug, Clone)]
pub struct NameWords {
    /// Words, or several with spaces, with their kind and the spelling that stands for all of the line.
    words: FxHashMap<String, (WordKind, String)>,
    /// The most words that one of them has.
    longest: usize,
}

impl NameWords {
    /// The table that the program ships with.
    #[expect(clippy::expect_used, reason = "a test parses the bundled table")]
    pub fn bundled() -> Self {
        Self::parse(
            Path::new("ontology/linkage/words.tsv"),
            include_str!("../../../ontology/linkage/words.tsv"),
        )
        .expect("the bundled table is well formed")
    }

    fn parse(path: &Path, text: &str) -> Result<Self, LexiconError> {
        let (mut words, mut longest) = (FxHashMap::default(), 1);
        for row in rows(path, text) {
            let kind = row.parse_cell(
                1,
                "a kind of word; use form, particle, article, title or generation",
            )?;
            let standing = row.list(0).next().unwrap_or_default().to_owned();
            for word in row.list(0) {
                if normalise(word) != word {
                    return Err(row.error(format!("`{word}` is not folded; write `{}`", normalise(word))));
                }
                longest = longest.max(word.split(' ').count());
                words.insert(word.to_owned(), (kind, standing.clone()));
            }
        }
        Ok(Self { words, longest })
    }

    /// Prepares a name for comparison.
    pub fn name(&self, text: &str) -> Name {
        let normalised = normalise(text);
        let tokens: Vec<&str> = normalised.split(' ').filter(|token| !token.is_empty()).collect();
        let (end, forms) = self.forms(&tokens);
        let body = tokens.get(..end).unwrap_or_default();
        let told = body
            .iter()
            .enumerate()
            .filter(|(place, token)| self.is_core((*place, token)));
        let mut core = owned(told.map(|(_, token)| token));
        if core.is_empty() {
            core = owned(tokens.iter());
        }
        let mut sorted = core.clone();
        sorted.sort_unstable();
        let first = |word: &str| word.chars().next();
        Name {
            text: text.trim().to_owned(),
            compact: normalised.replace(' ', ""),
            acronyms: [
                body.iter().filter_map(|token| first(token)).collect(),
                core.iter().filter_map(|token| first(token)).collect(),
            ],
            generations: self.generations(body),
            normalised,
            core,
            sorted,
            forms,
        }
    }

    /// Whether a word before the legal forms tells one name from another.
    fn is_core(&self, (place, token): (usize, &str)) -> bool {
        match self.words.get(token) {
            Some((WordKind::Particle, _)) => place == 0,
            Some((WordKind::Article | WordKind::Title | WordKind::Generation, _)) => false,
            Some((WordKind::Form, _)) | None => true,
        }
    }

    /// The generations that words after the first name, each by one spelling.
    fn generations(&self, body: &[&str]) -> Vec<String> {
        let named = body.iter().skip(1).filter_map(|token| self.words.get(*token));
        let named = named.filter(|(kind, _)| *kind == WordKind::Generation);
        named.map(|(_, standing)| standing.clone()).collect()
    }

    /// Where the legal forms at a name's end begin, and what they are; the first word is never one.
    fn forms(&self, tokens: &[&str]) -> (usize, Vec<String>) {
        let (mut end, mut forms) = (tokens.len(), Vec::new());
        while let Some((length, form)) = self.form_before(tokens, end) {
            end -= length;
            forms.push(form);
        }
        forms.sort_unstable();
        forms.dedup();
        (end, forms)
    }

    /// The longest legal form that ends before `end`, and how many words it has.
    fn form_before(&self, tokens: &[&str], end: usize) -> Option<(usize, String)> {
        let longest = self.longest.min(end.saturating_sub(1));
        (1..=longest).rev().find_map(|length| {
            let words = tokens.get(end - length..end)?.join(" ");
            let (kind, standing) = self.words.get(&words)?;
            (*kind == WordKind::Form).then(|| (length, standing.clone()))
        })
    }
}

fn owned<'a>(tokens: impl Iterator<Item = &'a &'a str>) -> Vec<String> {
    tokens.map(|token| (*token).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_is_well_formed() {
        let text = include_str!("../../../ontology/linkage/words.tsv");
        assert!(NameWords::parse(Path::new("words.tsv"), text).is_ok());
    }

    #[test]
    fn forms_stand_at_the_end_and_never_are_all_of_a_name() {
        let words = NameWords::bundled();
        assert_eq!(words.name("Berg S.p.A. Co").core(), ["berg"]);
        assert_eq!(words.name("Co of Ltd").core(), ["co"]);
        assert_eq!(words.name("The").core(), ["the"]);
    }

    #[test]
    fn a_word_that_is_not_folded_is_refused_with_its_line() {
        let refused = NameWords::parse(Path::new("w.tsv"), "# words\nLtd.\tform\n").unwrap_err();
        assert_eq!(refused.to_string(), "w.tsv:2: `Ltd.` is not folded; write `ltd`");
    }
}
