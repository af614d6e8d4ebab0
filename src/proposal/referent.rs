//! What the words of a proposal stand for: an entity that the program found, else a new one.

use oxigraph::model::{Literal, NamedNode};

use super::Objection;
use super::sentence::Sentences;
use crate::analysis::Pos;
use crate::document::ByteSpan;
use crate::entity::{Entities, EntityIndex, Newcomer};
use crate::extractor::Extractor;
use crate::mention::{Mention, MentionKind};
use crate::ontology::Ontology;
use crate::vocab::{tm, xsd};

/// The things of a document while proposals come in.
pub(super) struct Referents<'a> {
    pub(super) sentences: &'a Sentences<'a>,
    pub(super) ontology: &'a Ontology,
    pub(super) entities: &'a mut Entities,
    pub(super) extractor: &'a Extractor,
}

impl Referents<'_> {
    /// The entity that words stand for; `class` is what the proposal says it is.
    pub(super) fn entity(&mut self, words: ByteSpan, class: &NamedNode) -> Result<EntityIndex, Objection> {
        let unknown = || Objection::NoReferent(self.slice(words));
        let (tokens, head) = self.sentences.tokens(words).ok_or_else(unknown)?;
        if let Some(index) = self.known(words, head) {
            self.narrow(index, class);
            return Ok(index);
        }
        let mention = self.entities.mention_at(head);
        if mention.is_some_and(|mention| mention.kind == MentionKind::Pronoun) {
            return Err(unknown());
        }
        let analysis = self.sentences.clauses.analysis;
        let pos = |token: usize| analysis.tokens.get(token).map(|token| token.pos);
        let start = tokens
            .clone()
            .find(|token| pos(*token) != Some(Pos::Det))
            .unwrap_or(head);
        let tokens = start..tokens.end;
        let span = analysis.span_of(&[start, tokens.end - 1]).unwrap_or(words);
        let newcomer = Newcomer {
            label: self.slice(span).split_whitespace().collect::<Vec<_>>().join(" "),
            class: class.clone(),
            tokens,
            head,
            is_named: pos(head) == Some(Pos::Propn),
            offset: self.sentences.clauses.document.char_span(span).start,
            reason: format!("proposed by {}", self.extractor),
        };
        let document = self.sentences.clauses.document;
        Ok(self.entities.admit(self.ontology, document, newcomer))
    }

    /// The entity whose mention coincides with words: the same head, or the same span.
    fn known(&self, words: ByteSpan, head: usize) -> Option<EntityIndex> {
        let coincides = |mention: &Mention| {
            let tokens: Vec<usize> = mention.tokens.clone().collect();
            let span = self.sentences.clauses.analysis.span_of(&tokens);
            span.is_some_and(|span| span.contains(words) || words.contains(span))
        };
        let is_same = |mention: &Mention| {
            let tokens: Vec<usize> = mention.tokens.clone().collect();
            self.sentences.clauses.analysis.span_of(&tokens) == Some(words)
        };
        let of_head = self.entities.at(head);
        let of_head = of_head.filter(|_| self.entities.mention_at(head).is_none_or(coincides));
        let of_span = || {
            let mention = self.entities.mentions.iter().find(|mention| is_same(mention))?;
            self.entities.at(mention.head)
        };
        of_head.or_else(of_span)
    }

    /// Takes the proposal's class for something of which nothing was known.
    fn narrow(&mut self, index: EntityIndex, class: &NamedNode) {
        if let Some(entity) = self.entities.entities.get_mut(index)
            && entity.class.as_ref() == tm::ENTITY
        {
            entity.class = class.clone();
        }
    }

    /// The value that words stand for.
    pub(super) fn literal(&self, words: ByteSpan, range: Option<&NamedNode>) -> Result<Literal, Objection> {
        let text = self.slice(words);
        let no_value = |kind: &NamedNode| Objection::NoValue {
            words: text.clone(),
            kind: kind.as_str().rsplit('#').next().unwrap_or_default().to_owned(),
        };
        let Some(range) = range.filter(|range| range.as_ref() != xsd::STRING) else {
            return Ok(Literal::new_simple_literal(
                text.split_whitespace().collect::<Vec<_>>().join(" "),
            ));
        };
        let value = match range.as_ref() {
            xsd::INTEGER => self.number(&text).map(|number| number.to_string()),
            xsd::DECIMAL => text.split_whitespace().find_map(decimal),
            xsd::DATE => self.day(words, &text),
            _ => None,
        };
        let value = value.ok_or_else(|| no_value(range))?;
        Ok(Literal::new_typed_literal(value, range.clone()))
    }

    fn number(&self, text: &str) -> Option<u64> {
        let quantities = &self.sentences.clauses.lexicon.quantities;
        text.split_whitespace().find_map(|word| quantities.value(word))
    }

    /// A day that is written out, or that the words are known to mean.
    fn day(&self, words: ByteSpan, text: &str) -> Option<String> {
        if let Ok(day) = text.parse::<jiff::civil::Date>() {
            return Some(day.to_string());
        }
        let time = self.sentences.time_at(words)?;
        let day = time.earliest.filter(|_| time.earliest == time.latest);
        day.map(|day| day.to_string())
    }

    fn slice(&self, span: ByteSpan) -> String {
        self.sentences.clauses.document.slice(span).to_owned()
    }
}

/// "3.5" and "1,200.50", in the canonical form.
fn decimal(word: &str) -> Option<String> {
    let digits = word.replace(',', "");
    let is_plain = digits
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.');
    let value: f64 = digits.parse().ok()?;
    (is_plain && value.is_finite()).then(|| value.to_string())
}
