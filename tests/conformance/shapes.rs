//! `ontology/shapes.ttl` on claims that are whole and claims that are spoilt.

use std::collections::BTreeSet;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, Triple};
use testimony::agreement::bundled_shapes;
use testimony::ontology::Ontology;
use testimony::validation::{Violation, validate};

/// A claim with all that belongs to it. Each test spoils one thing.
const CLAIM: &str = r#"
@prefix tm: <https://w3id.org/testimony#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .

:claim a tm:Claim ; tm:proposition :said ; tm:claimant :ministry ; tm:stance tm:Denies ; tm:certainty tm:Certain ;
    tm:voice tm:Reported ; tm:inDocument :text ; tm:evidence :words ; tm:confidence 0.9 ;
    tm:earliest "2026-03-01"^^xsd:date ; tm:latest "2026-03-02"^^xsd:date ; tm:timeBasis tm:PageDate .
:said a tm:Proposition ; rdf:subject :ministry ; rdf:predicate tm:operates ; rdf:object :depot .
:ministry a tm:Government .
:depot a tm:Facility .
:text a tm:DocumentVersion ; tm:textHash "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" .
:words a tm:Span ; nif:beginIndex 0 ; nif:endIndex 4 ; nif:anchorOf "Café" ; tm:inDocument :text .
"#;

/// The shapes' own messages for `data` beside the ontology.
fn violations(data: &str) -> Vec<String> {
    let mut graph = Ontology::bundled().graph().clone();
    graph.extend(&parse(data));
    let found = violations_of(graph);
    let mut messages: Vec<_> = found.into_iter().map(|violation| violation.message).collect();
    messages.sort();
    messages.dedup();
    messages
}

/// Everything in `graph`, which holds the ontology as well, that the shapes do not like.
pub(crate) fn violations_of(graph: Graph) -> BTreeSet<Violation> {
    let report = validate(&parse(bundled_shapes().text), graph).unwrap();
    assert_eq!(report.conforms(), report.violations.is_empty());
    report.violations.into_iter().collect()
}

fn parse(text: &str) -> Graph {
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
    quads.map(|quad| Triple::from(quad.unwrap())).collect()
}

/// What the processor says once `from` has become `to`.
fn spoilt(from: &str, to: &str) -> Vec<String> {
    assert!(CLAIM.contains(from), "`{from}` is not in the claim");
    violations(&CLAIM.replace(from, to))
}

#[test]
fn a_whole_claim_conforms() {
    assert_eq!(violations(CLAIM), Vec::<String>::new());
}

#[test]
fn without_evidence_there_is_no_claim() {
    assert_eq!(spoilt("tm:evidence :words ;", ""), ["No evidence, no claim."]);
}

#[test]
fn a_claim_needs_one_claimant_that_can_speak() {
    let one = "A claim has exactly one claimant; tm:UnspecifiedSource where the text leaves it open.";
    assert_eq!(spoilt("tm:claimant :ministry ;", ""), [one]);
    assert_eq!(
        spoilt(
            "tm:claimant :ministry ;",
            "tm:claimant :ministry, tm:UnspecifiedSource ;"
        ),
        [one]
    );
    assert_eq!(
        spoilt("tm:claimant :ministry ;", "tm:claimant :depot ;"),
        ["A claimant is an agent, a document or something of unknown kind."]
    );
    assert!(spoilt("tm:claimant :ministry ;", "tm:claimant tm:UnspecifiedSource ;").is_empty());
}

#[test]
fn stance_certainty_and_voice_are_of_the_closed_lists() {
    assert_eq!(
        spoilt("tm:stance tm:Denies", "tm:stance tm:Certain"),
        ["A claim affirms, denies or takes no position."]
    );
    assert_eq!(
        spoilt("tm:voice tm:Reported", "tm:voice tm:Reported, tm:Quoted"),
        ["A claim is told in the author's voice, reported or quoted."]
    );
}

#[test]
fn what_is_said_keeps_to_domain_and_range() {
    let subject = "The subject's class and the domain of the predicate have nothing in common.";
    let object = "The object's class and the range of the predicate have nothing in common.";
    assert_eq!(spoilt("rdf:subject :ministry", "rdf:subject :depot"), [subject]);
    assert_eq!(
        spoilt("rdf:predicate tm:operates", "rdf:predicate tm:arrested"),
        [object]
    );
    assert!(spoilt(":depot a tm:Facility", ":depot a tm:Entity").is_empty());
}

#[test]
fn a_predicate_is_a_relation_or_an_open_one() {
    let open =
        ":hums a tm:OpenRelation .\n:said a tm:Proposition ; rdf:subject :ministry ; rdf:predicate :hums";
    assert!(
        spoilt(
            ":said a tm:Proposition ; rdf:subject :ministry ; rdf:predicate tm:operates",
            open
        )
        .is_empty()
    );
    assert_eq!(
        spoilt("rdf:predicate tm:operates", "rdf:predicate tm:claimant")[0],
        "A proposition has exactly one predicate, a relation or an open relation."
    );
}

#[test]
fn offsets_count_code_points_and_fit_the_words() {
    assert_eq!(
        spoilt("nif:endIndex 4", "nif:endIndex 5"),
        ["The words of a span are as long as its offsets say."]
    );
    assert_eq!(
        spoilt(
            "nif:beginIndex 0 ; nif:endIndex 4",
            "nif:beginIndex 4 ; nif:endIndex 0"
        )[0],
        "A span begins at one code point, before its end."
    );
}

#[test]
fn a_time_does_not_end_before_it_begins() {
    assert_eq!(
        spoilt("tm:latest \"2026-03-02\"", "tm:latest \"2026-02-02\""),
        ["The earliest day is one date, not after the latest."]
    );
}
