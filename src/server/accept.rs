//! Which format the client gets, as [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-accept) has it.

use crate::export::Syntax;
use crate::query::RowFormat;

/// A media type that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Media {
    /// Its name, as it is sent.
    pub(super) name: &'static str,
    pub(super) form: Form,
}

/// What writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Rows and truth values.
    Rows(RowFormat),
    /// Triples.
    Triples(Syntax),
    /// A page for people.
    Page,
}

pub(super) const fn media(name: &'static str, form: Form) -> Media {
    Media { name, form }
}

/// For SELECT and ASK; the first is for those who have no wish.
pub(super) const ROWS: &[Media] = &[
    media("application/sparql-results+json", Form::Rows(RowFormat::Json)),
    media("application/sparql-results+xml", Form::Rows(RowFormat::Xml)),
    media("text/csv", Form::Rows(RowFormat::Csv)),
    media("text/tab-separated-values", Form::Rows(RowFormat::Tsv)),
    media("application/json", Form::Rows(RowFormat::Json)),
    media("application/xml", Form::Rows(RowFormat::Xml)),
    media("text/xml", Form::Rows(RowFormat::Xml)),
];

/// For triples.
pub(super) const TRIPLES: &[Media] = &[
    media("text/turtle", Form::Triples(Syntax::Turtle)),
    media("application/n-triples", Form::Triples(Syntax::NTriples)),
    media("application/rdf+xml", Form::Triples(Syntax::RdfXml)),
    media("application/ld+json", Form::Triples(Syntax::JsonLd)),
    media("application/json", Form::Triples(Syntax::JsonLd)),
    media("application/trig", Form::Triples(Syntax::TriG)),
    media("application/n-quads", Form::Triples(Syntax::NQuads)),
    media("application/xml", Form::Triples(Syntax::RdfXml)),
    media("text/plain", Form::Triples(Syntax::NTriples)),
];

/// For people.
pub(super) const PAGE: Media = media("text/html", Form::Page);

/// The offer that the client likes best; of equals the first.
pub(super) fn choose(accept: &str, offers: &[Media]) -> Option<Media> {
    if accept.trim().is_empty() {
        return offers.first().copied();
    }
    let mut best: Option<(u32, Media)> = None;
    for offer in offers {
        let quality = quality(accept, offer.name);
        if quality > best.map_or(0, |(quality, _)| quality) {
            best = Some((quality, *offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// How much the client likes a media type, in thousandths: what its most specific range says.
fn quality(accept: &str, name: &str) -> u32 {
    let kind = name.split('/').next().unwrap_or_default();
    let mut best = (0, 0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let pattern = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match pattern.as_str() {
            "*/*" => 1,
            _ if pattern.strip_suffix("/*") == Some(kind) => 2,
            _ if pattern == name => 3,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        let weight = (f64::clamp(weight, 0.0, 1.0) * 1000.0) as u32;
        best = best.max((specific, weight));
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &str) -> Option<&'static str> {
        choose(accept, ROWS).map(|media| media.name)
    }

    #[test]
    fn the_client_gets_what_it_likes_best() {
        assert_eq!(chosen(""), Some("application/sparql-results+json"));
        assert_eq!(chosen("*/*"), Some("application/sparql-results+json"));
        assert_eq!(
            chosen("text/csv;q=0.4, application/xml;q=0.9"),
            Some("application/xml")
        );
        assert_eq!(chosen("text/*, application/*;q=0.1"), Some("text/csv"));
        assert_eq!(
            chosen("*/*;q=0.5, text/csv;q=0"),
            Some("application/sparql-results+json")
        );
        assert_eq!(chosen("image/png"), None);
        assert_eq!(chosen("text/csv;q=0, text/csv;q=nonsense"), None);
    }
}
