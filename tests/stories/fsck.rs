//! A graph is verified, and what can be worked out again is repaired.

use std::fs;

use super::Desk;

const ARTICLE: &str =
    "The mayor of Novo said Open Ports owns two depots. Border Police denied that Open Ports owns a ship.";

fn built() -> Desk {
    let desk = Desk::empty();
    let article = desk.file("a.txt", ARTICLE);
    desk.succeed(&["build", &article]);
    desk
}

/// What is found, with exit code 1.
fn found(desk: &Desk, args: &[&str]) -> String {
    let outcome = desk.run(&[&["fsck"], args].concat());
    assert_eq!(outcome.code, Some(1), "{}{}", outcome.output, outcome.messages);
    outcome.output
}

/// Changes the graph's file as text.
fn change(desk: &Desk, change: impl Fn(&str) -> String) {
    let path = desk.path("graph.nq");
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(path, changed).unwrap();
}

#[test]
fn a_graph_as_it_was_built_has_nothing_to_find() {
    let desk = built();
    assert_eq!(desk.succeed(&["fsck"]), "0 findings\n");
    let json = desk.succeed(&["fsck", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["clean"], json["findings"].as_array().unwrap().len()),
        (&true.into(), 0)
    );
    desk.succeed(&["reason"]);
    assert_eq!(desk.succeed(&["fsck"]), "0 findings\n");
}

#[test]
fn what_follows_from_the_documents_is_repaired_by_working_it_out_anew() {
    let desk = built();
    let hash = desk.succeed(&["hash"]);
    change(&desk, |text| {
        let is_accepted = |line: &&str| line.ends_with("graph/speech-acts> .") && line.contains("Denies");
        let is_other = |line: &&str| !line.ends_with("testimony/graph/entities> .");
        let kept: Vec<&str> = text
            .lines()
            .filter(is_other)
            .filter(|line| !is_accepted(line))
            .collect();
        kept.join("\n") + "\n"
    });
    let output = found(&desk, &[]);
    assert!(output.contains("derived: graph:entities: lacks"), "{output}");
    let repaired = desk.succeed(&["fsck", "--repair"]);
    assert!(repaired.contains("repaired: worked out anew"), "{repaired}");
    assert_eq!(desk.succeed(&["hash"]), hash);
}

#[test]
fn a_document_that_was_changed_is_found_and_left_for_a_person_to_restore() {
    let desk = built();
    let hash = desk.succeed(&["hash"]);
    change(&desk, |text| text.replace("owns two depots", "owns ten depots"));
    let output = found(&desk, &["--repair"]);
    assert!(
        output.contains("document: doc:") && output.contains("does not name it"),
        "{output}"
    );
    assert!(
        output.contains("testimony restore") && !output.contains("wrote revision"),
        "{output}"
    );
    desk.succeed(&["restore", "1"]);
    assert_eq!(desk.succeed(&["hash"]), hash);
}

#[test]
fn a_file_that_is_no_graph_any_more_comes_back_from_its_history() {
    let desk = built();
    let hash = desk.succeed(&["hash"]);
    let text = fs::read(desk.path("graph.nq")).unwrap();
    fs::write(desk.path("graph.nq"), &text[..text.len() / 2]).unwrap();
    let output = found(&desk, &[]);
    assert!(
        output.contains("store: ") && output.contains("is not a graph in N-Quads"),
        "{output}"
    );
    assert!(found(&desk, &["--repair"]).contains("testimony restore"));
    fs::rename(desk.path("graph.nq"), desk.path("damaged.nq")).unwrap();
    desk.succeed(&["restore", "1"]);
    assert_eq!(desk.succeed(&["hash"]), hash);
    assert_eq!(desk.succeed(&["fsck"]), "0 findings\n");
}

#[test]
fn what_a_killed_write_left_behind_is_found_and_removed() {
    let desk = built();
    desk.file("graph.nq.new", "half a gra");
    desk.file("graph.nq.edition", "junk");
    let objects = desk.folder.path().join("graph.nq.history/objects/ab");
    fs::create_dir_all(&objects).unwrap();
    fs::write(objects.join("abcdef"), "nobody's").unwrap();
    let output = found(&desk, &[]);
    assert_eq!(output.matches("leftover: ").count(), 2, "{output}");
    assert_eq!(output.matches("companion: ").count(), 1, "{output}");
    let repaired = desk.succeed(&["fsck", "--repair"]);
    assert!(
        repaired.contains("removed 2 files that were left behind"),
        "{repaired}"
    );
    assert!(!desk.folder.path().join("graph.nq.new").exists());
    assert_eq!(desk.succeed(&["fsck"]), "0 findings\n");
}

#[test]
fn a_damaged_history_and_a_damaged_policy_are_found() {
    let desk = built();
    let objects = walkdir::WalkDir::new(desk.path("graph.nq.history/objects"));
    let object = objects
        .into_iter()
        .map(Result::unwrap)
        .find(|entry| entry.file_type().is_file());
    fs::write(object.unwrap().path(), "junk").unwrap();
    let output = found(&desk, &[]);
    assert!(
        output.contains("history: ") && output.contains("cannot be had back"),
        "{output}"
    );
    desk.file("graph.nq.policy.toml", "sources = \"many\"");
    assert!(found(&desk, &[]).contains("companion: the graph's policy"));
    desk.file("graph.nq.history/log.jsonl", "{}\n");
    assert!(found(&desk, &["--repair"]).contains("log.jsonl:1"));
}

#[test]
fn a_graph_that_is_not_there_cannot_be_examined() {
    let outcome = Desk::empty().run(&["fsck"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("there is no graph at"),
        "{}",
        outcome.messages
    );
}
