//! Files that are replaced as a whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the name of a file ends in while it is being written.
pub const UNFINISHED: &str = ".new";

/// Has `write` fill a new file beside `path`, and puts it in the place of `path` when it is complete and on disk.
///
/// When this returns, the new file is there even after the power fails. When anything fails, what `path` held is still there
/// and the new file is gone.
pub fn replace_file<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    put_file(path, |beside| filled(beside, write))?;
    Ok(sync_folder_of(path)?)
}

/// Has `make` make a file beside `path`, and puts it in the place of `path`; nothing is sure to be on disk yet.
///
/// When anything fails, what `path` held is still there and the new file is gone.
pub(crate) fn put_file<E: From<io::Error>>(
    path: &Path,
    make: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let beside = with_ending(path, UNFINISHED);
    let put = make(&beside).and_then(|()| Ok(fs::rename(&beside, path)?));
    if put.is_err() {
        // Whatever else is wrong has been said already.
        let _ = fs::remove_file(&beside);
    }
    put
}

/// Has what was renamed or removed beside `path` last, where the system keeps folders like files.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match cfg!(unix) {
        true => File::open(folder.unwrap_or(Path::new(".")))?.sync_all(),
        false => Ok(()),
    }
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
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
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
