//! Every change can be shown and undone.

use super::{Desk, testimony};

const FIRST: &str =
    "Open Ports owns two depots in Novo.\n\nThe mayor of Novo said Open Ports bought a ferry.\n";
const SECOND: &str =
    "Open Ports owns two depots in Novo.\n\nThe mayor of Novo denied that Open Ports bought a ferry.\n";

/// A desk with three revisions: an article, its second version, nothing.
fn desk() -> (Desk, Vec<String>) {
    let desk = Desk::empty();
    let mut hashes = Vec::new();
    for text in [FIRST, SECOND] {
        let article = desk.file("a.txt", text);
        desk.succeed(&["build", &article]);
        hashes.push(desk.succeed(&["hash"]));
    }
    desk.succeed(&["retract", "a.txt"]);
    hashes.push(desk.succeed(&["hash"]));
    (desk, hashes)
}

#[test]
fn the_log_tells_what_was_done_and_a_second_run_adds_nothing() {
    let (desk, _) = desk();
    let log = desk.succeed(&["log"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(
        lines[0].starts_with("3  ") && lines[0].ends_with("retract: 0 documents (+0 -1)"),
        "{log}"
    );
    assert!(lines[1].ends_with("build: 1 documents (+1 -1)"), "{log}");
    let article = desk.file("a.txt", SECOND);
    desk.succeed(&["build", &article]);
    desk.succeed(&["build", &article]);
    assert_eq!(desk.succeed(&["log"]).lines().count(), 4);
    assert_eq!(desk.succeed(&["log", "--last", "1"]).lines().count(), 1);
}

#[test]
fn a_difference_is_told_claim_by_claim() {
    let (desk, _) = desk();
    let changed = desk.succeed(&["diff", "1", "2"]);
    assert!(changed.contains("- mayor reports: Open Ports"), "{changed}");
    assert!(changed.contains("+ mayor denies: Open Ports"), "{changed}");
    let last = desk.succeed(&["diff"]);
    assert!(
        !last.is_empty() && last.lines().all(|line| line.starts_with("- ")),
        "{last}"
    );
    let patch = desk.succeed(&["diff", "1", "2", "--format", "patch"]);
    assert!(
        patch.starts_with("TX .\nD <") && patch.contains("\nA <"),
        "{patch}"
    );
    let unknown = desk.run(&["diff", "7"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.messages.contains("there is no revision 7"),
        "{}",
        unknown.messages
    );
}

#[test]
fn two_exports_differ_as_their_revisions_do() {
    let (desk, _) = desk();
    let export = |revision: &str| {
        desk.succeed(&["restore", revision]);
        let file = desk.path(&format!("{revision}.trig"));
        desk.succeed(&["export", "--format", "trig", "--output", &file]);
        file
    };
    let (one, two) = (export("1"), export("2"));
    assert_eq!(
        testimony(&desk, &["diff", &one, &two]).output,
        desk.succeed(&["diff", "1", "2"])
    );
}

#[test]
fn a_revision_is_restored_exactly_until_it_is_forgotten() {
    let (desk, hashes) = desk();
    for (revision, hash) in [
        ("1", &hashes[0]),
        ("2", &hashes[1]),
        ("3", &hashes[2]),
        ("1", &hashes[0]),
    ] {
        desk.succeed(&["restore", revision]);
        assert_eq!(&desk.succeed(&["hash"]), hash, "revision {revision}");
    }
    let said = desk.succeed(&["gc", "--keep", "1"]);
    assert_eq!(said, "forgot 6 revisions and 1 old documents\n");
    assert_eq!(desk.run(&["restore", "2"]).code, Some(2));
    assert_eq!(desk.succeed(&["hash"]), hashes[0]);
}
