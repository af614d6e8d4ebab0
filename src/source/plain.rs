//! Plain text: the stored text is the file's text, a byte order mark left out.

use crate::document::{Document, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;

use super::article::{Piece, Shape, article};
use super::paragraphs::{is_list_item, paragraphs};

/// Makes a document of plain text.
pub(super) fn plain_text(lexicon: &FurnitureLexicon, text: String, metadata: Metadata) -> Document {
    let pieces: Vec<_> = paragraphs(&text)
        .into_iter()
        .map(|span| Piece {
            span,
            shape: shape(text.get(span.range()).unwrap_or_default()),
        })
        .collect();
    article(lexicon, text, &pieces, metadata)
}

fn shape(paragraph: &str) -> Shape {
    match is_list_item(paragraph) {
        true => Shape::Item,
        false => Shape::Plain,
    }
}
