//! Calendar dates as pages write them.
//!
//! Read are `2024-03-05` (with or without a time), `2024/03/05`, `5 March 2024`, `March 5, 2024`, `5.3.2024`
//! (day first) and `13/05/2024` or `05/13/2024` where only one order is possible. `03/05/2024` could be
//! either day and is not read.

use std::ops::Range;

use jiff::civil::Date;

use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon, FurnitureRole};
use crate::lexicon::line::Word;

/// A date and the words it is written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundDate {
    pub(super) date: Date,
    pub(super) words: Range<usize>,
}

/// A day of a month, the year left out, and the words it is written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundDay {
    month: i8,
    day: i8,
    pub(super) words: Range<usize>,
}

impl FoundDay {
    /// The date in `year`, if the month has that day.
    pub(super) fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }

    /// The last such day that is not after `limit`.
    pub(super) fn not_after(&self, limit: Date) -> Option<Date> {
        [limit.year(), limit.year() - 1]
            .into_iter()
            .filter_map(|year| self.in_year(year))
            .find(|date| *date <= limit)
    }
}

/// The first full date in a line.
pub(super) fn find_date(lexicon: &FurnitureLexicon, line: &[Word]) -> Option<FoundDate> {
    (0..line.len()).find_map(|at| {
        let (date, length) = date_at(lexicon, &line[at..])?;
        Some(FoundDate {
            date,
            words: at..at + length,
        })
    })
}

/// The first day with a month in a line, whether a year follows or not.
pub(super) fn find_day(lexicon: &FurnitureLexicon, line: &[Word]) -> Option<FoundDay> {
    (0..line.len()).find_map(|at| {
        let [first, second] = line.get(at..at + 2)? else {
            return None;
        };
        let month_first = month(lexicon, first).zip(day(second));
        let day_first = || month(lexicon, second).zip(day(first));
        let (month, day) = month_first.or_else(day_first)?;
        Some(FoundDay {
            month,
            day,
            words: at..at + 2,
        })
    })
}

/// The date of a line that holds nothing but a date, a time of day and words that go with them.
pub(super) fn date_alone(lexicon: &FurnitureLexicon, line: &[Word]) -> Option<Date> {
    let found = find_date(lexicon, line)?;
    let goes_with_a_date = |(at, word): (usize, &Word)| {
        found.words.contains(&at)
            || is_time(word)
            || word.is_symbol()
            || lexicon.has(FurnitureKind::Weekday, word)
            || lexicon.has(FurnitureKind::Clock, word)
    };
    let is_alone = line.iter().enumerate().all(goes_with_a_date);
    is_alone.then_some(found.date)
}

/// A date from a record or a page's metadata: ISO 8601, or any form that is read in text.
pub(super) fn parse_date(lexicon: &FurnitureLexicon, text: &str) -> Option<Date> {
    let line = crate::lexicon::line::words(text);
    find_date(lexicon, &line).map(|found| found.date)
}

fn date_at(lexicon: &FurnitureLexicon, line: &[Word]) -> Option<(Date, usize)> {
    let first = line.first()?;
    if let Some(date) = numeric_date(&first.text) {
        return Some((date, 1));
    }
    let [_, _, third] = line.get(..3)? else {
        return None;
    };
    let found = find_day(lexicon, &line[..2])?;
    let year = third.text.parse().ok().filter(|year| is_year(*year))?;
    Some((found.in_year(year)?, 3))
}

/// `2024-03-05`, `2024-03-05t13:50:18z`, `2024/03/05`, `5.3.2024`, `13/05/2024`.
fn numeric_date(word: &str) -> Option<Date> {
    let date = word.split('t').next()?;
    let separator = date.chars().find(|character| !character.is_ascii_digit())?;
    let mut parts = date.split(separator).map(str::parse::<i16>);
    let parts = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    let (year, month, day) = match (separator, parts) {
        ('-' | '/' | '.', [year, month, day]) if is_year(year) => (year, month, day),
        ('.' | '-', [day, month, year]) => (year, month, day),
        ('/', [day @ 13..=31, month, year]) => (year, month, day),
        ('/', [month, day @ 13..=31, year]) => (year, month, day),
        _ => return None,
    };
    let in_range = is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let small = |number: i16| i8::try_from(number).ok();
    in_range.then(|| Date::new(year, small(month)?, small(day)?).ok())?
}

fn month(lexicon: &FurnitureLexicon, word: &Word) -> Option<i8> {
    let phrase = lexicon.prefix(FurnitureKind::Month, std::slice::from_ref(word))?;
    match phrase.role {
        FurnitureRole::Month(number) => Some(number),
        _ => None,
    }
}

/// `5`, `05`, `5th`.
fn day(word: &Word) -> Option<i8> {
    let number = word
        .text
        .trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let is_ordinal = [0, 2].contains(&(word.text.len() - number.len()));
    let day: i8 = number.parse().ok()?;
    (is_ordinal && (1..=31).contains(&day)).then_some(day)
}

fn is_year(number: i16) -> bool {
    (1500..2200).contains(&number)
}

/// `13:50`, `13:50:18`, `7am`.
fn is_time(word: &Word) -> bool {
    let digits = word
        .text
        .trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let has_suffix = digits.len() < word.text.len();
    !digits.is_empty()
        && digits
            .split([':', '.'])
            .all(|part| part.len() <= 2 && part.parse::<u8>().is_ok())
        && (has_suffix || digits.contains([':', '.']) || digits.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::line::words;

    fn alone(line: &str) -> String {
        let lexicon = FurnitureLexicon::bundled();
        match date_alone(&lexicon, &words(line)) {
            Some(date) => date.to_string(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn a_line_that_is_only_a_date_is_read_in_each_order() {
        for line in [
            "Tuesday, March 5, 2024",
            "5 March 2024",
            "Tue 5th Mar. 2024, 13:50 GMT",
            "Published at 7am on March 5, 2024",
            "2024-03-05 13:50:18",
            "2024-03-05T13:50:18Z",
            "2024/03/05",
            "5.3.2024",
        ] {
            assert_eq!(alone(line), "2024-03-05", "{line}");
        }
    }

    #[test]
    fn a_date_in_prose_is_not_alone() {
        assert_eq!(alone("The court ruled on March 5, 2024."), "none");
        assert_eq!(alone("March 2024"), "none");
    }

    #[test]
    fn an_ambiguous_or_impossible_date_is_not_read() {
        let lexicon = FurnitureLexicon::bundled();
        assert_eq!(parse_date(&lexicon, "03/05/2024"), None);
        assert_eq!(parse_date(&lexicon, "30 February 2024"), None);
        assert_eq!(parse_date(&lexicon, "2024-99-99"), None);
        assert_eq!(
            parse_date(&lexicon, "13/05/2024"),
            parse_date(&lexicon, "05/13/2024")
        );
    }

    #[test]
    fn a_day_without_a_year_is_the_last_before_the_limit() {
        let lexicon = FurnitureLexicon::bundled();
        let line = words("OTTAWA, Dec 30");
        let found = find_day(&lexicon, &line).and_then(|day| {
            let limit = Date::new(2024, 1, 2).ok()?;
            day.not_after(limit)
        });
        assert_eq!(found.map(|date| date.to_string()).as_deref(), Some("2023-12-30"));
    }
}
