//! JSON Lines: one record, one document, on each line.

use jiff::civil::Date;
use serde::Deserialize;

use crate::document::{DateBasis, Document, Metadata};
use crate::lexicon::furniture::FurnitureLexicon;

use super::dates::parse_date;
use super::error::SourceErrorKind;
use super::plain::plain_text;

/// A line of JSON Lines; other fields are left out of account.
#[derive(Debug, Deserialize)]
struct Record {
    id: Option<String>,
    url: Option<String>,
    #[serde(alias = "sent", alias = "sentence")]
    text: String,
    title: Option<String>,
    date: Option<String>,
    publisher: Option<String>,
    author: Option<Names>,
}

/// One name or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

/// Makes a document of one line; its stored text is the record's `text`.
///
/// The source is the record's `id`, else its `url`, else `place`.
pub(super) fn record(
    lexicon: &FurnitureLexicon,
    line: &str,
    place: &str,
) -> Result<Document, SourceErrorKind> {
    let record: Record = serde_json::from_str(line).map_err(SourceErrorKind::Record)?;
    let metadata = Metadata {
        date: date(lexicon, record.date)?,
        source: record
            .id
            .or_else(|| record.url.clone())
            .unwrap_or_else(|| place.to_owned()),
        title: record.title,
        authors: match record.author {
            Some(Names::One(name)) => vec![name],
            Some(Names::Several(names)) => names,
            None => Vec::new(),
        },
        publisher: record.publisher,
        url: record.url,
    };
    Ok(plain_text(lexicon, record.text, metadata))
}

/// The `id` of a line that is JSON, whatever else is wrong with it.
pub(super) fn id(line: &str) -> Option<String> {
    let record: serde_json::Value = serde_json::from_str(line).ok()?;
    record.get("id")?.as_str().map(str::to_owned)
}

fn date(
    lexicon: &FurnitureLexicon,
    text: Option<String>,
) -> Result<Option<(Date, DateBasis)>, SourceErrorKind> {
    match text {
        None => Ok(None),
        Some(text) => match parse_date(lexicon, &text) {
            Some(date) => Ok(Some((date, DateBasis::Metadata))),
            None => Err(SourceErrorKind::Date(text)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        match record(&FurnitureLexicon::bundled(), line, "a.jsonl:3") {
            Ok(document) => {
                let metadata = &document.metadata;
                format!(
                    "{} | {:?} | {:?} | {}",
                    metadata.source,
                    metadata.authors,
                    metadata.date.map(|(date, basis)| format!("{date} {basis:?}")),
                    document.text()
                )
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_record_gives_its_text_and_metadata() {
        assert_eq!(
            shown(r#"{"id":"r1","text":"The court sat.","date":"2024-03-05","author":["Ada Reyes"],"x":1}"#),
            r#"r1 | ["Ada Reyes"] | Some("2024-03-05 Metadata") | The court sat."#
        );
        assert_eq!(
            shown(r#"{"text":"The court sat."}"#),
            "a.jsonl:3 | [] | None | The court sat."
        );
    }

    #[test]
    fn a_bad_record_says_what_is_wrong() {
        assert!(shown(r#"{"title":"x"}"#).starts_with("is not a record: missing field `text`"));
        assert_eq!(
            shown(r#"{"text":"x","date":"soon"}"#),
            "`soon` is not a date; write it as 2024-03-05"
        );
    }
}
