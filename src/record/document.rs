//! The document of a record: its text, what is known of it, and places in the text.
//!
//! A document that comes without its text stands for what one record says of it. Its text then has a head, a line
//! for each thing that is known of the source, an empty line, and the words or the statement as a sentence. So it
//! names its source, and the words of two sources never meet in one document.

use jiff::civil::Date;

use super::error::RecordErrorKind;
use super::node::{Node, Terms};
use super::thing::Thing;
use super::{Source, Span};
use crate::document::text_hash;
use crate::nquads::{Lines, Value};
use crate::vocab::{DOCUMENT_NAMESPACE, dcterms, nif, schema, tm, xsd};

/// What is known of a document before its text is.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) label: String,
    pub(super) publisher: Option<Node>,
    pub(super) authors: Vec<Node>,
    date: Option<String>,
}

/// A document, ready to be written.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) source: Source,
    pub(super) origin: Origin,
    pub(super) iri: String,
    hash: String,
    text: String,
    /// Where what it says begins, behind a head of ours: a byte and a code point.
    body: (usize, usize),
    is_ascii: bool,
}

/// Words of a document with their place in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) words: &'a str,
}

impl Origin {
    pub(super) fn new(terms: &mut Terms<'_>, source: &Source) -> Result<Self, RecordErrorKind> {
        let publisher = source.publisher.as_ref();
        let publisher = publisher
            .map(|publisher| terms.node(publisher, ("tm:MediaOrganization", "publisher")))
            .transpose()?;
        let names = [&source.title, &source.url, &source.id];
        let label = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        let label = label.or_else(|| publisher.as_ref().map(|publisher| &publisher.label));
        let text = source.text.as_deref().unwrap_or_default().trim();
        let authors = source.authors.iter();
        let authors = authors.map(|author| terms.node(&Thing::of(author), ("tm:Person", "authors")));
        Ok(Self {
            label: match label {
                Some(label) => label.clone(),
                None if text.is_empty() => return Err(RecordErrorKind::NoSource),
                None => text.chars().take(60).collect(),
            },
            authors: authors.collect::<Result<_, _>>()?,
            date: source.date.as_deref().map(day).transpose()?,
            publisher,
        })
    }
}

/// The day of a date, with or without a time.
fn day(text: &str) -> Result<String, RecordErrorKind> {
    let day = text.split('T').next().unwrap_or_default();
    match day.parse::<Date>() {
        Ok(date) => Ok(date.to_string()),
        Err(_) => Err(RecordErrorKind::Date(text.to_owned())),
    }
}

impl Page {
    /// The document of `source`; `said` is what it says where its text is not known.
    pub(super) fn new(source: &Source, mut origin: Origin, said: &str) -> Self {
        let (text, body) = match &source.text {
            Some(text) => (text.clone(), 0),
            None => {
                let mut text = head(source, &origin);
                text.push('\n');
                let body = text.len();
                text.push_str(said);
                (text, body)
            }
        };
        let hash = text_hash(&text);
        let chars = text.get(..body).map_or(0, |head| head.chars().count());
        let iri = format!("{DOCUMENT_NAMESPACE}{}", hash.get(..32).unwrap_or_default());
        if let Some(publisher) = &mut origin.publisher {
            publisher.settle(&iri);
        }
        Self {
            iri,
            hash,
            body: (body, chars),
            is_ascii: text.is_ascii(),
            text,
            source: source.clone(),
            origin,
        }
    }

    /// Who speaks in the document's own voice: IRI and name.
    pub(super) fn author(&self) -> (&str, &str) {
        match &self.origin.publisher {
            Some(publisher) => (&publisher.iri, &publisher.label),
            None => (&self.iri, &self.origin.label),
        }
    }

    /// Where the words are; the whole text where no span is given.
    pub(super) fn locate(&self, span: Option<&Span>) -> Result<Place<'_>, RecordErrorKind> {
        let is_whole = self.source.text.is_some();
        let (start, end, words) = match span {
            Some(span) if is_whole => (span.start, span.end, span.words.as_deref()),
            Some(span) => (None, None, span.words.as_deref()),
            None => {
                let body = self.text.get(self.body.0..).unwrap_or_default();
                return Ok(self.place(self.body.0 + body.len() - body.trim_start().len(), body.trim()));
            }
        };
        match (start, end, words) {
            (Some(start), Some(end), words) => self.at((start, end), words),
            (None, None, Some(words)) if !words.is_empty() => self.find(words),
            _ => Err(RecordErrorKind::EmptySpan),
        }
    }

    fn at(&self, (start, end): (usize, usize), expected: Option<&str>) -> Result<Place<'_>, RecordErrorKind> {
        let bytes = (self.byte_of(start), self.byte_of(end));
        let words = match bytes {
            (Some(from), Some(to)) if from < to => self.text.get(from..to),
            _ => None,
        };
        let Some(words) = words else {
            return Err(RecordErrorKind::Outside {
                start,
                end,
                length: self.text.chars().count(),
            });
        };
        match expected.filter(|expected| *expected != words) {
            None => Ok(Place { start, end, words }),
            Some(expected) => Err(RecordErrorKind::OtherWords {
                start,
                end,
                found: words.to_owned(),
                expected: expected.to_owned(),
            }),
        }
    }

    fn find(&self, words: &str) -> Result<Place<'_>, RecordErrorKind> {
        let body = self.text.get(self.body.0..).unwrap_or_default();
        let mut found = body.match_indices(words);
        match (found.next(), found.count()) {
            (Some((at, words)), 0) => Ok(self.place(self.body.0 + at, words)),
            (first, more) => Err(RecordErrorKind::Words {
                words: words.to_owned(),
                count: more + usize::from(first.is_some()),
            }),
        }
    }

    fn place<'t>(&'t self, byte: usize, words: &'t str) -> Place<'t> {
        let before = self.text.get(self.body.0..byte).unwrap_or_default();
        let start = self.body.1 + self.length(before);
        Place {
            start,
            end: start + self.length(words),
            words,
        }
    }

    fn length(&self, text: &str) -> usize {
        match self.is_ascii {
            true => text.len(),
            false => text.chars().count(),
        }
    }

    fn byte_of(&self, char: usize) -> Option<usize> {
        if self.is_ascii {
            return (char <= self.text.len()).then_some(char);
        }
        let starts = self.text.char_indices().map(|(byte, _)| byte);
        starts.chain([self.text.len()]).nth(char)
    }

    /// Writes the document, without its publisher and writers.
    pub(super) fn describe(&self, lines: &mut Lines) {
        let iri = self.iri.as_str();
        for class in [tm::GRAPH_OF_DOCUMENT, tm::DOCUMENT_VERSION, nif::CONTEXT] {
            lines.add_type(iri, class.as_str());
        }
        lines.add(iri, nif::IS_STRING.as_str(), Value::Text(&self.text));
        lines.add(iri, tm::TEXT_HASH.as_str(), Value::Text(&self.hash));
        lines.add_label(iri, &self.origin.label);
        // What stands for one statement of a document is no version of it that a newer one replaces.
        let id = self.source.id.as_ref().or(self.source.url.as_ref());
        if let Some(id) = id.filter(|_| self.source.text.is_some()) {
            lines.add(iri, dcterms::IDENTIFIER.as_str(), Value::Text(id));
        }
        if let Some(title) = &self.source.title {
            lines.add(iri, schema::HEADLINE.as_str(), Value::Text(title));
        }
        if let Some(url) = &self.source.url {
            lines.add(
                iri,
                schema::URL.as_str(),
                Value::Typed(url, xsd::ANY_URI.as_str()),
            );
        }
        if let Some(date) = &self.origin.date {
            lines.add(
                iri,
                schema::DATE_PUBLISHED.as_str(),
                Value::Typed(date, xsd::DATE.as_str()),
            );
            lines.add(
                iri,
                tm::DATE_BASIS.as_str(),
                Value::Iri(tm::BASIS_METADATA.as_str()),
            );
        }
        if let Some(publisher) = &self.origin.publisher {
            lines.add(iri, schema::PUBLISHER.as_str(), Value::Iri(&publisher.iri));
        }
        for author in &self.origin.authors {
            lines.add(iri, schema::AUTHOR.as_str(), Value::Iri(&author.iri));
        }
    }
}

/// A line for each thing that is known of a source.
fn head(source: &Source, origin: &Origin) -> String {
    let publisher = origin.publisher.as_ref().map(|publisher| &publisher.label);
    let known = [
        source.title.as_ref(),
        publisher,
        origin.date.as_ref(),
        source.url.as_ref(),
        source.id.as_ref(),
    ];
    let mut head = String::new();
    for line in known.into_iter().flatten().chain(&source.authors) {
        head.push_str(line);
        head.push('\n');
    }
    head
}
