//! People bring an ontology of their own, teach it with a few sentences, and read texts with it.

use super::{Desk, Outcome, testimony};

const BOATS: &str = "@prefix : <https://example.org/boats#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Boat a owl:Class ; rdfs:label \"boat\" .
:Human a owl:Class ; rdfs:label \"human\" .
:captain a owl:ObjectProperty ; rdfs:label \"captain\" ; rdfs:domain :Boat ; rdfs:range :Human .
";

fn example(boat: &str, name: &str) -> String {
    let triple = format!("{{\"sub\": \"{boat}\", \"rel\": \"captain\", \"obj\": \"{name}\"}}");
    format!("{{\"text\": \"The {boat} sails under {name}.\", \"triples\": [{triple}]}}\n")
}

fn examples() -> String {
    let boats = [
        ("Zeta", "Ada Reyes"),
        ("Orla", "Tom Berg"),
        ("Kestrel", "Mia Lund"),
        ("Polaris", "Jan Novak"),
    ];
    boats.iter().map(|(boat, name)| example(boat, name)).collect()
}

fn extract(desk: &Desk, arguments: &[&str], text: &str) -> Outcome {
    let records = desk.file("news.jsonl", format!("{{\"id\": \"a\", \"sent\": \"{text}\"}}\n"));
    let mut all = vec!["extract", "--format", "triples", &records];
    all.extend(arguments);
    testimony(desk, &all)
}

#[test]
fn what_was_learnt_from_examples_is_found_in_other_sentences() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let examples = desk.file("boats.jsonl", examples());
    let learnt = desk.path("boats.tsv");
    let teach = [
        "learn",
        "--ontology",
        &ontology,
        "--examples",
        &examples,
        "--output",
        &learnt,
    ];
    assert_eq!(testimony(&desk, &teach).code, Some(0));
    let table = std::fs::read_to_string(&learnt).unwrap();
    assert!(table.contains("captain\t"), "{table}");
    testimony(&desk, &teach);
    assert_eq!(
        std::fs::read_to_string(&learnt).unwrap(),
        table,
        "the same examples give the same bytes"
    );

    let options = ["--ontology", &ontology, "--lexicon", &learnt];
    let outcome = extract(&desk, &options, "The Aurora sails under Eva Stone.");
    let line: serde_json::Value = serde_json::from_str(&outcome.output).unwrap();
    let triple = serde_json::json!({"sub": "Aurora", "rel": "captain", "obj": "Eva Stone"});
    assert_eq!(line["id"], "a");
    assert!(line["triples"].as_array().unwrap().contains(&triple), "{line}");

    let gold = desk.file("gold.jsonl", example("Aurora", "Eva Stone"));
    let score = testimony(&desk, &[&["eval", &gold][..], &options].concat());
    assert!(score.output.contains("recall\t1.000\n"), "{}", score.output);
}

fn assert_refused(desk: &Desk, arguments: &[&str], message: &str) {
    let outcome = testimony(desk, arguments);
    assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.messages);
    assert!(
        outcome.messages.contains(message),
        "{arguments:?}: {}",
        outcome.messages
    );
    assert_eq!(outcome.output, "", "{arguments:?}");
}

#[test]
fn a_broken_ontology_a_foreign_table_and_a_bad_example_say_where_and_what() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let broken = desk.file(
        "broken.ttl",
        format!("{BOATS}\n:sold a owl:ObjectProperty ;;; nonsense"),
    );
    let foreign = desk.file("cars.tsv", "driver\to:prev=by\t1.0\n");
    let bad = desk.file("bad.jsonl", format!("{}nothing\n", example("Zeta", "Ada Reyes")));
    let triples = ["extract", "--format", "triples", &bad, "--ontology"];
    assert_refused(
        &desk,
        &[&triples[..], &[&broken]].concat(),
        "broken.ttl:8: is not Turtle",
    );
    let options = [ontology.as_str(), "--lexicon", &foreign];
    assert_refused(&desk, &[&triples[..], &options].concat(), "learn them anew");
    let learn = ["learn", "--ontology", &ontology, "--examples", &bad];
    assert_refused(&desk, &learn, "line 2: is not JSON");
}

#[test]
fn how_well_examples_teach_is_measured_on_those_left_out() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let examples = desk.file("boats.jsonl", examples());
    let outcome = testimony(
        &desk,
        &[
            "learn",
            "--ontology",
            &ontology,
            "--examples",
            &examples,
            "--folds",
            "2",
        ],
    );
    assert!(outcome.output.starts_with("texts\t4\n"), "{}", outcome.output);
    assert!(
        outcome.output.contains("conformance\t1.000\n"),
        "{}",
        outcome.output
    );
}

#[test]
fn passages_marked_by_place_are_scored_by_place_and_may_be_packed() {
    let desk = Desk::empty();
    let ontology = desk.file("boats.ttl", BOATS);
    let passage = |number: usize, boat: &str, name: &str| {
        let text = format!("The captain of the {boat} is {name}.");
        let object = 23 + boat.len();
        let places = format!(
            "\"subjectStart\": 19, \"subjectEnd\": {}, \"objectStart\": {object}, \"objectEnd\": {}",
            19 + boat.len(),
            object + name.len()
        );
        format!(
            "{{\"documentId\": \"{number}\", \"passageStart\": 0, \"passageText\": \"{text}\", \
             \"exhaustivelyAnnotatedProperties\": [\"CAPTAIN\"], \"facts\": [{{\"property\": \"CAPTAIN\", {places}}}]}}\n"
        )
    };
    let passages = passage(1, "Zeta", "Ada Reyes") + &passage(2, "Aurora", "Tom Berg");
    let packed = desk.path("passages.jsonl.gz");
    let file = std::fs::File::create(&packed).unwrap();
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    std::io::Write::write_all(&mut packer, passages.as_bytes()).unwrap();
    packer.finish().unwrap();

    let outcome = testimony(&desk, &["eval", &packed, "--ontology", &ontology]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(outcome.output.starts_with("passages\t2\n"), "{}", outcome.output);
    assert!(
        outcome.output.contains("captain\t1.000\t1.000\t1.000\t2\t0\t0"),
        "{}",
        outcome.output
    );
    let learn = [
        "learn",
        "--ontology",
        &ontology,
        "--examples",
        &packed,
        "--folds",
        "2",
    ];
    let outcome = testimony(&desk, &learn);
    assert!(outcome.output.contains("all together\t"), "{}", outcome.output);
}
