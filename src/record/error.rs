//! What can be wrong with a record, or with the file that it is in.

use std::io;
use std::path::PathBuf;

use crate::source::SourceErrorKind;

/// A record that is left out, and where it stands.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", place(name, *line))]
pub struct RecordError {
    /// The file.
    pub name: String,
    /// The line on which the record begins, or its number among the values of JSON, from 1; 0 where that is not known.
    pub line: u64,
    /// What is wrong with it.
    pub kind: RecordErrorKind,
}

fn place(name: &str, line: u64) -> String {
    match line {
        0 => name.to_owned(),
        line => format!("{name}:{line}"),
    }
}

/// What is wrong with a record.
#[derive(Debug, thiserror::Error)]
pub enum RecordErrorKind {
    /// A line that is no record.
    #[error("is not a record: {0}; `testimony import --schema` prints what one looks like")]
    Form(serde_json::Error),
    /// A record that does not say where it is from.
    #[error("does not say who says it: give `document` a `text`, `url`, `title`, `publisher` or `id`")]
    NoSource,
    /// A thing without a name.
    #[error("`{0}` is empty: give it an `iri` or a `label`")]
    NoName(&'static str),
    /// A name that no IRI can be made from.
    #[error("`{0}` has no letter or digit to make an IRI from: give its `iri` too")]
    NoLetters(String),
    /// An extractor without a name.
    #[error("`extractor` has an empty `name`: say which program found the claim, or leave out `extractor`")]
    NoExtractorName,
    /// An IRI that is none.
    #[error("`{0}` is not an absolute IRI")]
    Iri(String),
    /// A value that its datatype does not allow.
    #[error("`{value}` is not written as `{datatype}` asks")]
    Value {
        /// The value.
        value: String,
        /// The datatype's IRI.
        datatype: String,
    },
    /// A language tag that is none.
    #[error("`{0}` is not a language tag, such as `en` or `pt-BR`")]
    Language(String),
    /// An object that is a thing and a value at once.
    #[error("`object` has a `value` and also an `iri`, a `label` or `types`: it is a value or a thing")]
    ThingAndValue,
    /// A value with a language and another datatype.
    #[error("`object` has a `datatype` and a `language`: leave one out")]
    DatatypeAndLanguage,
    /// Somebody else who speaks in the document's own voice.
    #[error(
        "`{0}` speaks in the voice `author`, which is the document's own: say `reported` or `quoted`, or leave out `claimant`"
    )]
    AuthorsVoice(String),
    /// Speech that is nobody's.
    #[error("the voice `{0}` needs a `claimant`; `tm:UnspecifiedSource` where the document leaves it open")]
    NobodysVoice(&'static str),
    /// A span that the text does not have.
    #[error("the span {start} to {end} does not lie in a text of {length} code points")]
    Outside {
        /// Its first code point.
        start: usize,
        /// One past the last.
        end: usize,
        /// How many the text has.
        length: usize,
    },
    /// A span with other words than are said to be there.
    #[error("the span {start} to {end} has the words `{found}`, and not `{expected}`")]
    OtherWords {
        /// Its first code point.
        start: usize,
        /// One past the last.
        end: usize,
        /// What is there.
        found: String,
        /// What should be.
        expected: String,
    },
    /// Words that the text does not have, or has several times.
    #[error("the text has the words `{words}` {count} times: give their `start` and `end`")]
    Words {
        /// The words.
        words: String,
        /// How often they occur.
        count: usize,
    },
    /// A span that says neither where it is nor what it says.
    #[error("a span needs `start` and `end`, or `words`; where the document has no `text`, `words`")]
    EmptySpan,
    /// A confidence that is none.
    #[error("the confidence `{0}` is not between 0 and 1")]
    Confidence(f64),
    /// A date that is none.
    #[error("`{0}` is not a date; write it as 2024-03-05")]
    Date(String),
    /// A row of a table that cannot be used.
    #[error("{0}")]
    Row(String),
}

/// A file that cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file that cannot be read.
    #[error("cannot read `{name}`")]
    File {
        /// The file.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A line that is too long to be a record.
    #[error("{name}:{line}: the line is longer than {limit} bytes")]
    LongLine {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// The most bytes that a line may have.
        limit: u64,
    },
    /// A mapping that cannot be used.
    #[error("{}:{line}: {problem}", path.display())]
    Mapping {
        /// The mapping.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A table without a mapping whose columns do not tell what they are.
    #[error(
        "`{name}` has no columns `subject`, `relation` and `object`, but {columns}: say with --mapping what they are"
    )]
    Columns {
        /// The file.
        name: String,
        /// The columns it has.
        columns: String,
    },
    /// A file that is no table.
    #[error("`{name}` is no table")]
    Table {
        /// The file.
        name: String,
        /// Why.
        source: csv::Error,
    },
    /// A file that is no JSON.
    #[error("`{name}` is not JSON")]
    Json {
        /// The file.
        name: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Lines of ours that do not read back.
    #[error("the lines of a block do not read back as N-Quads")]
    Lines(#[from] oxigraph::io::RdfSyntaxError),
}

impl ImportError {
    /// A file that cannot be opened.
    pub(crate) fn of_source(name: &str, error: SourceErrorKind) -> Self {
        let name = name.to_owned();
        let source = match error {
            SourceErrorKind::Unreadable(source) | SourceErrorKind::Compression(source) => source,
            other => io::Error::other(other.to_string()),
        };
        Self::File { name, source }
    }

    /// A table that cannot be read.
    pub(crate) fn of_csv(name: &str, source: csv::Error) -> Self {
        Self::Table {
            name: name.to_owned(),
            source,
        }
    }
}
