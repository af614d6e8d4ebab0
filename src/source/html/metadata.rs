//! What a page says about itself for machines: JSON-LD first, then meta elements.
//!
//! JSON-LD is read by the terms of [schema.org's Article](https://schema.org/Article); meta elements by those
//! of [Open Graph](https://ogp.me/), Dublin Core and common practice.

use dom_query::Document as Page;
use jiff::civil::Date;
use serde_json::Value;

use crate::document::{DateBasis, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;
use crate::source::byline::{byline, people};
use crate::source::dates::parse_date;

/// Names of meta elements, the better ones first.
const TITLE: [&str; 3] = ["og:title", "twitter:title", "dc.title"];
const DATE: [&str; 10] = [
    "article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "dc.date",
    "dcterms.created",
    "dc.date.issued",
    "parsely-pub-date",
    "sailthru.date",
];
const AUTHOR: [&str; 6] = [
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
];
const PUBLISHER: [&str; 4] = ["og:site_name", "publisher", "dc.publisher", "application-name"];

/// Completes `known` from the page's own metadata.
pub(super) fn page_metadata(lexicon: &FurnitureLexicon, page: &Page, known: Metadata) -> Metadata {
    let linked = linked_article(page);
    let article = linked.as_ref();
    let text = |key: &str| article.and_then(|article| name_of(article.get(key)?));
    let meta = |names: &[&str]| meta_content(page, names);
    let date = text("datePublished")
        .or_else(|| text("dateCreated"))
        .or_else(|| meta(&DATE));
    Metadata {
        title: text("headline").or_else(|| meta(&TITLE)).or(known.title),
        authors: match linked_authors(lexicon, article) {
            authors if authors.is_empty() => meta_authors(lexicon, page),
            authors => authors,
        },
        publisher: text("publisher").or_else(|| meta(&PUBLISHER)).or(known.publisher),
        date: date.and_then(|date| dated(lexicon, &date)).or(known.date),
        url: url(page)
            .or_else(|| text("url").filter(|url| is_address(url)))
            .or(known.url),
        ..known
    }
}

fn dated(lexicon: &FurnitureLexicon, text: &str) -> Option<(Date, DateBasis)> {
    parse_date(lexicon, text).map(|date| (date, DateBasis::Metadata))
}

/// The first article among the page's JSON-LD.
fn linked_article(page: &Page) -> Option<Value> {
    page.select("script[type='application/ld+json']")
        .iter()
        .filter_map(|script| serde_json::from_str(&script.text()).ok())
        .find_map(|value| find_article(&value).cloned())
}

fn find_article(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(items) => items.iter().find_map(find_article),
        Value::Object(_) if is_article(value) => Some(value),
        Value::Object(members) => {
            let nested = ["@graph", "mainEntity", "mainEntityOfPage"];
            nested.iter().find_map(|key| find_article(members.get(*key)?))
        }
        _ => None,
    }
}

fn is_article(value: &Value) -> bool {
    let is_article_type = |name: &Value| {
        name.as_str()
            .is_some_and(|name| name.ends_with("Article") || name.ends_with("Posting"))
    };
    match value.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is_article_type),
        Some(name) => is_article_type(name),
        None => false,
    }
}

/// A string, or the name of the first thing.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(items) => items.iter().find_map(name_of),
        Value::Object(members) => name_of(members.get("name")?),
        _ => None,
    }
}

/// The people that the article names as its authors; organisations are not writers.
fn linked_authors(lexicon: &FurnitureLexicon, article: Option<&Value>) -> Vec<String> {
    let authors = article.and_then(|article| article.get("author"));
    let each = match authors {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let names = each.iter().flat_map(|author| {
        let is_person = author.get("@type").and_then(Value::as_str) == Some("Person");
        match (name_of(author), is_person) {
            (Some(name), true) => vec![name],
            (Some(name), false) => writers(lexicon, &name),
            (None, _) => Vec::new(),
        }
    });
    names.collect()
}

fn meta_authors(lexicon: &FurnitureLexicon, page: &Page) -> Vec<String> {
    let content = meta_content(page, &AUTHOR).filter(|content| !is_address(content));
    content.map_or_else(Vec::new, |content| writers(lexicon, &content))
}

fn writers(lexicon: &FurnitureLexicon, text: &str) -> Vec<String> {
    match byline(lexicon, text) {
        Some(byline) => byline.people,
        None => people(lexicon, text),
    }
}

/// The content of the first meta element with one of the names, in the order of the names.
fn meta_content(page: &Page, names: &[&str]) -> Option<String> {
    let elements = page.select("meta[content]");
    names.iter().find_map(|name| {
        let mut named = elements.iter().filter(|element| {
            let keys = ["name", "property", "itemprop"];
            keys.iter()
                .filter_map(|key| element.attr(key))
                .any(|value| value.eq_ignore_ascii_case(name))
        });
        let content = named.find_map(|element| element.attr("content"))?;
        Some(content.trim().to_owned()).filter(|content| !content.is_empty())
    })
}

fn url(page: &Page) -> Option<String> {
    let canonical = page.select("link[rel='canonical']");
    let canonical = canonical.attr("href").map(|href| href.to_string());
    canonical
        .or_else(|| meta_content(page, &["og:url"]))
        .filter(|url| is_address(url))
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let lexicon = FurnitureLexicon::bundled();
        let metadata = page_metadata(&lexicon, &Page::from(source), Metadata::default());
        format!(
            "{} | {} | {} | {} | {}",
            metadata.title.unwrap_or_default(),
            metadata.authors.join("; "),
            metadata.publisher.unwrap_or_default(),
            metadata
                .date
                .map(|(date, _)| date.to_string())
                .unwrap_or_default(),
            metadata.url.unwrap_or_default(),
        )
    }

    #[test]
    fn json_ld_comes_first() {
        let page = r#"<meta property="og:title" content="Other"><script type="application/ld+json">
            {"@graph":[{"@type":"WebSite","name":"x"},{"@type":["NewsArticle"],"headline":"Port sold",
            "datePublished":"2024-03-05T00:30:00+01:00","url":"https://hg.example/1",
            "author":[{"@type":"Person","name":"Ada Reyes"},{"@type":"Organization","name":"Wire Desk"}],
            "publisher":{"@type":"Organization","name":"Harbour Gazette"}}]}</script>"#;
        assert_eq!(
            shown(page),
            "Port sold | Ada Reyes | Harbour Gazette | 2024-03-05 | https://hg.example/1"
        );
    }

    #[test]
    fn meta_elements_come_next() {
        let page = r#"<meta name="AUTHOR" content="By Ada Reyes and Tom Lind"><meta name="date" content="5 March 2024">
            <meta property="og:site_name" content="Harbour Gazette"><meta property="og:title" content="Port sold">
            <link rel="canonical" href="/relative"><script type="application/ld+json">{not json</script>"#;
        assert_eq!(
            shown(page),
            "Port sold | Ada Reyes; Tom Lind | Harbour Gazette | 2024-03-05 | "
        );
    }

    #[test]
    fn a_page_that_says_nothing_gives_nothing() {
        assert_eq!(shown("<p>Text."), " |  |  |  | ");
    }
}
