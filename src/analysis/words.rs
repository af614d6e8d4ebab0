//! Word types: what the networks need to know of a word, computed once for each word and kept.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::characters::Characters;
use super::embedding::{NO_VECTOR, WordVectors};
use super::hash::string_hash;
use super::model::LanguageModel;
use super::model_file::{ModelError, ModelFile};
use super::tokenizer::{Norm, Piece};
use super::{Dep, Pos, Tag};

/// The data that word features are made of.
pub(super) struct WordFeatures {
    pub(super) characters: Characters,
    norms: FxHashMap<u64, Box<str>>,
    base_norms: FxHashMap<Box<str>, Box<str>>,
    symbols: FxHashMap<Box<str>, u64>,
}

impl WordFeatures {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        Ok(Self {
            characters: Characters::load(file)?,
            norms: file.json("words.norms")?,
            base_norms: file.json("words.base_norms")?,
            symbols: file.json("words.symbols")?,
        })
    }

    /// Norm, prefix, suffix and shape of a word, as identifiers of strings.
    fn features(&self, text: &str, norm: Option<&str>) -> [u64; 4] {
        let mut starts = text.char_indices().map(|(at, _)| at);
        let prefix = starts.clone().nth(1).unwrap_or(text.len());
        let suffix = starts.nth_back(2).unwrap_or(0);
        let lower;
        let norm = match norm.or_else(|| self.norm(text)) {
            Some(norm) => norm,
            None => {
                lower = text.to_lowercase();
                &lower
            }
        };
        let shape = self.characters.shape(text);
        [norm, &text[..prefix], &text[suffix..], &shape].map(|string| self.identifier(string))
    }

    fn norm(&self, text: &str) -> Option<&str> {
        let norm = self.norms.get(&self.identifier(text));
        norm.or_else(|| self.base_norms.get(text)).map(|norm| &**norm)
    }

    /// spaCy's number for a string: that of a symbol of its own, else the hash.
    fn identifier(&self, string: &str) -> u64 {
        match self.symbols.get(string) {
            _ if string.is_empty() => 0,
            Some(symbol) => *symbol,
            None => string_hash(string),
        }
    }
}

/// What is kept of a word.
struct Word {
    features: [u64; 4],
    is_space: bool,
    starts_sequence: bool,
    may_pair: bool,
    /// Which vector it has in the shared table, without and with a space after it.
    shared: [u32; 2],
    /// Which vector it has in the name finder's table.
    private: u32,
}

/// A token of a text: its bytes, its word, and whether a space follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordToken {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) word: u32,
    pub(super) has_space: bool,
}

/// Part of speech and lemma of a word, which depend on tag and relation.
pub(super) type Reading = (Pos, Arc<str>);

/// Words seen so far, with their vectors.
#[derive(Default)]
pub(super) struct Words {
    words: Vec<Word>,
    by_text: FxHashMap<Box<str>, u32>,
    by_exception: FxHashMap<(Box<str>, u16), u32>,
    chunks: FxHashMap<Box<str>, Box<[(Piece, u32)]>>,
    /// Vectors for tagger and parser.
    pub(super) shared: WordVectors,
    /// Vectors for the name finder.
    pub(super) private: WordVectors,
    pub(super) readings: FxHashMap<(u32, Tag, Dep), Reading>,
}

/// All words are forgotten when there are more: with their vectors about 25 MB.
const MOST_WORDS: usize = 20_000;

/// Texts longer than this are not kept: they hardly come twice.
const LONGEST_KEPT: usize = 64;

impl Words {
    /// Whether a word is white space.
    pub(super) fn is_space(&self, word: u32) -> bool {
        self.words[word as usize].is_space
    }

    /// Whether a token of this word may start an exception over several tokens.
    pub(super) fn starts_sequence(&self, word: u32) -> bool {
        self.words[word as usize].starts_sequence
    }

    /// Whether a token of this word may get attributes together with its neighbour.
    pub(super) fn may_pair(&self, word: u32) -> bool {
        self.words[word as usize].may_pair
    }

    /// Cuts a chunk, appending its tokens, whose bytes are counted from the chunk's first.
    pub(super) fn cut_chunk(&mut self, model: &LanguageModel, chunk: &str, tokens: &mut Vec<WordToken>) {
        if let Some(pieces) = self.chunks.get(chunk) {
            tokens.extend(pieces.iter().map(|(piece, word)| WordToken::new(piece, *word)));
            return;
        }
        let mut pieces = Vec::new();
        model.tokenizer.cut_chunk(chunk, &mut pieces);
        let mut found = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let word = self.word(model, &chunk[piece.start..piece.end], piece.norm);
            tokens.push(WordToken::new(&piece, word));
            found.push((piece, word));
        }
        if chunk.len() <= LONGEST_KEPT {
            self.chunks.insert(chunk.into(), found.into());
        }
    }

    /// The word with this text and norm, which is added when it is new.
    pub(super) fn word(&mut self, model: &LanguageModel, text: &str, norm: Norm) -> u32 {
        let known = match norm {
            Norm::OfText => self.by_text.get(text),
            Norm::Exception(index) => self.by_exception.get(&(text.into(), index)),
        };
        if let Some(word) = known {
            return *word;
        }
        let word = self.words.len() as u32;
        self.words.push(Word::new(model, text, norm));
        if text.len() <= LONGEST_KEPT {
            match norm {
                Norm::OfText => self.by_text.insert(text.into(), word),
                Norm::Exception(index) => self.by_exception.insert((text.into(), index), word),
            };
        }
        word
    }

    /// Computes what the encoders must know of the words of `tokens`.
    pub(super) fn prepare(&mut self, model: &LanguageModel, tokens: impl Iterator<Item = WordToken> + Clone) {
        self.embed(model, tokens.clone());
        let words = &self.words;
        let shared = tokens
            .clone()
            .map(|token| words[token.word as usize].shared[usize::from(token.has_space)]);
        self.shared.prepare(&model.shared.embedder, shared);
        let private = tokens.map(|token| words[token.word as usize].private);
        self.private.prepare(&model.private.embedder, private);
    }

    /// Computes the vectors of words that have none yet.
    fn embed(&mut self, model: &LanguageModel, tokens: impl Iterator<Item = WordToken>) {
        let (mut shared, mut private) = (Vec::new(), Vec::new());
        let (mut next_shared, mut next_private) = (self.shared.len() as u32, self.private.len() as u32);
        for token in tokens {
            let word = &mut self.words[token.word as usize];
            let space = usize::from(token.has_space);
            if word.shared[space] == NO_VECTOR {
                word.shared[space] = next_shared;
                next_shared += 1;
                shared.extend(word.features);
                shared.extend([space as u64, u64::from(word.is_space)]);
            }
            if word.private == NO_VECTOR {
                word.private = next_private;
                next_private += 1;
                private.extend(word.features);
            }
        }
        self.shared.add(&model.shared.embedder, &shared);
        self.private.add(&model.private.embedder, &private);
    }

    /// Which vector a token has for tagger and parser, once it is prepared.
    pub(super) fn shared_vector(&self, token: WordToken) -> u32 {
        self.words[token.word as usize].shared[usize::from(token.has_space)]
    }

    /// Which vector a token has for the name finder, once it is prepared.
    pub(super) fn private_vector(&self, token: WordToken) -> u32 {
        self.words[token.word as usize].private
    }

    /// Ends a batch: forgets what is not kept, or everything when there are too many words.
    pub(super) fn trim(&mut self) {
        if self.words.len() > MOST_WORDS {
            *self = Self::default();
        }
        self.shared.forget_passing();
        self.private.forget_passing();
    }
}

impl Word {
    fn new(model: &LanguageModel, text: &str, norm: Norm) -> Self {
        let norm = match norm {
            Norm::OfText => None,
            Norm::Exception(index) => Some(model.tokenizer.norm(index)),
        };
        Self {
            features: model.words.features(text, norm),
            is_space: model.words.characters.is_space(text),
            starts_sequence: model.tokenizer.starts_sequence(text),
            may_pair: model.attribute_ruler.may_pair(&text.to_lowercase()),
            shared: [NO_VECTOR; 2],
            private: NO_VECTOR,
        }
    }
}

impl WordToken {
    pub(super) fn new(piece: &Piece, word: u32) -> Self {
        Self {
            start: piece.start,
            end: piece.end,
            word,
            has_space: false,
        }
    }

    /// The same token, counted from `start` bytes earlier.
    pub(super) fn shifted(self, start: usize) -> Self {
        Self {
            start: start + self.start,
            end: start + self.end,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::kernel::InstructionSet;

    fn model() -> LanguageModel {
        LanguageModel::with_instructions(InstructionSet::Portable)
    }

    #[test]
    fn a_word_is_known_by_its_norm_its_ends_and_its_shape() {
        let words = model().words;
        let identifiers = |strings: [&str; 4]| strings.map(|string| words.identifier(string));
        assert_eq!(
            words.features("Orlen's", None),
            identifiers(["orlen's", "O", "n's", "Xxxxx'x"])
        );
        assert_eq!(words.features("—", None), identifiers(["-", "—", "—", "—"]));
        assert_eq!(
            words.features("ca", Some("can")),
            identifiers(["can", "c", "ca", "xx"])
        );
        assert_eq!(
            words.features("colour", None),
            identifiers(["color", "c", "our", "xxxx"])
        );
    }

    #[test]
    fn symbols_of_spacy_have_small_numbers() {
        let words = model().words;
        assert_eq!(words.identifier(""), 0);
        assert!(words.identifier("PERSON") < 1_000 && words.identifier("person") > 1_000);
    }

    #[test]
    fn a_word_is_kept_once_for_each_norm() {
        let (model, mut words) = (model(), Words::default());
        let first = words.word(&model, "ca", Norm::OfText);
        assert_eq!(words.word(&model, "ca", Norm::OfText), first);
        assert_ne!(words.word(&model, "ca", Norm::Exception(0)), first);
    }

    #[test]
    fn a_very_long_word_is_not_kept() {
        let (model, mut words) = (model(), Words::default());
        let long = "a".repeat(LONGEST_KEPT + 1);
        let first = words.word(&model, &long, Norm::OfText);
        assert_ne!(words.word(&model, &long, Norm::OfText), first);
    }
}
