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
