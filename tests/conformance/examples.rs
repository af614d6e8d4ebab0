//! The example articles as the program reads them, against the shapes.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use oxigraph::model::{Graph, Triple};
use testimony::derived::Policy;
use testimony::pipeline::{Readers, Resources};
use testimony::source::{Input, ReadOptions, read};
use testimony::store::KnowledgeGraph;
use testimony::vocab::{rdf, tm};

use crate::shapes::violations_of;

/// Everything that the store holds once it has read all examples, graphs merged.
fn graph_of_examples() -> Graph {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let resources = Resources::bundled();
    let options = ReadOptions::default();
    let documents = read(&resources.lexicon.furniture, vec![Input::Path(folder)], &options);
    let documents: Vec<_> = documents.filter_map(Result::ok).collect();
    assert!(
        documents.len() >= 5,
        "only {} examples were read",
        documents.len()
    );

    let readers = Readers::new(&resources, NonZeroUsize::MIN).unwrap();
    let mut graph = KnowledgeGraph::in_memory().unwrap();
    for description in readers.describe(documents) {
        assert_eq!(description.dropped, [], "claims without evidence");
        graph.replace_document(&description).unwrap();
    }
    graph.refresh(&resources.ontology, Policy::default()).unwrap();
    graph.quads().unwrap().into_iter().map(Triple::from).collect()
}

#[test]
fn the_graph_of_the_examples_conforms_to_the_shapes() {
    let graph = graph_of_examples();
    let claims = graph.subjects_for_predicate_object(rdf::TYPE, tm::CLAIM).count();
    assert!(claims > 50, "only {claims} claims");
    assert_eq!(violations_of(graph), BTreeSet::new());
}
