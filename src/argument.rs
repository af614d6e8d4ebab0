//! Arguments: stretches of a text that may be the subject or the object of a relation.
//!
//! An argument is always a slice of the text. Many overlap, because a relation may be about "tennis player" or
//! about "player"; which of them is meant is decided later, by what is around it.

mod names;
mod nouns;
mod marks;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use strum::{Display, IntoStaticStr};

use crate::analysis::{Analysis, NameLabel, Pos};
use crate::document::{ByteSpan, Document};

/// What an argument looks like; a name's type is the recogniser's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ArgumentKind {
    /// Somebody's name.
    Person,
    /// The name of a body of people.
    Organization,
    /// The name of a place.
    Place,
    /// A word for a people, faith or party: "Peruvian".
    People,
    /// A day, month or year.
    Date,
    /// A number or an amount.
    Number,
    /// The title of a work.
    Work,
    /// Another name that the recogniser has a type for.
    OtherName,
    /// Words with capitals.
    Capitals,
    /// What stands before the sentence's first verb.
    Opening,
    /// Words in quotation marks.
    Quoted,
    /// Words in brackets.
    Bracketed,
    /// A common noun with what describes it.
    Noun,
    /// A part of such a group of words.
    Part,
    /// A pronoun.
    Pronoun,
    /// Words that stood as an object in an example.
    Known,
}

impl ArgumentKind {
    /// The kind of a recognised name.
    pub fn of_name(label: NameLabel) -> Self {
        match label {
            NameLabel::Person => Self::Person,
            NameLabel::Org => Self::Organization,
            NameLabel::Gpe | NameLabel::Loc | NameLabel::Fac => Self::Place,
            NameLabel::Norp | NameLabel::Language => Self::People,
            NameLabel::Date | NameLabel::Time => Self::Date,
            NameLabel::Cardinal
            | NameLabel::Ordinal
            | NameLabel::Money
            | NameLabel::Percent
            | NameLabel::Quantity => Self::Number,
            NameLabel::WorkOfArt => Self::Work,
            NameLabel::Event | NameLabel::Law | NameLabel::Product => Self::OtherName,
        }
    }

    /// Whether a subject may look like this; dates, numbers and parts of groups are objects only.
    pub fn may_be_subject(self) -> bool {
        !matches!(self, Self::Date | Self::Number | Self::Part)
    }
}

/// A stretch of the text that may stand in a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Where it is.
    pub span: ByteSpan,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The token that the others hang on.
    pub head: usize,
    /// What it looks like.
    pub kind: ArgumentKind,
}

/// Phrases in lower case, one word each, that are arguments wherever they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPhrases {
    phrases: BTreeSet<String>,
    longest: usize,
}

impl KnownPhrases {
    /// Adds a phrase.
    pub fn insert(&mut self, phrase: &str) {
        self.longest = self.longest.max(phrase.split_whitespace().count() * 2);
        self.phrases.insert(squeezed(phrase));
    }
}

/// A text without white space and underscores, in lower case: how two names are compared.
pub fn squeezed(text: &str) -> String {
    let letters = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '_');
    letters.flat_map(char::to_lowercase).collect()
}

/// A document of which arguments are looked for.
#[derive(Clone, Copy)]
pub struct ArgumentReader<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its analysis.
    pub analysis: &'a Analysis,
}

/// The arguments found so far; the first kind that is found for a stretch stays.
type Found = BTreeMap<(usize, usize), ArgumentKind>;

impl<'a> ArgumentReader<'a> {
    /// All arguments, in text order, shorter ones first where they begin together.
    pub fn arguments(self, known: &KnownPhrases) -> Vec<Argument> {
        let mut found = Found::new();
        for sentence in &self.analysis.sentences {
            let tokens = sentence.tokens.clone();
            self.names(tokens.clone(), &mut found);
            self.quoted(tokens.clone(), &mut found);
            self.opening(tokens.clone(), &mut found);
            self.capitals(tokens.clone(), &mut found);
            self.nouns(tokens.clone(), &mut found);
            self.numbers(tokens.clone(), &mut found);
            self.known(tokens, known, &mut found);
        }
        let arguments = found.into_iter();
        arguments
            .filter_map(|((start, end), kind)| self.argument(start..end, kind))
            .collect()
    }

    fn argument(self, tokens: Range<usize>, kind: ArgumentKind) -> Option<Argument> {
        let first = self.analysis.tokens.get(tokens.start)?;
        let last = self.analysis.tokens.get(tokens.end.checked_sub(1)?)?;
        let head = self.head(tokens.clone());
        Some(Argument {
            span: first.span.cover(last.span),
            head,
            tokens,
            kind,
        })
    }

    /// The first token whose head lies outside.
    fn head(self, tokens: Range<usize>) -> usize {
        let is_top = |token: &usize| {
            let head = self.analysis.tokens.get(*token).map(|token| token.head);
            head.is_some_and(|head| head == *token || !tokens.contains(&head))
        };
        let mut tops = tokens.clone().filter(is_top);
        let is_word = |token: &usize| self.pos(*token) != Pos::Punct;
        let word = tops.clone().find(is_word);
        word.or_else(|| tops.next()).unwrap_or(tokens.start)
    }

    /// The token's own words.
    pub(crate) fn word(self, token: usize) -> &'a str {
        let token = self.analysis.tokens.get(token);
        token.map_or("", |token| self.document.slice(token.span))
    }

    pub(crate) fn pos(self, token: usize) -> Pos {
        self.analysis.tokens.get(token).map_or(Pos::X, |token| token.pos)
    }
}
