//! Reading documents: from files, folders, patterns and bytes to [`Document`]s.
//!
//! [`read`] yields one result for each document, in the order of its inputs, folders walked in the order of
//! their names. A document that cannot be read is one [`SourceError`]; the others go on.
//!
//! Offsets refer to the stored text, [`Document::text`]. Of plain text that is the file's text, decoded, a
//! byte order mark left out; of a record in JSON Lines its `text`; of Markdown and HTML what a reader sees of
//! the article, without markup, a blank line between its paragraphs.
//!
//! Reads the file system, and nothing else of the world outside.

mod article;
mod byline;
mod dateline;
mod dates;
mod decode;
mod error;
mod format;
mod furniture;
mod html;
mod labels;
mod language;
mod locate;
mod markdown;
mod page;
mod paper;
mod paragraphs;
mod plain;
mod records;
mod stream;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::document::{Document, Metadata, stream_hash};
use crate::lexicon::furniture::FurnitureLexicon;

pub use self::decode::{TextEncoding, UnknownEncoding};
pub use self::error::{Place, SourceError, SourceErrorKind};
#[cfg(feature = "http")]
pub(crate) use self::html::page_words;
pub(crate) use self::stream::Stream;

use self::decode::{decode, decode_page};
use self::format::{Format, format_of_content, format_of_name};
use self::language::foreign_language;

/// Where documents are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder or a pattern such as `news/**/*.txt`.
    Path(PathBuf),
    /// Bytes in memory, such as those of standard input; their format is told from what is in them.
    Bytes {
        /// What to call them in messages and as the document's source.
        name: String,
        /// The content, compressed or not.
        bytes: Vec<u8>,
    },
}

/// Which languages are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Languages {
    /// Documents that are surely in another language are refused.
    #[default]
    English,
    /// Nothing is refused.
    Any,
}

/// How documents are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of files that neither declare one nor are UTF-8.
    pub encoding: Option<TextEncoding>,
    /// Which languages are read.
    pub languages: Languages,
    /// The most bytes that one document may have, decompressed.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            encoding: None,
            languages: Languages::English,
            max_bytes: 20_000_000,
        }
    }
}

/// The documents of one input.
type Documents<'a> = Box<dyn Iterator<Item = Result<Document, SourceError>> + 'a>;

/// The files and bytes that `inputs` name, in the order in which they are read; folders are walked and patterns matched.
pub fn located(inputs: Vec<Input>) -> Vec<Result<Input, SourceError>> {
    locate::locate(inputs)
}

/// The files that `paths` name, in the order in which they are read.
pub fn files(paths: &[PathBuf]) -> Vec<Result<PathBuf, SourceError>> {
    let inputs = paths.iter().cloned().map(Input::Path).collect();
    let paths = located(inputs).into_iter().filter_map(|input| match input {
        Ok(Input::Path(path)) => Some(Ok(path)),
        Ok(Input::Bytes { .. }) => None,
        Err(error) => Some(Err(error)),
    });
    paths.collect()
}

/// A hash of all that the documents of a file follow from, besides the program and its tables: its bytes, its name and how
/// it is read.
pub fn file_hash(path: &Path, options: &ReadOptions) -> io::Result<String> {
    let before = format!("{options:?}\n{}\n", path.display());
    stream_hash(&before, File::open(path)?)
}

/// Reads all documents that `inputs` name, one at a time.
pub fn read<'a>(
    furniture: &'a FurnitureLexicon,
    inputs: Vec<Input>,
    options: &'a ReadOptions,
) -> impl Iterator<Item = Result<Document, SourceError>> + 'a {
    let reading = Reading { furniture, options };
    locate::locate(inputs)
        .into_iter()
        .flat_map(move |input| match input {
            Ok(input) => reading.documents(input),
            Err(error) => Box::new(std::iter::once(Err(error))),
        })
}

/// Reads the documents of a stream, such as standard input, by its name and as they come.
///
/// Of JSON Lines there is one record in memory at a time; anything else is one document.
pub fn read_stream<'a>(
    furniture: &'a FurnitureLexicon,
    (name, stream): (&str, impl Read + 'static),
    options: &'a ReadOptions,
) -> impl Iterator<Item = Result<Document, SourceError>> + 'a {
    let reading = Reading { furniture, options };
    reading.opened(name.to_owned(), Stream::of_reader(stream))
}

/// What is needed to read a document.
#[derive(Clone, Copy)]
struct Reading<'a> {
    furniture: &'a FurnitureLexicon,
    options: &'a ReadOptions,
}

impl<'a> Reading<'a> {
    fn documents(self, input: Input) -> Documents<'a> {
        match input {
            Input::Path(path) => self.opened(path.display().to_string(), Stream::open(&path)),
            Input::Bytes { name, bytes } => self.opened(name, Stream::of_bytes(bytes)),
        }
    }

    fn opened(self, name: String, stream: Result<Stream, SourceErrorKind>) -> Documents<'a> {
        let place = Place { name, line: None };
        let opened = stream.and_then(|mut stream| Ok((format(&place.name, &mut stream)?, stream)));
        match opened {
            Ok((Format::Records, stream)) => self.records(place.name, stream),
            Ok((format, stream)) => {
                let document = self.document(format, stream, &place.name);
                Box::new(std::iter::once(document.map_err(|kind| place.error(kind))))
            }
            Err(kind) => Box::new(std::iter::once(Err(place.error(kind)))),
        }
    }

    fn document(self, format: Format, stream: Stream, name: &str) -> Result<Document, SourceErrorKind> {
        let bytes = stream.read_all(self.options.max_bytes)?;
        let metadata = Metadata {
            source: name.to_owned(),
            ..Metadata::default()
        };
        let document = match format {
            Format::Html => {
                let source = decode_page(bytes, self.options.encoding)?;
                html::html(self.furniture, &source, metadata)?
            }
            Format::Markdown => {
                let source = decode(bytes, self.options.encoding)?;
                markdown::markdown(self.furniture, &source, metadata)
            }
            Format::Plain | Format::Records => {
                let text = decode(bytes, self.options.encoding)?;
                plain::plain_text(self.furniture, text, metadata)
            }
        };
        self.in_known_language(document)
    }

    /// One document for each line that is not blank; a stream that breaks off ends with its error.
    fn records(self, name: String, mut stream: Stream) -> Documents<'a> {
        let mut line = 0;
        let mut is_broken = false;
        Box::new(std::iter::from_fn(move || {
            while !is_broken {
                line += 1;
                let place = Place::record(&name, line);
                match stream.read_line(self.options.max_bytes).transpose()? {
                    Ok(bytes) if bytes.trim_ascii().is_empty() => {}
                    Ok(bytes) => return Some(self.record(bytes, &place)),
                    Err(kind) => {
                        is_broken = true;
                        return Some(Err(place.error(kind)));
                    }
                }
            }
            None
        }))
    }

    fn record(self, bytes: Vec<u8>, place: &Place) -> Result<Document, SourceError> {
        let line = decode(bytes, self.options.encoding).map_err(|kind| place.error(kind))?;
        let document = records::record(self.furniture, &line, &place.to_string());
        let document = document.and_then(|document| match document.text().contains(char::is_alphanumeric) {
            true => self.in_known_language(document),
            false => Err(SourceErrorKind::Empty),
        });
        document.map_err(|kind| SourceError {
            id: records::id(&line),
            ..place.error(kind)
        })
    }

    fn in_known_language(self, document: Document) -> Result<Document, SourceErrorKind> {
        match (self.options.languages, foreign_language(&document)) {
            (Languages::English, Some(language)) => Err(SourceErrorKind::Language(language)),
            _ => Ok(document),
        }
    }
}

fn format(name: &str, stream: &mut Stream) -> Result<Format, SourceErrorKind> {
    match format_of_name(Path::new(name)) {
        Some(format) => Ok(format),
        None => Ok(format_of_content(stream.head()?)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn outcome(result: Result<Document, SourceError>) -> String {
        match result {
            Ok(document) => document.text().to_owned(),
            Err(error) => error.to_string(),
        }
    }

    fn read_with(options: &ReadOptions, name: &str, bytes: &[u8]) -> Vec<String> {
        let furniture = FurnitureLexicon::bundled();
        let input = Input::Bytes {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        read(&furniture, vec![input], options).map(outcome).collect()
    }

    fn read_bytes(name: &str, bytes: &[u8]) -> Vec<String> {
        read_with(&ReadOptions::default(), name, bytes)
    }

    #[test]
    fn one_bad_file_does_not_stop_the_others() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("a.txt"), "A court sat.")?;
        fs::write(folder.path().join("b.txt"), " \n ")?;
        fs::write(folder.path().join("c.txt"), b"%PDF-1.7 ...")?;
        fs::write(folder.path().join("d.txt"), "It rose.")?;
        let furniture = FurnitureLexicon::bundled();
        let options = ReadOptions::default();
        let inputs = vec![
            Input::Path(folder.path().to_path_buf()),
            Input::Path(folder.path().join("e.txt")),
        ];
        let outcomes: Vec<_> = read(&furniture, inputs, &options).map(outcome).collect();
        let shown = |at: usize| outcomes[at].rsplit('/').next().unwrap_or_default();
        assert_eq!(shown(0), "A court sat.");
        assert_eq!(shown(1), "b.txt: has no text");
        assert!(shown(2).starts_with("c.txt: is not text but a PDF document"));
        assert_eq!(shown(3), "It rose.");
        assert!(shown(4).starts_with("e.txt: cannot be read"));
        assert_eq!(outcomes.len(), 5);
        Ok(())
    }

    #[test]
    fn a_byte_order_mark_is_left_out_and_everything_else_kept() {
        assert_eq!(
            read_bytes("-", "\u{FEFF}A court\r\nsat. ".as_bytes()),
            ["A court\r\nsat. "]
        );
        let utf16: Vec<u8> = "\u{FEFF}Café."
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read_bytes("-", &utf16), ["Café."]);
    }

    #[test]
    fn a_legacy_encoding_must_be_named() {
        let bytes = b"The caf\xE9 on the Champs-\xC9lys\xE9es closed.";
        assert_eq!(
            read_bytes("-", bytes),
            ["-: is not UTF-8 at byte 7; if it is windows-1252, pass `--encoding windows-1252`"]
        );
        let options = ReadOptions {
            encoding: "latin1".parse().ok(),
            ..ReadOptions::default()
        };
        assert_eq!(
            read_with(&options, "-", bytes),
            ["The café on the Champs-Élysées closed."]
        );
    }

    #[test]
    fn each_line_of_records_is_read_or_refused_by_itself() {
        let lines = b"{\"text\":\"A court sat.\"}\n\n{\"text\":3}\n{\"text\":\"It rose.\"}";
        let outcomes = read_bytes("a.jsonl", lines);
        assert_eq!(outcomes[0], "A court sat.");
        assert!(outcomes[1].starts_with("a.jsonl:3: is not a record"));
        assert_eq!(outcomes[2], "It rose.");
    }

    #[test]
    fn compressed_text_is_read_and_bombs_are_refused() -> std::io::Result<()> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"A court sat.")?;
        let gzip = gzip.finish()?;
        assert_eq!(read_bytes("a.txt.gz", &gzip), ["A court sat."]);
        assert!(read_bytes("a.txt.gz", &gzip[..20])[0].starts_with("a.txt.gz: cannot be decompressed"));
        let bomb = zstd::encode_all(std::io::repeat(b'a').take(3_000_000), 1)?;
        let options = ReadOptions {
            max_bytes: 1_000_000,
            ..ReadOptions::default()
        };
        let refused = read_with(&options, "a.zst", &bomb);
        assert!(refused[0].starts_with("a.zst: has more than 1000000 bytes"));
        Ok(())
    }

    #[test]
    fn text_in_another_language_is_refused_unless_any_is_allowed() {
        let text = "Le ministre a nié vendredi que le gouvernement ait vendu les grues du port à une société \
                    étrangère, et il a promis de répondre aux questions des députés dès la semaine prochaine.";
        assert!(read_bytes("-", text.as_bytes())[0].starts_with("-: is in French"));
        let options = ReadOptions {
            languages: Languages::Any,
            ..ReadOptions::default()
        };
        assert_eq!(read_with(&options, "-", text.as_bytes()), [text]);
    }
}
