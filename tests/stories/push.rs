//! A graph sent to another server: whole, then only what changed, and what the server has afterwards.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use assert_cmd::Command;

use super::served::{Served, TOKEN};
use super::{Desk, Outcome};

const ONE: &str = "<urn:a> <urn:b> \"caf\\u00E9 \\\"x\\\"\"@en <urn:g:1> .\n";
const TWO: &str = "<urn:a> <urn:b> <urn:c> <urn:g:2> .\n<urn:a> <urn:b> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g:2> .\n";
const THREE: &str = "<urn:a> <urn:b> <urn:d> <urn:g:3> .\n";

/// A server that takes graphs, empty at first.
fn target() -> (Desk, Served) {
    let desk = Desk::empty();
    let place = desk.file("target.nq", "");
    let served = Served::start(&place, &["--writable", "--no-gate"]);
    (desk, served)
}

/// Pushes the graph of a desk with the token of the server.
fn push(desk: &Desk, args: &[&str]) -> Outcome {
    let mut command = Command::cargo_bin("testimony").unwrap();
    let secret = ["--auth", "bearer", "--secret-env", "PUSH_TOKEN"];
    let ended = command
        .current_dir(&desk.folder)
        .env("PUSH_TOKEN", TOKEN)
        .args(["push"].iter().chain(args).chain(&secret))
        .args(["--store", &desk.path("graph.nq")])
        .output()
        .unwrap();
    Outcome {
        code: ended.status.code(),
        output: String::from_utf8(ended.stdout).unwrap(),
        messages: String::from_utf8(ended.stderr).unwrap(),
    }
}

/// What the graphs of this story hold at the server.
fn held(served: &Served) -> Vec<String> {
    let query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), \"urn:g:\")) } GROUP BY ?g ORDER BY ?g";
    let answer = served.query(query, "text/csv").text();
    answer.lines().skip(1).map(str::to_owned).collect()
}

/// Pushes a graph, then two changed ones; what each push said and what the server then has.
fn three_pushes(protocol: &str, path: &str) -> [(String, Vec<String>); 3] {
    let (_target, served) = target();
    let desk = Desk::empty();
    let url = format!("http://{}/{path}", served.address);
    let query = format!("http://{}/sparql", served.address);
    let changed = "<urn:a> <urn:b> <urn:c> <urn:g:2> .\n";
    [
        [ONE, TWO].concat(),
        [ONE, changed, THREE].concat(),
        THREE.to_owned(),
    ]
    .map(|graph| {
        desk.file("graph.nq", graph);
        let args = [
            url.as_str(),
            "--protocol",
            protocol,
            "--query-url",
            &query,
            "--verify",
        ];
        let outcome = push(&desk, &args);
        assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
        assert!(
            outcome.output.contains("the server has the same"),
            "{}",
            outcome.output
        );
        (outcome.output, held(&served))
    })
}

#[test]
fn what_was_sent_is_there_and_only_what_changed_is_sent_again() {
    for (protocol, path) in [("graph-store", "store"), ("update", "sparql")] {
        let [first, second, third] = three_pushes(protocol, path);
        assert!(first.0.contains("sent 3 graphs"), "{}", first.0);
        assert_eq!(first.1, ["urn:g:1,1", "urn:g:2,2"]);
        let told = "sent 2 graphs with 2 triples, removed 0, left 2";
        assert!(second.0.contains(told), "{}", second.0);
        assert_eq!(second.1, ["urn:g:1,1", "urn:g:2,1", "urn:g:3,1"]);
        let told = "sent 0 graphs with 0 triples, removed 2, left 2";
        assert!(third.0.contains(told), "{}", third.0);
        assert_eq!(third.1, ["urn:g:3,1"]);
    }
}

#[test]
fn a_dry_run_only_tells_what_would_be_done() {
    let desk = Desk::empty();
    desk.file("graph.nq", [ONE, TWO].concat());
    let told = desk.succeed(&["push", "http://127.0.0.1:9/store", "--dry-run"]);
    assert!(told.contains("send\turn:g:1\t1\nsend\turn:g:2\t2\n"), "{told}");
    assert!(!std::path::Path::new(&desk.path("graph.nq.pushed")).exists());
}

#[test]
fn a_graph_is_sent_in_as_many_parts_as_it_takes() {
    let (_target, served) = target();
    for (protocol, path) in [("graph-store", "store"), ("update", "sparql")] {
        let desk = Desk::empty();
        let lines: String = (0..500)
            .map(|number| {
                format!(
                    "<urn:a> <urn:b> {number:?} <urn:g:{protocol}> .\n",
                    number = number.to_string()
                )
            })
            .collect();
        desk.file("graph.nq", lines);
        let url = format!("http://{}/{path}", served.address);
        let outcome = push(
            &desk,
            &[&url, "--protocol", protocol, "--batch-bytes", "2K", "--verify"],
        );
        assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
        assert!(held(&served).contains(&format!("urn:g:{protocol},500")));
    }
}

#[test]
fn a_server_that_lost_something_is_told_of_and_gets_it_again() {
    let (_target, served) = target();
    let desk = Desk::empty();
    desk.file("graph.nq", [ONE, TWO].concat());
    let url = format!("http://{}/store", served.address);
    let query = format!("http://{}/sparql", served.address);
    let args = [url.as_str(), "--query-url", &query];
    assert_eq!(push(&desk, &args).code, Some(0));
    let bearer = format!("Bearer {TOKEN}");
    let gone = served.send(
        ("DELETE", "/store?graph=urn:g:2"),
        &[("authorization", &bearer)],
        b"",
    );
    assert_eq!(gone.status, 204);
    let outcome = push(&desk, &args);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("nothing of <urn:g:2>"),
        "{}",
        outcome.messages
    );
    assert!(push(&desk, &args).output.contains("sent 1 graphs with 2 triples"));
    assert_eq!(held(&served), ["urn:g:1,1", "urn:g:2,2"]);
}

#[test]
fn a_push_that_is_refused_says_why_and_what_to_do() {
    let (_target, served) = target();
    let desk = Desk::empty();
    desk.file("graph.nq", ONE);
    let url = format!("http://{}/store", served.address);
    let refused = desk.run(&["push", &url]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.messages.contains("--auth"), "{}", refused.messages);
    let secret = desk.run(&[
        "push",
        &url,
        "--auth",
        "bearer",
        "--secret-env",
        "NOT_SET_ANYWHERE",
    ]);
    assert!(
        secret.messages.contains("NOT_SET_ANYWHERE"),
        "{}",
        secret.messages
    );
    let nowhere = push(&desk, &["http://127.0.0.1:9/store", "--retries", "0"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(
        nowhere.messages.contains("127.0.0.1:9") && nowhere.messages.contains("goes on from there"),
        "{}",
        nowhere.messages
    );
    desk.file("graph.nq", "_:b <urn:b> <urn:c> <urn:g:1> .\n");
    let blank = push(&desk, &[&url]);
    assert!(blank.messages.contains("blank node"), "{}", blank.messages);
    assert_eq!(held(&served), [""; 0]);
}

/// A server that answers by a list, the last answer again and again; and the heads of the requests that came.
fn scripted(answers: &'static [&'static str]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/store", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = heads.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut line, mut length) = (String::new(), String::new(), 0);
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                head.push_str(&std::mem::take(&mut line));
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            let mut heads = kept.lock().unwrap();
            let answer = answers[heads.len().min(answers.len() - 1)];
            heads.push(head);
            // Who gave up has gone.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (url, heads)
}

const TAKEN: &str = "HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const BUSY: &str =
    "HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const WHO: &str = "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Digest realm=\"graphs\", nonce=\"abc\", qop=\"auth\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const MOVED: &str = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://other.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A graph of one quad, without the ontology that a graph in a file would get.
fn sent(url: &str, more: &[&str]) -> Outcome {
    let desk = Desk::empty();
    desk.file("graph.nq", ONE);
    let secret = desk.file("secret", "open sesame\n");
    desk.run(&[&["push", url, "--secret-file", &secret], more].concat())
}

#[test]
fn a_busy_server_is_asked_again_and_a_digest_is_given_when_it_is_asked_for() {
    let (url, heads) = scripted(&[BUSY, WHO, TAKEN]);
    sent(&url, &["--auth", "digest", "--user", "ann"]);
    let heads = heads.lock().unwrap();
    assert!(
        heads[..3]
            .iter()
            .all(|head| head.starts_with("PUT /store?graph=")),
        "{heads:?}"
    );
    assert!(heads[1].to_lowercase().find("authorization").is_none());
    let answer = heads[2]
        .lines()
        .find(|line| line.to_lowercase().starts_with("authorization: digest "))
        .unwrap();
    for part in [
        "username=\"ann\"",
        "realm=\"graphs\"",
        "uri=\"/store?graph=",
        "nc=00000001",
        "response=\"",
    ] {
        assert!(answer.contains(part), "{answer}");
    }
    assert!(!heads.concat().contains("sesame"));
}

#[test]
fn a_password_is_not_sent_in_clear_where_a_digest_was_meant_nor_to_another_address() {
    let (url, heads) = scripted(&[
        "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm=\"a\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ]);
    let outcome = sent(&url, &["--auth", "digest", "--user", "ann"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.messages.contains("Basic realm"), "{}", outcome.messages);
    assert_eq!(heads.lock().unwrap().len(), 1);
    let (url, heads) = scripted(&[MOVED]);
    let outcome = sent(&url, &["--auth", "basic", "--user", "ann"]);
    assert!(
        outcome.messages.contains("http://other.example/"),
        "{}",
        outcome.messages
    );
    assert_eq!(heads.lock().unwrap().len(), 1);
}
