//! From the pieces of a page to a document: which piece is the headline, which are the article's prose, which
//! are furniture, and what the furniture tells about the article.
//!
//! A piece that the furniture table knows is furniture. A piece that ends like a sentence is a paragraph. The
//! rest is judged by its place: the headline stands before the first paragraph; other short pieces without a
//! full stop are captions, cross-headings and menus, hence furniture; long ones are paragraphs if they have the
//! small words of prose. A text without any full stop is all paragraphs.

use crate::document::{Block, BlockKind, ByteSpan, Document, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;
use crate::lexicon::line::is_same_title;

use super::dateline::{Dateline, dateline};
use super::furniture::{LineKind, function_word_share, line_kind};
use super::paper::Paper;

/// What the format of a page says a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing: a paragraph of plain text.
    Plain,
    /// A list item or block quotation: prose even without a full stop.
    Item,
    /// A heading.
    Heading,
    /// Code, a table, a caption: never prose.
    Aside,
}

/// A stretch of the text between white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) span: ByteSpan,
    pub(super) shape: Shape,
}

/// The most words of a caption, cross-heading or menu entry. On 150 English Wikinews articles of 2019 and
/// 2020, no paragraph without a full stop has fewer.
const MAX_CAPTION_WORDS: usize = 15;

/// The least share of small words in prose that has no full stop. Running English has 0.35 to 0.5, menus and
/// lists of names below 0.1.
const MIN_FUNCTION_WORDS: f64 = 0.15;

/// How far into the page its title is looked for.
const TITLE_PIECES: usize = 12;

/// Makes the document of a page: kinds its pieces and completes `metadata` from them.
pub(super) fn article(
    lexicon: &FurnitureLexicon,
    text: String,
    pieces: &[Piece],
    metadata: Metadata,
) -> Document {
    let mut blocks = blocks(lexicon, &text, pieces, metadata.title.as_deref());
    let dateline = split_dateline(lexicon, &text, &mut blocks);
    let mut paper = Paper::of(dateline);
    for block in &blocks {
        paper.read(
            lexicon,
            block.kind,
            text.get(block.span.range()).unwrap_or_default(),
        );
    }
    Document::new(text, blocks, paper.complete(metadata))
}

/// A piece with what it looks like.
struct Seen<'a> {
    text: &'a str,
    span: ByteSpan,
    shape: Shape,
    kind: LineKind,
}

/// Where a piece stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a text without a finished sentence.
    Alone,
    /// Before the first paragraph.
    Before,
    /// Behind it.
    Inside,
}

fn blocks(lexicon: &FurnitureLexicon, text: &str, pieces: &[Piece], title: Option<&str>) -> Vec<Block> {
    let seen: Vec<_> = pieces.iter().map(|piece| seen(lexicon, text, piece)).collect();
    let headline = headline(&seen, title);
    let first = (0..seen.len()).find(|at| Some(*at) != headline && is_paragraph(&seen[*at]));
    let title = headline.map(|at| seen[at].text);
    let mut is_behind_closing = false;
    let mut blocks = Vec::with_capacity(seen.len());
    for (at, piece) in seen.iter().enumerate() {
        is_behind_closing = match piece.kind {
            LineKind::Closing => true,
            LineKind::Sentence => false,
            LineKind::Furniture | LineKind::Fragment => is_behind_closing,
        };
        let is_repeated_title = title.is_some_and(|title| is_same_title(title, piece.text));
        let place = match first {
            None => Place::Alone,
            Some(first) if at < first => Place::Before,
            Some(_) => Place::Inside,
        };
        let kind = match () {
            () if Some(at) == headline => BlockKind::Headline,
            () if is_behind_closing || is_repeated_title => BlockKind::Furniture,
            () => kind(lexicon, piece, place),
        };
        blocks.push(Block {
            span: piece.span,
            kind,
        });
    }
    blocks
}

fn seen<'a>(lexicon: &FurnitureLexicon, text: &'a str, piece: &Piece) -> Seen<'a> {
    let words = text.get(piece.span.range()).unwrap_or_default();
    Seen {
        text: words,
        span: piece.span,
        shape: piece.shape,
        kind: line_kind(lexicon, words),
    }
}

fn kind(lexicon: &FurnitureLexicon, piece: &Seen<'_>, place: Place) -> BlockKind {
    let is_prose = match (piece.kind, piece.shape) {
        (LineKind::Furniture | LineKind::Closing, _) | (_, Shape::Aside) => false,
        (_, Shape::Heading) => place == Place::Alone,
        (LineKind::Sentence, _) => true,
        (LineKind::Fragment, _) if place == Place::Alone => true,
        (LineKind::Fragment, Shape::Item) => place == Place::Inside && word_count(piece.text) > 2,
        (LineKind::Fragment, Shape::Plain) => is_open_prose(lexicon, piece.text),
    };
    match is_prose {
        true => BlockKind::Paragraph,
        false => BlockKind::Furniture,
    }
}

fn is_open_prose(lexicon: &FurnitureLexicon, text: &str) -> bool {
    word_count(text) > MAX_CAPTION_WORDS && function_word_share(lexicon, text) >= MIN_FUNCTION_WORDS
}

fn is_paragraph(piece: &Seen<'_>) -> bool {
    piece.kind == LineKind::Sentence && matches!(piece.shape, Shape::Plain | Shape::Item)
}

/// The headline: the piece that repeats the title, if one is known.
fn headline(seen: &[Seen<'_>], title: Option<&str>) -> Option<usize> {
    match title {
        Some(title) => {
            let mut top = seen.iter().take(TITLE_PIECES);
            top.position(|piece| is_same_title(title, piece.text))
        }
        None => untold_headline(seen),
    }
}

/// The first heading before the first paragraph; else the first piece of four words or more, or the longest of
/// two.
fn untold_headline(seen: &[Seen<'_>]) -> Option<usize> {
    let first = seen.iter().position(is_paragraph)?;
    let heads = || (0..first).filter(|at| seen[*at].kind == LineKind::Fragment);
    let heading = (0..first).find(|at| seen[*at].shape == Shape::Heading);
    let long = || heads().find(|at| word_count(seen[*at].text) >= 4);
    let longest = || {
        let reversed = heads().rev().filter(|at| word_count(seen[*at].text) >= 2);
        reversed.max_by_key(|at| word_count(seen[*at].text))
    };
    heading
        .or_else(long)
        .or_else(longest)
        .or_else(|| question(seen, first))
}

/// A headline that is a question or an exclamation, directly before the first paragraph.
fn question(seen: &[Seen<'_>], at: usize) -> Option<usize> {
    let piece = seen.get(at)?;
    let is_short = word_count(piece.text) <= MAX_CAPTION_WORDS && !piece.text.contains(". ");
    let is_followed = seen.get(at + 1..)?.iter().any(is_paragraph);
    (is_short && is_followed && piece.text.ends_with(['?', '!'])).then_some(at)
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Splits the dateline off the first paragraph, so that it is not parsed as part of a sentence.
fn split_dateline(lexicon: &FurnitureLexicon, text: &str, blocks: &mut Vec<Block>) -> Option<Dateline> {
    let at = blocks
        .iter()
        .position(|block| block.kind == BlockKind::Paragraph)?;
    let span = blocks.get(at)?.span;
    let paragraph = text.get(span.range())?;
    let found = dateline(lexicon, paragraph)?;
    let behind = paragraph.get(found.length..)?.trim_start();
    let prose = Block {
        span: ByteSpan::new(span.end() - behind.len(), span.end()),
        kind: BlockKind::Paragraph,
    };
    let furniture = Block {
        span: ByteSpan::new(span.start(), span.start() + found.length),
        kind: BlockKind::Furniture,
    };
    blocks.splice(at..=at, [furniture, prose]);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::plain::plain_text;
    use super::*;
    use crate::document::DateBasis;

    fn read(text: &str) -> Document {
        plain_text(&FurnitureLexicon::bundled(), text.to_owned(), Metadata::default())
    }

    /// One line for each block: `H`, `P` or `-` for furniture, and its words.
    fn shown(document: &Document) -> Vec<String> {
        let line = |block: &Block| {
            let mark = match block.kind {
                BlockKind::Headline => "H",
                BlockKind::Paragraph => "P",
                BlockKind::Furniture => "-",
            };
            format!("{mark} {}", document.slice(block.span))
        };
        document.blocks().iter().map(line).collect()
    }

    #[test]
    fn a_copied_page_is_told_from_its_article() {
        let document = read(
            "You are here: You are here:Start > Copies desk4 > Port minister sells two cranestext\n\n\
             Port minister sells two cranes\n\n\
             writer:Copies desk4 source:Copies desk4 view: 【small large】 Post date:2024-03-05 13:50:18 Comments:\n\n\
             The minister sold two cranes, a union said.\n\n\
             What happens next\n\n\
             The ministry denied the sale.\n\n\
             With additional reporting from Tom Lind",
        );
        assert_eq!(
            shown(&document)[1..],
            [
                "H Port minister sells two cranes",
                "- writer:Copies desk4 source:Copies desk4 view: 【small large】 Post date:2024-03-05 13:50:18 Comments:",
                "P The minister sold two cranes, a union said.",
                "- What happens next",
                "P The ministry denied the sale.",
                "- With additional reporting from Tom Lind",
            ]
        );
        assert!(shown(&document)[0].starts_with("- You are here"));
        let metadata = &document.metadata;
        assert_eq!(metadata.title.as_deref(), Some("Port minister sells two cranes"));
        assert!(metadata.authors.is_empty());
        assert_eq!(metadata.publisher, None);
        let date = metadata.date.map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2024-03-05".to_owned(), DateBasis::Page)));
    }

    #[test]
    fn a_paper_names_its_writers_day_and_agency() {
        let document = read(
            "Court stops sale of port\n\nBy Ada Reyes and Tom Lind\n\nUpdated: March 6, 2024 09:00\n\n\
             LIMA, March 5 (Northern Wire) — A court stopped the sale.\n\n\
             © 2024 The Harbour Gazette. All rights reserved.",
        );
        assert_eq!(
            shown(&document)[3..],
            [
                "- LIMA, March 5 (Northern Wire) —",
                "P A court stopped the sale.",
                "- © 2024 The Harbour Gazette. All rights reserved.",
            ]
        );
        let metadata = &document.metadata;
        assert_eq!(metadata.authors, ["Ada Reyes", "Tom Lind"]);
        assert_eq!(metadata.publisher.as_deref(), Some("The Harbour Gazette"));
        let date = metadata.date.map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2024-03-05".to_owned(), DateBasis::Page)));
    }

    #[test]
    fn a_bare_date_above_the_article_is_its_own() {
        let document = read("Tuesday, March 5, 2024\n\nA court stopped the sale on Monday.");
        let date = document
            .metadata
            .date
            .map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2024-03-05".to_owned(), DateBasis::Dateline)));
        assert_eq!(shown(&document).len(), 2);
    }

    #[test]
    fn a_dateline_on_a_line_of_its_own_dates_the_article() {
        let document = read("Court stops sale\n\nBy Ada Reyes\n\nLima, 5 March 2024\n\nA court stopped it.");
        let date = document
            .metadata
            .date
            .map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2024-03-05".to_owned(), DateBasis::Dateline)));
    }

    #[test]
    fn other_articles_titles_are_furniture_until_prose_comes_back() {
        let document = read(
            "Court stops sale\n\nA court stopped the sale.\n\nRelated stories\n\n\
             Why the minister wanted to sell the two oldest cranes of the port to a company from the north\n\n\
             The minister has not resigned.",
        );
        let marks: String = shown(&document)
            .iter()
            .filter_map(|line| line.chars().next())
            .collect();
        assert_eq!(marks, "HP--P");
    }

    #[test]
    fn a_repeated_title_and_a_question_for_a_title() {
        let marks = |text: &str| -> String {
            shown(&read(text))
                .iter()
                .filter_map(|line| line.chars().next())
                .collect()
        };
        assert_eq!(
            marks("Port sold\n\nCourt stops port sale\n\nIt did.\n\nCourt Stops Port Sale"),
            "-HP-"
        );
        assert_eq!(marks("Who bought the cranes?\n\nNobody knows who did."), "HP");
        assert_eq!(marks("Who bought the cranes?"), "P");
    }

    #[test]
    fn text_without_a_full_stop_is_all_prose() {
        assert_eq!(
            shown(&read("Ministry denies the sale")),
            ["P Ministry denies the sale"]
        );
    }

    #[test]
    fn list_items_of_an_article_are_prose() {
        let document = read("It sold:\n\n- two cranes in Lima\n- one in Callao\n\nA union said so.");
        assert!(shown(&document).iter().all(|line| line.starts_with('P')));
    }
}
