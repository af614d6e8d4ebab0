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

/// Decodes the bytes of a page; what it declares comes after what the caller names, and a byte that does not
/// fit the declared encoding becomes U+FFFD, as in a browser.
pub(super) fn decode_page(bytes: Vec<u8>, named: Option<TextEncoding>) -> Result<String, SourceErrorKind> {
    let declared = declared_encoding(&bytes);
    match (Encoding::for_bom(&bytes), named, declared) {
        (None, None, Some(encoding)) => {
            refuse_binary(&bytes)?;
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            checked(text.replace('\0', "\u{FFFD}"))
        }
        _ => decode(bytes, named),
    }
}

/// How far into a page its encoding may be declared; the HTML standard says 1024 bytes, pages say otherwise.
const DECLARATION_WITHIN: usize = 4096;

/// The encoding of `<meta charset="…">`, `<meta … content="…; charset=…">` or `<?xml … encoding="…"?>`.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_WITHIN).unwrap_or(bytes);
    let head: String = head
        .iter()
        .map(|byte| byte.to_ascii_lowercase() as char)
        .collect();
    let tags = || head.split('<').filter_map(|tag| tag.split('>').next());
    let in_meta = tags()
        .filter(|tag| tag.starts_with("meta"))
        .find_map(|tag| encoding_behind(tag, "charset"));
    let in_xml = || {
        let mut declarations = tags().filter(|tag| tag.starts_with("?xml"));
        declarations.find_map(|tag| encoding_behind(tag, "encoding"))
    };
    let found = in_meta.or_else(in_xml)?;
    // A declaration that can be read in bytes is not UTF-16, whatever it says.
    let is_wide = [encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&found);
    Some(if is_wide { UTF_8 } else { found })
}

fn encoding_behind(tag: &str, name: &str) -> Option<&'static Encoding> {
    let (_, behind) = tag.split_once(name)?;
    let value = behind.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches([' ', '"', '\'']);
    let label = value.split(['"', '\'', ' ', ';', '?', '/']).next()?;
    Encoding::for_label(label.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(outcome: Result<String, SourceErrorKind>) -> String {
        outcome.unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_page_declares_its_encoding() {
        for declaration in [
            "<meta charset=windows-1252>",
            "<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>",
            "<?xml version=\"1.0\" encoding=\"latin1\"?>",
        ] {
            let page = [declaration.as_bytes(), b"caf\xE9"].concat();
            assert_eq!(shown(decode_page(page, None)), format!("{declaration}café"));
        }
    }

    #[test]
    fn a_byte_order_mark_and_the_caller_come_before_the_declaration() {
        let page = "<meta charset=\"shift_jis\">é".as_bytes();
        let marked = [b"\xEF\xBB\xBF", page].concat();
        let expected = "<meta charset=\"shift_jis\">é";
        assert_eq!(shown(decode_page(marked, None)), expected);
        assert_eq!(shown(decode_page(page.to_vec(), "utf8".parse().ok())), expected);
    }

    #[test]
    fn a_bad_byte_in_a_declared_page_is_replaced_and_in_text_refused() {
        let page = b"<meta charset=utf-8>a\xFFb".to_vec();
        assert_eq!(shown(decode_page(page, None)), "<meta charset=utf-8>a\u{FFFD}b");
        assert_eq!(
            shown(decode(b"a\xFFb".to_vec(), "utf-8".parse().ok())),
            "is not `UTF-8`; pass its real encoding with `--encoding`"
        );
    }

    #[test]
    fn binary_data_is_named() {
        assert!(shown(decode(b"PK\x03\x04...".to_vec(), None)).contains("a ZIP archive"));
        assert!(shown(decode(b"a\0b".to_vec(), None)).contains("character 1 is NUL"));
    }

    #[test]
    fn an_unknown_encoding_is_an_error_with_examples() {
        let error = "klingon"
            .parse::<TextEncoding>()
            .err()
            .map(|error| error.to_string());
        assert!(error.is_some_and(|message| message.starts_with("`klingon` is not an encoding")));
    }
}
