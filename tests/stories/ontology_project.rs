//! People begin an ontology of their own, see what is known of its words, and compare its versions.

use super::{Desk, Outcome, example, testimony};

fn succeed(desk: &Desk, arguments: &[&str]) -> Outcome {
    let outcome = testimony(desk, arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {}", outcome.messages);
    outcome
}

#[test]
fn a_new_project_is_accepted_by_every_command_at_once() {
    let desk = Desk::empty();
    let project = desk.path("mine");
    succeed(&desk, &["ontology", "init", &project]);
    let [ontology, examples, lexicon] =
        ["ontology.ttl", "examples.jsonl", "lexicon"].map(|name| format!("{project}/{name}"));
    succeed(&desk, &["check", &project]);
    let learnt = format!("{lexicon}/learnt.tsv");
    let learn = [
        "learn",
        "--ontology",
        &ontology,
        "--examples",
        &examples,
        "--output",
        &learnt,
    ];
    succeed(&desk, &learn);
    let news = desk.file(
        "news.jsonl",
        r#"{"id": "a", "text": "Zeta Cargo is based in Novo City."}"#,
    );
    let extract = [
        "extract",
        "--format",
        "triples",
        "--ontology",
        &ontology,
        "--lexicon",
        &lexicon,
        &news,
    ];
    let outcome = succeed(&desk, &extract);
    assert!(outcome.output.contains("\"triples\""), "{}", outcome.output);

    let again = testimony(&desk, &["ontology", "init", &project]);
    assert_eq!(again.code, Some(2));
    assert!(again.messages.contains("is there already"), "{}", again.messages);
}

#[test]
fn what_is_derived_is_shown_and_changed_by_a_table() {
    let desk = Desk::empty();
    let project = desk.path("mine");
    succeed(&desk, &["ontology", "init", &project]);
    let ontology = format!("{project}/ontology.ttl");
    let show = ["ontology", "lexicon", &ontology, "--derived"];
    let derived = succeed(&desk, &show).output;
    assert!(derived.contains("chaired by\tword=chaired\t1.000"), "{derived}");
    let lexicon = desk.file(
        "own.tsv",
        "chaired by\tword=chaired\t0\nchaired by\tword=run\t1\n",
    );
    let changed = succeed(&desk, &[&show[..], &["--lexicon", &lexicon]].concat()).output;
    assert!(!changed.contains("word=chaired\t"), "{changed}");
    assert!(changed.contains("chaired by\tword=run\t1.000"), "{changed}");
}

#[test]
fn a_page_names_every_relation() {
    let desk = Desk::empty();
    let project = desk.path("mine");
    succeed(&desk, &["ontology", "init", &project]);
    let page = succeed(&desk, &["ontology", "docs", &format!("{project}/ontology.ttl")]).output;
    assert!(page.starts_with("# My ontology\n"), "{page}");
    assert!(
        page.contains("| based in | company | city (one at most) |"),
        "{page}"
    );
}

#[test]
fn two_versions_are_compared_and_the_documents_that_speak_of_a_change_are_named() {
    let desk = Desk::empty();
    let store = desk.path("graph.nq");
    succeed(
        &desk,
        &["build", &example("harbour-freight-seller.txt"), "--store", &store],
    );
    let version = |label: &str| {
        format!(
            "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
             <https://w3id.org/testimony#bought> a owl:ObjectProperty ; rdfs:label \"{label}\" ."
        )
    };
    let before = desk.file("before.ttl", version("bought"));
    let after = desk.file("after.ttl", version("acquired"));
    let diff = ["ontology", "diff", &before, &after, "--store", &store];
    let outcome = testimony(&desk, &diff);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(
        outcome.output.contains("label: \"bought\" is now \"acquired\""),
        "{}",
        outcome.output
    );
    assert!(
        outcome
            .output
            .contains("affected\trelation \"acquired\"\thttps://w3id.org/testimony/document/"),
        "{}",
        outcome.output
    );
    assert_eq!(succeed(&desk, &["ontology", "diff", &before, &before]).output, "");
}
