//! People check an ontology of their own, and learn from facts that they know already.

use std::fs;

use super::{Desk, Outcome, testimony};

const PREFIXES: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
";

const BOATS: &str = ":Boat a owl:Class ; rdfs:label \"boat\" .
:Human a owl:Class ; rdfs:label \"human\" .
:captain a owl:ObjectProperty ; rdfs:label \"captain\" ; rdfs:domain :Boat ; rdfs:range :Human .
";

fn boats(desk: &Desk) -> String {
    desk.file("boats.ttl", format!("{PREFIXES}{BOATS}"))
}

#[test]
fn what_does_not_hold_together_is_told_with_file_and_line() {
    let desk = Desk::empty();
    let wrong = BOATS.replace("range :Human", "range :Humen");
    let ontology = desk.file("boats.ttl", format!("{PREFIXES}{wrong}"));
    let words = desk.file("words.tsv", "captian\tword=helm\t1\n");
    let shapes = desk.file(
        "s.ttl",
        format!("{PREFIXES}@prefix sh: <http://www.w3.org/ns/shacl#> .\n:S a sh:NodeShape ; sh:targetClass :Boot .\n"),
    );
    let check = [
        "check",
        "--ontology",
        &ontology,
        "--lexicon",
        &words,
        "--shapes",
        &shapes,
    ];
    let Outcome { code, output, .. } = testimony(&desk, &check);
    assert_eq!(code, Some(1), "{output}");
    let told: Vec<&str> = output.lines().collect();
    assert_eq!(told.len(), 3, "{output}");
    assert!(
        told[0].contains("boats.ttl:6: the range of `:captain`, `:Humen`, is not declared"),
        "{output}"
    );
    assert!(told[0].ends_with("did you mean `:Human`?"), "{output}");
    assert!(
        told[1].contains("s.ttl:5: the ontology has no class `:Boot`"),
        "{output}"
    );
    assert!(
        told[2].contains("words.tsv:1: the ontology has no relation `captian`"),
        "{output}"
    );
}

#[test]
fn a_sound_ontology_and_a_new_project_are_accepted() {
    let desk = Desk::empty();
    let ontology = boats(&desk);
    let project = desk.path("mine");
    assert_eq!(testimony(&desk, &["ontology", "init", &project]).code, Some(0));
    let own = format!("{project}/ontology.ttl");
    let words = format!("{project}/lexicon");
    for check in [
        vec!["check", "--ontology", &ontology],
        vec!["check", "--ontology", &own, "--lexicon", &words],
        vec!["check", &project],
    ] {
        let outcome = testimony(&desk, &check);
        assert_eq!(
            outcome.output, "ontology, lexicon and shapes agree\n",
            "{check:?}"
        );
        assert_eq!(outcome.code, Some(0));
    }
    let stranger = format!("{project}/lexicon/more.tsv");
    fs::write(stranger, "fuonded\tword=begin\t1\n").unwrap();
    let outcome = testimony(&desk, &["check", &project]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.output);
    assert!(
        outcome.output.contains("did you mean `founded`?"),
        "{}",
        outcome.output
    );
}

#[test]
fn coverage_with_an_ontology_of_one_s_own_gives_lines_for_its_tables() {
    let desk = Desk::empty();
    let mooring = ":mooring a owl:ObjectProperty ; rdfs:label \"mooring\" .\n";
    let ontology = desk.file("boats.ttl", format!("{PREFIXES}{BOATS}{mooring}"));
    let news = desk.file(
        "news.txt",
        "Ada Reyes moored the gizmo. Tom Berg moored the gizmo.\n",
    );
    let arguments = ["coverage", &news, "--ontology", &ontology, "--format", "json"];
    let outcome = testimony(&desk, &arguments);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    let report: serde_json::Value = serde_json::from_str(&outcome.output).unwrap();
    let unused = report["unused_relations"].to_string();
    assert!(unused.contains("<https://example.org/boats#captain>"), "{unused}");
    let line = report["predicates"][0]["line"]["text"].as_str().unwrap();
    assert_eq!(
        line,
        "moor\tverb\tsubj=subject obj=object\t<https://example.org/boats#mooring>"
    );
    let table = desk.file("relations.tsv", format!("{line}\n"));
    let own = ["--ontology", &ontology, "--lexicon", &table];
    let checked = testimony(&desk, &[&["check"], &own[..]].concat());
    assert_eq!(checked.output, "ontology, lexicon and shapes agree\n");
    let sentence = ["explain", "--why-not", "Ada Reyes moored the gizmo."];
    let told = testimony(&desk, &[&sentence[..], &own].concat()).output;
    assert!(
        told.contains("Ada Reyes <https://example.org/boats#mooring> gizmo"),
        "{told}"
    );
    let claim = testimony(&desk, &[&["explain", "claim:1"], &own[..]].concat());
    assert!(
        claim.messages.contains("--ontology is for --why-not"),
        "{}",
        claim.messages
    );
}

const FACTS: &str = "@prefix d: <https://example.org/d/> .
d:zeta rdfs:label \"Zeta\" ; :captain d:ada .
d:ada rdfs:label \"Ada Reyes\" .
d:orla rdfs:label \"Orla\" ; :captain d:tom .
d:tom rdfs:label \"Tom Berg\" .
";

const NEWS: &str = "The Zeta sails under Ada Reyes. The Zeta is old.

The Orla sails under Tom Berg. Tom Berg was born in Porto.
";

#[test]
fn known_facts_find_examples_and_teach_as_these_do() {
    let desk = Desk::empty();
    let ontology = boats(&desk);
    let facts = desk.file("facts.ttl", format!("{PREFIXES}{FACTS}"));
    let news = desk.file("news.txt", NEWS);
    let (found, learnt) = (desk.path("found.jsonl"), desk.path("learnt.tsv"));
    let learn = [
        "learn",
        "--ontology",
        &ontology,
        "--graph",
        &facts,
        "--text",
        &news,
        "--examples-out",
        &found,
        "--output",
        &learnt,
    ];
    let outcome = testimony(&desk, &learn);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("2 sentences name both ends of a fact"),
        "{}",
        outcome.messages
    );
    let examples = fs::read_to_string(&found).unwrap();
    assert_eq!(examples.lines().count(), 2, "{examples}");
    assert!(
        examples.contains("<https://example.org/d/zeta> <https://example.org/boats#captain>"),
        "{examples}"
    );
    let table = fs::read_to_string(&learnt).unwrap();
    assert!(table.contains("captain\to:prev2=sails under\t"), "{table}");

    let again = testimony(&desk, &["learn", "--ontology", &ontology, "--examples", &found]);
    assert_eq!(again.output, table, "the reviewed file teaches the same");
}

#[test]
fn facts_that_find_nothing_are_an_error_that_says_why() {
    let desk = Desk::empty();
    let ontology = boats(&desk);
    let news = desk.file("news.txt", "The Zeta is old. Ada Reyes left.\n");
    let facts = desk.file("facts.ttl", format!("{PREFIXES}{FACTS}"));
    let foreign = desk.file(
        "foreign.ttl",
        "<http://a.example/x> <http://a.example/p> <http://a.example/y> .\n",
    );
    for (graph, message) in [
        (&facts, "no sentence names both ends of one of the 2 facts"),
        (&foreign, "has no fact in a relation of the ontology"),
    ] {
        let learn = [
            "learn",
            "--ontology",
            &ontology,
            "--graph",
            graph,
            "--text",
            &news,
        ];
        let outcome = testimony(&desk, &learn);
        assert_eq!(outcome.code, Some(2), "{}", outcome.messages);
        assert!(outcome.messages.contains(message), "{}", outcome.messages);
        assert_eq!(outcome.output, "");
    }
}
