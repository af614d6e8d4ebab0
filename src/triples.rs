//! Plain triples of one document: what may be taken as said of the world, with the words of the text.
//!
//! They are those of the accepted graph ([`crate::derived`]) of a store that holds this document alone: what it says
//! in its own voice with certainty, and what somebody says of itself where it knows best, less what anybody in it
//! denies. What somebody else only alleges is no triple.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term};
use serde::{Deserialize, Serialize};

use crate::claim::Reading;
use crate::derived::{Policy, accepted_quads};
use crate::ontology::Ontology;
use crate::rdf::describe_reading;
use crate::schema::SchemaTriple;

/// The triples of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triples {
    /// The document's id.
    pub id: String,
    /// Its triples.
    pub triples: Vec<SchemaTriple>,
}

/// The triples of the ontology's relations that a reading may be taken to state, sorted.
pub fn accepted_triples(ontology: &Ontology, reading: &Reading) -> Triples {
    let description = describe_reading(ontology, reading);
    let entities = reading.entities.entities.iter();
    let labels: BTreeMap<NamedNodeRef<'_>, &str> = entities
        .map(|entity| (entity.iri.as_node().as_ref(), entity.label.as_str()))
        .collect();
    let accepted = accepted_quads(ontology, &Policy::default(), description.quads);
    let triples: BTreeSet<SchemaTriple> = accepted
        .iter()
        .filter_map(|quad| {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                return None;
            };
            let relation = ontology.relation(quad.predicate.as_ref())?;
            Some(SchemaTriple {
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
