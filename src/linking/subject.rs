//! The named things of a graph, with what tells which of their namesakes they are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};

use crate::rdf::LinkGraphs;
use crate::store::{KnowledgeGraph, StoreError};
use crate::vocab::{graph, rdf, rdfs, schema, skos, tm};

/// A named thing of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The thing.
    pub iri: NamedNode,
    /// Its usual name.
    pub label: String,
    /// Its other names, sorted.
    pub aliases: BTreeSet<String>,
    /// Its classes, sorted.
    pub classes: Vec<NamedNode>,
    /// The documents that speak of it.
    pub documents: BTreeSet<NamedNode>,
    /// The things that it is accepted to be in or part of.
    pub wholes: BTreeSet<NamedNode>,
    /// What else is accepted of it: relation and object.
    pub facts: BTreeSet<(NamedNode, String)>,
    /// The names of the roles that it is accepted to hold.
    pub roles: BTreeSet<String>,
    /// The days on which its documents were published.
    pub dates: BTreeSet<Date>,
    /// Sentences of claims about it, as far as they were asked for.
    pub sentences: BTreeSet<String>,
}

impl Subject {
    /// A thing of which nothing is known but its name.
    pub fn named(iri: NamedNode, name: &str) -> Self {
        Self {
            iri,
            label: name.to_owned(),
            aliases: BTreeSet::new(),
            classes: Vec::new(),
            documents: BTreeSet::new(),
            wholes: BTreeSet::new(),
            facts: BTreeSet::new(),
            roles: BTreeSet::new(),
            dates: BTreeSet::new(),
            sentences: BTreeSet::new(),
        }
    }

    /// All its names, the usual one first.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.label).chain(&self.aliases)
    }
}

/// What is gathered of a node before it is known to be a named thing.
#[derive(Default)]
struct Gathered {
    is_named: bool,
    label: Option<String>,
    aliases: BTreeSet<String>,
    classes: BTreeSet<NamedNode>,
    documents: BTreeSet<NamedNode>,
    wholes: BTreeSet<NamedNode>,
    facts: BTreeSet<(NamedNode, String)>,
    roles: BTreeSet<String>,
    /// When a document was published.
    date: Option<Date>,
}

/// The named things of a graph, sorted by IRI.
pub fn subjects(graph: &KnowledgeGraph) -> Result<Vec<Subject>, StoreError> {
    let mut gathered: BTreeMap<NamedNode, Gathered> = BTreeMap::new();
    for quad in graph.graph_quads(graph::ENTITIES.into())? {
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject.clone() {
            gathered.entry(subject).or_default().take(quad);
        }
    }
    let labels: BTreeMap<NamedNode, String> = gathered
        .iter()
        .filter_map(|(node, gathered)| Some((node.clone(), gathered.label.clone()?)))
        .collect();
    for quad in graph.graph_quads(graph::ACCEPTED.into())? {
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject
            && let Some(gathered) = gathered.get_mut(subject)
        {
            gathered.accept(quad.predicate, quad.object, &labels);
        }
    }
    let dates: BTreeMap<NamedNode, Date> = gathered
        .iter()
        .filter_map(|(node, gathered)| Some((node.clone(), gathered.date?)))
        .collect();
    let named = gathered.into_iter().filter(|(_, gathered)| gathered.is_named);
    Ok(named
        .filter_map(|(iri, gathered)| gathered.into_subject(iri, &dates))
        .collect())
}

/// Gives things the names of those that `link --within` took them for.
pub fn share_names(subjects: &mut [Subject], graph: &KnowledgeGraph) -> Result<(), StoreError> {
    let links = LinkGraphs::within().links;
    let places: BTreeMap<NamedNode, usize> = subjects
        .iter()
        .enumerate()
        .map(|(place, subject)| (subject.iri.clone(), place))
        .collect();
    let mut shared: Vec<(usize, BTreeSet<String>)> = Vec::new();
    for quad in graph.graph_quads(links.as_ref().into())? {
        if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(same)) = (&quad.subject, &quad.object)
            && quad.predicate == skos::EXACT_MATCH
            && let (Some(place), Some(same)) = (places.get(subject), places.get(same))
            && let Some(same) = subjects.get(*same)
        {
            shared.push((*place, same.names().cloned().collect()));
        }
    }
    for (place, names) in shared {
        if let Some(subject) = subjects.get_mut(place) {
            let others = names.into_iter().filter(|name| *name != subject.label);
            subject.aliases.extend(others);
        }
    }
    Ok(())
}

impl Gathered {
    fn take(&mut self, quad: Quad) {
        match (quad.predicate.as_ref(), quad.object) {
            (predicate, Term::Literal(name)) if predicate == rdfs::LABEL => {
                self.label = Some(name.value().to_owned());
            }
            (predicate, Term::Literal(name)) if predicate == skos::ALT_LABEL => {
                self.aliases.insert(name.value().to_owned());
            }
            (predicate, Term::Literal(is_named)) if predicate == tm::IS_NAMED => {
                self.is_named = is_named.value() == "true";
            }
            (predicate, Term::Literal(date)) if predicate == schema::DATE_PUBLISHED => {
                self.date = date.value().get(..10).and_then(|day| day.parse().ok());
            }
            (predicate, Term::NamedNode(class)) if predicate == rdf::TYPE => {
                self.classes.insert(class);
            }
            (predicate, Term::NamedNode(document)) if predicate == tm::MENTIONED_IN => {
                self.documents.insert(document);
            }
            (predicate, Term::NamedNode(whole)) if predicate == tm::PART_OF => {
                self.wholes.insert(whole);
            }
            _ => {}
        }
    }

    /// Takes in what is accepted as a fact.
    fn accept(&mut self, predicate: NamedNode, object: Term, labels: &BTreeMap<NamedNode, String>) {
        let text = match &object {
            Term::NamedNode(node) => labels.get(node).cloned(),
            Term::Literal(literal) => Some(literal.value().to_owned()),
            Term::BlankNode(_) => None,
        };
        if predicate == tm::LOCATED_IN
            && let Term::NamedNode(whole) = &object
        {
            self.wholes.insert(whole.clone());
        }
        if predicate == tm::HOLDS_ROLE {
            self.roles.extend(text);
        }
        if predicate != rdf::TYPE && predicate != rdfs::LABEL {
            self.facts.insert((predicate, object.to_string()));
        }
    }

    fn into_subject(self, iri: NamedNode, dates: &BTreeMap<NamedNode, Date>) -> Option<Subject> {
        let published = self.documents.iter().filter_map(|document| dates.get(document));
        Some(Subject {
            iri,
            label: self.label?,
            aliases: self.aliases,
            classes: self.classes.into_iter().collect(),
            dates: published.copied().collect(),
            documents: self.documents,
            wholes: self.wholes,
            facts: self.facts,
            roles: self.roles,
            sentences: BTreeSet::new(),
        })
    }
}

/// A thing that has this name and nothing else, for tests.
#[cfg(test)]
pub(super) fn example(name: &str) -> Subject {
    let iri = format!("https://example.org/{}", name.to_lowercase().replace(' ', "-"));
    Subject::named(NamedNode::new_unchecked(iri), name)
}
