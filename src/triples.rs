//! Plain triples of one document: what may be taken as said of the world, with the words of the text.
//!
//! They are those of the accepted graph ([`crate::derived`]) of a store that holds this document alone: what it says
//! in its own voice with certainty, and what somebody says of itself where it knows best, less what anybody in it
//! denies. What somebody else only alleges is no triple.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, Term};
use serde::{Deserialize, Serialize};

use crate::claim::Reading;
use crate::derived::{Policy, derive_graphs};
use crate::ontology::Ontology;
use crate::rdf::describe_reading;
use crate::vocab::graph;

/// One triple in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LabelledTriple {
    /// The subject's name or description in the text.
    pub sub: String,
    /// The relation's label in the ontology.
    pub rel: String,
    /// The object's name or description in the text, or its value.
    pub obj: String,
}

/// The triples of a document, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triples {
    /// The document's id.
    pub id: String,
    /// Its triples.
    pub triples: Vec<LabelledTriple>,
}

/// The triples of the ontology's relations that a reading may be taken to state.
pub fn accepted_triples(ontology: &Ontology, reading: &Reading) -> Triples {
    let description = describe_reading(ontology, reading);
    let entities = reading.entities.entities.iter();
    let labels: BTreeMap<NamedNodeRef<'_>, &str> = entities
        .map(|entity| (entity.iri.as_node().as_ref(), entity.label.as_str()))
        .collect();
    let derived = derive_graphs(ontology, Policy::default(), description.quads);
    let accepted = derived
        .iter()
        .filter(|quad| quad.graph_name.as_ref() == GraphNameRef::NamedNode(graph::ACCEPTED));
    let triples: BTreeSet<LabelledTriple> = accepted
        .filter_map(|quad| {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                return None;
            };
            let relation = ontology.relation(quad.predicate.as_ref())?;
            Some(LabelledTriple {
                sub: (*labels.get(&subject.as_ref())?).to_owned(),
                rel: relation.label.clone(),
                obj: match &quad.object {
                    Term::NamedNode(object) => (*labels.get(&object.as_ref())?).to_owned(),
                    Term::Literal(object) => object.value().to_owned(),
                    _ => return None,
                },
            })
        })
        .collect();
    Triples {
        id: reading.document.metadata.source.clone(),
        triples: triples.into_iter().collect(),
    }
}
