//! Articles become a graph.

use super::{Desk, example, examples, testimony};

#[test]
fn one_article_is_printed_and_nothing_is_kept() {
    let desk = Desk::empty();
    let outcome = testimony(
        &desk,
        &[
            "build",
            &example("harbour-freight-seller.txt"),
            "--print",
            "turtle",
        ],
    );
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(
        outcome
            .output
            .contains("Berg Holding denies: Nordbank bought Harbour Freight")
    );
    assert_eq!(std::fs::read_dir(&desk.folder).unwrap().count(), 0);
}

#[test]
fn the_folder_s_readme_is_not_an_article() {
    let desk = Desk::empty();
    let outcome = desk.run(&["build", &examples()]);
    assert!(outcome.messages.contains("8 documents"), "{}", outcome.messages);
}

#[test]
fn a_page_is_read_without_its_menu_buttons_and_footer() {
    let desk = Desk::empty();
    let printed = desk.succeed(&["build", &example("vaccine-trial.html"), "--print", "nquads"]);
    let text = printed.lines().find(|line| line.contains("#isString>")).unwrap();
    assert!(text.contains("Kenya approved a new malaria vaccine"));
    for furniture in ["Sport", "Print", "Privacy policy", "newsletter", "mosquitoes"] {
        assert!(!text.contains(furniture), "{furniture} is in {text}");
    }
    for metadata in ["Grace Otieno", "The Daily Ledger", "2024-09-12"] {
        assert!(printed.contains(metadata), "{metadata}");
    }
}

const FIRST: &str =
    "The mayor of Novo said Open Ports owns two depots. Open Ports denied owning the depots.\n";
const SECOND: &str = "The mayor of Novo said Open Ports owns three depots. Police arrested two men.\n";

/// A graph of a folder with two articles, and the folder.
fn with_two_articles() -> (Desk, String) {
    let desk = Desk::empty();
    let folder = desk.path("news");
    std::fs::create_dir(&folder).unwrap();
    desk.file("news/a.txt", FIRST);
    desk.file("news/b.txt", SECOND);
    desk.succeed(&["build", &folder]);
    (desk, folder)
}

#[test]
fn what_has_not_changed_is_not_read_again() {
    let (desk, folder) = with_two_articles();
    let before = std::fs::read(desk.path("graph.nq")).unwrap();
    let again = desk.run(&["build", &folder]);
    assert!(
        again.messages.contains("0 documents, 0 claims") && again.messages.contains(", 2 unchanged"),
        "{}",
        again.messages
    );
    let forced = desk.run(&["build", "--again", &folder]);
    assert!(forced.messages.contains("2 documents, "), "{}", forced.messages);
    assert!(before == std::fs::read(desk.path("graph.nq")).unwrap());
}

#[test]
fn a_changed_file_takes_the_place_of_its_old_version() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", FIRST);
    desk.succeed(&["build", &article]);
    desk.file("a.txt", SECOND);
    let changed = desk.run(&["build", &article]);
    assert!(
        changed.messages.contains(", 1 older versions replaced"),
        "{}",
        changed.messages
    );
    let fresh = Desk::empty();
    let printed = testimony(&fresh, &["build", &article, "--print", "nquads"]).output;
    assert!(desk.succeed(&["export", "--format", "nquads"]) == printed);
}

#[test]
fn articles_from_standard_input_do_not_replace_each_other() {
    let desk = Desk::empty();
    for text in [FIRST, SECOND] {
        desk.succeed_with(&["build", "-"], text);
    }
    let answer = desk.succeed(&[
        "query",
        "-e",
        "SELECT (COUNT(*) AS ?n) { ?d a tm:DocumentVersion }",
    ]);
    assert_eq!(answer.lines().nth(1), Some("2"), "{answer}");
}

#[test]
fn a_plan_says_what_would_be_read_and_why() {
    let (desk, folder) = with_two_articles();
    desk.file("news/b.txt", format!("{SECOND} One was freed."));
    desk.file("news/c.txt", FIRST);
    desk.file(
        "news/d.txt",
        "The mayor of Novo resigned on Monday after the fire in the harbour.",
    );
    let before = std::fs::read(desk.path("graph.nq")).unwrap();
    let plan = desk.succeed(&["build", "--explain-plan", &folder]);
    let expected = [
        "skip  unchanged: ",
        "a.txt\n",
        "read  its text has changed: ",
        "b.txt\n",
        "skip  its text came before: ",
        "c.txt\n",
        "read  new: ",
        "d.txt\n",
    ];
    let mut rest = plan.as_str();
    for part in expected {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("{part:?} is not next in {plan}"));
        rest = &rest[at + part.len()..];
    }
    assert!(before == std::fs::read(desk.path("graph.nq")).unwrap());
}

#[test]
fn a_strict_build_keeps_all_or_nothing() {
    let desk = Desk::empty();
    let good = desk.file("a.txt", FIRST);
    let bad = desk.file("b.txt.gz", [0x1f, 0x8b, 8, 0]);
    let long = desk.file("c.txt", SECOND.repeat(100));
    for args in [
        vec!["build", "--strict", &good, &bad],
        vec!["build", "--strict", "--max-document-bytes", "1000", &good, &long],
    ] {
        let outcome = desk.run(&args);
        assert_eq!(outcome.code, Some(2), "{}", outcome.messages);
        assert!(
            outcome.messages.contains("nothing was kept"),
            "{}",
            outcome.messages
        );
        assert!(!std::path::Path::new(&desk.path("graph.nq")).exists());
    }
    let outcome = desk.run(&["build", &good, &bad]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.messages);
    assert!(outcome.messages.contains("b.txt"), "{}", outcome.messages);
    desk.succeed(&["build", "--strict", &good, &long]);
}

#[test]
fn progress_is_told_in_lines_when_asked_for_and_not_at_all_when_quiet() {
    let desk = Desk::empty();
    let article = desk.file("a.txt", FIRST);
    let told = desk.run(&["build", "--progress", "plain", &article]);
    assert!(
        told.messages.contains("testimony: 1 documents done, "),
        "{}",
        told.messages
    );
    let quiet = desk.run(&["build", "--again", "--progress", "plain", "--quiet", &article]);
    assert_eq!((quiet.code, quiet.messages.as_str()), (Some(0), ""));
}
