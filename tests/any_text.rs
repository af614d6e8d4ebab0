//! Whatever the text, the language engine gives an analysis that holds together, in bounded time.

use proptest::prelude::*;
use testimony::analysis::{Analysis, LanguageModel, WordCache, analyse};
use testimony::document::{Block, BlockKind, ByteSpan, Document, Metadata};

thread_local! {
    static MODEL: LanguageModel = LanguageModel::bundled();
}

fn document(text: &str) -> Document {
    let block = Block {
        span: ByteSpan::new(0, text.len()),
        kind: BlockKind::Paragraph,
    };
    Document::new(text.to_owned(), vec![block], Metadata::default())
}

fn analysis_of(document: &Document) -> Analysis {
    MODEL.with(|model| analyse(model, &mut WordCache::new(), document))
}

/// Checks everything that an analysis promises.
fn check(document: &Document, analysis: &Analysis) {
    check_tokens(document, analysis);
    let mut next = 0;
    for sentence in &analysis.sentences {
        assert_eq!(sentence.tokens.start, next, "sentences follow one another");
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
    }
    assert_eq!(next, analysis.tokens.len(), "sentences cover the tokens");
    let mut next = 0;
    for name in &analysis.names {
        assert!(
            name.tokens.start >= next && !name.tokens.is_empty(),
            "names do not overlap"
        );
        next = name.tokens.end;
    }
    assert!(next <= analysis.tokens.len());
    for (index, token) in analysis.tokens.iter().enumerate() {
        let is_child = analysis.children(token.head).any(|child| child == index);
        assert_eq!(
            is_child,
            token.head != index,
            "a token is its head's child, a root is nobody's"
        );
        assert!(
            analysis.ancestors(index).count() < analysis.tokens.len(),
            "heads form no circle"
        );
    }
}

/// Tokens are in order, and all that they leave out is white space.
fn check_tokens(document: &Document, analysis: &Analysis) {
    let mut left = String::new();
    let mut next = 0;
    for token in &analysis.tokens {
        assert!(token.span.start() >= next && !document.slice(token.span).is_empty());
        left += document.slice(ByteSpan::new(next, token.span.start()));
        next = token.span.end();
    }
    left += document.slice(ByteSpan::new(next, document.text().len()));
    // Python, whose classes the model knows, counts four control characters as white space.
    let is_space = |character: char| character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character);
    assert!(left.chars().all(is_space), "{left:?} is in no token");
}

/// Pieces that tokenisers trip over.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "’s",
    "n't",
    ".",
    "..",
    "…",
    "-",
    "--",
    "—",
    "(",
    ")",
    ":)",
    "</3",
    "$",
    "US$",
    "5",
    "5km",
    "°C.",
    "http://",
    "a@b.c",
    "www.",
    ".com",
    "e.g.",
    "U.S.",
    "Mr.",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\u{0}",
    "\u{1c}",
    "\u{200d}",
    "\u{feff}",
    "\u{301}",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "Ⅷ",
    "²",
    "½",
    "北京",
    "🇺🇸",
    "👨‍👩‍👧",
    "\u{10ffff}",
    "don",
    "Cannot",
    "gonna",
    "let",
    "'s",
    "y'all",
    "PERSON",
    "a",
    "I",
    "RCMP",
    "said",
    " ",
];

fn naughty_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => "[a-zA-Z]{1,9} ?",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn naughty_text_has_an_analysis(text in naughty_text()) {
        let document = document(&text);
        check(&document, &analysis_of(&document));
    }

    #[test]
    fn random_text_has_an_analysis(text in any::<String>()) {
        let document = document(&text);
        check(&document, &analysis_of(&document));
    }
}

#[test]
fn huge_blocks_are_analysed_in_parts() {
    let blocks = [
        "the cat sat on it and ".repeat(3_000),
        "a".repeat(1_000_000),
        "\"".repeat(20_000),
        ".".repeat(1_000_000),
        " ".repeat(1_000_000),
        "a.b@".repeat(50_000),
        "e\u{301}".repeat(50_000),
        "👨‍👩‍👧".repeat(2_000),
        "x\n".repeat(10_000),
    ];
    for block in blocks {
        let document = document(&block);
        let analysis = analysis_of(&document);
        check_tokens(&document, &analysis);
        assert!(analysis.sentences.len() >= block.trim().len() / 10_000);
    }
}

#[test]
fn text_without_words_has_no_tokens() {
    for text in ["", " ", "\n\t \u{2003}"] {
        assert_eq!(analysis_of(&document(text)), Analysis::default());
    }
}
