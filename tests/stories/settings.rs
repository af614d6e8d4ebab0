//! What the settings file, copies of a text and graphs made elsewhere change.

use super::{Desk, example, testimony};

const SELF_REPORT: &str =
    "The Royal Harbour Police said they are investigating the fire. The fire began at noon.\n";

#[test]
fn the_policy_of_the_settings_file_decides_what_is_accepted() {
    let accepted = |policy: &str| {
        let desk = Desk::empty();
        desk.file("testimony.toml", policy);
        let article = desk.file("police.txt", SELF_REPORT);
        let outcome = testimony(&desk, &["build", &article, "--print", "nquads"]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
        let is_accepted = |line: &&str| line.contains("#investigates> ") && line.contains("graph/accepted>");
        outcome.output.lines().filter(is_accepted).count()
    };
    assert_eq!(accepted(""), 1);
    assert_eq!(accepted("policy = \"author-and-self-reports\"\n"), 1);
    assert_eq!(accepted("policy = \"author-only\"\n"), 0);
}

#[test]
fn a_setting_that_is_none_is_refused_with_its_line() {
    let desk = Desk::empty();
    desk.file("testimony.toml", "policy = \"everything\"\n");
    let article = desk.file("police.txt", SELF_REPORT);
    let outcome = testimony(&desk, &["build", &article]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("testimony.toml"),
        "{}",
        outcome.messages
    );
    assert!(outcome.messages.contains("author-only"), "{}", outcome.messages);
}

#[test]
fn the_order_of_paths_and_copies_of_a_text_change_no_byte() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", SELF_REPORT);
    let copy = desk.file("b.txt", SELF_REPORT);
    let other = example("ferry-fire.md");
    let printed = |paths: &[&str]| {
        let outcome = testimony(&desk, &[&["build", "--print", "nquads"], paths].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
        outcome.output
    };
    let once = printed(&[&article, &other]);
    assert_eq!(once, printed(&[&other, &copy, &article]));
    assert_eq!(once, printed(&[&copy, &article, &other, &article]));
}

#[test]
fn a_graph_that_was_printed_can_be_asked() {
    let desk = Desk::empty();
    let article = desk.file("police.txt", SELF_REPORT);
    let printed = testimony(&desk, &["build", &article, "--print", "nquads"]);
    desk.file("graph.nq", printed.output);
    let answer = desk.succeed(&["query", "who-says", "--format", "csv"]);
    assert!(
        answer.contains("Royal Harbour Police,affirms,certain"),
        "{answer}"
    );
}
