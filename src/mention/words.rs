//! The words of one document, with what the parse and the lexicon know of them.
//!
//! Every look-up is total: a token index that does not exist has no text and no relation.

use std::ops::Range;

use crate::analysis::{Analysis, Dep, NameLabel, Pos, Tag, Token};
use crate::document::Document;
use crate::lexicon::Lexicon;

/// How far a look up or down the parse goes, so that no text takes more than linear time.
const MOST_STEPS: usize = 48;

/// A document's words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) document: &'a Document,
    pub(crate) analysis: &'a Analysis,
}

impl<'a> Words<'a> {
    pub(crate) fn len(&self) -> usize {
        self.analysis.tokens.len()
    }

    pub(crate) fn token(&self, token: usize) -> Option<&'a Token> {
        self.analysis.tokens.get(token)
    }

    /// The word as it is written.
    pub(crate) fn text(&self, token: usize) -> &'a str {
        self.token(token)
            .map_or("", |token| self.document.slice(token.span))
    }

    /// The words as they are written, with what stands between them.
    pub(crate) fn phrase(&self, tokens: &Range<usize>) -> &'a str {
        let last = tokens.end.saturating_sub(1);
        match (self.token(tokens.start), self.token(last)) {
            (Some(first), Some(last)) if tokens.start < tokens.end => {
                self.document.slice(first.span.cover(last.span))
            }
            _ => "",
        }
    }

    pub(crate) fn lower(&self, token: usize) -> String {
        self.text(token).to_lowercase()
    }

    /// The base form in lower case; of "Defenders" and "MPs", which the lemmatiser leaves alone, without the "s".
    pub(crate) fn lemma(&self, token: usize) -> String {
        let Some(token) = self.token(token) else {
            return String::new();
        };
        let lemma = token.lemma.to_lowercase();
        let of_letters = self
            .document
            .slice(token.span)
            .strip_suffix('s')
            .is_some_and(Self::is_acronym);
        match lemma.strip_suffix('s') {
            Some(singular) if token.tag == Tag::Nnps || of_letters => singular.to_owned(),
            _ => lemma,
        }
    }

    pub(crate) fn dep(&self, token: usize) -> Dep {
        self.token(token).map_or(Dep::None, |token| token.dep)
    }

    pub(crate) fn pos(&self, token: usize) -> Pos {
        self.token(token).map_or(Pos::X, |token| token.pos)
    }

    pub(crate) fn tag(&self, token: usize) -> Tag {
        self.token(token).map_or(Tag::Xx, |token| token.tag)
    }

    /// The token that `token` hangs on; a root's is itself.
    pub(crate) fn head(&self, token: usize) -> usize {
        self.token(token).map_or(token, |token| token.head)
    }

    /// The first member of the list that `token` stands in; the parser calls some members appositions.
    ///
    /// Of a list of very many members it is one of those before.
    pub(crate) fn first_of_list(&self, token: usize) -> usize {
        let above = |at: &usize| {
            let head = self.head(*at);
            (matches!(self.dep(*at), Dep::Conj | Dep::Appos) && head < *at).then_some(head)
        };
        std::iter::successors(Some(token), above)
            .take(MOST_STEPS)
            .last()
            .unwrap_or(token)
    }

    /// The tokens above `token`, nearest first, not further than a sentence needs.
    pub(crate) fn above(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.analysis.ancestors(token).take(MOST_STEPS)
    }

    /// The first token of what hangs on `token`.
    pub(crate) fn left_edge(&self, token: usize) -> usize {
        let left = |at: &usize| self.analysis.children(*at).next().filter(|child| child < at);
        std::iter::successors(Some(token), left)
            .take(MOST_STEPS)
            .last()
            .unwrap_or(token)
    }

    /// The last of `tokens` that hangs on a token outside of them.
    pub(crate) fn head_of(&self, tokens: &Range<usize>) -> usize {
        let leaves = |token: &usize| {
            let head = self.head(*token);
            head == *token || !tokens.contains(&head)
        };
        let is_word = |token: &usize| self.pos(*token) != Pos::Punct;
        tokens
            .clone()
            .rev()
            .filter(leaves)
            .find(is_word)
            .unwrap_or(tokens.end.saturating_sub(1))
    }

    /// Whether nothing stands between this word and the next.
    pub(crate) fn touches_next(&self, token: usize) -> bool {
        match (self.token(token), self.token(token + 1)) {
            (Some(token), Some(next)) => token.span.end() == next.span.start(),
            _ => false,
        }
    }

    /// Whether the word begins with a capital letter.
    pub(crate) fn is_capitalised(&self, token: usize) -> bool {
        self.text(token).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the words are an abbreviation in capitals: "RCMP", "U.S.".
    pub(crate) fn is_acronym(text: &str) -> bool {
        let letters = text.chars().filter(|letter| letter.is_alphabetic());
        let (upper, lower) = letters.fold((0, 0), |(upper, lower), letter| {
            if letter.is_uppercase() {
                (upper + 1, lower)
            } else {
                (upper, lower + 1)
            }
        });
        upper >= 2 && lower <= upper / 3 && !text.contains(' ')
    }

    pub(crate) fn is_proper(&self, token: usize) -> bool {
        matches!(self.tag(token), Tag::Nnp | Tag::Nnps) || self.pos(token) == Pos::Propn
    }
}

/// Whether a recognised name names something, rather than a date or an amount.
pub(crate) fn is_name_label(label: NameLabel) -> bool {
    !matches!(
        label,
        NameLabel::Cardinal
            | NameLabel::Date
            | NameLabel::Money
            | NameLabel::Ordinal
            | NameLabel::Percent
            | NameLabel::Quantity
            | NameLabel::Time
    )
}
