//! A document is withdrawn, and nothing of it stays behind.

use super::{Desk, example};

const BUYER: &str = "harbour-freight-buyer.txt";
const SELLER: &str = "harbour-freight-seller.txt";

/// A desk with the seller's article, the bytes of its graph, and then the buyer's article as well.
fn desk_with_both() -> (Desk, Vec<u8>) {
    let desk = Desk::empty();
    desk.succeed(&["build", &example(SELLER)]);
    let before = std::fs::read(desk.path("graph.nq")).unwrap();
    desk.succeed(&["build", &example(BUYER)]);
    assert!(desk.succeed(&["contested"]).contains("Nordbank reports"));
    (desk, before)
}

#[test]
fn what_is_retracted_leaves_the_bytes_from_before() {
    let (desk, before) = desk_with_both();
    let said = desk.succeed(&["retract", &example(BUYER)]);
    assert!(
        said.starts_with("retracted doc:") && said.contains(" claims, "),
        "{said}"
    );
    assert!(std::fs::read(desk.path("graph.nq")).unwrap() == before);
    let again = desk.run(&["retract", BUYER]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.messages.contains("no document is called"),
        "{}",
        again.messages
    );
}

#[test]
fn a_dry_run_says_what_would_go_and_changes_nothing() {
    let (desk, _) = desk_with_both();
    let before = std::fs::read(desk.path("graph.nq")).unwrap();
    let said = desk.succeed(&["retract", "--dry-run", BUYER, SELLER, BUYER]);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.lines().all(|line| line.starts_with("would retract doc:")),
        "{said}"
    );
    assert!(std::fs::read(desk.path("graph.nq")).unwrap() == before);
}

#[test]
fn one_wrong_name_lets_none_of_the_others_go() {
    let (desk, _) = desk_with_both();
    let before = std::fs::read(desk.path("graph.nq")).unwrap();
    let outcome = desk.run(&["retract", BUYER, "no-such-article.txt"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("nothing was retracted"),
        "{}",
        outcome.messages
    );
    assert!(std::fs::read(desk.path("graph.nq")).unwrap() == before);
}

#[test]
fn the_last_document_may_go_too() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example(SELLER)]);
    desk.succeed(&["retract", SELLER]);
    assert_eq!(desk.succeed(&["export", "--format", "nquads"]), "");
    let nowhere = Desk::empty().run(&["retract", SELLER]);
    assert!(
        nowhere.messages.contains("there is no graph at"),
        "{}",
        nowhere.messages
    );
}
