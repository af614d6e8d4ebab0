//! The scores on the development sets, as they stand in `tests/corpus/scores.tsv`, so that any change shows.
//!
//! The sets are data outside the repository; without them the tests say so and check nothing. The command in
//! `docs/evaluation.md` writes the table again.

use std::path::Path;
use std::process::Command;

const GOLD: &str = "../shared/gold";
const SETS: [&str; 5] = [
    "claims/claims_dev.jsonl",
    "claims/articles_dev.jsonl",
    "gum/news_interview_dev.jsonl",
    "uds_factuality/dev.jsonl.gz",
    "carb/dev.tsv",
];

fn is_here() -> bool {
    let is_here = SETS.iter().all(|set| Path::new(GOLD).join(set).exists());
    if !is_here {
        eprintln!("SKIPPED: {GOLD} is not here, so nothing was checked");
    }
    is_here
}

fn eval(sets: &[&str]) -> String {
    let sets = sets.iter().map(|set| Path::new(GOLD).join(set));
    let mut command = assert_cmd::Command::cargo_bin("testimony").unwrap();
    let output = command.arg("eval").args(sets).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_scores_are_those_of_the_table() {
    if is_here() {
        let stored = include_str!("corpus/scores.tsv");
        let found = eval(&SETS);
        let changed: Vec<_> = found
            .lines()
            .filter(|line| !stored.lines().any(|old| old == *line))
            .collect();
        assert!(
            found == stored,
            "these scores changed; see docs/evaluation.md for the command that writes the table again:\n{}",
            changed.join("\n")
        );
    }
}

/// What the scorer makes of the first set; nothing without Python.
fn figures_of_the_scorer() -> Option<serde_json::Value> {
    let scorer = Path::new(GOLD).join("claims/score.py");
    let set = Path::new(GOLD).join(SETS[0]);
    let folder = tempfile::TempDir::new().unwrap();
    let found = folder.path().join("found.jsonl");
    let mut command = assert_cmd::Command::cargo_bin("testimony").unwrap();
    let output = command.arg("extract").arg(&set).output().unwrap();
    std::fs::write(&found, output.stdout).unwrap();
    let paths = [&scorer, &found, &set];
    let output = Command::new("python3").args(paths).arg("--json").output().ok()?;
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn the_figures_are_those_of_the_scorer_that_comes_with_the_sets() {
    if !is_here() {
        return;
    }
    let Some(theirs) = figures_of_the_scorer() else {
        eprintln!("SKIPPED: there is no python3, so nothing was checked");
        return;
    };
    let ours = eval(&SETS[..1]);
    let cell = |layer: &str, column: usize| {
        let line = ours.lines().find(|line| line.split('\t').nth(1) == Some(layer));
        let cell = line.unwrap().split('\t').nth(column).unwrap();
        cell.parse::<f64>().unwrap()
    };
    for (layer, metric) in [
        ("cue", "cue_detection"),
        ("source", "source_overlap"),
        ("content", "content_overlap"),
        ("whole claim", "full_claim"),
        ("proposition", "spo_relaxed"),
    ] {
        for (column, name) in [(2, "P"), (3, "R"), (4, "F1")] {
            let (ours, theirs) = (cell(layer, column), theirs[metric][name].as_f64().unwrap());
            assert!(
                (ours - theirs).abs() < 0.0006,
                "{layer} {name}: {ours} is not {theirs}"
            );
        }
    }
    let polarity = theirs["polarity_acc_matched"].as_f64().unwrap();
    assert!((cell("polarity", 4) - polarity).abs() < 0.0006);
}
