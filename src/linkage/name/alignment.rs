//! Words of one name laid beside those of another.

use super::{NameAgreement, NameLevel};

/// Names longer than this are compared by their first words; a table of all pairs would grow with the square.
const MOST_WORDS: usize = 24;

/// Words at least this alike are spellings of one word, when a slip does not account for them (Jaro-Winkler).
/// Set by hand: "meier" and "meyer" have .91, "jonathon" and "jonathan" .95, "marie" and "maria" .92.
const SPELLING: f64 = 0.90;

/// How two words agree.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Likeness {
    level: NameLevel,
    similarity: f64,
}

/// Pairs the words of two names, the best pairs first, and says what that makes of the names.
pub(super) fn align(one: &[String], other: &[String]) -> NameAgreement {
    let (short, long) = match one.len() <= other.len() {
        true => (one, other),
        false => (other, one),
    };
    let short = short.get(..MOST_WORDS).unwrap_or(short);
    let long = long.get(..MOST_WORDS).unwrap_or(long);
    let pairs = best_pairs(short, long);
    if pairs.len() < short.len() || pairs.is_empty() {
        return run_together(short, long);
    }
    let shared: f64 = pairs
        .iter()
        .map(|(length, likeness)| likeness.similarity * length)
        .sum();
    let length = |words: &[String]| words.iter().map(String::len).sum::<usize>() as f64;
    let similarity = (2.0 * shared / (length(short) + length(long)).max(1.0)).min(1.0);
    let is_part = short.len() < long.len();
    match pairs.iter().map(|(_, likeness)| likeness.level).min() {
        Some(NameLevel::Initials) => NameAgreement::at(NameLevel::Initials, 0.8 * similarity),
        // One word alone, spelt differently, is no sign of a longer name.
        Some(NameLevel::Typo) if is_part && short.len() == 1 => NameAgreement::NONE,
        Some(_) if is_part => NameAgreement::at(NameLevel::Part, 0.9 * similarity),
        Some(_) => NameAgreement::at(NameLevel::Typo, 0.95 * similarity),
        None => NameAgreement::NONE,
    }
}

/// For each word of `short` that finds one: the mean length of both, and how they agree.
fn best_pairs(short: &[String], long: &[String]) -> Vec<(f64, Likeness)> {
    let mut all = Vec::new();
    for (row, word) in short.iter().enumerate() {
        for (column, beside) in long.iter().enumerate() {
            if let Some(likeness) = likeness(word, beside) {
                all.push((likeness, row, column));
            }
        }
    }
    let place = |row: usize, column: usize| (row.abs_diff(column), row + column, row.min(column));
    all.sort_by(|left, right| {
        let by_likeness = right.0.similarity.total_cmp(&left.0.similarity);
        by_likeness.then(place(left.1, left.2).cmp(&place(right.1, right.2)))
    });
    let (mut rows, mut columns) = (0_u32, 0_u32);
    let mut pairs = Vec::new();
    for (likeness, row, column) in all {
        let is_free = rows & (1 << row) == 0 && columns & (1 << column) == 0;
        if let (true, Some(word), Some(beside)) = (is_free, short.get(row), long.get(column)) {
            rows |= 1 << row;
            columns |= 1 << column;
            pairs.push(((word.len() + beside.len()) as f64 / 2.0, likeness));
        }
    }
    pairs
}

/// How two words agree, when they do; numbers agree only when they are the same.
fn likeness(one: &str, other: &str) -> Option<Likeness> {
    if one == other {
        return Some(Likeness {
            level: NameLevel::SameTokens,
            similarity: 1.0,
        });
    }
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit(one) || has_digit(other) {
        return None;
    }
    let shorter = one.len().min(other.len());
    let begin_alike = one.get(..1) == other.get(..1);
    if shorter == 1 {
        return begin_alike.then_some(Likeness {
            level: NameLevel::Initials,
            similarity: 0.7,
        });
    }
    let allowed = slips(shorter);
    if allowed == 0 || one.len().abs_diff(other.len()) > 2 {
        return None;
    }
    let winkler = strsim::jaro_winkler(one, other);
    let is_spelling = begin_alike && winkler >= SPELLING;
    let may_slip = begin_alike || shorter >= 6;
    let is_slip = || may_slip && strsim::osa_distance(one, other) <= allowed;
    (is_spelling || is_slip()).then_some(Likeness {
        level: NameLevel::Typo,
        similarity: winkler.min(0.97),
    })
}

/// The slips of the pen that a word of so many letters may have and still be that word.
const fn slips(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Names whose words are parted differently: "Harbour Freight", "Harbourfreight", "Al Shabaab", "Alshabab".
fn run_together(short: &[String], long: &[String]) -> NameAgreement {
    if short.len() == long.len() {
        return NameAgreement::NONE;
    }
    match likeness(&short.concat(), &long.concat()) {
        Some(likeness) if likeness.level > NameLevel::Initials => {
            NameAgreement::at(NameLevel::Typo, 0.95 * likeness.similarity)
        }
        _ => NameAgreement::NONE,
    }
}
