//! Links to other datasets: kept beside the documents, and neither derived from them nor dropped with them.

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, QuadRef};
use oxigraph::store::{StorageError, Store};

use super::inferred::drop_outdated;
use super::{KnowledgeGraph, StoreError};
use crate::rdf::LinkGraphs;
use crate::vocab::{graph, rdf, void};

impl KnowledgeGraph {
    /// Puts links to a dataset in the place of those that there are; none takes them out.
    pub fn replace_links(&mut self, graphs: &LinkGraphs, quads: &[Quad]) -> Result<(), StoreError> {
        self.begin_change();
        let mut transaction = self.store.start_transaction()?;
        for name in [&graphs.links, &graphs.facts] {
            transaction.remove_named_graph(name)?;
        }
        for described in [&graphs.links, &graphs.dataset] {
            let about = Some(described.as_ref().into());
            let found = transaction.quads_for_pattern(about, None, None, Some(graph::LINKS.into()));
            for quad in found.collect::<Result<Vec<_>, _>>()? {
                transaction.remove(&quad);
            }
        }
        transaction.extend(quads.iter().map(QuadRef::from));
        self.has_lost_inferred |= drop_outdated(&self.store, &mut transaction)?;
        Ok(transaction.commit()?)
    }
}

/// The graphs of links and of what was copied for them.
pub(super) fn link_graphs(store: &Store) -> Result<Vec<GraphName>, StorageError> {
    let sets = store.quads_for_pattern(
        None,
        Some(rdf::TYPE),
        Some(void::LINKSET.into()),
        Some(graph::LINKS.into()),
    );
    let mut graphs = Vec::new();
    for quad in sets {
        if let NamedOrBlankNode::NamedNode(links) = quad?.subject
            && let Some(LinkGraphs { links, facts, .. }) = LinkGraphs::of_links(&links)
        {
            graphs.extend([links.into(), facts.into()]);
        }
    }
    Ok(graphs)
}
