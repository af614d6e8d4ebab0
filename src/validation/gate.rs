//! A gate: what does not conform stays out of a graph, with all that rests on it.
//!
//! Whole batches are checked, since most conform. In a batch that does not, each document is checked by itself: a node that
//! a shape does not like goes, and so does whatever refers to it, such as the claims of a proposition. A document that
//! does not conform then, or whose own node a shape does not like, stays out as a whole.

use std::collections::BTreeSet;

use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use rustc_hash::FxHashSet;
use serde::Serialize;
use shacl_rust::parse_shapes;
use shacl_rust::validation::dataset::ValidationDataset;

use super::{ValidationError, Violation, constructs, place, violation};
use crate::rdf::Description;
use crate::vocab::{curie, rdf, tm};

/// The severity that keeps something out; warnings do not.
const VIOLATION: &str = "sh:Violation";

/// How often what is left of a document is checked again.
const ROUNDS: usize = 3;

/// Shapes that documents are checked against before they are written.
pub struct Gate {
    shapes: Graph,
    background: Graph,
}

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
        constructs::check(&shapes)?;
        parse_shapes(&shapes).map_err(ValidationError::Shapes)?;
        Ok(Self { shapes, background })
    }

    /// Lets through what conforms; what does not is told, sorted.
    pub fn pass(
        &self,
        descriptions: Vec<Description>,
    ) -> Result<(Vec<Description>, Vec<Refusal>), ValidationError> {
        let all = descriptions.iter().flat_map(|description| &description.quads);
        if self.mistakes(all)?.is_empty() {
            return Ok((descriptions, Vec::new()));
        }
        let (mut passed, mut refusals) = (Vec::new(), Vec::new());
        for description in descriptions {
            passed.extend(self.cleaned(description, &mut refusals)?);
        }
        refusals.sort();
        Ok((passed, refusals))
    }

    /// A document without what does not conform, nothing when that is all of it.
    fn cleaned(
        &self,
        mut description: Description,
        refusals: &mut Vec<Refusal>,
    ) -> Result<Option<Description>, ValidationError> {
        for round in 0..=ROUNDS {
            let mistakes = self.mistakes(&description.quads)?;
            if mistakes.is_empty() {
                return Ok(Some(description));
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
        Ok(None)
    }

    /// What the shapes do not like of nodes that the quads tell of.
    fn mistakes<'a>(
        &self,
        quads: impl IntoIterator<Item = &'a Quad>,
    ) -> Result<Vec<Mistake>, ValidationError> {
        let mut data = self.background.clone();
        let mut subjects = FxHashSet::default();
        for quad in quads {
            subjects.insert(Term::from(quad.subject.clone()));
            data.insert(&Triple::from(quad.clone()));
        }
        let dataset =
            ValidationDataset::from_graphs(data, self.shapes.clone()).map_err(ValidationError::Shapes)?;
        let shapes = parse_shapes(&self.shapes).map_err(ValidationError::Shapes)?;
        let found = shacl_rust::validate(&dataset, &shapes);
        let results = found.get_results().iter();
        let mistakes = results.map(|result| Mistake {
            node: result.focus_node().into_owned(),
            shape: place(result.source_shape(), &self.shapes),
            violation: violation(&self.shapes, result),
        });
        let counts =
            |mistake: &Mistake| mistake.violation.severity == VIOLATION && subjects.contains(&mistake.node);
        Ok(mistakes.filter(counts).collect())
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
    fn a_document_whose_own_node_does_not_conform_stays_out_as_a_whole() {
        let (passed, refusals) =
            pass("sh:targetClass tm:DocumentVersion ; sh:property [ sh:path tm:stance ; sh:minCount 1 ]");
        assert!(passed.is_empty() && refusals[0].is_whole, "{refusals:?}");
    }
}
