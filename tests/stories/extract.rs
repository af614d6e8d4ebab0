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
