//! The text of marked-up documents: what a reader sees, one block a paragraph, with blank lines between.
//!
//! Offsets refer to that text and not to the markup, because a sentence with a link or bold words in it has to
//! be parsed without them.

use crate::document::ByteSpan;
use crate::lexicon::line::is_same_title;

use super::article::{Piece, Shape};
use super::paragraphs::is_continued;

/// A block of a page; its text has no white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageBlock {
    pub(super) text: String,
    pub(super) shape: Shape,
}

/// Blocks as they are read, and the text since the last one.
#[derive(Debug, Default)]
pub(super) struct PageBlocks {
    pub(super) blocks: Vec<PageBlock>,
    current: String,
}

impl PageBlocks {
    /// Adds running text; its white space is one space, as a browser shows it.
    pub(super) fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character.is_whitespace() {
                true if self.current.ends_with([' ', '\n']) => {}
                true => self.current.push(' '),
                false => self.current.push(character),
            }
        }
    }

    /// Adds text whose lines count.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        self.current.push_str(text);
    }

    /// Ends a line.
    pub(super) fn break_line(&mut self) {
        self.current.push('\n');
    }

    /// Ends a block of `shape`. A line break ends one too, unless the next line goes on with the sentence.
    pub(super) fn end(&mut self, shape: Shape) {
        let current = std::mem::take(&mut self.current);
        let mut text = String::new();
        for line in current.split('\n').map(str::trim) {
            if is_continued(&text, line) {
                text.push('\n');
            } else {
                self.add(std::mem::take(&mut text), shape);
            }
            text.push_str(line);
        }
        self.add(text, shape);
    }

    /// Ends a block of `shape` whose lines stay together.
    pub(super) fn end_verbatim(&mut self, shape: Shape) {
        let current = std::mem::take(&mut self.current);
        self.add(current.trim().to_owned(), shape);
    }

    fn add(&mut self, text: String, shape: Shape) {
        if !text.is_empty() {
            self.blocks.push(PageBlock { text, shape });
        }
    }
}

/// How many blocks from the top hold the title, if it is part of the text.
const TITLE_BLOCKS: usize = 12;

/// Puts the title on top, unless it is there.
pub(super) fn with_title(mut blocks: Vec<PageBlock>, title: Option<&str>) -> Vec<PageBlock> {
    let Some(title) = title else {
        return blocks;
    };
    let mut top = blocks.iter().take(TITLE_BLOCKS);
    if !top.any(|block| is_same_title(title, &block.text)) {
        let headline = PageBlock {
            text: title.trim().to_owned(),
            shape: Shape::Heading,
        };
        blocks.insert(0, headline);
    }
    blocks
}

/// The text that the blocks make, and where each is in it.
pub(super) fn page_text(blocks: &[PageBlock]) -> (String, Vec<Piece>) {
    let mut text = String::new();
    let mut pieces = Vec::with_capacity(blocks.len());
    for block in blocks {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block.text);
        pieces.push(Piece {
            span: ByteSpan::new(start, text.len()),
            shape: block.shape,
        });
    }
    (text, pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_collapsed_and_line_breaks_split() {
        let mut page = PageBlocks::default();
        page.push("  The court\n\t sat");
        page.push(" in ");
        page.push(" Lima.");
        page.break_line();
        page.push("It rose,");
        page.break_line();
        page.push("as planned.");
        page.end(Shape::Plain);
        let blocks: Vec<_> = page.blocks.into_iter().map(|block| block.text).collect();
        assert_eq!(blocks, ["The court sat in Lima.", "It rose,\nas planned."]);
    }

    #[test]
    fn pieces_slice_the_text() {
        let block = |text: &str| PageBlock {
            text: text.to_owned(),
            shape: Shape::Plain,
        };
        let blocks = with_title(vec![block("Él se fue."), block("No.")], Some("Who left"));
        let (text, pieces) = page_text(&blocks);
        assert_eq!(text, "Who left\n\nÉl se fue.\n\nNo.");
        assert_eq!(&text[pieces[1].span.range()], "Él se fue.");
    }

    #[test]
    fn a_title_that_is_in_the_text_is_not_repeated() {
        let block = PageBlock {
            text: "Who Left?".to_owned(),
            shape: Shape::Heading,
        };
        assert_eq!(with_title(vec![block], Some("who left")).len(), 1);
    }
}
