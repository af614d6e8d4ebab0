//! Why a document could not be read.

use std::fmt;
use std::io;
use std::path::Path;

/// A document that could not be read: where it is and why.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {kind}")]
pub struct SourceError {
    /// The file or record.
    pub place: Place,
    /// The `id` of the record, where it has one that can be read.
    pub id: Option<String>,
    /// The reason, with its remedy.
    pub kind: SourceErrorKind,
}

/// Where a document is; displays as `news/a.txt` or `news/a.jsonl:12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path, or the name that bytes were passed with.
    pub name: String,
    /// The line of a record, from 1.
    pub line: Option<usize>,
}

impl Place {
    pub(super) fn file(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            line: None,
        }
    }

    pub(super) fn record(name: &str, line: usize) -> Self {
        Self {
            name: name.to_owned(),
            line: Some(line),
        }
    }

    /// An error at this place.
    pub(super) fn error(&self, kind: SourceErrorKind) -> SourceError {
        SourceError {
            place: self.clone(),
            id: None,
            kind,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        match self.line {
            Some(line) => write!(formatter, ":{line}"),
            None => Ok(()),
        }
    }
}

/// The reason why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceErrorKind {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// A folder without documents.
    #[error("has no documents; they end in .txt, .md, .html or .jsonl, each also with .gz or .zst behind it")]
    EmptyFolder,
    /// A pattern that fits no file.
    #[error("no file matches this pattern")]
    NoMatch,
    /// A pattern that is not one.
    #[error("is not a pattern: {0}")]
    Pattern(globset::Error),
    /// No letters or digits.
    #[error("has no text")]
    Empty,
    /// Not text.
    #[error("is not text but {0}; convert it to plain text, Markdown or HTML")]
    Binary(&'static str),
    /// NUL characters, which text does not have.
    #[error(
        "is not text: character {0} is NUL; if it is UTF-16 without a byte order mark, pass `--encoding utf-16le`"
    )]
    Nul(usize),
    /// More text than is allowed.
    #[error("has more than {0} bytes of text; split it, or allow more with `--max-bytes`")]
    TooLarge(u64),
    /// Damaged gzip or Zstandard data.
    #[error("cannot be decompressed: {0}")]
    Compression(io::Error),
    /// Not UTF-8, and nothing says what else.
    #[error("is not UTF-8 at byte {offset}; if it is {guess}, pass `--encoding {guess}`")]
    NotUtf8 {
        /// The first byte that does not fit, from 0.
        offset: usize,
        /// The encoding that it looks like.
        guess: &'static str,
    },
    /// Not what the page, the byte order mark or the option says.
    #[error("is not `{0}`; pass its real encoding with `--encoding`")]
    WrongEncoding(&'static str),
    /// Not English.
    #[error("is in {0}, and only English is understood; read it all the same with `--any-language`")]
    Language(&'static str),
    /// A page that would take too long to read.
    #[error("has markup that no article needs: {0}; save its text as .txt or .md")]
    Markup(&'static str),
    /// A page without an article.
    #[error("has no article that can be told from the rest of the page; save its text as .txt or .md")]
    NoArticle,
    /// A line of JSON Lines that is not a record.
    #[error(
        "is not a record: {0}; each line is an object with `text` and optionally `id`, `url`, `title`, `date`, `publisher`, `author`"
    )]
    Record(serde_json::Error),
    /// A record whose date cannot be read.
    #[error("`{0}` is not a date; write it as 2024-03-05")]
    Date(String),
}
