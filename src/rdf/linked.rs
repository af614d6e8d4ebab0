//! The graphs in which links to other datasets are kept.

use oxigraph::model::NamedNode;

use crate::vocab::graph;

/// The graphs and the node of one dataset that things are linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkGraphs {
    /// The graph of the links, which is also the node of the set of links.
    pub links: NamedNode,
    /// The graph of what the dataset says of the linked records.
    pub facts: NamedNode,
    /// The dataset itself.
    pub dataset: NamedNode,
}

/// What links between things of the graph itself go by; no dataset may be called so.
pub(crate) const WITHIN: &str = "within";

/// What the name of a graph of links begins with, after that of all graphs.
const LINKS: &str = "links/";
/// The same of a graph of a dataset's facts.
const FACTS: &str = "dataset/";
/// What the IRI of a dataset begins with.
const DATASET: &str = "https://w3id.org/testimony/dataset/";

impl LinkGraphs {
    /// Those of the dataset with this name.
    pub fn of(dataset: &str) -> Self {
        let node =
            |namespace: &str, rest: &str| NamedNode::new_unchecked(format!("{namespace}{rest}{dataset}"));
        Self {
            links: node(graph::NAMESPACE, LINKS),
            facts: node(graph::NAMESPACE, FACTS),
            dataset: node(DATASET, ""),
        }
    }

    /// Those of links between things of the graph itself.
    pub fn within() -> Self {
        Self::of(WITHIN)
    }

    /// Those of the dataset whose links are in `graph`.
    pub(crate) fn of_links(links: &NamedNode) -> Option<Self> {
        let below = links.as_str().strip_prefix(graph::NAMESPACE)?;
        Some(Self::of(below.strip_prefix(LINKS)?))
    }
}

/// Whether a graph holds links, what was copied for them, or their description.
pub(crate) fn is_of_links(name: &str) -> bool {
    let below = name.strip_prefix(graph::NAMESPACE);
    name == graph::LINKS.as_str()
        || below.is_some_and(|below| below.starts_with(LINKS) || below.starts_with(FACTS))
}
