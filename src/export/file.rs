//! Files that are replaced as a whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Has `write` fill a new file beside `path`, and puts it in the place of `path` when it is complete and on disk.
///
/// When anything fails, what `path` held is still there and the new file is gone.
pub fn replace_file<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let beside = with_ending(path, ".new");
    let written = filled(&beside, write).and_then(|()| Ok(fs::rename(&beside, path)?));
    if written.is_err() {
        // Whatever else is wrong has been said already.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn filled<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let mut output = BufWriter::new(File::create(path)?);
    write(&mut output)?;
    output.flush()?;
    Ok(output.get_ref().sync_all()?)
}

/// `path` with `ending` after its last part.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_the_new_file_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graph.ttl");
        replace_file(&path, |output| output.write_all(b"old")).unwrap();
        let failed = replace_file(&path, |output| {
            output.write_all(b"ne")?;
            Err(io::Error::other("no room"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no room");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        replace_file(&path, |output| output.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
