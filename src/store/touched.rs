//! What a change that did not come from documents touches, and whether shapes like it less than before.
//!
//! The nodes that triples came or went about are touched, and so are the nodes that refer to them, directly or through one
//! other. These are checked, before the change and after it, with all that can be reached from them.

use oxigraph::model::{Graph, GraphName, NamedOrBlankNode, Quad, QuadRef, Term, Triple};
use oxigraph::store::{StorageError, Store, Transaction};
use rustc_hash::FxHashSet;

use super::WriteError;
use crate::validation::{Report, looks_backwards, validate_change};

/// Through how many nodes those are looked for that refer to what changed.
const STEPS_BACK: usize = 2;

/// Where a change may have put triples in or taken them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// In these graphs.
    Graphs(Vec<GraphName>),
    /// In any graph.
    Anywhere,
}

/// A graph before a change, or within its transaction.
#[derive(Clone, Copy)]
enum View<'a> {
    Before(&'a Store),
    After(&'a Transaction<'a>),
}

type Quads<'a> = Box<dyn Iterator<Item = Result<Quad, StorageError>> + 'a>;

impl<'a> View<'a> {
    fn all(self) -> Quads<'a> {
        match self {
            Self::Before(store) => Box::new(store.iter()),
            Self::After(transaction) => Box::new(transaction.iter()),
        }
    }

    fn within(self, scope: &'a Scope) -> Quads<'a> {
        match scope {
            Scope::Anywhere => self.all(),
            Scope::Graphs(graphs) => Box::new(graphs.iter().flat_map(move |graph| self.of(graph))),
        }
    }

    fn of(self, graph: &GraphName) -> Quads<'a> {
        let graph = Some(graph.as_ref());
        match self {
            Self::Before(store) => Box::new(store.quads_for_pattern(None, None, None, graph)),
            Self::After(transaction) => Box::new(transaction.quads_for_pattern(None, None, None, graph)),
        }
    }

    fn about(self, subject: &NamedOrBlankNode) -> Quads<'a> {
        let subject = Some(subject.as_ref());
        match self {
            Self::Before(store) => Box::new(store.quads_for_pattern(subject, None, None, None)),
            Self::After(transaction) => Box::new(transaction.quads_for_pattern(subject, None, None, None)),
        }
    }

    fn referring_to(self, object: &NamedOrBlankNode) -> Quads<'a> {
        let object = Term::from(object.clone());
        let object = Some(object.as_ref());
        match self {
            Self::Before(store) => Box::new(store.quads_for_pattern(None, None, object, None)),
            Self::After(transaction) => Box::new(transaction.quads_for_pattern(None, None, object, None)),
        }
    }

    fn contains(self, quad: QuadRef<'_>) -> Result<bool, StorageError> {
        match self {
            Self::Before(store) => store.contains(quad),
            Self::After(transaction) => transaction.contains(quad),
        }
    }
}

/// What the shapes do not like after the change that they did not dislike before.
pub(super) fn check(
    (shapes, scope): (&Graph, &Scope),
    store: &Store,
    transaction: &Transaction<'_>,
) -> Result<Report, WriteError> {
    let (before, after) = (View::Before(store), View::After(transaction));
    let (old, new) = match looks_backwards(shapes)? {
        true => (whole(before)?, whole(after)?),
        false => {
            let touched = touched(scope, before, after)?;
            (reached(before, &touched)?, reached(after, &touched)?)
        }
    };
    Ok(validate_change(shapes, old, new)?)
}

fn whole(view: View<'_>) -> Result<Graph, StorageError> {
    view.all().map(|quad| quad.map(Triple::from)).collect()
}

/// The nodes about which triples came or went, and those that refer to them.
fn touched(
    scope: &Scope,
    before: View<'_>,
    after: View<'_>,
) -> Result<FxHashSet<NamedOrBlankNode>, StorageError> {
    let mut touched = FxHashSet::default();
    for (these, others) in [(before, after), (after, before)] {
        for quad in these.within(scope) {
            let quad = quad?;
            if !others.contains(quad.as_ref())? {
                touched.insert(quad.subject);
            }
        }
    }
    let mut last = touched.clone();
    for _ in 0..STEPS_BACK {
        let mut next = FxHashSet::default();
        for node in &last {
            for quad in before.referring_to(node).chain(after.referring_to(node)) {
                let subject = quad?.subject;
                if touched.insert(subject.clone()) {
                    next.insert(subject);
                }
            }
        }
        last = next;
    }
    Ok(touched)
}

/// All triples about some nodes, about what these refer to, and so on.
fn reached(view: View<'_>, nodes: &FxHashSet<NamedOrBlankNode>) -> Result<Graph, StorageError> {
    let mut seen = nodes.clone();
    let mut pending: Vec<NamedOrBlankNode> = nodes.iter().cloned().collect();
    let mut reached = Graph::new();
    while let Some(node) = pending.pop() {
        for quad in view.about(&node) {
            let triple = Triple::from(quad?);
            let object = match &triple.object {
                Term::NamedNode(node) => Some(NamedOrBlankNode::from(node.clone())),
                Term::BlankNode(node) => Some(node.clone().into()),
                Term::Literal(_) => None,
            };
            let predicate = NamedOrBlankNode::from(triple.predicate.clone());
            let named = object.into_iter().chain([predicate]);
            pending.extend(named.filter(|node| seen.insert(node.clone())));
            reached.insert(&triple);
        }
    }
    Ok(reached)
}
