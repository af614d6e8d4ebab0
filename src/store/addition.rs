//! Claims that come to documents which the graph may have already.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use oxigraph::model::{NamedNode, Quad};

use super::{KnowledgeGraph, StoreError};
use crate::derived::Policy;
use crate::ontology::Ontology;
use crate::rdf::Description;

impl KnowledgeGraph {
    /// As [`Self::amend`] without older versions, but what the graph has of the documents stays beside what comes.
    pub fn add(
        &mut self,
        descriptions: Vec<Description>,
        rules: (&Ontology, &Policy),
    ) -> Result<(), StoreError> {
        // With nothing to add, derived graphs that were dropped stay away until they are settled.
        if descriptions.is_empty() {
            return Ok(());
        }
        let mut graphs: BTreeMap<NamedNode, Vec<Quad>> = BTreeMap::new();
        for description in descriptions {
            let quads = match graphs.entry(description.graph) {
                Entry::Occupied(held) => held.into_mut(),
                Entry::Vacant(free) => {
                    let held = self.graph_quads(free.key().as_ref().into())?;
                    free.insert(held)
                }
            };
            quads.extend(description.quads);
        }
        let added = graphs.into_iter();
        let added: Vec<_> = added
            .map(|(graph, quads)| Description::of_quads(graph, quads))
            .collect();
        self.amend((&added, &[]), rules)
    }
}
