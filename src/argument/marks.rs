//! Arguments that marks, digits or an example tell.

use std::ops::Range;

use super::names::add;
use super::{ArgumentKind, ArgumentReader, Found, KnownPhrases, squeezed};
use crate::analysis::{Pos, Tag};

/// The most words in brackets that are one argument.
const LONGEST_BRACKET: usize = 8;

impl ArgumentReader<'_> {
    /// What stands in quotation marks and in brackets.
    pub(super) fn quoted(self, sentence: Range<usize>, found: &mut Found) {
        let mut opened: Option<(usize, bool)> = None;
        for token in sentence {
            let word = self.word(token);
            let is_quote = matches!(word, "\"" | "“" | "”" | "``" | "''" | "«" | "»");
            match opened {
                Some((start, false)) if is_quote => {
                    add(found, start..token, ArgumentKind::Quoted);
                    opened = None;
                }
                Some((start, true)) if matches!(word, ")" | ";" | ",") => {
                    if token - start <= LONGEST_BRACKET {
                        add(found, start..token, ArgumentKind::Bracketed);
                    }
                    opened = (word != ")").then_some((token + 1, true));
                }
                _ if is_quote => opened = Some((token + 1, false)),
                _ if word == "(" => opened = Some((token + 1, true)),
                _ => {}
            }
        }
    }

    /// Numbers, and codes with digits that are written without white space: "0-306-40615-2".
    pub(super) fn numbers(self, sentence: Range<usize>, found: &mut Found) {
        for token in sentence.clone() {
            if self.tag(token) == Some(Tag::Cd) || self.has_digit(token) {
                add(found, token..token + 1, ArgumentKind::Number);
                let end = self.end_of_code(token..sentence.end);
                add(found, token..end, ArgumentKind::Number);
            }
        }
    }

    /// Where the run of digits and marks ends that begins at the first token.
    fn end_of_code(self, tokens: Range<usize>) -> usize {
        let mut end = tokens.start + 1;
        let touches = |at: usize| {
            let [left, right] = [at - 1, at].map(|token| self.analysis.tokens.get(token));
            left.zip(right)
                .is_some_and(|(left, right)| left.span.end() == right.span.start())
        };
        while end < tokens.end && touches(end) {
            end += 1;
        }
        while end > tokens.start + 1 && !self.has_digit(end - 1) {
            end -= 1;
        }
        end
    }

    fn has_digit(self, token: usize) -> bool {
        self.pos(token) != Pos::Punct && self.word(token).contains(|letter: char| letter.is_ascii_digit())
    }

    /// Phrases that stood as an object before.
    pub(super) fn known(self, sentence: Range<usize>, known: &KnownPhrases, found: &mut Found) {
        for start in sentence.clone() {
            let mut phrase = String::new();
            let ends = (start + 1..=sentence.end).take(known.longest);
            for end in ends {
                phrase.push_str(&squeezed(self.word(end - 1)));
                if known.phrases.contains(&phrase) {
                    add(found, start..end, ArgumentKind::Known);
                }
            }
        }
    }
}
