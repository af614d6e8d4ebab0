//! What the tokens of a text may be, in form and base form, without reading it.
//!
//! Which base form a token has depends on its part of speech, which only a full analysis tells. Here all that it may
//! have are gathered: rather too many words than one too few.

use rustc_hash::{FxHashMap, FxHashSet};

use super::analyse::WordCache;
use super::model::LanguageModel;

/// The words that a text may hold, in lower case.
pub type PossibleWords = FxHashSet<Box<str>>;

/// All forms of the chunks seen so far.
pub(super) type ChunkForms = FxHashMap<Box<str>, Box<[Box<str>]>>;

/// All is forgotten when there are more chunks.
const MOST_CHUNKS: usize = 50_000;

/// Adds what the tokens of `text` may be to `words`: forms and base forms, in lower case, whole and in their parts,
/// with and without full stops, hyphens and apostrophes.
pub fn add_possible_words(
    model: &LanguageModel,
    cache: &mut WordCache,
    (text, words): (&str, &mut PossibleWords),
) {
    if cache.forms.len() > MOST_CHUNKS {
        cache.forms.clear();
    }
    words.extend(model.attribute_ruler.lemmas().map(Box::from));
    for chunk in text.split_whitespace() {
        match cache.forms.get(chunk) {
            Some(forms) => words.extend(forms.iter().cloned()),
            None => {
                let forms = forms(model, chunk);
                words.extend(forms.iter().cloned());
                cache.forms.insert(chunk.into(), forms);
            }
        }
    }
}

/// All forms of what one chunk without white space may be cut into.
fn forms(model: &LanguageModel, chunk: &str) -> Box<[Box<str>]> {
    let mut pieces = Vec::new();
    model.tokenizer.cut_chunk(chunk, &mut pieces);
    let pieces = pieces
        .iter()
        .filter_map(|piece| chunk.get(piece.start..piece.end));
    let mut found = PossibleWords::default();
    for piece in pieces.chain([chunk]) {
        for variant in variants(&piece.to_lowercase()) {
            let bases = model.lemmas.all_base_forms(&variant, &model.words.characters);
            found.extend(bases.into_iter().map(|base| base.to_lowercase().into()));
            found.insert(variant.into());
        }
    }
    found.into_iter().collect()
}

/// A text as it is, without full stops, in its parts between other characters than letters and digits, and those joined.
fn variants(lower: &str) -> Vec<String> {
    let unstopped = lower.replace('.', "");
    let is_joint = |letter: char| !letter.is_alphanumeric();
    let parts = lower.split(is_joint).chain(unstopped.split(is_joint));
    let mut variants: Vec<String> = parts.map(str::to_owned).collect();
    variants.push(lower.replace(is_joint, ""));
    variants.push(lower.to_owned());
    variants.push(unstopped);
    variants.retain(|variant| !variant.is_empty());
    variants.sort_unstable();
    variants.dedup();
    variants
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> PossibleWords {
        let model = LanguageModel::with_instructions(crate::analysis::InstructionSet::Portable);
        let mut words = PossibleWords::default();
        add_possible_words(&model, &mut WordCache::new(), (text, &mut words));
        words
    }

    #[test]
    fn every_base_form_that_a_word_may_have_is_there() {
        let found = words("Men left the crossings, denied; cannot.");
        for word in ["man", "men", "leave", "left", "crossing", "deny", "can", "not"] {
            assert!(found.contains(word), "{word}");
        }
        assert!(!found.contains("lea") && !found.contains("arrest"));
    }

    #[test]
    fn abbreviations_and_compounds_are_there_in_all_their_spellings() {
        let found = words("a non-profit of U.S.-based China’s O'Neil");
        for word in ["non", "profit", "nonprofit", "us", "base", "china", "oneil"] {
            assert!(found.contains(word), "{word} is not in {found:?}");
        }
    }
}
