//! The knowledge graph: an Oxigraph store with one named graph for each document, and the derived graphs.
//!
//! It lives in memory, in one sorted N-Quads file, or in a folder (RocksDB, cargo feature `rocksdb`). There is one
//! writer at a time: RocksDB-backed Oxigraph loses concurrent updates, so a lock file keeps a second process out.
//! A document is replaced as a whole in one transaction, which also drops the derived graphs; until
//! [`KnowledgeGraph::refresh`] has written them anew a query sees nothing rather than something outdated.

mod called;
mod contents;
mod lock;
mod place;
mod plan;

use std::path::PathBuf;

use oxigraph::model::{GraphName, NamedNode, QuadRef, Term, Triple};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults, Variable};
use oxigraph::store::{StorageError, Store};
use rustc_hash::FxHashSet;

use crate::derived::{DERIVED_GRAPHS, Derivation, Policy, described_policy};
use crate::ontology::Ontology;
use crate::rdf::Description;
use crate::vocab::graph;

pub use called::Holding;
use lock::Lock;
pub use place::Place;
pub use plan::{Arrival, Plan, Step};

/// A graph that cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing at the place.
    #[error("there is no graph at `{}`: `testimony build` makes one, `--store` names another", .0.display())]
    Missing(PathBuf),
    /// Another process has it open.
    #[error("the graph at `{}` is in use by another process: try again when that has finished", .0.display())]
    Busy(PathBuf),
    /// A folder in a build that keeps none.
    #[error(
        "this build keeps no graph in a folder (`{}`): name a file that ends in `.nq`, or build with the feature \
         `rocksdb`",
        .0.display()
    )]
    NoFolders(PathBuf),
    /// A file or folder that cannot be read or written.
    #[error("cannot use `{}` as a graph", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that is no N-Quads.
    #[error("`{}` is not a graph in N-Quads", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        source: oxigraph::io::RdfParseError,
    },
    /// A name that no document has.
    #[error("no document is called `{0}`: `testimony query documents` lists those there are")]
    NoSuchDocument(String),
    /// A name that several documents have.
    #[error("`{name}` may be any of these documents: write which{candidates}")]
    AmbiguousDocument {
        /// What was asked for.
        name: String,
        /// The first few, each on its line.
        candidates: String,
    },
    /// The database failed.
    #[error("the graph's database failed")]
    Database(#[from] StorageError),
}

/// What a query returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Of SELECT: one row for each solution, with one cell for each variable.
    Rows {
        /// The variables, in the order of the query.
        variables: Vec<Variable>,
        /// The solutions, in the order of the query.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Of ASK.
    Truth(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(Vec<Triple>),
}

/// All that was read off all documents, and what follows from it.
pub struct KnowledgeGraph {
    store: Store,
    place: Place,
    _lock: Option<Lock>,
}

impl KnowledgeGraph {
    /// An empty graph that is gone when the value is dropped.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::opened(Store::new()?, Place::Memory, None)
    }

    /// Opens the graph at `place` to write to it, and makes it where there is none.
    pub fn open_to_write(place: Place) -> Result<Self, StoreError> {
        let lock = lock::exclusive(&place)?;
        let store = place::open_to_write(&place)?;
        Self::opened(store, place, lock)
    }

    /// Opens the graph at `place` to read it; several processes may at once.
    pub fn open(place: Place) -> Result<Self, StoreError> {
        place.check_exists()?;
        let lock = lock::shared(&place)?;
        let store = place::open_to_read(&place)?;
        Self::opened(store, place, lock)
    }

    fn opened(store: Store, place: Place, lock: Option<Lock>) -> Result<Self, StoreError> {
        Ok(Self {
            store,
            place,
            _lock: lock,
        })
    }

    /// Puts a document's graph in the place of the one it had, if any, and drops the derived graphs.
    pub fn replace_document(&mut self, description: &Description) -> Result<(), StoreError> {
        self.exchange(std::slice::from_ref(description), &[])
    }

    /// Puts documents in and takes `older` versions out, all in one transaction, and drops the derived graphs.
    pub fn exchange(&mut self, descriptions: &[Description], older: &[NamedNode]) -> Result<(), StoreError> {
        let mut transaction = self.store.start_transaction()?;
        for derived in DERIVED_GRAPHS {
            transaction.remove_named_graph(derived)?;
        }
        let replaced = descriptions.iter().map(|description| &description.graph);
        for document in older.iter().chain(replaced) {
            transaction.remove_named_graph(document)?;
        }
        for description in descriptions {
            transaction.extend(description.quads.iter().map(QuadRef::from));
        }
        Ok(transaction.commit()?)
    }

    /// Takes documents out in one transaction, and drops the derived graphs.
    pub fn retract_documents(&mut self, documents: &[NamedNode]) -> Result<(), StoreError> {
        self.exchange(&[], documents)
    }

    /// Works the derived graphs out anew and loads the ontology, in one transaction.
    pub fn refresh(&mut self, ontology: &Ontology, policy: Policy) -> Result<(), StoreError> {
        let mut derivation = Derivation::default();
        for document in self.documents()? {
            derivation.add(self.graph_quads(document.as_ref().into())?);
        }
        let mut transaction = self.store.start_transaction()?;
        for graph in DERIVED_GRAPHS.iter().chain([&graph::ONTOLOGY]) {
            transaction.remove_named_graph(*graph)?;
        }
        derivation.each_graph(ontology, policy, |derived| -> Result<(), StoreError> {
            transaction.extend(derived.iter().map(QuadRef::from));
            Ok(())
        })?;
        for triple in ontology.triples() {
            transaction.insert(triple.as_ref().in_graph(graph::ONTOLOGY));
        }
        Ok(transaction.commit()?)
    }

    /// Whether [`Self::refresh`] would change nothing: no document came or went, the policy and program are the same.
    pub fn is_current(&self, ontology: &Ontology, policy: Policy) -> Result<bool, StoreError> {
        let described = described_policy(policy);
        for quad in &described {
            if !self.store.contains(quad)? {
                return Ok(false);
            }
        }
        let stored = self.graph_quads(graph::ONTOLOGY.into())?;
        let stored: FxHashSet<Triple> = stored.into_iter().map(Triple::from).collect();
        let triples = ontology.triples();
        Ok(stored.len() == triples.len() && triples.iter().all(|triple| stored.contains(triple)))
    }

    /// Makes what was written last: on disk, when the graph has a place there.
    pub fn save(&mut self) -> Result<(), StoreError> {
        match &self.place {
            Place::Memory => Ok(()),
            Place::File(path) => place::write_file(path, &self.quads()?),
            Place::Folder(_) => place::flush_folder(&self.store),
        }
    }

    /// Whether documents were written without [`Self::refresh`]: a build was cut short.
    pub fn is_outdated(&self) -> Result<bool, StoreError> {
        let has_documents = !self.documents()?.is_empty();
        Ok(has_documents && !self.store.contains_named_graph(graph::ACCEPTED)?)
    }

    /// Whether the ontology is in the graph; a file that was made by an export lacks it.
    pub fn has_ontology(&self) -> Result<bool, StoreError> {
        Ok(self.store.contains_named_graph(graph::ONTOLOGY)?)
    }

    /// Puts the ontology in its graph.
    pub fn load_ontology(&mut self, ontology: &Ontology) -> Result<(), StoreError> {
        let triples = ontology.triples();
        let quads = triples
            .iter()
            .map(|triple| triple.as_ref().in_graph(graph::ONTOLOGY));
        Ok(self.store.extend(quads)?)
    }

    /// Answers a query that has been read; one that names no graph sees what is safe to take as fact.
    pub(crate) fn answer(&self, mut query: PreparedSparqlQuery) -> Result<Answer, QueryEvaluationError> {
        if query.dataset().is_default_dataset() {
            query.dataset_mut().set_default_graph(facts());
        }
        match query.on_store(&self.store).execute()? {
            QueryResults::Boolean(truth) => Ok(Answer::Truth(truth)),
            QueryResults::Graph(triples) => Ok(Answer::Triples(triples.collect::<Result<_, _>>()?)),
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().to_vec();
                let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
                let rows = rows.collect::<Result<_, _>>()?;
                Ok(Answer::Rows { variables, rows })
            }
        }
    }
}

/// The graphs that a query sees without naming them.
fn facts() -> Vec<GraphName> {
    let graphs = [
        graph::ACCEPTED,
        graph::SPEECH_ACTS,
        graph::ENTITIES,
        graph::LINKS,
        graph::ONTOLOGY,
    ];
    graphs.map(|graph| graph.into_owned().into()).to_vec()
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Quad;

    use super::*;
    use crate::export::{Syntax, write_quads};
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};

    fn put(graph: &mut KnowledgeGraph, example: &Example) -> NamedNode {
        let ontology = Ontology::bundled();
        let description = describe_reading(&ontology, &example.reading);
        graph.replace_document(&description).unwrap();
        graph.refresh(&ontology, Policy::default()).unwrap();
        description.graph
    }

    fn bytes(graph: &KnowledgeGraph) -> String {
        let mut output = Vec::new();
        write_quads(&graph.quads().unwrap(), Syntax::NQuads, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    fn another() -> Example {
        let mut example = Example::new("Novo spoke of Ruritania.");
        let novo = example.entity("City", "Novo");
        let ruritania = example.entity("Country", "Ruritania");
        let object = crate::claim::Object::Entity(ruritania);
        example.reading.claims = vec![example.claim((novo, "supports", object), "spoke of Ruritania")];
        example
    }

    #[test]
    fn adding_and_retracting_a_document_gives_back_the_bytes_from_before() {
        let mut graph = KnowledgeGraph::in_memory().unwrap();
        put(&mut graph, &dispute());
        let before = bytes(&graph);
        let added = put(&mut graph, &another());
        assert_ne!(bytes(&graph), before);
        graph.retract_documents(std::slice::from_ref(&added)).unwrap();
        graph.refresh(&Ontology::bundled(), Policy::default()).unwrap();
        assert_eq!(bytes(&graph), before);
        graph.retract_documents(&[added]).unwrap();
        graph.refresh(&Ontology::bundled(), Policy::default()).unwrap();
        assert_eq!(bytes(&graph), before);
    }

    #[test]
    fn documents_may_come_in_any_order_and_more_than_once() {
        let mut forwards = KnowledgeGraph::in_memory().unwrap();
        let mut backwards = KnowledgeGraph::in_memory().unwrap();
        for example in [dispute(), another()] {
            put(&mut forwards, &example);
        }
        for example in [another(), dispute(), another()] {
            put(&mut backwards, &example);
        }
        assert_eq!(bytes(&forwards), bytes(&backwards));
        assert_eq!(forwards.documents().unwrap().len(), 2);
    }

    #[test]
    fn until_it_is_refreshed_a_graph_is_outdated_and_accepts_nothing() {
        let mut graph = KnowledgeGraph::in_memory().unwrap();
        assert!(!graph.is_outdated().unwrap());
        put(&mut graph, &dispute());
        assert!(!graph.is_outdated().unwrap());
        let description = describe_reading(&Ontology::bundled(), &another().reading);
        graph.replace_document(&description).unwrap();
        assert!(graph.is_outdated().unwrap());
        let is_accepted = |quad: &Quad| quad.graph_name.as_ref() == graph::ACCEPTED.into();
        assert!(!graph.quads().unwrap().iter().any(is_accepted));
    }

    #[test]
    fn a_graph_in_a_file_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let mut graph = KnowledgeGraph::open_to_write(place.clone()).unwrap();
        put(&mut graph, &dispute());
        graph.save().unwrap();
        drop(graph);
        let again = KnowledgeGraph::open(place).unwrap();
        assert_eq!(again.documents().unwrap().len(), 1);
        assert!(!again.is_outdated().unwrap());
    }

    #[test]
    fn a_graph_that_is_written_keeps_others_out() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let mut graph = KnowledgeGraph::open_to_write(place.clone()).unwrap();
        graph.save().unwrap();
        for opened in [
            KnowledgeGraph::open(place.clone()),
            KnowledgeGraph::open_to_write(place.clone()),
        ] {
            assert!(matches!(opened.err(), Some(StoreError::Busy(_))));
        }
        drop(graph);
        let readers = [KnowledgeGraph::open(place.clone()), KnowledgeGraph::open(place)];
        assert!(readers.iter().all(Result::is_ok));
    }

    #[test]
    fn a_missing_graph_and_a_broken_one_say_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.nq");
        let missing = KnowledgeGraph::open(Place::from_path(path.clone()))
            .err()
            .unwrap();
        assert!(missing.to_string().contains("there is no graph at"), "{missing}");
        std::fs::write(&path, "this is not a graph\n").unwrap();
        let broken = KnowledgeGraph::open(Place::from_path(path)).err().unwrap();
        assert!(
            broken.to_string().contains("is not a graph in N-Quads"),
            "{broken}"
        );
    }
}
