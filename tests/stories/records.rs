//! Claims from elsewhere: records of other extractors, tables and RML mappings.

use super::{Desk, Outcome, example, testimony};

fn records(name: &str) -> String {
    example(&format!("records/{name}"))
}

/// Runs an import that keeps nothing.
fn printed(args: &[&str]) -> Outcome {
    let desk = Desk::empty();
    testimony(&desk, &[&["import"], args, &["--print", "nquads"]].concat())
}

fn answer(desk: &Desk, question: &str) -> Vec<String> {
    let answer = desk.succeed(&["query", "-e", question, "--format", "tsv"]);
    answer.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn claims_of_another_extractor_are_attributed_and_a_denial_is_no_fact() {
    let desk = Desk::empty();
    assert_eq!(
        desk.succeed(&["import", &records("ferry.claims")]),
        "imported 3 records\n"
    );
    let facts = answer(
        &desk,
        "SELECT ?s ?o { GRAPH graph:accepted { ?s tm:worksFor ?o } }",
    );
    assert_eq!(
        facts,
        [
            "<https://w3id.org/testimony/entity/person/lena-voss>\t<https://w3id.org/testimony/entity/organization/kestrel-ferries>"
        ]
    );
    assert!(
        answer(
            &desk,
            "SELECT ?s { ?s <https://w3id.org/testimony/open#closes> ?o }"
        )
        .is_empty()
    );
    let denied = answer(
        &desk,
        "SELECT ?who ?what { ?who tm:denies ?p . ?p rdfs:label ?what }",
    );
    assert_eq!(denied.len(), 1);
    assert!(
        denied[0].ends_with("\"Kestrel Ferries closes Port Alder line\""),
        "{denied:?}"
    );
    let readers = answer(
        &desk,
        "SELECT DISTINCT ?name ?version { GRAPH ?d { ?c tm:extractor ?r . ?r rdfs:label ?name ; schema:softwareVersion ?version } }",
    );
    assert_eq!(readers, ["\"Net Reader 2.1\"\t\"2.1\""]);
    assert!(desk.succeed(&["validate"]).contains(" 0 violations"));
    let contested = desk.succeed(&["contested"]);
    assert!(contested.contains("Kestrel Ferries"), "{contested}");
}

#[test]
fn what_is_printed_is_what_is_kept() {
    let desk = Desk::empty();
    desk.succeed(&["import", &records("ferry.claims")]);
    let kept = std::fs::read_to_string(desk.path("graph.nq")).unwrap();
    let outcome = printed(&[&records("ferry.claims")]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(outcome.output.lines().count() > 100);
    for line in outcome.output.lines() {
        assert!(kept.contains(line), "{line}");
    }
    let one = printed(&[&records("ferry.claims"), "--threads", "1"]);
    assert_eq!(one.output, outcome.output);
}

#[test]
fn an_import_adds_to_a_document_that_is_there_and_comes_twice_for_nothing() {
    let desk = Desk::empty();
    let text =
        "Lena Voss works for Kestrel Ferries. The company denied that it will close the Port Alder line.";
    let article = serde_json::json!({"id": "ferry-note", "text": text, "publisher": "Alder Courier"});
    let news = desk.file("news.jsonl", article.to_string());
    desk.succeed(&["build", &news]);
    let before: Vec<String> = answer(&desk, "SELECT ?c { GRAPH ?d { ?c a tm:Claim } }");
    assert!(!before.is_empty());
    desk.succeed(&["import", &records("ferry.claims")]);
    let after = answer(&desk, "SELECT ?c { GRAPH ?d { ?c a tm:Claim } }");
    assert!(
        before.iter().all(|claim| after.contains(claim)),
        "{before:?} {after:?}"
    );
    assert!(desk.succeed(&["validate"]).contains(" 0 violations"));
    let hash = desk.succeed(&["hash"]);
    desk.succeed(&["import", &records("ferry.claims")]);
    assert_eq!(desk.succeed(&["hash"]), hash);
    let readers = "SELECT ?c ?e { GRAPH ?d { ?c tm:extractor ?e ; tm:proposition ?p . ?p rdf:subject ?s . ?s rdfs:label ?l } }";
    let read = answer(&desk, readers);
    desk.succeed(&["build", "--again", &news]);
    assert_eq!(
        answer(&desk, readers),
        read,
        "a text that is read anew keeps what was imported"
    );
    desk.succeed(&["import", &records("ferry.claims")]);
    assert_eq!(desk.succeed(&["hash"]), hash);
    let backup = desk.path("backup.nq");
    desk.succeed(&["export", "--format", "nquads", "--output", &backup]);
    let copy = desk.path("copy.nq");
    assert_eq!(
        testimony(&desk, &["import", &backup, "--store", &copy]).code,
        Some(0)
    );
    assert_eq!(testimony(&desk, &["hash", "--store", &copy]).output, hash);
}

#[test]
fn a_record_with_a_span_outside_its_text_is_refused_by_line_and_strict_keeps_nothing() {
    let desk = Desk::empty();
    let good = std::fs::read_to_string(records("ferry.claims")).unwrap();
    let bad = good.replace("\"end\": 35", "\"end\": 350");
    let file = desk.file("bad.jsonl", &bad);
    let outcome = desk.run(&["import", &file, "--strict"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .messages
            .contains(":1: the span 0 to 350 does not lie in a text of 95 code points"),
        "{}",
        outcome.messages
    );
    assert!(
        outcome
            .messages
            .contains("1 records cannot be used, so nothing was kept")
    );
    assert!(!std::path::Path::new(&desk.path("graph.nq")).exists());
    let outcome = desk.run(&["import", &file]);
    assert_eq!(
        (outcome.code, outcome.output.as_str()),
        (Some(1), "imported 2 records\n")
    );
}

#[test]
fn a_record_that_breaks_a_shape_is_kept_out_by_the_gate() {
    let desk = Desk::empty();
    let record = serde_json::json!({
        "subject": {"label": "Port Alder", "types": ["City"]}, "relation": "works for",
        "object": {"label": "Kestrel Ferries", "types": ["Company"]},
        "claimant": {"label": "the flood", "types": ["Disaster"]},
        "document": {"url": "https://example.org/a"}
    });
    let file = desk.file("odd.jsonl", record.to_string());
    let outcome = desk.run(&["import", &file, "--gate"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("do not conform"),
        "{}",
        outcome.messages
    );
    assert!(answer(&desk, "SELECT ?c { GRAPH ?d { ?c a tm:Claim } }").is_empty());
}

#[test]
fn the_schema_of_a_record_is_printed() {
    let desk = Desk::empty();
    let schema = testimony(&desk, &["import", "--schema"]).output;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["title"], "Record");
}

#[test]
fn a_table_becomes_claims_of_its_publisher_by_a_mapping() {
    let desk = Desk::empty();
    let args = ["import", &records("crew.csv"), "--mapping", &records("crew.toml")];
    assert_eq!(desk.succeed(&args), "imported 7 records\n");
    let crews = answer(
        &desk,
        "SELECT ?n ?s { ?x <https://w3id.org/testimony/open#crews> ?y . ?x rdfs:label ?n . ?y rdfs:label ?s } ORDER BY ?n ?s",
    );
    assert_eq!(
        crews,
        [
            "\"Lena Voss\"\t\"Sand Martin\"",
            "\"Lena Voss\"\t\"Sea Finch\"",
            "\"Mara Lindqvist\"\t\"Sand Martin\""
        ]
    );
    let who = answer(
        &desk,
        "SELECT DISTINCT ?n { GRAPH ?d { ?c tm:claimant ?w } ?w rdfs:label ?n }",
    );
    assert_eq!(who, ["\"Port Alder Authority\""]);
    assert!(desk.succeed(&["validate"]).contains(" 0 violations"));
}

#[test]
fn a_table_of_subject_relation_and_object_is_said_by_the_table() {
    let desk = Desk::empty();
    let file = desk.file(
        "facts.tsv",
        "subject\trelation\tobject\nLena Voss\tlives in\tPort Alder\n",
    );
    desk.succeed(&["import", &file]);
    let who = answer(
        &desk,
        "SELECT DISTINCT ?n { GRAPH ?d { ?c tm:claimant ?w } ?w rdfs:label ?n }",
    );
    assert_eq!(who, ["\"facts.tsv\""]);
}

#[test]
fn a_missing_column_is_named_with_the_line_of_the_mapping_and_the_columns_there_are() {
    let desk = Desk::empty();
    let mapping = std::fs::read_to_string(records("crew.toml")).unwrap();
    let mapping = desk.file("wrong.toml", mapping.replace("{employer}", "{company}"));
    let outcome = desk.run(&["import", &records("crew.csv"), "--mapping", &mapping]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("wrong.toml:12: `")
            && outcome
                .messages
                .contains("has no column `company`; its columns are id, name, employer, ships, since"),
        "{}",
        outcome.messages
    );
    assert!(!std::path::Path::new(&desk.path("graph.nq")).exists());
}

#[test]
fn an_rml_mapping_prints_its_triples_and_keeps_them_only_as_claims() {
    let mapping = records("crew.rml.ttl");
    let outcome = printed(&["--format", "rml", "--mapping", &mapping]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert_eq!(outcome.output.lines().count(), 10);
    assert!(outcome.output.starts_with(
        "<https://example.org/crew/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Person> .\n"
    ));
    assert!(
        outcome
            .output
            .contains("<https://example.org/company/Kestrel%20Ferries> .\n")
    );
    let desk = Desk::empty();
    let args = [
        "import",
        "--format",
        "rml",
        "--mapping",
        &mapping,
        "--source",
        "Port Alder Authority",
    ];
    desk.succeed(&args);
    let who = answer(
        &desk,
        "SELECT DISTINCT ?n { GRAPH ?d { ?c tm:claimant ?w } ?w rdfs:label ?n }",
    );
    assert_eq!(who, ["\"Port Alder Authority\""]);
    let facts = answer(&desk, "SELECT ?o { <https://example.org/crew/1> foaf:name ?o }");
    assert_eq!(facts, ["\"Lena Voss\""]);
    assert!(desk.succeed(&["validate"]).contains(" 0 violations"));
}

#[test]
fn what_rml_has_and_we_do_not_is_refused_by_name_and_line() {
    let desk = Desk::empty();
    let mapping = std::fs::read_to_string(records("crew.rml.ttl")).unwrap();
    let table = std::fs::read_to_string(records("crew.csv")).unwrap();
    desk.file("crew.csv", table);
    let function = mapping.replace("rml:reference \"name\"", "rml:functionExecution <#F>");
    let mapping = desk.file("m.ttl", function);
    let outcome = testimony(
        &desk,
        &[
            "import",
            "--format",
            "rml",
            "--mapping",
            &mapping,
            "--print",
            "nquads",
        ],
    );
    assert_eq!((outcome.code, outcome.output.as_str()), (Some(2), ""));
    assert!(
        outcome
            .messages
            .contains("m.ttl:11: functions (`rml:functionExecution`) are not supported"),
        "{}",
        outcome.messages
    );
}
