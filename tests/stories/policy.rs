//! Whoever keeps a graph decides what it takes for a fact.

use super::{Desk, examples};

fn accepted(desk: &Desk) -> String {
    desk.succeed(&["export", "--view", "accepted", "--format", "nquads"])
}

#[test]
fn what_is_accepted_follows_the_policy_and_comes_back_with_it() {
    let desk = Desk::with_examples();
    let before = desk.succeed(&["export", "--format", "nquads"]);
    assert!(accepted(&desk).contains("#investigates>"));
    let shown = desk.succeed(&["policy", "set", "--author-voice", "no", "--self-reports", "no"]);
    assert!(
        shown.starts_with("# No triple stands here.\nauthor-voice = false\n"),
        "{shown}"
    );
    assert!(!accepted(&desk).contains("#investigates>"));
    desk.succeed(&["build", &examples()]);
    assert!(
        !accepted(&desk).contains("#investigates>"),
        "a build forgets the policy"
    );
    assert_eq!(desk.succeed(&["policy", "show"]), shown);
    desk.succeed(&["policy", "set", "--reset"]);
    assert!(before == desk.succeed(&["export", "--format", "nquads"]));
}

#[test]
fn one_who_is_trusted_is_believed_unless_somebody_denies_it() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", "Berg Holding said that Nordbank bought Harbour Freight.");
    desk.succeed(&["build", &article]);
    assert!(!accepted(&desk).contains("#bought> "));
    let shown = desk.succeed(&["policy", "set", "--trust", "Berg Holding"]);
    assert!(
        shown.contains("trusted = [\"https://w3id.org/testimony/entity/"),
        "{shown}"
    );
    assert!(accepted(&desk).contains("#bought> "), "{}", accepted(&desk));
    let denial = desk.file("b.txt", "Dan Roe denied that Nordbank bought Harbour Freight.");
    desk.succeed(&["build", &denial]);
    assert!(!accepted(&desk).contains("#bought> "), "{}", accepted(&desk));
    let outcome = desk.run(&["policy", "set", "--trust", "Nobody At All"]);
    assert_eq!(outcome.code, Some(2));
}

#[test]
fn a_policy_file_with_a_mistake_is_named() {
    let desk = Desk::with_examples();
    desk.file("graph.nq.policy.toml", "sources = \"many\"\n");
    let outcome = desk.run(&["policy", "show"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("graph.nq.policy.toml"),
        "{}",
        outcome.messages
    );
}
