//! What a build has to do: which documents it reads, and which versions go.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNode;

use super::{KnowledgeGraph, StoreError};
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
    /// It is to be read.
    Read,
}

/// What the graph has, and what came so far.
#[derive(Debug, Default)]
pub struct Plan {
    fingerprints: BTreeMap<NamedNode, String>,
    by_source: BTreeMap<String, BTreeSet<NamedNode>>,
    seen: BTreeSet<NamedNode>,
}

impl Plan {
    /// Of a graph as it is.
    pub fn of(graph: &KnowledgeGraph) -> Result<Self, StoreError> {
        let mut plan = Self::default();
        plan.fingerprints.extend(graph.texts_of(tm::FINGERPRINT)?);
        for (document, source) in graph.texts_of(dcterms::IDENTIFIER)? {
            plan.by_source.entry(source).or_default().insert(document);
        }
        Ok(plan)
    }

    /// Has every document read, whatever the graph has.
    pub fn read_all_again(&mut self) {
        self.fingerprints.clear();
    }

    /// Whether the graph has this version of a document, whatever it follows from.
    pub fn holds(&self, document: &NamedNode) -> bool {
        self.fingerprints.contains_key(document)
    }

    /// What to do about the next document, and the older versions that go when it comes.
    ///
    /// What came in this build stays, whatever it is called: two records may have one name.
    pub fn next(&mut self, arrival: Arrival<'_>) -> (Step, Vec<NamedNode>) {
        if !self.seen.insert(arrival.document.clone()) {
            return (Step::Copy, Vec::new());
        }
        let older = arrival
            .source
            .map(|source| self.older(source))
            .unwrap_or_default();
        for document in &older {
            self.fingerprints.remove(document);
        }
        let held = self.fingerprints.get(arrival.document);
        match held.is_some_and(|held| held == arrival.fingerprint) {
            true => (Step::Unchanged, older),
            false => (Step::Read, older),
        }
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
            fingerprints: [(node("old"), "1".to_owned())].into(),
            by_source: [("a.txt".to_owned(), [node("old")].into())].into(),
            seen: BTreeSet::new(),
        }
    }

    fn next(plan: &mut Plan, document: &str, (fingerprint, source): (&str, Option<&str>)) -> (Step, usize) {
        let document = node(document);
        let (step, older) = plan.next(Arrival {
            document: &document,
            fingerprint,
            source,
        });
        (step, older.len())
    }

    #[test]
    fn what_the_graph_has_just_so_is_not_read_again() {
        let mut plan = plan();
        assert_eq!(next(&mut plan, "old", ("1", Some("a.txt"))), (Step::Unchanged, 0));
        assert_eq!(next(&mut plan, "old", ("1", Some("b.txt"))), (Step::Copy, 0));
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
