//! Spans: verified against the stored text, then written as NIF strings.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef};

use super::{GraphQuads, text};
use crate::claim::Reading;
use crate::document::{ByteSpan, CharSpan, Document};
use crate::vocab::{nif, tm, xsd};

/// The spans of one document.
pub(super) struct Spans<'a> {
    reading: &'a Reading,
    /// The byte at which each code point of the text starts, and the text's length.
    byte_of_char: Vec<usize>,
}

/// A span that was found to slice exactly.
pub(super) struct VerifiedSpan<'a> {
    pub(super) iri: NamedNode,
    pub(super) words: &'a str,
    chars: CharSpan,
}

impl<'a> Spans<'a> {
    pub(super) fn new(reading: &'a Reading) -> Self {
        let text = reading.document.text();
        let starts = text.char_indices().map(|(byte, _)| byte);
        Self {
            reading,
            byte_of_char: starts.chain([text.len()]).collect(),
        }
    }

    /// Checks that the code points to be written cut the very words that `span` stands for.
    ///
    /// The way from code points to words does not use [`Document::char_span`], which it checks.
    pub(super) fn verify(&self, span: ByteSpan) -> Result<VerifiedSpan<'a>, String> {
        let document = &self.reading.document;
        let words = document.slice(span);
        let chars = document.char_span(span);
        if words.is_empty() || self.cut(document, chars) != Some(words) {
            return Err(format!(
                "bytes {} to {} do not slice out of a text of {} bytes",
                span.start(),
                span.end(),
                document.text().len()
            ));
        }
        Ok(VerifiedSpan {
            iri: span_iri(document, chars),
            words,
            chars,
        })
    }

    fn cut<'d>(&self, document: &'d Document, chars: CharSpan) -> Option<&'d str> {
        let start = *self.byte_of_char.get(chars.start)?;
        let end = *self.byte_of_char.get(chars.end)?;
        document.text().get(start..end)
    }

    /// The sentence in which `span` begins.
    pub(super) fn sentence_at(&self, span: ByteSpan) -> Option<VerifiedSpan<'a>> {
        let analysis = &self.reading.analysis;
        let token = analysis
            .tokens
            .partition_point(|token| token.span.end() <= span.start());
        let sentence = analysis.sentences.get(analysis.sentence_of(token))?;
        let first = analysis.tokens.get(sentence.tokens.start)?;
        let last = analysis.tokens.get(sentence.tokens.end.checked_sub(1)?)?;
        self.verify(first.span.cover(last.span)).ok()
    }

    /// The words of a mention, given by its position in [`crate::entity::Entities::mentions`].
    pub(super) fn mention(&self, mention: usize) -> Option<VerifiedSpan<'a>> {
        let mention = self.reading.entities.mentions.get(mention)?;
        let tokens: Vec<usize> = mention.tokens.clone().collect();
        self.verify(self.reading.analysis.span_of(&tokens)?).ok()
    }

    pub(super) fn document(&self) -> &'a Document {
        &self.reading.document
    }
}

/// The document version's IRI with the span as fragment, after [RFC 5147](https://www.rfc-editor.org/rfc/rfc5147).
fn span_iri(document: &Document, chars: CharSpan) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#{chars}", document.iri().as_node().as_str()))
}

impl VerifiedSpan<'_> {
    /// Writes the span as an instance of `class`.
    pub(super) fn describe(&self, graph: &mut GraphQuads, class: NamedNodeRef<'_>) {
        graph.add_type(&self.iri, class);
        graph.add(&self.iri, nif::BEGIN_INDEX, offset(self.chars.start));
        graph.add(&self.iri, nif::END_INDEX, offset(self.chars.end));
        graph.add(&self.iri, nif::ANCHOR_OF, text(self.words));
    }

    /// Writes the span as evidence, cue or other words that a claim rests on.
    pub(super) fn describe_words(&self, graph: &mut GraphQuads) {
        self.describe(graph, tm::SPAN);
    }
}

fn offset(value: usize) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}
