//! The table of weights.

use std::collections::BTreeMap;

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

/// What each sign weighs, in log-odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    weights: BTreeMap<(String, String), f64>,
}

/// The signs that there are, with their levels.
const KNOWN: [(&str, &[&str]); 10] = [
    ("prior", &["any"]),
    (
        "name",
        &["label", "alias", "reordered", "initials", "typo", "words"],
    ),
    ("also", &["name"]),
    ("share", &["logarithm"]),
    ("type", &["same", "wider", "unknown"]),
    ("country", &["within", "elsewhere", "named", "other"]),
    ("known", &["power of ten"]),
    ("support", &["thing"]),
    ("decision", &["yes"]),
    ("decide", &["accept", "margin", "unsure"]),
];

impl Weights {
    /// The weights that are compiled in.
    pub fn bundled() -> Self {
        let text = include_str!("../../ontology/linkage/weights.tsv");
        #[expect(clippy::expect_used, reason = "a test parses the bundled file")]
        Self::parse("ontology/linkage/weights.tsv", text).expect("the bundled weights are well-formed")
    }

    /// Reads a table; every sign has to have its weight.
    pub fn parse(path: &str, text: &str) -> Result<Self, WeightsError> {
        let failed = |line: usize, problem: String| WeightsError {
            path: path.to_owned(),
            line,
            problem,
        };
        let mut weights = BTreeMap::new();
        let lines = text.lines().enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(feature), Some(level), Some(weight)) = (columns.next(), columns.next(), columns.next())
            else {
                return Err(failed(index + 1, "there are fewer than three columns".to_owned()));
            };
            if !is_known(feature, level) {
                return Err(failed(
                    index + 1,
                    format!("there is no sign `{feature}` of level `{level}`"),
                ));
            }
            match weight.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    weights.insert((feature.to_owned(), level.to_owned()), number);
                }
                _ => return Err(failed(index + 1, format!("`{weight}` is no number"))),
            }
        }
        let all = KNOWN
            .iter()
            .flat_map(|(feature, levels)| levels.iter().map(move |level| (feature, level)));
        for (feature, level) in all {
            if !weights.contains_key(&((*feature).to_owned(), (*level).to_owned())) {
                let problem = format!("the sign `{feature}` of level `{level}` has no weight");
                return Err(failed(text.lines().count(), problem));
            }
        }
        Ok(Self { weights })
    }

    /// What a sign weighs.
    pub(super) fn of(&self, feature: &str, level: &str) -> f64 {
        let key = (feature.to_owned(), level.to_owned());
        self.weights.get(&key).copied().unwrap_or(0.0)
    }
}

fn is_known(feature: &str, level: &str) -> bool {
    KNOWN
        .iter()
        .any(|(known, levels)| *known == feature && levels.contains(&level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_has_a_weight_for_every_sign() {
        assert!(Weights::bundled().of("name", "label") > Weights::bundled().of("name", "typo"));
    }

    #[test]
    fn a_line_that_cannot_be_used_is_told_by_its_number() {
        let error = |text: &str| Weights::parse("w.tsv", text).unwrap_err().to_string();
        assert_eq!(error("# x\nname\tlabel\tmuch\n"), "w.tsv:2: `much` is no number");
        assert_eq!(
            error("name\tlabels\t1\n"),
            "w.tsv:1: there is no sign `name` of level `labels`"
        );
        assert!(error("name\tlabel\t1\n").contains("has no weight"));
    }
}
