//! From what a command line names to files: folders are walked, patterns matched.
//!
//! A folder is walked recursively in the order of its paths' bytes. Only files whose names say that they are
//! documents are taken; hidden files, and files about the folder such as `README.md`, are left out. A path
//! that exists is never read as a pattern. A file that is named twice is read once.

use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::Input;
use super::error::{Place, SourceError, SourceErrorKind};
use super::format::format_of_name;

/// Names, without extension and in lower case, of files that are about their folder.
const ABOUT_FOLDER: [&str; 6] = [
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "sources",
];

/// The files and bytes that `inputs` name, each path a file's.
pub(super) fn locate(inputs: Vec<Input>) -> Vec<Result<Input, SourceError>> {
    let mut seen = FxHashSet::default();
    let located = inputs.into_iter().flat_map(|input| match input {
        Input::Path(path) => files(&path)
            .into_iter()
            .map(|found| found.map(Input::Path))
            .collect(),
        bytes @ Input::Bytes { .. } => vec![Ok(bytes)],
    });
    let is_new = |found: &Result<Input, SourceError>| match found {
        Ok(Input::Path(path)) => seen.insert(path.clone()),
        _ => true,
    };
    located.filter(is_new).collect()
}

fn files(path: &Path) -> Vec<Result<PathBuf, SourceError>> {
    let is_pattern = path.to_string_lossy().contains(['*', '?', '[', '{']);
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => folder_files(path),
        Err(_) if is_pattern => matching_files(path),
        _ => vec![Ok(path.to_path_buf())],
    }
}

fn folder_files(folder: &Path) -> Vec<Result<PathBuf, SourceError>> {
    let is_document = |path: &Path| format_of_name(path).is_some() && !is_about_folder(path);
    let found = walk(folder, is_document);
    match found.is_empty() {
        true => vec![Err(Place::file(folder).error(SourceErrorKind::EmptyFolder))],
        false => found,
    }
}

fn is_about_folder(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    ABOUT_FOLDER.contains(&stem)
}

fn matching_files(pattern: &Path) -> Vec<Result<PathBuf, SourceError>> {
    let place = Place::file(pattern);
    let glob = GlobBuilder::new(&pattern.to_string_lossy())
        .literal_separator(true)
        .build();
    let matcher = match glob {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => return vec![Err(place.error(SourceErrorKind::Pattern(error)))],
    };
    let found = walk(&literal_prefix(pattern), |path| {
        matcher.is_match(path.strip_prefix("./").unwrap_or(path)) || matcher.is_match(path)
    });
    match found.is_empty() {
        true => vec![Err(place.error(SourceErrorKind::NoMatch))],
        false => found,
    }
}

/// The folders at the start of a pattern that have no wildcard in them.
fn literal_prefix(pattern: &Path) -> PathBuf {
    let is_literal =
        |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let prefix: PathBuf = pattern.components().take_while(is_literal).collect();
    match prefix.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => prefix,
    }
}

fn walk(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Vec<Result<PathBuf, SourceError>> {
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry))
        .filter_map(|entry| match entry {
            Ok(entry) => {
                (entry.file_type().is_file() && is_wanted(entry.path())).then(|| Ok(entry.into_path()))
            }
            Err(error) => Some(Err(walk_error(folder, error))),
        })
        .collect()
}

fn walk_error(folder: &Path, error: walkdir::Error) -> SourceError {
    let place = Place::file(error.path().unwrap_or(folder));
    place.error(SourceErrorKind::Unreadable(error.into()))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn shown(folder: &Path, input: &str) -> Vec<String> {
        let inputs = vec![Input::Path(folder.join(input))];
        locate(inputs)
            .into_iter()
            .map(|found| match found {
                Ok(Input::Path(path)) => path
                    .strip_prefix(folder)
                    .map(|path| path.display().to_string())
                    .unwrap_or_default(),
                Ok(Input::Bytes { name, .. }) => name,
                Err(error) => error.kind.to_string(),
            })
            .collect()
    }

    fn folder_with(files: &[&str]) -> std::io::Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(path, "Text.")?;
        }
        Ok(folder)
    }

    #[test]
    fn a_folder_gives_its_documents_in_order() -> std::io::Result<()> {
        let folder = folder_with(&["b.txt", "a/z.html.gz", "a/.hidden.txt", "c.png", "README.md"])?;
        assert_eq!(shown(folder.path(), ""), ["a/z.html.gz", "b.txt"]);
        Ok(())
    }

    #[test]
    fn a_pattern_gives_what_it_matches_and_one_star_stays_in_its_folder() -> std::io::Result<()> {
        let folder = folder_with(&["a.txt", "b.md", "x/c.txt"])?;
        assert_eq!(shown(folder.path(), "*.txt"), ["a.txt"]);
        assert_eq!(shown(folder.path(), "**/*.txt"), ["a.txt", "x/c.txt"]);
        assert_eq!(shown(folder.path(), "*.html"), ["no file matches this pattern"]);
        assert!(shown(folder.path(), "[")[0].starts_with("is not a pattern"));
        Ok(())
    }

    #[test]
    fn a_file_named_twice_is_read_once_and_an_empty_folder_is_an_error() -> std::io::Result<()> {
        let folder = folder_with(&["a.txt"])?;
        let path = || Input::Path(folder.path().join("a.txt"));
        assert_eq!(locate(vec![path(), path()]).len(), 1);
        let empty = tempfile::tempdir()?;
        assert!(shown(empty.path(), "")[0].starts_with("has no documents"));
        Ok(())
    }

    #[test]
    fn a_missing_file_is_passed_on_to_be_reported_when_read() {
        assert_eq!(shown(Path::new("/nowhere"), "a.txt"), ["a.txt"]);
    }
}
