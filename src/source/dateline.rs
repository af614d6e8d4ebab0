//! Datelines: the place, day and agency that begin an article's first paragraph.
//!
//! "OTTAWA, March 3 (Agency) — ", "LIMA (Agency) - ", "NAIROBI, Kenya – ". A dateline ends in a dash with a
//! space behind it, is at most [`MAX_LENGTH`] bytes long, and its place is in capitals unless a day or an
//! agency stands beside it.

use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon};
use crate::lexicon::line::{Word, words};

use super::byline::publisher;
use super::dates::{FoundDate, FoundDay, find_date, find_day};

/// The longest dateline, in bytes; written ones seldom pass 60.
const MAX_LENGTH: usize = 90;

/// The day a dateline names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DatelineDay {
    Full(FoundDate),
    WithoutYear(FoundDay),
    None,
}

/// A dateline at the start of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    /// Bytes from the paragraph's start through the dash.
    pub(super) length: usize,
    pub(super) day: DatelineDay,
    pub(super) agency: Option<String>,
}

/// The dateline that `paragraph` begins with.
pub(super) fn dateline(lexicon: &FurnitureLexicon, paragraph: &str) -> Option<Dateline> {
    let (dash, mark) = paragraph
        .char_indices()
        .take_while(|(at, _)| *at <= MAX_LENGTH)
        .find(|(at, mark)| is_dash(*mark) && is_free(paragraph, *at, *mark))?;
    let head = paragraph.get(..dash)?.trim_end_matches(['-', ' ']);
    let end = dash + mark.len_utf8();
    let begins_prose = paragraph
        .get(end..)?
        .trim_start_matches(|mark: char| !mark.is_alphanumeric())
        .starts_with(char::is_uppercase);
    let day = day(lexicon, head);
    let agency = agency(head);
    let place = head.split([',', '(']).next()?.trim();
    let is_marked = day != DatelineDay::None || agency.is_some();
    let is_dateline = begins_prose && is_place(lexicon, place) && (is_marked || is_in_capitals(place));
    is_dateline.then_some(Dateline {
        length: end,
        day,
        agency,
    })
}

/// The dateline that `line` consists of: "LIMA, 5 March 2024 (Agency) --", "Lima, 5 March".
pub(super) fn bare_dateline(lexicon: &FurnitureLexicon, line: &str) -> Option<Dateline> {
    let head = line.trim_end_matches(|mark| is_dash(mark) || mark == ' ');
    let mut parts = head.split([',', '(', ')']).map(str::trim);
    let begins_with_place = is_place(lexicon, parts.next()?);
    let is_part =
        |part: &str| part.is_empty() || is_place(lexicon, part) || is_date_part(lexicon, &words(part));
    let day = day(lexicon, head);
    let is_dateline =
        line.len() <= MAX_LENGTH && begins_with_place && day != DatelineDay::None && parts.all(is_part);
    is_dateline.then(|| Dateline {
        length: line.len(),
        day,
        agency: agency(head),
    })
}

/// Whether all words are numbers, months and weekdays.
fn is_date_part(lexicon: &FurnitureLexicon, part: &[Word]) -> bool {
    let is_date_word = |word: &Word| {
        word.text.starts_with(|first: char| first.is_ascii_digit())
            || lexicon.has(FurnitureKind::Month, word)
            || lexicon.has(FurnitureKind::Weekday, word)
    };
    part.iter().all(is_date_word)
}

fn is_dash(mark: char) -> bool {
    matches!(mark, '-' | '–' | '—')
}

/// Whether the dash at `at` stands between spaces, or is a second hyphen.
fn is_free(text: &str, at: usize, mark: char) -> bool {
    let space_behind = text[at + mark.len_utf8()..].starts_with(char::is_whitespace);
    let space_before = text[..at].ends_with(|before: char| before.is_whitespace() || before == '-');
    space_behind && (space_before || mark == '—')
}

fn day(lexicon: &FurnitureLexicon, head: &str) -> DatelineDay {
    let line = words(head);
    let full = find_date(lexicon, &line).map(DatelineDay::Full);
    full.or_else(|| find_day(lexicon, &line).map(DatelineDay::WithoutYear))
        .unwrap_or(DatelineDay::None)
}

fn agency(head: &str) -> Option<String> {
    let (_, behind) = head.split_once('(')?;
    let (name, rest) = behind.split_once(')')?;
    publisher(name).filter(|_| rest.trim_matches([',', ' ']).len() < 30)
}

fn is_place(lexicon: &FurnitureLexicon, place: &str) -> bool {
    let is_letters = place
        .chars()
        .all(|mark| mark.is_alphabetic() || mark.is_whitespace() || ".'’-/".contains(mark));
    let is_name_part = |word: &Word| {
        let written = place.get(word.span.start()..).unwrap_or_default();
        written.starts_with(char::is_uppercase) || lexicon.has(FurnitureKind::Particle, word)
    };
    let words = words(place);
    (1..=4).contains(&words.len())
        && is_letters
        && place.starts_with(char::is_uppercase)
        && words.iter().all(is_name_part)
}

fn is_in_capitals(place: &str) -> bool {
    place.chars().filter(|mark| mark.is_alphabetic()).count() > 2 && !place.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(paragraph: &str) -> String {
        let Some(found) = dateline(&FurnitureLexicon::bundled(), paragraph) else {
            return "none".to_owned();
        };
        let day = match found.day {
            DatelineDay::Full(full) => full.date.to_string(),
            DatelineDay::WithoutYear(day) => format!("{:?}", day.in_year(2024).map(|date| date.to_string())),
            DatelineDay::None => "no day".to_owned(),
        };
        let agency = found.agency.unwrap_or_else(|| "no agency".to_owned());
        format!("{} | {day} | {agency}", &paragraph[..found.length])
    }

    #[test]
    fn datelines_give_their_day_and_agency() {
        assert_eq!(
            shown("OTTAWA, March 3 (Northern Wire) — Police said on Sunday"),
            "OTTAWA, March 3 (Northern Wire) — | Some(\"2024-03-03\") | Northern Wire"
        );
        assert_eq!(
            shown("Lima, 3 March 2024 - The ministry"),
            "Lima, 3 March 2024 - | 2024-03-03 | no agency"
        );
        assert_eq!(
            shown("PORT LOUIS, Mauritius -- A court"),
            "PORT LOUIS, Mauritius -- | no day | no agency"
        );
        assert_eq!(shown("OSLO—\"We left"), "none");
        assert_eq!(shown("OSLO — \"We left"), "OSLO — | no day | no agency");
    }

    #[test]
    fn a_dateline_may_stand_alone() {
        let lexicon = FurnitureLexicon::bundled();
        let agency = |line: &str| bare_dateline(&lexicon, line).map(|found| found.agency);
        let wire = Some(Some("Northern Wire".to_owned()));
        assert_eq!(agency("LIMA, 5 March 2024 (Northern Wire) --"), wire);
        assert_eq!(agency("Port Louis, 5 March"), Some(None));
        assert_eq!(agency("Harbour pictures"), None);
        assert_eq!(agency("5 March 2024"), None);
        assert_eq!(agency("Lima, 5 March 2024 — A court"), None);
        assert_eq!(agency("Protests in Lima, 5 March 2024"), None);
    }

    #[test]
    fn prose_with_a_dash_has_no_dateline() {
        assert_eq!(shown("The ministry - which denied it - said"), "none");
        assert_eq!(shown("Police – who arrived late – left"), "none");
        assert_eq!(shown("NASA — which runs it — said"), "none");
        assert_eq!(shown("Well-known Ottawa writers - A list"), "none");
    }
}
