//! What a build has to do: which documents it reads, and which versions go.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use super::{KnowledgeGraph, StoreError};
use crate::edition::{Citations, Edition, Lines};
use crate::vocab::{dcterms, tm};

/// A document that a build has come to.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Its version's IRI.
    pub document: &'a NamedNode,
    /// What its description follows from ([`crate::edition::Edition::fingerprint`]).
    pub fingerprint: &'a str,
    /// What it is called from one version to the next; none of what came by standard input.
    pub source: Option<&'a str>,
}

/// What is to be done about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Its text came before in the same build.
    Copy,
    /// The graph has it just so.
    Unchanged,
    /// The graph has it, but lines of the lexicon that it cites stand elsewhere now: old places with new ones.
    Renumber(BTreeMap<String, String>),
    /// It is to be read.
    Read,
}

/// What the graph says that a document's description follows from.
#[derive(Debug, Default)]
struct Held {
    fingerprint: String,
    /// As [`Citations`] are written.
    citations: String,
}

impl Held {
    /// Reads the text that [`crate::pipeline::describe_document`] writes.
    fn parse(text: &str) -> Self {
        let (fingerprint, citations) = text.split_once(' ').unwrap_or((text, ""));
        Self {
            fingerprint: fingerprint.to_owned(),
            citations: citations.to_owned(),
        }
    }
}

/// What the graph has, and what came so far.
#[derive(Debug, Default)]
pub struct Plan {
    held: BTreeMap<NamedNode, Held>,
    by_source: BTreeMap<String, BTreeSet<NamedNode>>,
    seen: BTreeSet<NamedNode>,
}

impl Plan {
    /// Of a graph as it is.
    pub fn of(graph: &KnowledgeGraph) -> Result<Self, StoreError> {
        let mut plan = Self::default();
        let fingerprints = graph.texts_of(tm::FINGERPRINT)?.into_iter();
        plan.held
            .extend(fingerprints.map(|(document, text)| (document, Held::parse(&text))));
        for (document, source) in graph.texts_of(dcterms::IDENTIFIER)? {
            plan.by_source.entry(source).or_default().insert(document);
        }
        Ok(plan)
    }

    /// Has every document read, whatever the graph has.
    pub fn read_all_again(&mut self) {
        self.held.clear();
    }

    /// What the graph has this version of a document follow from ([`crate::edition::content`]), if it has it.
    pub fn content(&self, document: &NamedNode) -> Option<&str> {
        let held = self.held.get(document)?;
        Some(held.fingerprint.split('-').next().unwrap_or_default())
    }

    /// What documents of the graph are called from one version to the next, each with its versions.
    pub fn sources(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &NamedNode>)> {
        let sources = self.by_source.iter();
        sources.map(|(source, versions)| (source.as_str(), versions.iter()))
    }

    /// What the documents of the graph follow from, as [`Self::content`] has it.
    pub fn contents(&self) -> impl Iterator<Item = &str> {
        let held = self.held.values();
        held.map(|held| held.fingerprint.split('-').next().unwrap_or_default())
    }

    /// What to do about the next document, and the older versions that go when it comes.
    ///
    /// What came in this build stays, whatever it is called: two records may have one name.
    pub fn next(&mut self, edition: &Edition, arrival: Arrival<'_>) -> (Step, Vec<NamedNode>) {
        if !self.seen.insert(arrival.document.clone()) {
            return (Step::Copy, Vec::new());
        }
        let older = arrival
            .source
            .map(|source| self.older(source))
            .unwrap_or_default();
        for document in &older {
            self.held.remove(document);
        }
        let held = self.held.get(arrival.document);
        let step = match held.filter(|held| held.fingerprint == arrival.fingerprint) {
            None => Step::Read,
            Some(held) => match Citations::lines_of(&held.citations, edition) {
                Lines::Same => Step::Unchanged,
                Lines::Moved(moves) => Step::Renumber(moves),
                Lines::Lost => Step::Read,
            },
        };
        (step, older)
    }

    /// Whether nothing is to be done about a document but to note that it came, and no other goes for it.
    pub fn is_settled(&self, edition: &Edition, arrival: Arrival<'_>) -> bool {
        let versions = arrival
            .source
            .and_then(|source| self.by_source.get(source))
            .into_iter()
            .flatten();
        let mut others = versions.filter(|version| *version != arrival.document);
        let held = self.held.get(arrival.document);
        let is_held = held.is_some_and(|held| {
            held.fingerprint == arrival.fingerprint
                && Citations::lines_of(&held.citations, edition) == Lines::Same
        });
        (is_held || self.seen.contains(arrival.document)) && others.all(|version| self.seen.contains(version))
    }

    /// Takes out the documents called `source` that did not come in this build.
    fn older(&mut self, source: &str) -> Vec<NamedNode> {
        let Some(versions) = self.by_source.get_mut(source) else {
            return Vec::new();
        };
        let older: Vec<NamedNode> = versions.difference(&self.seen).cloned().collect();
        versions.retain(|version| self.seen.contains(version));
        older
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::DOCUMENT_NAMESPACE;

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{DOCUMENT_NAMESPACE}{name}"))
    }

    /// A plan for a graph that has `old` as `a.txt`.
    fn plan() -> Plan {
        Plan {
            held: [(node("old"), Held::parse("1"))].into(),
            by_source: [("a.txt".to_owned(), [node("old")].into())].into(),
            seen: BTreeSet::new(),
        }
    }

    fn next(plan: &mut Plan, document: &str, (fingerprint, source): (&str, Option<&str>)) -> (Step, usize) {
        let document = node(document);
        let arrival = Arrival {
            document: &document,
            fingerprint,
            source,
        };
        let (step, older) = plan.next(&Edition::bundled(), arrival);
        (step, older.len())
    }

    #[test]
    fn a_document_is_settled_when_it_is_held_just_so_and_no_other_goes_for_it() {
        let edition = Edition::bundled();
        let is_settled = |plan: &Plan, document: &str, (fingerprint, source): (&str, &str)| {
            let arrival = Arrival {
                document: &node(document),
                fingerprint,
                source: Some(source),
            };
            plan.is_settled(&edition, arrival)
        };
        let mut plan = plan();
        assert!(is_settled(&plan, "old", ("1", "a.txt")));
        assert!(is_settled(&plan, "old", ("1", "b.txt")));
        assert!(!is_settled(&plan, "old", ("2", "a.txt")));
        assert!(!is_settled(&plan, "new", ("1", "b.txt")));
        next(&mut plan, "new", ("1", Some("b.txt")));
        assert!(is_settled(&plan, "new", ("2", "b.txt")), "it is a copy now");
        assert!(
            !is_settled(&plan, "new", ("1", "a.txt")),
            "the version of before goes for it"
        );
    }

    #[test]
    fn what_the_graph_has_just_so_is_not_read_again() {
        let mut plan = plan();
        assert_eq!(next(&mut plan, "old", ("1", Some("a.txt"))), (Step::Unchanged, 0));
        assert_eq!(next(&mut plan, "old", ("1", Some("b.txt"))), (Step::Copy, 0));
    }

    #[test]
    fn lines_that_moved_are_written_anew_and_lines_that_are_gone_have_the_document_read() {
        let edition = Edition::bundled();
        let line = crate::lexicon::relations::Triggers::iter(&crate::lexicon::Lexicon::bundled().triggers)
            .next()
            .map(|trigger| trigger.entry.to_string())
            .unwrap();
        let cited = Citations::new(&edition, [line.as_str()].into_iter()).to_string();
        let step = |cited: &str| {
            let mut plan = plan();
            plan.held.insert(node("old"), Held::parse(&format!("1 {cited}")));
            next(&mut plan, "old", ("1", Some("a.txt"))).0
        };
        assert_eq!(step(&cited), Step::Unchanged);
        let elsewhere = cited.replace(&line, "relations.tsv:1");
        assert_eq!(
            step(&elsewhere),
            Step::Renumber([("relations.tsv:1".to_owned(), line)].into())
        );
        assert_eq!(step("relations.tsv:1=0123456789ab"), Step::Read);
    }

    #[test]
    fn another_fingerprint_is_read_and_another_text_takes_the_old_one_s_place() {
        assert_eq!(next(&mut plan(), "old", ("2", Some("a.txt"))), (Step::Read, 0));
        assert_eq!(next(&mut plan(), "new", ("2", Some("a.txt"))), (Step::Read, 1));
        assert_eq!(next(&mut plan(), "new", ("2", Some("b.txt"))), (Step::Read, 0));
        assert_eq!(next(&mut plan(), "new", ("2", None)), (Step::Read, 0));
    }

    #[test]
    fn an_old_version_that_comes_by_another_name_is_read_again() {
        let mut plan = plan();
        assert_eq!(next(&mut plan, "new", ("2", Some("a.txt"))), (Step::Read, 1));
        assert_eq!(next(&mut plan, "old", ("1", Some("b.txt"))), (Step::Read, 0));
    }

    #[test]
    fn of_two_records_with_one_name_none_takes_the_other_s_place() {
        let mut plan = Plan::default();
        assert_eq!(next(&mut plan, "x", ("1", Some("id"))), (Step::Read, 0));
        assert_eq!(next(&mut plan, "y", ("1", Some("id"))), (Step::Read, 0));
    }
}
