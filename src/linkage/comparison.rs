//! What two rows have in common, field by field.

use super::columns::{ColumnKind, Field, number};
use super::name::normalise;
use super::table::Table;
use super::vectors::{Grain, Vectors, cosine};

/// How alike two rows are in each feature, from 0 to 1; not a number where one has no value.
pub(super) type Features = Vec<f32>;

/// Two tables, ready to be compared row by row.
pub(super) struct Comparison {
    fields: Vec<Prepared>,
    words: Vectors,
    letters: Vectors,
    /// Words and letters together, by which candidates are found.
    pub(super) blocking: Vectors,
}

struct Prepared {
    kind: ColumnKind,
    left: Vec<String>,
    right: Vec<String>,
    words: Vectors,
    letters: Vectors,
}

impl Comparison {
    pub(super) fn new(left: &Table, right: &Table, fields: &[Field]) -> Self {
        let fields: Vec<_> = fields
            .iter()
            .filter_map(|field| {
                let values = (left.columns().get(field.left)?, right.columns().get(field.right)?);
                Some(Prepared::new(field.kind, &values.0.values, &values.1.values))
            })
            .collect();
        let whole = |rows: usize, side: fn(&Prepared) -> &[String]| -> Vec<String> {
            let row = |row: usize| {
                fields
                    .iter()
                    .filter_map(move |field| Some(side(field).get(row)?.as_str()))
            };
            (0..rows)
                .map(|number| row(number).collect::<Vec<_>>().join(" "))
                .collect()
        };
        let wholes = (
            whole(left.len(), |field| &field.left),
            whole(right.len(), |field| &field.right),
        );
        let vectors = |grain| Vectors::of(&wholes.0, &wholes.1, grain);
        Self {
            words: vectors(Grain::Words),
            letters: vectors(Grain::Letters),
            blocking: vectors(Grain::Both),
            fields,
        }
    }

    /// The names of the features, `names` being those of the fields.
    pub(super) fn feature_names(names: &[Field]) -> Vec<String> {
        let own = names.iter().flat_map(|field| match field.kind {
            ColumnKind::Text | ColumnKind::Name => {
                vec![field.name.clone(), format!("{} spelling", field.name)]
            }
            ColumnKind::Number | ColumnKind::Code => vec![field.name.clone()],
        });
        let whole = ["all words".to_owned(), "all spelling".to_owned()];
        own.chain(whole).collect()
    }

    /// The features of a pair of rows.
    pub(super) fn features(&self, left: usize, right: usize) -> Features {
        let mut features = Vec::new();
        for field in &self.fields {
            field.compare(left, right, &mut features);
        }
        features.push(between(&self.words, left, right));
        features.push(between(&self.letters, left, right));
        features
    }
}

impl Prepared {
    fn new(kind: ColumnKind, left: &[String], right: &[String]) -> Self {
        let folded = |values: &[String]| values.iter().map(|value| normalise(value)).collect::<Vec<_>>();
        let (mut left, mut right) = (left.to_vec(), right.to_vec());
        let (mut words, mut letters) = (Vectors::default(), Vectors::default());
        if kind != ColumnKind::Number {
            (left, right) = (folded(&left), folded(&right));
        }
        if matches!(kind, ColumnKind::Text | ColumnKind::Name) {
            words = Vectors::of(&left, &right, Grain::Words);
            letters = Vectors::of(&left, &right, Grain::Letters);
        }
        Self {
            kind,
            left,
            right,
            words,
            letters,
        }
    }

    fn compare(&self, left: usize, right: usize, features: &mut Features) {
        let (Some(one), Some(other)) = (self.left.get(left), self.right.get(right)) else {
            return;
        };
        let is_missing = one.is_empty() || other.is_empty();
        let unless_missing = |value: f32| if is_missing { f32::NAN } else { value };
        match self.kind {
            ColumnKind::Number => features.push(unless_missing(closeness(one, other))),
            ColumnKind::Code => features.push(unless_missing(same_digits(one, other))),
            ColumnKind::Text => {
                features.push(unless_missing(between(&self.words, left, right)));
                features.push(unless_missing(between(&self.letters, left, right)));
            }
            ColumnKind::Name => {
                features.push(unless_missing(between(&self.words, left, right)));
                let spelling = if is_missing {
                    0.0
                } else {
                    strsim::jaro_winkler(one, other) as f32
                };
                features.push(unless_missing(spelling.max(between(&self.letters, left, right))));
            }
        }
    }
}

fn between(vectors: &Vectors, left: usize, right: usize) -> f32 {
    match (vectors.left.get(left), vectors.right.get(right)) {
        (Some(one), Some(other)) => cosine(one, other),
        _ => 0.0,
    }
}

/// How near two amounts are: 1 for the same, 0 where one is twice the other or more.
fn closeness(one: &str, other: &str) -> f32 {
    match (number(one), number(other)) {
        (Some(one), Some(other)) if one == other => 1.0,
        (Some(one), Some(other)) => {
            let apart = (one - other).abs() / one.abs().max(other.abs());
            (1.0 - 2.0 * apart).clamp(0.0, 1.0) as f32
        }
        _ => f32::from(u8::from(one == other)),
    }
}

/// How many of the letters and digits of two codes are the same, the spaces between left out.
fn same_digits(one: &str, other: &str) -> f32 {
    if one == other {
        return 1.0;
    }
    let (one, other) = (one.replace(' ', ""), other.replace(' ', ""));
    let longer = one.len().max(other.len()).max(1);
    let differing = strsim::osa_distance(&one, &other);
    1.0 - differing.min(longer) as f32 / longer as f32
}
