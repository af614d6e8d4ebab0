//! What kind of words a relation's label is, found by reading it in small sentences (`carriers.tsv`).

use std::path::Path;

use crate::analysis::{LanguageModel, Pos, Tag, Token, WordCache, analyse};
use crate::document::{Document, Metadata};
use crate::lexicon::table::rows;
use crate::schema::spelt_out;

/// What a label is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// "employs", "works for": the subject does it.
    Active(String),
    /// "built by": the object does it to the subject.
    PassiveBy,
    /// "located in": it is done to the subject.
    Passive(String),
    /// "moored in": the subject does it, or it is done to the subject.
    Either(String),
    /// "captain": what the object is to the subject.
    Noun,
    /// "member of": what the subject is to the object.
    NounOf(String),
}

/// A label that was made out: its kind and the word's base form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: Kind,
    pub(super) lemma: String,
}

/// Reads labels.
pub(super) struct LabelReader<'a> {
    model: &'a LanguageModel,
    cache: WordCache,
    carriers: Carriers,
}

#[derive(Default)]
struct Carriers {
    active: &'static str,
    passive: &'static str,
    infinitive: &'static str,
    noun: &'static str,
    empty: Vec<&'static str>,
    agent: Vec<&'static str>,
    near: &'static str,
}

impl Carriers {
    fn bundled() -> Self {
        let text = include_str!("../../ontology/derivation/carriers.tsv");
        let mut carriers = Self::default();
        for row in rows(Path::new("ontology/derivation/carriers.tsv"), text) {
            match row.cell(0) {
                "active" => carriers.active = row.cell(1),
                "passive" => carriers.passive = row.cell(1),
                "infinitive" => carriers.infinitive = row.cell(1),
                "noun" => carriers.noun = row.cell(1),
                "empty" => carriers.empty.extend(row.list(1)),
                "agent" => carriers.agent.extend(row.list(1)),
                "near" => carriers.near = row.cell(1),
                _ => {}
            }
        }
        carriers
    }
}

impl<'a> LabelReader<'a> {
    pub(super) fn new(model: &'a LanguageModel) -> Self {
        Self {
            model,
            cache: WordCache::new(),
            carriers: Carriers::bundled(),
        }
    }

    /// The prepositions before a place, as a frame has them.
    pub(super) fn near(&self) -> &'static str {
        self.carriers.near
    }

    /// Makes out a label; nothing when it is none of the kinds.
    pub(super) fn read(&mut self, label: &str) -> Option<Label> {
        let spelt = spelt_out(label);
        let empty = &self.carriers.empty;
        let words: Vec<&str> = spelt.split(' ').skip_while(|word| empty.contains(word)).collect();
        let (first, rest) = words.split_first()?;
        if first.is_empty() {
            return None;
        }
        self.verb(first, rest).or_else(|| self.noun(&words))
    }

    /// The base form of a bare verb; nothing when the word is none.
    pub(super) fn bare_verb(&mut self, word: &str) -> Option<String> {
        let tokens = self.tokens(self.carriers.infinitive, word);
        let verb = tokens.first()?;
        (verb.tag == Tag::Vb && verb.pos == Pos::Verb).then(|| verb.lemma.to_lowercase())
    }

    fn verb(&mut self, first: &str, rest: &[&str]) -> Option<Label> {
        let words = std::iter::once(first).chain(rest.iter().copied());
        let label = words.collect::<Vec<_>>().join(" ");
        let passive = self.tokens(self.carriers.passive, &label);
        let participle = passive.first().filter(|token| token.tag == Tag::Vbn);
        let is_agent = |word: &&&str| self.carriers.agent.contains(*word);
        if let Some(token) = participle
            && rest.first().filter(is_agent).is_some()
        {
            return Some(Label::new(Kind::PassiveBy, token));
        }
        let active = self.tokens(self.carriers.active, &label);
        // "cast" and "award" are nouns before they are verbs.
        let is_finite = |token: &&Token| {
            token.pos == Pos::Verb
                && matches!(token.tag, Tag::Vbz | Tag::Vbd)
                && token.lemma.as_ref() != first
        };
        let preposition = preposition(&passive);
        if let Some(token) = active.first().filter(is_finite) {
            let is_either = participle.is_some() && token.tag == Tag::Vbd && !preposition.is_empty();
            let kind = if is_either { Kind::Either } else { Kind::Active };
            return Some(Label::new(kind(preposition), token));
        }
        let token = participle.filter(|token| !preposition.is_empty() && token.lemma.as_ref() != first)?;
        Some(Label::new(Kind::Passive(preposition), token))
    }

    /// At most two words, and a preposition behind them.
    fn noun(&mut self, words: &[&str]) -> Option<Label> {
        let label = words.join(" ");
        let tokens = self.tokens(self.carriers.noun, &label);
        let is_word = |token: &Token| matches!(token.pos, Pos::Noun | Pos::Propn | Pos::Adj);
        let nouns = tokens.iter().take_while(|token| is_word(token)).count();
        let head = tokens.get(nouns.checked_sub(1)?)?;
        if nouns > 2 || head.pos == Pos::Adj {
            return None;
        }
        let before = words.iter().take(nouns - 1).copied();
        let lemma = before
            .chain([head.lemma.to_lowercase().as_str()])
            .collect::<Vec<_>>()
            .join(" ");
        let kind = match tokens.get(nouns..).unwrap_or_default() {
            [] => Kind::Noun,
            [last] if last.pos == Pos::Adp => Kind::NounOf(last.lemma.to_lowercase()),
            _ => return None,
        };
        Some(Label { kind, lemma })
    }

    /// The tokens of `words` where they stand in a sentence.
    fn tokens(&mut self, carrier: &str, words: &str) -> Vec<Token> {
        let start = carrier.find("{}").unwrap_or_default();
        let end = start + words.len();
        let document = Document::of_paragraph(carrier.replace("{}", words), Metadata::default());
        let tokens = analyse(self.model, &mut self.cache, &document).tokens;
        let inside = tokens
            .into_iter()
            .filter(|token| token.span.start() >= start && token.span.end() <= end);
        inside.collect()
    }
}

impl Label {
    fn new(kind: Kind, token: &Token) -> Self {
        Self {
            kind,
            lemma: token.lemma.to_lowercase(),
        }
    }
}

/// The preposition behind a verb; empty where the next word is none.
fn preposition(tokens: &[Token]) -> String {
    let next = tokens.get(1).filter(|token| token.pos == Pos::Adp);
    next.map(|token| token.lemma.to_lowercase()).unwrap_or_default()
}
