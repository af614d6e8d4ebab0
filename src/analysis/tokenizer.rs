//! The tokeniser: white space, then exceptions, then affixes, as spaCy does it.
//!
//! A chunk between white space is looked up in the exceptions ("don't", "p.m."); else prefixes and suffixes
//! are peeled off until nothing changes, and what is left is an exception, an address, or is cut at
//! infixes. Exceptions that hold affixes themselves (":)", "'em") are looked for once more over the
//! finished tokens.

use rustc_hash::FxHashMap;

use super::affixes::Affixes;
use super::model_file::{ModelError, ModelFile};

/// A token of an exception as the model file has it: its text and its norm.
type ExceptionEntry = (Box<str>, Option<Box<str>>);

/// A token of an exception: how long it is and which norm it has.
#[derive(Debug, Clone, Copy)]
struct ExceptionToken {
    length: usize,
    norm: Norm,
}

/// Where a token's norm comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Norm {
    /// From its own text.
    OfText,
    /// From the exception it belongs to: an index into [`Tokenizer::norm`].
    Exception(u16),
}

/// A piece of a chunk: a span of bytes and its norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) norm: Norm,
}

/// The tokeniser of a language.
pub(super) struct Tokenizer {
    affixes: Affixes,
    exceptions: FxHashMap<Box<str>, Vec<ExceptionToken>>,
    longest_exception: usize,
    norms: Vec<Box<str>>,
    /// Exceptions that are looked for over several tokens: the first token, then the others.
    sequences: FxHashMap<Box<str>, Vec<Vec<Box<str>>>>,
}

impl Tokenizer {
    pub(super) fn load(file: &ModelFile) -> Result<Self, ModelError> {
        let exceptions: FxHashMap<Box<str>, Vec<ExceptionEntry>> = file.json("tokenizer.exceptions")?;
        let mut tokenizer = Self {
            affixes: Affixes::load(file)?,
            longest_exception: exceptions.keys().map(|chunk| chunk.len()).max().unwrap_or(0),
            exceptions: FxHashMap::default(),
            norms: Vec::new(),
            sequences: FxHashMap::default(),
        };
        for chunk in exceptions.keys() {
            tokenizer.add_sequence(chunk);
        }
        for (chunk, tokens) in exceptions {
            let tokens = tokens
                .into_iter()
                .map(|(text, norm)| ExceptionToken {
                    length: text.len(),
                    norm: tokenizer.norm_index(norm),
                })
                .collect();
            tokenizer.exceptions.insert(chunk, tokens);
        }
        Ok(tokenizer)
    }

    fn norm_index(&mut self, norm: Option<Box<str>>) -> Norm {
        let Some(norm) = norm else {
            return Norm::OfText;
        };
        let known = self.norms.iter().position(|known| *known == norm);
        let index = known.unwrap_or(self.norms.len());
        if known.is_none() {
            self.norms.push(norm);
        }
        Norm::Exception(u16::try_from(index).unwrap_or(0))
    }

    /// Notes an exception that the affix rules would cut, while no exceptions are loaded yet.
    fn add_sequence(&mut self, chunk: &str) {
        let mut has_infix = false;
        self.affixes.infixes(chunk, |_, _| has_infix = true);
        let has_affix = self.affixes.prefix(chunk) > 0 || self.affixes.suffix(chunk) > 0;
        if !has_infix && !has_affix && !chunk.contains(' ') {
            return;
        }
        let mut pieces = Vec::new();
        self.cut_chunk(chunk, &mut pieces);
        let mut texts = pieces
            .iter()
            .map(|piece| Box::from(&chunk[piece.start..piece.end]));
        if let Some(first) = texts.next() {
            let rest = texts.collect();
            self.sequences.entry(first).or_default().push(rest);
        }
    }

    /// The norm that an exception gives.
    pub(super) fn norm(&self, index: u16) -> &str {
        self.norms.get(usize::from(index)).map_or("", |norm| norm)
    }

    /// Cuts a chunk without white space into pieces, in order.
    pub(super) fn cut_chunk(&self, chunk: &str, pieces: &mut Vec<Piece>) {
        if self.push_exception(chunk, 0, pieces) {
            return;
        }
        let mut suffixes = Vec::new();
        let core = self.peel(chunk, pieces, &mut suffixes);
        self.cut_core(chunk, core, pieces);
        pieces.extend(suffixes.into_iter().rev());
    }

    /// Peels prefixes into `pieces` and suffixes into `suffixes`, outermost first; gives what is left.
    fn peel(&self, chunk: &str, pieces: &mut Vec<Piece>, suffixes: &mut Vec<Piece>) -> (usize, usize) {
        let (mut start, mut end) = (0, chunk.len());
        while start < end && !self.is_exception(&chunk[start..end]) {
            let prefix = self.affixes.prefix(&chunk[start..end]);
            let inner = start + prefix;
            if prefix > 0 && self.is_exception(&chunk[inner..end]) {
                pieces.push(Piece::new(start, inner));
                return (inner, end);
            }
            let suffix = self.affixes.suffix(&chunk[inner..end]);
            if suffix > 0 && self.is_exception(&chunk[start..end - suffix]) {
                suffixes.push(Piece::new(end - suffix, end));
                return (start, end - suffix);
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            if prefix > 0 {
                pieces.push(Piece::new(start, inner));
            }
            if suffix > 0 {
                suffixes.push(Piece::new(end - suffix, end));
            }
            (start, end) = (inner, end - suffix);
        }
        (start, end)
    }

    fn cut_core(&self, chunk: &str, (start, end): (usize, usize), pieces: &mut Vec<Piece>) {
        let core = &chunk[start..end];
        if core.is_empty() || self.push_exception(core, start, pieces) {
            return;
        }
        if self.affixes.is_address(core) {
            return pieces.push(Piece::new(start, end));
        }
        let mut done = start;
        self.affixes.infixes(core, |from, to| {
            if from == 0 {
                return;
            }
            if done < start + from {
                pieces.push(Piece::new(done, start + from));
            }
            pieces.push(Piece::new(start + from, start + to));
            done = start + to;
        });
        if done < end {
            pieces.push(Piece::new(done, end));
        }
    }

    fn is_exception(&self, chunk: &str) -> bool {
        chunk.len() <= self.longest_exception && self.exceptions.contains_key(chunk)
    }

    /// Pushes the tokens of the exception `chunk`, which starts at `start`, if it is one.
    fn push_exception(&self, chunk: &str, start: usize, pieces: &mut Vec<Piece>) -> bool {
        if chunk.len() > self.longest_exception {
            return false;
        }
        let Some(tokens) = self.exceptions.get(chunk) else {
            return false;
        };
        let mut at = start;
        for token in tokens {
            pieces.push(Piece {
                start: at,
                end: at + token.length,
                norm: token.norm,
            });
            at += token.length;
        }
        true
    }

    /// The tokens of the exception `text`, if it is one.
    pub(super) fn exception(&self, text: &str) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        self.push_exception(text, 0, &mut pieces).then_some(pieces)
    }

    /// Whether a token with this text may start an exception over several tokens.
    pub(super) fn starts_sequence(&self, text: &str) -> bool {
        self.sequences.contains_key(text)
    }

    /// How many tokens each exception that starts with `first` has when `rest` are the texts that follow.
    pub(super) fn sequence_lengths<'a>(
        &'a self,
        first: &str,
        rest: impl Iterator<Item = &'a str> + Clone + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let sequences = self.sequences.get(first).into_iter().flatten();
        sequences
            .filter(move |sequence| {
                let matching = sequence.iter().zip(rest.clone()).filter(|(a, b)| ***a == **b);
                matching.count() == sequence.len()
            })
            .map(|sequence| sequence.len() + 1)
    }
}

impl Piece {
    fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            norm: Norm::OfText,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::model::BUNDLED;

    fn tokenizer() -> Tokenizer {
        Tokenizer::load(&ModelFile::open(BUNDLED).unwrap()).unwrap()
    }

    fn cut(tokenizer: &Tokenizer, chunk: &str) -> String {
        let mut pieces = Vec::new();
        tokenizer.cut_chunk(chunk, &mut pieces);
        let texts: Vec<_> = pieces
            .iter()
            .map(|piece| &chunk[piece.start..piece.end])
            .collect();
        texts.join("|")
    }

    #[test]
    fn affixes_are_peeled_until_an_exception_or_a_word_is_left() {
        let tokenizer = tokenizer();
        assert_eq!(cut(&tokenizer, "(\"Don't!\"),"), "(|\"|Do|n't|!|\"|)|,");
        assert_eq!(cut(&tokenizer, "\"Mr."), "\"|Mr.");
        assert_eq!(cut(&tokenizer, "(U.S.)."), "(|U.S.|)|.");
        assert_eq!(cut(&tokenizer, "half-built,"), "half|-|built|,");
        assert_eq!(cut(&tokenizer, "\"\"\""), "\"|\"|\"");
    }

    #[test]
    fn an_address_is_not_cut_inside() {
        let chunk = "(https://example.org/a-b,c).";
        assert_eq!(cut(&tokenizer(), chunk), "(|https://example.org/a-b,c|)|.");
    }

    #[test]
    fn an_exception_gives_norms() {
        let tokenizer = tokenizer();
        let pieces = tokenizer.exception("can't").unwrap();
        let norms = pieces.iter().map(|piece| match piece.norm {
            Norm::Exception(index) => tokenizer.norm(index),
            Norm::OfText => "",
        });
        assert_eq!(norms.collect::<Vec<_>>(), ["can", "not"]);
        assert!(tokenizer.exception("boat").is_none());
    }

    #[test]
    fn an_exception_that_affix_rules_would_cut_is_a_sequence() {
        let tokenizer = tokenizer();
        assert!(tokenizer.starts_sequence(":") && !tokenizer.starts_sequence("boat"));
        let lengths: Vec<_> = tokenizer
            .sequence_lengths(":", [")", "boat"].into_iter())
            .collect();
        assert_eq!(lengths, [2]);
    }
}
