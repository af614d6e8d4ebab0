//! A document: the exact text that every offset refers to, and what is known about it.
//!
//! Two units of length meet in this project. Inside, positions are bytes ([`ByteSpan`]); what leaves in
//! RDF is code points ([`CharSpan`]). [`Document::char_span`] is the only way across. The text is never
//! normalised after it is read.

use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

use jiff::civil::Date;
use oxigraph::model::NamedNode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Byte offsets into one document's text, start inclusive, end exclusive.
///
/// Both offsets fall on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteSpan {
    start: usize,
    end: usize,
}

impl ByteSpan {
    /// The span from `start` to `end`; an end before the start gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end
    }

    /// As a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The same as [`ByteSpan`], counted in Unicode code points.
///
/// Displays as an [RFC 5147](https://www.rfc-editor.org/rfc/rfc5147) fragment: `char=635,672`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CharSpan {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl fmt::Display for CharSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "char={},{}", self.start, self.end)
    }
}

/// The IRI of one version of a document, made from the hash of its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentIri(NamedNode);

impl DocumentIri {
    /// Names a text by its SHA-256 hash (the first 32 hexadecimal digits, 128 bits).
    pub fn of_text(text: &str) -> Self {
        let hash = text_hash(text);
        Self(NamedNode::new_unchecked(format!(
            "https://w3id.org/testimony/document/{}",
            &hash[..32]
        )))
    }

    /// As an RDF term.
    pub fn as_node(&self) -> &NamedNode {
        &self.0
    }
}

/// The SHA-256 hash of a text in UTF-8, 64 lower-case hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The SHA-256 hash of `before` and of all bytes of a stream, as [`text_hash`] writes it.
pub(crate) fn stream_hash(before: &str, mut stream: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(before);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = stream.read(&mut buffer)?;
        match buffer.get(..read) {
            Some([]) | None => return Ok(hex(&hash.finalize())),
            Some(bytes) => hash.update(bytes),
        }
    }
}

/// Bytes as lower-case hexadecimal digits, two for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or_default();
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        hex.push(digit(byte >> 4));
        hex.push(digit(byte & 0xF));
    }
    hex
}

/// What a block of the document's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// The article's title where it stands in the text.
    Headline,
    /// A paragraph, list item or other piece of the article itself.
    Paragraph,
    /// Breadcrumbs, bylines, counters, dates, captions of buttons: not the article's prose, never a claim.
    Furniture,
}

/// A stretch of the text that is parsed on its own: no sentence crosses a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it is, without surrounding white space.
    pub span: ByteSpan,
    /// What it is.
    pub kind: BlockKind,
}

/// Where a document's date comes from; weaker kinds bound a resolved time, they do not fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateBasis {
    /// A dateline in the article ("OTTAWA, March 3").
    Dateline,
    /// The publisher's metadata (JSON-LD, meta tags, a record's own `date`).
    Metadata,
    /// A date on the page, which may be a copy's: an upper bound only.
    Page,
}

/// What is known about a document besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The path, URL or record id it was read from.
    pub source: String,
    /// The headline.
    pub title: Option<String>,
    /// The writers' names.
    pub authors: Vec<String>,
    /// The name of the news organisation.
    pub publisher: Option<String>,
    /// The date of publication and what it rests on.
    pub date: Option<(Date, DateBasis)>,
    /// The address the page says it has.
    pub url: Option<String>,
}

/// One version of a document: text, blocks in text order, metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    iri: DocumentIri,
    text: String,
    blocks: Vec<Block>,
    /// What is known about it.
    pub metadata: Metadata,
    /// Code-point offset of each 64th byte, so that [`Document::char_span`] is quick.
    char_index: Vec<usize>,
}

impl Document {
    /// A document whose blocks are given; blocks are sorted, and those out of bounds are dropped.
    pub fn new(text: String, mut blocks: Vec<Block>, metadata: Metadata) -> Self {
        blocks.retain(|block| {
            text.get(block.span.range())
                .is_some_and(|slice| !slice.is_empty())
        });
        blocks.sort_by_key(|block| block.span);
        blocks.dedup_by(|next, previous| previous.span.overlaps(next.span));
        let char_index = char_index(&text);
        Self {
            iri: DocumentIri::of_text(&text),
            text,
            blocks,
            metadata,
            char_index,
        }
    }

    /// A document whose text is one paragraph.
    pub fn of_paragraph(text: String, metadata: Metadata) -> Self {
        let start = text.len() - text.trim_start().len();
        let paragraph = Block {
            span: ByteSpan::new(start, start + text.trim().len()),
            kind: BlockKind::Paragraph,
        };
        Self::new(text, vec![paragraph], metadata)
    }

    /// The version's IRI.
    pub fn iri(&self) -> &DocumentIri {
        &self.iri
    }

    /// The exact text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks, in text order, not overlapping.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The words of a span; empty when it does not lie in this text.
    pub fn slice(&self, span: ByteSpan) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The same span in code points.
    pub fn char_span(&self, span: ByteSpan) -> CharSpan {
        CharSpan {
            start: self.char_offset(span.start),
            end: self.char_offset(span.end),
        }
    }

    fn char_offset(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(before) = self.char_index.get(byte / STRIDE) else {
            return 0;
        };
        let from = byte / STRIDE * STRIDE;
        before
            + self.text.as_bytes()[from..byte]
                .iter()
                .filter(|byte| starts_char(**byte))
                .count()
    }
}

const STRIDE: usize = 64;

fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn char_index(text: &str) -> Vec<usize> {
    let mut chars = 0;
    let mut index = vec![0];
    for chunk in text.as_bytes().chunks(STRIDE) {
        chars += chunk.iter().filter(|byte| starts_char(**byte)).count();
        index.push(chars);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_counted_in_code_points() {
        let text = "【é】 naïve ".repeat(30);
        let document = Document::new(text.clone(), Vec::new(), Metadata::default());
        for (chars, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(document.char_span(ByteSpan::new(byte, byte)).start, chars);
        }
    }

    #[test]
    fn a_block_outside_the_text_is_dropped() {
        let block = Block {
            span: ByteSpan::new(2, 90),
            kind: BlockKind::Paragraph,
        };
        assert!(
            Document::new("short".into(), vec![block], Metadata::default())
                .blocks()
                .is_empty()
        );
    }
}
