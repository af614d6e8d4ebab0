//! Which language a document is in.

use whatlang::Lang;

use crate::document::{BlockKind, Document};

/// Below this number of letters a text is not judged. Of 1,450 paragraphs of English Wikinews with more, `whatlang`
/// takes one for another language, a paragraph that is half in Hindi.
const MIN_LETTERS: usize = 60;

/// How much of the text is judged, in characters.
const MAX_CHARS: usize = 4000;

/// The name of the document's language, when it is surely not English.
pub(super) fn foreign_language(document: &Document) -> Option<&'static str> {
    let sample = sample(document);
    let letters = sample.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters < MIN_LETTERS {
        return None;
    }
    let found = whatlang::detect(&sample)?;
    (found.lang() != Lang::Eng && found.is_reliable()).then(|| found.lang().eng_name())
}

/// The first paragraphs, or the whole text when it has none.
fn sample(document: &Document) -> String {
    let paragraphs: Vec<_> = document
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .map(|block| document.slice(block.span))
        .collect();
    let text = match paragraphs.is_empty() {
        true => document.text().to_owned(),
        false => paragraphs.join(" "),
    };
    text.chars().take(MAX_CHARS).collect()
}
