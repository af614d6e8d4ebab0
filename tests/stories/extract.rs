//! Documents go in as lines and come out as lines, in the same order, without a graph.

use super::{Desk, testimony};

#[test]
fn each_record_gives_one_line_and_a_bad_one_says_why() {
    let desk = Desk::empty();
    let records = "{\"id\":\"a\",\"text\":\"The mayor said the bridge was safe.\"}\n{\"id\":\"b\"}\n\
                   {\"id\":\"c\",\"text\":\"The mayor said the bridge was safe.\"}\n";
    let file = desk.file("records.jsonl", records);
    let outcome = testimony(&desk, &["extract", &file]);
    assert_eq!(outcome.code, Some(1));
    let lines: Vec<serde_json::Value> = outcome
        .output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((&lines[0]["id"], &lines[2]["id"]), (&"a".into(), &"c".into()));
    assert_eq!(lines[0]["claims"], lines[2]["claims"]);
    assert_eq!(lines[0]["claims"][0]["cue"]["span"], serde_json::json!([10, 14]));
    assert!(
        lines[1]["error"]
            .as_str()
            .unwrap()
            .contains("missing field `text`")
    );
}

const NEWS: &str = "{\"id\":\"a\",\"text\":\"Nordbank bought Harbour Freight last week. Berg Holding said that \
                    Nordbank owns the Ostby mine.\"}\n{\"id\":\"b\",\"text\":\"?!\"}\n";

#[test]
fn what_is_only_alleged_is_no_triple() {
    let desk = Desk::empty();
    let file = desk.file("records.jsonl", NEWS);
    let outcome = testimony(&desk, &["extract", "--format", "triples", &file]);
    let lines: Vec<serde_json::Value> = outcome
        .output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let triple = serde_json::json!({"sub": "Nordbank", "rel": "bought", "obj": "Harbour Freight"});
    assert_eq!(lines[0], serde_json::json!({"id": "a", "triples": [triple]}));
    assert_eq!(lines[1]["id"], "b", "an error says which record it is about");
    assert!(lines[1]["error"].as_str().unwrap().contains("has no text"));
}

#[test]
fn the_quads_are_those_that_a_build_stores() {
    let desk = Desk::empty();
    let file = desk.file("records.jsonl", NEWS);
    let quads = testimony(&desk, &["extract", "--format", "nquads", &file]).output;
    let built = testimony(&desk, &["build", &file, "--print", "nquads"]).output;
    let stored: Vec<_> = built.lines().filter(|line| line.contains("/document/")).collect();
    assert!(quads.lines().count() > 100);
    assert!(quads.lines().all(|line| stored.contains(&line)));
    assert!(quads.lines().is_sorted());
}

#[test]
fn documents_may_be_shared_out_in_any_way_and_the_quads_are_the_same() {
    let desk = Desk::empty();
    let cities = [
        "Oslo", "Lima", "Quito", "Riga", "Lagos", "Turin", "Hanoi", "Porto",
    ];
    let record = |city: &&str| {
        format!(
            "{{\"id\":\"{city}\",\"text\":\"The mayor said {city} bank was safe. Nordbank denied that it bought {city} Mills.\"}}"
        )
    };
    let records: Vec<String> = cities.iter().map(record).collect();
    let quads = |shards: usize| {
        let mut lines = std::collections::BTreeSet::new();
        // The last shard goes first, and takes its records from the end.
        for shard in (0..shards).rev() {
            let of_shard = records
                .iter()
                .enumerate()
                .filter(|(place, _)| place % shards == shard);
            let input: String = of_shard.rev().map(|(_, record)| format!("{record}\n")).collect();
            let output = desk.succeed_with(&["extract", "--format", "nquads", "-"], &input);
            lines.extend(output.lines().map(str::to_owned));
        }
        lines
    };
    let alone = quads(1);
    assert!(alone.len() > 100);
    for shards in [2, 7, 64] {
        assert!(quads(shards) == alone, "{shards} shards");
    }
}

#[cfg(not(feature = "llm"))]
#[test]
fn an_extractor_that_was_not_built_in_is_refused_with_what_to_do() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", "Nordbank bought Harbour Freight.\n");
    let outcome = testimony(&desk, &["build", &article, "--extractor", "llm"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains("--features llm"),
        "{}",
        outcome.messages
    );
}
