//! Propositions as annotations: who did what to whom in invented sentences, and what is left to the arguments.

use testimony::analysis::WordCache;
use testimony::annotation::PropositionAnnotation;
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, annotate_document};

/// `subject | predicate | object | role: words, …`, "not" before what is negated.
fn propositions(text: &str) -> Vec<String> {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let annotation = annotate_document(&Resources::bundled(), &mut WordCache::new(), document);
    annotation.propositions.iter().map(render).collect()
}

fn render(proposition: &PropositionAnnotation) -> String {
    let words = |words: &Option<testimony::annotation::Words>| {
        words.as_ref().map_or("-".to_owned(), |words| words.text.clone())
    };
    let arguments: Vec<String> = proposition
        .args
        .iter()
        .map(|argument| format!("{}: {}", argument.role, argument.words.text))
        .collect();
    format!(
        "{} | {}{} | {} | {}",
        words(&proposition.subject),
        if proposition.negated { "not " } else { "" },
        proposition.predicate.lemma,
        words(&proposition.object),
        arguments.join(", ")
    )
}

#[track_caller]
fn assert_says(text: &str, expected: &str) {
    let found = propositions(text);
    assert!(found.iter().any(|one| one == expected), "{found:#?}");
}

#[test]
fn what_there_is_is_the_subject() {
    assert_says("There was a fire in the mill.", "fire | be | - | prep:in: mill");
}

#[test]
fn a_phrase_behind_a_preposition_is_an_argument_of_its_own() {
    assert_says(
        "The bank suffered losses from its mines.",
        "bank | suffer | losses | prep:from: its mines",
    );
    assert_says(
        "The council approved the sale of the harbour.",
        "council | approve | sale of the harbour | ",
    );
}

#[test]
fn who_is_allowed_to_act_is_the_object() {
    let found = propositions("The law would allow the police to search every house.");
    assert!(
        found.iter().any(|one| one.starts_with("law | allow | police |")),
        "{found:#?}"
    );
}

#[test]
fn a_plan_that_nobody_has_is_not_carried_out() {
    for text in [
        "The company has no plan to close the depot.",
        "The company did not make any attempt to close the depot.",
        "The company has no intention of closing the depot.",
    ] {
        assert_says(text, "company | not close | depot | ");
    }
    assert_says(
        "The company has a plan to close the depot.",
        "company | close | depot | ",
    );
}

#[test]
fn the_best_of_its_kind_is_an_object() {
    let found = propositions("Lee is the best candidate for the post.");
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("Lee | be | best candidate |")),
        "{found:#?}"
    );
}

#[test]
fn a_preposition_that_looks_like_a_verb_says_nothing() {
    let found = propositions("Three villages, including Ostby, were flooded.");
    assert!(!found.is_empty());
    assert!(found.iter().all(|one| !one.contains("include")), "{found:#?}");
}
