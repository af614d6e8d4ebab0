//! Zip archives, as GeoNames comes in: the one file in it is read as it stands, without unpacking it to disk.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::error::DatasetError;

/// Where a file of an archive begins, how it is packed, and what it has to be when it is whole.
struct Member {
    start: u64,
    packed: u64,
    method: CompressionMethod,
    crc: u32,
}

/// Opens the file that an archive is about: the only one, or the one that is named like the archive. GeoNames puts a
/// `readme.txt` beside it. Gives with it what tells it from other files: its sizes and its checksum.
pub(super) fn open(path: &Path) -> Result<(Box<dyn Read>, String), DatasetError> {
    let failed = |source| DatasetError::File {
        path: path.to_path_buf(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let member = member(path, &file)?;
    file.seek(SeekFrom::Start(member.start)).map_err(failed)?;
    let packed = BufReader::new(file.take(member.packed));
    let unpacked: Box<dyn Read> = match member.method {
        CompressionMethod::Stored => Box::new(packed),
        CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
        _ => {
            return Err(unusable(
                path,
                "its file is packed in another way than by deflate",
            ));
        }
    };
    let known = format!("{} {} {:08x}", member.start, member.packed, member.crc);
    let checked = Checked {
        reader: unpacked,
        crc: Crc::new(),
        wanted: member.crc,
    };
    Ok((Box::new(checked), known))
}

fn member(path: &Path, file: &File) -> Result<Member, DatasetError> {
    // The list of files stands at the end: an archive without one was cut off.
    let cut_off = |_| DatasetError::Truncated {
        path: path.to_path_buf(),
        line: 0,
    };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(cut_off)?;
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (mut names, mut found) = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(cut_off)?;
        if !entry.is_file() {
            continue;
        }
        let name = entry.name().map_err(cut_off)?.into_owned();
        if entry.encrypted() {
            return Err(unusable(path, "it is encrypted"));
        }
        let member = Member {
            start: entry.data_start().unwrap_or_default(),
            packed: entry.compressed_size(),
            method: entry.compression(),
            crc: entry.crc32(),
        };
        let is_named_so = Path::new(&name)
            .file_stem()
            .is_some_and(|own| own.to_string_lossy() == stem);
        names.push(name);
        found.push((is_named_so, member));
    }
    let is_alone = found.len() == 1;
    let mut meant = found
        .into_iter()
        .filter(|(is_named_so, _)| is_alone || *is_named_so);
    match (meant.next(), meant.next()) {
        (Some((_, member)), None) => Ok(member),
        _ => Err(unusable(path, &format!("it holds {}", names.join(", ")))),
    }
}

fn unusable(path: &Path, problem: &str) -> DatasetError {
    DatasetError::Zip {
        path: path.to_path_buf(),
        problem: problem.to_owned(),
    }
}

/// Reads to the end and sees whether all was there.
struct Checked {
    reader: Box<dyn Read>,
    crc: Crc,
    wanted: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.crc.update(buffer.get(..length).unwrap_or_default());
        let is_end = length == 0 && !buffer.is_empty();
        match is_end && self.crc.sum() != self.wanted {
            true => Err(io::Error::other(
                "what is in the archive is damaged: fetch it again",
            )),
            false => Ok(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, text) in files {
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// What is read of an archive with this name and these bytes.
    fn unpacked(name: &str, bytes: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut text = String::new();
        let (mut reader, _) = open(&path).map_err(|error| error.to_string())?;
        reader
            .read_to_string(&mut text)
            .map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn the_only_file_or_the_one_named_like_the_archive_is_read() {
        assert_eq!(unpacked("x.zip", &zipped(&[("a.txt", "one")])).unwrap(), "one");
        let two = zipped(&[("readme.txt", "words"), ("CA.txt", "two")]);
        assert_eq!(unpacked("CA.zip", &two).unwrap(), "two");
        let error = unpacked("other.zip", &two).unwrap_err();
        assert!(
            error.contains("it holds readme.txt, CA.txt") && error.contains("unpack it"),
            "{error}"
        );
    }

    #[test]
    fn an_archive_that_is_cut_off_or_damaged_says_so() {
        let text: String = (0..2_000)
            .map(|number| format!("name {} of it\n", number * 7919 % 5003))
            .collect();
        let mut whole = zipped(&[("a.txt", &text)]);
        let error = unpacked("a.zip", &whole[..whole.len() / 2]).unwrap_err();
        assert!(error.contains("is cut off"), "{error}");
        let middle = whole.len() / 2;
        whole[middle] ^= 0x10;
        assert!(unpacked("a.zip", &whole).is_err());
    }
}
