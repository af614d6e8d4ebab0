//! A graph in a folder: kept by a database, and read beside whoever writes to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::served::{Served, TOKEN};
use super::{Desk, Outcome, example, testimony};

/// Runs a command on the graph in the folder.
fn run(desk: &Desk, args: &[&str]) -> Outcome {
    testimony(desk, &[args, &["--store", &desk.path("graph")]].concat())
}

/// What a command writes that has to succeed.
fn succeed(desk: &Desk, args: &[&str]) -> String {
    let outcome = run(desk, args);
    assert_eq!(outcome.code, Some(0), "{args:?}: {}", outcome.messages);
    outcome.output
}

/// A folder with an article.
fn with_article(name: &str) -> Desk {
    let desk = Desk::empty();
    succeed(&desk, &["build", &example(name)]);
    desk
}

#[test]
fn a_folder_keeps_the_graph_between_two_runs() {
    let desk = with_article("harbour-freight-buyer.txt");
    succeed(&desk, &["build", &example("harbour-freight-seller.txt")]);
    let contested = succeed(&desk, &["contested"]);
    assert!(contested.contains("Berg Holding denies"), "{contested}");
    let file = Desk::empty();
    for article in ["harbour-freight-buyer.txt", "harbour-freight-seller.txt"] {
        file.succeed(&["build", &example(article)]);
    }
    assert_eq!(succeed(&desk, &["hash"]), file.succeed(&["hash"]));
}

#[test]
fn a_server_shows_what_is_built_meanwhile() {
    let desk = with_article("harbour-freight-buyer.txt");
    let served = Served::start(&desk.path("graph"), &[]);
    let shows_denial = || {
        let query = "SELECT ?who { ?who tm:denies ?what }";
        served.query(query, "text/csv").text().contains("berg-holding")
    };
    assert!(!shows_denial());
    succeed(&desk, &["build", &example("harbour-freight-seller.txt")]);
    let begun = Instant::now();
    while !shows_denial() {
        assert!(begun.elapsed().as_secs() < 30, "{}", served.log());
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_folder_is_read_and_copied_while_a_server_writes_to_it() {
    let desk = with_article("harbour-freight-seller.txt");
    let before = succeed(&desk, &["hash"]);
    let served = Served::start(&desk.path("graph"), &["--writable"]);
    assert_eq!(succeed(&desk, &["hash"]), before);
    assert!(succeed(&desk, &["find", "Berg Holding"]).contains("Berg Holding"));
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    let update = b"INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }";
    assert_eq!(served.send(("POST", "/sparql"), &headers, update).status, 204);
    let after = succeed(&desk, &["hash"]);
    assert_ne!(after, before);
    let for_worker = "SELECT (COUNT(*) AS ?n) { <http://example.org/a> ?p ?o OPTIONAL { ?o ?q ?r } }";
    assert_eq!(served.query(for_worker, "text/csv").text(), "n\r\n1\r\n");
    succeed(&desk, &["backup", &desk.path("copy")]);
    let copy = testimony(&desk, &["hash", "--store", &desk.path("copy/graph.nq")]);
    assert_eq!(copy.output, after);
    let refused = run(&desk, &["build", &example("vaccine-trial.html")]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.messages.contains("`testimony serve`"),
        "{}",
        refused.messages
    );
}

/// The snapshot that readers read, and the file in it that has most.
fn snapshot(desk: &Desk) -> (PathBuf, PathBuf) {
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut snapshots = entries(Path::new(&desk.path("graph/snapshots")));
    let snapshot = snapshots.find(|path| path.is_dir()).unwrap();
    let tables = entries(&snapshot).filter(|path| path.extension().is_some_and(|ending| ending == "sst"));
    let largest = tables.max_by_key(|path| fs::metadata(path).unwrap().len());
    (snapshot, largest.unwrap())
}

/// What is found in the folder, and that a repair leaves the graph of this hash.
fn found_and_repaired(desk: &Desk, hash: &str) -> String {
    let found = run(desk, &["fsck"]);
    assert_eq!(found.code, Some(1), "{}{}", found.output, found.messages);
    let repaired = succeed(desk, &["fsck", "--repair"]);
    assert_eq!(repaired, "repaired: saved the graph\n0 findings\n");
    assert_eq!(succeed(desk, &["hash"]), hash);
    found.output
}

#[test]
fn a_damaged_snapshot_is_found_and_made_anew() {
    let desk = with_article("harbour-freight-buyer.txt");
    let hash = succeed(&desk, &["hash"]);
    let (_, table) = snapshot(&desk);
    let bytes = fs::read(&table).unwrap();
    // The database has the same file by another name, which stays as it is.
    fs::remove_file(&table).unwrap();
    fs::write(&table, &bytes[..bytes.len() / 2]).unwrap();
    let found = found_and_repaired(&desk, &hash);
    assert!(
        found.contains("snapshot: the snapshot for readers: is damaged ("),
        "{found}"
    );
}

#[test]
fn a_snapshot_of_another_graph_is_found_and_made_anew() {
    let desk = with_article("harbour-freight-buyer.txt");
    let older = desk.path("older");
    fs::rename(snapshot(&desk).0, &older).unwrap();
    succeed(&desk, &["build", &example("harbour-freight-seller.txt")]);
    let hash = succeed(&desk, &["hash"]);
    let (newest, _) = snapshot(&desk);
    fs::remove_dir_all(&newest).unwrap();
    fs::rename(older, newest).unwrap();
    assert_ne!(succeed(&desk, &["hash"]), hash);
    let found = found_and_repaired(&desk, &hash);
    assert!(
        found.contains("snapshot: the snapshot for readers: is not what was saved"),
        "{found}"
    );
}
