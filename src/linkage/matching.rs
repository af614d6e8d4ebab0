//! Rows of two tables that are of one thing.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::blocking::candidates;
use super::columns::{ColumnError, ColumnKind, Field, align};
use super::comparison::Comparison;
use super::judgement::{Candidate, judge};
use super::table::Table;

/// How often a row may be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Multiplicity {
    /// Once: neither table has a thing twice.
    #[default]
    Once,
    /// As often as the score allows.
    Many,
}

/// What a matching is told; by default nothing.
#[derive(Debug, Clone, Default)]
pub struct MatchOptions {
    /// Columns of the left table with those of the right that say the same; none to find them.
    pub map: Vec<(String, String)>,
    /// How often a row may be matched.
    pub multiplicity: Multiplicity,
    /// The least score of a match, a logarithm of odds: 0 is as likely as not.
    pub least: f64,
}

/// Two rows that are judged to be of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The row of the left table.
    pub left: usize,
    /// The row of the right table.
    pub right: usize,
    /// The natural logarithm of the odds that it is one thing; it has no bound.
    pub score: f64,
    /// How alike the rows are in each feature, from 0 to 1; not a number where one has no value.
    pub features: Vec<f32>,
}

/// The matches of two tables, and by what they were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    /// The columns that were compared.
    pub fields: Vec<Field>,
    /// The names of the pairs' features.
    pub features: Vec<String>,
    /// The pairs, the surest first.
    pub pairs: Vec<Pair>,
}

/// Matches two tables. The same tables give the same pairs, whatever the number of threads.
pub fn match_tables(left: &Table, right: &Table, options: &MatchOptions) -> Result<Matching, ColumnError> {
    let fields = align(left, right, &options.map)?;
    let comparison = Comparison::new(left, right, &fields);
    let mut judged: Vec<Candidate> = candidates(&comparison.blocking)
        .into_par_iter()
        .enumerate()
        .flat_map_iter(|(row, rights)| {
            let comparison = &comparison;
            rights.into_iter().map(move |(other, _)| Candidate {
                left: row as u32,
                right: other,
                features: comparison.features(row, other as usize),
                score: 0.0,
            })
        })
        .collect();
    judge(&mut judged, &weights(&fields));
    judged.sort_by(|one, other| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    Ok(Matching {
        features: Comparison::feature_names(&fields),
        pairs: chosen(judged, options),
        fields,
    })
}

/// What each feature counts for: words and spelling of one column half each, as they say much the same.
fn weights(fields: &[Field]) -> Vec<f64> {
    let own = fields.iter().flat_map(|field| match field.kind {
        ColumnKind::Text | ColumnKind::Name => vec![0.5, 0.5],
        ColumnKind::Number | ColumnKind::Code => vec![1.0],
    });
    own.chain([0.5, 0.5]).collect()
}

/// The pairs that are taken, the surest first.
fn chosen(judged: Vec<Candidate>, options: &MatchOptions) -> Vec<Pair> {
    let (mut lefts, mut rights) = (FxHashSet::default(), FxHashSet::default());
    let mut pairs = Vec::new();
    for candidate in judged
        .into_iter()
        .take_while(|candidate| candidate.score > options.least)
    {
        let is_free = !lefts.contains(&candidate.left) && !rights.contains(&candidate.right);
        if options.multiplicity == Multiplicity::Many || is_free {
            lefts.insert(candidate.left);
            rights.insert(candidate.right);
            pairs.push(Pair {
                left: candidate.left as usize,
                right: candidate.right as usize,
                score: candidate.score,
                features: candidate.features,
            });
        }
    }
    pairs
}
