//! Whether every index of a database can be read to its end, and has the quads that the others have.
//!
//! Oxigraph's own check counts what its iterators give. Over a damaged block of RocksDB an iterator gives the same error for
//! ever, so that check does not end; here the first error ends it. And asked for the quads with a number, it gives those with
//! the next numbers too where the last byte of the number is 255, as the end of the keys that it reads is one byte too far
//! (0.5.13; a query looks at each value once more). Such quads are no fault of the database, and are not counted here.

use std::hash::{Hash, Hasher};

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use rustc_hash::{FxHashSet, FxHasher};

use super::StoreError;

/// How many quads were seen, and the sum of their hashes: the same for the same quads in any order.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    quads: u64,
    sum: u64,
}

impl Tally {
    fn add(&mut self, quad: &Quad) {
        let mut hasher = FxHasher::default();
        quad.hash(&mut hasher);
        self.quads += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    /// Adds the quads that fit, up to the first error.
    fn add_all(
        &mut self,
        quads: impl Iterator<Item = Result<Quad, StorageError>>,
        fits: impl Fn(&Quad) -> bool,
    ) -> Result<(), StorageError> {
        for quad in quads {
            let quad = quad?;
            if fits(&quad) {
                self.add(&quad);
            }
        }
        Ok(())
    }

    /// Says so when the index by `key` has other quads than the one that is read first.
    fn check(self, all: Self, key: &'static str) -> Result<(), StoreError> {
        match self == all {
            true => Ok(()),
            false => Err(StoreError::Index(key)),
        }
    }
}

/// What quads are found by.
#[derive(Default)]
struct Keys {
    predicates: FxHashSet<NamedNode>,
    objects: FxHashSet<Term>,
}

/// Reads each index by all its keys, and tells what it has. Costs the time of reading the graph seven times, and memory for
/// its terms.
pub(super) fn check(store: &Store) -> Result<Tally, StoreError> {
    let mut all = Tally::default();
    let mut graphs: FxHashSet<GraphName> = FxHashSet::default();
    let mut subjects: FxHashSet<NamedOrBlankNode> = FxHashSet::default();
    let mut keys = Keys::default();
    for quad in store.iter() {
        let quad = quad?;
        all.add(&quad);
        graphs.insert(quad.graph_name);
        subjects.insert(quad.subject);
        keys.predicates.insert(quad.predicate);
        keys.objects.insert(quad.object);
    }
    check_names(store, &graphs)?;
    check_within_graphs(store, &graphs, all)?;
    check_across_graphs(store, (&subjects, &keys), all)?;
    Ok(all)
}

/// Reads the list of graphs, where a graph without quads may be too.
fn check_names(store: &Store, graphs: &FxHashSet<GraphName>) -> Result<(), StoreError> {
    let listed = store.named_graphs().map(|name| name.map(GraphName::from));
    let listed: FxHashSet<GraphName> = listed.collect::<Result<_, _>>()?;
    let is_listed = |graph: &GraphName| graph.is_default_graph() || listed.contains(graph);
    match graphs.iter().all(is_listed) {
        true => Ok(()),
        false => Err(StoreError::Index("name of graph")),
    }
}

/// Reads the indexes that begin with a graph.
fn check_within_graphs(store: &Store, graphs: &FxHashSet<GraphName>, all: Tally) -> Result<(), StoreError> {
    let (mut of_predicates, mut of_objects) = (Tally::default(), Tally::default());
    for graph in graphs {
        let graph = Some(graph.as_ref());
        let mut keys = Keys::default();
        for quad in store.quads_for_pattern(None, None, None, graph) {
            let quad = quad?;
            keys.predicates.insert(quad.predicate);
            keys.objects.insert(quad.object);
        }
        for predicate in &keys.predicates {
            let found = store.quads_for_pattern(None, Some(predicate.as_ref()), None, graph);
            of_predicates.add_all(found, |quad| quad.predicate == *predicate)?;
        }
        for object in &keys.objects {
            let found = store.quads_for_pattern(None, None, Some(object.as_ref()), graph);
            of_objects.add_all(found, |quad| quad.object == *object)?;
        }
    }
    of_predicates.check(all, "graph and predicate")?;
    of_objects.check(all, "graph and object")
}

/// Reads the indexes that do not begin with a graph.
fn check_across_graphs(
    store: &Store,
    (subjects, keys): (&FxHashSet<NamedOrBlankNode>, &Keys),
    all: Tally,
) -> Result<(), StoreError> {
    let [mut of_subjects, mut of_predicates, mut of_objects] = [Tally::default(); 3];
    for subject in subjects {
        let found = store.quads_for_pattern(Some(subject.as_ref()), None, None, None);
        of_subjects.add_all(found, |quad| quad.subject == *subject)?;
    }
    of_subjects.check(all, "subject")?;
    for predicate in &keys.predicates {
        let found = store.quads_for_pattern(None, Some(predicate.as_ref()), None, None);
        of_predicates.add_all(found, |quad| quad.predicate == *predicate)?;
    }
    of_predicates.check(all, "predicate")?;
    for object in &keys.objects {
        let found = store.quads_for_pattern(None, None, Some(object.as_ref()), None);
        of_objects.add_all(found, |quad| quad.object == *object)?;
    }
    of_objects.check(all, "object")
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{Literal, QuadRef};

    use super::*;

    /// Quads of the default graph and of three others.
    fn fill(store: &Store, count: usize) {
        for number in 0..count {
            let name = |kind: &str, most: usize| {
                NamedNode::new(format!("https://example.org/{kind}/{}", number % most)).unwrap()
            };
            let object = Literal::from(format!("text {number} of an article that is somewhat long"));
            let (subject, predicate, graph) = (name("s", 97), name("p", 7), name("g", 4));
            let graph = match number % 4 {
                0 => GraphName::DefaultGraph,
                _ => graph.into(),
            };
            let quad = QuadRef::new(&subject, &predicate, &object, graph.as_ref());
            store.insert(quad).unwrap();
        }
    }

    #[test]
    fn a_whole_graph_has_the_same_quads_by_every_key() {
        let store = Store::new().unwrap();
        check(&store).unwrap();
        fill(&store, 500);
        check(&store).unwrap();
    }

    #[test]
    fn a_tally_does_not_depend_on_order_and_tells_quads_apart() {
        let store = Store::new().unwrap();
        fill(&store, 5);
        let quads: Vec<Quad> = store.iter().map(Result::unwrap).collect();
        let tally = |quads: &mut dyn Iterator<Item = &Quad>| {
            let mut tally = Tally::default();
            quads.for_each(|quad| tally.add(quad));
            tally
        };
        assert_eq!(tally(&mut quads.iter()), tally(&mut quads.iter().rev()));
        assert_ne!(tally(&mut quads[1..].iter()), tally(&mut quads[..4].iter()));
    }

    #[cfg(feature = "rocksdb")]
    #[test]
    fn numbers_that_follow_each_other_are_told_apart_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let node = NamedNode::new("https://example.org/n").unwrap();
        for number in -300..600 {
            let object = Literal::from(number);
            store.insert(QuadRef::new(&node, &node, &object, &node)).unwrap();
        }
        let tally = check(&store).unwrap();
        assert_eq!(tally.quads, 900);
    }

    #[cfg(feature = "rocksdb")]
    #[test]
    fn a_damaged_block_ends_the_check_with_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        fill(&store, 5000);
        store.flush().unwrap();
        check(&store).unwrap();
        drop(store);
        let files = std::fs::read_dir(folder.path()).unwrap();
        let tables = files.map(|file| file.unwrap().path());
        let tables = tables.filter(|path| path.extension().is_some_and(|ending| ending == "sst"));
        for path in tables {
            let mut bytes = std::fs::read(&path).unwrap();
            if bytes.len() < 20_000 {
                continue;
            }
            bytes[5_000] ^= 4;
            std::fs::write(path, bytes).unwrap();
        }
        let outcome = Store::open_read_only(folder.path()).map(|store| check(&store).is_err());
        assert!(outcome.unwrap_or(true));
    }
}
