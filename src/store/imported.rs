//! Claims that came by import stay when a build reads their document anew.

use oxigraph::model::{NamedOrBlankNode, Quad, Term};

use rustc_hash::FxHashSet;

use super::{KnowledgeGraph, StoreError};
use crate::extractor::Extractor;
use crate::rdf::{Description, is_claim};
use crate::vocab::{CLAIM_NAMESPACE, tm};

impl KnowledgeGraph {
    /// Adds to the description of a document what the graph has of it by extractors that no build runs: their claims, and
    /// of what those refer to whatever the description does not describe itself.
    pub fn keep_imported(&self, description: &mut Description) -> Result<(), StoreError> {
        let graph = description.graph.as_ref();
        let marks = self
            .store
            .quads_for_pattern(None, Some(tm::HAS_EXTRACTOR), None, Some(graph.into()));
        let mut waiting = Vec::new();
        for mark in marks {
            let mark = mark?;
            if is_imported(&mark) {
                waiting.push(mark.subject);
            }
        }
        if waiting.is_empty() {
            return Ok(());
        }
        let described = description.quads.iter().filter(|quad| !is_about_claim(quad));
        let mut seen: FxHashSet<NamedOrBlankNode> = described.map(|quad| quad.subject.clone()).collect();
        seen.insert(description.graph.clone().into());
        while let Some(node) = waiting.pop() {
            if !seen.insert(node.clone()) {
                continue;
            }
            let quads = self
                .store
                .quads_for_pattern(Some(node.as_ref()), None, None, Some(graph.into()));
            for quad in quads {
                let quad = quad?;
                if quad.predicate == tm::HAS_EXTRACTOR && !is_imported(&quad) {
                    continue;
                }
                waiting.extend(reference(&quad.object));
                description.claims += usize::from(is_claim(&quad) && !description.quads.contains(&quad));
                description.quads.push(quad);
            }
        }
        Ok(())
    }
}

/// A claim may have a description and still another extractor that is to be kept.
fn is_about_claim(quad: &Quad) -> bool {
    matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(CLAIM_NAMESPACE))
}

fn is_imported(mark: &Quad) -> bool {
    matches!(&mark.object, Term::NamedNode(extractor) if !Extractor::is_of_build(extractor))
}

fn reference(object: &Term) -> Option<NamedOrBlankNode> {
    match object {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}
