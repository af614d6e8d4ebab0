//! Questions that are answered by processes of their own: what they do to these, they do not do to the server.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::Desk;
use super::served::{Served, TOKEN, encoded};

/// How long something may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Counts what is in a graph in a way that is no look-up.
const COUNT: &str =
    "SELECT (COUNT(*) AS ?n) { GRAPH <urn:mine> { ?s ?p ?o } FILTER NOT EXISTS { ?s <urn:never> ?x } }";
/// Sorts a product, all of which has to be in memory.
const SORT: &str =
    "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } } ORDER BY ?c ?f ?l";

/// A server of the graph of the examples with one worker.
fn served(more: &[&str]) -> (Desk, Served) {
    let desk = Desk::with_examples();
    let args = [&["--workers", "1"], more].concat();
    let served = Served::start(&desk.path("graph.nq"), &args);
    (desk, served)
}

/// The processes that a process has started and that have not ended.
fn children(process: u32) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let children: String = tasks.map(of_task).collect();
    let children = children.split_whitespace().filter(|child| works(child));
    children.map(str::to_owned).collect()
}

/// Whether a process is there and has not ended with all its threads, be it that nobody has asked after it yet.
fn works(process: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let threads = fs::read_dir(format!("/proc/{process}/task")).map_or(0, Iterator::count);
    !(status.is_empty() || status.contains("State:\tZ") && threads < 2)
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

fn is_answered(served: &Served) -> bool {
    served.query(COUNT, "text/csv").status == 200
}

#[test]
fn a_look_up_needs_no_worker_and_a_count_has_one_that_stays() {
    let (_desk, served) = served(&[]);
    assert_eq!(
        served
            .query("SELECT ?p ?o { GRAPH ?g { tm:Claim ?p ?o } }", "")
            .status,
        200
    );
    assert!(children(served.id()).is_empty());
    assert!(is_answered(&served));
    let first = children(served.id());
    assert_eq!(first.len(), 1);
    assert!(is_answered(&served));
    assert_eq!(children(served.id()), first);
}

#[test]
fn without_workers_the_server_answers_by_itself() {
    let desk = Desk::with_examples();
    let served = Served::start(&desk.path("graph.nq"), &["--workers", "0"]);
    assert!(is_answered(&served));
    assert!(children(served.id()).is_empty());
}

#[test]
fn a_question_that_takes_too_much_memory_ends_its_worker_and_nothing_else() {
    let (_desk, served) = served(&["--memory-limit", "50M", "--timeout", "60"]);
    let reply = served.query(SORT, "");
    assert_eq!(reply.status, 503);
    assert!(
        reply.text().contains("more memory than it may"),
        "{}",
        reply.text()
    );
    assert_eq!(reply.header("retry-after"), "2");
    assert!(is_answered(&served));
    assert!(
        served
            .get("/metrics", "")
            .text()
            .contains("testimony_questions_stopped_total 1")
    );
}

#[test]
fn a_worker_is_killed_over_a_question_that_takes_too_long_or_that_nobody_waits_for() {
    let (_desk, served) = served(&["--timeout", "2"]);
    assert_eq!(served.query(SORT, "").status, 503);
    wait_until("the worker goes on", || children(served.id()).is_empty());
    let stream = served.begin(("GET", &format!("/sparql?query={}", encoded(SORT))), &[], b"");
    wait_until("no worker is started", || !children(served.id()).is_empty());
    drop(stream);
    wait_until("the worker goes on without a client", || {
        children(served.id()).is_empty()
    });
    assert!(is_answered(&served));
}

#[test]
fn a_worker_that_died_in_between_is_replaced() {
    let (_desk, served) = served(&[]);
    assert!(is_answered(&served));
    let [first] = children(served.id()).try_into().unwrap();
    assert!(
        Command::new("kill")
            .args(["-KILL", &first])
            .status()
            .unwrap()
            .success()
    );
    wait_until("the killed worker is there", || !works(&first));
    let reply = served.query(COUNT, "text/csv");
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn workers_see_what_was_written_before() {
    let (_desk, served) = served(&["--writable", "--no-gate"]);
    let token = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/sparql-update"),
    ];
    for number in 1..4 {
        let update = format!("INSERT DATA {{ GRAPH <urn:mine> {{ <urn:a> <urn:b> {number} }} }}");
        assert_eq!(
            served
                .send(("POST", "/sparql"), &headers, update.as_bytes())
                .status,
            204
        );
        assert_eq!(
            served.query(COUNT, "text/csv").text(),
            format!("n\r\n{number}\r\n")
        );
    }
}

#[test]
fn a_worker_ends_when_its_graph_is_served_no_more() {
    let (desk, served) = served(&[]);
    assert!(is_answered(&served));
    let [first] = children(served.id()).try_into().unwrap();
    let article = desk.file("a.txt", "The mayor of Novo said Open Ports owns two depots.");
    desk.succeed(&["build", &article]);
    wait_until("the worker goes on with the old graph", || !works(&first));
    assert!(is_answered(&served));
}

#[test]
fn workers_end_with_their_server_however_it_ends() {
    let (_desk, served) = served(&["--timeout", "60"]);
    let _stream = served.begin(("GET", &format!("/sparql?query={}", encoded(SORT))), &[], b"");
    wait_until("no worker is started", || !children(served.id()).is_empty());
    let [worker] = children(served.id()).try_into().unwrap();
    // Dropped, it is killed without a chance to do anything.
    drop(served);
    wait_until("the worker goes on without a server", || !works(&worker));
}

#[test]
fn a_page_shows_what_a_worker_found() {
    let (_desk, served) = served(&[]);
    let page = served.query(
        "SELECT ?w (COUNT(?c) AS ?claims) { GRAPH ?g { ?c tm:claimant ?w OPTIONAL { ?w a ?k } } } GROUP BY ?w",
        "text/html",
    );
    assert_eq!(page.status, 200);
    assert!(page.text().contains("claims"), "{}", page.text());
    assert_eq!(children(served.id()).len(), 1);
}
