//! What follows from the facts of a graph, kept in a graph of its own for as long as it follows.
//!
//! It is worked out when somebody asks for it. A transaction that changes any of the graphs it was worked out from takes it
//! out, so that nothing is found that no longer follows.

use std::collections::BTreeSet;

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, QuadRef, Triple};
use oxigraph::store::{StorageError, Store, Transaction};

use super::{KnowledgeGraph, StoreError};
use crate::rdf::is_of_links;
use crate::reasoning::{Inference, Rules, infer, inferred_graph};
use crate::vocab::graph;

impl KnowledgeGraph {
    /// Works out what follows from what is accepted, from the entities and from the links, by the ontology of the graph.
    ///
    /// The documents' own graphs, the speech acts and what is contested are no premises. Nothing is written.
    pub fn inference(&self, rules: Rules) -> Result<Inference, StoreError> {
        let mut premises = Vec::new();
        for name in premise_graphs(self.store.named_graphs())? {
            if name != graph::ONTOLOGY {
                let quads = self.graph_quads(name.as_ref().into())?;
                let about = quads.into_iter().filter(|quad| !is_about_a_graph(quad));
                premises.extend(about.map(Triple::from));
            }
        }
        let ontology = self.graph_quads(graph::ONTOLOGY.into())?;
        let ontology: Vec<Triple> = ontology.into_iter().map(Triple::from).collect();
        Ok(infer(&premises, &ontology, rules))
    }

    /// Puts what was inferred in the place of what was before.
    pub fn replace_inferred(&mut self, inference: &Inference, rules: Rules) -> Result<(), StoreError> {
        self.is_saved = false;
        let sources: Vec<NamedNode> = premise_graphs(self.store.named_graphs())?.into_iter().collect();
        let mut transaction = self.store.start_transaction()?;
        transaction.remove_named_graph(graph::INFERRED)?;
        let quads = inferred_graph(inference, rules, &sources);
        transaction.extend(quads.iter().map(QuadRef::from));
        Ok(transaction.commit()?)
    }

    /// Takes out what was inferred; whether there was any.
    pub fn remove_inferred(&mut self) -> Result<bool, StoreError> {
        let was_there = self.has_inferred()?;
        if was_there {
            self.is_saved = false;
            self.store.remove_named_graph(graph::INFERRED)?;
        }
        Ok(was_there)
    }

    /// Whether something was inferred that still follows.
    pub fn has_inferred(&self) -> Result<bool, StoreError> {
        Ok(self.store.contains_named_graph(graph::INFERRED)?)
    }

    /// Whether something that was inferred has been taken out since the graph was opened, as it followed no longer.
    pub fn has_lost_inferred(&self) -> bool {
        self.has_lost_inferred
    }
}

/// Takes out what was inferred when the transaction changes what it follows from; whether it did.
pub(super) fn drop_outdated(store: &Store, transaction: &mut Transaction<'_>) -> Result<bool, StorageError> {
    if !transaction.contains_named_graph(graph::INFERRED)? {
        return Ok(false);
    }
    let before = premise_graphs(store.named_graphs())?;
    let after = premise_graphs(transaction.named_graphs())?;
    for name in before.union(&after) {
        let name = Some(name.as_ref().into());
        let mut count = 0_usize;
        let mut is_changed = false;
        for quad in store.quads_for_pattern(None, None, None, name) {
            is_changed |= !transaction.contains(&quad?)?;
            count += 1;
        }
        let mut left = 0_usize;
        for quad in transaction.quads_for_pattern(None, None, None, name) {
            quad?;
            left += 1;
        }
        if is_changed || left != count {
            transaction.remove_named_graph(graph::INFERRED)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// The graphs among these that inference starts from, and the ontology; sorted.
fn premise_graphs(
    names: impl Iterator<Item = Result<NamedOrBlankNode, StorageError>>,
) -> Result<BTreeSet<NamedNode>, StorageError> {
    let mut premises = BTreeSet::new();
    for name in names {
        if let NamedOrBlankNode::NamedNode(name) = name?
            && is_premise(&name)
        {
            premises.insert(name);
        }
    }
    Ok(premises)
}

/// Whether inference starts from a graph; the description of the links as such is no premise.
fn is_premise(name: &NamedNode) -> bool {
    let fixed = [graph::ACCEPTED, graph::ENTITIES, graph::ONTOLOGY];
    fixed.iter().any(|graph| name == graph) || (is_of_links(name.as_str()) && *name != graph::LINKS)
}

fn is_about_a_graph(quad: &Quad) -> bool {
    match (&quad.subject, &quad.graph_name) {
        (NamedOrBlankNode::NamedNode(subject), GraphName::NamedNode(graph)) => subject == graph,
        _ => false,
    }
}
