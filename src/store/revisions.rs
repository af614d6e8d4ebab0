//! A graph's changes written down, and the way back.

use std::collections::BTreeSet;

use oxigraph::model::{NamedNode, NamedNodeRef, Quad};

use super::history::{History, Revision};
use super::{KnowledgeGraph, StoreError};
use crate::derived::Policy;
use crate::ontology::Ontology;
use crate::rdf::Description;

impl KnowledgeGraph {
    /// Writes a revision when documents came, changed or went since the last one; returns its number.
    ///
    /// `command` says what was done and `time` when. A graph in memory keeps none.
    pub fn record(&mut self, command: &str, time: &str) -> Result<Option<u64>, StoreError> {
        let Some(history) = History::of(&self.place) else {
            return Ok(None);
        };
        let before = history.last_state()?;
        let mut revision = Revision {
            number: 0,
            command: command.to_owned(),
            time: time.to_owned(),
            documents: 0,
            came: Default::default(),
            went: Default::default(),
        };
        let documents = self.documents()?;
        let there: BTreeSet<&str> = documents.iter().map(NamedNode::as_str).collect();
        for document in &documents {
            if self.changed.contains(document) || !before.contains_key(document.as_str()) {
                let hash = history.keep(&self.graph_quads(document.as_ref().into())?)?;
                if before.get(document.as_str()) != Some(&hash) {
                    revision.came.insert(document.as_str().to_owned(), hash);
                }
            }
        }
        let gone = before
            .into_keys()
            .filter(|document| !there.contains(document.as_str()));
        revision.went = gone.collect();
        self.changed.clear();
        match revision.came.is_empty() && revision.went.is_empty() {
            true => Ok(None),
            false => history.add(revision).map(Some),
        }
    }

    /// Gives the graph the documents of an earlier revision, each just as it was.
    pub fn restore(
        &mut self,
        number: u64,
        (ontology, policy): (&Ontology, &Policy),
    ) -> Result<(), StoreError> {
        let Some(history) = History::of(&self.place) else {
            return Err(StoreError::NoSuchRevision(number));
        };
        let (wanted, present) = (history.state(number)?, history.last_state()?);
        let mut arriving = Vec::new();
        for (document, hash) in wanted
            .iter()
            .filter(|(document, hash)| present.get(*document) != Some(*hash))
        {
            let graph = NamedNodeRef::new_unchecked(document).into_owned();
            arriving.push(described(graph, history.quads(hash)?));
        }
        let documents = self.documents()?;
        let leaving = documents
            .into_iter()
            .filter(|document| !wanted.contains_key(document.as_str()));
        self.amend((&arriving, &leaving.collect::<Vec<_>>()), (ontology, policy))?;
        self.settle(ontology, policy)
    }
}

fn described(graph: NamedNode, quads: Vec<Quad>) -> Description {
    Description {
        graph,
        quads,
        claims: 0,
        dropped: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::super::Place;
    use super::*;
    use crate::export::dataset_hash;
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute, number};

    fn other() -> Example {
        let mut example = Example::new("Novo grew.");
        let novo = example.entity("City", "Novo");
        example.reading.claims = vec![example.claim((novo, "count", number(2)), "Novo grew")];
        example
    }

    /// A graph with three revisions (one document, two, the second only) and the hash of each.
    fn graph(folder: &std::path::Path) -> (KnowledgeGraph, Vec<String>) {
        let ontology = Ontology::bundled();
        let mut graph = KnowledgeGraph::open_to_write(Place::from_path(folder.join("news.nq"))).unwrap();
        let [one, two] = [dispute(), other()].map(|example| describe_reading(&ontology, &example.reading));
        let steps: [(&[Description], &[NamedNode]); 3] = [
            (from_ref(&one), &[]),
            (from_ref(&two), &[]),
            (&[], from_ref(&one.graph)),
        ];
        let mut hashes = Vec::new();
        for (index, step) in steps.into_iter().enumerate() {
            graph.amend(step, (&ontology, &Policy::default())).unwrap();
            graph.settle(&ontology, &Policy::default()).unwrap();
            graph.save().unwrap();
            assert_eq!(graph.record("build", "now").unwrap(), Some(index as u64 + 1));
            hashes.push(dataset_hash(&graph.quads().unwrap()).unwrap());
        }
        (graph, hashes)
    }

    #[test]
    fn every_revision_comes_back_exactly() {
        let folder = tempfile::tempdir().unwrap();
        let (mut graph, hashes) = graph(folder.path());
        for number in [1, 3, 2, 1] {
            graph
                .restore(number, (&Ontology::bundled(), &Policy::default()))
                .unwrap();
            let hash = dataset_hash(&graph.quads().unwrap()).unwrap();
            assert_eq!(hash, hashes[number as usize - 1]);
            graph.record("restore", "now").unwrap();
        }
        assert!(matches!(
            graph.restore(99, (&Ontology::bundled(), &Policy::default())),
            Err(StoreError::NoSuchRevision(99))
        ));
    }

    #[test]
    fn nothing_new_is_no_revision() {
        let folder = tempfile::tempdir().unwrap();
        let (mut graph, _) = graph(folder.path());
        assert_eq!(graph.record("build", "now").unwrap(), None);
    }

    #[test]
    fn what_is_forgotten_is_gone_and_the_rest_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (mut graph, hashes) = graph(folder.path());
        let history = History::of(&graph.place).unwrap();
        assert_eq!(history.forget(3).unwrap(), (0, 0));
        assert_eq!(history.forget(1).unwrap(), (2, 1));
        let numbers: Vec<u64> = history
            .revisions()
            .unwrap()
            .iter()
            .map(|one| one.number)
            .collect();
        assert_eq!(numbers, [3]);
        assert!(matches!(history.state(2), Err(StoreError::NoSuchRevision(2))));
        graph
            .restore(3, (&Ontology::bundled(), &Policy::default()))
            .unwrap();
        assert_eq!(dataset_hash(&graph.quads().unwrap()).unwrap(), hashes[2]);
    }

    #[test]
    fn a_damaged_document_and_a_broken_log_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (graph, _) = graph(folder.path());
        let history = History::of(&graph.place).unwrap();
        let hash = history.state(1).unwrap().into_values().next().unwrap();
        let objects = folder.path().join("news.nq.history/objects");
        std::fs::write(objects.join(&hash[..2]).join(&hash), "junk").unwrap();
        assert!(matches!(history.quads(&hash), Err(StoreError::Damaged(_))));
        std::fs::write(folder.path().join("news.nq.history/log.jsonl"), "{}\n").unwrap();
        let error = history.revisions().unwrap_err().to_string();
        assert!(error.contains("log.jsonl:1"), "{error}");
    }
}
