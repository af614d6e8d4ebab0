//! What is read off single sentences; each test is one thing that news does with who says what.

use testimony::analysis::WordCache;
use testimony::claim::{Claim, Claimant, Object, Predicate, Reading};
use testimony::document::{Document, Metadata};
use testimony::entity::EntityIndex;
use testimony::pipeline::{Resources, read_document};
use testimony::rdf::describe_reading;

fn read(text: &str) -> Reading {
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    read_document(&Resources::bundled(), &mut WordCache::new(), document)
}

/// `claimant: stance certainty (subject relation object)`, open predicates in quotation marks.
fn render(reading: &Reading, claim: &Claim) -> String {
    let label = |entity: EntityIndex| reading.entities.entities[entity].label.clone();
    let claimant = match claim.claimant {
        Claimant::Entity(entity) => label(entity),
        other => format!("{other:?}"),
    };
    let predicate = match &claim.proposition.predicate {
        Predicate::Relation(iri) => iri.as_str().rsplit('#').next().unwrap_or_default().to_owned(),
        Predicate::Open(words) => format!("“{words}”"),
    };
    let object = match &claim.proposition.object {
        Object::Entity(entity) => label(*entity),
        Object::Literal(literal) => literal.value().to_owned(),
    };
    let subject = label(claim.proposition.subject);
    format!(
        "{claimant}: {} {} ({subject} {predicate} {object})",
        claim.stance, claim.certainty
    )
}

fn claims(text: &str) -> Vec<String> {
    let reading = read(text);
    reading
        .claims
        .iter()
        .map(|claim| render(&reading, claim))
        .collect()
}

#[track_caller]
fn assert_claim(text: &str, expected: &str) {
    let claims = claims(text);
    assert!(
        claims.iter().any(|claim| claim == expected),
        "{expected} is not among {claims:#?}"
    );
}

#[test]
fn a_denial_is_the_denier_s_and_no_statement() {
    let text = "Norway has denied running the depots near Murmansk, Finnish officials said.";
    assert_eq!(claims(text), ["Norway: Denies Certain (Norway operates depots)"]);
}

#[test]
fn those_who_carry_a_claim_are_kept() {
    let reading = read("Norway has denied running the depots, Finnish officials said.");
    let via = &reading.claims[0].via;
    assert_eq!(
        via.iter()
            .map(|carrier| reading.entities.entities[*carrier].label.as_str())
            .collect::<Vec<_>>(),
        ["Finnish officials"]
    );
}

#[test]
fn what_is_less_likely_is_only_possible() {
    assert_claim(
        "The company is less likely to sell the mine, Anna Berg said.",
        "Anna Berg: Affirms Possible (company sold mine)",
    );
}

#[test]
fn several_carriers_are_written_in_their_order() {
    let text = "Reuters reported that Finnish officials had said that Norway denied running the depots.";
    let resources = Resources::bundled();
    let document = Document::of_paragraph(text.to_owned(), Metadata::default());
    let reading = read_document(&resources, &mut WordCache::new(), document);
    let description = describe_reading(&resources.ontology, &reading);
    let place = |place: &str| {
        let property = format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#_{place}");
        let mut quads = description.quads.iter();
        let quad = quads.find(|quad| quad.predicate.as_str() == property);
        quad.map(|quad| quad.object.to_string()).unwrap_or_default()
    };
    assert!(place("1").contains("official"), "{}", place("1"));
    assert!(place("2").contains("reuters"), "{}", place("2"));
}

#[test]
fn a_passive_hedge_belongs_to_the_claimant_around_it() {
    let text = "The Oslo police said they were looking into three warehouses believed to be operating on behalf of Moscow.";
    assert_claim(
        text,
        "Oslo police: Affirms Probable (Russia operates three warehouses)",
    );
    assert_claim(
        text,
        "Oslo police: Affirms Certain (Oslo police investigates three warehouses)",
    );
    assert_claim(text, "Oslo police: Affirms Certain (three warehouses count 3)");
}

#[test]
fn the_accused_does_what_the_accusation_says() {
    let text = "Unions accused Borealis Foods of using agents to threaten and monitor seasonal workers.";
    assert_claim(
        text,
        "unions: Affirms Probable (Borealis Foods threatens seasonal workers)",
    );
    assert_claim(
        text,
        "unions: Affirms Probable (Borealis Foods monitors seasonal workers)",
    );
}

#[test]
fn a_refusal_is_not_a_denial() {
    let denials = claims("Ottawa denied visas to forty students.");
    assert!(
        denials.iter().all(|claim| !claim.contains("Denies")),
        "{denials:#?}"
    );
}

#[test]
fn a_speaker_may_follow_the_claim_with_bounds_and_places() {
    let text = "The depots are believed to be among at least 40 operating in nine countries, including Chad and Peru, \
                according to Geneva-based charity Relief Watch.";
    assert_claim(text, "Relief Watch: Affirms Probable (depots minCount 40)");
    assert_claim(text, "Relief Watch: Affirms Probable (depots countryCount 9)");
    assert_claim(text, "Relief Watch: Affirms Probable (depots locatedIn Peru)");
    assert_claim(text, "Author: Affirms Certain (Relief Watch basedIn Geneva)");
}

#[test]
fn we_is_whoever_speaks_also_in_the_next_sentence_of_the_quotation() {
    let text = "\"We own the port. We bought it from Nordbank,\" said Hanna Lund.";
    assert_claim(text, "Hanna Lund: Affirms Certain (Hanna Lund owns port)");
    assert!(
        claims(text)
            .iter()
            .any(|claim| claim.starts_with("Hanna Lund: Affirms Certain (Hanna Lund bought"))
    );
}

#[test]
fn titles_and_appositions_give_roles_in_the_author_s_voice() {
    assert_claim(
        "Chile will leave, said RCMP Sgt Joan Reid.",
        "Author: Affirms Certain (Joan Reid holdsRole Sgt)",
    );
    let text = "Tom Baker, a researcher with Oxfam, said Chad owns the port.";
    assert_claim(text, "Author: Affirms Certain (Tom Baker holdsRole researcher)");
    assert_claim(text, "Author: Affirms Certain (Tom Baker affiliatedWith Oxfam)");
    assert_claim(text, "Tom Baker: Affirms Certain (Chad owns port)");
}

#[test]
fn what_will_not_be_tolerated_is_a_position_of_the_speaker() {
    let text = "Harassment of reporters will not be tolerated, the Kenyan government said.";
    assert_claim(text, "Kenya: Affirms Probable (Kenya willNotTolerate Harassment)");
}

#[test]
fn negation_turns_the_stance() {
    assert_eq!(
        claims("Kenya did not invade Somalia."),
        ["Author: Denies Certain (Kenya invaded Somalia)"]
    );
    assert_eq!(
        claims("Kenya failed to invade Somalia."),
        ["Author: Denies Certain (Kenya invaded Somalia)"]
    );
}

#[test]
fn questions_and_conditions_take_no_position() {
    assert_eq!(
        claims("Did Brazil buy the ferry?"),
        ["Author: Neutral Certain (Brazil bought ferry)"]
    );
    let text = "If Peru closes the mine, Chile will sue Peru, the analyst Ana Rey warned.";
    assert!(
        claims(text)
            .iter()
            .filter(|claim| claim.contains("Peru"))
            .all(|claim| claim.contains("Neutral"))
    );
}

#[test]
fn modal_verbs_weaken() {
    assert_claim(
        "Nordbank may have bought the mine.",
        "Author: Affirms Possible (Nordbank bought mine)",
    );
}

#[test]
fn an_allegation_without_a_source_is_nobody_s() {
    let text = "The visit comes amid allegations that Chad interfered in Niger's elections.";
    assert_claim(
        text,
        "Unspecified: Affirms Possible (Chad interferesIn Niger's elections)",
    );
    let text = "The visit comes amid allegations that Chad tried to interfere in Niger's elections.";
    assert_claim(
        text,
        "Unspecified: Affirms Possible (Chad interferesIn Niger's elections)",
    );
    assert_claim(
        "Reportedly, Norway bought the ferry.",
        "Unspecified: Affirms Probable (Norway bought ferry)",
    );
}

#[test]
fn the_innermost_named_claimant_is_kept_with_the_chain() {
    let text = "Mali told the court that Niger had admitted that it attacked the convoy.";
    assert_claim(text, "Niger: Affirms Certain (Niger attacked convoy)");
}

#[test]
fn a_rejected_accusation_answers_the_accuser() {
    let text = "Peru alleged that Chile had threatened its drivers. Chile rejected the accusation.";
    let claims = claims(text);
    assert!(
        claims
            .iter()
            .any(|claim| claim.starts_with("Peru: Affirms Probable (Chile threatens")),
        "{claims:#?}"
    );
    assert!(
        claims
            .iter()
            .any(|claim| claim.starts_with("Chile: Denies Certain (Chile threatens")),
        "{claims:#?}"
    );
}

#[test]
fn nouns_that_name_a_doing_are_propositions() {
    assert_claim(
        "Denmark's purchase of the ferry angered Sweden.",
        "Author: Affirms Certain (Denmark bought ferry)",
    );
}

#[test]
fn what_no_entry_maps_stays_open() {
    assert_claim(
        "Denmark repainted the ferry.",
        "Author: Affirms Certain (Denmark “repaint” ferry)",
    );
}

#[test]
fn a_reporting_verb_that_no_line_lists_still_has_a_speaker() {
    let text =
        "Ada Reyes griped that Copper Bank owns the mine. Tom Baker harrumphed that Chad sold the ferry.";
    assert_claim(text, "Ada Reyes: Affirms Unstated (Copper Bank owns mine)");
    assert!(
        claims(text).iter().all(|claim| !claim.starts_with("Author")),
        "{:#?}",
        claims(text)
    );
}

#[test]
fn a_scare_quote_is_no_speech() {
    let reading =
        read("Finland bought the 'help desks' in Oslo. Finland sold the \"service centres\" in Bergen.");
    assert!(!reading.claims.is_empty());
    assert!(
        reading
            .claims
            .iter()
            .all(|claim| claim.voice == testimony::claim::Voice::AuthorVoice)
    );
}

#[test]
fn every_decision_with_an_entry_names_a_table_and_a_line() {
    let reading = read("Norway has denied running the depots.");
    let entries: Vec<&str> = reading
        .claims
        .iter()
        .flat_map(|claim| &claim.decisions)
        .filter_map(|decision| decision.entry.as_deref())
        .collect();
    assert!(
        entries.iter().any(|entry| entry.starts_with("attribution.tsv:")),
        "{entries:?}"
    );
    assert!(
        entries.iter().any(|entry| entry.starts_with("relations.tsv:")),
        "{entries:?}"
    );
}

#[test]
fn every_span_of_a_claim_slices() {
    let reading =
        read("“Perú compró el 【ferry】,” said Ana. Norway — which owns it — denied selling “the ferry”.");
    for claim in &reading.claims {
        assert!(!reading.document.slice(claim.evidence).is_empty());
        assert!(
            claim
                .cue
                .is_none_or(|cue| !reading.document.slice(cue).is_empty())
        );
    }
}

#[test]
fn what_is_only_aimed_at_is_not_certain() {
    let text = "Kenya gathered troops to invade Somalia.";
    assert_claim(text, "Author: Affirms Probable (Kenya invaded Somalia)");
    let text = "Kenya forced Chad to sell the port.";
    assert_claim(text, "Author: Affirms Certain (Chad sold port)");
}
