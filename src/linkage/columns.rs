//! Which columns of two tables say the same of their rows, and what kind of values they have.

use rustc_hash::FxHashMap;

use super::name::normalise;
use super::table::{Column, Table};

/// What the values of a column are, and so how two are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum ColumnKind {
    /// Several words, of which some tell more than others.
    Text,
    /// A few words.
    Name,
    /// An amount, of which near ones are alike.
    Number,
    /// Digits that do not count anything: a date, a telephone number, an identifier.
    Code,
}

/// A column of the left table with the one of the right that says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The left column's name.
    pub name: String,
    /// The place of the left column.
    pub left: usize,
    /// The place of the right column.
    pub right: usize,
    /// What their values are.
    pub kind: ColumnKind,
}

/// Columns that cannot be laid beside each other.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// One was named that is not there.
    #[error("the {side} table has no column `{name}`; it has {present}")]
    Missing {
        /// Left or right.
        side: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        present: String,
    },
    /// None goes with any other.
    #[error("no column of one table goes with one of the other; say which do with `--map left=right`")]
    NoneAlike,
}

/// Columns less alike than this do not go together. Set by hand: the same header alone has .5.
const LEAST_ALIKE: f64 = 0.3;

/// Values that are looked at of each column.
const SAMPLE: usize = 2000;

/// The columns that `map` names, or those whose headers and values are most alike, each once.
pub fn align(left: &Table, right: &Table, map: &[(String, String)]) -> Result<Vec<Field>, ColumnError> {
    let pairs = match map {
        [] => alike(left, right),
        _ => map
            .iter()
            .map(|(one, other)| Ok((place(left, "left", one)?, place(right, "right", other)?)))
            .collect::<Result<_, _>>()?,
    };
    let fields: Vec<_> = pairs
        .into_iter()
        .filter_map(|(one, other)| {
            let (column, beside) = (left.columns().get(one)?, right.columns().get(other)?);
            let kind = kind(column, beside);
            Some(Field {
                name: column.name.clone(),
                left: one,
                right: other,
                kind,
            })
        })
        .collect();
    if fields.is_empty() {
        return Err(ColumnError::NoneAlike);
    }
    Ok(fields)
}

fn place(table: &Table, side: &'static str, name: &str) -> Result<usize, ColumnError> {
    table.column(name).ok_or_else(|| {
        let names: Vec<_> = table
            .columns()
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        ColumnError::Missing {
            side,
            name: name.to_owned(),
            present: names.join(", "),
        }
    })
}

/// The places of columns that go together, the most alike first chosen, in the order of the left table.
fn alike(left: &Table, right: &Table) -> Vec<(usize, usize)> {
    let profiles = |table: &Table| -> Vec<_> { table.columns().iter().map(Profile::of).collect() };
    let (ones, others) = (profiles(left), profiles(right));
    let mut pairs = Vec::new();
    for (one, profile) in ones.iter().enumerate() {
        for (other, beside) in others.iter().enumerate() {
            let likeness = profile.likeness(beside);
            if likeness >= LEAST_ALIKE {
                pairs.push((likeness, one, other));
            }
        }
    }
    pairs.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then((one.1, one.2).cmp(&(other.1, other.2)))
    });
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for (_, one, other) in pairs {
        if !chosen.iter().any(|(left, right)| *left == one || *right == other) {
            chosen.push((one, other));
        }
    }
    chosen.sort_unstable();
    chosen
}

/// What a column looks like.
struct Profile {
    header: String,
    words: FxHashMap<String, usize>,
    kind: Option<ColumnKind>,
}

impl Profile {
    fn of(column: &Column) -> Self {
        let header = column.name.rsplit('/').next().unwrap_or_default();
        let mut words = FxHashMap::default();
        for value in filled(column).take(SAMPLE) {
            for word in normalise(value).split(' ') {
                *words.entry(word.to_owned()).or_default() += 1;
            }
        }
        Self {
            header: normalise(header),
            words,
            kind: kind_of(filled(column).take(SAMPLE)),
        }
    }

    /// How alike two columns are, from 0 to 1: half for the headers, half for the values, or by the values alone.
    fn likeness(&self, other: &Self) -> f64 {
        let (Some(kind), Some(beside)) = (self.kind, other.kind) else {
            return 0.0;
        };
        let is_digits = |kind| matches!(kind, ColumnKind::Number | ColumnKind::Code);
        if is_digits(kind) != is_digits(beside) {
            return 0.0;
        }
        let values = self.value_likeness(other);
        let both = 0.5 * self.header_likeness(other) + 0.5 * values;
        both.max(0.8 * values)
    }

    fn header_likeness(&self, other: &Self) -> f64 {
        if self.header == other.header {
            return 1.0;
        }
        let has = |one: &Self, other: &Self| one.header.split(' ').any(|word| word == other.header);
        if has(self, other) || has(other, self) {
            return 0.8;
        }
        let winkler = strsim::jaro_winkler(&self.header, &other.header);
        if winkler >= 0.85 { winkler } else { 0.0 }
    }

    /// The cosine of how often words occur in both.
    fn value_likeness(&self, other: &Self) -> f64 {
        let weight = |count: usize| (count as f64).sqrt();
        let mut shared: Vec<f64> = self
            .words
            .iter()
            .filter_map(|(word, count)| Some(weight(*count) * weight(*other.words.get(word)?)))
            .collect();
        shared.sort_by(f64::total_cmp);
        let length = |profile: &Self| (profile.words.values().sum::<usize>() as f64).sqrt();
        shared.iter().sum::<f64>() / (length(self) * length(other)).max(1.0)
    }
}

fn filled(column: &Column) -> impl Iterator<Item = &str> {
    column
        .values
        .iter()
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

fn kind(left: &Column, right: &Column) -> ColumnKind {
    let values = filled(left).take(SAMPLE).chain(filled(right).take(SAMPLE));
    kind_of(values).unwrap_or(ColumnKind::Text)
}

/// What nine of ten values are; none when there is no value.
fn kind_of<'a>(values: impl Iterator<Item = &'a str>) -> Option<ColumnKind> {
    let (mut count, mut numbers, mut codes, mut words) = (0, 0, 0, 0);
    let mut lengths = FxHashMap::<usize, usize>::default();
    for value in values {
        count += 1;
        numbers += usize::from(number(value).is_some());
        codes += usize::from(is_code(value));
        words += value.split_whitespace().count();
        *lengths.entry(value.len()).or_default() += 1;
    }
    let is_most = |part: usize| 10 * part >= 9 * count;
    let commonest = lengths.values().max().copied().unwrap_or_default();
    match count {
        0 => None,
        _ if is_most(numbers)
            && !(is_most(commonest) && is_most(codes))
            && !is_most(lengths_from(&lengths, 5)) =>
        {
            Some(ColumnKind::Number)
        }
        _ if is_most(codes) => Some(ColumnKind::Code),
        _ if words > 4 * count => Some(ColumnKind::Text),
        _ => Some(ColumnKind::Name),
    }
}

/// How many values have `least` letters or more.
fn lengths_from(lengths: &FxHashMap<usize, usize>, least: usize) -> usize {
    let long = lengths.iter().filter(|(length, _)| **length >= least);
    long.map(|(_, count)| *count).sum()
}

/// Whether most of a short value is digits.
fn is_code(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    digits >= 3 && digits > letters && value.len() <= 32
}

/// The amount that a value states, a sign of currency or percent set aside.
pub(super) fn number(value: &str) -> Option<f64> {
    let is_sign = |letter: char| !letter.is_ascii_digit() && letter != '-' && letter != '.';
    let bare = value.trim_matches(is_sign).replace(',', "");
    let amount = bare.parse::<f64>().ok()?;
    let rest = value.chars().filter(|letter| letter.is_alphabetic()).count();
    (amount.is_finite() && rest <= 3).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_tell_what_kind_they_are() {
        let kind = |values: &[&str]| kind_of(values.iter().copied());
        assert_eq!(kind(&["$12.50", "8", "1,200.00"]), Some(ColumnKind::Number));
        assert_eq!(kind(&["1999", "2003", "2010"]), Some(ColumnKind::Code));
        assert_eq!(kind(&["03/5551-0122", "04 5550 3941"]), Some(ColumnKind::Code));
        assert_eq!(kind(&["Ann Roe", "Dan Li"]), Some(ColumnKind::Name));
        assert_eq!(kind(&["a pump of steel with two valves"]), Some(ColumnKind::Text));
        assert_eq!(kind(&[]), None);
    }
}
