//! Any bytes at all are read or refused: no panic, and what is read keeps the promises of a document.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use testimony::document::{ByteSpan, Document};
use testimony::lexicon::furniture::FurnitureLexicon;
use testimony::source::{Input, Languages, ReadOptions, SourceError, read};

/// Names that say each format, and one that says none.
const NAMES: [&str; 6] = ["a.txt", "a.md", "a.html", "a.jsonl", "a.txt.gz", "-"];

/// Pieces of text and markup that readers trip over.
const FRAGMENTS: [&str; 44] = [
    "A court sat in Lima. ",
    "\"We did not sell,\" he said",
    "By Ada Reyes",
    "OTTAWA, March 31 (Wire) — ",
    "Posted: 2024-02-30 25:61 Source: x Author:",
    "Home > World » ",
    "© 2024 ",
    "Image: é.Photo: ",
    "31/02/2024",
    "9999999999999999999-99-99",
    "12 comments",
    "Related articles",
    "\n",
    "\r\n\r\n",
    "\r",
    "\u{2028}",
    "\t",
    "\u{FEFF}",
    "\u{200D}",
    "\u{202E}",
    "é\u{301}",
    "𝔸𐍈",
    "【",
    "’",
    "— ",
    "-- ",
    ":",
    "((",
    "{\"text\":\"Él se fue.\",\"date\":\"2024-03-05\"}",
    "{\"text\":",
    "---\ntitle: x\n---\n",
    "# ",
    "> - * 1. ",
    "```",
    "| a | b |\n|---|---|\n",
    "[x](y)![z]",
    "<p>",
    "</div><div>",
    "<table><td>",
    "<br>",
    "<!--",
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"author\":[[]]}</script>",
    "<meta charset=\"shift_jis\">",
    "&#x110000;&amp;&",
];

/// The first bytes of gzip, of Zstandard and of UTF-16.
const MAGIC: [&[u8]; 3] = [b"\x1F\x8B\x08\0", b"\x28\xB5\x2F\xFD", b"\xFF\xFE"];

fn naughty_text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS.as_slice()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[A-Z][a-z]{2,9}( [a-z]{1,9}){1,12}[.]",
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => naughty_text().prop_map(String::into_bytes),
        1 => naughty_text().prop_map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        1 => prop::collection::vec(any::<u8>(), 0..400),
        1 => (naughty_text(), prop::collection::vec(any::<u8>(), 0..8))
            .prop_map(|(text, noise)| [text.as_bytes(), &noise, text.as_bytes()].concat()),
        1 => (prop::sample::select(MAGIC.as_slice()), naughty_text())
            .prop_map(|(magic, text)| [magic, text.as_bytes()].concat()),
    ]
}

fn read_bytes(name: &str, bytes: &[u8]) -> Vec<Result<Document, SourceError>> {
    let furniture = FurnitureLexicon::bundled();
    let options = ReadOptions {
        languages: Languages::Any,
        ..ReadOptions::default()
    };
    let input = Input::Bytes {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    read(&furniture, vec![input], &options).collect()
}

fn keeps_its_promises(document: &Document) -> Result<(), TestCaseError> {
    let text = document.text();
    let mut end = 0;
    for block in document.blocks() {
        let slice = document.slice(block.span);
        prop_assert!(!slice.is_empty());
        prop_assert_eq!(slice, slice.trim());
        prop_assert_eq!(text.get(block.span.range()), Some(slice));
        prop_assert!(end <= block.span.start(), "blocks overlap or are out of order");
        end = block.span.end();
        let naive = |byte: usize| text[..byte].chars().count();
        let chars = document.char_span(block.span);
        prop_assert_eq!(chars.start, naive(block.span.start()));
        prop_assert_eq!(chars.end, naive(block.span.end()));
    }
    let whole = document.char_span(ByteSpan::new(0, text.len()));
    prop_assert_eq!(whole.end, text.chars().count());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(2024), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in any_bytes(), name in prop::sample::select(NAMES.as_slice())) {
        for outcome in read_bytes(name, &bytes) {
            match outcome {
                Ok(document) => keeps_its_promises(&document)?,
                Err(error) => prop_assert!(error.to_string().starts_with(name)),
            }
        }
    }

    #[test]
    fn reading_twice_gives_the_same(text in naughty_text(), name in prop::sample::select(NAMES.as_slice())) {
        let shown = || format!("{:?}", read_bytes(name, text.as_bytes()));
        prop_assert_eq!(shown(), shown());
    }

    #[test]
    fn plain_text_is_stored_as_it_is(text in naughty_text()) {
        for document in read_bytes("a.txt", text.as_bytes()).into_iter().flatten() {
            prop_assert_eq!(document.text(), text.strip_prefix('\u{FEFF}').unwrap_or(&text));
        }
    }
}
