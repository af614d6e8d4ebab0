//! A graph is linked to live reconciliation services, good and bad ones.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::served::Served;
use super::{Desk, Outcome, example, within};

/// A server that answers by a rule, from a request's head and body to status, more headers and body.
pub(super) struct Scripted {
    pub(super) url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

/// Status line, more headers, body; nothing is never answered.
pub(super) type Answer = Option<(&'static str, &'static str, String)>;

impl Scripted {
    pub(super) fn start(rule: impl Fn(usize, &str) -> Answer + Send + 'static) -> Self {
        Self::start_at("127.0.0.1:0", rule)
    }

    /// The same at an address of its own.
    pub(super) fn start_at(address: &str, rule: impl Fn(usize, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = heads.clone();
        thread::spawn(move || {
            let mut silent = Vec::new();
            for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                let (head, body) = read(&stream);
                kept.lock().unwrap().push(head);
                match rule(number, &body) {
                    Some(answer) => write(stream, &answer),
                    None => silent.push(stream),
                }
            }
        });
        Self { url, heads }
    }

    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).unwrap_or(0) > 2 {
        head.push_str(&line.to_lowercase());
        line.clear();
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

fn write(mut stream: TcpStream, (status, headers, body): &(&str, &str, String)) {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    // The client may have gone.
    let _ = stream.write_all(text.as_bytes());
}

pub(super) fn ok(body: impl Into<String>) -> Answer {
    Some(("200 OK", "", body.into()))
}

pub(super) const MANIFEST: &str = r#"{"versions": ["0.1", "0.2"], "name": "Items", "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/", "batchSize": 3}"#;

/// The questions of a batch, by their names in it.
pub(super) fn questions(body: &str) -> Vec<(String, String)> {
    let form = form_urlencoded::parse(body.as_bytes()).into_owned();
    let queries = form.into_iter().find(|(name, _)| name == "queries").unwrap().1;
    let queries: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&queries).unwrap();
    let named = queries.into_iter();
    named
        .map(|(name, query)| (name, query["query"].as_str().unwrap().to_owned()))
        .collect()
}

/// Lindow is found and a match; nothing else is.
pub(super) fn answers(body: &str) -> String {
    let results = questions(body).into_iter().map(|(name, asked)| {
        let found = if asked == "Lindow" {
            r#"{"id": "Q7", "name": "Lindow", "type": [{"id": "Q515", "name": "city"}], "score": 100, "match": true}"#
        } else {
            ""
        };
        format!("\"{name}\": {{\"result\": [{found}]}}")
    });
    format!("{{{}}}", results.collect::<Vec<_>>().join(", "))
}

/// A service that knows Lindow.
pub(super) fn well_behaved() -> Scripted {
    Scripted::start(|number, body| {
        ok(if number == 0 {
            MANIFEST.to_owned()
        } else {
            answers(body)
        })
    })
}

pub(super) fn link(desk: &Desk, url: &str, args: &[&str]) -> Outcome {
    let cache = desk.path("cache");
    desk.run(
        &[
            &[
                "link",
                "--service",
                url,
                "--as",
                "items",
                "--cache",
                &cache,
                "--retries",
                "1",
            ],
            args,
        ]
        .concat(),
    )
}

pub(super) fn links(desk: &Desk) -> String {
    desk.succeed(&["export", "--view", "links", "--format", "nquads"])
}

pub(super) const LINDOW: &str = "<https://w3id.org/testimony/entity/place/lindow> <http://www.w3.org/2004/02/skos/core#exactMatch> <http://www.wikidata.org/entity/Q7>";

#[test]
fn a_service_is_asked_in_batches_once_and_the_same_comes_out_without_it() {
    let desk = within::desk();
    let service = well_behaved();
    let told = link(&desk, &service.url, &["--contact", "me@example.org"]);
    assert_eq!(
        told.output, "9 named things: 1 linked to items, 0 unsure\n",
        "{}",
        told.messages
    );
    let drawn = links(&desk);
    assert!(drawn.contains(LINDOW), "{drawn}");
    let heads = service.heads();
    assert_eq!(heads.len(), 4, "the manifest and nine names by three: {heads:?}");
    let agent = format!(
        "user-agent: testimony/{} (me@example.org)",
        env!("CARGO_PKG_VERSION")
    );
    assert!(heads.iter().all(|head| head.contains(&agent)), "{heads:?}");
    assert_eq!(link(&desk, &service.url, &["--offline"]).code, Some(0));
    assert!(drawn == links(&desk), "kept answers give other links");
    assert_eq!(service.heads().len(), 4);
    assert_eq!(link(&desk, &service.url, &["--remove"]).code, Some(0));
    assert!(!links(&desk).contains("wikidata"));
}

#[test]
fn a_service_that_wants_a_pause_or_smaller_batches_gets_them() {
    let desk = within::desk();
    let service = Scripted::start(|number, body| match number {
        0 => ok(MANIFEST),
        1 => Some(("429 Too Many Requests", "retry-after: 0\r\n", String::new())),
        _ if questions(body).len() > 1 => Some(("413 Content Too Large", "", "too many".to_owned())),
        _ => ok(answers(body)),
    });
    let told = link(&desk, &service.url, &[]);
    assert_eq!(told.code, Some(0), "{}", told.messages);
    assert!(links(&desk).contains(LINDOW));
}

#[test]
fn what_a_person_decided_goes_before_what_the_service_calls_a_match() {
    let desk = within::desk();
    let service = well_behaved();
    let no = desk.file(
        "no.sssom.tsv",
        "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n\
         place:lindow\tskos:exactMatch\tNot\twd:Q7\tsemapv:ManualMappingCuration\n",
    );
    let told = link(&desk, &service.url, &["--decisions", &no]);
    assert_eq!(
        told.output, "9 named things: 0 linked to items, 0 unsure\n",
        "{}",
        told.messages
    );
    let explained = link(&desk, &service.url, &["--explain", "Lindow"]).output;
    assert!(explained.contains("+3.50\tservice\tmatch\tLindow"), "{explained}");
}

/// The address of a server that is gone.
pub(super) fn dead() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/api", listener.local_addr().unwrap())
}

#[test]
fn a_service_that_is_dead_silent_or_says_something_else_is_named_and_links_stay() {
    let desk = within::desk();
    let good = well_behaved();
    assert_eq!(link(&desk, &good.url, &[]).code, Some(0));
    let drawn = links(&desk);
    let silent = Scripted::start(|_, _| None);
    let page = Scripted::start(|_, _| ok("<html>down for maintenance</html>"));
    let short = Scripted::start(|number, _| {
        ok(if number == 0 {
            MANIFEST
        } else {
            "{\"q0\": {\"result\": []}}"
        })
    });
    let closed = Scripted::start(|_, _| Some(("403 Forbidden", "", "who are you?".to_owned())));
    let dead = dead();
    for (url, complaint) in [
        (&dead, "gave no reply after 2 attempts"),
        (&silent.url, "gave no reply after 2 attempts"),
        (&page.url, "its manifest is no JSON object of a service"),
        (&short.url, "it answered 1 of 3 questions"),
        (&closed.url, "replied 403 after 1 attempts: who are you?"),
    ] {
        let told = link(&desk, url, &["--timeout", "1"]);
        assert_eq!(told.code, Some(2), "{url}: {}", told.output);
        let named = format!("the service `{url}`");
        assert!(
            told.messages.contains(&named) && told.messages.contains(complaint),
            "{}",
            told.messages
        );
    }
    let told = link(&desk, &dead, &["--offline"]);
    let complaint = "is not kept: run it once without --offline";
    assert!(told.messages.contains(complaint), "{}", told.messages);
    assert!(drawn == links(&desk));
}

#[test]
fn our_own_service_answers_in_every_version() {
    let desk = Desk::with_examples();
    let home = desk.path("datasets");
    desk.succeed(&[
        "dataset",
        "add",
        "places",
        &example("datasets/places.tsv"),
        "--home",
        &home,
    ]);
    let served = Served::start(&desk.path("graph.nq"), &["--dataset", "places", "--home", &home]);
    let url = format!("http://{}/reconcile/places", served.address);
    let dry = |api: &str| {
        let told = link(&desk, &url, &["--api", api, "--dry-run", "--type", "Place=any"]);
        assert_eq!(told.code, Some(0), "{}", told.messages);
        told.output
    };
    let told = link(&desk, &url, &["--dry-run"]);
    assert!(
        told.output
            .contains("exact\tDakar\thttps://sws.geonames.org/2253354/\tDakar"),
        "{}{}",
        told.output,
        told.messages
    );
    assert_eq!(dry("0.1"), dry("0.2"));
    assert_eq!(dry("0.2"), dry("1.0-draft"));
    let wrong = link(&desk, &url, &["--api", "3"]);
    assert!(
        wrong.messages.contains("there is no version `3`"),
        "{}",
        wrong.messages
    );
}
