//! What people decided of links.

use std::collections::{BTreeMap, BTreeSet};

use crate::linkage::clusters::Clusters;
use crate::linkage::sssom::{self, MappingSet};
use crate::vocab::{expand_curie, owl, skos};

/// A decision about something that no prefix of its table names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the prefix of `{0}` is in no curie_map; add it to the head of the table")]
pub struct UnknownPrefix(pub String);

/// What people decided, by the IRIs of things and records.
///
/// What follows counts too: of two that are one, what is not the one is not the other.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// For each thing the records that it is.
    yes: BTreeMap<String, BTreeSet<String>>,
    /// Two that are different.
    no: BTreeSet<(String, String)>,
    clusters: Clusters,
    contradictions: Vec<(String, String)>,
}

impl Decisions {
    /// What people said yes and no to. Only `skos:exactMatch` and `owl:sameAs` count; prefixes are those of the table
    /// and ours.
    pub fn of(mappings: &MappingSet) -> Result<Self, UnknownPrefix> {
        let mut decisions = Self::default();
        for mapping in mappings.mappings() {
            let is_no = match mapping.verdict() {
                Some(sssom::Verdict::Yes) => false,
                Some(sssom::Verdict::No) => true,
                Some(sssom::Verdict::Unsure) | None => continue,
            };
            let node = |column| {
                let id = mapping.cell(column);
                let ours = || expand_curie(id).filter(|_| !id.contains("://"));
                let iri = ours().or_else(|| mappings.expanded(id));
                iri.ok_or_else(|| UnknownPrefix(id.to_owned()))
            };
            let predicate = node("predicate_id")?;
            let mut same = [skos::EXACT_MATCH, owl::SAME_AS].into_iter();
            if same.any(|term| predicate == term.as_str()) {
                decisions.add((node("subject_id")?, node("object_id")?), is_no);
            }
        }
        decisions.follow();
        Ok(decisions)
    }

    fn add(&mut self, (subject, object): (String, String), is_no: bool) {
        if is_no {
            self.no.insert((subject, object));
        } else {
            self.yes.entry(subject).or_default().insert(object);
        }
    }

    /// Works out what follows: first what differs, then what is one as far as it does not differ.
    fn follow(&mut self) {
        for (one, other) in &self.no {
            self.clusters.part(one, other);
        }
        let pairs: Vec<(String, String)> = self
            .yes_pairs()
            .map(|(subject, object)| (subject.to_owned(), object.to_owned()))
            .collect();
        for (subject, object) in pairs {
            if !self.clusters.join(&subject, &object) {
                self.contradictions.push((subject, object));
            }
        }
    }

    /// The pairs that were decided to be one and cannot be, by what else was decided.
    pub fn contradictions(&self) -> &[(String, String)] {
        &self.contradictions
    }

    /// The pairs that were decided to be one.
    pub fn yes_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.yes.iter();
        pairs.flat_map(|(subject, objects)| objects.iter().map(|object| (subject.as_str(), object.as_str())))
    }

    /// The pairs that were decided to be different.
    pub fn no_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.no.iter().map(|(one, other)| (one.as_str(), other.as_str()))
    }

    /// The records that a thing was decided to be: those that a row names first, then what follows from others.
    pub(super) fn yes<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a str> {
        let said = self.yes.get(subject).into_iter().flatten().map(String::as_str);
        let said = said.filter(move |object| !self.is_no(subject, object));
        said.chain(self.clusters.one_with(subject))
    }

    /// Whether two were decided to be one.
    pub(super) fn is_yes(&self, one: &str, other: &str) -> bool {
        self.clusters.are_one(one, other)
    }

    /// Whether two were decided to be different.
    pub(super) fn is_no(&self, one: &str, other: &str) -> bool {
        self.clusters.differ(one, other)
    }

    /// What is one and what differs, to be added to.
    pub(super) fn clusters(&self) -> Clusters {
        self.clusters.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const HEAD: &str = "#curie_map:\n#  e: https://example.org/\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n";

    fn decisions(rows: &str) -> Result<Decisions, UnknownPrefix> {
        let text = format!("{HEAD}{rows}");
        Decisions::of(&MappingSet::parse(Path::new("d.sssom.tsv"), &text).unwrap())
    }

    fn curated(rows: &[(&str, &str, &str)]) -> Decisions {
        let rows = rows.iter().map(|(subject, modifier, object)| {
            format!("{subject}\tskos:exactMatch\t{modifier}\t{object}\tsemapv:ManualMappingCuration\n")
        });
        decisions(&rows.collect::<String>()).unwrap()
    }

    #[test]
    fn what_somebody_curated_is_a_yes_or_a_no_and_what_a_program_matched_is_neither() {
        let rows = "place:novo\tskos:exactMatch\t\te:1\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\tNot\te:2\tsemapv:ManualMappingCuration\n\
                    place:novo\tskos:exactMatch\t\te:3\tsemapv:LexicalMatching\n";
        let decisions = decisions(rows).unwrap();
        let novo = "https://w3id.org/testimony/entity/place/novo";
        assert_eq!(decisions.yes(novo).next(), Some("https://example.org/1"));
        assert!(decisions.is_no(novo, "https://example.org/2"));
        assert!(!decisions.is_no(novo, "https://example.org/3"));
    }

    #[test]
    fn a_no_reaches_what_is_one_with_either_side() {
        let decisions = curated(&[("e:a", "", "e:b"), ("e:a", "Not", "e:c"), ("e:c", "", "e:d")]);
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| format!("https://example.org/{name}"));
        assert!(decisions.is_no(&b, &c) && decisions.is_no(&b, &d) && decisions.is_no(&d, &a));
        assert!(decisions.is_yes(&a, &b) && !decisions.is_no(&a, &b));
        assert_eq!(decisions.yes(&b).collect::<Vec<_>>(), [a.as_str()]);
        assert!(decisions.contradictions().is_empty());
    }

    #[test]
    fn a_yes_that_others_exclude_is_told_and_does_not_count() {
        let decisions = curated(&[("e:a", "", "e:b"), ("e:a", "Not", "e:c"), ("e:b", "", "e:c")]);
        let [b, c] = ["b", "c"].map(|name| format!("https://example.org/{name}"));
        assert_eq!(decisions.contradictions(), [(b.clone(), c.clone())]);
        assert!(decisions.yes(&b).all(|record| record != c));
    }

    #[test]
    fn a_prefix_that_nobody_declared_is_named() {
        let rows = "place:novo\tskos:exactMatch\t\tnowhere:1\tsemapv:ManualMappingCuration\n";
        let error = decisions(rows).unwrap_err();
        assert_eq!(error, UnknownPrefix("nowhere:1".to_owned()));
    }
}
