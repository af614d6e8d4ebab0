//! HTML pages: the article without the page around it, one block a paragraph.
//!
//! `rs-trafilatura` finds the article. On pages written to compare them it kept menus out of short articles
//! where `dom_smoothie` 0.19 did not, and `trafilatura` 0.6 took in whole pages without semantic tags; it also
//! leads the public article benchmark (F 0.966 in its README, where `trafilatura` gives 0.913 for its own).
//! Its text loses paragraphs and its metadata all writers but one, so blocks are read off its HTML, and
//! metadata off the page.

mod blocks;
mod markup;
mod metadata;

use dom_query::Document as Page;

use crate::document::{BlockKind, Document, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;
use crate::lexicon::line::is_same_title;

use super::article::article;
use super::error::SourceErrorKind;
use super::furniture::{LineKind, line_kind};
use super::page::{PageBlock, page_text, with_title};
use super::paper::Paper;

use self::blocks::page_blocks;
use self::markup::check_markup;
use self::metadata::page_metadata;

/// How many blocks above an article may tell of it: its headline, byline, date, counters.
const BLOCKS_ABOVE: usize = 8;

/// Makes a document of a page.
pub(super) fn html(
    lexicon: &FurnitureLexicon,
    source: &str,
    known: Metadata,
) -> Result<Document, SourceErrorKind> {
    check_markup(source)?;
    let extracted = rs_trafilatura::extract(source).map_err(|_| SourceErrorKind::NoArticle)?;
    let content = extracted.content_html.unwrap_or_default();
    let blocks = page_blocks(&Page::from(content));
    if !blocks
        .iter()
        .any(|block| block.text.contains(char::is_alphabetic))
    {
        return Err(SourceErrorKind::NoArticle);
    }
    let page = Page::from(source);
    let mut metadata = page_metadata(lexicon, &page, known);
    metadata.title = metadata.title.or(extracted.metadata.title);
    let metadata = with_surroundings(lexicon, &page_blocks(&page), &blocks, metadata);
    let blocks = with_title(blocks, metadata.title.as_deref());
    let (text, pieces) = page_text(&blocks);
    Ok(article(lexicon, text, &pieces, metadata))
}

/// What a reader sees of a page, menus included: its blocks with a space between.
#[cfg(feature = "http")]
pub(crate) fn page_words(source: &str) -> Result<String, SourceErrorKind> {
    check_markup(source)?;
    let blocks = page_blocks(&Page::from(source));
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.trim()).collect();
    Ok(texts.join(" "))
}

/// Completes metadata from the lines of the page above and below the article, which the extraction leaves out.
fn with_surroundings(
    lexicon: &FurnitureLexicon,
    page: &[PageBlock],
    article: &[PageBlock],
    known: Metadata,
) -> Metadata {
    let is_prose = |block: &&PageBlock| line_kind(lexicon, &block.text) == LineKind::Sentence;
    let place_of = |block: &PageBlock| page.iter().position(|other| other.text == block.text);
    let top = article.iter().find(is_prose).and_then(place_of);
    let bottom = article.iter().rfind(is_prose).and_then(place_of);
    let (Some(top), Some(bottom)) = (top, bottom) else {
        return known;
    };
    let above = page.get(top.saturating_sub(BLOCKS_ABOVE)..top);
    let below = page.get(bottom + 1..);
    let mut paper = Paper::of_page();
    for block in above.into_iter().chain(below).flatten() {
        if line_kind(lexicon, &block.text) == LineKind::Furniture {
            paper.read(lexicon, BlockKind::Furniture, &block.text);
        }
    }
    paper.complete(without_site(known, page))
}

/// A title without " | Site" or " - Site" behind it, if the page has the shorter form as a block.
fn without_site(mut metadata: Metadata, page: &[PageBlock]) -> Metadata {
    let shorter = metadata.title.as_deref().and_then(|title| {
        let (shorter, _) = title.rsplit_once(" | ").or_else(|| title.rsplit_once(" - "))?;
        let is_shown = page.iter().any(|block| is_same_title(shorter, &block.text));
        is_shown.then(|| shorter.trim().to_owned())
    });
    metadata.title = shorter.or(metadata.title);
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, DateBasis};

    fn read(source: &str) -> Document {
        let furniture = FurnitureLexicon::bundled();
        let document = html(&furniture, source, Metadata::default());
        document.unwrap_or_else(|_| Document::new(String::new(), Vec::new(), Metadata::default()))
    }

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

    /// A page of a newspaper with everything around the article that such pages have.
    const NEWSPAPER: &str = r##"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
        <title>Dockers reject pay offer | The Harbour Gazette</title>
        <script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
        "headline":"Dockers reject pay offer","datePublished":"2024-03-05T00:30:00+01:00",
        "author":[{"@type":"Person","name":"Ada Reyes"},{"@type":"Person","name":"Tom Lind"}],
        "publisher":{"@type":"NewsMediaOrganization","name":"The Harbour Gazette"}}</script></head><body>
        <div class="cookie-banner"><p>We use cookies to improve this site.</p><button>Accept all</button></div>
        <header><a href="/">The Harbour Gazette</a><nav><ul><li><a href="/n">News</a></li><li><a href="/s">Sport</a></li></ul></nav></header>
        <nav class="breadcrumb"><a href="/">Home</a> &gt; <a href="/n">News</a> &gt; Dockers reject pay offer</nav>
        <main><article><h1>Dockers reject pay offer</h1><div class="byline">By Ada Reyes and Tom Lind</div>
        <ul class="share"><li><a href="#">Share on Facebook</a></li><li>12 comments</li></ul>
        <p>GOTHENBURG, March 4 (Northern Wire) — Dockers have rejected an offer from <a href="/c">Stevedore AB</a>, their union said on Monday.</p>
        <p>The union said that 84 per cent of its members had voted against it. The company called the result &quot;a disappointment&quot;.</p>
        <h2>What happens next</h2>
        <p>Rosa Lind, who leads the union, told reporters that a strike could begin on Friday.</p>
        <div class="related"><h3>Related articles</h3><ul><li><a href="/1">Stevedore buys two cranes</a></li></ul></div>
        <p>Stevedore AB denied that it had planned to replace its workers with contractors from abroad.</p>
        <p>With additional reporting from Per Holm</p></article></main>
        <section class="comments"><h2>Comments</h2><p>Anna: They should take the money, I think.</p></section>
        <footer><p>© 2024 The Harbour Gazette. All rights reserved.</p></footer></body></html>"##;

    #[test]
    fn an_article_is_told_from_its_page() {
        assert_eq!(
            shown(&read(NEWSPAPER)),
            [
                "H Dockers reject pay offer",
                "- GOTHENBURG, March 4 (Northern Wire) —",
                "P Dockers have rejected an offer from Stevedore AB, their union said on Monday.",
                "P The union said that 84 per cent of its members had voted against it. The company called the result \"a disappointment\".",
                "- What happens next",
                "P Rosa Lind, who leads the union, told reporters that a strike could begin on Friday.",
                "P Stevedore AB denied that it had planned to replace its workers with contractors from abroad.",
                "- With additional reporting from Per Holm",
            ]
        );
    }

    #[test]
    fn metadata_keeps_every_writer_and_the_day_as_written() {
        let metadata = read(NEWSPAPER).metadata;
        assert_eq!(metadata.title.as_deref(), Some("Dockers reject pay offer"));
        assert_eq!(metadata.authors, ["Ada Reyes", "Tom Lind"]);
        assert_eq!(metadata.publisher.as_deref(), Some("The Harbour Gazette"));
        let date = metadata.date.map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2024-03-04".to_owned(), DateBasis::Dateline)));
    }

    #[test]
    fn a_page_without_metadata_is_read_by_its_visible_lines() {
        let document = read(
            r##"<html><head><title>Minister denies mine sale | Andes Courier</title></head><body><table><tr><td>
            <div><a href="/">Home</a> | <a href="/p">Politics</a> | <a href="/e">Economy</a></div></td></tr><tr><td>
            <div><font size="5"><b>Minister denies mine sale</b></font></div>
            <div>Author: Luis Ortega Source: Andes Courier Date: 2023-11-20 08:15</div>
            <div class="texto">The mining minister, Carla Quispe, denied on Monday that the state had sold the Huallay mine.<br><br>
            La Voz reported at the weekend that Norrland Metals had paid 300 million dollars. It cited two people close to the talks.<br><br>
            "There is no sale, and there will be none," Quispe told a radio station in Lima.</div>
            <div><a href="#">Print</a> Comments (4)</div></td></tr></table></body></html>"##,
        );
        let metadata = &document.metadata;
        assert_eq!(metadata.title.as_deref(), Some("Minister denies mine sale"));
        assert_eq!(metadata.authors, ["Luis Ortega"]);
        assert_eq!(metadata.publisher.as_deref(), Some("Andes Courier"));
        let date = metadata.date.map(|(date, basis)| (date.to_string(), basis));
        assert_eq!(date, Some(("2023-11-20".to_owned(), DateBasis::Page)));
        let paragraphs = shown(&document).into_iter().filter(|line| line.starts_with('P'));
        assert_eq!(paragraphs.count(), 3);
    }

    #[test]
    fn a_page_without_an_article_is_an_error() {
        let furniture = FurnitureLexicon::bundled();
        let error = html(&furniture, "<html><p> </p></html>", Metadata::default()).err();
        assert!(matches!(error, Some(SourceErrorKind::NoArticle)));
    }
}
