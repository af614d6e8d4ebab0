//! People join what articles speak of under several names, teach the program what tells, and measure it.

use serde_json::json;

use super::{Desk, Outcome, example, testimony};

/// Subject with class, relation, object with class.
type Said = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// Two articles that speak of the same people and offices under other names.
const ARTICLES: [(&str, &str, [Said; 4]); 2] = [
    (
        "Ann Roe works for the Royal Northern Police. Ann Roe visited Lindow with Cora Lind. The Royal Northern Police criticised Copper Bank.",
        "2024-03-05",
        [
            (
                "Ann Roe",
                "Person",
                "works for",
                "Royal Northern Police",
                "Organization",
            ),
            ("Ann Roe", "Person", "visits", "Lindow", "City"),
            ("Cora Lind", "Person", "visits", "Lindow", "City"),
            (
                "Royal Northern Police",
                "Organization",
                "criticises",
                "Copper Bank",
                "Company",
            ),
        ],
    ),
    (
        "Roe works for the RNP. Roe visited Lindow with Lind. The RNP criticised Copper Bank.",
        "2024-03-06",
        [
            ("Roe", "Person", "works for", "RNP", "Organization"),
            ("Roe", "Person", "visits", "Lindow", "City"),
            ("Lind", "Person", "visits", "Lindow", "City"),
            ("RNP", "Organization", "criticises", "Copper Bank", "Company"),
        ],
    ),
];

/// A desk whose graph has the claims of both articles.
pub(super) fn desk() -> Desk {
    let desk = Desk::empty();
    let mut lines = String::new();
    for (text, date, claims) in ARTICLES {
        for (subject, class, relation, object, kind) in claims {
            let words = text.split(". ").next().unwrap().trim_end_matches('.');
            let line = json!({
                "subject": {"label": subject, "types": [class]}, "relation": relation,
                "object": {"label": object, "types": [kind]}, "certainty": "certain",
                "document": {"text": text, "id": date, "publisher": "Courier", "date": date},
                "span": {"words": words}, "extractor": {"name": "Net Reader", "version": "1"},
            });
            lines += &format!("{line}\n");
        }
    }
    let file = desk.file("articles.claims", lines);
    desk.succeed(&["import", &file]);
    desk
}

fn links(desk: &Desk) -> String {
    desk.succeed(&["export", "--view", "links", "--format", "nquads"])
}

/// A table of decisions: subject, modifier and object of each row.
fn decided(desk: &Desk, rows: &[(&str, &str, &str)]) -> String {
    let head = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";
    let rows = rows.iter().map(|(subject, modifier, object)| {
        format!("{subject}\tskos:exactMatch\t{modifier}\t{object}\tsemapv:ManualMappingCuration\n")
    });
    desk.file("decided.sssom.tsv", format!("{head}{}", rows.collect::<String>()))
}

fn within(desk: &Desk, args: &[&str]) -> Outcome {
    desk.run(&[&["link", "--within"], args].concat())
}

#[test]
fn things_with_several_names_are_joined_the_same_twice_and_parted_without_a_trace() {
    let desk = desk();
    let before = desk.succeed(&["export", "--format", "nquads"]);
    let shown = within(&desk, &["--dry-run"]);
    assert!(
        shown
            .output
            .contains("exact\tRNP\torganization:royal-northern-police\t"),
        "{}",
        shown.output
    );
    assert_eq!(
        before,
        desk.succeed(&["export", "--format", "nquads"]),
        "a dry run changed the graph"
    );
    let told = within(&desk, &[]);
    assert_eq!(
        (told.code, told.output.as_str()),
        (Some(0), "9 named things: 6 of them are 3, 0 pairs unsure\n")
    );
    let drawn = links(&desk);
    let question = "SELECT ?other { person:roe skos:exactMatch ?other }";
    let answer = desk.succeed(&["query", "-e", question, "--format", "tsv"]);
    assert!(
        answer.contains("<https://w3id.org/testimony/entity/person/ann-roe>"),
        "{answer}"
    );
    within(&desk, &[]);
    assert!(drawn == links(&desk), "joining twice differs");
    assert_eq!(within(&desk, &["--remove"]).code, Some(0));
    assert!(before == desk.succeed(&["export", "--format", "nquads"]));
}

#[test]
fn why_two_things_are_one_is_shown_sign_by_sign() {
    let shown = within(&desk(), &["--explain", "Roe"]).output;
    assert!(
        shown.starts_with("person:roe “Roe”: one with others\nexact\tperson:ann-roe\tAnn Roe\t"),
        "{shown}"
    );
    for sign in [
        "name\tsurname\tAnn Roe = Roe",
        "rival\tnone\troe",
        "neighbour\trarity\t",
        "date\tnear\t1 days",
    ] {
        assert!(shown.contains(sign), "{sign}: {shown}");
    }
}

#[test]
fn what_is_proposed_is_reviewed_and_a_no_is_kept() {
    let desk = desk();
    let file = desk.path("same.sssom.tsv");
    assert_eq!(within(&desk, &["--propose", &file]).code, Some(0));
    let proposed = std::fs::read_to_string(&file).unwrap();
    assert!(
        proposed.contains("person:ann-roe\tAnn Roe\tskos:exactMatch\tperson:roe\tRoe\t"),
        "{proposed}"
    );
    let mut review = assert_cmd::Command::cargo_bin("testimony").unwrap();
    review
        .args(["review", &file])
        .write_stdin("n\ny\nq\n")
        .assert()
        .success();
    let told = within(&desk, &["--decisions", &file, "--propose", &file]);
    assert_eq!(
        told.output, "9 named things: 4 of them are 2, 0 pairs unsure\n",
        "{}",
        told.messages
    );
    let again = std::fs::read_to_string(&file).unwrap();
    assert_eq!(again.matches("\tNot\t").count(), 1, "{again}");
}

#[test]
fn decisions_that_classes_exclude_are_told_and_do_not_count() {
    let desk = desk();
    let file = decided(&desk, &[("person:roe", "", "organization:copper-bank")]);
    let told = within(&desk, &["--decisions", &file]);
    assert_eq!(told.code, Some(1));
    assert!(
        told.messages
            .contains("were decided to be one, which other decisions or their classes exclude"),
        "{}",
        told.messages
    );
    assert!(!links(&desk).contains("copper-bank>"));
}

#[test]
fn weights_are_learnt_from_what_was_judged_and_links_measured() {
    let desk = desk();
    let file = decided(
        &desk,
        &[
            ("person:ann-roe", "", "person:roe"),
            ("organization:rnp", "", "organization:royal-northern-police"),
            ("person:cora-lind", "Not", "person:lind"),
        ],
    );
    let scores = desk.succeed(&["link", "eval", "--within", "--gold", &file, "--misses"]);
    let wrong =
        "https://w3id.org/testimony/entity/person/cora-lind\thttps://w3id.org/testimony/entity/person/lind";
    assert!(scores.starts_with(&format!("wrong\t{wrong}\n")), "{scores}");
    assert!(scores.contains("recall 1.0000"), "{scores}");
    let out = desk.path("learnt.tsv");
    let learnt = desk.run(&["link", "learn", "--within", "--decisions", &file, "--out", &out]);
    assert!(
        learnt
            .messages
            .contains("learnt from 2 pairs that are one and 1 that are not"),
        "{}",
        learnt.messages
    );
    let table = std::fs::read_to_string(&out).unwrap();
    assert!(
        table.contains("; in examples: 1 that are one, 1 that are not; before +2.00"),
        "{table}"
    );
    assert_eq!(within(&desk, &["--weights", &out]).code, Some(0));
    let only_yes = decided(&desk, &[("person:ann-roe", "", "person:roe")]);
    let refused = desk.run(&["link", "learn", "--within", "--decisions", &only_yes]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.messages.contains("needs some of both"),
        "{}",
        refused.messages
    );
}

/// A dataset with two Lindows, a large and a small one; gives the folder it is in.
fn dataset(desk: &Desk) -> String {
    let table = "id\tname\tkind\tpeople\n1\tLindow\tCity\t90000\n2\tLindow\tCity\t70\n3\tCopper Bank\tCorporation\t0\n";
    let map = "format = \"tsv\"\nid = \"id\"\nid-prefix = \"https://example.org/\"\nlabel = \"name\"\ntypes = [\"kind\"]\n\
               type-prefix = \"https://schema.org/\"\npopularity = \"people\"\n";
    let (table, map) = (desk.file("table.tsv", table), desk.file("map.toml", map));
    let home = desk.path("datasets");
    let add = ["dataset", "add", "things", &table, "--map", &map, "--home", &home];
    let added = testimony(desk, &add);
    assert_eq!(added.code, Some(0), "{}", added.messages);
    home
}

#[test]
fn weights_for_a_dataset_are_learnt_and_taken() {
    let desk = desk();
    let home = dataset(&desk);
    let small = ("place:lindow", "", "https://example.org/2");
    let bank = ("organization:copper-bank", "", "https://example.org/3");
    let file = decided(&desk, &[small, bank]);
    let to = ["--to", "things", "--home", &home];
    let before = desk.succeed(&[&["link", "eval"], &to[..], &["--gold", &file]].concat());
    assert!(before.starts_with("0 right, 1 wrong, 2 missed\n"), "{before}");
    let out = desk.path("learnt.tsv");
    let learn = ["link", "learn", "--decisions", &file, "--out", &out];
    desk.succeed(&[&learn[..], &to[..]].concat());
    let weighed = [&to[..], &["--weights", &out]].concat();
    let after = desk.succeed(&[&["link", "eval"], &weighed[..], &["--gold", &file]].concat());
    assert!(!after.starts_with("0 right"), "{after}");
    let linked = desk.succeed(&[&["link"], &weighed[..], &["--dry-run"]].concat());
    assert!(
        linked.contains("exact\tLindow\thttps://example.org/2"),
        "{linked}"
    );
    let refused = desk.run(&learn);
    assert_eq!(refused.code, Some(2));
    assert!(refused.messages.contains("--to"), "{}", refused.messages);
}

#[test]
fn a_dataset_cannot_take_the_name_of_links_within() {
    let desk = Desk::empty();
    let places = example("datasets/places.tsv");
    let told = testimony(
        &desk,
        &["dataset", "add", "within", &places, "--home", "datasets"],
    );
    assert_eq!(told.code, Some(2));
    assert!(told.messages.contains("and not `within`"), "{}", told.messages);
}
