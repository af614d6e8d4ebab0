//! Phrases of the text as spans.

use super::{ByteSpan, Words};
use crate::analysis::{Dep, Pos};
use crate::clause::ClauseReader;

/// Turns tokens into words of the text.
#[derive(Clone, Copy)]
pub(super) struct Spans<'a>(pub(super) ClauseReader<'a>);

impl<'a> Spans<'a> {
    pub(super) fn reader(self) -> ClauseReader<'a> {
        self.0
    }

    /// The words of a byte span.
    pub(super) fn words(self, span: ByteSpan) -> Words {
        let document = self.0.document;
        let characters = document.char_span(span);
        Words {
            text: document.slice(span).to_owned(),
            span: [characters.start, characters.end],
        }
    }

    /// One token.
    pub(super) fn token(self, token: usize) -> Option<ByteSpan> {
        self.0.analysis.tokens.get(token).map(|token| token.span)
    }

    /// From the first to the last of `tokens`, without articles at the front and punctuation at either end.
    pub(super) fn trimmed(self, mut tokens: &[usize]) -> Option<ByteSpan> {
        while let [first, rest @ ..] = tokens
            && self.is_outside(*first)
        {
            tokens = rest;
        }
        while let [rest @ .., last] = tokens
            && self.is_mark(*last)
        {
            tokens = rest;
        }
        self.0.analysis.span_of(tokens)
    }

    /// A noun phrase without relative clauses, appositions and conjuncts.
    pub(super) fn noun_phrase(self, head: usize) -> Option<ByteSpan> {
        let tokens = self.0.analysis.subtree_without(head, |child| {
            matches!(
                self.0.dep(child),
                Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Conj | Dep::Cc | Dep::Punct | Dep::Preconj
            )
        });
        self.trimmed(&tokens)
    }

    fn is_outside(self, token: usize) -> bool {
        let is_article = matches!(self.0.word(token).as_str(), "the" | "a" | "an");
        is_article || self.is_mark(token)
    }

    fn is_mark(self, token: usize) -> bool {
        let token = self.0.analysis.tokens.get(token);
        token.is_none_or(|token| matches!(token.pos, Pos::Punct | Pos::Space))
    }
}
