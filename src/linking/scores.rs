//! Links held against those that people drew.

use std::collections::BTreeSet;

use crate::linkage::sssom::{Mapping, MappingSet};
use crate::vocab::{owl, skos};

/// A pair by its IRIs.
pub type Link = (String, String);

/// What people say of pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gold {
    /// The pairs that are one.
    pub links: BTreeSet<Link>,
    /// The things that the gold says anything of: others are not scored.
    pub judged: BTreeSet<String>,
}

impl Gold {
    /// The gold of a mapping set: what holds by it, and all things that it has a row of.
    ///
    /// A row that is denied makes a thing judged, and never a link.
    pub fn of(mappings: &MappingSet) -> Self {
        let same = [skos::EXACT_MATCH.as_str(), owl::SAME_AS.as_str()];
        let links = mappings.links(0.0).into_iter();
        let links = links.filter(|(_, predicate, _)| same.contains(&predicate.as_str()));
        let subjects = mappings.mappings().iter().map(Mapping::pair);
        Self {
            links: links.map(|(subject, _, object)| (subject, object)).collect(),
            judged: subjects
                .filter_map(|(subject, _)| mappings.expanded(subject))
                .collect(),
        }
    }

    /// The same with each link both ways round, as between things of a graph neither side comes first.
    #[must_use]
    pub fn both_ways(mut self) -> Self {
        let turned: Vec<Link> = self
            .links
            .iter()
            .map(|(one, other)| (other.clone(), one.clone()))
            .collect();
        self.judged.extend(turned.iter().map(|(one, _)| one.clone()));
        self.links.extend(turned);
        self
    }
}

/// How links that were found and those of the gold compare.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkScores {
    /// In both.
    pub right: BTreeSet<Link>,
    /// Found, of a thing that the gold judges, and not in the gold.
    pub wrong: BTreeSet<Link>,
    /// In the gold and not found.
    pub missed: BTreeSet<Link>,
}

impl LinkScores {
    /// Compares links that were found with the gold.
    pub fn of(found: &BTreeSet<Link>, gold: &Gold) -> Self {
        let judged = found.iter().filter(|(subject, _)| gold.judged.contains(subject));
        Self {
            right: found.intersection(&gold.links).cloned().collect(),
            wrong: judged
                .filter(|link| !gold.links.contains(*link))
                .cloned()
                .collect(),
            missed: gold.links.difference(found).cloned().collect(),
        }
    }

    /// The share of links found that are right; 0 when there are none.
    pub fn precision(&self) -> f64 {
        share(self.right.len(), self.right.len() + self.wrong.len())
    }

    /// The share of the gold's links that were found; 0 when there are none.
    pub fn recall(&self) -> f64 {
        share(self.right.len(), self.right.len() + self.missed.len())
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let right = 2 * self.right.len();
        share(right, right + self.wrong.len() + self.missed.len())
    }
}

fn share(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        whole => part as f64 / whole as f64,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn only_what_the_gold_judges_is_scored_and_a_denied_row_is_no_link() {
        let text = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n\
                    place:a\tskos:exactMatch\t\twd:Q1\tsemapv:ManualMappingCuration\n\
                    place:b\tskos:exactMatch\t\twd:Q2\tsemapv:ManualMappingCuration\n\
                    place:c\tskos:exactMatch\tNot\twd:Q3\tsemapv:ManualMappingCuration\n";
        let gold = Gold::of(&MappingSet::parse(Path::new("g.tsv"), text).unwrap());
        let link = |place: &str, record: &str| {
            let place = format!("https://w3id.org/testimony/entity/place/{place}");
            (place, format!("http://www.wikidata.org/entity/{record}"))
        };
        let found = [link("a", "Q1"), link("c", "Q3"), link("z", "Q9")]
            .into_iter()
            .collect();
        let scores = LinkScores::of(&found, &gold);
        assert_eq!(
            (scores.right.len(), scores.wrong.len(), scores.missed.len()),
            (1, 1, 1)
        );
        assert_eq!(
            (scores.precision(), scores.recall(), scores.f1()),
            (0.5, 0.5, 0.5)
        );
        assert_eq!(LinkScores::of(&BTreeSet::new(), &Gold::default()).f1(), 0.0);
        assert_eq!(gold.both_ways().links.len(), 4);
    }
}
