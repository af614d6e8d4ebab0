//! What a graph has in words: an entry for each name of a thing, each claim, its evidence and each document.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use tantivy::TantivyDocument;

use super::Kind;
use super::fields::{Fields, folded};
use crate::rdf::{is_claim, plain_text};
use crate::store::{KnowledgeGraph, StoreError};
use crate::vocab::{graph, nif, rdfs, skos, tm};

/// The entries of one document, and the things that it speaks of.
pub(super) struct DocumentEntries {
    pub(super) entries: Vec<TantivyDocument>,
    pub(super) things: BTreeSet<String>,
}

/// Reads the entries off the graph of a document.
pub(super) fn document_entries(
    fields: &Fields,
    graph: &KnowledgeGraph,
    document: &NamedNode,
) -> Result<DocumentEntries, StoreError> {
    let quads = graph.graph_quads(document.as_ref().into())?;
    let things = quads.iter().filter(|quad| quad.predicate == tm::IS_NAMED);
    let things: BTreeSet<String> = things
        .filter_map(|quad| iri(&quad.subject))
        .map(str::to_owned)
        .collect();
    let source = document.as_str();
    let labels = texts(&quads, rdfs::LABEL);
    let title = Words {
        kind: Kind::Document,
        node: source,
        shown: labels.get(source).copied().unwrap_or(source),
    };
    let mut entry = title.entry(fields, Some(source));
    if let Some(text) = texts(&quads, nif::IS_STRING).get(source) {
        entry.add_text(fields.words, text);
        entry.add_text(fields.forms, text);
    }
    for thing in &things {
        entry.add_text(fields.things, thing);
    }
    let claims = claims(&quads, &labels);
    let claims = claims.iter().map(|words| words.entry(fields, Some(source)));
    let entries = std::iter::once(entry).chain(claims).collect();
    Ok(DocumentEntries { entries, things })
}

/// Each claim of a document, and the words that it rests on.
fn claims<'a>(quads: &'a [Quad], labels: &BTreeMap<&'a str, &'a str>) -> Vec<Words<'a>> {
    let anchors = texts(quads, nif::ANCHOR_OF);
    let claims = quads.iter().filter(|quad| is_claim(quad));
    let claims: BTreeSet<&str> = claims.filter_map(|quad| iri(&quad.subject)).collect();
    let words = |kind, node, shown: &&'a str| Words { kind, node, shown };
    let labelled = claims
        .iter()
        .filter_map(|claim| Some(words(Kind::Claim, claim, labels.get(claim)?)));
    let evidence = quads.iter().filter(|quad| quad.predicate == tm::EVIDENCE);
    let evidence = evidence.filter_map(|quad| {
        let claim = iri(&quad.subject).filter(|claim| claims.contains(claim))?;
        let Term::NamedNode(span) = &quad.object else {
            return None;
        };
        Some(words(Kind::Evidence, claim, anchors.get(span.as_str())?))
    });
    labelled.chain(evidence).collect()
}

/// What each node has as the text of `predicate`; of several, the first in order.
fn texts<'a>(quads: &'a [Quad], predicate: NamedNodeRef<'_>) -> BTreeMap<&'a str, &'a str> {
    let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
    for quad in quads.iter().filter(|quad| quad.predicate == predicate) {
        if let (Some(node), Term::Literal(text)) = (iri(&quad.subject), &quad.object) {
            let text = text.value();
            let held = texts.entry(node).or_insert(text);
            *held = text.min(held);
        }
    }
    texts
}

fn iri(node: &NamedOrBlankNode) -> Option<&str> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

/// The entries of all things.
pub(super) fn all_things(
    fields: &Fields,
    graph: &KnowledgeGraph,
) -> Result<Vec<TantivyDocument>, StoreError> {
    Ok(things(fields, &graph.graph_quads(graph::ENTITIES.into())?))
}

/// The entries of one thing, as the graph of entities has it.
pub(super) fn thing_entries(
    fields: &Fields,
    graph: &KnowledgeGraph,
    thing: &str,
) -> Result<Vec<TantivyDocument>, StoreError> {
    let mut quads = graph.quads_about(NamedNodeRef::new_unchecked(thing))?;
    quads.retain(|quad| quad.graph_name == GraphName::from(graph::ENTITIES));
    Ok(things(fields, &quads))
}

/// An entry for each name of each thing, once.
fn things(fields: &Fields, quads: &[Quad]) -> Vec<TantivyDocument> {
    let is_thing = quads.iter().filter(|quad| quad.predicate == tm::IS_NAMED);
    let things: BTreeSet<&str> = is_thing.filter_map(|quad| iri(&quad.subject)).collect();
    let is_name = |quad: &&Quad| quad.predicate == rdfs::LABEL || quad.predicate == skos::ALT_LABEL;
    let names: BTreeSet<(&str, String)> = quads
        .iter()
        .filter(is_name)
        .filter_map(|quad| Some((iri(&quad.subject)?, plain_text(&quad.object))))
        .filter(|(node, _)| things.contains(node))
        .collect();
    let words = names.iter().map(|(node, shown)| Words {
        kind: Kind::Entity,
        node,
        shown,
    });
    words.map(|words| words.entry(fields, None)).collect()
}

/// Something that is said of a node in words.
struct Words<'a> {
    kind: Kind,
    node: &'a str,
    shown: &'a str,
}

impl Words<'_> {
    fn entry(&self, fields: &Fields, source: Option<&str>) -> TantivyDocument {
        let mut entry = TantivyDocument::new();
        let kind: &'static str = self.kind.into();
        entry.add_text(fields.kind, kind);
        entry.add_text(fields.node, self.node);
        if let Some(source) = source {
            entry.add_text(fields.source, source);
        }
        entry.add_text(fields.shown, self.shown);
        entry.add_text(fields.forms, self.shown);
        match self.kind {
            Kind::Entity | Kind::Document => {
                entry.add_text(fields.names, self.shown);
                entry.add_text(fields.whole, folded(self.shown));
            }
            Kind::Claim | Kind::Evidence => entry.add_text(fields.words, self.shown),
        }
        entry
    }
}
