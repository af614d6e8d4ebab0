//! Whether what a clause names is said to have happened, on invented sentences, by families of words.

use testimony::analysis::WordCache;
use testimony::annotation::Annotation;
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, annotate_document};

/// What the annotation says of the predicate `verb`: "not", where it is negated, and the modality.
fn standing(annotation: &Annotation, verb: &str) -> String {
    let mut propositions = annotation.propositions.iter();
    match propositions.find(|proposition| proposition.predicate.text == verb) {
        Some(found) if found.negated => format!("not {}", found.modality),
        Some(found) => found.modality.to_string(),
        None => "nothing".to_owned(),
    }
}

/// Sentences with the verb that is asked for and its standing.
fn assert_standings(cases: &[(&str, &str, &str)]) {
    let resources = Resources::bundled();
    let mut cache = WordCache::new();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, verb, expected)| {
            let document = Document::of_paragraph((*text).to_owned(), Metadata::default());
            let annotation = annotate_document(&resources, &mut cache, document);
            let found = standing(&annotation, verb);
            (found != *expected).then(|| format!("{text} {verb}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn implicative_verbs_share_their_standing_with_what_they_govern() {
    assert_standings(&[
        ("The crew managed to repair the pump.", "repair", "asserted"),
        ("The storm forced the villagers to leave.", "leave", "asserted"),
        (
            "The storm will force the villagers to leave.",
            "leave",
            "future/intended",
        ),
        (
            "The board failed to publish the accounts.",
            "publish",
            "not asserted",
        ),
        (
            "Guards prevented the crew from leaving.",
            "leaving",
            "not asserted",
        ),
        ("The crew was able to repair the pump.", "repair", "asserted"),
        (
            "The crew was unable to repair the pump.",
            "repair",
            "not asserted",
        ),
        (
            "The council plans to repair the pump.",
            "repair",
            "future/intended",
        ),
    ]);
}

#[test]
fn requests_leave_open_what_they_ask_for() {
    assert_standings(&[
        ("Read the notice.", "Read", "future/intended"),
        ("Let me see the notice.", "see", "future/intended"),
        ("The guards let me see the notice.", "see", "asserted"),
        ("The lift is broken, so use the stairs.", "use", "future/intended"),
    ]);
}

#[test]
fn only_a_question_that_may_be_answered_by_no_leaves_its_clause_open() {
    assert_standings(&[
        ("Did the crew leave the ship?", "leave", "conditional"),
        ("Why did the crew leave the ship?", "leave", "asserted"),
        ("The crew left the ship, but who sank it?", "left", "asserted"),
    ]);
}

#[test]
fn infinitives_of_purpose_and_of_questions_are_open() {
    assert_standings(&[
        ("They have much work to do.", "do", "future/intended"),
        ("The children know how to mend a net.", "mend", "future/intended"),
        ("She is going to mend the net.", "mend", "future/intended"),
        (
            "They gathered in the square to protest the fine.",
            "protest",
            "probable",
        ),
        (
            "They gather in the square to protest the fine.",
            "protest",
            "future/intended",
        ),
    ]);
}

#[test]
fn clauses_of_time_go_with_their_main_clause_unless_they_tell_the_past() {
    assert_standings(&[
        (
            "They will cheer when the ship arrives.",
            "arrives",
            "future/intended",
        ),
        ("They cheered when the ship arrived.", "arrived", "asserted"),
        ("They waited until the ship left.", "left", "asserted"),
        (
            "They are waiting until the ship leaves.",
            "leaves",
            "future/intended",
        ),
    ]);
}

#[test]
fn gerunds_are_as_firm_as_the_word_that_takes_them() {
    assert_standings(&[
        (
            "The mayor thanked them for mending the net.",
            "mending",
            "asserted",
        ),
        (
            "The mayor thought about mending the net.",
            "mending",
            "future/intended",
        ),
        ("They left without mending the net.", "mending", "future/intended"),
        ("They earn a living by mending nets.", "mending", "asserted"),
    ]);
}

#[test]
fn a_wish_holds_and_what_is_wished_is_open() {
    assert_standings(&[
        ("I would like to see the notice.", "like", "asserted"),
        ("I would like to see the notice.", "see", "future/intended"),
    ]);
}

#[test]
fn an_act_of_reporting_is_a_proposition_when_it_has_not_happened() {
    assert_standings(&[
        (
            "The mayor will announce that the bridge is open.",
            "announce",
            "future/intended",
        ),
        (
            "The mayor announced that the bridge is open.",
            "announced",
            "nothing",
        ),
    ]);
}
