//! Saved questions with parameters, limits, and mistakes that are explained.

use std::time::{Duration, Instant};

use super::Desk;

#[test]
fn a_parameter_narrows_a_saved_question() {
    let desk = Desk::with_examples();
    let all = desk.succeed(&["query", "who-says"]);
    let some = desk.succeed(&["query", "who-says", "--about", "river", "--format", "csv"]);
    assert!(some.lines().count() > 1 && some.lines().count() < all.lines().count());
    assert!(
        some.lines()
            .skip(1)
            .all(|line| line.to_lowercase().contains("river")),
        "{some}"
    );
}

#[test]
fn a_value_is_a_term_and_never_part_of_the_query() {
    let desk = Desk::with_examples();
    let injected = "\") } UNION { ?claimant ?b ?c } #";
    let answer = desk.succeed(&["query", "who-says", "--about", injected]);
    assert_eq!(answer.lines().count(), 1, "{answer}");
}

#[test]
fn a_question_of_ones_own_declares_parameters_too() {
    let desk = Desk::with_examples();
    let query = "# Who?\n# --thing THING: of whom\nSELECT ?class $thing { $thing a ?class }";
    let file = desk.file("who.rq", query);
    let answer = desk.succeed(&["query", &file, "--param", "thing=Nordbank"]);
    assert!(
        answer.contains("Organization") || answer.contains("Company"),
        "{answer}"
    );
    let missing = desk.run(&["query", &file]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.messages.contains("`--thing` is missing: of whom"),
        "{}",
        missing.messages
    );
}

#[test]
fn a_question_without_end_is_stopped_in_time() {
    let desk = Desk::with_examples();
    let product =
        "SELECT ?a { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } } ORDER BY ?l ?a";
    let begun = Instant::now();
    let outcome = desk.run(&["query", "-e", product, "--timeout", "0.5"]);
    assert_eq!(outcome.code, Some(124), "{}", outcome.messages);
    assert!(outcome.messages.contains("stopped after 0.5 s"));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_answer_that_is_cut_says_so() {
    let outcome = Desk::with_examples().run(&["query", "who-says", "--max-rows", "3"]);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.output.lines().count(), 4);
    assert!(
        outcome.messages.contains("the first 3 rows"),
        "{}",
        outcome.messages
    );
}

#[test]
fn a_term_that_the_ontology_lacks_is_pointed_out() {
    let outcome = Desk::with_examples().run(&["query", "-e", "ASK { ?x tm:locatdIn ?y }"]);
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.messages.contains("did you mean `tm:locatedIn`?"),
        "{}",
        outcome.messages
    );
}

#[test]
fn answers_come_as_markdown_and_triples_as_json_ld() {
    let desk = Desk::with_examples();
    let table = desk.succeed(&["query", "speakers", "--format", "markdown"]);
    assert!(table.starts_with("| speaker"), "{table}");
    let construct = "CONSTRUCT { ?x a ?y } { ?x a ?y ; tm:isNamed true }";
    let json = desk.succeed(&["query", "-e", construct, "--format", "jsonld"]);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
}

#[test]
fn the_list_of_saved_questions_names_their_parameters() {
    let list = Desk::empty().succeed(&["query", "--list"]);
    assert!(list.contains("contested\tWho contradicts whom"));
    assert!(list.contains("  --from DATE: "), "{list}");
}

#[test]
fn a_thing_is_described_with_those_who_speak_of_it() {
    let desk = Desk::with_examples();
    let description = desk.succeed(&["describe", "nordbank"]);
    assert!(
        description.contains("claimed of it") && description.contains("Berg Holding"),
        "{description}"
    );
    let unknown = desk.run(&["describe", "Atlantis"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.messages.contains("nothing is called `Atlantis`"),
        "{}",
        unknown.messages
    );
}

#[test]
fn statistics_and_timeline_tell_how_much_and_when() {
    let desk = Desk::with_examples();
    let stats = desk.succeed(&["stats", "--format", "csv"]);
    assert!(stats.contains("documents,8"), "{stats}");
    let all = desk.succeed(&["timeline"]);
    let late = desk.succeed(&["timeline", "--from", "2500-01-01"]);
    assert!(late.lines().count() < all.lines().count(), "{late}");
}
