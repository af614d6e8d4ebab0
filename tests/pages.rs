//! Pages of each format, and what is taken for the headline, the prose and the furniture of each.
//!
//! `tests/pages/README.md` shows it; `UPDATE_GOLDEN=1 cargo test --no-default-features --test pages` writes it
//! again, and the difference is to be read before it is committed.

use std::fmt::Write;
use std::path::Path;

use testimony::document::{BlockKind, Document, Metadata};
use testimony::lexicon::furniture::FurnitureLexicon;
use testimony::source::{Input, ReadOptions, read};

const HEAD: &str = "# How these pages are read\n\n\
    Written by `UPDATE_GOLDEN=1 cargo test --no-default-features --test pages`; do not edit. The pages were written for the \
    test.\n\nFirst what is known about each page, then its blocks: `H` for the headline, `P` for prose, `-` for furniture, \
    which is never read for claims. Long blocks are cut.\n";

/// The most characters of a block that are shown.
const SHOWN: usize = 100;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages"))
}

fn documents() -> Vec<Document> {
    let furniture = FurnitureLexicon::bundled();
    let inputs = vec![Input::Path(folder().to_path_buf())];
    read(&furniture, inputs, &ReadOptions::default())
        .map(|document| document.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

fn write_page(page: &mut String, document: &Document) -> std::fmt::Result {
    let metadata = &document.metadata;
    let name = Path::new(&metadata.source).file_name().unwrap_or_default();
    writeln!(page, "\n## {}\n\n{}\n\n```text", name.display(), known(metadata))?;
    for block in document.blocks() {
        let mark = match block.kind {
            BlockKind::Headline => 'H',
            BlockKind::Paragraph => 'P',
            BlockKind::Furniture => '-',
        };
        let words: Vec<_> = document.slice(block.span).split_whitespace().collect();
        let words: String = words.join(" ").chars().take(SHOWN).collect();
        writeln!(page, "{mark} {}", words.trim_end())?;
    }
    writeln!(page, "```")
}

fn known(metadata: &Metadata) -> String {
    let date = metadata.date.map(|(date, basis)| format!("{date} ({basis:?})"));
    let lines = [
        ("Title", metadata.title.clone()),
        (
            "By",
            Some(metadata.authors.join(", ")).filter(|names| !names.is_empty()),
        ),
        ("Publisher", metadata.publisher.clone()),
        ("Date", date),
        ("Address", metadata.url.clone()),
    ];
    let known = lines
        .into_iter()
        .filter_map(|(key, value)| Some(format!("- {key}: {}", value?)));
    known.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_page_is_read_as_shown() -> std::fmt::Result {
    let mut page = HEAD.to_owned();
    let documents = documents();
    assert_eq!(documents.len(), 7, "no page is missing");
    for document in &documents {
        write_page(&mut page, document)?;
    }
    let path = folder().join("README.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(page, expected, "see the head of this file");
    Ok(())
}
