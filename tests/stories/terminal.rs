//! At a terminal: chains, plans, limits, manual pages, and a shell.

use assert_cmd::Command;

use super::{Desk, testimony};

#[test]
fn two_things_are_connected_through_claims_of_others() {
    let desk = Desk::with_examples();
    let path = desk.succeed(&["path", "Berg Holding", "Nordbank", "--format", "csv"]);
    assert!(path.starts_with("step,says,claimant,stance"), "{path}");
    assert!(path.lines().nth(1).unwrap().starts_with("1,"), "{path}");
    let apart = desk.run(&["path", "China", "Nordbank"]);
    assert_eq!(apart.code, Some(1));
    assert!(
        apart.messages.contains("no chain of claims"),
        "{}",
        apart.messages
    );
}

#[test]
fn a_plan_shows_the_rows_of_each_step() {
    let plan = Desk::with_examples().succeed(&["query", "--explain", "-e", "SELECT ?x { ?x tm:denies ?y }"]);
    assert!(
        plan.lines().next().unwrap().contains("rows") && plan.contains("denies"),
        "{plan}"
    );
}

#[test]
fn a_question_that_takes_too_much_memory_is_stopped() {
    let product =
        "SELECT ?a { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } } ORDER BY ?l ?a";
    let outcome = Desk::with_examples().run(&[
        "query",
        "-e",
        product,
        "--memory-limit",
        "400M",
        "--timeout",
        "60",
    ]);
    assert_eq!(outcome.code, Some(124), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("--memory-limit"),
        "{}",
        outcome.messages
    );
}

#[test]
fn every_command_has_an_example_in_its_help() {
    let desk = Desk::empty();
    let help = testimony(&desk, &["--help"]).output;
    let listed = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Options:")
        .next()
        .unwrap();
    let names = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<_> = names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 15, "{names:?}");
    let lacks = |name: &&&str| !testimony(&desk, &[name, "--help"]).output.contains("Example");
    let without: Vec<_> = names.iter().filter(lacks).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let desk = Desk::empty();
    for shell in ["bash", "zsh", "fish"] {
        let script = testimony(&desk, &["completions", shell]).output;
        assert!(
            script.contains("contested") && script.contains("about"),
            "{shell}"
        );
    }
    assert!(testimony(&desk, &["man"]).output.contains(".TH testimony"));
    assert_eq!(testimony(&desk, &["man", &desk.path("man1")]).code, Some(0));
    let page = std::fs::read_to_string(desk.path("man1/testimony-serve.1")).unwrap();
    assert!(page.contains("Example"), "{page}");
}

#[test]
fn a_shell_answers_over_several_lines_and_survives_mistakes() {
    let desk = Desk::with_examples();
    let input = ".format csv\nSELECT ?who {\n  ?who tm:denies ?what\n} ORDER BY ?who LIMIT 1\nSELEC ?x { }\n.explain\n\
                 ASK { ?s ?p ?o }\n.nonsense\n.quit\n";
    let mut command = Command::cargo_bin("testimony").unwrap();
    let command = command
        .current_dir(&desk.folder)
        .env("XDG_STATE_HOME", desk.path("state"));
    let ended = command
        .args(["shell", "--store", &desk.path("graph.nq")])
        .write_stdin(input)
        .unwrap();
    let output = String::from_utf8(ended.stdout).unwrap();
    for part in [
        "who\r\nhttps://w3id.org/testimony/",
        "did you mean `SELECT`",
        "plans are shown",
        "seconds",
        "`.nonsense` is no command",
    ] {
        assert!(output.contains(part), "{part}: {output}");
    }
    assert!(
        std::fs::read_to_string(desk.path("state/testimony/history"))
            .unwrap()
            .contains("tm:denies")
    );
}
