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

#[cfg(feature = "rocksdb")]
#[test]
fn a_folder_keeps_the_graph_between_two_runs() {
    let desk = Desk::empty();
    let store = desk.path("graph");
    for article in ["harbour-freight-buyer.txt", "harbour-freight-seller.txt"] {
        let outcome = testimony(&desk, &["build", &example(article), "--store", &store]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    }
    let contested = testimony(&desk, &["contested", "--store", &store]);
    assert!(
        contested.output.contains("Berg Holding denies"),
        "{}",
        contested.output
    );
}
