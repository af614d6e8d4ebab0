//! What the document graphs say, read back as claims, propositions and entities.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::claim::{Certainty, Stance, Voice};
use crate::syndication::Sketch;
use crate::vocab::{rdf, rdfs, schema, skos, tm};

/// The stored claims, propositions, entities and documents.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Sorted by IRI.
    pub(super) claims: Vec<StoredClaim>,
    pub(super) propositions: BTreeMap<NamedNode, StoredProposition>,
    pub(super) entities: BTreeMap<NamedNode, StoredEntity>,
    pub(super) documents: BTreeMap<NamedNode, StoredDocument>,
    /// The publisher of each document that names one.
    pub(super) publishers: BTreeMap<NamedNode, NamedNode>,
    /// The sketch of each document whose text has one.
    pub(super) sketches: BTreeMap<NamedNode, Sketch>,
    /// Labels of predicates that the lexicon does not know.
    pub(super) open_relations: BTreeMap<NamedNode, BTreeSet<String>>,
}

/// One claim.
#[derive(Debug, Clone)]
pub(super) struct StoredClaim {
    pub(super) iri: NamedNode,
    pub(super) document: NamedNode,
    pub(super) proposition: NamedNode,
    pub(super) claimant: NamedNode,
    pub(super) stance: Stance,
    pub(super) certainty: Certainty,
    pub(super) voice: Voice,
    /// As `YYYY-MM-DD`, which sorts by time.
    pub(super) earliest: Option<String>,
    pub(super) latest: Option<String>,
}

/// One proposition; the same in every document that has it, but for its label.
#[derive(Debug, Clone)]
pub(super) struct StoredProposition {
    pub(super) subject: NamedNode,
    pub(super) predicate: NamedNode,
    pub(super) object: Term,
    pub(super) labels: BTreeSet<String>,
}

/// One entity, as all documents describe it.
#[derive(Debug, Clone, Default)]
pub(super) struct StoredEntity {
    pub(super) classes: BTreeSet<NamedNode>,
    /// Each label with the number of documents that use it.
    pub(super) labels: BTreeMap<String, usize>,
    pub(super) aliases: BTreeSet<String>,
    pub(super) wholes: BTreeSet<NamedNode>,
    pub(super) is_named: bool,
    pub(super) documents: BTreeSet<NamedNode>,
}

/// One document version: what the entity graph says of it.
#[derive(Debug, Clone)]
pub(super) struct StoredDocument {
    /// Label, publisher and date.
    pub(super) facts: Node,
}

/// Everything said of one subject within one document graph.
pub(super) type Node = Vec<(NamedNode, Term)>;

impl Record {
    /// Reads the quads of document graphs, in any order.
    pub(super) fn of(quads: impl IntoIterator<Item = Quad>) -> Self {
        let mut record = Self::default();
        record.add(quads);
        record
    }

    /// Puts the claims in the order that [`super::accepted`] looks them up by.
    pub(super) fn sort_claims(&mut self) {
        self.claims.sort_by(|one, other| one.iri.cmp(&other.iri));
    }

    /// Reads the quads of further documents; all of one document have to come at once.
    pub(super) fn add(&mut self, quads: impl IntoIterator<Item = Quad>) {
        let mut nodes: BTreeMap<(NamedNode, NamedNode), Node> = BTreeMap::new();
        for quad in quads {
            let (GraphName::NamedNode(graph), NamedOrBlankNode::NamedNode(subject)) =
                (quad.graph_name, quad.subject)
            else {
                continue;
            };
            if is_read(quad.predicate.as_ref()) {
                let node = nodes.entry((subject, graph)).or_default();
                node.push((quad.predicate, quad.object));
            }
        }
        for ((subject, document), node) in nodes {
            self.take(subject, document, node);
        }
    }

    fn take(&mut self, subject: NamedNode, document: NamedNode, node: Node) {
        if term_of(&node, tm::IS_NAMED).is_some() {
            self.entities.entry(subject).or_default().take(document, &node);
        } else if subject == document {
            if let Some(publisher) = iri_of(&node, schema::PUBLISHER) {
                self.publishers.insert(subject.clone(), publisher.clone());
            }
            if let Some(sketch) = sketch_of(&node) {
                self.sketches.insert(subject.clone(), sketch);
            }
            self.documents.insert(subject, StoredDocument::of(node));
        } else if has_type(&node, tm::CLAIM) {
            self.claims.extend(StoredClaim::of(subject, document, &node));
        } else if has_type(&node, tm::PROPOSITION) {
            self.take_proposition(subject, &node);
        } else if has_type(&node, tm::OPEN_RELATION) {
            let labels = self.open_relations.entry(subject).or_default();
            labels.extend(texts(&node, rdfs::LABEL));
        }
    }

    fn take_proposition(&mut self, iri: NamedNode, node: &Node) {
        let parts = (
            iri_of(node, rdf::SUBJECT),
            iri_of(node, rdf::PREDICATE),
            term_of(node, rdf::OBJECT),
        );
        let (Some(subject), Some(predicate), Some(object)) = parts else {
            return;
        };
        let proposition = self.propositions.entry(iri).or_insert_with(|| StoredProposition {
            subject: subject.clone(),
            predicate: predicate.clone(),
            object: object.clone(),
            labels: BTreeSet::new(),
        });
        proposition.labels.extend(texts(node, rdfs::LABEL));
    }

    /// `entity` and everything that it is part of, however far up.
    pub(super) fn wholes(&self, entity: &NamedNode) -> BTreeSet<NamedNode> {
        let mut wholes = BTreeSet::new();
        let mut waiting = vec![entity.clone()];
        while let Some(part) = waiting.pop() {
            if let Some(stored) = self.entities.get(&part) {
                waiting.extend(
                    stored
                        .wholes
                        .iter()
                        .filter(|whole| !wholes.contains(*whole))
                        .cloned(),
                );
            }
            wholes.insert(part);
        }
        wholes
    }
}

impl StoredClaim {
    fn of(iri: NamedNode, document: NamedNode, node: &Node) -> Option<Self> {
        Some(Self {
            iri,
            document,
            proposition: iri_of(node, tm::HAS_PROPOSITION)?.clone(),
            claimant: iri_of(node, tm::CLAIMANT)?.clone(),
            stance: member_of(node, tm::STANCE)?,
            certainty: member_of(node, tm::CERTAINTY)?,
            voice: member_of(node, tm::VOICE)?,
            earliest: texts(node, tm::EARLIEST).min(),
            latest: texts(node, tm::LATEST).max(),
        })
    }

    /// Whether the claimant is not wholly sure.
    pub(super) fn is_weak(&self) -> bool {
        matches!(self.certainty, Certainty::Probable | Certainty::Possible)
    }

    /// Whether there may be a day on which both are said to hold; an unknown day may be any day.
    pub(super) fn may_meet(&self, other: &Self) -> bool {
        let ends_before = |one: &Self, next: &Self| match (&one.latest, &next.earliest) {
            (Some(end), Some(start)) => end < start,
            _ => false,
        };
        !ends_before(self, other) && !ends_before(other, self)
    }
}

impl StoredEntity {
    fn take(&mut self, document: NamedNode, node: &Node) {
        for label in texts(node, rdfs::LABEL) {
            *self.labels.entry(label).or_default() += 1;
        }
        self.aliases.extend(texts(node, skos::ALT_LABEL));
        self.is_named |= texts(node, tm::IS_NAMED).any(|value| value == "true");
        for (predicate, object) in node {
            let Term::NamedNode(object) = object else {
                continue;
            };
            if *predicate == rdf::TYPE {
                self.classes.insert(object.clone());
            } else if *predicate == tm::PART_OF {
                self.wholes.insert(object.clone());
            }
        }
        self.documents.insert(document);
    }
}

impl StoredDocument {
    fn of(mut node: Node) -> Self {
        let shown = [rdfs::LABEL, schema::PUBLISHER, schema::DATE_PUBLISHED];
        node.retain(|(predicate, _)| shown.iter().any(|kept| predicate == kept));
        node.sort_by_cached_key(|(predicate, object)| (predicate.clone(), object.to_string()));
        Self { facts: node }
    }
}

/// Whether the derived graphs need the quads with this predicate.
fn is_read(predicate: NamedNodeRef<'_>) -> bool {
    [
        rdf::TYPE,
        rdf::SUBJECT,
        rdf::PREDICATE,
        rdf::OBJECT,
        rdfs::LABEL,
        schema::PUBLISHER,
        schema::DATE_PUBLISHED,
        skos::ALT_LABEL,
        tm::HAS_PROPOSITION,
        tm::CLAIMANT,
        tm::STANCE,
        tm::CERTAINTY,
        tm::VOICE,
        tm::EARLIEST,
        tm::LATEST,
        tm::IS_NAMED,
        tm::PART_OF,
        tm::TEXT_SKETCH,
    ]
    .contains(&predicate)
}

fn sketch_of(node: &Node) -> Option<Sketch> {
    let sketch = texts(node, tm::TEXT_SKETCH).next()?;
    Sketch::parse(&sketch)
}

fn term_of<'a>(node: &'a Node, predicate: NamedNodeRef<'_>) -> Option<&'a Term> {
    let mut found = node.iter().filter(|(known, _)| *known == predicate);
    found.next().map(|(_, object)| object)
}

fn iri_of<'a>(node: &'a Node, predicate: NamedNodeRef<'_>) -> Option<&'a NamedNode> {
    match term_of(node, predicate)? {
        Term::NamedNode(iri) => Some(iri),
        _ => None,
    }
}

/// The value of an enumeration whose members are individuals of our namespace.
fn member_of<T: FromStr>(node: &Node, predicate: NamedNodeRef<'_>) -> Option<T> {
    let iri = iri_of(node, predicate)?;
    iri.as_str().strip_prefix(tm::NAMESPACE)?.parse().ok()
}

fn texts<'a>(node: &'a Node, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = String> + 'a {
    node.iter().filter_map(move |(known, object)| match object {
        Term::Literal(literal) if *known == predicate => Some(literal.value().to_owned()),
        _ => None,
    })
}

fn has_type(node: &Node, class: NamedNodeRef<'_>) -> bool {
    node.iter()
        .any(|(predicate, object)| *predicate == rdf::TYPE && *object == Term::from(class))
}
