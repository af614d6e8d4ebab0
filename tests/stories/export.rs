//! What leaves the graph can be read again and is the same every time.

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
