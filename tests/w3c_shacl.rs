//! The W3C's test suite for SHACL Core, where it is at hand.
//!
//! The suite is data outside the repository; without it the test says so and checks nothing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};
use testimony::validation::validate;
use walkdir::WalkDir;

const SUITE: &str = "../shared/gold/w3c/shacl-tests/data-shapes-test-suite/tests/core";

/// Tests whose result differs from the suite's, each with the reason.
const MISSES: &[(&str, &str)] = &[
    (
        "complex/shacl-shacl.ttl",
        "a path of two levels that the processor cannot read, so the shapes are refused",
    ),
    (
        "property/qualifiedValueShape-001.ttl",
        "uses `sh:nodeShape`, which is no term of SHACL, so the shapes are refused",
    ),
];

/// How many results a test expects, and how many there are or why there are none.
#[derive(Debug)]
struct Outcome {
    test: String,
    expected: usize,
    found: Result<usize, String>,
}

fn term(namespace: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{name}"))
}

fn manifest(name: &str) -> NamedNode {
    term("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", name)
}

fn shacl_test(name: &str) -> NamedNode {
    term("http://www.w3.org/ns/shacl-test#", name)
}

fn shacl(name: &str) -> NamedNode {
    term("http://www.w3.org/ns/shacl#", name)
}

fn graph_at(path: &Path) -> Graph {
    let base = format!("file://{}", path.display());
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(base)
        .unwrap();
    let quads = parser.for_reader(File::open(path).unwrap());
    quads.map(|quad| Triple::from(quad.unwrap())).collect()
}

fn object<'a>(graph: &'a Graph, subject: TermRef<'a>, predicate: &NamedNode) -> Option<TermRef<'a>> {
    let subject = match subject {
        TermRef::NamedNode(node) => NamedOrBlankNodeRef::NamedNode(node),
        TermRef::BlankNode(node) => NamedOrBlankNodeRef::BlankNode(node),
        _ => return None,
    };
    graph.object_for_subject_predicate(subject, NamedNodeRef::from(predicate))
}

/// The graph that a test names: its own file or another.
fn named(graph: &Graph, action: TermRef<'_>, which: &str) -> Graph {
    match object(graph, action, &shacl_test(which)) {
        Some(TermRef::NamedNode(file)) => graph_at(Path::new(file.as_str().trim_start_matches("file://"))),
        other => panic!("a test has no {which} but {other:?}"),
    }
}

/// The outcomes of the tests in one file.
fn outcomes(path: &Path) -> Vec<Outcome> {
    let graph = graph_at(path);
    let tests = graph
        .subjects_for_predicate_object(oxigraph::model::vocab::rdf::TYPE, shacl_test("Validate").as_ref());
    let tests: Vec<_> = tests.map(|test| test.into_owned()).collect();
    let run = |test: &oxigraph::model::NamedOrBlankNode| {
        let test = TermRef::from(test.as_ref());
        let action = object(&graph, test, &manifest("action")).unwrap();
        let result = object(&graph, test, &manifest("result")).unwrap();
        let expected = match result {
            TermRef::BlankNode(node) => graph
                .objects_for_subject_predicate(node, shacl("result").as_ref())
                .count(),
            _ => 0,
        };
        let found = validate(
            &named(&graph, action, "shapesGraph"),
            named(&graph, action, "dataGraph"),
        );
        Outcome {
            test: path.strip_prefix(SUITE).unwrap().display().to_string(),
            expected,
            found: found
                .map(|report| report.violations.len())
                .map_err(|error| error.to_string()),
        }
    };
    tests.iter().map(run).collect()
}

#[test]
fn the_core_tests_have_the_results_that_the_suite_asks_for() {
    if !Path::new(SUITE).is_dir() {
        eprintln!("SKIPPED: {SUITE} is not here, so nothing was checked");
        return;
    }
    let files = WalkDir::new(SUITE).sort_by_file_name().into_iter();
    let files: Vec<PathBuf> = files
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
        .filter(|path| fs::read_to_string(path).unwrap().contains("sht:Validate"))
        .collect();
    let outcomes: Vec<_> = files.iter().flat_map(|path| outcomes(path)).collect();
    assert!(outcomes.len() > 90, "only {} tests were found", outcomes.len());
    let is_listed = |outcome: &&Outcome| MISSES.iter().any(|(test, _)| *test == outcome.test);
    let (misses, hits): (Vec<_>, Vec<_>) = outcomes
        .iter()
        .partition(|outcome| outcome.found != Ok(outcome.expected));
    for outcome in misses.iter().filter(|outcome| is_listed(outcome)) {
        println!("missed: {}: {:?}", outcome.test, outcome.found);
    }
    let unlisted: Vec<_> = misses.iter().filter(|outcome| !is_listed(outcome)).collect();
    let stale: Vec<_> = hits.iter().filter(|outcome| is_listed(outcome)).collect();
    println!("{} core tests, {} missed", outcomes.len(), misses.len());
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    assert!(stale.is_empty(), "no longer missed: {stale:#?}");
}
