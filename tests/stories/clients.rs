//! Programs of others against the server: rdflib and SPARQLWrapper, where Python has them.

use std::process::Command;

use super::Desk;
use super::served::Served;

/// Runs a script of the notebook's folder against a server, where Python has what it needs.
fn run(script: &str, needs: &str) -> Option<String> {
    let has = Command::new("python3")
        .args(["-c", &format!("import {needs}")])
        .output();
    if !has.is_ok_and(|has| has.status.success()) {
        eprintln!("NOT RUN: {script}: python3 lacks one of {needs}");
        return None;
    }
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let path = format!("{}/notebook/{script}", super::examples());
    let ended = Command::new("python3")
        .args([path, format!("http://{}", served.address)])
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{messages}");
    Some(String::from_utf8(ended.stdout).unwrap())
}

#[test]
fn rdflib_and_sparqlwrapper_read_what_is_served() {
    if let Some(output) = run("test_clients.py", "rdflib, SPARQLWrapper") {
        assert_eq!(output, "clients agree\n");
    }
}

#[test]
fn the_notebook_makes_a_table_of_denials() {
    if let Some(output) = run("who_denies_what.py", "SPARQLWrapper, pandas") {
        assert!(
            output.contains("China has denied operating the centres"),
            "{output}"
        );
    }
}
