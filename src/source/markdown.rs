//! Markdown: headings, paragraphs, list items and quotations; code, tables and raw HTML are not the article's
//! prose. A YAML head gives metadata.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::document::{DateBasis, Document, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;

use super::article::{Shape, article};
use super::dates::parse_date;
use super::page::{PageBlocks, page_text, with_title};

/// Makes a document of Markdown.
pub(super) fn markdown(lexicon: &FurnitureLexicon, source: &str, metadata: Metadata) -> Document {
    let mut page = MarkdownPage::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for event in Parser::new_ext(source, options) {
        page.read(event);
    }
    page.blocks.end(Shape::Plain);
    let metadata = with_head(lexicon, metadata, &page.head);
    let blocks = with_title(page.blocks.blocks, metadata.title.as_deref());
    let (text, pieces) = page_text(&blocks);
    article(lexicon, text, &pieces, metadata)
}

/// What was read, and inside what.
#[derive(Default)]
struct MarkdownPage {
    blocks: PageBlocks,
    /// The YAML head.
    head: String,
    is_in_head: bool,
    /// Inside a block of code, whose lines stay as they are.
    is_in_code: bool,
    /// Depth of pictures, whose description is not shown.
    pictures: usize,
    /// Depth of list items and quotations.
    items: usize,
    /// Depth of tables and footnotes.
    asides: usize,
}

impl MarkdownPage {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_in_head => self.head.push_str(&text),
            Event::Text(text) if self.is_in_code => self.blocks.push_verbatim(&text),
            Event::Text(text) if self.pictures == 0 => self.blocks.push(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.blocks.push(&text);
            }
            Event::SoftBreak => self.blocks.push(" "),
            Event::HardBreak => self.blocks.break_line(),
            Event::Rule => self.blocks.end(self.shape()),
            Event::Text(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Item | Tag::BlockQuote(_) => {
                self.blocks.end(self.shape());
                self.items += 1;
            }
            Tag::Table(_) | Tag::FootnoteDefinition(_) => self.asides += 1,
            Tag::Image { .. } => self.pictures += 1,
            Tag::MetadataBlock(_) => self.is_in_head = true,
            Tag::CodeBlock(_) => {
                self.blocks.end(self.shape());
                self.is_in_code = true;
            }
            Tag::Heading { .. } | Tag::Paragraph | Tag::List(_) => {
                self.blocks.end(self.shape());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.blocks.end_verbatim(Shape::Heading),
            TagEnd::CodeBlock => {
                self.blocks.end_verbatim(Shape::Aside);
                self.is_in_code = false;
            }
            TagEnd::TableCell => self.blocks.push(" | "),
            TagEnd::Paragraph | TagEnd::TableHead | TagEnd::TableRow => {
                self.blocks.end(self.shape());
            }
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.blocks.end(self.shape());
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::Table | TagEnd::FootnoteDefinition => {
                self.blocks.end(self.shape());
                self.asides = self.asides.saturating_sub(1);
            }
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.is_in_head = false,
            _ => {}
        }
    }

    fn shape(&self) -> Shape {
        match (self.asides, self.items) {
            (0, 0) => Shape::Plain,
            (0, _) => Shape::Item,
            _ => Shape::Aside,
        }
    }
}

/// Completes metadata from a head of `key: value` lines; lists of authors are written `[A, B]` or in lines
/// that begin with a dash.
fn with_head(lexicon: &FurnitureLexicon, known: Metadata, head: &str) -> Metadata {
    let value = |names: &[&str]| {
        let found = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let is_named = names.contains(&key.trim().to_lowercase().as_str());
            (is_named && !line.starts_with(' ')).then(|| unquoted(value))
        });
        found.filter(|value| !value.is_empty())
    };
    let date = value(&["date", "published"]).and_then(|text| parse_date(lexicon, &text));
    let authors = value(&["author", "authors", "by"]);
    Metadata {
        title: value(&["title", "headline"]).or(known.title),
        authors: match authors {
            Some(names) => names
                .split(',')
                .map(unquoted)
                .filter(|name| !name.is_empty())
                .collect(),
            None => listed(head),
        },
        publisher: value(&["publisher", "source", "publication"]).or(known.publisher),
        date: date.map(|date| (date, DateBasis::Metadata)).or(known.date),
        url: value(&["url", "link", "canonical"]).or(known.url),
        ..known
    }
}

/// The dashed lines behind `author:` or `authors:`.
fn listed(head: &str) -> Vec<String> {
    let mut lines = head.lines().map(str::trim);
    let has_list = lines.any(|line| ["author:", "authors:"].contains(&line.to_lowercase().as_str()));
    match has_list {
        true => lines
            .map_while(|line| line.strip_prefix("- "))
            .map(unquoted)
            .collect(),
        false => Vec::new(),
    }
}

fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'', '[', ']']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BlockKind;

    fn shown(source: &str) -> Vec<String> {
        let document = markdown(&FurnitureLexicon::bundled(), source, Metadata::default());
        let blocks = document.blocks().iter().map(|block| {
            let mark = match block.kind {
                BlockKind::Headline => "H",
                BlockKind::Paragraph => "P",
                BlockKind::Furniture => "-",
            };
            format!("{mark} {}", document.slice(block.span))
        });
        blocks.collect()
    }

    #[test]
    fn a_reader_sees_words_and_not_markup() {
        assert_eq!(
            shown(
                "# Port *sold*\n\nThe **ministry** sold [the port](https://x.example)\nto ![logo](l.png) `NM` &amp; Co.\n\n\
                 ## Next\n\n> It was cheap.\n\n1. Two cranes went to Lima\n2. One went to Callao\n\n\
                 | Crane | Price |\n|---|---|\n| A | 2 |\n\n```\nsold = 2.\n```\n"
            ),
            [
                "H Port sold",
                "P The ministry sold the port to NM & Co.",
                "- Next",
                "P It was cheap.",
                "P Two cranes went to Lima",
                "P One went to Callao",
                "- Crane | Price |",
                "- A | 2 |",
                "- sold = 2.",
            ]
        );
    }

    #[test]
    fn a_head_gives_metadata() {
        let source = "---\ntitle: \"Port sold\"\ndate: 2024-03-05\nauthors:\n  - Ada Reyes\n  - Tom Lind\n\
                      publisher: Harbour Gazette\n---\n\nThe port was sold.\n";
        let document = markdown(&FurnitureLexicon::bundled(), source, Metadata::default());
        let metadata = &document.metadata;
        assert_eq!(document.text(), "Port sold\n\nThe port was sold.");
        assert_eq!(metadata.authors, ["Ada Reyes", "Tom Lind"]);
        assert_eq!(metadata.publisher.as_deref(), Some("Harbour Gazette"));
        assert_eq!(
            metadata.date.map(|(date, basis)| (date.to_string(), basis)),
            Some(("2024-03-05".to_owned(), DateBasis::Metadata))
        );
    }
}
