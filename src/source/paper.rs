//! What the furniture of a page tells about the article: writers, publisher, title, date.

use jiff::civil::Date;

use crate::document::{BlockKind, DateBasis, Metadata};
use crate::lexicon::furniture::{FurnitureKind, FurnitureLexicon, FurnitureRole};
use crate::lexicon::line::words;

use super::byline::{byline, copyright_holder, people, publisher};
use super::dateline::{Dateline, DatelineDay, bare_dateline};
use super::dates::{FoundDay, date_alone, parse_date};
use super::labels::{Labelled, labels};

/// A dateline further from the metadata's date than this many days is not the article's.
const MAX_DATELINE_AGE: i32 = 400;

/// What the blocks read so far told; the first word on a matter counts.
#[derive(Default)]
pub(super) struct Paper {
    is_inside: bool,
    title: Option<String>,
    authors: Vec<String>,
    publisher: Option<String>,
    agency: Option<String>,
    dateline: Option<Date>,
    dateline_day: Option<FoundDay>,
    page_date: Option<Date>,
}

impl Paper {
    /// A paper of which only the dateline is read.
    pub(super) fn of(dateline: Option<Dateline>) -> Self {
        let mut paper = Self::default();
        if let Some(dateline) = dateline {
            paper.read_dateline(dateline);
        }
        paper
    }

    /// A page of which nothing is read; its bare dates are the page's.
    pub(super) fn of_page() -> Self {
        Self {
            is_inside: true,
            ..Self::default()
        }
    }

    /// Reads the next block.
    pub(super) fn read(&mut self, lexicon: &FurnitureLexicon, kind: BlockKind, text: &str) {
        match kind {
            BlockKind::Headline => self.title = Some(text.to_owned()),
            BlockKind::Furniture => self.read_line(lexicon, text),
            BlockKind::Paragraph => self.is_inside = true,
        }
    }

    /// Completes what a record or a page's metadata says.
    ///
    /// What is known stays, but for the date: a dateline comes before metadata, metadata before a date on the
    /// page. A dateline without a year takes it from the other dates.
    pub(super) fn complete(self, known: Metadata) -> Metadata {
        Metadata {
            date: self.date(known.date),
            title: known.title.or(self.title),
            authors: match known.authors.is_empty() {
                true => self.authors,
                false => known.authors,
            },
            publisher: known.publisher.or(self.publisher).or(self.agency),
            ..known
        }
    }

    fn read_line(&mut self, lexicon: &FurnitureLexicon, line: &str) {
        let labels = labels(lexicon, line);
        if labels.is_empty() {
            self.read_unlabelled(lexicon, line);
        }
        for label in labels {
            self.read_label(lexicon, &label);
        }
    }

    fn read_label(&mut self, lexicon: &FurnitureLexicon, label: &Labelled<'_>) {
        match label.role {
            FurnitureRole::Author => self.add_authors(people(lexicon, label.value)),
            FurnitureRole::Publisher => keep_first(&mut self.publisher, publisher(label.value)),
            FurnitureRole::Date => {
                keep_first(&mut self.page_date, parse_date(lexicon, label.value));
            }
            FurnitureRole::None | FurnitureRole::Month(_) => {}
        }
    }

    fn read_unlabelled(&mut self, lexicon: &FurnitureLexicon, line: &str) {
        if let Some(byline) = byline(lexicon, line)
            && byline.role == FurnitureRole::Author
        {
            self.add_authors(byline.people);
        }
        keep_first(&mut self.publisher, copyright_holder(lexicon, line));
        self.read_date(lexicon, line);
        if !self.is_inside
            && let Some(dateline) = bare_dateline(lexicon, line)
        {
            self.read_dateline(dateline);
        }
    }

    fn read_dateline(&mut self, dateline: Dateline) {
        keep_first(&mut self.agency, dateline.agency);
        match dateline.day {
            DatelineDay::Full(day) => keep_first(&mut self.dateline, Some(day.date)),
            DatelineDay::WithoutYear(day) => keep_first(&mut self.dateline_day, Some(day)),
            DatelineDay::None => {}
        }
    }

    /// A bare date before the first paragraph is the article's own; one with a time of day, or a word such as
    /// "updated", is the page's.
    fn read_date(&mut self, lexicon: &FurnitureLexicon, line: &str) {
        let words = words(line);
        let is_stamp = words.len() > 6
            || words.iter().any(|word| lexicon.has(FurnitureKind::Clock, word))
            || line.contains(':');
        let date = date_alone(lexicon, &words);
        match is_stamp || self.is_inside {
            true => keep_first(&mut self.page_date, date),
            false => keep_first(&mut self.dateline, date),
        }
    }

    fn add_authors(&mut self, people: Vec<String>) {
        for person in people {
            if !self.authors.contains(&person) {
                self.authors.push(person);
            }
        }
    }

    fn date(&self, known: Option<(Date, DateBasis)>) -> Option<(Date, DateBasis)> {
        let published = known.filter(|(_, basis)| *basis != DateBasis::Page);
        let limit = published.map(|(date, _)| date);
        let day = self.dateline_day.as_ref();
        let dateline = self
            .dateline
            .or_else(|| day?.not_after(limit?))
            .filter(|date| limit.is_none_or(|limit| are_near(*date, limit)))
            .map(|date| (date, DateBasis::Dateline));
        let seen = known.map(|(date, _)| date).or(self.page_date);
        let page = seen.map(|date| {
            let with_year = day.and_then(|day| day.not_after(date));
            (with_year.unwrap_or(date), DateBasis::Page)
        });
        dateline.or(published).or(page)
    }
}

fn are_near(dateline: Date, metadata: Date) -> bool {
    let days = (metadata - dateline).get_days();
    (-1..=MAX_DATELINE_AGE).contains(&days)
}

fn keep_first<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}
