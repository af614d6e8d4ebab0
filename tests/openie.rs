//! Open information extraction: one line for each thing that a sentence says.

use testimony::analysis::WordCache;
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, extract_lines};

/// Predicate and arguments of each line, without sentence and confidence.
fn extractions(text: &str) -> Vec<String> {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let lines = extract_lines(&Resources::bundled(), &mut WordCache::new(), &document);
    lines
        .lines()
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells[0], text, "the sentence is the input, byte for byte");
            let confidence: f64 = cells[1].parse().unwrap();
            assert!((0.0..=1.0).contains(&confidence), "{line}");
            cells[2..].join(" | ")
        })
        .collect()
}

#[test]
fn a_clause_gives_its_predicate_and_arguments() {
    let found = extractions("The council closed the old bridge in May .");
    assert!(
        found.contains(&"closed | The council | the old bridge | in May".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_sentence_without_a_verb_is_no_error() {
    assert_eq!(extractions("Oh no !"), Vec::<String>::new());
}

#[test]
fn subjects_are_found_where_the_sentence_leaves_them_out() {
    let found = extractions("The ferry left the harbour and reached the island .");
    let reached = found.iter().find(|line| line.starts_with("reached"));
    assert_eq!(
        reached.map(String::as_str),
        Some("reached | The ferry | the island")
    );
}
