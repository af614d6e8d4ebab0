//! That documents which are not read again would be read as before.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::agreement::Files;
use crate::document::{Block, BlockKind, ByteSpan, Metadata};
use crate::ontology::OntologyFile;
use crate::vocab::tm;

/// Sentences of all kinds, one of them to each document.
fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sentences = fs::read_to_string(root.join("tests/parity/texts.txt")).unwrap();
    let mut texts: Vec<String> = sentences.lines().map(str::to_owned).collect();
    let examples = fs::read_dir(root.join("examples")).unwrap();
    let mut paths: Vec<PathBuf> = examples.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|ending| ending == "txt" || ending == "md")
    });
    texts.extend(paths.iter().map(|path| fs::read_to_string(path).unwrap()));
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let span = ByteSpan::new(start, start + paragraph.trim_end().len());
        blocks.push(Block {
            span,
            kind: BlockKind::Paragraph,
        });
        start += paragraph.len();
    }
    Document::new(text.to_owned(), blocks, Metadata::default())
}

/// The bundled tables, each line as `change` has it: by its table's name and its number, from 1.
fn tables(change: impl Fn(&OntologyFile<'_>, usize, &str) -> String) -> Vec<(&'static Path, String)> {
    let tables = Files::bundled().lexicon.into_iter();
    tables
        .map(|file| {
            let lines = file.text.lines().enumerate();
            let changed: Vec<String> = lines
                .map(|(index, line)| change(&file, index + 1, line))
                .collect();
            (file.path, changed.join("\n"))
        })
        .collect()
}

fn lexicon(tables: &[(&'static Path, String)]) -> Lexicon {
    let files = tables.iter().map(|(path, text)| OntologyFile { path, text });
    Lexicon::parse(&files.collect::<Vec<_>>()).unwrap()
}

/// A document's graph, without what it says it follows from.
fn described(resources: &Resources, cache: &mut WordCache, text: &str) -> BTreeSet<String> {
    let description = describe_document(resources, cache, document(text));
    let quads = description.quads.iter();
    quads
        .filter(|quad| quad.predicate != tm::FINGERPRINT)
        .map(|quad| quad.to_string())
        .collect()
}

#[test]
fn a_document_is_read_alike_with_only_the_lines_that_its_words_call_up() {
    let mut resources = Resources::bundled();
    let mut cache = WordCache::new();
    let all = resources.edition.lines();
    let mut left_out = 0;
    for text in texts() {
        let before = described(&resources, &mut cache, &text);
        let words = words_of(&resources.model, &mut cache, &document(&text));
        let called = resources.edition.called_up(&words);
        let kept = tables(|file, number, line| {
            let place = (crate::edition::table_name(file.path), number);
            let is_left_out = all.contains(&place) && !called.contains(&place);
            if is_left_out {
                String::new()
            } else {
                line.to_owned()
            }
        });
        left_out += all.len() - called.len();
        let whole = std::mem::replace(&mut resources.lexicon, lexicon(&kept));
        assert_eq!(described(&resources, &mut cache, &text), before, "{text}");
        resources.lexicon = whole;
    }
    assert!(left_out > 100_000, "{left_out} lines are left out");
}
