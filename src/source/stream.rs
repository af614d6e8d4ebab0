//! The bytes of a document, decompressed if need be, and never more of them than is allowed.
//!
//! Whether bytes are compressed is told from the bytes, not from the name. One layer is undone.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::error::SourceErrorKind;

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTANDARD: &[u8] = b"\x28\xB5\x2F\xFD";

/// How many bytes are enough to tell a format that is not of one record a line.
const GLANCE: usize = 1024;
/// The most bytes of a line that are looked at to tell a format.
const LONGEST_GLANCE: u64 = 1 << 20;

/// An opened document.
pub(crate) struct Stream {
    reader: Box<dyn BufRead>,
    is_compressed: bool,
}

impl Stream {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self, SourceErrorKind> {
        Self::of_reader(File::open(path).map_err(SourceErrorKind::Unreadable)?)
    }

    /// Reads from a reader as it comes: no more than its head is waited for.
    pub(crate) fn of_reader(reader: impl Read + 'static) -> Result<Self, SourceErrorKind> {
        let mut reader = BufReader::new(reader);
        let head = head_of(&mut reader).map_err(SourceErrorKind::Unreadable)?;
        Self::new(Cursor::new(head).chain(reader))
    }

    /// Reads bytes that are in memory.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Result<Self, SourceErrorKind> {
        Self::new(Cursor::new(bytes))
    }

    fn new(mut reader: impl BufRead + 'static) -> Result<Self, SourceErrorKind> {
        let head = reader.fill_buf().map_err(SourceErrorKind::Unreadable)?;
        let (is_gzip, is_zstandard) = (head.starts_with(GZIP), head.starts_with(ZSTANDARD));
        let reader: Box<dyn BufRead> = match (is_gzip, is_zstandard) {
            (true, _) => Box::new(BufReader::new(MultiGzDecoder::new(reader))),
            (_, true) => {
                let decoder = zstd::stream::read::Decoder::with_buffer(reader);
                Box::new(BufReader::new(decoder.map_err(SourceErrorKind::Compression)?))
            }
            _ => Box::new(reader),
        };
        Ok(Self {
            reader,
            is_compressed: is_gzip || is_zstandard,
        })
    }

    /// The bytes at the start, as many as happen to be at hand.
    pub(super) fn head(&mut self) -> Result<&[u8], SourceErrorKind> {
        let is_compressed = self.is_compressed;
        self.reader
            .fill_buf()
            .map_err(|error| kind_of(is_compressed, error))
    }

    /// All the bytes; more than `limit` are refused before they are read.
    pub(super) fn read_all(self, limit: u64) -> Result<Vec<u8>, SourceErrorKind> {
        let mut bytes = Vec::new();
        let read = self.reader.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| kind_of(self.is_compressed, error))?;
        match bytes.len() as u64 > limit {
            true => Err(SourceErrorKind::TooLarge(limit)),
            false => Ok(bytes),
        }
    }

    /// All that is left, unpacked, to read from.
    pub(crate) fn into_reader(self) -> Box<dyn BufRead> {
        self.reader
    }

    /// The next line, without its end; none at the end of the stream.
    pub(super) fn read_line(&mut self, limit: u64) -> Result<Option<Vec<u8>>, SourceErrorKind> {
        let mut line = Vec::new();
        let read = (&mut self.reader).take(limit + 1).read_until(b'\n', &mut line);
        read.map_err(|error| kind_of(self.is_compressed, error))?;
        match line.len() as u64 {
            0 => Ok(None),
            length if length > limit => Err(SourceErrorKind::TooLarge(limit)),
            _ => Ok(Some(line)),
        }
    }
}

/// The lines at the start that tell the format: one record, or as much as a glance takes.
fn head_of(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let is_enough = |head: &[u8]| head.len() >= GLANCE || head.trim_ascii_start().starts_with(b"{");
    while !is_enough(&head) {
        let read = Read::by_ref(reader)
            .take(LONGEST_GLANCE)
            .read_until(b'\n', &mut head)?;
        if read == 0 {
            break;
        }
    }
    Ok(head)
}

fn kind_of(is_compressed: bool, error: io::Error) -> SourceErrorKind {
    match is_compressed {
        true => SourceErrorKind::Compression(error),
        false => SourceErrorKind::Unreadable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one line each time it is read, and fails after the last.
    struct Lines(Vec<&'static str>);

    impl Read for Lines {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Err(io::Error::other("nobody asked for this line"));
            }
            self.0.remove(0).as_bytes().read(buffer)
        }
    }

    #[test]
    fn the_first_record_is_there_before_the_second_is_written() {
        let mut stream = Stream::of_reader(Lines(vec!["\n", "{\"text\": ", "\"A court sat.\"}\n"]))
            .ok()
            .unwrap();
        assert_eq!(stream.read_line(100).ok().unwrap().unwrap(), b"\n");
        let line = stream.read_line(100).ok().unwrap().unwrap();
        assert_eq!(line, b"{\"text\": \"A court sat.\"}\n");
        assert!(stream.read_line(100).is_err());
    }
}
