//! Looking for words: what is relevant comes first, and the index is in step with the graph or not needed.

use std::fs;

use super::served::{Served, TOKEN};
use super::{Desk, example};

/// What a search finds, as CSV.
fn found(desk: &Desk, more: &[&str]) -> String {
    desk.succeed(&[&["find", "--format", "csv"][..], more].concat())
}

/// Several searches, one answer after the other.
fn answers(desk: &Desk) -> String {
    let questions = [
        "nordb",
        "denied operating",
        "\"rights group\"",
        "the",
        "china",
        "ferr",
        "zzz",
    ];
    questions
        .iter()
        .map(|text| found(desk, &[text, "--limit", "500"]))
        .collect()
}

#[test]
fn names_come_first_and_words_have_endings_and_marks() {
    let desk = Desk::with_examples();
    assert!(
        found(&desk, &["nordb"])
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("Nordbank,entity,")
    );
    let denial = found(&desk, &["\"has denied operating\"", "--kind", "evidence"]);
    assert!(
        denial.contains("China has denied operating the centres,evidence,"),
        "{denial}"
    );
    assert_eq!(found(&desk, &["\"operating denied has\""]).lines().count(), 1);
    assert_eq!(found(&desk, &["bank", "--limit", "1"]).lines().count(), 2);
    let document = found(&desk, &["river", "--kind", "document"]);
    assert!(
        document.lines().skip(1).all(|line| line.contains(",document,")),
        "{document}"
    );
    assert!(document.lines().count() > 1, "{document}");
    // A part of a word is looked for where no word is it or begins with it.
    assert!(found(&desk, &["ordban"]).contains("Nordbank,entity,"));
}

#[test]
fn an_index_that_was_taken_along_answers_as_one_made_anew() {
    let desk = Desk::empty();
    let (buyer, seller) = (
        example("harbour-freight-buyer.txt"),
        example("harbour-freight-seller.txt"),
    );
    desk.succeed(&["build", &buyer]);
    desk.succeed(&["build", &seller, &example("river-mine.txt")]);
    desk.succeed(&["retract", &seller]);
    let without = answers(&desk);
    assert!(without.contains("Nordbank"));
    desk.succeed(&["restore", "2"]);
    let with = answers(&desk);
    assert_ne!(without, with);
    let copy = Desk::empty();
    fs::copy(desk.path("graph.nq"), copy.path("graph.nq")).unwrap();
    assert_eq!(answers(&copy), with);
    assert!(fs::exists(copy.path("graph.nq.search/meta.json")).unwrap());
}

#[test]
fn an_index_of_another_graph_or_a_broken_one_is_made_anew() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example("river-mine.txt")]);
    let mine = answers(&desk);
    let other = Desk::empty();
    other.succeed(&["build", &example("coach-dismissed.txt")]);
    fs::copy(other.path("graph.nq"), desk.path("graph.nq")).unwrap();
    assert_eq!(answers(&desk), answers(&other));
    assert_ne!(answers(&desk), mine);
    fs::write(desk.path("graph.nq.search/meta.json"), "junk").unwrap();
    assert_eq!(answers(&desk), answers(&other));
}

#[test]
fn where_no_index_can_be_kept_there_is_an_answer_all_the_same() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example("river-mine.txt")]);
    let before = answers(&desk);
    fs::remove_dir_all(desk.path("graph.nq.search")).unwrap();
    // A file where the folder should be cannot be written to by anybody.
    desk.file("graph.nq.search", "in the way");
    assert_eq!(answers(&desk), before);
    assert_eq!(
        fs::read_to_string(desk.path("graph.nq.search")).unwrap(),
        "in the way"
    );
}

#[test]
fn the_page_of_a_search_follows_what_is_written_over_http() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example("river-mine.txt")]);
    let served = Served::start(&desk.path("graph.nq"), &["--writable", "--no-gate"]);
    assert!(
        served
            .get("/find?text=river", "text/html")
            .text()
            .contains("class=\"found\"")
    );
    let page = "/find?text=zanzibarian";
    assert!(!served.get(page, "text/html").text().contains("class=\"found\""));
    let update = "INSERT DATA { GRAPH graph:entities { <https://example.org/z> rdfs:label \"Zanzibarian Ferries\" ; tm:isNamed true } }";
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    let reply = served.send(("POST", "/sparql"), &headers, update.as_bytes());
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert!(
        served
            .get(page, "text/html")
            .text()
            .contains("Zanzibarian Ferries")
    );
    assert_eq!(served.get("/find?text=river&kind=city", "text/html").status, 400);
    drop(served);
    assert!(found(&desk, &["zanzibarian"]).contains("https://example.org/z"));
}
