//! Holds the source tree to its rules: which module may use which, what a file looks like, where effects live.
//!
//! The order of `pub mod` lines in `src/lib.rs` is the order of dependencies. These tests read the files as
//! text; comments and unit tests do not count.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A Rust file: its path from the package's root, with `/`, and its text.
struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    /// The lines that are code of the module itself, with their numbers from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .take_while(|(_, line)| *line != "#[cfg(test)]")
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
    }

    /// The module of the library that the file belongs to: "claim" for `src/claim/part.rs`.
    fn module(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let name = below.split('/').next()?;
        let name = name.strip_suffix(".rs").unwrap_or(name);
        (!["lib", "main", "cli"].contains(&name)).then_some(name)
    }

    /// Whether it is `src/NAME.rs` or lies in `src/NAME/`.
    fn is_in(&self, name: &str) -> bool {
        self.path == format!("src/{name}.rs") || self.path.starts_with(&format!("src/{name}/"))
    }

    /// The lines of code that contain one of `words`, as `path:line: text`.
    fn lines_with(&self, words: &[&str]) -> Vec<String> {
        self.code()
            .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
            .map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim()))
            .collect()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files of one folder of the package, sorted by path; finding none is an error.
fn rust_files(folder: &str) -> Vec<SourceFile> {
    let root = root();
    let files: Vec<_> = WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| SourceFile {
            path: relative(&path, &root),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect();
    assert!(!files.is_empty(), "there is no Rust file in `{folder}`");
    files
}

fn relative(path: &Path, root: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap().iter();
    parts
        .map(|part| part.to_str().unwrap())
        .collect::<Vec<_>>()
        .join("/")
}

fn all_files() -> Vec<SourceFile> {
    let folders = ["src", "tests", "benches"];
    let present = folders.iter().filter(|folder| root().join(folder).is_dir());
    present.flat_map(|folder| rust_files(folder)).collect()
}

fn library_files() -> Vec<SourceFile> {
    let mut files = rust_files("src");
    files.retain(|file| file.module().is_some());
    files
}

/// The modules of the library in the order of `src/lib.rs`.
fn module_order() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The modules that a line of code names after `crate::`, one by one or in braces.
fn modules_named(line: &str) -> Vec<&str> {
    line.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split(',').map(first_word).collect(),
            None => vec![first_word(rest)],
        })
        .collect()
}

fn first_word(text: &str) -> &str {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}

fn assert_none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

#[test]
fn a_module_imports_only_from_modules_above_it() {
    let order = module_order();
    assert!(order.len() > 5, "src/lib.rs lists {order:?}");
    let rank = |name: &str| order.iter().position(|module| module == name);
    let mut found = Vec::new();
    for file in library_files() {
        let own = file.module().and_then(rank);
        assert!(
            own.is_some(),
            "{} belongs to no `pub mod` of src/lib.rs",
            file.path
        );
        for (number, line) in file.code() {
            assert!(
                !line.ends_with("crate::{"),
                "{}:{number}: one `use` line for each module",
                file.path
            );
            let below = modules_named(line).into_iter().filter(|name| rank(name) > own);
            found.extend(below.map(|name| format!("{}:{number}: {name}", file.path)));
        }
    }
    assert_none(
        found,
        "these modules stand below the one that imports them in src/lib.rs:",
    );
}

#[test]
fn only_the_store_and_its_questions_see_the_database() {
    let outside = rust_files("src")
        .into_iter()
        .filter(|file| !file.is_in("store") && !file.is_in("query"));
    let found = outside.flat_map(|file| file.lines_with(&["oxigraph::store", "Transaction"]));
    assert_none(
        found.collect(),
        "`oxigraph::store` belongs in src/store.rs and src/query.rs:",
    );
}

#[test]
fn only_the_command_line_sees_clap_and_anyhow() {
    let found = library_files()
        .into_iter()
        .flat_map(|file| file.lines_with(&["clap::", "anyhow"]));
    assert_none(found.collect(), "these belong in src/main.rs and src/cli:");
}

#[test]
fn the_library_reads_no_clock_no_environment_and_no_chance() {
    let effects = [
        "std::env",
        "SystemTime",
        "Instant",
        "Zoned::now",
        "process::",
        "rand::",
        "BlankNode::default",
    ];
    // A server has questions answered by processes that it can kill; they read what it reads.
    let starts_processes = |file: &SourceFile| file.path == "src/server/workers.rs";
    let found = library_files()
        .into_iter()
        .filter(|file| !starts_processes(file))
        .flat_map(|file| file.lines_with(&effects));
    assert_none(
        found.collect(),
        "the same input gives the same graph, so the library may not use:",
    );
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut found = Vec::new();
    for file in all_files() {
        let lines = file.text.lines().count();
        if lines >= 400 {
            found.push(format!("{}: {lines} lines; split it by topic", file.path));
        }
        if !file.text.starts_with("//! ") {
            found.push(format!(
                "{}: the first line is not `//! ` with the file's purpose",
                file.path
            ));
        }
    }
    assert_none(
        found,
        "files have fewer than 400 lines and open with their purpose:",
    );
}

#[test]
fn files_are_named_after_the_domain() {
    let empty_names = [
        "mod",
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "types",
        "constants",
        "misc",
    ];
    let found = all_files().into_iter().filter(|file| {
        let name = file
            .path
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".rs"));
        name.is_some_and(|name| empty_names.contains(&name))
    });
    assert_none(found.map(|file| file.path).collect(), "these names say nothing:");
}

#[test]
fn every_file_is_part_of_a_module() {
    let files = rust_files("src");
    let is_declared = |path: &str| {
        let Some((folder, name)) = path.strip_suffix(".rs").and_then(|path| path.rsplit_once('/')) else {
            return false;
        };
        let parents = [
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ];
        let declaration = format!("mod {name};");
        let mut parents = files.iter().filter(|file| parents.contains(&file.path));
        parents.any(|parent| parent.text.lines().any(|line| line.ends_with(&declaration)))
    };
    let roots = ["src/lib.rs", "src/main.rs"];
    let paths = files.iter().map(|file| file.path.clone());
    let found = paths.filter(|path| !roots.contains(&path.as_str()) && !is_declared(path));
    assert_none(found.collect(), "no `mod` line leads to these files:");
}
