//! Facts as [KnowledgeNet](https://github.com/diffbot/knowledge-net) scores their text (Mesquita et al. 2019,
//! <https://aclanthology.org/D19-1069/>).
//!
//! What is found is right when its relation is marked with a subject and an object that it overlaps. What is found and
//! not marked is a mistake where all of the relation is marked in the passage, and passed over elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use super::score::share;
use crate::extraction::Statement;
use crate::induction::{Passage, PassageFact};

/// The counts over the passages seen so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassageScore {
    passages: usize,
    relations: BTreeMap<String, Counts>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    right: usize,
    mistaken: usize,
    missed: usize,
}

impl PassageScore {
    /// Whether nothing was scored yet.
    pub fn is_empty(&self) -> bool {
        self.passages == 0
    }

    /// Adds one passage.
    pub fn add(&mut self, passage: &Passage, found: &[Statement]) {
        self.passages += 1;
        for fact in &passage.facts {
            let counts = self.relations.entry(fact.relation.clone()).or_default();
            match found.iter().any(|statement| matches(statement, fact)) {
                true => counts.right += 1,
                false => counts.missed += 1,
            }
        }
        for statement in found {
            let is_marked = passage.facts.iter().any(|fact| matches(statement, fact));
            if !is_marked && passage.marked_in_full.contains(&statement.relation) {
                self.relations
                    .entry(statement.relation.clone())
                    .or_default()
                    .mistaken += 1;
            }
        }
    }

    /// F1 over all relations together, 0 to 1.
    pub fn f1(&self) -> f64 {
        self.all().f1()
    }

    fn all(&self) -> Counts {
        let mut all = Counts::default();
        for counts in self.relations.values() {
            all.right += counts.right;
            all.mistaken += counts.mistaken;
            all.missed += counts.missed;
        }
        all
    }
}

impl Counts {
    fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.mistaken + self.missed)
    }
}

impl fmt::Display for PassageScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "passages\t{}", self.passages)?;
        writeln!(
            formatter,
            "relation\tprecision\trecall\tF1\tright\tmistaken\tmissed"
        )?;
        let relations = self.relations.iter();
        let relations = relations.map(|(label, counts)| (label.as_str(), *counts));
        for (label, counts) in relations.chain([("all together", self.all())]) {
            let Counts {
                right,
                mistaken,
                missed,
            } = counts;
            let (precision, recall) = (share(right, right + mistaken), share(right, right + missed));
            let f1 = counts.f1();
            writeln!(
                formatter,
                "{label}\t{precision:.3}\t{recall:.3}\t{f1:.3}\t{right}\t{mistaken}\t{missed}"
            )?;
        }
        Ok(())
    }
}

fn matches(statement: &Statement, fact: &PassageFact) -> bool {
    statement.relation == fact.relation
        && statement.subject.span.overlaps(fact.subject)
        && statement.object.span.overlaps(fact.object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argument::{Argument, ArgumentKind};
    use crate::document::ByteSpan;

    fn statement(relation: &str, subject: (usize, usize), object: (usize, usize)) -> Statement {
        Statement {
            relation: relation.to_owned(),
            subject: argument(subject),
            object: argument(object),
            share: 1.0,
        }
    }

    fn argument((start, end): (usize, usize)) -> Argument {
        Argument {
            span: ByteSpan::new(start, end),
            tokens: 0..1,
            head: 0,
            kind: ArgumentKind::Noun,
        }
    }

    fn score(found: &[Statement]) -> String {
        let fact = PassageFact {
            relation: "home port".to_owned(),
            subject: ByteSpan::new(0, 4),
            object: ByteSpan::new(10, 14),
        };
        let passage = Passage {
            marked_in_full: vec!["home port".to_owned()],
            facts: vec![fact],
        };
        let mut score = PassageScore::default();
        score.add(&passage, found);
        score.to_string()
    }

    #[test]
    fn what_overlaps_on_both_sides_is_right() {
        let text = score(&[statement("home port", (2, 6), (8, 14))]);
        assert!(
            text.contains("all together\t1.000\t1.000\t1.000\t1\t0\t0"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_marked_is_a_mistake_only_where_all_is_marked() {
        let found = [
            statement("home port", (0, 4), (20, 24)),
            statement("captain", (0, 4), (20, 24)),
        ];
        let text = score(&found);
        assert!(
            text.contains("all together\t0.000\t0.000\t0.000\t0\t1\t1"),
            "{text}"
        );
        assert!(!text.contains("captain"), "{text}");
    }
}
