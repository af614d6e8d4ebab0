//! Pages whose markup would take a parser too long are refused before they are parsed.
//!
//! The parser's time grows with the square of the depth of nesting (20,000 nested `div`s take over a second to
//! parse and a minute to extract), and the extraction's with the square of the number of tags.

use crate::source::error::SourceErrorKind;

/// The deepest nesting that is read; articles seldom pass 60.
const MAX_DEPTH: usize = 500;

/// The most tags that are read; long articles have some 10,000.
const MAX_TAGS: usize = 60_000;

/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that the next of their kind ends.
const ENDS_BY_ITSELF: [&str; 17] = [
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rp", "rt",
    "html", "head", "body",
];

/// Refuses pages nested too deep or with too many tags.
pub(super) fn check_markup(source: &str) -> Result<(), SourceErrorKind> {
    let mut depth = 0_usize;
    let mut tags = 0;
    let mut rest = source;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = behind(tag);
        tags += 1;
        let name = name(tag);
        let is_counted = !VOID.contains(&name.as_str()) && !ENDS_BY_ITSELF.contains(&name.as_str());
        match is_counted && !name.is_empty() {
            true if tag.starts_with('/') => depth = depth.saturating_sub(1),
            true => depth += 1,
            false => {}
        }
        if depth > MAX_DEPTH {
            return Err(SourceErrorKind::Markup("more than 500 tags inside each other"));
        }
        if tags > MAX_TAGS {
            return Err(SourceErrorKind::Markup("more than 60000 tags"));
        }
    }
    Ok(())
}

/// The name of a tag in lower case; empty for comments and stray signs.
fn name(tag: &str) -> String {
    tag.strip_prefix('/')
        .unwrap_or(tag)
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// What to scan next: behind a comment, a script or a style sheet, whose signs are no tags, else the tag itself.
fn behind(tag: &str) -> &str {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let end = match name(tag).as_str() {
        _ if tag.starts_with('/') => return tag,
        "script" => "</script",
        "style" => "</style",
        _ => return tag,
    };
    let found = tag
        .char_indices()
        .filter(|(_, character)| *character == '<')
        .find(|(at, _)| {
            tag[*at..]
                .get(..end.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(end))
        });
    found.map_or("", |(at, _)| &tag[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        match check_markup(source) {
            Ok(()) => "fine".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn deep_and_tangled_pages_are_refused() {
        assert!(shown(&"<div>".repeat(501)).contains("inside each other"));
        assert!(shown(&"<font a=1>x".repeat(600)).contains("inside each other"));
        assert!(shown(&"<br>".repeat(60_001)).contains("more than 60000 tags"));
    }

    #[test]
    fn long_flat_pages_are_read() {
        assert_eq!(shown(&"<p>x<li>y<br><div>z</div>".repeat(2000)), "fine");
        let script = format!("<script>var x = '{}';</script>", "<div>".repeat(600));
        assert_eq!(shown(&script), "fine");
        assert_eq!(shown(&format!("<!-- {} -->", "<div>".repeat(600))), "fine");
        assert_eq!(shown("1 < 2 <"), "fine");
    }
}
