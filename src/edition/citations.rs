//! Which lines of the tables a description cites, and where they stand in another edition.
//!
//! A line that moves because another was put before it says the same as before. So a document that cites it is not
//! read again; only the number of the line is written anew.

use std::collections::BTreeMap;
use std::fmt;

use oxigraph::model::{Literal, Quad, Term};
use rustc_hash::FxHashMap;

use super::Edition;
use super::entries::Entries;
use crate::document::text_hash;
use crate::vocab::tm;

/// The lines that a description cites, as `places.tsv:12`, each with a hash of what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Citations(BTreeMap<String, String>);

/// What becomes of citations in another edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    /// All lines stand where they stood.
    Same,
    /// Some stand elsewhere: each old place with the new one.
    Moved(BTreeMap<String, String>),
    /// A line cannot be found.
    Lost,
}

/// Hexadecimal digits of a hash: enough to tell the few thousand lines of the tables apart.
const DIGITS: usize = 12;

impl Citations {
    /// Those of a description by `edition`, in its decisions and in the words that say why.
    pub fn of(edition: &Edition, quads: &[Quad]) -> Self {
        let texts = quads.iter().filter_map(text_that_cites);
        let places = texts.flat_map(places_in);
        Self::new(edition, places.filter(|place| edition.places.has(place)))
    }

    /// Those of a description by `edition` that cites these places.
    pub fn new<'a>(edition: &Edition, places: impl Iterator<Item = &'a str>) -> Self {
        let hash = |place: &str| edition.places.hash_at(place).to_owned();
        Self(places.map(|place| (place.to_owned(), hash(place))).collect())
    }

    /// Reads what their `Display` writes; none where that is something else.
    pub fn parse(text: &str) -> Self {
        let pairs = pairs(text).map(|(place, hash)| (place.to_owned(), hash.to_owned()));
        Self(pairs.collect())
    }

    /// Where the lines of citations that were written so stand in `edition`; they are taken apart only where some do not stand
    /// where they stood.
    pub fn lines_of(text: &str, edition: &Edition) -> Lines {
        match pairs(text).all(|(place, hash)| edition.places.hash_at(place) == hash) {
            true => Lines::Same,
            false => Self::parse(text).lines(edition),
        }
    }

    /// Where the lines stand in `edition`.
    fn lines(&self, edition: &Edition) -> Lines {
        let mut moved = BTreeMap::new();
        for (place, hash) in &self.0 {
            if edition.places.hash_at(place) == hash {
                continue;
            }
            match edition.places.place_of(place, hash) {
                Some(now) => moved.insert(place.clone(), now.to_owned()),
                None => return Lines::Lost,
            };
        }
        match moved.is_empty() {
            true => Lines::Same,
            false => Lines::Moved(moved),
        }
    }

    /// Has a description cite lines where they stand now: `moves` has old places with new ones.
    pub fn renumber(quads: &mut [Quad], moves: &BTreeMap<String, String>) {
        for quad in quads {
            if let Some(text) = text_that_cites(quad) {
                quad.object = Literal::new_simple_literal(moved_in(text, moves)).into();
            }
        }
    }

    /// The citations when their lines have moved so.
    pub fn moved(&self, moves: &BTreeMap<String, String>) -> Self {
        let places = self.0.iter();
        Self(
            places
                .map(|(place, hash)| (moves.get(place).unwrap_or(place).clone(), hash.clone()))
                .collect(),
        )
    }
}

impl fmt::Display for Citations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (place, hash)) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(formatter, "{space}{place}={hash}")?;
        }
        Ok(())
    }
}

/// Each place with the hash of its line, as citations are written.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|pair| pair.split_once('='))
}

/// The lines of an edition, by place and by what they say.
#[derive(Debug, Clone, Default)]
pub(super) struct LinePlaces {
    /// The hash of the line at a place.
    by_place: FxHashMap<String, String>,
    /// Where a line stands in each file that has it; none when it stands there several times.
    by_hash: FxHashMap<String, Vec<(String, Option<String>)>>,
}

impl LinePlaces {
    pub(super) fn of(entries: &Entries) -> Self {
        let mut lines = Self::default();
        for entry in entries.iter() {
            let (file, hash) = (entry.file(), line_hash(&entry.text));
            let place = format!("{file}:{}", entry.line);
            let places = lines.by_hash.entry(hash.clone()).or_default();
            match places.iter_mut().find(|(known, _)| known == file) {
                Some((_, first)) => *first = None,
                None => places.push((file.to_owned(), Some(place.clone()))),
            }
            lines.by_place.insert(place, hash);
        }
        lines
    }

    fn has(&self, place: &str) -> bool {
        self.by_place.contains_key(place)
    }

    fn hash_at(&self, place: &str) -> &str {
        self.by_place.get(place).map_or("", String::as_str)
    }

    fn place_of(&self, old: &str, hash: &str) -> Option<&str> {
        let (file, _) = old.rsplit_once(':')?;
        let mut places = self.by_hash.get(hash)?.iter();
        let (_, place) = places.find(|(known, _)| known == file)?;
        place.as_deref()
    }
}

/// The text of a quad that may cite lines.
fn text_that_cites(quad: &Quad) -> Option<&str> {
    let cites = [tm::ENTRY, tm::BECAUSE, tm::COREFERENCE_REASON];
    match &quad.object {
        Term::Literal(text) if cites.iter().any(|predicate| quad.predicate == *predicate) => {
            Some(text.value())
        }
        _ => None,
    }
}

/// What may be places in a text: all of it, and whatever stands in brackets, as in "named `Kenya` (countries.tsv:95)".
fn places_in(text: &str) -> impl Iterator<Item = &str> {
    let bracketed = text.split('(').skip(1);
    std::iter::once(text).chain(bracketed.filter_map(|rest| rest.split(')').next()))
}

/// The text with new places for old ones.
fn moved_in(text: &str, moves: &BTreeMap<String, String>) -> String {
    if let Some(new) = moves.get(text) {
        return new.clone();
    }
    let mut parts = text.split('(');
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_at(part.find(')').unwrap_or(part.len()));
        moved.push('(');
        moved.push_str(moves.get(place).map_or(place, String::as_str));
        moved.push_str(rest);
    }
    moved
}

fn line_hash(text: &str) -> String {
    let mut hash = text_hash(text);
    hash.truncate(DIGITS);
    hash
}

#[cfg(test)]
mod tests {
    use super::super::example::edition_with;
    use super::*;

    #[test]
    fn places_are_found_and_moved_alone_and_in_brackets() {
        let moves = [("places.tsv:6".to_owned(), "places.tsv:7".to_owned())].into();
        assert_eq!(moved_in("places.tsv:6", &moves), "places.tsv:7");
        let reason = "“Novo” (a city) is `Novo` (places.tsv:6), seat (places.tsv:60";
        assert_eq!(
            moved_in(reason, &moves),
            "“Novo” (a city) is `Novo` (places.tsv:7), seat (places.tsv:60"
        );
        assert_eq!(
            places_in(reason).skip(1).collect::<Vec<_>>(),
            ["a city", "places.tsv:6", "places.tsv:60"]
        );
    }

    #[test]
    fn a_line_that_moved_is_found_and_one_that_changed_is_lost() {
        let before = Edition::bundled();
        let last = before.entries.iter().last().unwrap();
        let table = last.table.clone();
        let place = format!("{}:{}", last.file(), last.line);
        let cited = Citations::new(&before, [place.as_str(), "patterns.tsv:5"].into_iter());
        assert_eq!(Citations::parse(&cited.to_string()), cited);
        let lines = |edition: &Edition| cited.lines(edition);
        assert_eq!(lines(&before), Lines::Same);
        let longer = edition_with(&table, |text| format!("# A comment.\n{text}"));
        let now = format!("{}:{}", last.file(), last.line + 1);
        assert_eq!(
            lines(&longer),
            Lines::Moved([(place.clone(), now.clone())].into())
        );
        let Lines::Moved(moves) = lines(&longer) else {
            panic!()
        };
        assert_eq!(
            cited.moved(&moves),
            Citations::new(&longer, [now.as_str(), "patterns.tsv:5"].into_iter())
        );
        let other = edition_with(&table, |text| text.replace(&last.text, "zorble\tunit\t1"));
        assert_eq!(lines(&other), Lines::Lost);
    }
}
