//! What leaves the graph can be read again and is the same every time.

use std::fs;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};

use super::{Desk, example, examples, testimony};

#[test]
fn every_syntax_parses_again_and_is_the_same_in_a_second_export() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example("harbour-freight-seller.txt")]);
    for (name, format) in [
        ("turtle", RdfFormat::Turtle),
        ("trig", RdfFormat::TriG),
        ("nquads", RdfFormat::NQuads),
        ("ntriples", RdfFormat::NTriples),
        ("rdfxml", RdfFormat::RdfXml),
    ] {
        let first = desk.succeed(&["export", "--format", name]);
        let parsed: Result<Vec<_>, _> = RdfParser::from_format(format)
            .for_slice(first.as_bytes())
            .collect();
        assert!(parsed.unwrap().len() > 500, "{name}");
        assert_eq!(first, desk.succeed(&["export", "--format", name]), "{name}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let printed = |threads: &str| {
        Desk::empty().succeed(&["build", &examples(), "--print", "nquads", "--threads", threads])
    };
    assert!(
        printed("1") == printed("2"),
        "one thread and two print different bytes"
    );
}

#[test]
fn what_is_kept_and_exported_is_what_is_printed() {
    let desk = Desk::with_examples();
    let printed = testimony(&desk, &["build", &examples(), "--print", "nquads"]).output;
    assert!(printed.lines().count() > 1_000);
    assert!(
        desk.succeed(&["export", "--format", "nquads"]) == printed,
        "the store gives back other bytes than were printed"
    );
}

#[test]
fn a_file_that_others_put_in_another_order_is_exported_the_same() {
    let desk = Desk::with_examples();
    let text = fs::read_to_string(desk.path("graph.nq")).unwrap();
    let backwards: Vec<&str> = text.lines().rev().collect();
    fs::write(desk.path("backwards.nq"), backwards.join("\n") + "\n").unwrap();
    for args in [
        &["--format", "trig"][..],
        &["--format", "nquads", "--profile", "lean"],
        &["--format", "turtle", "--view", "claims", "--quotes", "3"],
        &["--format", "ntriples", "--quotes", "none"],
    ] {
        let export =
            |file: &str| testimony(&desk, &[&["export", "--store", &desk.path(file)], args].concat());
        let (one, other) = (export("graph.nq"), export("backwards.nq"));
        assert_eq!(
            (one.code, other.code),
            (Some(0), Some(0)),
            "{}{}",
            one.messages,
            other.messages
        );
        assert!(one.output.lines().count() > 1_000, "{args:?}");
        assert!(one.output == other.output, "{args:?} differ");
    }
}

#[test]
fn a_damaged_line_of_a_file_is_named_by_an_export() {
    let desk = Desk::with_examples();
    let text = fs::read_to_string(desk.path("graph.nq")).unwrap();
    let lines = text.lines().count();
    let (start, last) = text.trim_end().rsplit_once('\n').unwrap();
    fs::write(
        desk.path("graph.nq"),
        format!("{start}\n{}\n", last.replacen('>', "", 1)),
    )
    .unwrap();
    let outcome = desk.run(&["export", "--format", "trig", "--output", &desk.path("out.trig")]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.messages.contains(&format!("line {lines}")),
        "{}",
        outcome.messages
    );
    assert!(!Path::new(&desk.path("out.trig")).exists());
}

#[test]
fn tables_and_networks_of_claims_go_to_other_programs() {
    let desk = Desk::empty();
    desk.succeed(&["build", &example("harbour-freight-seller.txt")]);
    let rows = desk.succeed(&["export", "--format", "csv"]);
    assert!(
        rows.starts_with("id,claimant,stance,") && rows.contains("Berg Holding,denies,certain"),
        "{rows}"
    );
    let dot = desk.succeed(&["export", "--format", "dot"]);
    assert!(dot.contains("(Berg Holding: Denies)\", style=dashed"), "{dot}");
    let graphml = desk.succeed(&["export", "--format", "graphml"]);
    assert!(
        graphml.contains("<data key=\"claimant\">Berg Holding</data>"),
        "{graphml}"
    );
    let entities = desk.succeed(&["export", "--format", "ftm"]);
    assert!(
        entities
            .lines()
            .all(|line| line.starts_with('{') && line.ends_with('}'))
    );
    assert!(entities.contains("\"UnknownLink\""), "{entities}");
    let narrowed = desk.run(&["export", "--format", "csv", "--view", "links"]);
    assert_eq!(narrowed.code, Some(2), "{}", narrowed.messages);
}

#[test]
fn a_part_of_the_graph_leaves_with_few_words_or_none() {
    let desk = Desk::with_examples();
    let size = |args: &[&str]| desk.succeed(&[&["export"], args].concat()).len();
    let (all, lean) = (size(&[]), size(&["--profile", "lean"]));
    assert!(lean > 0 && lean < all);
    let one = desk.succeed(&["export", "--format", "nquads", "--view", "ferry-fire.md"]);
    let graphs = one.lines().filter_map(|line| line.rsplit(' ').nth(1));
    assert_eq!(graphs.collect::<std::collections::BTreeSet<_>>().len(), 1);
    assert_eq!(desk.succeed(&["export", "--view", "links"]), "");
    let text = "Berg Holding has denied that Nordbank bought Harbour Freight";
    assert!(desk.succeed(&["export"]).contains(text));
    for quotes in ["3", "none"] {
        assert!(
            !desk.succeed(&["export", "--quotes", quotes]).contains(text),
            "{quotes}"
        );
    }
    let outcome = desk.run(&["export", "--view", "no-such-article"]);
    assert_eq!(outcome.code, Some(2));
}

#[test]
fn an_export_for_bulk_loaders_has_the_same_lines_in_parts_with_a_manifest() {
    let desk = Desk::empty();
    let lines: String = (0..40)
        .map(|number| format!("<urn:a> <urn:b> \"{number}\" <urn:g:{}> .\n", number % 3))
        .collect();
    desk.file("graph.nq", lines);
    let folder = desk.path("parts");
    desk.succeed(&["export", "--bulk", &folder, "--bulk-bytes", "300"]);
    let manifest = std::fs::read_to_string(format!("{folder}/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["quads"], 40);
    let mut text = String::new();
    for part in manifest["parts"].as_array().unwrap() {
        let file = std::fs::File::open(format!("{folder}/{}", part["file"].as_str().unwrap())).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    }
    assert_eq!(text, desk.succeed(&["export", "--format", "nquads"]));
    let again = desk.run(&["export", "--bulk", &folder]);
    assert_eq!(again.code, Some(2));
    assert!(again.messages.contains("name a new folder"), "{}", again.messages);
    let accepted = desk.run(&["export", "--bulk", &desk.path("accepted"), "--view", "accepted"]);
    assert!(
        accepted.messages.contains("--view accepted"),
        "{}",
        accepted.messages
    );
}
