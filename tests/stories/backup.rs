//! An export is a backup: it comes back as the graph it was.

use super::{Desk, testimony};

#[test]
fn an_export_with_its_graphs_comes_back_with_the_same_hash() {
    let desk = Desk::with_examples();
    let hash = desk.succeed(&["hash"]);
    assert_eq!(hash.trim().len(), 64, "{hash}");
    for (format, name) in [("trig", "backup.trig"), ("nquads", "backup.nq")] {
        let file = desk.path(name);
        assert_eq!(
            desk.succeed(&["export", "--format", format, "--output", &file]),
            ""
        );
        assert_eq!(desk.succeed(&["hash", &file]), hash, "{format}");
        let copy = desk.path(&format!("copy-of-{format}.nq"));
        let outcome = testimony(&desk, &["import", &file, "--store", &copy]);
        assert!(
            outcome.output.starts_with("imported 8 documents, "),
            "{}",
            outcome.messages
        );
        assert_eq!(
            testimony(&desk, &["hash", "--store", &copy]).output,
            hash,
            "{format}"
        );
    }
}

#[test]
fn the_canonical_form_has_the_hash_and_is_n_quads() {
    let desk = Desk::with_examples();
    let canonical = desk.file("canonical.nq", desk.succeed(&["export", "--canonical"]));
    assert_eq!(desk.succeed(&["hash", &canonical]), desk.succeed(&["hash"]));
    let lines = std::fs::read_to_string(&canonical).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines.is_sorted() && lines.len() > 1_000);
}

#[test]
fn a_text_that_was_changed_in_the_file_is_refused_and_nothing_comes_in() {
    let desk = Desk::with_examples();
    let backup = desk.succeed(&["export", "--format", "nquads"]);
    let changed = desk.file("changed.nq", backup.replace("Nordbank", "Sudbank"));
    let copy = desk.path("copy.nq");
    let refused = |file: &str| {
        let outcome = testimony(&desk, &["import", file, "--store", &copy]);
        assert_eq!(outcome.code, Some(2));
        outcome.messages
    };
    assert!(refused(&changed).contains("has been changed"));
    let half = desk.file("half.nq", &backup[..backup.len() / 2]);
    assert!(refused(&half).contains("is not well-formed"));
    let turtle = desk.file("all.ttl", desk.succeed(&["export"]));
    assert!(refused(&turtle).contains("export --format trig"));
    let plain = desk.file(
        "plain.nq",
        desk.succeed(&["export", "--profile", "plain", "--format", "nquads"]),
    );
    assert!(refused(&plain).contains("has no documents"));
    assert!(!std::path::Path::new(&copy).exists());
}

#[test]
fn an_export_that_cannot_be_written_leaves_the_old_file() {
    let desk = Desk::with_examples();
    let outcome = desk.run(&["export", "--output", &desk.path("no-such-folder/all.ttl")]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.messages.contains("cannot write"), "{}", outcome.messages);
}
