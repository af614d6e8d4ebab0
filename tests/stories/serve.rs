//! A graph over HTTP: who asks what, and what they get.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::Desk;
use super::served::{Served, TOKEN, encoded};

const BOMB: &str =
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }";

fn served(more: &[&str]) -> (Desk, Served) {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), more);
    (desk, served)
}

#[test]
fn a_query_is_answered_in_the_format_that_is_asked_for() {
    let (_desk, served) = served(&[]);
    let query = "SELECT ?who { ?who tm:denies ?what } ORDER BY ?who LIMIT 2";
    let json = served.query(query, "application/sparql-results+json");
    assert_eq!(
        (json.status, json.header("content-type")),
        (200, "application/sparql-results+json")
    );
    let json: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    assert_eq!(json["results"]["bindings"].as_array().unwrap().len(), 2);
    let csv = served.query(query, "text/csv, application/json;q=0.2");
    assert!(
        csv.text().starts_with("who\r\nhttps://w3id.org/testimony/"),
        "{}",
        csv.text()
    );
    let construct = "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 3";
    assert!(served.query(construct, "text/turtle").text().contains(" a "));
    assert!(
        served
            .query(construct, "application/rdf+xml")
            .text()
            .starts_with("<?xml")
    );
    assert_eq!(served.query(query, "image/png").status, 406);
    assert!(
        served.log().contains("\"path\":\"/sparql\",\"status\":200"),
        "{}",
        served.log()
    );
}

#[test]
fn an_answer_is_sent_again_only_when_the_graph_has_changed() {
    let (_desk, served) = served(&["--writable"]);
    let path = format!(
        "/sparql?query={}",
        encoded("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 99")
    );
    let first = served.get(&path, "text/csv");
    let tag = first.header("etag").to_owned();
    let again = |tag: &str| {
        served.send(
            ("GET", &path),
            &[("accept", "text/csv"), ("if-none-match", tag)],
            b"",
        )
    };
    assert_eq!(again(&tag).status, 304);
    let update = b"INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }";
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    assert_eq!(served.send(("POST", "/sparql"), &headers, update).status, 204);
    assert_eq!(again(&tag).status, 200);
    let fleeting = served.query("SELECT (NOW() AS ?now) {}", "text/csv");
    assert_eq!(fleeting.header("etag"), "");
}

#[test]
fn a_long_answer_is_compressed_for_those_who_can_read_it() {
    let (_desk, served) = served(&[]);
    let path = format!(
        "/sparql?query={}",
        encoded("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500")
    );
    let plain = served.get(&path, "text/csv");
    let packed = served.send(
        ("GET", &path),
        &[("accept", "text/csv"), ("accept-encoding", "gzip")],
        b"",
    );
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..])
        .read_to_end(&mut text)
        .unwrap();
    assert_eq!(text, plain.body);
    assert!(packed.body.len() < plain.body.len() / 3);
}

#[test]
fn bad_requests_get_a_reason_and_the_server_goes_on() {
    let (_desk, served) = served(&["--max-body", "10K"]);
    let mistake = served.query("SELECT ?x { ?x tm:denies }", "");
    assert_eq!(mistake.status, 400);
    assert!(mistake.text().contains("line 1"), "{}", mistake.text());
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let update = served.send(("POST", "/sparql"), &form, b"update=CLEAR+ALL");
    assert_eq!(update.status, 403);
    let large = vec![b'a'; 20_000];
    assert_eq!(served.send(("POST", "/sparql"), &form, &large).status, 413);
    assert_eq!(
        served
            .send(("POST", "/sparql"), &[("content-type", "image/png")], b"x")
            .status,
        415
    );
    assert_eq!(served.send(("PATCH", "/sparql"), &[], b"").status, 405);
    assert_eq!(served.get("/store?graph=http://example.org/none", "").status, 404);
    let service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }";
    assert_eq!(served.query(service, "").status, 400);
    assert_eq!(served.get("/healthz", "").text(), "ok\n");
}

#[test]
fn nothing_is_loaded_from_files_or_other_hosts() {
    let (desk, served) = served(&["--writable"]);
    let file = desk.file("secret.ttl", "<urn:a> <urn:b> <urn:c> .");
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    for place in [
        format!("file://{file}"),
        "http://127.0.0.1:9/a.ttl".into(),
        "http://10.0.0.1/a.ttl".into(),
    ] {
        let load = format!("LOAD <{place}> INTO GRAPH <urn:g>");
        assert_eq!(
            served.send(("POST", "/sparql"), &headers, load.as_bytes()).status,
            400,
            "{place}"
        );
    }
    assert!(
        served
            .query("ASK { GRAPH <urn:g> { ?s ?p ?o } }", "text/csv")
            .text()
            .contains("false")
    );
}

#[test]
fn writing_needs_the_token_and_lasts() {
    let (desk, served) = served(&["--writable"]);
    let turtle = ("content-type", "text/turtle");
    let put = |headers: &[(&str, &str)]| {
        served
            .send(
                ("PUT", "/store?graph=urn:mine"),
                headers,
                b"<urn:a> <urn:b> <urn:c> .",
            )
            .status
    };
    assert_eq!(put(&[turtle]), 401);
    assert_eq!(put(&[turtle, ("authorization", "Bearer guess")]), 401);
    assert_eq!(put(&[turtle, ("authorization", &format!("Bearer {TOKEN}"))]), 201);
    assert!(
        served
            .get("/store?graph=urn:mine", "application/n-triples")
            .text()
            .contains("<urn:a> <urn:b> <urn:c>")
    );
    drop(served);
    assert_eq!(
        desk.succeed(&["query", "-e", "ASK { GRAPH <urn:mine> { ?s ?p ?o } }"])
            .trim(),
        "true"
    );
}

#[test]
fn a_bomb_is_stopped_and_others_are_served_meanwhile() {
    let (_desk, served) = served(&["--timeout", "1.5"]);
    thread::scope(|scope| {
        let bomb = scope.spawn(|| {
            let begun = Instant::now();
            (served.query(BOMB, ""), begun.elapsed())
        });
        let begun = Instant::now();
        assert_eq!(served.query("ASK { ?s ?p ?o }", "").status, 200);
        assert!(begun.elapsed() < Duration::from_secs(1));
        let (reply, took) = bomb.join().unwrap();
        assert_eq!(reply.status, 503);
        assert!(reply.text().contains("1.5 s"), "{}", reply.text());
        assert!(took < Duration::from_secs(2), "{took:?}");
    });
    assert!(
        idle_within(&served, Duration::from_secs(1)),
        "the question goes on"
    );
}

#[test]
fn a_question_is_stopped_when_its_client_leaves() {
    let (_desk, served) = served(&["--timeout", "60", "--max-questions", "1"]);
    let stream = served.begin(("GET", &format!("/sparql?query={}", encoded(BOMB))), &[], b"");
    // The one place is taken as soon as the question runs.
    while !served
        .get("/metrics", "")
        .text()
        .contains("testimony_requests_running 2")
    {
        thread::yield_now();
    }
    drop(stream);
    let begun = Instant::now();
    assert_eq!(served.query("ASK { ?s ?p ?o }", "").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_client_that_sends_slowly_keeps_nobody_waiting() {
    let (_desk, served) = served(&["--max-questions", "1"]);
    let mut slow = TcpStream::connect(&served.address).unwrap();
    slow.write_all(b"POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-type: application/sparql-query\r\ncontent-length: 99\r\n\r\nASK")
        .unwrap();
    assert_eq!(served.query("ASK { ?s ?p ?o }", "").status, 200);
}

#[test]
fn an_answer_that_is_too_long_is_refused_and_never_cut() {
    let (_desk, served) = served(&["--max-rows", "10"]);
    let reply = served.query("SELECT * { ?s ?p ?o }", "text/csv");
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("more than 10 rows"), "{}", reply.text());
    assert_eq!(
        served.query("SELECT * { ?s ?p ?o } LIMIT 10", "text/csv").status,
        200
    );
}

#[test]
fn other_origins_may_ask_only_when_they_are_let() {
    let (desk, closed) = served(&[]);
    assert_eq!(
        closed.query("ASK {}", "").header("access-control-allow-origin"),
        ""
    );
    let open = Served::start(&desk.path("graph.nq"), &["--cors", "https://notebook.example"]);
    let asked = open.send(
        ("OPTIONS", "/sparql"),
        &[("origin", "https://notebook.example")],
        b"",
    );
    assert_eq!(
        asked.header("access-control-allow-origin"),
        "https://notebook.example"
    );
    assert_eq!(
        asked.header("access-control-allow-headers"),
        "accept, content-type"
    );
}

#[test]
fn a_graph_in_a_file_is_served_anew_after_a_build() {
    let desk = Desk::empty();
    desk.succeed(&["build", &super::example("river-mine.txt")]);
    let served = Served::start(&desk.path("graph.nq"), &[]);
    let counted = || {
        served
            .query("SELECT (COUNT(?d) AS ?n) { ?d a tm:DocumentVersion }", "text/csv")
            .text()
    };
    let before = counted();
    desk.succeed(&["build", &super::example("ferry-fire.md")]);
    let begun = Instant::now();
    while counted() == before {
        assert!(begun.elapsed() < Duration::from_secs(20), "still {before}");
        thread::yield_now();
    }
}

#[test]
fn the_dataset_is_described_for_programs() {
    let (_desk, served) = served(&[]);
    let void = served.get("/.well-known/void", "text/turtle").text();
    assert!(
        void.contains("void:documents 8") && void.contains("void:sparqlEndpoint"),
        "{void}"
    );
    assert!(void.contains("void:classPartition"), "{void}");
    let metrics = served.get("/metrics", "").text();
    assert!(metrics.contains("kind=\"void\",status=\"200\""), "{metrics}");
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_told_to() {
    let (_desk, served) = served(&[]);
    assert_eq!(served.query("ASK {}", "").status, 200);
    assert!(served.terminate());
}

/// Whether nothing is under way, but the request that asks, before so much time has passed.
fn idle_within(served: &Served, limit: Duration) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if served
            .get("/metrics", "")
            .text()
            .contains("testimony_requests_running 1")
        {
            return true;
        }
    }
    false
}
