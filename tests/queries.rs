//! Every saved query, asked of the examples' graph, against the answer in `tests/queries/NAME.csv`.
//!
//! `UPDATE_ANSWERS=1 cargo test --test queries` writes the answers anew: review what changed.

use std::env;
use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use testimony::query::{SAVED_QUERIES, SavedQuery};

/// What is given: to those that do not answer without, and to those whose answers would be long.
const GIVEN: &[(&str, &[&str])] = &[
    ("between", &["--one", "Nordbank", "--other", "Harbour Freight"]),
    ("claims-about", &["--about", "nordbank"]),
    ("describe", &["--thing", "Nordbank"]),
    ("find", &["--text", "nordb"]),
    ("entities", &["--class", "company"]),
    ("evidence", &["--about", "china"]),
    ("plain", &["--about", "hanna"]),
    ("speech-acts", &["--about", "Nordbank"]),
    ("who-says", &["--about", "Nordbank", "--by", "Berg"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn testimony(args: &[&str]) -> String {
    let mut command = Command::cargo_bin("testimony").unwrap();
    let ended = command.args(args).output().unwrap();
    assert!(
        ended.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&ended.stderr)
    );
    String::from_utf8(ended.stdout).unwrap().replace("\r\n", "\n")
}

/// Links the graph to the places that are shipped.
fn link_places(graph: &str, home: &str) {
    let places = root().join("examples/datasets/places.tsv").display().to_string();
    testimony(&["dataset", "add", "places", &places, "--home", home]);
    let enriched = ["--enrich", "label,countries,popularity", "--store", graph];
    testimony(&[&["link", "--to", "places", "--home", home][..], &enriched].concat());
}

/// What is asked after two papers have printed one story.
const ASKED_LATER: &[&str] = &["syndicated"];

#[test]
fn every_saved_query_answers_as_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph.nq").display().to_string();
    testimony(&[
        "build",
        root().join("examples").to_str().unwrap(),
        "--store",
        &graph,
    ]);
    link_places(&graph, folder.path().join("datasets").to_str().unwrap());
    let is_update = env::var_os("UPDATE_ANSWERS").is_some();
    let mut changed = Vec::new();
    let is_later = |name: &str| ASKED_LATER.contains(&name);
    let (later, first): (Vec<&SavedQuery>, Vec<&SavedQuery>) =
        SAVED_QUERIES.iter().partition(|saved| is_later(saved.name));
    let mut has_copies = false;
    for saved in first.into_iter().chain(later) {
        if is_later(saved.name) && !has_copies {
            let copies = root().join("tests/queries/copies");
            testimony(&["build", copies.to_str().unwrap(), "--store", &graph]);
            has_copies = true;
        }
        let given = GIVEN.iter().find(|(name, _)| *name == saved.name);
        let given = given.map_or(&[][..], |(_, given)| given);
        let fixed = ["query", saved.name, "--format", "csv", "--store", &graph];
        let answer = testimony(&[&fixed, given].concat());
        assert!(answer.lines().count() > 1, "{} finds nothing", saved.name);
        let path = root().join("tests/queries").join(format!("{}.csv", saved.name));
        if is_update {
            fs::write(&path, &answer).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&answer) {
            changed.push(saved.name);
        }
    }
    assert!(
        changed.is_empty(),
        "these answers changed; UPDATE_ANSWERS=1 writes them anew: {changed:?}"
    );
}
