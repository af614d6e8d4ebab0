//! Where graphs are read from to be written out: the store, or a file as it lies there.

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad};

use super::{KnowledgeGraph, StoreError};

/// Takes a quad; what it fails with ends the reading.
pub type TakeQuad<'a> = &'a mut dyn FnMut(Quad) -> Result<(), StoreError>;

/// Named graphs that can be read one by one, from several threads.
pub trait GraphSource: Sync {
    /// The names of all graphs that may have quads, in any order.
    fn names(&self) -> Result<Vec<GraphName>, StoreError>;

    /// Hands on each quad of a graph, in any order.
    fn each_quad_of(&self, graph: &GraphName, take: TakeQuad<'_>) -> Result<(), StoreError>;
}

impl GraphSource for KnowledgeGraph {
    fn names(&self) -> Result<Vec<GraphName>, StoreError> {
        let mut names = vec![GraphName::DefaultGraph];
        for name in self.store.named_graphs() {
            names.push(match name? {
                NamedOrBlankNode::NamedNode(node) => node.into(),
                NamedOrBlankNode::BlankNode(node) => node.into(),
            });
        }
        Ok(names)
    }

    fn each_quad_of(&self, graph: &GraphName, take: TakeQuad<'_>) -> Result<(), StoreError> {
        let mut quads = self
            .store
            .quads_for_pattern(None, None, None, Some(graph.as_ref()));
        quads.try_for_each(|quad| take(quad?))
    }
}
