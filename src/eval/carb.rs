//! CaRB: open propositions of sentences, written by people (Bhardwaj, Aggarwal and Mausam 2019,
//! <https://aclanthology.org/D19-1651/>).
//!
//! The match is CaRB's own, in its binary, lenient form: words are compared as they are, part by part, predicate with
//! predicate and argument with argument; everything behind the subject counts as one argument. A proposition found
//! is given to one that was written, the best pairs first, for the precision; for the recall each one written takes
//! the best there is. The figure is that of the confidence with the highest F1.

use std::collections::BTreeMap;
use std::ops::Add;

use super::GoldError;
use super::matching::best_first;
use super::score::{Confusion, Score, Scores};
use crate::openie::Extraction;

/// The forms of "be", which CaRB takes for one another.
const BE: [&str; 8] = ["be", "is", "am", "are", "was", "were", "been", "being"];
/// The predicates whose subject may stand behind them.
const SPEECH: [&str; 5] = ["said", "told", "added", "adds", "says"];

/// A proposition as words: the predicate, the subject and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    predicate: Vec<String>,
    arguments: Vec<Vec<String>>,
}

/// Sentences with the propositions that people wrote.
#[derive(Debug, Clone)]
pub struct GoldExtractions {
    sentences: Vec<(String, Vec<Parts>)>,
}

/// How far two propositions share words: of the one found, and of the one written.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Shared {
    precision: f64,
    recall: f64,
}

impl GoldExtractions {
    /// Reads lines of sentence, predicate and arguments, separated by tabs.
    pub(super) fn read(text: &str) -> Result<Self, GoldError> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sentences: Vec<(String, Vec<Parts>)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let mut cells = line.split('\t');
            let (Some(sentence), Some(predicate), Some(subject)) = (cells.next(), cells.next(), cells.next())
            else {
                return Err(GoldError {
                    line: index + 1,
                    reason: "is neither JSON nor sentence, predicate and arguments between tabs".to_owned(),
                });
            };
            let place = *places.entry(sentence).or_insert(sentences.len());
            if place == sentences.len() {
                sentences.push((sentence.to_owned(), Vec::new()));
            }
            let arguments = std::iter::once(subject).chain(cells);
            if let Some((_, written)) = sentences.get_mut(place) {
                written.push(Parts::new(predicate, arguments));
            }
        }
        Ok(Self { sentences })
    }

    /// The sentences, in the order of the file.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.sentences.iter().map(|(sentence, _)| sentence.as_str())
    }

    /// Scores what was found in each sentence, in their order.
    pub fn score(&self, found: &[Vec<Extraction>]) -> Scores {
        let tables: Vec<Table> = self.sentences.iter().zip(found).map(Table::new).collect();
        let mut bounds: Vec<f32> = found.iter().flatten().map(|one| one.confidence).collect();
        bounds.sort_by(f32::total_cmp);
        bounds.dedup();
        let at = |bound: &f32| {
            tables
                .iter()
                .map(|table| table.score(*bound))
                .fold(Score::default(), Score::add)
        };
        let scores = bounds.iter().map(at);
        let best = scores.max_by(|one, other| one.f1().total_cmp(&other.f1()));
        let expected = self.sentences.iter().map(|(_, written)| written.len()).sum();
        let mut scores = Scores::default();
        scores.add("open proposition", best.unwrap_or(Score::matched(0, 0, expected)));
        scores.confusions = self.sentences.iter().zip(&tables).flat_map(missed).collect();
        scores
    }
}

/// One sentence: how far each proposition written (a row) is shared by each one found (a column).
struct Table {
    confidences: Vec<f32>,
    rows: Vec<Vec<Shared>>,
}

impl Table {
    fn new(((_, written), found): (&(String, Vec<Parts>), &Vec<Extraction>)) -> Self {
        let parts = |one: &Extraction| Parts::new(&one.predicate, one.arguments.iter().map(String::as_str));
        let columns: Vec<Parts> = found.iter().map(parts).collect();
        Self {
            confidences: found.iter().map(|one| one.confidence).collect(),
            rows: written
                .iter()
                .map(|written| columns.iter().map(|found| shared(written, found)).collect())
                .collect(),
        }
    }

    /// The counts over what was found with at least this confidence.
    fn score(&self, bound: f32) -> Score {
        let is_in = |column: &usize| self.confidences.get(*column).is_some_and(|found| *found >= bound);
        let cells = self.rows.iter().enumerate().flat_map(|(row, cells)| {
            let cells = cells.iter().enumerate().filter(|(column, _)| is_in(column));
            cells.map(move |(column, cell)| (cell.precision, row, column))
        });
        let pairs = best_first(cells.collect());
        let precision =
            |(row, column): &(usize, usize)| self.rows.get(*row)?.get(*column).map(|cell| cell.precision);
        let recall = |row: &Vec<Shared>| {
            let cells = row.iter().enumerate().filter(|(column, _)| is_in(column));
            cells.map(|(_, cell)| cell.recall).fold(0.0, f64::max)
        };
        Score {
            right: pairs.iter().filter_map(precision).sum(),
            recalled: self.rows.iter().map(recall).sum(),
            found: (0..self.confidences.len()).filter(is_in).count(),
            expected: self.rows.len(),
        }
    }
}

/// The propositions that nothing found shares half the words of.
fn missed(((sentence, written), table): (&(String, Vec<Parts>), &Table)) -> Vec<Confusion> {
    let rows = written.iter().zip(&table.rows);
    let missed = rows.filter(|(_, row)| row.iter().all(|cell| cell.recall < 0.5));
    missed
        .map(|(written, _)| Confusion {
            layer: "open proposition",
            document: sentence.clone(),
            sentence: String::new(),
            expected: written.to_string(),
            found: String::new(),
        })
        .collect()
}

impl Parts {
    fn new<'a>(predicate: &str, arguments: impl Iterator<Item = &'a str>) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Self {
            predicate: words(predicate),
            arguments: arguments
                .filter(|text| !text.trim().is_empty())
                .map(words)
                .collect(),
        }
    }

    /// The subject, and everything behind it as one argument.
    fn binary(&self) -> Self {
        let mut arguments: Vec<Vec<String>> = self.arguments.iter().take(1).cloned().collect();
        if self.arguments.len() > 1 {
            arguments.push(self.arguments.iter().skip(1).flatten().cloned().collect());
        }
        Self {
            predicate: self.predicate.clone(),
            arguments,
        }
    }

    /// Subject and object in each other's place.
    fn turned(&self) -> Self {
        let mut binary = self.binary();
        binary.arguments.reverse();
        binary
    }
}

impl std::fmt::Display for Parts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.predicate.join(" "))?;
        let mut arguments = self.arguments.iter();
        arguments.try_for_each(|argument| write!(formatter, " | {}", argument.join(" ")))
    }
}

fn shared(written: &Parts, found: &Parts) -> Shared {
    let gold = written.binary();
    let straight = compared(&gold, &found.binary());
    let is_speech = written
        .predicate
        .iter()
        .any(|word| SPEECH.contains(&word.as_str()));
    let turned = match is_speech && found.arguments.len() > 1 {
        true => compared(&gold, &found.turned()),
        false => Shared::default(),
    };
    match (straight.precision, straight.recall) >= (turned.precision, turned.recall) {
        true => straight,
        false => turned,
    }
}

fn compared(gold: &Parts, found: &Parts) -> Shared {
    let mut common = common_of(&gold.predicate, &found.predicate, Beings::Alike);
    if common == 0 {
        return Shared::default();
    }
    let mut lengths = (found.predicate.len(), gold.predicate.len());
    for (place, argument) in gold.arguments.iter().enumerate() {
        lengths.1 += argument.len();
        match found.arguments.get(place) {
            Some(found) => {
                lengths.0 += found.len();
                common += common_of(argument, found, Beings::Apart);
            }
            None => return Shared::default(),
        }
    }
    let part = |whole: usize| common as f64 / whole.max(1) as f64;
    Shared {
        precision: part(lengths.0),
        recall: part(lengths.1),
    }
}

/// Whether forms of "be" are the same word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beings {
    Alike,
    Apart,
}

/// How many words of `gold` are in `found`, each of which is used once.
fn common_of(gold: &[String], found: &[String], beings: Beings) -> usize {
    let mut left: Vec<&String> = found.iter().collect();
    let mut common = 0;
    for word in gold {
        if let Some(place) = left.iter().position(|other| *other == word) {
            left.swap_remove(place);
            common += 1;
        }
    }
    let has_be = left.iter().any(|word| *word == "be");
    let is_be = gold.iter().any(|word| BE.contains(&word.as_str()));
    common + usize::from(beings == Beings::Alike && has_be && is_be)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = "Lee sold the mill to Rao .\tsold\tLee\tthe mill\tto Rao\n\
                        Lee sold the mill to Rao .\tbought\tRao\tthe mill\n";

    fn found(confidence: f32, predicate: &str, arguments: &[&str]) -> Extraction {
        Extraction {
            confidence,
            predicate: predicate.to_owned(),
            arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
            token: 0,
        }
    }

    fn score(found: Vec<Extraction>) -> (f64, f64) {
        let gold = GoldExtractions::read(GOLD).unwrap();
        let scores = gold.score(&[found]);
        let (_, score) = scores.layers().next().unwrap();
        (score.precision(), score.recall())
    }

    #[test]
    fn words_behind_the_subject_count_together() {
        assert_eq!(
            score(vec![found(0.9, "sold", &["Lee", "the mill to Rao"])]),
            (1.0, 0.5)
        );
        assert_eq!(
            score(vec![found(0.9, "sold", &["Lee", "the mill"])]),
            (1.0, 0.3333333333333333)
        );
    }

    #[test]
    fn the_confidence_with_the_best_f1_is_taken() {
        let good = found(0.9, "sold", &["Lee", "the mill", "to Rao"]);
        let bad = found(0.1, "is", &["mill", "Rao"]);
        assert_eq!(score(vec![good, bad]), (1.0, 0.5));
        assert_eq!(score(vec![]), (0.0, 0.0));
    }

    #[test]
    fn a_line_without_tabs_is_refused_with_its_number() {
        let error = GoldExtractions::read("a\tb\tc\nnothing\n").unwrap_err();
        assert!(error.to_string().starts_with("line 2 is neither JSON"), "{error}");
    }
}
