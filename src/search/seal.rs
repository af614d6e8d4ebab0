//! A seal on the files of an index: which graph they are of, and that they are as they were written. The library that reads
//! them takes them for whole, and panics where they are not.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// The file that the seal is kept in: a line with the mark, then one for each other file.
const SEAL: &str = "seal";
/// How the names of the library's locks begin.
const LOCK: &str = ".tantivy-";
/// How the names of the files end that the library writes again; any other it writes once.
const WRITTEN_AGAIN: &str = ".json";

/// The sum and length of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sum {
    crc32: u32,
    bytes: u64,
}

/// What an index is of, and its files by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) mark: String,
    files: BTreeMap<String, Sum>,
}

impl Seal {
    /// The seal of a folder, where there is one that can be read.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join(SEAL)).ok()?;
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let mark = lines.next()?.to_owned();
        let files = lines.map(|line| {
            let mut parts = line.splitn(3, ' ');
            let crc32 = u32::from_str_radix(parts.next()?, 16).ok()?;
            let bytes = parts.next()?.parse().ok()?;
            Some((parts.next()?.to_owned(), Sum { crc32, bytes }))
        });
        Some(Self {
            mark,
            files: files.collect::<Option<_>>()?,
        })
    }

    /// Seals a folder as it is; a file that is not written again is taken to be as an earlier seal has it.
    pub(super) fn put(folder: &Path, mark: &str, earlier: Option<&Self>) -> io::Result<()> {
        let mut files = BTreeMap::new();
        for (name, bytes) in lengths(folder)? {
            let known = earlier
                .and_then(|seal| seal.files.get(&name))
                .filter(|sum| sum.bytes == bytes && !name.ends_with(WRITTEN_AGAIN));
            let sum = match known {
                Some(sum) => *sum,
                None => sum(&folder.join(&name))?,
            };
            files.insert(name, sum);
        }
        let mark = mark.to_owned();
        Self { mark, files }.write(folder)
    }

    /// Writes the seal in the place of the one that was there; one that is cut off breaks, and the index is made anew.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = format!("{}\n", self.mark);
        for (name, Sum { crc32, bytes }) in &self.files {
            text.push_str(&format!("{crc32:08x} {bytes} {name}\n"));
        }
        let mut file = File::create(folder.join(SEAL))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// Whether the files of a folder are those that were sealed.
    pub(super) fn is_whole(&self, folder: &Path) -> bool {
        let there = lengths(folder).unwrap_or_default();
        let sealed = self.files.iter().map(|(name, sum)| (name, sum.bytes));
        let are_all_there = there.iter().map(|(name, bytes)| (name, *bytes)).eq(sealed);
        let mut files = self.files.iter();
        are_all_there && files.all(|(name, sealed)| sum(&folder.join(name)).is_ok_and(|sum| sum == *sealed))
    }
}

/// The files of a folder with their lengths, without seal and locks.
fn lengths(folder: &Path) -> io::Result<BTreeMap<String, u64>> {
    let mut lengths = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name != SEAL && !name.starts_with(LOCK) {
            lengths.insert(name, file.metadata()?.len());
        }
    }
    Ok(lengths)
}

fn sum(path: &Path) -> io::Result<Sum> {
    let mut file = File::open(path)?;
    let mut hash = crc32fast::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some([]) | None => break,
            Some(part) => hash.update(part),
        }
        bytes += read as u64;
    }
    Ok(Sum {
        crc32: hash.finalize(),
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_whole(folder: &Path) -> bool {
        Seal::read(folder).is_some_and(|seal| seal.is_whole(folder))
    }

    #[test]
    fn a_change_of_any_file_breaks_the_seal_and_a_lock_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a"), "one").unwrap();
        assert!(!is_whole(folder));
        Seal::put(folder, "of a graph", None).unwrap();
        fs::write(folder.join(".tantivy-meta.lock"), "").unwrap();
        assert!(is_whole(folder));
        assert_eq!(Seal::read(folder).unwrap().mark, "of a graph");
        fs::write(folder.join("a"), "two").unwrap();
        assert!(!is_whole(folder));
        Seal::put(folder, "", None).unwrap();
        assert!(is_whole(folder));
        fs::write(folder.join("b"), "").unwrap();
        assert!(!is_whole(folder));
    }

    #[test]
    fn only_new_files_and_those_that_are_written_again_are_read_for_the_next_seal() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in ["a", "meta.json"] {
            fs::write(folder.join(name), "one").unwrap();
        }
        Seal::put(folder, "first", None).unwrap();
        let first = Seal::read(folder).unwrap();
        for name in ["a", "meta.json", "b"] {
            fs::write(folder.join(name), "two").unwrap();
        }
        Seal::put(folder, "second", Some(&first)).unwrap();
        let second = Seal::read(folder).unwrap();
        assert_eq!(second.files["a"], first.files["a"]);
        assert_eq!(second.files["meta.json"], second.files["b"]);
        assert!(!second.is_whole(folder));
    }
}
