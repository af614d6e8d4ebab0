//! A graph is checked against shapes, and what would not be checked is no pass.

use super::Desk;

const SHAPES: &str = r#"
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix tm: <https://w3id.org/testimony#> .
<https://example.org/named> a sh:NodeShape ; sh:targetClass tm:Person ;
    sh:property [ sh:path tm:isNamed ; sh:hasValue true ; sh:message "Only named people, please." ] .
"#;

#[test]
fn what_the_program_builds_conforms_to_its_own_shapes() {
    let desk = Desk::with_examples();
    let outcome = desk.run(&["validate"]);
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.output, outcome.messages);
    assert!(
        outcome.output.ends_with(" nodes checked, 0 violations\n"),
        "{}",
        outcome.output
    );
}

#[test]
fn shapes_of_one_s_own_are_reported_as_text_json_and_turtle() {
    let desk = Desk::empty();
    let shapes = desk.file("shapes.ttl", SHAPES);
    let data = desk.file(
        "data.ttl",
        "@prefix tm: <https://w3id.org/testimony#> . <https://example.org/p> a tm:Person ; tm:isNamed false .",
    );
    let report = |format: &str| {
        let outcome = desk.run(&["validate", "--shapes", &shapes, "--format", format, &data]);
        assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
        outcome.output
    };
    assert!(report("text").contains("<https://example.org/p>: Only named people, please."));
    let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!(json["conforms"], false);
    assert_eq!(
        json["violations"][0]["component"],
        "sh:HasValueConstraintComponent"
    );
    assert!(
        report("turtle").contains("sh:ValidationReport"),
        "{}",
        report("turtle")
    );
}

#[test]
fn nothing_checked_and_nothing_supported_are_no_pass() {
    let desk = Desk::empty();
    let shapes = desk.file("shapes.ttl", SHAPES);
    let empty = desk.file("empty.ttl", "");
    let outcome = desk.run(&["validate", "--shapes", &shapes, &empty]);
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.messages.contains("nothing was checked"),
        "{}",
        outcome.messages
    );
    let scripted = desk.file(
        "js.ttl",
        SHAPES.replace("sh:property [", "sh:js [ ] ; sh:property ["),
    );
    let outcome = desk.run(&["validate", "--shapes", &scripted, &empty]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.messages.contains("`sh:js`"), "{}", outcome.messages);
}

#[test]
fn what_does_not_conform_is_kept_out_of_the_graph_and_listed_beside_it() {
    let desk = Desk::empty();
    let shapes = desk.file(
        "no-denials.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tm: <https://w3id.org/testimony#> .
         <https://example.org/no-denials> a sh:NodeShape ; sh:targetClass tm:Claim ;
             sh:property [ sh:path tm:stance ; sh:in ( tm:Affirms tm:Neutral ) ; sh:message \"No denials here.\" ] .",
    );
    let article = super::example("harbour-freight-seller.txt");
    let outcome = desk.run(&["build", &article, "--shapes", &shapes]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("were kept out: see "),
        "{}",
        outcome.messages
    );
    let claims = desk.succeed(&["claims"]);
    assert!(claims.contains("Berg Holding"), "{claims}");
    assert!(!claims.contains("denies"), "{claims}");

    let quarantine = std::fs::read_to_string(desk.path("graph.nq.quarantine.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(quarantine.lines().next().unwrap()).unwrap();
    assert_eq!(line["message"], "No denials here.");
    assert_eq!(line["claims"].as_array().unwrap().len(), 1, "{line}");
    assert!(line["shape"].as_str().unwrap().contains("no-denials"), "{line}");
    assert!(
        line["document"].as_str().unwrap().contains("/document/"),
        "{line}"
    );
}

#[test]
fn shapes_that_would_not_be_checked_stop_a_build_before_it_begins() {
    let desk = Desk::empty();
    let shapes = desk.file(
        "odd.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <https://example.org/s> a sh:NodeShape ; sh:js <https://example.org/f> .",
    );
    let article = super::example("harbour-freight-seller.txt");
    let outcome = desk.run(&["build", &article, "--shapes", &shapes]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("is not supported"),
        "{}",
        outcome.messages
    );
    assert!(!std::path::Path::new(&desk.path("graph.nq")).exists());
}
