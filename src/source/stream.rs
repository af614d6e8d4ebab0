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

/// An opened document.
pub(super) struct Stream {
    reader: Box<dyn BufRead>,
    is_compressed: bool,
}

impl Stream {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> Result<Self, SourceErrorKind> {
        let file = File::open(path).map_err(SourceErrorKind::Unreadable)?;
        Self::new(BufReader::new(file))
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

fn kind_of(is_compressed: bool, error: io::Error) -> SourceErrorKind {
    match is_compressed {
        true => SourceErrorKind::Compression(error),
        false => SourceErrorKind::Unreadable(error),
    }
}
