//! Files as they come: packed or not, hashed while they are read, line by line.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::archive;
use super::error::DatasetError;
use super::meta::SourceFile;

/// The longest line that is read, in bytes; the longest of Wikidata's are a tenth of it.
const LONGEST_LINE: u64 = 64 << 20;

/// How much is read at a time.
const BUFFER: usize = 1 << 17;

/// A file that is being read, unpacked.
pub(super) struct Input {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    line: u64,
    seen: Rc<RefCell<Seen>>,
    /// What the archive says of the file in it, where it is in one: of the archive a part alone goes by.
    member: Option<String>,
}

/// What of a file has gone by, to know it again.
pub(super) struct Mark {
    seen: Rc<RefCell<Seen>>,
    member: Option<String>,
}

/// What of a file had gone by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Marked {
    /// So many bytes from its beginning, with their SHA-256.
    Beginning(u64, String),
    /// Something of this member of an archive.
    Member(String),
}

impl Mark {
    /// What has gone by until now.
    pub(super) fn so_far(&self) -> Marked {
        let seen = self.seen.borrow();
        match &self.member {
            Some(member) => Marked::Member(member.clone()),
            None => Marked::Beginning(seen.bytes, hexadecimal(&seen.hash.clone().finalize())),
        }
    }
}

impl Marked {
    /// Whether a file still is what had gone by.
    pub(super) fn is_of(&self, path: &Path) -> Result<bool, DatasetError> {
        match self {
            Self::Member(known) => Ok(archive::open(path).is_ok_and(|(_, member)| member == *known)),
            Self::Beginning(bytes, sha256) => {
                let failed = |source| DatasetError::File {
                    path: path.to_path_buf(),
                    source,
                };
                let (noting, seen) = Noting::open(path).map_err(failed)?;
                io::copy(&mut noting.take(*bytes), &mut io::sink()).map_err(failed)?;
                let seen = seen.take();
                Ok(seen.bytes == *bytes && hexadecimal(&seen.hash.finalize()) == *sha256)
            }
        }
    }
}

/// What went by so far, as it stands in the file.
#[derive(Default)]
struct Seen {
    hash: Sha256,
    bytes: u64,
}

/// Reads a file and notes what it sees.
struct Noting {
    file: File,
    seen: Rc<RefCell<Seen>>,
}

impl Noting {
    /// Opens a file, with what it is going to see.
    fn open(path: &Path) -> io::Result<(Self, Rc<RefCell<Seen>>)> {
        let seen = Rc::new(RefCell::new(Seen::default()));
        let noting = Self {
            file: File::open(path)?,
            seen: Rc::clone(&seen),
        };
        Ok((noting, seen))
    }
}

impl Read for Noting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        let mut seen = self.seen.borrow_mut();
        seen.hash.update(buffer.get(..length).unwrap_or_default());
        seen.bytes += length as u64;
        Ok(length)
    }
}

impl Input {
    /// Opens a file; how it is packed shows in its first bytes, whatever its name.
    pub(super) fn open(path: &Path) -> Result<Self, DatasetError> {
        let failed = |source| DatasetError::File {
            path: path.to_path_buf(),
            source,
        };
        let (noting, seen) = Noting::open(path).map_err(failed)?;
        let mut packed = BufReader::with_capacity(BUFFER, noting);
        let reader: Box<dyn BufRead> = match packed.fill_buf().map_err(failed)? {
            [0x1f, 0x8b, ..] => buffered(flate2::bufread::MultiGzDecoder::new(packed)),
            [b'B', b'Z', b'h', ..] => buffered(bzip2::bufread::MultiBzDecoder::new(packed)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                buffered(zstd::stream::read::Decoder::with_buffer(packed).map_err(failed)?)
            }
            [b'P', b'K', 3, 4, ..] => return Self::of_archive(path),
            _ => Box::new(packed),
        };
        Ok(Self {
            path: path.to_path_buf(),
            reader,
            line: 0,
            seen,
            member: None,
        })
    }

    /// Opens the file in a zip archive; what the archive is as a whole is seen at the end.
    fn of_archive(path: &Path) -> Result<Self, DatasetError> {
        let (reader, member) = archive::open(path)?;
        Ok(Self {
            path: path.to_path_buf(),
            reader: buffered(reader),
            line: 0,
            seen: Rc::default(),
            member: Some(member),
        })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// What of it has gone by, as it goes by.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            seen: Rc::clone(&self.seen),
            member: self.member.clone(),
        }
    }

    /// Passes over the lines up to this one.
    pub(super) fn pass(&mut self, last: u64) -> Result<(), DatasetError> {
        let mut line = Vec::new();
        while self.line < last && self.next_line(&mut line)? {}
        Ok(())
    }

    /// How the file begins, without reading on.
    pub(super) fn beginning(&mut self) -> Result<Vec<u8>, DatasetError> {
        match self.reader.fill_buf() {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Puts the next line without its end into `line`; false after the last.
    pub(super) fn next_line(&mut self, line: &mut Vec<u8>) -> Result<bool, DatasetError> {
        line.clear();
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', line);
        if read.map_err(|error| self.failed(error))? == 0 {
            return Ok(false);
        }
        self.line += 1;
        if line.len() as u64 == LONGEST_LINE {
            return Err(DatasetError::Line {
                path: self.path.clone(),
                line: self.line,
                problem: format!("the line is longer than {} MB", LONGEST_LINE >> 20),
            });
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        if self.line == 1 && line.starts_with("\u{feff}".as_bytes()) {
            line.drain(.."\u{feff}".len());
        }
        Ok(true)
    }

    /// What is wrong when reading failed.
    pub(super) fn failed(&self, source: io::Error) -> DatasetError {
        let path = self.path.clone();
        match source.kind() {
            io::ErrorKind::UnexpectedEof => DatasetError::Truncated {
                path,
                line: self.line,
            },
            _ => DatasetError::File { path, source },
        }
    }

    /// Reads what is left and tells which file it was.
    pub(super) fn finish(mut self) -> Result<SourceFile, DatasetError> {
        if let Err(error) = io::copy(&mut self.reader, &mut io::sink()) {
            return Err(self.failed(error));
        }
        if self.member.is_some() {
            let file = File::open(&self.path).map_err(|error| self.failed(error))?;
            let seen = Rc::clone(&self.seen);
            io::copy(&mut Noting { file, seen }, &mut io::sink()).map_err(|error| self.failed(error))?;
        }
        let seen = self.seen.take();
        Ok(SourceFile {
            path: self.path,
            sha256: hexadecimal(&seen.hash.finalize()),
            bytes: seen.bytes,
        })
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
    }
}

/// Bytes in hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn buffered(reader: impl Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(BUFFER, reader))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn gzipped(text: &str) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap()
    }

    fn bzipped(text: &str) -> Vec<u8> {
        let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap()
    }

    fn lines(bytes: &[u8]) -> Result<Vec<String>, DatasetError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names");
        fs::write(&path, bytes).unwrap();
        let mut input = Input::open(&path)?;
        let (mut line, mut found) = (Vec::new(), Vec::new());
        while input.next_line(&mut line)? {
            found.push(String::from_utf8(line.clone()).unwrap());
        }
        input.finish()?;
        Ok(found)
    }

    #[test]
    fn archives_are_known_by_their_bytes_and_may_have_several_members() {
        let plain = lines(b"one\r\ntwo").unwrap();
        assert_eq!(plain, ["one", "two"]);
        assert_eq!(
            lines(&[gzipped("one\n"), gzipped("two\n")].concat()).unwrap(),
            plain
        );
        assert_eq!(
            lines(&[bzipped("one\n"), bzipped("two\n")].concat()).unwrap(),
            plain
        );
        let zstd = |text: &str| zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
        assert_eq!(lines(&[zstd("one\n"), zstd("two\n")].concat()).unwrap(), plain);
    }

    #[test]
    fn an_archive_that_is_cut_off_says_so_however_it_is_packed() {
        let text: String = (0..5_000)
            .map(|number| format!("name {number} of {}\n", number * 7919 % 5003))
            .collect();
        let zstd = zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
        for packed in [gzipped(&text), bzipped(&text), zstd] {
            let error = lines(&packed[..packed.len() - 100]).unwrap_err();
            assert!(matches!(error, DatasetError::Truncated { .. }), "{error:?}");
        }
    }
}
