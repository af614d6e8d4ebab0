//! A gate: what does not conform stays out of a graph, with all that rests on it.
//!
//! Each document is checked by itself, whatever comes with it, against the shapes and what it refers to of the ontology. A
//! node that a shape does not like goes, and so does whatever refers to it, such as the claims of a proposition. A
//! document that does not conform then, or whose own node a shape does not like, stays out as a whole.

use std::collections::BTreeSet;

use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use self_cell::self_cell;
use serde::Serialize;

use super::shapes::{Shapes, node};
use super::{VIOLATION, ValidationError, Violation, place, violation};
use crate::rdf::Description;
use crate::vocab::{curie, rdf, tm};

/// How often what is left of a document is checked again.
const ROUNDS: usize = 3;

/// Shapes that documents are checked against before they are written; read once.
pub struct Gate {
    shapes: OwnedShapes,
    background: Graph,
}

self_cell! {
    /// Shapes with the graph that they were read from, whose terms they borrow.
    struct OwnedShapes {
        owner: Graph,
        #[covariant]
        dependent: Shapes,
    }
}

/// What a document is without that which does not conform, and what that was.
type Passed = (Option<Description>, Vec<Refusal>);

/// Something that was kept out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refusal {
    /// The document.
    pub document: String,
    /// Whether the document was kept out as a whole.
    pub is_whole: bool,
    /// The claims that were kept out, sorted.
    pub claims: Vec<String>,
    /// The shape, or the one that it is a part of.
    pub shape: String,
    /// What it does not like.
    #[serde(flatten)]
    pub violation: Violation,
}

/// A node that a shape does not like.
struct Mistake {
    node: Term,
    shape: String,
    violation: Violation,
}

impl Gate {
    /// A gate of `shapes`; `background` is what documents rest on, such as the ontology.
    pub fn new(shapes: Graph, background: Graph) -> Result<Self, ValidationError> {
        Ok(Self {
            shapes: OwnedShapes::try_new(shapes, |graph| Shapes::read(graph))?,
            background,
        })
    }

    fn shapes(&self) -> &Shapes<'_> {
        self.shapes.borrow_dependent()
    }

    /// Lets through what conforms, in its order; what does not is told, sorted.
    pub fn pass(
        &self,
        descriptions: Vec<Description>,
    ) -> Result<(Vec<Description>, Vec<Refusal>), ValidationError> {
        let checked = descriptions.into_par_iter().with_max_len(1);
        let checked: Vec<Passed> = checked
            .map(|description| self.cleaned(description))
            .collect::<Result<_, _>>()?;
        let (passed, refusals): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
        let mut refusals: Vec<Refusal> = refusals.into_iter().flatten().collect();
        refusals.sort();
        Ok((passed.into_iter().flatten().collect(), refusals))
    }

    /// A document without what does not conform, nothing when that is all of it.
    fn cleaned(&self, mut description: Description) -> Result<Passed, ValidationError> {
        let mut refusals = Vec::new();
        for round in 0..=ROUNDS {
            let mistakes = self.mistakes(&description.quads)?;
            if mistakes.is_empty() {
                return Ok((Some(description), refusals));
            }
            let document = description.graph.clone();
            let is_own = |mistake: &Mistake| mistake.node == Term::from(document.clone());
            let is_whole = round == ROUNDS || mistakes.iter().any(is_own);
            let mut gone = FxHashSet::default();
            for mistake in mistakes {
                let resting = resting_on(&description, mistake.node);
                refusals.push(Refusal {
                    document: document.as_str().to_owned(),
                    is_whole,
                    claims: claims_of(&description.quads, &resting),
                    shape: mistake.shape,
                    violation: mistake.violation,
                });
                gone.extend(resting);
            }
            if is_whole {
                break;
            }
            take_out(&mut description, &gone);
        }
        Ok((None, refusals))
    }

    /// What the shapes do not like of nodes that the quads tell of.
    fn mistakes(&self, quads: &[Quad]) -> Result<Vec<Mistake>, ValidationError> {
        let subjects: FxHashSet<TermRef<'_>> =
            quads.iter().map(|quad| quad.subject.as_ref().into()).collect();
        let own = quads.iter().cloned().map(Triple::from);
        let shapes = self.shapes();
        let data = shapes.data(own.chain(self.needed(quads)))?;
        let results = shapes.results(&data)?;
        let mistakes = results.iter().map(|result| Mistake {
            node: result.focus_node().into_owned(),
            shape: place(result.source_shape(), shapes.graph),
            violation: violation(shapes.graph, result),
        });
        let counts = |mistake: &Mistake| {
            mistake.violation.severity == VIOLATION && subjects.contains(&mistake.node.as_ref())
        };
        Ok(mistakes.filter(counts).collect())
    }

    /// What the shapes may look at of the background beside these quads: what can be reached from them along its
    /// triples, unless the shapes look backwards too.
    fn needed(&self, quads: &[Quad]) -> Vec<Triple> {
        if !self.shapes().is_forward {
            return self.background.iter().map(Triple::from).collect();
        }
        let mut seen: FxHashSet<NamedOrBlankNodeRef<'_>> = FxHashSet::default();
        let mut pending = Vec::new();
        for quad in quads {
            let predicate = NamedOrBlankNodeRef::from(quad.predicate.as_ref());
            let named = [
                Some(quad.subject.as_ref()),
                Some(predicate),
                node(quad.object.as_ref()),
            ];
            pending.extend(named.into_iter().flatten().filter(|node| seen.insert(*node)));
        }
        let mut needed = Vec::new();
        while let Some(next) = pending.pop() {
            for triple in self.background.triples_for_subject(next) {
                pending.extend(node(triple.object).filter(|node| seen.insert(*node)));
                needed.push(triple.into_owned());
            }
        }
        needed
    }
}

/// A node and all that refers to it, directly or not, but the document itself.
fn resting_on(description: &Description, node: Term) -> FxHashSet<Term> {
    let document = NamedOrBlankNode::from(description.graph.clone());
    let mut resting = FxHashSet::from_iter([node.clone()]);
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        let referring = description.quads.iter().filter(|quad| quad.object == node);
        for quad in referring.filter(|quad| quad.subject != document) {
            let subject = Term::from(quad.subject.clone());
            if resting.insert(subject.clone()) {
                pending.push(subject);
            }
        }
    }
    resting
}

/// The names of the claims among some nodes, sorted.
fn claims_of(quads: &[Quad], nodes: &FxHashSet<Term>) -> Vec<String> {
    let claim = Term::from(tm::CLAIM.into_owned());
    let claims = quads.iter().filter(|quad| {
        quad.predicate == rdf::TYPE && quad.object == claim && nodes.contains(&quad.subject.clone().into())
    });
    let names = claims.filter_map(|quad| match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(curie(node.as_ref())),
        NamedOrBlankNode::BlankNode(_) => None,
    });
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}

/// Takes nodes out of a description, and the propositions that nobody claims any more.
fn take_out(description: &mut Description, gone: &FxHashSet<Term>) {
    let claims = claims_of(&description.quads, gone).len();
    description.claims = description.claims.saturating_sub(claims);
    let before = propositions(&description.quads);
    let quads = &mut description.quads;
    quads.retain(|quad| !gone.contains(&quad.subject.clone().into()) && !gone.contains(&quad.object));
    let after = propositions(quads);
    let is_lost = |subject: &NamedOrBlankNode| match subject {
        NamedOrBlankNode::NamedNode(node) => before.contains(node) && !after.contains(node),
        NamedOrBlankNode::BlankNode(_) => false,
    };
    quads.retain(|quad| !is_lost(&quad.subject));
}

/// The propositions that are claimed.
fn propositions(quads: &[Quad]) -> FxHashSet<NamedNode> {
    let claimed = quads.iter().filter(|quad| quad.predicate == tm::HAS_PROPOSITION);
    let nodes = claimed.filter_map(|quad| match &quad.object {
        Term::NamedNode(node) => Some(node.clone()),
        _ => None,
    });
    nodes.collect()
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::*;
    use crate::ontology::Ontology;
    use crate::rdf::describe_reading;
    use crate::rdf::example::dispute;

    fn pass(constraint: &str) -> (Vec<Description>, Vec<Refusal>) {
        let text = format!(
            "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tm: <https://w3id.org/testimony#> .
             <https://example.org/shape> a sh:NodeShape ; {constraint} ."
        );
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text);
        let shapes: Graph = quads.map(|quad| Triple::from(quad.unwrap())).collect();
        let gate = Gate::new(shapes, Graph::new()).unwrap();
        gate.pass(vec![description()]).unwrap()
    }

    fn description() -> Description {
        describe_reading(&Ontology::bundled(), &dispute().reading)
    }

    #[test]
    fn what_conforms_is_let_through_as_it_is() {
        let (passed, refusals) =
            pass("sh:targetClass tm:Claim ; sh:property [ sh:path tm:stance ; sh:minCount 1 ]");
        assert_eq!(passed[0].quads, description().quads);
        assert_eq!(refusals, []);
    }

    #[test]
    fn a_claim_that_does_not_conform_stays_out_with_its_shape_and_the_others_come_in() {
        let (passed, refusals) =
            pass("sh:targetClass tm:Claim ; sh:property [ sh:path tm:stance ; sh:hasValue tm:Affirms ]");
        assert!(!refusals.is_empty() && passed[0].claims > 0, "{refusals:?}");
        assert_eq!(passed[0].claims + refusals.len(), description().claims);
        for refusal in refusals {
            assert!(refusal.claims.len() == 1 && !refusal.is_whole, "{refusal:?}");
            assert!(refusal.shape.contains("example.org/shape"), "{refusal:?}");
            let claim = &refusal.claims[0];
            let is_there = |quad: &Quad| match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => curie(node.as_ref()) == *claim,
                NamedOrBlankNode::BlankNode(_) => false,
            };
            assert!(!passed[0].quads.iter().any(is_there), "{claim}");
        }
    }

    #[test]
    fn what_the_shapes_ask_of_the_ontology_is_there_and_no_document_lends_to_another() {
        let text = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tm: <https://w3id.org/testimony#> .
             <https://example.org/shape> a sh:NodeShape ; sh:targetClass tm:Agent ;
                 sh:property [ sh:path tm:isNamed ; sh:minCount 1 ] .";
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
        let shapes: Graph = quads.map(|quad| Triple::from(quad.unwrap())).collect();
        let ontology = Ontology::bundled();
        let gate = Gate::new(shapes, ontology.graph().clone()).unwrap();
        let mut without = description();
        without.quads.retain(|quad| quad.predicate != tm::IS_NAMED);
        assert_eq!(gate.pass(vec![description()]).unwrap().1, []);
        let (passed, refusals) = gate.pass(vec![description(), without]).unwrap();
        assert!(
            !refusals.is_empty(),
            "an organisation is not known to be an agent"
        );
        assert_eq!(passed[0].quads, description().quads);
    }

    #[test]
    fn a_document_whose_own_node_does_not_conform_stays_out_as_a_whole() {
        let (passed, refusals) =
            pass("sh:targetClass tm:DocumentVersion ; sh:property [ sh:path tm:stance ; sh:minCount 1 ]");
        assert!(passed.is_empty() && refusals[0].is_whole, "{refusals:?}");
    }
}
