//! The language engine gives what spaCy gives, whatever the processor, the cache and the neighbours.
//!
//! `models/record_expectations.py` says how `parity/expected.tsv` is made.

use std::fmt::Write;

use testimony::analysis::{Analysis, InstructionSet, LanguageModel, WordCache, analyse};
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};

const EXPECTED: &str = include_str!("parity/expected.tsv");

/// A text, and what spaCy makes of it: a line for each token.
struct Case {
    text: String,
    tokens: Vec<&'static str>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in EXPECTED.lines() {
        match cases.last_mut() {
            _ if line.starts_with('"') => cases.push(Case {
                text: serde_json::from_str(line).unwrap(),
                tokens: Vec::new(),
            }),
            Some(case) => case.tokens.push(line),
            None => panic!("the file starts without a text"),
        }
    }
    assert!(cases.len() >= 300, "only {} texts", cases.len());
    cases
}

/// A document with one block for each text.
fn document<'a>(texts: impl IntoIterator<Item = &'a str>) -> Document {
    let mut whole = String::new();
    let mut blocks = Vec::new();
    for text in texts {
        let start = whole.len();
        whole.push_str(text);
        blocks.push(Block {
            span: ByteSpan::new(start, whole.len()),
            kind: BlockKind::Paragraph,
        });
        whole.push_str("\n\n");
    }
    Document::new(whole, blocks, Metadata::default())
}

/// The tokens as `expected.tsv` writes them.
fn lines(document: &Document, analysis: &Analysis) -> Vec<String> {
    let numbered = analysis.tokens.iter().enumerate();
    numbered
        .map(|(index, token)| {
            let start = document.char_span(token.span).start;
            let name = analysis.names.iter().find(|name| name.tokens.contains(&index));
            let name = name.map_or("O".to_owned(), |name| {
                let prefix = if name.tokens.start == index { "B" } else { "I" };
                format!("{prefix}-{}", name.label)
            });
            let mut line = format!(
                "{start}\t{}\t{}\t{}",
                document.slice(token.span),
                token.tag,
                token.pos
            );
            write!(line, "\t{}\t{}\t{}\t{name}", token.lemma, token.head, token.dep).unwrap();
            if analysis
                .sentences
                .iter()
                .any(|sentence| sentence.tokens.start == index)
            {
                line.push_str("\tS");
            }
            line
        })
        .collect()
}

#[test]
fn every_text_has_the_analysis_that_spacy_gives_it() {
    let model = LanguageModel::bundled();
    let mut cache = WordCache::new();
    let mut wrong = String::new();
    for case in cases() {
        let document = document([case.text.as_str()]);
        let found = lines(&document, &analyse(&model, &mut cache, &document));
        if found != case.tokens {
            writeln!(wrong, "{}\n{found:#?}\n{:#?}", case.text, case.tokens).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn analysis_with(instructions: InstructionSet, document: &Document) -> Analysis {
    let model = LanguageModel::with_instructions(instructions);
    analyse(&model, &mut WordCache::new(), document)
}

#[test]
fn all_instructions_give_the_same_analysis() {
    let cases = cases();
    let all = document(cases.iter().map(|case| case.text.as_str()));
    // Portable instructions are slow where fused multiply-add is a function call: every sixth text must do.
    let some = document(cases.iter().step_by(6).map(|case| case.text.as_str()));
    let portable = analysis_with(InstructionSet::Portable, &some);
    assert!(portable.tokens.len() > 800);
    let best = InstructionSet::best();
    let expected = analysis_with(best, &all);
    for instructions in [InstructionSet::Avx2, InstructionSet::Avx512] {
        if instructions.is_available() {
            assert!(
                analysis_with(instructions, &all) == expected,
                "{instructions:?} and {best:?}"
            );
            assert!(
                analysis_with(instructions, &some) == portable,
                "{instructions:?} and portable"
            );
        } else {
            eprintln!("this processor has no {instructions:?}: not compared");
        }
    }
}

#[test]
fn a_block_is_analysed_the_same_alone_and_among_others() {
    let cases = cases();
    let together = document(cases.iter().map(|case| case.text.as_str()));
    let model = LanguageModel::bundled();
    let all = analyse(&model, &mut WordCache::new(), &together);
    let mut next = 0;
    for case in &cases {
        let alone = document([case.text.as_str()]);
        let alone = analyse(&model, &mut WordCache::new(), &alone);
        let among = &all.tokens[next..next + alone.tokens.len()];
        for (alone, among) in alone.tokens.iter().zip(among) {
            assert_eq!(
                (alone.tag, alone.pos, &alone.lemma, alone.head + next, alone.dep),
                (among.tag, among.pos, &among.lemma, among.head, among.dep),
                "{}",
                case.text
            );
        }
        next += alone.tokens.len();
    }
    assert_eq!(next, all.tokens.len());
}

#[test]
fn a_used_cache_changes_nothing() {
    let cases = cases();
    let document = document(cases.iter().map(|case| case.text.as_str()));
    let model = LanguageModel::bundled();
    let mut cache = WordCache::new();
    let first = analyse(&model, &mut cache, &document);
    assert!(analyse(&model, &mut cache, &document) == first);
}
