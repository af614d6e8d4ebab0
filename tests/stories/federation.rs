//! Questions that ask another endpoint too: what is sent there, what comes back, and what is refused.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;

use super::Desk;
use super::served::{Served, TOKEN};

const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// A served graph that has a label for each of so many places.
fn gazetteer(places: usize) -> (Desk, Served) {
    let desk = Desk::empty();
    let lines: String = (0..places)
        .map(|number| format!("<urn:place:{number}> <{LABEL}> \"Place {number}\" .\n"))
        .collect();
    let served = Served::start(&desk.file("remote.nq", lines), &[]);
    (desk, served)
}

/// A graph with things in places: the thing 7 is in the place 7.
fn things(count: usize) -> Desk {
    let desk = Desk::empty();
    let lines: String = (0..count)
        .map(|number| format!("<urn:thing:{number}> <urn:in> <urn:place:{number}> .\n"))
        .collect();
    desk.file("graph.nq", lines);
    desk
}

/// The rows of an answer, without the head.
fn ask(desk: &Desk, remote: &str, query: &str) -> Vec<String> {
    let output = desk.succeed(&["query", "-e", query, "--format", "tsv", "--allow-service", remote]);
    output.lines().skip(1).map(str::to_owned).collect()
}

/// The requests to the endpoint: how many, and how many bytes their answers had.
fn shipped(served: &Served) -> (usize, u64) {
    let log = served.log();
    let answers = log.lines().filter(|line| line.contains("\"path\":\"/sparql\""));
    let sizes: Vec<u64> = answers
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["bytes"]
                .as_u64()
                .unwrap()
        })
        .collect();
    (sizes.len(), sizes.iter().sum())
}

/// A server that answers each request with the same bytes, or with nothing at all.
fn canned(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let mut silent = Vec::new();
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                line.clear();
            }
            let _ = reader.read_exact(&mut vec![0; length]);
            match answer {
                "" => silent.push(stream),
                // Who gave up has gone.
                answer => drop(stream.write_all(answer.as_bytes())),
            }
        }
    });
    address
}

#[test]
fn a_join_sends_what_is_known_and_gets_no_more_than_it_needs() {
    let (_remote, served) = gazetteer(10_000);
    let desk = things(250);
    let query = format!(
        "SELECT ?thing ?label {{ ?thing <urn:in> ?place SERVICE <http://{}/sparql> {{ ?place rdfs:label ?label }} }} ORDER BY ?thing",
        served.address
    );
    let rows = ask(&desk, &served.address, &query);
    assert_eq!(rows.len(), 250);
    assert_eq!(rows[0], "<urn:thing:0>\t\"Place 0\"");
    assert_eq!(ask(&desk, &served.address, &query), rows);
    let (requests, bytes) = shipped(&served);
    assert_eq!(requests, 2 * 3, "250 places go in three batches, twice");
    assert!(bytes < 2 * 250 * 200, "{bytes} bytes for 500 rows");
}

#[test]
fn conditions_of_the_group_hold_before_the_endpoint_is_asked() {
    let (_remote, served) = gazetteer(300);
    let desk = things(300);
    let query = format!(
        "SELECT ?label {{ ?thing <urn:in> ?place SERVICE <http://{}/sparql> {{ ?place rdfs:label ?label }} \
         FILTER(STRENDS(STR(?thing), \"99\") && ?label != \"Place 99\") }} ORDER BY ?label",
        served.address
    );
    assert_eq!(
        ask(&desk, &served.address, &query),
        ["\"Place 199\"", "\"Place 299\""]
    );
    assert_eq!(shipped(&served).0, 1);
}

/// Asks patterns, in which @ is the endpoint of a gazetteer of three places, and compares how many rows there are.
fn count_rows(cases: &[(&str, usize)]) {
    let (_remote, served) = gazetteer(3);
    let desk = things(5);
    for (pattern, expected) in cases {
        let pattern = pattern.replace('@', &format!("<http://{}/sparql>", served.address));
        let rows = ask(&desk, &served.address, &format!("SELECT * {{ {pattern} }}"));
        assert_eq!(rows.len(), *expected, "{pattern}: {rows:?}");
    }
}

#[test]
fn what_is_optional_or_elsewhere_in_the_pattern_is_asked_too() {
    let labels = "SERVICE @ { ?place rdfs:label ?label }";
    let thing = "?thing <urn:in> ?place";
    count_rows(&[
        (&format!("{thing} OPTIONAL {{ {labels} }}"), 5),
        (&format!("{labels} {thing}"), 3),
        (&format!("{thing} {{ {labels} }} UNION {{ BIND(1 AS ?one) }}"), 8),
        (&format!("{thing} MINUS {{ {labels} }}"), 2),
        (&format!("{thing} FILTER(?label > \"Place 0\") {labels}"), 2),
    ]);
}

#[test]
fn subqueries_several_endpoints_and_endpoints_in_variables_are_asked_too() {
    let labels = "SERVICE @ { ?place rdfs:label ?label }";
    let thing = "?thing <urn:in> ?place";
    let urns = "FILTER(STRSTARTS(STR(?place), \"urn:\"))";
    count_rows(&[
        (
            &format!("{thing} {{ SELECT ?place {{ {labels} {urns} }} ORDER BY ?place LIMIT 2 }}"),
            2,
        ),
        (
            &format!("{thing} {labels} SERVICE @ {{ ?place ?p ?label FILTER(?label > \"Place 0\") }}"),
            2,
        ),
        (
            &format!("VALUES ?endpoint {{ @ }} {thing} SERVICE ?endpoint {{ ?place rdfs:label ?label }}"),
            3,
        ),
        (
            "SERVICE @ { ?any rdfs:label ?label FILTER(STRSTARTS(?label, \"Place\")) }",
            3,
        ),
        (
            &format!("{thing} SERVICE @ {{ ?place rdfs:label \"Place 2\" }}"),
            1,
        ),
        (
            &format!("{thing} SERVICE @ {{ <urn:place:1> rdfs:label \"Place 1\" }}"),
            5,
        ),
    ]);
}

#[test]
fn an_endpoint_that_nobody_allowed_is_not_asked_and_the_option_is_named() {
    let (_remote, served) = gazetteer(1);
    let desk = things(1);
    let query = format!(
        "SELECT * {{ SERVICE SILENT <http://{}/sparql> {{ ?s ?p ?o }} }}",
        served.address
    );
    let outcome = desk.run(&["query", "-e", &query]);
    assert_eq!(outcome.code, Some(2));
    let option = format!("--allow-service {}", served.address);
    assert!(outcome.messages.contains(&option), "{}", outcome.messages);
    let local = Served::start(&desk.path("graph.nq"), &[]);
    let reply = local.query(&query, "");
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains(&option), "{}", reply.text());
    assert_eq!(shipped(&served).0, 0);
}

#[test]
fn a_host_in_the_settings_file_is_allowed() {
    let (_remote, served) = gazetteer(2);
    let desk = things(2);
    desk.file(
        "testimony.toml",
        format!("allow-service = [\"{}\"]\n", served.address),
    );
    let query = format!(
        "SELECT * {{ SERVICE <http://{}/sparql> {{ <urn:place:1> rdfs:label ?o }} }}",
        served.address
    );
    assert_eq!(
        desk.succeed(&["query", "-e", &query, "--format", "csv"]),
        "o\r\nPlace 1\r\n"
    );
}

#[test]
fn another_spelling_of_a_private_address_does_not_lead_there() {
    let (_remote, served) = gazetteer(1);
    let desk = things(1);
    let port = served.address.rsplit(':').next().unwrap();
    let host = format!("2130706433:{port}");
    let query = format!("SELECT * {{ SERVICE <http://{host}/sparql> {{ ?s ?p ?o }} }}");
    let outcome = desk.run(&["query", "-e", &query, "--allow-service", &host]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("not a public address"),
        "{}",
        outcome.messages
    );
    assert_eq!(shipped(&served).0, 0);
}

#[test]
fn an_endpoint_that_fails_is_named_unless_it_may_be_silent() {
    let moved = canned(
        "HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
    let page = canned(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi",
    );
    let broken = canned(
        "HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]",
    );
    let mute = canned("");
    let desk = things(2);
    for (address, reason) in [
        (&moved, "http://10.0.0.1/"),
        (&page, "text/html"),
        (&broken, "cannot be read"),
        (&mute, "no reply"),
    ] {
        let asked = |silent: &str| {
            let query = format!(
                "SELECT * {{ ?thing <urn:in> ?place SERVICE {silent} <http://{address}/sparql> {{ ?place rdfs:label ?label }} }}"
            );
            let options = ["--allow-service", address.as_str(), "--service-timeout", "0.3"];
            desk.run(&[&["query", "-e", &query, "--format", "csv"][..], &options].concat())
        };
        let failed = asked("");
        assert_eq!(failed.code, Some(2), "{address}");
        assert!(failed.messages.contains(reason), "{}", failed.messages);
        assert!(failed.messages.contains(address.as_str()), "{}", failed.messages);
        let silent = asked("SILENT");
        assert_eq!(
            (silent.code, silent.output.lines().count()),
            (Some(0), 3),
            "{}",
            silent.messages
        );
    }
}

#[test]
fn a_server_asks_the_endpoints_that_it_may_and_none_for_an_update() {
    let (_remote, served) = gazetteer(9);
    let desk = things(9);
    let local = Served::start(
        &desk.path("graph.nq"),
        &["--allow-service", &served.address, "--writable", "--no-gate"],
    );
    let pattern = format!(
        "{{ ?thing <urn:in> ?place SERVICE <http://{}/sparql> {{ ?place rdfs:label ?label }} }}",
        served.address
    );
    let reply = local.query(&format!("SELECT ?label {pattern}"), "text/csv");
    assert_eq!((reply.status, reply.text().lines().count()), (200, 10));
    assert_eq!(
        reply.header("etag"),
        "",
        "the other endpoint may answer differently"
    );
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    let update = format!("INSERT {{ ?place rdfs:label ?label }} WHERE {pattern}");
    let refused = local.send(("POST", "/sparql"), &headers, update.as_bytes());
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("in an update"), "{}", refused.text());
    assert_eq!(shipped(&served).0, 1);
}

#[test]
fn what_cannot_be_asked_is_said_with_what_can() {
    let desk = things(2);
    for (pattern, remedy) in [
        (
            "?thing <urn:in> ?place FILTER EXISTS { SERVICE <http://a.example/> { ?place ?p ?o } }",
            "MINUS",
        ),
        (
            "SERVICE ?nowhere { ?s ?p ?o }",
            "nothing before it gives ?nowhere",
        ),
        (
            "BIND(7 AS ?number) SERVICE ?number { ?s ?p ?o }",
            "is no address of an endpoint",
        ),
        ("SERVICE <file:///etc/hostname> { ?s ?p ?o }", "http://HOST/PATH"),
    ] {
        let query = format!("SELECT * {{ {pattern} }}");
        let outcome = desk.run(&["query", "-e", &query, "--allow-service", "a.example"]);
        assert_eq!(outcome.code, Some(2), "{pattern}");
        assert!(
            outcome.messages.contains(remedy),
            "{pattern}: {}",
            outcome.messages
        );
    }
    let option = desk.run(&["query", "-e", "ASK {}", "--allow-service", "http://a.example/"]);
    assert_eq!(option.code, Some(2));
    assert!(
        option.messages.contains("write HOST or HOST:PORT"),
        "{}",
        option.messages
    );
    desk.file("testimony.toml", "allow-service = [\"a b\"]\n");
    let setting = desk.run(&["query", "-e", "ASK {}"]);
    assert!(
        setting.messages.contains("testimony.toml") && setting.messages.contains("`a b`"),
        "{}",
        setting.messages
    );
}

#[test]
fn a_blank_node_is_one_of_its_reply_alone_and_the_plan_shows_the_answer() {
    let address = canned(
        "HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: 143\r\nconnection: close\r\n\r\n\
         {\"head\":{\"vars\":[\"place\",\"what\"]},\"results\":{\"bindings\":[{\"place\":{\"type\":\"uri\",\"value\":\"urn:place:0\"},\
         \"what\":{\"type\":\"bnode\",\"value\":\"b0\"}}]}}",
    );
    let desk = things(150);
    let query = format!(
        "SELECT (COUNT(DISTINCT ?what) AS ?n) {{ ?thing <urn:in> ?place SERVICE <http://{address}/> {{ ?place <urn:p> ?what }} }}"
    );
    assert_eq!(
        ask(&desk, &address, &query),
        ["2"],
        "one node for each of two requests"
    );
    let plan = desk.succeed(&["query", "-e", &query, "--allow-service", &address, "--explain"]);
    assert!(plan.lines().any(|line| line.contains("Service(")), "{plan}");
}
