//! A GLiNER model from a folder recognises names that the program's own recogniser does not know.

use super::{Desk, Outcome, testimony};

const ARTICLE: &str =
    "Quillon Ferries bought the harbour terminal on Monday. Ada Okafor praised the quay authority.\n";

/// The small model in `tests/gliner`, made by `make.py` there.
fn model() -> String {
    format!("{}/tests/gliner", env!("CARGO_MANIFEST_DIR"))
}

fn extract(desk: &Desk, more: &[&str]) -> Outcome {
    let article = desk.file("quillon.txt", ARTICLE);
    testimony(desk, &[&["extract", &article], more].concat())
}

#[test]
fn the_models_names_take_part_in_claims_and_each_claim_names_the_model() {
    let desk = Desk::empty();
    let model = model();
    let found = extract(
        &desk,
        &["--format", "nquads", "--extractor", "gliner", "--model", &model],
    );
    assert_eq!(found.code, Some(0), "{}", found.messages);
    let company = "<https://w3id.org/testimony/entity/organization/quillon-ferries> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/testimony#Company>";
    assert!(found.output.contains(company), "{}", found.output);
    assert!(
        found.output.contains("testimony 0.1.0+gliner.gliner-"),
        "{}",
        found.output
    );
    let own = extract(&desk, &["--format", "nquads"]);
    assert!(!own.output.contains(company), "{}", own.output);
    let again = extract(
        &desk,
        &["--format", "nquads", "--extractor", "gliner", "--model", &model],
    );
    assert_eq!(found.output, again.output);
}

#[test]
fn annotations_have_the_models_names_too() {
    let desk = Desk::empty();
    let found = extract(&desk, &["--extractor", "gliner", "--model", &model()]);
    let person = r#"{"text":"Ada Okafor","span":[55,65],"type":"PERSON""#;
    let company = r#"{"text":"Quillon Ferries","span":[0,15],"type":"ORG""#;
    assert!(
        found.output.contains(person) && found.output.contains(company),
        "{}",
        found.output
    );
}

#[test]
fn another_model_another_table_or_another_threshold_has_documents_read_again() {
    let desk = Desk::empty();
    let article = desk.file("quillon.txt", ARTICLE);
    let model = model();
    let build = |more: &[&str]| {
        let args = ["build", &article, "--extractor", "gliner", "--model", &model];
        desk.run(&[&args[..], more].concat()).messages
    };
    assert!(build(&[]).contains("1 documents, "), "{}", build(&[]));
    assert!(build(&[]).contains("1 unchanged"));
    assert!(build(&["--model-threshold", "0.9"]).contains("1 documents, "));
    let labels = desk.file("labels.tsv", "tm:Person\tperson\tPERSON\n");
    assert!(build(&["--model-labels", &labels]).contains("1 documents, "));
}

#[test]
fn a_folder_that_holds_no_such_model_is_refused_with_the_file() {
    let desk = Desk::empty();
    let folder = desk.path("model");
    std::fs::create_dir(&folder).unwrap();
    let refused = |message: &str| {
        let outcome = extract(&desk, &["--extractor", "gliner", "--model", &folder]);
        assert_eq!(outcome.code, Some(2), "{}", outcome.messages);
        assert!(outcome.messages.contains(message), "{}", outcome.messages);
    };
    refused("model.onnx`; the folder needs model.onnx, tokenizer.json and gliner_config.json");
    for name in ["model.onnx", "tokenizer.json", "gliner_config.json"] {
        std::fs::copy(format!("{}/{name}", model()), format!("{folder}/{name}")).unwrap();
    }
    std::fs::write(
        format!("{folder}/gliner_config.json"),
        "{\"span_mode\": \"token_level\", \"max_width\": 12}",
    )
    .unwrap();
    refused("gliner_config.json:1: the span mode `token_level` is not supported");
    std::fs::write(format!("{folder}/model.onnx"), "not a model").unwrap();
    std::fs::copy(
        format!("{}/gliner_config.json", model()),
        format!("{folder}/gliner_config.json"),
    )
    .unwrap();
    refused("model.onnx:1: it is no ONNX model that can be run");
}

#[test]
fn a_model_has_to_be_named_and_a_score_lies_between_0_and_1() {
    let desk = Desk::empty();
    let folder = desk.path("model");
    let outcome = extract(&desk, &["--extractor", "gliner"]);
    assert!(outcome.messages.contains("needs --model"), "{}", outcome.messages);
    let outcome = extract(
        &desk,
        &[
            "--extractor",
            "gliner",
            "--model",
            &folder,
            "--model-threshold",
            "7",
        ],
    );
    assert!(
        outcome.messages.contains("not a number from 0 to 1"),
        "{}",
        outcome.messages
    );
}
