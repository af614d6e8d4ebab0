//! What the documents around a thing say for and against a record: when they were written, and in which words.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::sign::Signs;
use super::subject::Subject;
use crate::dataset::Record;
use crate::linkage::name::normalise;

/// The most words of a description that count.
const MOST_WORDS: usize = 5;
/// A word that is shorter than this tells nothing, in letters.
const SHORTEST_WORD: usize = 4;
/// A record that began so many days after the documents cannot be meant; dates are often of a year only.
const LATER: i32 = 366;
/// Of what ended so many days before the documents they rarely speak.
const OVER: i32 = 3_653;

/// What happened at the beginning and at the end of things, as records call it.
const BEGINNINGS: [&str; 2] = ["birth", "inception"];
const ENDS: [&str; 2] = ["death", "end"];

/// Words that descriptions share whatever they describe.
const COMMON: &str = include_str!("../../ontology/linkage/common-words.txt");

/// Whether the record was there when the documents were written.
pub(super) fn date_signs(signs: &mut Signs<'_>, subject: &Subject, record: &Record) {
    let (Some(first), Some(last)) = (subject.dates.first(), subject.dates.last()) else {
        return;
    };
    let dates_of = |events: [&'static str; 2]| {
        let dates = record.dates.iter();
        dates.filter(move |(event, _)| events.contains(&event.as_str()))
    };
    let earliest = dates_of(BEGINNINGS).filter_map(|(_, date)| day(date)).min();
    if let Some(began) = earliest.filter(|began| days(*last, *began) > LATER) {
        signs.add(("date", "later"), 1.0, format!("{began} after {last}"));
    }
    let latest = dates_of(ENDS).filter_map(|(_, date)| day(date)).max();
    if let Some(ended) = latest.filter(|ended| days(*ended, *first) > OVER) {
        signs.add(("date", "over"), 1.0, format!("{ended} before {first}"));
    }
}

/// Days from one date to another.
pub(super) fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The first day that a date of any precision may mean.
fn day(date: &str) -> Option<Date> {
    let date = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.get(..10)?.to_owned(),
    };
    date.parse().ok()
}

/// What the sentences about the thing, and the roles that it holds, have in common with the record's description.
pub(super) fn description_signs(signs: &mut Signs<'_>, subject: &Subject, record: &Record) {
    if record.description.is_empty() {
        return;
    }
    let described = words(&record.description);
    let is_described = |role: &&String| {
        let role = words(role);
        !role.is_empty() && role.is_subset(&described)
    };
    if let Some(role) = subject.roles.iter().find(is_described) {
        signs.add(("description", "role"), 1.0, role.clone());
    }
    let own: BTreeSet<String> = subject
        .names()
        .chain([&record.label])
        .flat_map(|name| words(name))
        .collect();
    let said: BTreeSet<String> = subject
        .sentences
        .iter()
        .flat_map(|sentence| words(sentence))
        .collect();
    let shared: Vec<&str> = described
        .intersection(&said)
        .filter(|word| !own.contains(*word))
        .map(String::as_str)
        .take(MOST_WORDS)
        .collect();
    if !shared.is_empty() {
        signs.add(("description", "word"), shared.len() as f64, shared.join(" "));
    }
}

/// The words of a text that tell something.
fn words(text: &str) -> BTreeSet<String> {
    let normalised = normalise(text);
    let words = normalised.split(' ').filter(|word| word.len() >= SHORTEST_WORD);
    let telling = words.filter(|word| !COMMON.lines().any(|common| common == *word));
    telling.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::subject::example;
    use crate::linking::weights::{Judged, Weights};

    fn seen(subject: &Subject, record: &Record) -> Vec<String> {
        let weights = Weights::bundled(Judged::Records);
        let mut signs = Signs::new(&weights);
        date_signs(&mut signs, subject, record);
        description_signs(&mut signs, subject, record);
        let signs = signs.into_signs().into_iter();
        signs
            .map(|sign| format!("{} {}: {}", sign.feature, sign.level, sign.evidence))
            .collect()
    }

    fn record(description: &str, (event, date): (&str, &str)) -> Record {
        Record {
            label: "Ada Reyes".to_owned(),
            description: description.to_owned(),
            dates: vec![(event.to_owned(), date.to_owned())],
            ..Record::default()
        }
    }

    #[test]
    fn what_began_later_or_ended_long_before_is_seen_to_be() {
        let mut reyes = example("Ada Reyes");
        reyes.dates.insert("2024-05-01".parse().unwrap());
        assert_eq!(seen(&reyes, &record("", ("birth", "2025"))), [] as [&str; 0]);
        assert_eq!(
            seen(&reyes, &record("", ("birth", "2026-01"))),
            ["date later: 2026-01-01 after 2024-05-01"]
        );
        assert_eq!(
            seen(&reyes, &record("", ("death", "1931-02-03"))),
            ["date over: 1931-02-03 before 2024-05-01"]
        );
    }

    #[test]
    fn words_and_roles_are_found_in_a_description() {
        let mut reyes = example("Ada Reyes");
        reyes.roles.insert("mayor".to_owned());
        reyes
            .sentences
            .insert("Ada Reyes, who built the harbour with her own money, resigned.".to_owned());
        let found = seen(
            &reyes,
            &record("mayor of Novo, known with the harbour", ("birth", "1961")),
        );
        assert_eq!(found, ["description role: mayor", "description word: harbour"]);
    }
}
