//! Claims as annotations: source, cue, content, polarity and modality of invented sentences.

use testimony::analysis::WordCache;
use testimony::annotation::{ClaimAnnotation, Modality, Polarity};
use testimony::document::{Document, Metadata};
use testimony::pipeline::{Resources, annotate_document};

/// `source | cue | content | polarity modality`, in text order of the cues.
fn claims(text: &str) -> Vec<String> {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let annotation = annotate_document(&Resources::bundled(), &mut WordCache::new(), document);
    annotation.claims.iter().map(render).collect()
}

fn render(claim: &ClaimAnnotation) -> String {
    let source = claim.source.as_ref().map_or("-", |source| &source.text);
    let polarity = if claim.polarity == Polarity::Denied {
        "-"
    } else {
        "+"
    };
    let modality = match claim.modality {
        Modality::Asserted => "asserted",
        Modality::Probable => "probable",
        Modality::Possible => "possible",
        Modality::Future => "future",
        Modality::Conditional => "conditional",
    };
    format!(
        "{source} | {} | {} | {polarity} {modality}",
        claim.cue.text, claim.content.text
    )
}

fn assert_claim(text: &str, expected: &str) {
    let claims = claims(text);
    assert!(claims.iter().any(|claim| claim == expected), "{claims:#?}");
}

#[test]
fn calling_a_report_false_denies_what_it_says() {
    assert_claim(
        "Anna Berg said the bridge had collapsed. The mayor said the claim is false.",
        "mayor | said | bridge had collapsed | - asserted",
    );
}

#[test]
fn a_denial_without_an_earlier_claim_answers_the_sentence_before() {
    assert_claim(
        "Nine miners are trapped below the hill. The company denied the report.",
        "company | denied | Nine miners are trapped below the hill | - asserted",
    );
}

#[test]
fn who_says_that_there_is_no_evidence_denies_it() {
    assert_claim(
        "Anna Berg said there is no evidence that the dam is unsafe.",
        "Anna Berg | evidence | dam is unsafe | - asserted",
    );
}

#[test]
fn what_is_refused_to_somebody_is_not_denied() {
    assert_eq!(
        claims("The court denied bail to the driver."),
        Vec::<String>::new()
    );
    assert_eq!(
        claims("Norway denied the Danish crew entry."),
        Vec::<String>::new()
    );
}

#[test]
fn a_rule_that_one_acts_on_says_nothing() {
    assert_eq!(
        claims("The judge divided the farm according to the law."),
        Vec::<String>::new()
    );
}

#[test]
fn a_cue_behind_as_comments_on_its_sentence() {
    assert_claim(
        "As the minister told reporters, the ferry sank near Oslo.",
        "minister | told | ferry sank near Oslo | + asserted",
    );
}

#[test]
fn fears_are_possible_and_hopes_lie_ahead() {
    assert_claim(
        "Farmers fear that the river is polluted.",
        "Farmers | fear | river is polluted | + possible",
    );
    assert_claim(
        "Farmers hope that the rain returns.",
        "Farmers | hope | rain returns | + future",
    );
}

#[test]
fn an_institution_is_accused_of_a_deed() {
    assert_claim(
        "Chad accused the National Guard of sabotage.",
        "Chad | accused | National Guard of sabotage | + asserted",
    );
}

#[test]
fn a_quoted_sentence_is_one_content_however_the_parse_divides_it() {
    assert_claim(
        "Anna Berg said, \"We are for the bridge, but today we find no reason to build it.\"",
        "Anna Berg | said | We are for the bridge, but today we find no reason to build it | + asserted",
    );
}

#[test]
fn a_participle_behind_a_comma_has_the_subject_of_its_clause_for_a_source() {
    assert_claim(
        "The court upheld the fine on the bank, rejecting claims that the law is void.",
        "court | rejecting | claims that the law is void | - asserted",
    );
    assert_claim(
        "The ministry issued a statement saying the dam is safe.",
        "ministry | saying | dam is safe | + asserted",
    );
}

#[test]
fn nouns_report_clauses_without_that() {
    assert_claim(
        "The mayor repeated the claim the bank had bought the mine.",
        "mayor | claim | bank had bought the mine | + asserted",
    );
}

#[test]
fn what_reports_nothing_is_no_claim() {
    for text in [
        "The ferry crosses the bay three times per day.",
        "The children found a boat on the shore.",
        "Ruritania fined the firm in charge of the ferry.",
        "The lamp is known to attract moths.",
        "This means that the ferry is late.",
        "The clerk did not know that the ferry had sunk.",
        "The ferry had sunk, the divers raised it.",
        "There will be more ferries as time goes on.",
    ] {
        assert_eq!(claims(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn who_is_cited_says_what_the_sentence_says() {
    assert_claim(
        "The bank has sold the mine, Reuters reported, citing two officials.",
        "two officials | citing | bank has sold the mine | + asserted",
    );
    assert_claim(
        "Gabon closed the port, citing the cost.",
        "Gabon | citing | cost | + asserted",
    );
}

#[test]
fn a_name_with_particles_is_one_source() {
    assert_claim(
        "European Commission president Ursula von der Linde said the bridge is safe.",
        "Ursula von der Linde | said | bridge is safe | + asserted",
    );
}

#[test]
fn what_the_author_adds_behind_a_comma_is_not_said() {
    assert_claim(
        "Anna Berg said the bridge is closed, after two trucks had collided on it.",
        "Anna Berg | said | bridge is closed | + asserted",
    );
}

#[test]
fn who_stands_before_a_colon_says_what_stands_behind_it() {
    assert_eq!(
        claims("Anna Berg: We will close the mine."),
        ["Anna Berg | : | We will close the mine | + future"]
    );
    assert_claim(
        "Mine closed after collapse: police",
        "police | : | Mine closed after collapse | + asserted",
    );
    assert_eq!(claims("Lunch: soup and bread."), Vec::<String>::new());
}

#[test]
fn a_view_is_its_owner_s() {
    assert_claim(
        "In the view of the union, the mine is unsafe.",
        "union | In the view | mine is unsafe | + asserted",
    );
    assert_claim(
        "In Berg's opinion, the mine is unsafe.",
        "Berg | In Berg's opinion | mine is unsafe | + asserted",
    );
}

#[test]
fn who_is_quoted_as_saying_something_says_it_and_the_paper_that_she_did() {
    let text = "The paper quoted Anna Berg as saying the mine was unsafe.";
    assert_claim(text, "Anna Berg | saying | mine was unsafe | + asserted");
    assert_claim(
        text,
        "paper | quoted | Anna Berg as saying the mine was unsafe | + asserted",
    );
}

#[test]
fn who_does_not_believe_it_denies_it_and_who_does_not_say_it_does_neither() {
    assert_claim(
        "The minister does not believe that the mine is safe.",
        "minister | believe | mine is safe | - probable",
    );
    assert_claim(
        "The minister did not say that the mine was safe.",
        "minister | say | mine was safe | + possible",
    );
    assert_claim(
        "Berg would neither confirm nor deny that she had met the minister.",
        "Berg | deny | she had met the minister | + possible",
    );
}

#[test]
fn a_proposal_is_turned_down_and_not_denied() {
    assert_eq!(
        claims("The union rejects a proposal to cut wages."),
        Vec::<String>::new()
    );
}

#[test]
fn an_accuser_behind_by_is_the_source() {
    assert_claim(
        "Berg has been accused by prosecutors of taking the money.",
        "prosecutors | accused | taking the money | + asserted",
    );
}
