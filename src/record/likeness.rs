//! Tests that a record is written as a reading of our own is, and what is refused.

use std::collections::BTreeSet;

use oxigraph::model::Quad;
use serde_json::{Value, json};

use super::blocks::Blocks;
use super::{Record, Vocabulary, Written, descriptions, write_block};
use crate::claim::{Claim, Claimant, Object, Predicate};
use crate::ontology::Ontology;
use crate::rdf::describe_reading;
use crate::rdf::example::{Example, dispute};
use crate::vocab::{CLAIM_NAMESPACE, PROPOSITION_NAMESPACE, tm};

fn written(lines: &str) -> Written {
    let ontology = Ontology::bundled();
    let vocabulary = Vocabulary::new(&ontology);
    let blocks = Blocks::of_reader(
        "claims.jsonl",
        std::io::Cursor::new(lines.to_owned().into_bytes()),
    );
    let block = blocks.unwrap().next().unwrap().unwrap();
    write_block(&vocabulary, &block)
}

fn quads(written: &Written) -> BTreeSet<String> {
    let described = descriptions([written.text.as_str()]).unwrap();
    let quads = described.iter().flat_map(|description| &description.quads);
    quads.map(Quad::to_string).collect()
}

fn error(record: &Value) -> String {
    let written = written(&record.to_string());
    assert_eq!(written.text, "", "{record} is not refused");
    written.errors[0].to_string()
}

/// A record that has all it needs.
fn plain() -> Value {
    json!({
        "subject": {"label": "Ana Ruiz", "types": ["Person"]},
        "relation": "tows away",
        "object": "the old barge",
        "document": {"url": "https://example.org/a"}
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut record = plain();
    record[key] = value;
    record
}

/// A claim of a reading as the record that another extractor would make of it.
fn as_record(example: &Example, claim: &Claim) -> Value {
    let reading = &example.reading;
    let thing = |index: usize| {
        let entity = &reading.entities.entities[index];
        let class = entity.class.as_str();
        json!({"iri": entity.iri.as_node().as_str(), "label": entity.label, "types": [class]})
    };
    let span = |span| {
        let chars = reading.document.char_span(span);
        json!({"start": chars.start, "end": chars.end, "words": reading.document.slice(span)})
    };
    let Predicate::Relation(relation) = &claim.proposition.predicate else {
        panic!("the example has no open relation");
    };
    json!({
        "subject": thing(claim.proposition.subject),
        "relation": relation.as_str(),
        "object": match &claim.proposition.object {
            Object::Entity(index) => thing(*index),
            Object::Literal(literal) => json!({"value": literal.value(), "datatype": literal.datatype().as_str()}),
        },
        "claimant": match claim.claimant {
            Claimant::Author => Value::Null,
            Claimant::Unspecified => json!("tm:UnspecifiedSource"),
            Claimant::Entity(index) => thing(index),
        },
        "stance": claim.stance,
        "certainty": claim.certainty,
        "voice": claim.voice,
        "document": {
            "text": reading.document.text(),
            "id": "post.txt",
            "title": "Who runs the depots",
            "publisher": "The Harbour Post",
        },
        "span": span(claim.evidence),
        "cue": claim.cue.map(span),
        "confidence": 0.9,
        "extractor": {"name": claim.extractor.name, "version": claim.extractor.version},
    })
}

#[test]
fn a_record_is_written_as_our_own_claim_is() {
    let example = dispute();
    let described = describe_reading(&Ontology::bundled(), &example.reading);
    let ours: BTreeSet<String> = described.quads.iter().map(Quad::to_string).collect();
    let records = example
        .reading
        .claims
        .iter()
        .map(|claim| as_record(&example, claim));
    let lines: Vec<String> = records.map(|record| record.to_string()).collect();
    let written = written(&lines.join("\n"));
    assert_eq!(written.records, 5, "{:?}", written.errors);
    let theirs = quads(&written);
    let foreign: Vec<_> = theirs.difference(&ours).collect();
    assert!(foreign.is_empty(), "{foreign:#?}");
    let is_told = |quad: &&String| {
        [CLAIM_NAMESPACE, PROPOSITION_NAMESPACE, described.graph.as_str()]
            .iter()
            .any(|start| quad.starts_with(&format!("<{start}")))
    };
    let missing = ours.difference(&theirs).filter(is_told);
    let of_words = ["#char=", "sentence"];
    let missing: Vec<_> = missing
        .filter(|quad| {
            !of_words
                .iter()
                .any(|part| quad.split(' ').next().unwrap().contains(part))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_document_without_its_text_stands_for_what_is_said_of_it() {
    let written = written(&plain().to_string());
    assert!(written.errors.is_empty(), "{:?}", written.errors);
    let text = r#"nif-core#isString> "https://example.org/a\n\nAna Ruiz tows away the old barge""#;
    assert!(written.text.contains(text), "{}", written.text);
    assert!(
        written
            .text
            .contains(r#"#anchorOf> "Ana Ruiz tows away the old barge""#)
    );
    assert!(
        written
            .text
            .contains("/open#tows-away> <http://www.w3.org/2000/01/rdf-schema#label> \"tows away\"")
    );
    assert!(written.text.contains(tm::CERTAINTY_UNSTATED.as_str()));
    let other = written_with(json!({"url": "https://example.org/b"}));
    assert_ne!(other, written.text, "two sources are two documents");
}

fn written_with(document: Value) -> String {
    written(&with("document", document).to_string()).text
}

#[test]
fn words_stand_for_a_text_that_is_not_given_and_name_the_cue() {
    let mut record = with(
        "span",
        json!({"words": "Ruiz, they say, tows the barge", "start": 4, "end": 9}),
    );
    record["claimant"] = json!("Port Authority");
    record["cue"] = json!({"words": "they say"});
    record["extractor"] = json!({"name": "Net Reader", "version": "2.1"});
    let written = written(&record.to_string());
    assert!(written.errors.is_empty(), "{:?}", written.errors);
    assert!(
        written
            .text
            .contains(r#"#anchorOf> "Ruiz, they say, tows the barge""#)
    );
    assert!(
        written
            .text
            .contains(r##"<https://w3id.org/testimony#cue> "they say""##)
    );
    assert!(written.text.contains(
        "extractor/Net%20Reader-2.1> <http://www.w3.org/2000/01/rdf-schema#label> \"Net Reader 2.1\""
    ));
    assert!(written.text.contains(tm::VOICE_REPORTED.as_str()));
}

#[test]
fn a_thing_that_is_only_described_belongs_to_its_document() {
    let text = json!({"text": "Officials tow the barge."});
    let mut record = with("subject", json!({"label": "officials", "named": false}));
    record["document"] = text;
    let written = written(&record.to_string());
    assert!(written.text.contains("#entity=officials> "), "{}", written.text);
    assert!(written.text.contains("#isNamed> \"false\""));
    record["document"]["publisher"] = json!({"label": "the crew", "named": false});
    assert!(!self::written(&record.to_string()).text.contains("<#"));
}

#[test]
fn the_same_claim_twice_is_one_claim_with_more_evidence() {
    let document = json!({"text": "Ruiz tows it away. Yes, Ruiz tows it."});
    let mut one = with("document", document);
    one["span"] = json!({"start": 0, "end": 18});
    one["confidence"] = json!(0.75);
    let mut other = one.clone();
    other["span"] = json!({"start": 19, "end": 37});
    other["confidence"] = json!(0.5);
    let written = written(&format!("{one}\n{other}\n"));
    assert_eq!(written.text.matches("testimony#evidence> ").count(), 2);
    assert_eq!(written.text.matches("testimony#confidence> \"0.75\"").count(), 1);
    assert_eq!(written.text.matches("testimony#confidence> ").count(), 1);
}

#[test]
fn what_does_not_hold_together_is_refused_with_its_place() {
    let cases = [
        (
            json!({"subject": "x"}),
            "claims.jsonl:1: is not a record: missing field `relation`",
        ),
        (with("claiment", json!("x")), "unknown field `claiment`"),
        (with("document", json!({})), "does not say who says it"),
        (with("subject", json!(" ")), "`subject` is empty"),
        (
            with("extractor", json!({"name": " "})),
            "`extractor` has an empty `name`",
        ),
        (with("subject", json!("?!")), "`?!` has no letter or digit"),
    ];
    refused(&cases);
    let mut record = with("claimant", json!("Port Authority"));
    record["voice"] = json!("author");
    assert!(error(&record).contains("`Port Authority` speaks in the voice `author`"));
}

#[test]
fn a_value_has_to_be_what_it_says_it_is() {
    refused(&[
        (
            with("object", json!({"iri": "https://a b"})),
            "`https://a b` is not an absolute IRI",
        ),
        (
            with("object", json!({"value": 3, "label": "x"})),
            "it is a value or a thing",
        ),
        (
            with("object", json!({"value": "x", "datatype": "xsd:integer"})),
            "`x` is not written as `http",
        ),
        (
            with("object", json!({"value": "x", "language": "e n"})),
            "`e n` is not a language tag",
        ),
        (
            with("voice", json!("quoted")),
            "the voice `quoted` needs a `claimant`",
        ),
        (
            with("confidence", json!(1.5)),
            "the confidence `1.5` is not between 0 and 1",
        ),
        (
            with("document", json!({"url": "https://a", "date": "May"})),
            "`May` is not a date",
        ),
        (
            with("span", json!({"start": 3})),
            "a span needs `start` and `end`, or `words`",
        ),
        (with("types", json!([])), "unknown field `types`"),
    ]);
}

fn refused(cases: &[(Value, &str)]) {
    for (record, expected) in cases {
        let error = error(record);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_span_has_to_lie_in_the_text_and_have_its_words() {
    let text = json!({"text": "Café Ruiz tows, Ruiz said."});
    let mut record = with("document", text);
    let cases = [
        (
            json!({"start": 5, "end": 90}),
            "the span 5 to 90 does not lie in a text of 26 code points",
        ),
        (json!({"start": 5, "end": 5}), "the span 5 to 5 does not lie"),
        (
            json!({"start": 5, "end": 9, "words": "Café"}),
            "the span 5 to 9 has the words `Ruiz`, and not `Café`",
        ),
        (json!({"words": "Ruiz"}), "the text has the words `Ruiz` 2 times"),
        (
            json!({"words": "barge"}),
            "the text has the words `barge` 0 times",
        ),
    ];
    for (span, expected) in cases {
        record["span"] = span;
        assert!(error(&record).contains(expected), "{}", error(&record));
    }
    record["span"] = json!({"words": "Ruiz said"});
    let located = written(&record.to_string());
    assert!(located.text.contains("#char=16,25> "), "{}", located.text);
}

#[test]
fn records_that_can_be_used_are_written_beside_those_that_cannot() {
    let lines = format!("{}\n\nnonsense\n{}\n", plain(), with("relation", json!("paints")));
    let written = written(&lines);
    assert_eq!((written.records, written.errors.len()), (2, 1));
    assert!(
        written.errors[0]
            .to_string()
            .starts_with("claims.jsonl:3: is not a record: ")
    );
}

#[test]
fn a_relation_with_values_takes_a_string_as_one() {
    let mut record = with("relation", json!("tm:minCount"));
    record["object"] = json!("40");
    let written = written(&record.to_string());
    assert!(
        written
            .text
            .contains("#object> \"40\"^^<http://www.w3.org/2001/XMLSchema#integer>")
    );
    record["object"] = json!("forty");
    assert!(error(&record).contains("`forty` is not written as"));
}

#[test]
fn a_record_reads_from_json_with_its_defaults() {
    let record: Record = serde_json::from_value(plain()).unwrap();
    assert_eq!(record.stance.to_string(), "Affirms");
    assert!(record.claimant.is_none() && record.voice.is_none());
}
