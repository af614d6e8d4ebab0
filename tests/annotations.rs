//! Claims as spans: who says what, with which word, for or against, how strongly.

use testimony::analysis::WordCache;
use testimony::annotation::{Annotation, Polarity};
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};
use testimony::pipeline::{Resources, annotate_document};

fn annotated(text: &str) -> Annotation {
    let block = Block {
        span: ByteSpan::new(0, text.len()),
        kind: BlockKind::Paragraph,
    };
    let document = Document::new(text.to_owned(), vec![block], Metadata::default());
    annotate_document(&Resources::bundled(), &mut WordCache::new(), document)
}

/// `source | cue | content | polarity modality` for each claim.
fn claims(text: &str) -> Vec<String> {
    let claims = annotated(text).claims.into_iter();
    claims
        .map(|claim| {
            let source = claim.source.map_or("–".to_owned(), |source| source.text);
            let sign = match claim.polarity {
                Polarity::Affirmed => '+',
                Polarity::Denied => '-',
            };
            format!(
                "{source} | {} | {} | {sign} {}",
                claim.cue.text, claim.content.text, claim.modality
            )
        })
        .collect()
}

#[track_caller]
fn assert_claims(text: &str, expected: &[&str]) {
    assert_eq!(claims(text), expected, "in {text:?}");
}

#[test]
fn a_claim_has_source_cue_and_content() {
    assert_claims(
        "Finance minister Ada Reyes said that the bank had closed.",
        &["Ada Reyes | said | bank had closed | + asserted"],
    );
}

#[test]
fn a_denial_takes_over_the_content_that_it_answers() {
    assert_claims(
        "The union said the bank had closed. The ministry rejected the claim.",
        &[
            "union | said | bank had closed | + asserted",
            "ministry | rejected | bank had closed | - asserted",
        ],
    );
    assert_claims(
        "The union said the bank had closed, but the ministry denied it.",
        &[
            "union | said | bank had closed | + asserted",
            "ministry | denied | bank had closed | - asserted",
        ],
    );
}

#[test]
fn refusals_and_orders_are_no_claims() {
    assert_claims("The court denied bail to the two men.", &[]);
    assert_claims("The senate rejected the bill on Tuesday.", &[]);
    assert_claims("The works go on according to the terms of the treaty.", &[]);
}

#[test]
fn an_alleged_thing_is_claimed_by_nobody_named() {
    assert_claims(
        "Police searched the house of the alleged leader of the gang.",
        &["– | alleged | leader of the gang | + asserted"],
    );
}

#[test]
fn modality_follows_the_cue_and_then_the_clause() {
    assert_claims(
        "The mayor vowed to sue the builder.",
        &["mayor | vowed | to sue the builder | + future/intended"],
    );
    assert_claims(
        "The mayor said the bridge may collapse.",
        &["mayor | said | bridge may collapse | + possible"],
    );
    assert_claims(
        "The mayor believes the bridge is safe.",
        &["mayor | believes | bridge is safe | + probable"],
    );
}

#[test]
fn a_second_cue_of_the_same_speaker_is_no_part_of_the_first_content() {
    assert_claims(
        "The mayor says the bridge is safe and vows to reopen it.",
        &[
            "mayor | says | bridge is safe | + asserted",
            "mayor | vows | to reopen it | + future/intended",
        ],
    );
}

#[test]
fn every_span_slices_out_of_the_text() {
    let text = "“Nobody saw it,” Zoë Ångström told the paper. The café’s owner denied the théory.";
    let characters: Vec<char> = text.chars().collect();
    let annotation = annotated(text);
    let claims = annotation.claims.iter();
    let mut words: Vec<_> = claims.flat_map(|claim| [&claim.cue, &claim.content]).collect();
    words.extend(annotation.entities.iter().map(|entity| &entity.words));
    assert!(words.len() > 3);
    for word in words {
        let sliced: String = characters[word.span[0]..word.span[1]].iter().collect();
        assert_eq!(sliced, word.text);
    }
}
