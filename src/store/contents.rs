//! What a graph holds: its documents, its claims, its quads.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;

use super::{KnowledgeGraph, Place, StoreError, Tally, indexes};
use crate::edition::Citations;
use crate::rdf::{Description, is_claim, is_document, plain_text, text};
use crate::vocab::{graph, rdf, tm, vann};

impl KnowledgeGraph {
    /// Where it is kept.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether nobody else may write to it.
    pub(crate) fn is_held(&self) -> bool {
        self.lock.is_some()
    }

    /// The documents that came or were put anew since the last revision; some may have gone again.
    pub fn changed_documents(&self) -> &BTreeSet<NamedNode> {
        &self.changed
    }

    /// The documents, sorted.
    pub fn documents(&self) -> Result<Vec<NamedNode>, StoreError> {
        let mut documents = Vec::new();
        for name in self.store.named_graphs() {
            if let NamedOrBlankNode::NamedNode(name) = name?
                && is_document(name.as_ref().into())
            {
                documents.push(name);
            }
        }
        documents.sort();
        Ok(documents)
    }

    /// The claims whose IRI begins with `prefix`, sorted.
    pub fn claims_with_prefix(&self, prefix: &str) -> Result<Vec<NamedNode>, StoreError> {
        let claims = self
            .store
            .quads_for_pattern(None, Some(rdf::TYPE), Some(tm::CLAIM.into()), None);
        let mut found = Vec::new();
        for quad in claims {
            if let NamedOrBlankNode::NamedNode(claim) = quad?.subject
                && claim.as_str().starts_with(prefix)
            {
                found.push(claim);
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Prefixes that the ontology of the graph declares, with their namespaces, sorted.
    pub fn prefixes(&self) -> Result<Vec<(String, String)>, StoreError> {
        let declared = self.store.quads_for_pattern(
            None,
            Some(vann::PREFERRED_NAMESPACE_PREFIX),
            None,
            Some(graph::ONTOLOGY.into()),
        );
        let mut found = Vec::new();
        for quad in declared {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(namespace), Term::Literal(prefix)) =
                (quad.subject, quad.object)
            {
                found.push((prefix.value().to_owned(), namespace.into_string()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Every quad, in no order.
    pub fn quads(&self) -> Result<Vec<Quad>, StoreError> {
        Ok(self.store.iter().collect::<Result<_, _>>()?)
    }

    /// Reads every index and holds them against each other; a database that cannot be read to its end fails. The tallies of
    /// two graphs with the same quads are the same.
    pub(crate) fn check_indexes(&self) -> Result<Tally, StoreError> {
        indexes::check(&self.store)
    }

    /// The check as a value of its own, for another thread.
    pub fn index_check(&self) -> impl FnOnce() -> Result<(), StoreError> + Send + use<> {
        let store = self.store.clone();
        move || indexes::check(&store).map(|_| ())
    }

    /// What is said of `subject`, graph by graph, in no order.
    pub fn quads_about(&self, subject: NamedNodeRef<'_>) -> Result<Vec<Quad>, StoreError> {
        let found = self
            .store
            .quads_for_pattern(Some(subject.into()), None, None, None);
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The quads of one graph, in no order.
    pub fn graph_quads(&self, graph: GraphNameRef<'_>) -> Result<Vec<Quad>, StoreError> {
        let found = self.store.quads_for_pattern(None, None, None, Some(graph));
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// A document's graph as it is when the lines of the lexicon that it cites stand elsewhere: `moves` has old places
    /// with new ones.
    pub fn renumbered(
        &self,
        document: &NamedNode,
        moves: &BTreeMap<String, String>,
    ) -> Result<Description, StoreError> {
        let mut quads = self.graph_quads(document.as_ref().into())?;
        Citations::renumber(&mut quads, moves);
        for quad in &mut quads {
            if quad.predicate == tm::FINGERPRINT {
                let written = plain_text(&quad.object);
                let (fingerprint, citations) = written.split_once(' ').unwrap_or((&written, ""));
                let citations = Citations::parse(citations).moved(moves);
                quad.object = text(&format!("{fingerprint} {citations}")).into();
            }
        }
        Ok(Description {
            graph: document.clone(),
            claims: quads.iter().filter(|quad| is_claim(quad)).count(),
            quads,
            dropped: Vec::new(),
        })
    }

    /// What each document has as the text of `predicate`, in no order.
    pub(super) fn texts_of(
        &self,
        predicate: NamedNodeRef<'_>,
    ) -> Result<Vec<(NamedNode, String)>, StoreError> {
        let mut found = Vec::new();
        for quad in self.store.quads_for_pattern(None, Some(predicate), None, None) {
            found.extend(own_text(quad?));
        }
        Ok(found)
    }
}

/// The text that a quad has a document say of itself, with the document.
pub(super) fn own_text(quad: Quad) -> Option<(NamedNode, String)> {
    let (GraphName::NamedNode(graph), Term::Literal(text)) = (quad.graph_name, quad.object) else {
        return None;
    };
    let is_own = quad.subject == graph.clone().into() && is_document(graph.as_ref().into());
    is_own.then(|| (graph, text.value().to_owned()))
}

/// Whether a document is among the graphs of these names.
pub(super) fn has_documents(
    names: impl Iterator<Item = Result<NamedOrBlankNode, StorageError>>,
) -> Result<bool, StorageError> {
    for name in names {
        if let NamedOrBlankNode::NamedNode(name) = name?
            && is_document(name.as_ref().into())
        {
            return Ok(true);
        }
    }
    Ok(false)
}
