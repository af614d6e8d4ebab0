//! From bytes to text.
//!
//! A byte order mark decides, and is left out of the text; then the encoding that the caller names; then the
//! one that a page declares. Everything else must be UTF-8.

use std::fmt;
use std::str::FromStr;

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8};

use super::error::SourceErrorKind;

/// A character encoding, by one of the names of the [Encoding Standard](https://encoding.spec.whatwg.org/).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

/// A name that the Encoding Standard does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an encoding; examples are utf-8, windows-1252, iso-8859-2, gbk, shift_jis")]
pub struct UnknownEncoding(String);

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    fn from_str(name: &str) -> Result<Self, UnknownEncoding> {
        Encoding::for_label(name.as_bytes())
            .map(Self)
            .ok_or_else(|| UnknownEncoding(name.to_owned()))
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.name())
    }
}

/// Formats that are not text, by the bytes they begin with.
const BINARY_FORMATS: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7FELF", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"\xFD7zXZ", "an xz file"),
    (b"SQLite format", "a database"),
];

/// Decodes `bytes`; `named` is the caller's encoding.
pub(super) fn decode(bytes: Vec<u8>, named: Option<TextEncoding>) -> Result<String, SourceErrorKind> {
    refuse_binary(&bytes)?;
    let text = match (Encoding::for_bom(&bytes), named) {
        (Some((encoding, length)), _) => strictly(encoding, bytes.get(length..).unwrap_or_default())?,
        (None, Some(TextEncoding(encoding))) => strictly(encoding, &bytes)?,
        (None, None) => String::from_utf8(bytes).map_err(|error| not_utf8(&error))?,
    };
    checked(text)
}

/// Text with something in it and without NUL.
fn checked(text: String) -> Result<String, SourceErrorKind> {
    if let Some(position) = text.chars().position(|character| character == '\0') {
        return Err(SourceErrorKind::Nul(position));
    }
    match text.contains(char::is_alphanumeric) {
        true => Ok(text),
        false => Err(SourceErrorKind::Empty),
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), SourceErrorKind> {
    let known = BINARY_FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic));
    match known {
        Some((_, name)) => Err(SourceErrorKind::Binary(name)),
        None => Ok(()),
    }
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, SourceErrorKind> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(String::from)
        .ok_or(SourceErrorKind::WrongEncoding(encoding.name()))
}

fn not_utf8(error: &std::string::FromUtf8Error) -> SourceErrorKind {
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(error.as_bytes(), true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    SourceErrorKind::NotUtf8 {
        offset: error.utf8_error().valid_up_to(),
        guess: if guess == UTF_8 {
            "windows-1252"
        } else {
            guess.name()
        },
    }
}
