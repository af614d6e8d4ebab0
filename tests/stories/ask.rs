//! Questions to a graph that was kept.

use std::io::Read;
use std::process::{Command, Stdio};

use super::{Desk, testimony};

#[test]
fn a_saved_query_says_who_says_what() {
    let answer = Desk::with_examples().succeed(&["query", "who-says", "--format", "csv"]);
    assert!(
        answer.contains("Andes Copper denied polluting the river"),
        "{answer}"
    );
}

#[test]
fn an_ask_query_is_true_or_false() {
    let desk = Desk::with_examples();
    let asked = |relation: &str| {
        let query = format!(
            "PREFIX tm: <https://w3id.org/testimony#> PREFIX org: <https://w3id.org/testimony/entity/organization/> \
             ASK {{ org:halden-resources tm:{relation} org:andes-copper }}"
        );
        desk.succeed(&["query", "-e", &query]).trim().to_owned()
    };
    assert_eq!(asked("owns"), "true");
    assert_eq!(asked("sued"), "false");
}

#[test]
fn claims_about_a_thing_name_those_who_make_them() {
    let claims = Desk::with_examples().succeed(&["claims", "--about", "Harbour Freight"]);
    assert!(
        claims
            .lines()
            .any(|line| line.contains("Berg Holding") && line.contains("denies"))
    );
    assert!(!claims.contains("Andes Copper"), "{claims}");
}

#[test]
fn two_papers_that_contradict_each_other_are_listed_side_by_side() {
    let contested = Desk::with_examples().succeed(&["contested"]);
    let is_pair = |line: &str| {
        line.contains("Nordbank says it bought Harbour Freight")
            && line.contains("Berg Holding has denied that Nordbank bought Harbour Freight")
    };
    assert!(contested.lines().any(is_pair), "{contested}");
}

#[test]
fn an_explanation_shows_the_sentence_and_the_table_lines() {
    let desk = Desk::with_examples();
    let claims = desk.succeed(&["claims", "--claimant", "Berg Holding", "--stance", "denies"]);
    let id = claims.lines().nth(1).unwrap().split('\t').next().unwrap();
    let explained = desk.succeed(&["explain", id.trim_matches('"')]);
    assert!(explained.contains("sentence  Berg Holding has denied that Nordbank bought Harbour Freight."));
    for part in [
        "[attribution.tsv:",
        "[relations.tsv:",
        "accepted  no, only that it was said",
        "against it  Nordbank reports: Nordbank bought Harbour Freight (opposite stance)",
    ] {
        assert!(explained.contains(part), "{explained}");
    }
}

#[test]
fn a_query_that_is_none_fails_with_its_place() {
    let outcome = Desk::with_examples().run(&["query", "-e", "SELECT ?x WHERE { ?x "]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .messages
            .contains("not a SPARQL query, line 1, column 22: the query ends too early"),
        "{}",
        outcome.messages
    );
    assert_eq!(outcome.output, "");
}

#[test]
fn a_reader_that_stops_early_ends_the_program_quietly() {
    let desk = Desk::with_examples();
    let mut export = Command::new(assert_cmd::cargo::cargo_bin("testimony"))
        .args(["export", "--format", "nquads", "--store", &desk.path("graph.nq")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    export.stdout.take().unwrap().read_exact(&mut [0; 100]).unwrap();
    let ended = export.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn what_the_program_is_shipped_with_agrees() {
    let outcome = testimony(&Desk::empty(), &["check"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.output, "ontology, lexicon and shapes agree\n");
}
