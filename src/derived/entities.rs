//! The entity graph: every entity over all documents, and the documents themselves.

use std::cmp::Reverse;

use oxigraph::model::{Literal, NamedNode};

use super::described_graph;
use super::record::{Record, StoredEntity};
use crate::ontology::Ontology;
use crate::rdf::{GraphQuads, text};
use crate::syndication::{Sketch, copies};
use crate::vocab::{graph, skos, tm};

/// Describes each entity once: narrowest classes, the label most documents use, all other names.
///
/// Counts are left out: how many there are is somebody's claim.
pub(super) fn entity_graph(ontology: &Ontology, record: &Record) -> GraphQuads {
    let mut graph = described_graph(graph::ENTITIES, tm::GRAPH_OF_ENTITIES);
    for (iri, entity) in &record.entities {
        describe_entity(&mut graph, ontology, (iri, entity));
    }
    for (iri, document) in &record.documents {
        graph.add_type(iri, tm::DOCUMENT_VERSION);
        for (predicate, object) in &document.facts {
            graph.add(iri, predicate.clone(), object.clone());
        }
    }
    describe_copies(&mut graph, record);
    graph
}

/// Ties documents with nearly the same text to each other, both ways, where one of them is described here.
fn describe_copies(graph: &mut GraphQuads, record: &Record) {
    let (documents, sketches): (Vec<&NamedNode>, Vec<&Sketch>) = record.sketches.iter().unzip();
    let document = |place: usize| documents.get(place).copied();
    for (one, other) in copies(&sketches) {
        let (Some(one), Some(other)) = (document(one), document(other)) else {
            continue;
        };
        let is_described = |document| record.documents.contains_key(document);
        if is_described(one) || is_described(other) {
            graph.add(one, tm::SHARES_TEXT_WITH, other.clone());
            graph.add(other, tm::SHARES_TEXT_WITH, one.clone());
        }
    }
}

fn describe_entity(graph: &mut GraphQuads, ontology: &Ontology, (iri, entity): (&NamedNode, &StoredEntity)) {
    for class in narrowest_classes(ontology, entity) {
        graph.add_type(iri, class.as_ref());
    }
    let label = usual_label(entity);
    if let Some(label) = label {
        graph.add_label(iri, label);
    }
    let names = entity.labels.keys().chain(&entity.aliases);
    for name in names.filter(|name| label != Some(name.as_str())) {
        graph.add(iri, skos::ALT_LABEL, text(name));
    }
    graph.add(iri, tm::IS_NAMED, Literal::from(entity.is_named));
    for whole in &entity.wholes {
        graph.add(iri, tm::PART_OF, whole.clone());
    }
    for document in &entity.documents {
        graph.add(iri, tm::MENTIONED_IN, document.clone());
    }
}

fn narrowest_classes<'a>(ontology: &Ontology, entity: &'a StoredEntity) -> Vec<&'a NamedNode> {
    let is_wider = |class: &NamedNode| {
        entity
            .classes
            .iter()
            .any(|other| other != class && ontology.is_subclass(other.as_ref(), class.as_ref()))
    };
    entity.classes.iter().filter(|class| !is_wider(class)).collect()
}

/// The label of most documents; of several, the first in order.
fn usual_label(entity: &StoredEntity) -> Option<&str> {
    let labels = entity.labels.iter();
    let (label, _) = labels.min_by_key(|(label, documents)| (Reverse(**documents), *label))?;
    Some(label)
}
