//! Entities: what the mentions of a document refer to, one for each coreference chain.

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;

use crate::mention::Mention;

/// The IRI of an entity, made from its content: kind and canonical name, or its description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIri(NamedNode);

impl EntityIri {
    /// Takes the IRI of an entity that is named already.
    pub fn new(iri: NamedNode) -> Self {
        Self(iri)
    }

    /// As an RDF term.
    pub fn as_node(&self) -> &NamedNode {
        &self.0
    }
}

/// The position of an entity in [`Entities::entities`].
pub type EntityIndex = usize;

/// How many members a plural or counted description has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Count {
    /// "two sites".
    Exactly(u64),
    /// "at least 100 stations", "more than 100".
    AtLeast(u64),
    /// "up to 100", "fewer than 100".
    AtMost(u64),
    /// "about 100".
    About(u64),
}

/// Why a mention was taken to refer to its entity; shown by `explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coreference {
    /// Index into [`Entities::mentions`].
    pub mention: usize,
    /// The rule and what it rests on: "acronym of `Royal Canadian Mounted Police`".
    pub reason: String,
}

/// One thing that a document speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its IRI, made from content.
    pub iri: EntityIri,
    /// The canonical name, or the words of the fullest description.
    pub label: String,
    /// The most specific class of the ontology.
    pub class: NamedNode,
    /// Other names used in the document, sorted, without the label.
    pub aliases: Vec<String>,
    /// Whether it has a proper name.
    pub is_named: bool,
    /// Whether it stands for several things ("stations", "human rights groups").
    pub is_plural: bool,
    /// How many members it has, where the text says so.
    pub count: Option<Count>,
    /// The entity that this one is a part or subset of ("two Montreal-area sites" of "the stations").
    pub part_of: Option<EntityIndex>,
    /// Its mentions in text order, each with the reason.
    pub chain: Vec<Coreference>,
}

/// The entities of one document and the mentions they were made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entities {
    /// All mentions, in text order of their heads.
    pub mentions: Vec<Mention>,
    /// All entities, in order of their first mention.
    pub entities: Vec<Entity>,
    /// From the head token of a mention to the entity.
    pub by_head: FxHashMap<usize, EntityIndex>,
}

impl Entities {
    /// The entity that the mention with head token `head` refers to.
    pub fn at(&self, head: usize) -> Option<EntityIndex> {
        self.by_head.get(&head).copied()
    }
}
