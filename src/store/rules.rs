//! What the derived graphs follow from besides the documents, as the graph has it: the ontology and the policy.

use oxigraph::model::Triple;
use rustc_hash::FxHashSet;

use super::{KnowledgeGraph, StoreError};
use crate::derived::{Policy, described_policy};
use crate::ontology::Ontology;
use crate::vocab::graph;

impl KnowledgeGraph {
    /// Whether [`Self::refresh`] would change nothing: no document came or went, the policy and program are the same.
    pub fn is_current(&self, ontology: &Ontology, policy: &Policy) -> Result<bool, StoreError> {
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
        self.begin_change();
        Ok(self.store.extend(quads)?)
    }
}
