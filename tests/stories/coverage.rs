//! People see which sentences give no claim and why, and paste what the tables lack.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Desk, testimony};

/// Sentences with a known relation, an unknown predicate, an unknown cue, unknown nouns and no predicate at all.
const NEWS: &str = "Harbour news

The Novo police arrested Ann Lee on Monday. The Novo police serenaded Ann Lee in Porto.

Ann Lee grumbled that the police had lied. The gizmo was shipped to Lisbon.

The widgetmonger arrested Bo Berg. The notion that the bank collapsed worries Bo Berg.

No comment. A mystery.
";

fn read(desk: &Desk, arguments: &[&str]) -> String {
    let outcome = testimony(desk, arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {}", outcome.messages);
    outcome.output
}

fn report(desk: &Desk) -> Value {
    let news = desk.file("news.txt", NEWS);
    let text = read(desk, &["coverage", &news, "--format", "json", "--top", "50"]);
    serde_json::from_str(&text).unwrap()
}

/// All gaps of a report.
fn gaps(report: &Value) -> Vec<&Value> {
    let kinds = ["predicates", "cues", "speakers", "nouns"];
    let lists = kinds.iter().flat_map(|kind| report[kind].as_array().unwrap());
    lists.collect()
}

fn gap<'a>(report: &'a Value, words: &str) -> &'a Value {
    let found = gaps(report).into_iter().find(|gap| gap["words"] == words);
    found.unwrap_or_else(|| panic!("no gap for {words}: {report:#}"))
}

#[test]
fn what_gives_no_claim_is_counted_and_what_is_lacking_is_told_with_a_line() {
    let desk = Desk::empty();
    let report = report(&desk);
    assert_eq!(report["documents"], 1);
    let figures = &report["sentences"];
    let sum = ["claimed", "fell_out", "nothing_to_claim"].map(|name| figures[name].as_u64().unwrap());
    assert_eq!(figures["all"].as_u64().unwrap(), sum.iter().sum::<u64>());
    assert!(sum.iter().all(|count| *count > 0), "{figures}");
    let serenade = gap(&report, "serenade");
    assert_eq!(serenade["kind"], "active");
    let line = serenade["line"]["text"].as_str().unwrap();
    assert!(
        line.contains("serenade\tverb\tsubj=subject obj=object\t"),
        "{line}"
    );
    let place = serenade["examples"][0]["place"].as_str().unwrap();
    assert!(place.contains("news.txt#char="), "{place}");
    assert_eq!(
        gap(&report, "grumble")["line"]["text"],
        "grumble\tverb\tsubj=source finite=content\tAffirms\tUnstated"
    );
    assert_eq!(gap(&report, "notion")["kind"], "noun");
    let unused = report["unused_relations"].as_array().unwrap();
    assert!(unused.iter().any(|relation| relation["relation"] == "tm:borders"));
    assert!(
        !unused
            .iter()
            .any(|relation| relation["relation"] == "tm:arrested")
    );
}

#[test]
fn every_line_is_accepted_when_it_is_pasted() {
    let desk = Desk::empty();
    let report = report(&desk);
    let folder = copy_of_ontology(&desk);
    let mut pasted: BTreeMap<&str, String> = BTreeMap::new();
    let unused = report["unused_relations"].as_array().unwrap().iter();
    let lines = gaps(&report)
        .into_iter()
        .chain(unused)
        .filter_map(|gap| gap.get("line"));
    for line in lines {
        let table = pasted.entry(line["table"].as_str().unwrap()).or_default();
        table.push_str(line["text"].as_str().unwrap());
        table.push('\n');
    }
    assert!(pasted.len() >= 3, "{pasted:?}");
    for (table, lines) in pasted {
        let path = folder.join("lexicon").join(table);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text + &lines).unwrap();
    }
    let checked = testimony(&desk, &["check", &folder.display().to_string()]);
    assert_eq!(checked.code, Some(0), "{}", checked.output);
}

fn copy_of_ontology(desk: &Desk) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    let to = PathBuf::from(desk.path("ontology"));
    for entry in walkdir::WalkDir::new(&from) {
        let path = entry.unwrap().into_path();
        let target = to.join(path.strip_prefix(&from).unwrap());
        let is_read = ["ttl", "tsv"]
            .map(Some)
            .contains(&path.extension().and_then(|end| end.to_str()));
        let is_of_lexicon =
            !path.starts_with(from.join("derivation")) && !path.starts_with(from.join("linkage"));
        if path.is_file() && is_read && is_of_lexicon {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(&path, &target).unwrap();
        }
    }
    to
}

#[test]
fn a_report_as_text_is_comments_and_lines_to_paste() {
    let desk = Desk::empty();
    let news = desk.file("news.txt", NEWS);
    let text = read(&desk, &["coverage", &news, "--top", "2"]);
    assert!(text.starts_with("# documents\t1\n"), "{text}");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<_> = lines.collect();
    assert!(
        !lines.is_empty() && lines.iter().all(|line| line.contains('\t')),
        "{lines:?}"
    );
    assert_eq!(
        text,
        read(&desk, &["coverage", &news, "--top", "2", "--threads", "1"])
    );
}

#[test]
fn a_text_that_cannot_be_read_is_named_and_the_others_are_covered() {
    let desk = Desk::empty();
    let news = desk.file("news.txt", NEWS);
    let outcome = testimony(&desk, &["coverage", &news, &desk.path("missing.txt")]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.messages.contains("missing.txt"), "{}", outcome.messages);
    assert!(
        outcome.output.starts_with("# documents\t1\n"),
        "{}",
        outcome.output
    );
}

fn why_not(sentence: &str) -> String {
    read(&Desk::empty(), &["explain", "--why-not", sentence])
}

#[test]
fn a_sentence_tells_of_each_predicate_where_it_went() {
    let claimed = why_not("The minister said the Novo police arrested Ann Lee.");
    assert!(claimed.contains("gives a claim"), "{claimed}");
    assert!(
        claimed.contains("claim: ") && claimed.contains("tm:arrested Ann Lee"),
        "{claimed}"
    );
    assert!(
        claimed.contains("attribution: “said” gives what hangs on “arrested” to “The minister”"),
        "{claimed}"
    );
    let open = why_not("The Novo police serenaded Ann Lee.");
    assert!(
        open.contains("“serenade” (open predicate: no line of relations.tsv fits)"),
        "{open}"
    );
    let asked = why_not("Did the Novo police arrest Ann Lee?");
    assert!(
        asked.contains("a question or a condition leaves it open"),
        "{asked}"
    );
}

#[test]
fn a_sentence_tells_where_it_fell_out() {
    let cases = [
        (
            "The mine closed.",
            "no claim; argument: nothing stands on one side",
        ),
        ("The mine is idle.", "fell-out (entry)"),
        ("The Novo police arrested the report.", "the object has to be tm:"),
        ("A quiet day.", "no claim; it has no predicate"),
    ];
    for (sentence, expected) in cases {
        let told = why_not(sentence);
        assert!(told.contains(expected), "{sentence}: {told}");
    }
}

#[test]
fn an_account_is_written_as_json_and_needs_no_graph() {
    let arguments = ["explain", "--why-not", "The mine closed.", "--format", "json"];
    let accounts: Value = serde_json::from_str(&read(&Desk::empty(), &arguments)).unwrap();
    assert_eq!(accounts[0]["standing"], "fell-out");
    assert_eq!(accounts[0]["stage"], "argument");
    assert_eq!(accounts[0]["predicates"][0]["word"], "closed");
    let neither = testimony(&Desk::empty(), &["explain"]);
    assert_eq!(neither.code, Some(2), "{}", neither.messages);
}
