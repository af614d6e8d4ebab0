//! What follows from the facts is worked out, seen and taken out again; nothing follows from what is alleged.

use super::served::{Served, TOKEN};
use super::{Desk, examples};

const BODIES: &str = "SELECT DISTINCT ?thing { ?thing a tm:Organization ; rdfs:label ?label }";

/// The rows of a query, without the line of names.
fn rows(desk: &Desk, query: &str) -> usize {
    let answer = desk.succeed(&["query", "-e", query, "--format", "csv"]);
    answer.lines().count() - 1
}

#[test]
fn what_follows_is_seen_by_questions_and_taken_out_without_a_trace() {
    let desk = Desk::with_examples();
    let hash = desk.succeed(&["hash"]);
    let described = desk.succeed(&["describe", "Andes Copper"]);
    let accepted = desk.succeed(&["export", "--view", "accepted", "--format", "nquads"]);
    let before = rows(&desk, BODIES);
    let owned = "SELECT ?x { ?x tm:ownedBy ?owner }";
    assert_eq!(rows(&desk, owned), 0);

    let told = desk.succeed(&["reason", "--dry-run"]);
    assert!(told.lines().any(|line| line.contains("#ownedBy> ")), "{told}");
    assert_eq!(desk.succeed(&["hash"]), hash, "a dry run changes nothing");

    let counted = desk.succeed(&["reason"]);
    assert!(
        counted.starts_with("inferred ") && counted.contains("tm:ownedBy"),
        "{counted}"
    );
    assert!(rows(&desk, owned) > 0);
    assert!(rows(&desk, BODIES) > before);
    assert_eq!(desk.succeed(&["describe", "Andes Copper"]), described);
    assert_eq!(
        desk.succeed(&["export", "--view", "accepted", "--format", "nquads"]),
        accepted
    );
    let inferred = desk.succeed(&["export", "--view", "inferred"]);
    for part in [
        "a tm:InferredGraph",
        "tm:reasoner \"reasonable ",
        "tm:rules \"relations\"",
        "prov:wasDerivedFrom graph:accepted",
    ] {
        assert!(inferred.contains(part), "`{part}` is not in {inferred}");
    }
    let with = desk.succeed(&["hash"]);
    desk.succeed(&["reason"]);
    assert_eq!(desk.succeed(&["hash"]), with, "it is the same each time");
    desk.succeed(&["reason", "--remove"]);
    assert_eq!(desk.succeed(&["hash"]), hash);
    assert_eq!(desk.succeed(&["reason", "--remove"]), "nothing was inferred\n");
}

#[test]
fn nothing_follows_from_what_is_only_said() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", "Berg Holding said that Nordbank owns Harbour Freight.");
    desk.succeed(&["build", &article]);
    for rules in ["hierarchy", "rdfs", "relations", "owl-rl"] {
        let told = desk.succeed(&["reason", "--dry-run", "--rules", rules]);
        assert!(
            !told.contains("owned") && !told.contains("#owns"),
            "{rules}: {told}"
        );
    }
    desk.succeed(&["policy", "set", "--trust", "Berg Holding"]);
    let told = desk.succeed(&["reason", "--dry-run"]);
    assert!(told.contains("#ownedBy> "), "{told}");
    let outcome = desk.run(&["reason", "--rules", "all"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("hierarchy, rdfs, relations, owl-rl"),
        "{}",
        outcome.messages
    );
}

#[test]
fn what_was_inferred_goes_when_the_facts_change_and_stays_when_they_do_not() {
    let desk = Desk::with_examples();
    desk.succeed(&["reason"]);
    let unchanged = desk.run(&["build", &examples()]);
    assert!(!unchanged.messages.contains("inferred"), "{}", unchanged.messages);
    assert!(
        desk.succeed(&["export", "--view", "inferred"])
            .contains("tm:InferredGraph")
    );
    let article = desk.file(
        "a.txt",
        "Dan Roe, the mayor of Novo, opened a school in Tallin on Monday.",
    );
    let outcome = desk.run(&["build", &article]);
    assert!(
        outcome.messages.contains("run `testimony reason` again"),
        "{}",
        outcome.messages
    );
    assert!(
        !desk
            .succeed(&["export", "--view", "inferred"])
            .contains("tm:InferredGraph")
    );
    desk.succeed(&["reason"]);
    let backup = desk.path("backup.trig");
    desk.succeed(&["export", "--format", "trig", "--output", &backup]);
    let outcome = desk.run(&["retract", &article]);
    assert!(
        outcome.messages.contains("run `testimony reason` again"),
        "{}",
        outcome.messages
    );
    desk.succeed(&["import", &backup]);
    assert!(
        !desk
            .succeed(&["export", "--view", "inferred"])
            .contains("tm:InferredGraph")
    );
}

#[cfg(unix)]
#[test]
fn an_update_of_the_facts_takes_it_out_and_what_cannot_be_is_told_with_both_statements() {
    let desk = Desk::with_examples();
    desk.succeed(&["reason"]);
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    let update = |text: &str| served.send(("POST", "/sparql"), &headers, text.as_bytes()).status;
    let ask = "ASK { GRAPH <https://w3id.org/testimony/graph/inferred> { ?s ?p ?o } }";
    let is_there = || served.query(ask, "text/csv").text().contains("true");
    let note = "INSERT DATA { GRAPH <https://example.org/notes> { <https://example.org/a> <https://example.org/b> 1 } }";
    assert_eq!(update(note), 204);
    assert!(is_there(), "a note is no premise");
    let fact = "INSERT DATA { GRAPH <https://w3id.org/testimony/graph/entities> {
        <https://w3id.org/testimony/entity/organization/halden-resources> a <https://w3id.org/testimony#Event> } }";
    assert_eq!(update(fact), 204);
    assert!(!is_there());
    assert!(served.terminate());
    let outcome = desk.run(&["reason"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    let message = &outcome.messages;
    assert!(
        message.contains("halden-resources rdf:type tm:Event`") && message.contains(" and `"),
        "{message}"
    );
    assert!(
        message.contains("tm:Event and tm:Organization are disjoint"),
        "{message}"
    );
}
