//! A graph's changes written down, and the way back.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, QuadRef};

use super::history::{DEFAULT_GRAPH, History, Revision, State};
use super::keeping::Keeping;
use super::{KnowledgeGraph, Scope, StoreError};
use crate::derived::{DERIVED_GRAPHS, Policy};
use crate::ontology::Ontology;
use crate::rdf::{Description, is_document, is_of_links};
use crate::vocab::graph;

impl KnowledgeGraph {
    /// Writes a revision when documents came, changed or went since the last one; returns its number.
    ///
    /// `command` says what was done and `time` when. A graph in memory keeps none.
    pub fn record(&mut self, command: &str, time: &str) -> Result<Option<u64>, StoreError> {
        let is_changed = |graph: &GraphName| match graph {
            GraphName::NamedNode(name) => self.is_resumed || self.changed.contains(name),
            _ => self.is_resumed,
        };
        let number = self.revise((command, time), is_changed)?;
        self.is_resumed = false;
        self.changed.clear();
        self.kept.clear();
        Ok(number)
    }

    /// The same, but with every document looked at, whoever changed it.
    pub fn record_all(&mut self, command: &str, time: &str) -> Result<Option<u64>, StoreError> {
        self.changed.clear();
        self.kept.clear();
        self.record_write(&Scope::Anywhere, (command, time))
    }

    /// The same after a write that changed nothing outside `scope`.
    pub(crate) fn record_write(
        &self,
        scope: &Scope,
        (command, time): (&str, &str),
    ) -> Result<Option<u64>, StoreError> {
        self.revise((command, time), |graph| match scope {
            Scope::Anywhere => true,
            Scope::Graphs(graphs) => graphs.contains(graph),
        })
    }

    /// Keeps what came since the last revision in the history, so that little is left to do once the graph is saved.
    pub fn prepare_record(&mut self) -> Result<(), StoreError> {
        let Some(history) = History::of(&self.place) else {
            return Ok(());
        };
        let (mut kept, mut keeping) = (BTreeMap::new(), Keeping::of(&history));
        for graph in &self.changed {
            let quads = self.graph_quads(graph.as_ref().into())?;
            if !quads.is_empty() {
                kept.insert(graph.as_str().to_owned(), keeping.keep(&quads)?);
            }
        }
        self.kept = kept;
        keeping.sync()
    }

    fn revise(
        &self,
        (command, time): (&str, &str),
        is_changed: impl Fn(&GraphName) -> bool,
    ) -> Result<Option<u64>, StoreError> {
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
        let mut there = BTreeSet::new();
        let mut keeping = Keeping::of(&history);
        for graph in self.remembered_graphs()? {
            let name = remembered_as(&graph);
            if is_changed(&graph) || !before.contains_key(&name) {
                let hash = match self.kept.get(&name) {
                    Some(kept) => kept.clone(),
                    None => keeping.keep(&self.graph_quads(graph.as_ref())?)?,
                };
                if before.get(&name) != Some(&hash) {
                    revision.came.insert(name.clone(), hash);
                }
            }
            there.insert(name);
        }
        keeping.sync()?;
        revision.went = before.into_keys().filter(|name| !there.contains(name)).collect();
        match revision.came.is_empty() && revision.went.is_empty() {
            true => Ok(None),
            false => history.add(revision).map(Some),
        }
    }

    /// The graphs that a history remembers, sorted: the documents, and what somebody wrote that follows from nothing.
    pub(crate) fn remembered_graphs(&self) -> Result<Vec<GraphName>, StoreError> {
        let (documents, others) = self.split_graphs()?;
        let documents = documents.into_iter().map(GraphName::from);
        Ok(documents.chain(others).collect())
    }

    /// The graphs that are neither documents nor of the program's making, sorted; the default graph when it is not empty.
    pub(crate) fn other_graphs(&self) -> Result<Vec<GraphName>, StoreError> {
        Ok(self.split_graphs()?.1)
    }

    /// The documents and the other graphs.
    fn split_graphs(&self) -> Result<(Vec<NamedNode>, Vec<GraphName>), StoreError> {
        let own = DERIVED_GRAPHS
            .into_iter()
            .chain([graph::ONTOLOGY, graph::INFERRED]);
        let own: Vec<&str> = own.map(|name| name.as_str()).collect();
        let default = self
            .store
            .quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph));
        let mut others: Vec<GraphName> = match default.take(1).count() {
            0 => Vec::new(),
            _ => vec![GraphName::DefaultGraph],
        };
        let mut documents = Vec::new();
        for name in self.graph_names()? {
            let NamedOrBlankNode::NamedNode(name) = name else {
                continue;
            };
            match is_document(name.as_ref().into()) {
                true => documents.push(name),
                false if own.contains(&name.as_str()) || is_of_links(name.as_str()) => {}
                false => others.push(name.into()),
            }
        }
        Ok((documents, others))
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
        let wanted = history.state(number)?;
        // Not what the last revision says: somebody may have damaged the graph, or made it anew beside its history.
        let mut present = State::new();
        for graph in self.remembered_graphs()? {
            let hash = History::hash(&self.graph_quads(graph.as_ref())?);
            present.insert(remembered_as(&graph), hash);
        }
        let (mut arriving, mut others) = (Vec::new(), Vec::new());
        for (document, hash) in wanted
            .iter()
            .filter(|(document, hash)| present.get(*document) != Some(*hash))
        {
            match remembered(document) {
                GraphName::NamedNode(graph) if is_document(graph.as_ref().into()) => {
                    arriving.push(described(graph, history.quads(hash)?));
                }
                graph => others.push((graph, history.quads(hash)?)),
            }
        }
        let gone = self.other_graphs()?.into_iter();
        let gone = gone.filter(|graph| !wanted.contains_key(&remembered_as(graph)));
        others.extend(gone.map(|graph| (graph, Vec::new())));
        self.replace_others(&others)?;
        let documents = self.documents()?;
        let leaving = documents
            .into_iter()
            .filter(|document| !wanted.contains_key(document.as_str()));
        self.amend((&arriving, &leaving.collect::<Vec<_>>()), (ontology, policy))?;
        self.settle(ontology, policy)
    }
}

impl KnowledgeGraph {
    /// Puts graphs that are no documents in the place of those of the same names; without quads they go.
    pub(super) fn replace_others(&mut self, graphs: &[(GraphName, Vec<Quad>)]) -> Result<(), StoreError> {
        if graphs.is_empty() {
            return Ok(());
        }
        self.begin_change();
        let mut transaction = self.store.start_transaction()?;
        for (graph, quads) in graphs {
            match graph {
                GraphName::NamedNode(name) => {
                    transaction.remove_named_graph(name)?;
                    self.changed.insert(name.clone());
                }
                _ => transaction.clear_graph(GraphNameRef::DefaultGraph)?,
            }
            transaction.extend(quads.iter().map(QuadRef::from));
        }
        Ok(transaction.commit()?)
    }
}

/// What a graph is called in a history.
pub(crate) fn remembered_as(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(name) => name.as_str().to_owned(),
        _ => DEFAULT_GRAPH.to_owned(),
    }
}

fn remembered(name: &str) -> GraphName {
    match name {
        DEFAULT_GRAPH => GraphName::DefaultGraph,
        name => NamedNodeRef::new_unchecked(name).into_owned().into(),
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
