//! N-Quads for bulk loaders: parts of about one size, packed with gzip, with a manifest that says what is in them.
//!
//! The same quads give the same bytes: the lines are sorted before they come here, and gzip's header names no time.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::with_ending;
use crate::document::hex;

/// The manifest's name in the folder.
pub const MANIFEST: &str = "manifest.json";

/// What a folder for bulk loaders holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The program that wrote it.
    pub generator: String,
    /// The media type of the parts when they are unpacked.
    pub format: &'static str,
    /// How they are packed.
    pub compression: &'static str,
    /// The quads of all parts, each of which is in one part, once.
    pub quads: u64,
    /// The parts, in the order of their quads.
    pub parts: Vec<BulkPart>,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BulkPart {
    /// The file in the folder.
    pub file: String,
    /// How many quads it has.
    pub quads: u64,
    /// The bytes of the file.
    pub bytes: u64,
    /// The bytes of its lines.
    pub unpacked: u64,
    /// The SHA-256 of the file.
    pub sha256: String,
}

/// A folder for bulk loaders that is being filled with whole lines.
///
/// It is filled beside its place and put there at the end; when that does not come, nothing stays behind.
pub struct BulkWriter {
    folder: PathBuf,
    beside: PathBuf,
    /// The bytes of lines after which a part ends.
    most: u64,
    part: Option<Part>,
    parts: Vec<BulkPart>,
}

struct Part {
    file: String,
    packed: GzEncoder<Hashed>,
    quads: u64,
    unpacked: u64,
}

/// A file whose bytes are counted and hashed as they are written.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl BulkWriter {
    /// Begins a folder, which may not be there yet, with parts of about `most` bytes of lines.
    pub fn new(folder: &Path, most: u64) -> io::Result<Self> {
        if folder.exists() {
            let message = "there is something already: name a new folder, or remove this one";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        let beside = with_ending(folder, ".new");
        if beside.exists() {
            // Left by an export that was killed.
            fs::remove_dir_all(&beside)?;
        }
        fs::create_dir_all(&beside)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            beside,
            most,
            part: None,
            parts: Vec::new(),
        })
    }

    /// Ends the last part, writes the manifest and puts the folder in its place.
    pub fn finish(mut self) -> io::Result<Manifest> {
        self.end_part()?;
        let manifest = Manifest {
            generator: concat!("testimony ", env!("CARGO_PKG_VERSION")).to_owned(),
            format: "application/n-quads",
            compression: "gzip",
            quads: self.parts.iter().map(|part| part.quads).sum(),
            parts: std::mem::take(&mut self.parts),
        };
        let mut file = File::create(self.beside.join(MANIFEST))?;
        serde_json::to_writer_pretty(&mut file, &manifest)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&self.beside, &self.folder)?;
        Ok(manifest)
    }

    fn part(&mut self) -> io::Result<&mut Part> {
        let part = match self.part.take() {
            Some(part) => part,
            None => Part::new(&self.beside, self.parts.len() + 1)?,
        };
        Ok(self.part.insert(part))
    }

    fn end_part(&mut self) -> io::Result<()> {
        if let Some(part) = self.part.take() {
            self.parts.push(part.end()?);
        }
        Ok(())
    }
}

impl Write for BulkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let most = self.most;
        let part = self.part()?;
        part.packed.write_all(bytes)?;
        part.unpacked += bytes.len() as u64;
        part.quads += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        if bytes.ends_with(b"\n") && part.unpacked >= most {
            self.end_part()?;
        }
        Ok(bytes.len())
    }

    /// Parts are on disk when they end; packing goes better without interruption.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for BulkWriter {
    fn drop(&mut self) {
        self.part = None;
        // After `finish` there is nothing beside any more.
        let _ = fs::remove_dir_all(&self.beside);
    }
}

impl Part {
    fn new(folder: &Path, number: usize) -> io::Result<Self> {
        let file = format!("part-{number:05}.nq.gz");
        let hashed = Hashed {
            file: BufWriter::new(File::create(folder.join(&file))?),
            hash: Sha256::new(),
            bytes: 0,
        };
        Ok(Self {
            file,
            packed: GzEncoder::new(hashed, Compression::default()),
            quads: 0,
            unpacked: 0,
        })
    }

    fn end(self) -> io::Result<BulkPart> {
        let mut written = self.packed.finish()?;
        written.file.flush()?;
        written.file.get_ref().sync_all()?;
        Ok(BulkPart {
            file: self.file,
            quads: self.quads,
            bytes: written.bytes,
            unpacked: self.unpacked,
            sha256: hex(&written.hash.finalize()),
        })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn filled(folder: &Path, lines: usize) -> BulkWriter {
        let mut bulk = BulkWriter::new(folder, 100).unwrap();
        for number in 0..lines {
            write!(bulk, "<urn:a> <urn:b> ").unwrap();
            writeln!(bulk, "\"{number:03}\" <urn:g> .").unwrap();
        }
        bulk
    }

    #[test]
    fn parts_hold_whole_lines_once_and_the_manifest_tells_of_them() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("bulk");
        let manifest = filled(&folder, 10).finish().unwrap();
        assert_eq!((manifest.quads, manifest.parts.len()), (10, 3));
        let mut lines = String::new();
        for part in &manifest.parts {
            let bytes = fs::read(folder.join(&part.file)).unwrap();
            assert_eq!(
                (bytes.len() as u64, hex(&Sha256::digest(&bytes))),
                (part.bytes, part.sha256.clone())
            );
            assert_eq!(&bytes[4..8], [0; 4], "the header names no time");
            let before = lines.len() as u64;
            GzDecoder::new(bytes.as_slice())
                .read_to_string(&mut lines)
                .unwrap();
            assert!(lines.ends_with(".\n"));
            assert_eq!(lines.len() as u64 - before, part.unpacked);
        }
        assert_eq!(lines.lines().count(), 10);
        let written = fs::read_to_string(folder.join(MANIFEST)).unwrap();
        assert!(written.contains(&manifest.parts[0].sha256), "{written}");
        assert_eq!(fs::read_dir(&scratch).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_and_what_is_there_stays() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("bulk");
        drop(filled(&folder, 10));
        assert_eq!(fs::read_dir(&scratch).unwrap().count(), 0);
        let first = filled(&folder, 10).finish().unwrap();
        assert!(BulkWriter::new(&folder, 100).is_err());
        let again = filled(&scratch.path().join("again"), 10).finish().unwrap();
        assert_eq!(again, first);
        let empty = filled(&scratch.path().join("empty"), 0).finish().unwrap();
        assert_eq!((empty.quads, empty.parts.len()), (0, 0));
    }
}
