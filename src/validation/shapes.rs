//! Shapes that are read once and asked of many graphs.

use std::convert::Infallible;
use std::iter::empty;

use oxigraph::model::{Graph, NamedOrBlankNodeRef, Term, TermRef, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use rustc_hash::FxHashSet;
use shacl_rust::core::constraints::SparqlConstraint;
use shacl_rust::indexed_graph::DataView;
use shacl_rust::utils::parse_shacl_prefixes;
use shacl_rust::validation::Validate;
use shacl_rust::validation::dataset::ValidationDataset;
use shacl_rust::validation::report::ValidationResult;
use shacl_rust::{Constraint, Shape, parse_shapes};
use spareval::{InternalQuad, QueryableDataset};
use spargebra::Query;

use super::screen::screen;
use super::{ValidationError, constructs};
use crate::vocab::sh;

/// Shapes as the processor has them.
pub(super) struct Shapes<'a> {
    /// What they were read from.
    pub(super) graph: &'a Graph,
    /// All of them, without the constraints that are screened.
    pub(super) parsed: Vec<Shape<'a>>,
    screened: Vec<Screened<'a>>,
    /// Whether they look at nothing but what can be reached from a node along triples, from subject to object.
    pub(super) is_forward: bool,
}

/// A constraint that is asked once of all nodes, and then only of those that it may not like.
struct Screened<'a> {
    /// The place of its shape.
    shape: usize,
    constraint: SparqlConstraint<'a>,
    screen: Query,
}

impl<'a> Shapes<'a> {
    /// Reads the shapes of a graph; those with a construct that would not be checked are refused.
    pub(super) fn read(graph: &'a Graph) -> Result<Self, ValidationError> {
        constructs::check(graph)?;
        let mut parsed = parse_shapes(graph).map_err(ValidationError::Shapes)?;
        let mut screened = Vec::new();
        for (index, shape) in parsed.iter_mut().enumerate() {
            if !shape.deactivated && shape.path.is_none() {
                screened.extend(take_screened(index, shape));
            }
        }
        Ok(Self {
            graph,
            parsed,
            screened,
            is_forward: is_forward(graph),
        })
    }

    /// What the shapes do not like in a graph, in no order.
    pub(super) fn results<'d>(
        &'d self,
        data: &'d ValidationDataset,
    ) -> Result<Vec<ValidationResult<'d>>, ValidationError> {
        let mut results = shacl_rust::validate(data, &self.parsed).into_results();
        for screened in &self.screened {
            let Some(shape) = self.parsed.get(screened.shape) else {
                continue;
            };
            let suspects = suspects(&screened.screen, data);
            if suspects.as_ref().is_some_and(FxHashSet::is_empty) {
                continue;
            }
            let targets = shape.targets.iter();
            let nodes: FxHashSet<TermRef<'_>> = targets
                .flat_map(|target| target.resolve_target_for_given_graph(data.data()))
                .filter(|node| {
                    suspects
                        .as_ref()
                        .is_none_or(|suspects| suspects.contains(&node.into_owned()))
                })
                .collect();
            for node in nodes {
                let found = screened.constraint.validate(data, node, None, &[node], shape);
                results.extend(found.map_err(ValidationError::Shapes)?);
            }
        }
        Ok(results)
    }

    /// A graph to ask the shapes of.
    pub(super) fn data(
        &self,
        triples: impl IntoIterator<Item = Triple>,
    ) -> Result<ValidationDataset, ValidationError> {
        ValidationDataset::from_triples_with_experimental_index(triples, self.graph.clone())
            .map_err(ValidationError::Shapes)
    }
}

/// Takes the constraints that can be screened out of a shape.
fn take_screened<'a>(index: usize, shape: &mut Shape<'a>) -> Vec<Screened<'a>> {
    let (mut kept, mut taken) = (Vec::new(), Vec::new());
    for constraint in std::mem::take(&mut shape.constraints) {
        let found = match &constraint {
            Constraint::Sparql(sparql) if sparql.source_constraint_component.is_none() => {
                screen(sparql.executable.query(), &sparql.prefixes)
            }
            _ => None,
        };
        match (constraint, found) {
            (Constraint::Sparql(constraint), Some(screen)) => taken.push(Screened {
                shape: index,
                constraint,
                screen: screen.query,
            }),
            (other, _) => kept.push(other),
        }
    }
    shape.constraints = kept;
    taken
}

/// Whether no path and no query of the shapes leads backwards or anywhere.
fn is_forward(graph: &Graph) -> bool {
    let mut backwards = graph.triples_for_predicate(sh::INVERSE_PATH);
    let mut queries = graph.triples_for_predicate(sh::SELECT);
    backwards.next().is_none()
        && queries.all(|triple| {
            let TermRef::Literal(query) = triple.object else {
                return false;
            };
            let prefixes = parse_shacl_prefixes(graph, triple.subject);
            let prefixes: Vec<_> = prefixes.into_iter().collect();
            screen(query.value(), &prefixes).is_some_and(|screen| screen.is_forward)
        })
}

/// The nodes that a screen finds; none when it cannot tell.
fn suspects(screen: &Query, data: &ValidationDataset) -> Option<FxHashSet<Term>> {
    let prepared = SparqlEvaluator::new().for_query(screen.clone());
    let Ok(QueryResults::Solutions(rows)) = prepared.on_queryable_dataset(Data(data.data())).execute() else {
        return None;
    };
    rows.map(|row| row.ok()?.get(0).cloned()).collect()
}

/// A graph of the processor's as the default graph of a dataset.
struct Data<'a>(DataView<'a>);

impl<'a> QueryableDataset<'a> for Data<'a> {
    type InternalTerm = Term;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Term>,
        predicate: Option<&Term>,
        object: Option<&Term>,
        graph: Option<Option<&Term>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Term>, Infallible>> + use<'a> {
        let found: Box<dyn Iterator<Item = [TermRef<'a>; 3]> + 'a> = match graph {
            Some(None) => triples(self.0, (subject, predicate, object)),
            _ => Box::new(empty()),
        };
        found.map(|[subject, predicate, object]| {
            Ok(InternalQuad {
                subject: subject.into_owned(),
                predicate: predicate.into_owned(),
                object: object.into_owned(),
                graph_name: None,
            })
        })
    }

    fn internalize_term(&self, term: Term) -> Result<Term, Infallible> {
        Ok(term)
    }

    fn externalize_term(&self, term: Term) -> Result<Term, Infallible> {
        Ok(term)
    }
}

/// The triples of a graph that fit a pattern.
fn triples<'a>(
    data: DataView<'a>,
    (subject, predicate, object): (Option<&Term>, Option<&Term>, Option<&Term>),
) -> Box<dyn Iterator<Item = [TermRef<'a>; 3]> + 'a> {
    // The graph lends its own terms, which outlive the question's.
    let own = |term: Option<&Term>| match term {
        Some(term) => data.canonical_term(term.as_ref()).map(Some),
        None => Some(None),
    };
    let (Some(subject), Some(predicate), Some(object)) = (own(subject), own(predicate), own(object)) else {
        return Box::new(empty());
    };
    let is_object = move |found: &TermRef<'a>| object.is_none_or(|object| object == *found);
    match (subject.map(node), predicate, object) {
        (Some(None), _, _) => Box::new(empty()),
        (_, Some(TermRef::BlankNode(_) | TermRef::Literal(_)), _) => Box::new(empty()),
        (Some(Some(subject)), Some(TermRef::NamedNode(predicate)), _) => Box::new(
            data.objects_for_subject_predicate(subject, predicate)
                .filter(is_object)
                .map(move |object| [subject.into(), predicate.into(), object]),
        ),
        (Some(Some(subject)), None, _) => Box::new(
            data.triples_for_subject(subject)
                .map(move |found| [subject.into(), found.predicate.into(), found.object])
                .filter(move |[_, _, object]| is_object(object)),
        ),
        (None, Some(TermRef::NamedNode(predicate)), Some(object)) => Box::new(
            data.subjects_for_predicate_object(predicate, object)
                .map(move |subject| [subject.into(), predicate.into(), object]),
        ),
        (None, Some(TermRef::NamedNode(predicate)), None) => Box::new(
            data.triples_for_predicate(predicate)
                .map(move |(subject, object)| [subject.into(), predicate.into(), object]),
        ),
        (None, None, _) => Box::new(
            data.iter()
                .map(|(subject, predicate, object)| [subject.into(), predicate.into(), object])
                .filter(move |[_, _, object]| is_object(object)),
        ),
    }
}

/// A term as what a triple may be about.
pub(super) fn node(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        TermRef::Literal(_) => None,
    }
}
