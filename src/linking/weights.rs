//! The tables of weights: one for things held against records, one for things of the graph held against each other.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}")]
pub struct WeightsError {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// What is held against what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// A thing of the graph against a record of a dataset.
    Records,
    /// A thing of the graph against another.
    Things,
}

/// Signs with their levels.
type Known = &'static [(&'static str, &'static [&'static str])];

/// The signs of a record.
const OF_RECORDS: Known = &[
    ("prior", &["any"]),
    (
        "name",
        &[
            "label",
            "alias",
            "unlike",
            "part",
            "reordered",
            "initials",
            "typo",
            "words",
        ],
    ),
    ("also", &["name"]),
    ("share", &["logarithm"]),
    ("type", &["same", "wider", "unknown"]),
    ("country", &["within", "elsewhere", "named", "other"]),
    ("region", &["within"]),
    ("date", &["later", "over"]),
    ("description", &["word", "role"]),
    ("known", &["power of ten"]),
    ("support", &["thing"]),
    ("service", &["match", "other"]),
    ("decision", &["yes"]),
    ("decide", &["accept", "margin", "unsure"]),
];

/// The signs of two things.
const OF_THINGS: Known = &[
    ("prior", &["any"]),
    (
        "name",
        &[
            "same",
            "common",
            "reordered",
            "spelling",
            "slip",
            "longer",
            "surname",
            "forename",
            "beginning",
            "piece",
            "acronym",
            "initials",
        ],
    ),
    ("also", &["name"]),
    ("rival", &["none", "thing"]),
    ("type", &["same", "wider", "other"]),
    ("place", &["same", "other"]),
    ("fact", &["same"]),
    ("document", &["acronym", "other"]),
    ("neighbour", &["rarity"]),
    ("date", &["near", "far"]),
    ("decision", &["yes"]),
    ("decide", &["accept", "margin", "unsure"]),
];

impl Judged {
    /// The signs that there are, with their levels.
    pub(super) const fn known(self) -> Known {
        match self {
            Self::Records => OF_RECORDS,
            Self::Things => OF_THINGS,
        }
    }

    /// The sign with these names, as it is kept here.
    fn sign(self, feature: &str, level: &str) -> Option<(&'static str, &'static str)> {
        let (known, levels) = self.known().iter().find(|(known, _)| *known == feature)?;
        let level = levels.iter().find(|known| **known == level)?;
        Some((known, level))
    }

    /// All signs in the order of the table.
    pub(super) fn signs(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let known = self.known().iter();
        known.flat_map(|(feature, levels)| levels.iter().map(move |level| (*feature, *level)))
    }
}

/// What each sign weighs, in log-odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    judged: Judged,
    /// Each weight with what the table says of it.
    weights: BTreeMap<(&'static str, &'static str), (f64, String)>,
}

impl Weights {
    /// The weights that are compiled in.
    pub fn bundled(judged: Judged) -> Self {
        let (path, text) = match judged {
            Judged::Records => (
                "ontology/linkage/weights.tsv",
                include_str!("../../ontology/linkage/weights.tsv"),
            ),
            Judged::Things => (
                "ontology/linkage/within.tsv",
                include_str!("../../ontology/linkage/within.tsv"),
            ),
        };
        #[expect(clippy::expect_used, reason = "a test parses the bundled files")]
        Self::parse(judged, path, text).expect("the bundled weights are well-formed")
    }

    /// Reads a table; every sign has to have its weight.
    pub fn parse(judged: Judged, path: &str, text: &str) -> Result<Self, WeightsError> {
        let failed = |line: usize, problem: String| WeightsError {
            path: path.to_owned(),
            line,
            problem,
        };
        let mut weights = BTreeMap::new();
        let lines = text.lines().enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (sign, weight) = weighed(judged, line).map_err(|problem| failed(index + 1, problem))?;
            weights.insert(sign, weight);
        }
        let missing = judged.signs().find(|sign| !weights.contains_key(sign));
        match missing {
            Some((feature, level)) => Err(failed(
                text.lines().count(),
                format!("the sign `{feature}` of level `{level}` has no weight"),
            )),
            None => Ok(Self { judged, weights }),
        }
    }

    /// The table as it is read, below lines of `head` that begin with `#`.
    pub fn write(&self, head: &str) -> String {
        let mut text: String = head.lines().map(|line| format!("# {line}\n")).collect();
        for (feature, level) in self.judged.signs() {
            if let Some((weight, note)) = self.weights.get(&(feature, level)) {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{feature}\t{level}\t{weight:?}\t{note}");
            }
        }
        text
    }

    /// What is held against what by it.
    pub fn judged(&self) -> Judged {
        self.judged
    }

    /// What a sign weighs.
    pub(super) fn of(&self, feature: &str, level: &str) -> f64 {
        self.weights
            .get(&(feature, level))
            .map_or(0.0, |(weight, _)| *weight)
    }

    /// What the table says of a sign.
    pub(super) fn note(&self, feature: &str, level: &str) -> &str {
        let mut lines = self.weights.iter();
        let line = lines.find(|(sign, _)| **sign == (feature, level));
        line.map_or("", |(_, (_, note))| note.as_str())
    }

    /// The same with another weight of a sign, and what is said of it.
    pub(super) fn set(&mut self, sign: (&'static str, &'static str), weight: f64, note: String) {
        self.weights.insert(sign, (weight, note));
    }
}

/// The sign of a line with its weight and what is said of it.
type Weighed = ((&'static str, &'static str), (f64, String));

fn weighed(judged: Judged, line: &str) -> Result<Weighed, String> {
    let mut columns = line.split('\t');
    let (Some(feature), Some(level), Some(weight)) = (columns.next(), columns.next(), columns.next()) else {
        return Err("there are fewer than three columns".to_owned());
    };
    let sign = judged
        .sign(feature, level)
        .ok_or_else(|| format!("there is no sign `{feature}` of level `{level}`"))?;
    let note = columns.next().unwrap_or_default().to_owned();
    match weight.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((sign, (number, note))),
        _ => Err(format!("`{weight}` is no number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_tables_have_a_weight_for_every_sign() {
        let records = Weights::bundled(Judged::Records);
        assert!(records.of("name", "label") > records.of("name", "typo"));
        let things = Weights::bundled(Judged::Things);
        assert!(things.of("name", "same") > things.of("name", "surname"));
    }

    #[test]
    fn a_table_that_was_written_is_read_the_same() {
        let weights = Weights::bundled(Judged::Things);
        let written = weights.write("By hand.\nTwo lines.");
        assert!(
            written.starts_with("# By hand.\n# Two lines.\nprior\tany\t"),
            "{written}"
        );
        assert_eq!(Weights::parse(Judged::Things, "w.tsv", &written), Ok(weights));
    }

    #[test]
    fn a_line_that_cannot_be_used_is_told_by_its_number() {
        let error = |text: &str| {
            Weights::parse(Judged::Records, "w.tsv", text)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(error("# x\nname\tlabel\tmuch\n"), "w.tsv:2: `much` is no number");
        assert_eq!(
            error("name\tlabels\t1\n"),
            "w.tsv:1: there is no sign `name` of level `labels`"
        );
        assert!(error("name\tlabel\t1\n").contains("has no weight"));
        assert!(Weights::parse(Judged::Things, "w.tsv", "share\tlogarithm\t1\n").is_err());
    }
}
