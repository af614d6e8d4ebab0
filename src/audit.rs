//! Whether a graph is what it ought to be: all that can be worked out again is worked out and compared.
//!
//! A document's text has the hash that names it, spans cut their words out of it, claims and propositions are named by
//! what they say, shapes conform, derived graphs follow from the documents, and each document is what its history
//! remembers. What is found is told with what helps. [`repair`] works derived graphs out anew and removes what a write left
//! behind that was cut short; it makes and drops no document.

mod document;
mod kept;

use std::collections::BTreeMap;
use std::fmt;

use oxigraph::model::{Graph, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use rustc_hash::FxHashSet;
use serde::Serialize;
use strum::{Display, IntoStaticStr};

use crate::derived::{DERIVED_GRAPHS, Derivation, Policy, described_policy};
use crate::ontology::Ontology;
use crate::rdf::LinkGraphs;
use crate::reasoning::{Rules, inferred_graph};
use crate::store::{KnowledgeGraph, StoreError};
use crate::validation::{ValidationError, validate};
use crate::vocab::{curie, graph, prov, rdf, tm, void};

pub use kept::{examine_history, leftovers, remove_leftovers};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr, Serialize)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// The file or the database as such.
    Store,
    /// What readers of a folder read.
    Snapshot,
    /// A document's text and what is said of it as a whole.
    Document,
    /// A stretch of a document's text.
    Span,
    /// A claim, a proposition or an occurrence and what it refers to.
    Claim,
    /// What the shapes do not like.
    Shape,
    /// A graph that follows from all documents.
    Derived,
    /// What was inferred.
    Inferred,
    /// Links to a dataset.
    Links,
    /// The revisions.
    History,
    /// A file that goes with the graph.
    Companion,
    /// What a write left behind that was cut short.
    Leftover,
}

/// Something that is not as it ought to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it is about.
    pub aspect: Aspect,
    /// The node, graph or file.
    pub place: String,
    /// What is wrong, and what helps.
    pub message: String,
}

impl Finding {
    /// A finding about a node, a graph or a file.
    pub fn new(aspect: Aspect, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            aspect,
            place: place.into(),
            message: message.into(),
        }
    }

    fn of_node(aspect: Aspect, node: NamedNodeRef<'_>, message: impl Into<String>) -> Self {
        Self::new(aspect, curie(node), message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}: {}", self.aspect, self.place, self.message)
    }
}

/// A graph that cannot be examined.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The shapes cannot be used.
    #[error(transparent)]
    Shapes(#[from] ValidationError),
}

/// Examines all that a graph holds, by the rules that it was built with; sorted.
///
/// Every index of the database is read, and of the snapshot that readers of a folder read, so that a damaged block does not
/// stay unseen.
pub fn examine(
    graph: &KnowledgeGraph,
    (ontology, policy): (&Ontology, &Policy),
    shapes: &Graph,
) -> Result<Vec<Finding>, AuditError> {
    let mut findings = Vec::new();
    match graph.check_indexes() {
        Ok(tally) => findings.extend(kept::examine_snapshot(graph, tally)),
        Err(error) => findings.push(Finding::new(Aspect::Store, "the database", damaged(&error))),
    }
    let mut derivation = Derivation::default();
    for document in graph.documents()? {
        let quads = graph.graph_quads(document.as_ref().into())?;
        findings.extend(document::examine(&document, &quads));
        derivation.add(quads);
    }
    findings.extend(derived(graph, derivation, (ontology, policy))?);
    findings.extend(inferred(graph)?);
    findings.extend(links(graph)?);
    findings.extend(unfit(graph, ontology, shapes)?);
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// Writes the derived graphs and the ontology anew and takes out what was inferred from others.
pub fn repair(graph: &mut KnowledgeGraph, rules: (&Ontology, &Policy)) -> Result<(), StoreError> {
    if inferred(graph)?.is_some() {
        graph.remove_inferred()?;
    }
    graph.refresh(rules.0, rules.1.clone())
}

fn damaged(error: &StoreError) -> String {
    format!(
        "is damaged: {}; restore a backup with `testimony import`",
        cause(error)
    )
}

/// What lies beneath an error of a store, or what it says itself.
fn cause(error: &StoreError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// What derived graphs hold that does not follow, and lack that does.
fn derived(
    graph: &KnowledgeGraph,
    derivation: Derivation,
    (ontology, policy): (&Ontology, &Policy),
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    if graph.is_outdated()? {
        findings.push(Finding::new(
            Aspect::Derived,
            "the derived graphs",
            "are missing, as a build was cut short: run `testimony build` again, or `testimony fsck --repair`",
        ));
        return Ok(findings);
    }
    let mut wanted: BTreeMap<&str, Vec<Quad>> = BTreeMap::new();
    let taken = derivation.each_graph(ontology, policy, |quads| -> Result<(), StoreError> {
        let name = quads.first().map(|quad| quad.graph_name.clone());
        let known = DERIVED_GRAPHS
            .iter()
            .find(|known| name == Some((**known).into_owned().into()));
        if let Some(known) = known {
            wanted.insert(known.as_str(), quads);
        }
        Ok(())
    });
    taken?;
    for name in DERIVED_GRAPHS {
        let quads = wanted.remove(name.as_str()).unwrap_or_default();
        findings.extend(differing(graph, name, quads)?);
    }
    if graph.has_ontology()? && !graph.documents()?.is_empty() {
        let triples = ontology.triples().into_iter();
        let quads = triples.map(|triple| triple.in_graph(graph::ONTOLOGY)).collect();
        findings.extend(differing(graph, graph::ONTOLOGY, quads)?);
    }
    Ok(findings)
}

/// How a graph differs from what it ought to hold.
fn differing(
    graph: &KnowledgeGraph,
    name: NamedNodeRef<'_>,
    wanted: Vec<Quad>,
) -> Result<Option<Finding>, StoreError> {
    let held: FxHashSet<Quad> = graph.graph_quads(name.into())?.into_iter().collect();
    let wanted: FxHashSet<Quad> = wanted.into_iter().collect();
    let missing = wanted.difference(&held).count();
    let foreign = held.difference(&wanted);
    let example = foreign
        .clone()
        .map(|quad| Triple::from(quad.clone()).to_string())
        .min();
    let count = foreign.count();
    if missing + count == 0 {
        return Ok(None);
    }
    let example = example.map_or_else(String::new, |triple| format!(", such as {triple}"));
    Ok(Some(Finding::of_node(
        Aspect::Derived,
        name,
        format!(
            "lacks {missing} triples that follow from the documents and has {count} that do not{example}: \
             `testimony fsck --repair` works it out anew"
        ),
    )))
}

/// Whether what was inferred still is what follows, by the rules that it names itself.
fn inferred(graph: &KnowledgeGraph) -> Result<Option<Finding>, StoreError> {
    if !graph.has_inferred()? {
        return Ok(None);
    }
    let name = NamedOrBlankNode::from(graph::INFERRED.into_owned());
    let held: FxHashSet<Quad> = graph.graph_quads(graph::INFERRED.into())?.into_iter().collect();
    let about = || held.iter().filter(|quad| quad.subject == name);
    let rules = about().find_map(|quad| match &quad.object {
        Term::Literal(rules) if quad.predicate == tm::RULES => rules.value().parse::<Rules>().ok(),
        _ => None,
    });
    let mut sources: Vec<NamedNode> = about()
        .filter_map(|quad| match &quad.object {
            Term::NamedNode(source) if quad.predicate == prov::WAS_DERIVED_FROM => Some(source.clone()),
            _ => None,
        })
        .collect();
    sources.sort();
    let is_so = match rules {
        Some(rules) => {
            let wanted = inferred_graph(&graph.inference(rules)?, rules, &sources);
            wanted.into_iter().collect::<FxHashSet<_>>() == held
        }
        None => false,
    };
    Ok((!is_so).then(|| {
        Finding::of_node(
            Aspect::Inferred,
            graph::INFERRED,
            "is not what follows from the facts: `testimony reason` writes it anew, `testimony fsck --repair` takes it out",
        )
    }))
}

/// Sets of links that are not described, and those with more or fewer links than they say.
fn links(graph: &KnowledgeGraph) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let described = graph.graph_quads(graph::LINKS.into())?;
    for quad in described.iter().filter(|quad| quad.predicate == void::TRIPLES) {
        let NamedOrBlankNode::NamedNode(set) = &quad.subject else {
            continue;
        };
        let Term::Literal(count) = &quad.object else {
            continue;
        };
        let is_set = |other: &&Quad| {
            let is_type = other.predicate == rdf::TYPE && other.object == Term::from(void::LINKSET);
            other.subject == quad.subject && is_type
        };
        if LinkGraphs::of_links(set).is_none() || !described.iter().any(|other| is_set(&other)) {
            continue;
        }
        let held = graph.graph_quads(set.as_ref().into())?;
        let links = held.iter().filter(|link| is_match(link)).count();
        if links.to_string() != count.value() {
            let message = format!(
                "has {links} links and says that it has {}: run `testimony link --to` again",
                count.value()
            );
            findings.push(Finding::of_node(Aspect::Links, set.as_ref(), message));
        }
    }
    Ok(findings)
}

fn is_match(quad: &Quad) -> bool {
    use crate::vocab::skos;
    quad.predicate == skos::EXACT_MATCH || quad.predicate == skos::CLOSE_MATCH
}

/// What the shapes do not like; they need the ontology, which a copy of a graph may lack.
fn unfit(graph: &KnowledgeGraph, ontology: &Ontology, shapes: &Graph) -> Result<Vec<Finding>, AuditError> {
    let mut triples: Graph = graph.quads()?.into_iter().map(Triple::from).collect();
    if !graph.has_ontology()? {
        triples.extend(ontology.triples().iter().map(Triple::as_ref));
    }
    let report = validate(shapes, triples)?;
    let violations = report.violations.into_iter();
    Ok(violations
        .map(|violation| {
            let (node, path) = (violation.node, violation.path);
            let at = path.map_or_else(String::new, |path| format!(" (at {path})"));
            Finding::new(Aspect::Shape, node, format!("{}{at}", violation.message))
        })
        .collect())
}

/// Whether the accepted graph says that it follows from this policy.
pub fn follows_policy(graph: &KnowledgeGraph, policy: &Policy) -> Result<bool, StoreError> {
    let held: FxHashSet<Quad> = graph.graph_quads(graph::ACCEPTED.into())?.into_iter().collect();
    Ok(described_policy(policy).iter().all(|quad| held.contains(quad)))
}

/// A graph by the name that it has in RDF.
fn shown(name: &GraphName) -> String {
    match name {
        GraphName::NamedNode(name) => curie(name.as_ref()),
        _ => "the default graph".to_owned(),
    }
}
