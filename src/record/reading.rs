//! Lines that were written, read back as descriptions of documents for a store.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};

use super::error::ImportError;
use crate::rdf::Description;

/// The documents that `texts` describe in N-Quads, sorted; what is said of one in several places is put together.
pub fn descriptions<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Vec<Description>, ImportError> {
    let mut graphs: BTreeMap<NamedNode, Vec<Quad>> = BTreeMap::new();
    for text in texts {
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(text) {
            let quad = quad?;
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                graphs.entry(graph.clone()).or_default().push(quad);
            }
        }
    }
    let described = graphs.into_iter();
    Ok(described
        .map(|(graph, quads)| Description::of_quads(graph, quads))
        .collect())
}
