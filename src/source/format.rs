//! Which format a document is in.

use std::path::Path;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Markdown,
    Html,
    /// JSON Lines.
    Records,
}

const EXTENSIONS: [(&str, Format); 10] = [
    ("txt", Format::Plain),
    ("text", Format::Plain),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Records),
    ("ndjson", Format::Records),
    ("jl", Format::Records),
];

/// The format that a file's name says, `.gz` or `.zst` left out.
pub(super) fn format_of_name(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = [".gz", ".zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    let (_, extension) = name.rsplit_once('.')?;
    EXTENSIONS
        .iter()
        .find(|(known, _)| *known == extension)
        .map(|(_, format)| *format)
}

/// The format that a file's first bytes look like; Markdown is not told from plain text.
pub(super) fn format_of_content(head: &[u8]) -> Format {
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches(|mark: char| mark == '\u{FEFF}' || mark.is_whitespace());
    let beginning: String = head.chars().take(200).collect::<String>().to_lowercase();
    let is_page = ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|tag| beginning.contains(tag));
    match () {
        () if beginning.starts_with('{') && head.contains("\"text\"") => Format::Records,
        () if beginning.starts_with('<') && is_page => Format::Html,
        () => Format::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_the_format_behind_its_compression() {
        let of = |name: &str| format_of_name(Path::new(name));
        assert_eq!(of("news/a.TXT"), Some(Format::Plain));
        assert_eq!(of("a.b.md.zst"), Some(Format::Markdown));
        assert_eq!(of("a.jsonl.gz"), Some(Format::Records));
        assert_eq!(of("a.png"), None);
        assert_eq!(of("article"), None);
    }

    #[test]
    fn content_says_the_format_of_a_name_that_does_not() {
        assert_eq!(format_of_content(b"\n<!DOCTYPE html>\n<p>"), Format::Html);
        assert_eq!(format_of_content(b"{\"text\": \"x\"}"), Format::Records);
        assert_eq!(format_of_content(b"{ it begins"), Format::Plain);
        assert_eq!(format_of_content(b"<5 people were hurt."), Format::Plain);
    }
}
