//! A verified copy of a graph, and the history of what is written over HTTP.

use super::served::{Served, TOKEN};
use super::{Desk, testimony};

fn built() -> Desk {
    let desk = Desk::empty();
    let article = desk.file("a.txt", "The mayor of Novo said Open Ports owns two depots.");
    desk.succeed(&["build", &article]);
    desk
}

/// Sends an update, and says how it went.
fn update(served: &Served, text: &str) -> u16 {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "application/sparql-update"),
        ("authorization", bearer.as_str()),
    ];
    served.send(("POST", "/sparql"), &headers, text.as_bytes()).status
}

#[test]
fn a_backup_in_one_file_comes_back_with_the_same_hash_and_what_was_written_over_http() {
    let desk = built();
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    assert_eq!(
        update(
            &served,
            "INSERT DATA { GRAPH <urn:notes> { <urn:a> <urn:b> 1 } <urn:c> <urn:d> 2 }"
        ),
        204
    );
    let refused = desk.run(&["build", &desk.path("a.txt")]);
    assert!(
        refused.messages.contains("(`testimony serve`)"),
        "{}",
        refused.messages
    );
    for name in ["copy.trig", "copy.nq"] {
        let output = desk.succeed(&["backup", &desk.path(name)]);
        assert!(output.starts_with("wrote and verified "), "{output}");
        let other = desk.path(&format!("from-{name}.nq"));
        assert_eq!(
            testimony(&desk, &["import", &desk.path(name), "--store", &other]).code,
            Some(0)
        );
        assert_eq!(
            testimony(&desk, &["hash", "--store", &other]).output,
            desk.succeed(&["hash"])
        );
        let clean = testimony(&desk, &["fsck", "--store", &other]);
        assert_eq!(clean.output, "0 findings\n", "{}", clean.messages);
    }
    let left = std::fs::read_dir(&desk.folder).unwrap();
    let names = left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| !name.contains("unverified")));
}

#[test]
fn a_backup_in_a_folder_has_the_history_and_is_used_as_it_is() {
    let desk = built();
    desk.succeed(&["policy", "set", "--sources", "2"]);
    let folder = desk.path("backup");
    desk.succeed(&["backup", &folder]);
    let copy = desk.path("backup/graph.nq");
    let copied = |args: &[&str]| testimony(&desk, &[args, &["--store", &copy]].concat());
    assert_eq!(copied(&["hash"]).output, desk.succeed(&["hash"]));
    assert_eq!(copied(&["log"]).output, desk.succeed(&["log"]));
    assert_eq!(
        copied(&["policy", "show"]).output,
        desk.succeed(&["policy", "show"])
    );
    assert_eq!(copied(&["fsck"]).output, "0 findings\n");
    let again = desk.run(&["backup", &folder]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.messages.contains("there is something at"),
        "{}",
        again.messages
    );
}

#[test]
fn what_is_written_over_http_is_in_the_history_and_can_be_taken_back() {
    let desk = built();
    let before = desk.succeed(&["hash"]);
    let served = Served::start(&desk.path("graph.nq"), &["--writable"]);
    assert_eq!(
        update(
            &served,
            "INSERT DATA { GRAPH <urn:notes> { <urn:a> <urn:b> \"one\" } }"
        ),
        204
    );
    assert_eq!(
        update(&served, "DELETE WHERE { GRAPH <urn:none> { ?a ?b ?c } }"),
        204
    );
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("content-type", "text/turtle"),
        ("authorization", bearer.as_str()),
    ];
    let put = served.send(("PUT", "/store?graph=urn:more"), &headers, b"<urn:e> <urn:f> 3 .");
    assert_eq!(put.status, 201);
    drop(served);
    let log = desk.succeed(&["log"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(lines[0].contains("PUT /store: 1 documents (+1 -0)"), "{log}");
    assert!(lines[1].contains("POST /sparql: 1 documents (+1 -0)"), "{log}");
    let patch = desk.succeed(&["diff", "1", "2", "--format", "patch"]);
    assert!(
        patch.contains("A <urn:a> <urn:b> \"one\" <urn:notes> ."),
        "{patch}"
    );
    let written = desk.succeed(&["hash"]);
    desk.succeed(&["restore", "1"]);
    assert_eq!(desk.succeed(&["hash"]), before);
    desk.succeed(&["restore", "3"]);
    assert_eq!(desk.succeed(&["hash"]), written);
    assert_eq!(desk.succeed(&["fsck"]), "0 findings\n");
}
