//! The knowledge graph: an Oxigraph store with one named graph for each document, and the derived graphs.
//!
//! It lives in memory, in one sorted N-Quads file, or in a folder (RocksDB, cargo feature `rocksdb`). There is one
//! writer at a time: RocksDB-backed Oxigraph loses concurrent updates, so a lock file keeps a second writer out.
//! A document is replaced as a whole in one transaction. [`KnowledgeGraph::amend`] brings the derived graphs up to
//! date within it; where many change it drops them, and until
//! [`KnowledgeGraph::refresh`] has written them anew a query sees nothing rather than something outdated.

mod addition;
mod amendment;
mod answer;
mod backup;
mod called;
mod changes;
mod contents;
mod error;
mod graph_file;
mod history;
mod imported;
mod indexes;
mod inferred;
mod keeping;
mod last_build;
mod links;
mod lock;
mod place;
mod plan;
mod refreshment;
mod revisions;
mod rules;
mod shared;
#[cfg(feature = "rocksdb")]
mod snapshot;
mod source;
mod stream;
mod surroundings;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use oxigraph::model::{NamedNode, QuadRef};
use oxigraph::store::Store;

use crate::derived::{DERIVED_GRAPHS, Policy, Touched};
use crate::ontology::Ontology;
use crate::rdf::Description;

pub(crate) use answer::Stopped;
pub use answer::{Allowance, Answer};
pub use backup::{Backup, BackupError, read_dataset};
pub use called::Holding;
use changes::BeforeChange;
pub use error::StoreError;
pub use graph_file::GraphFile;
pub use history::{History, Revision, State};
pub(crate) use indexes::Tally;
pub use last_build::{HeldDocument, LastBuild};
use lock::Lock;
pub use place::Place;
pub use plan::{Arrival, Plan, Step};
pub(crate) use revisions::remembered_as;
pub use shared::{Conditions, WriteError};
pub use source::{GraphSource, TakeQuad};
pub use stream::{Detail, Streamed};
pub use touched::Scope;

/// All that was read off all documents, and what follows from it.
pub struct KnowledgeGraph {
    store: Store,
    place: Place,
    /// How many more documents may come or go before the derived graphs are better worked out in full; not known
    /// before the first do.
    amendable: Option<usize>,
    /// Whether what the place has is this.
    is_saved: bool,
    /// Whether a writer before was cut short, so that any graph may have changed since the last revision.
    is_resumed: bool,
    /// The documents that came since the last revision.
    changed: BTreeSet<NamedNode>,
    /// What the history keeps already of what came, each graph's name with its hash.
    kept: BTreeMap<String, String>,
    /// Whether something that was inferred has been taken out.
    has_lost_inferred: bool,
    /// What is done before the first change.
    before_change: Option<BeforeChange>,
    /// How many quads came or went since the database wrote what it has in memory to its files.
    unflushed: usize,
    lock: Option<Lock>,
    /// The snapshot that is read.
    snapshot: Option<place::Held>,
}

/// Of how many documents one may change before the derived graphs are worked out in full instead.
const ONE_IN: usize = 10;

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

    /// Opens the graph at `place` to read it, as it was when a writer last saved it; several processes may at once, and
    /// beside a writer.
    pub fn open(place: Place) -> Result<Self, StoreError> {
        place.check_exists()?;
        match place::open_snapshot(&place)? {
            None => Self::open_kept(place),
            Some((store, snapshot)) => Ok(Self {
                snapshot: Some(snapshot),
                ..Self::opened(store, place, None)?
            }),
        }
    }

    /// Opens the graph at `place` to read it as it is kept there, with no writer beside it.
    pub fn open_kept(place: Place) -> Result<Self, StoreError> {
        place.check_exists()?;
        let lock = lock::shared(&place)?;
        let store = place::open_to_read(&place)?;
        Self::opened(store, place, lock)
    }

    fn opened(store: Store, place: Place, lock: Option<Lock>) -> Result<Self, StoreError> {
        let is_there = place.path().is_some_and(Path::exists);
        let is_resumed = is_there && place::is_ahead(&place);
        Ok(Self {
            store,
            amendable: None,
            changed: BTreeSet::new(),
            kept: BTreeMap::new(),
            has_lost_inferred: false,
            before_change: None,
            unflushed: 0,
            is_saved: is_there && !is_resumed,
            is_resumed,
            place,
            lock,
            snapshot: None,
        })
    }

    /// Leaves word who is writing, for others who want to: "process 4711 (`testimony build`)".
    pub fn sign(&mut self, holder: &str) {
        if let Some(lock) = &mut self.lock {
            lock.sign(holder);
        }
    }

    /// Puts a document's graph in the place of the one it had, if any, and drops the derived graphs.
    pub fn replace_document(&mut self, description: &Description) -> Result<(), StoreError> {
        self.exchange(std::slice::from_ref(description), &[])
    }

    /// Drops the derived graphs, puts documents in and takes `older` versions out, these in one transaction.
    fn exchange(&mut self, descriptions: &[Description], older: &[NamedNode]) -> Result<(), StoreError> {
        self.amendable = Some(0);
        self.begin_change();
        self.drop_derived()?;
        let mut transaction = self.store.start_transaction()?;
        let replaced = descriptions.iter().map(|description| &description.graph);
        for document in older.iter().chain(replaced) {
            transaction.remove_named_graph(document)?;
        }
        for description in descriptions {
            self.changed.insert(description.graph.clone());
            transaction.extend(description.quads.iter().map(QuadRef::from));
        }
        self.has_lost_inferred |= inferred::drop_outdated(&self.store, &mut transaction)?;
        transaction.commit()?;
        self.wrote(
            descriptions
                .iter()
                .map(|description| description.quads.len())
                .sum(),
        )
    }

    /// Puts documents in and takes `older` versions out, all in one transaction. The derived graphs are brought up to
    /// date in it, by work that grows with what the documents speak of and not with the graph.
    ///
    /// When many documents change, and when the derived graphs follow from other rules, they are dropped instead;
    /// [`Self::settle`] writes them anew.
    pub fn amend(
        &mut self,
        change: (&[Description], &[NamedNode]),
        rules: (&Ontology, &Policy),
    ) -> Result<(), StoreError> {
        let documents = change.0.len() + change.1.len();
        let left = match self.amendable {
            Some(left) => left,
            None if self.is_current(rules.0, rules.1)? => self.documents()?.len().div_ceil(ONE_IN),
            None => 0,
        };
        match left.checked_sub(documents) {
            None => self.exchange(change.0, change.1),
            rest => {
                self.amendable = rest;
                self.begin_change();
                self.amend_at_once(change, rules)
            }
        }
    }

    /// Has the derived graphs follow from all documents under these rules, and the ontology in its graph.
    pub fn settle(&mut self, ontology: &Ontology, policy: &Policy) -> Result<(), StoreError> {
        match self.is_current(ontology, policy)? {
            true => Ok(()),
            false => self.refresh(ontology, policy.clone()),
        }
    }

    fn amend_at_once(
        &mut self,
        (descriptions, older): (&[Description], &[NamedNode]),
        rules: (&Ontology, &Policy),
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.start_transaction()?;
        let mut touched = Touched::default();
        let replaced = descriptions.iter().map(|description| &description.graph);
        for document in older.iter().chain(replaced) {
            let quads = transaction.quads_for_pattern(None, None, None, Some(document.as_ref().into()));
            touched.add(quads.collect::<Result<Vec<_>, _>>()?);
            transaction.remove_named_graph(document)?;
        }
        for description in descriptions {
            self.changed.insert(description.graph.clone());
            touched.add(description.quads.iter().cloned());
            transaction.extend(description.quads.iter().map(QuadRef::from));
        }
        amendment::amend(&mut transaction, rules, touched)?;
        if !contents::has_documents(transaction.named_graphs())? {
            for derived in DERIVED_GRAPHS {
                transaction.remove_named_graph(derived)?;
            }
        }
        self.has_lost_inferred |= inferred::drop_outdated(&self.store, &mut transaction)?;
        transaction.commit()?;
        self.wrote(
            descriptions
                .iter()
                .map(|description| description.quads.len())
                .sum(),
        )
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::Quad;

    use super::*;
    use crate::export::{Syntax, write_quads};
    use crate::rdf::describe_reading;
    use crate::rdf::example::{Example, dispute};
    use crate::vocab::graph;

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
        graph.exchange(&[], &[added]).unwrap();
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
    fn a_graph_that_is_written_keeps_other_writers_out_and_says_who_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from_path(folder.path().join("news.nq"));
        let mut graph = KnowledgeGraph::open_to_write(place.clone()).unwrap();
        graph.save().unwrap();
        graph.sign("process 7 (`testimony build`)");
        let error = KnowledgeGraph::open_to_write(place.clone()).err().unwrap();
        assert!(
            error
                .to_string()
                .contains("in use by process 7 (`testimony build`)"),
            "{error}"
        );
        let readers = [
            KnowledgeGraph::open(place.clone()),
            KnowledgeGraph::open(place.clone()),
        ];
        assert!(readers.iter().all(Result::is_ok));
        drop(graph);
        assert!(KnowledgeGraph::open_to_write(place).is_ok());
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
