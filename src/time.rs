//! Times: expressions such as "last November" resolved to days, with what they were resolved against.
//!
//! As in TIMEX3 (Pustejovsky et al. 2003), an expression is kept with its words; a relative one needs an
//! anchor, the document's date. A date of the page may be a copy's and later than the article: what is
//! resolved from it is only an upper bound.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::analysis::{Analysis, NameLabel};
use crate::claim::Time;
use crate::document::{ByteSpan, DateBasis, Document};
use crate::lexicon::times::{TimeWordKind, TimeWords};

/// First and last day.
type Days = (Date, Date);

/// Which words of each kind an expression has; the first of each counts, but for numbers.
#[derive(Debug, Default)]
struct Parts {
    weekday: Option<i32>,
    month: Option<i32>,
    day: Option<i32>,
    unit: Option<i32>,
    shift: Option<i32>,
    direction: Option<i32>,
    numbers: Vec<i32>,
}

/// The dates of a document with the tokens they cover, in text order.
pub fn times(
    words: &TimeWords,
    document: &Document,
    analysis: &Analysis,
) -> Vec<(std::ops::Range<usize>, Time)> {
    let dates = analysis
        .names
        .iter()
        .filter(|name| matches!(name.label, NameLabel::Date | NameLabel::Time));
    let times = dates.filter_map(|name| {
        let last = name.tokens.end.checked_sub(1)?;
        let span = analysis.span_of(&[name.tokens.start, last])?;
        Some((
            name.tokens.clone(),
            resolve(words, document.slice(span), span, document.metadata.date),
        ))
    });
    times.collect()
}

/// Resolves the words of one expression; what cannot be resolved keeps its words and no days.
fn resolve(words: &TimeWords, text: &str, span: ByteSpan, anchor: Option<(Date, DateBasis)>) -> Time {
    let parts = parts(words, text);
    let open = Time {
        span,
        earliest: None,
        latest: None,
        anchor: None,
    };
    if let Some((earliest, latest)) = absolute(&parts) {
        return Time {
            earliest: Some(earliest),
            latest: Some(latest),
            ..open
        };
    }
    let Some((day, basis)) = anchor else { return open };
    let Some((earliest, latest)) = relative(&parts, day) else {
        return open;
    };
    let is_bound_only = basis == DateBasis::Page;
    Time {
        span,
        earliest: (!is_bound_only).then_some(earliest),
        latest: Some(latest),
        anchor: Some((day, basis)),
    }
}

fn parts(words: &TimeWords, text: &str) -> Parts {
    let mut parts = Parts::default();
    for word in text.split(|character: char| !character.is_alphanumeric() && character != '.') {
        let Some((kind, value)) = words.get(word) else {
            continue;
        };
        let place = match kind {
            TimeWordKind::Weekday => &mut parts.weekday,
            TimeWordKind::Month => &mut parts.month,
            TimeWordKind::Day => &mut parts.day,
            TimeWordKind::Unit => &mut parts.unit,
            TimeWordKind::Shift => &mut parts.shift,
            TimeWordKind::Direction => &mut parts.direction,
            TimeWordKind::Number => {
                parts.numbers.push(value);
                continue;
            }
        };
        place.get_or_insert(value);
    }
    parts
}

/// "3 March 2024", "March 2024", "2024".
fn absolute(parts: &Parts) -> Option<Days> {
    let year = i16::try_from(
        *parts
            .numbers
            .iter()
            .find(|number| (1000..2200).contains(*number))?,
    )
    .ok()?;
    let Some(month) = parts.month.and_then(|month| i8::try_from(month).ok()) else {
        return parts
            .unit
            .is_none()
            .then(|| (date(year, 1, 1), date(year, 12, 31)));
    };
    month_days(year, month, day_of_month(parts))
}

fn day_of_month(parts: &Parts) -> Option<i8> {
    let day = parts.numbers.iter().find(|number| (1..=31).contains(*number))?;
    i8::try_from(*day).ok()
}

fn month_days(year: i16, month: i8, day: Option<i8>) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    match day {
        Some(day) => Date::new(year, month, day).ok().map(|day| (day, day)),
        None => Some((first, first.last_of_month())),
    }
}

fn relative(parts: &Parts, anchor: Date) -> Option<Days> {
    if let Some(days) = parts.day {
        return shifted(anchor, days).map(|day| (day, day));
    }
    if let Some(month) = parts.month.and_then(|month| i8::try_from(month).ok()) {
        return month_days(month_year(parts, anchor, month), month, day_of_month(parts));
    }
    if let Some(weekday) = parts.weekday {
        return weekday_near(anchor, weekday, parts.shift).map(|day| (day, day));
    }
    match (parts.unit, parts.shift, parts.direction) {
        (Some(unit), _, Some(direction)) => ago(
            anchor,
            unit,
            direction * parts.numbers.first().copied().unwrap_or(1),
        ),
        (Some(unit), Some(shift), None) if parts.numbers.is_empty() => whole_unit(anchor, unit, shift),
        _ => None,
    }
}

/// News looks back: a month without a year is the last one up to the anchor, "last" the one before this month.
fn month_year(parts: &Parts, anchor: Date, month: i8) -> i16 {
    let is_later = month > anchor.month();
    let is_same = month == anchor.month();
    match parts.shift {
        Some(shift) if shift > 0 => anchor.year() + i16::from(!is_later),
        Some(shift) if shift < 0 => anchor.year() - i16::from(is_later || is_same),
        _ => anchor.year() - i16::from(is_later),
    }
}

fn weekday_near(anchor: Date, weekday: i32, shift: Option<i32>) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let is_next = shift.is_some_and(|shift| shift > 0);
    if anchor.weekday() == weekday && shift.is_none() {
        return Some(anchor);
    }
    anchor.nth_weekday(if is_next { 1 } else { -1 }, weekday).ok()
}

fn shifted(anchor: Date, days: i32) -> Option<Date> {
    anchor.checked_add(days.days()).ok()
}

/// "two years ago": a day for days and weeks, the whole month or year for longer units.
fn ago(anchor: Date, unit: i32, amount: i32) -> Option<Days> {
    match unit {
        365 => whole_unit(anchor, 365, amount),
        30 => whole_unit(anchor, 30, amount),
        _ => shifted(anchor, unit.checked_mul(amount)?).map(|day| (day, day)),
    }
}

/// "last year", "next month", "this week".
fn whole_unit(anchor: Date, unit: i32, shift: i32) -> Option<Days> {
    match unit {
        365 => {
            let first = anchor.first_of_year().checked_add(shift.years()).ok()?;
            Some((first, first.last_of_year()))
        }
        30 => {
            let first = anchor.first_of_month().checked_add(shift.months()).ok()?;
            Some((first, first.last_of_month()))
        }
        7 => {
            let since_monday = i32::from(anchor.weekday().to_monday_zero_offset());
            let monday = shifted(anchor, shift.checked_mul(7)?.checked_sub(since_monday)?)?;
            Some((monday, shifted(monday, 6)?))
        }
        _ => shifted(anchor, shift).map(|day| (day, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn days(text: &str, basis: DateBasis) -> String {
        let words = Lexicon::bundled().times;
        let time = resolve(
            &words,
            text,
            ByteSpan::new(0, text.len()),
            Some((date(2024, 3, 14), basis)),
        );
        let show = |day: Option<Date>| day.map_or("?".to_owned(), |day| day.to_string());
        format!("{}..{}", show(time.earliest), show(time.latest))
    }

    #[test]
    fn relative_expressions_are_resolved_against_the_document() {
        let expected = [
            ("today", "2024-03-14..2024-03-14"),
            ("Thursday", "2024-03-14..2024-03-14"),
            ("last Monday", "2024-03-11..2024-03-11"),
            ("Last November", "2023-11-01..2023-11-30"),
            ("March", "2024-03-01..2024-03-31"),
            ("last year", "2023-01-01..2023-12-31"),
            ("two days ago", "2024-03-12..2024-03-12"),
            ("last week", "2024-03-04..2024-03-10"),
            ("the weekend", "?..?"),
        ];
        for (text, resolved) in expected {
            assert_eq!(days(text, DateBasis::Metadata), resolved, "{text}");
        }
    }

    #[test]
    fn full_dates_need_no_anchor() {
        assert_eq!(days("3 July 2019", DateBasis::Page), "2019-07-03..2019-07-03");
        assert_eq!(days("1998", DateBasis::Page), "1998-01-01..1998-12-31");
        assert_eq!(days("February 31, 2019", DateBasis::Page), "?..?");
    }

    #[test]
    fn a_page_date_is_only_an_upper_bound() {
        assert_eq!(days("Monday", DateBasis::Page), "?..2024-03-11");
    }
}
