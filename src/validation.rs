//! Validation: a graph against SHACL shapes, by the processor of the `shacl-rust` crate.
//!
//! A SHACL processor passes over what it does not know, and a constraint that is never checked always holds. So
//! shapes with a construct outside SHACL Core and SPARQL constraints are refused before anything is checked, and a
//! graph in which no shape finds a node is not said to conform: nothing was checked.

mod constructs;
mod gate;
mod screen;
mod shapes;

use std::fmt;

use oxigraph::model::{Graph, GraphName, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};
use rustc_hash::FxHashSet;
use serde::Serialize;
use shacl_rust::ShaclError;
use shacl_rust::validation::build_target_cache;
use shacl_rust::validation::dataset::ValidationDataset;
use shacl_rust::validation::report::{ValidationReport, ValidationResult};

use self::shapes::Shapes;

pub use self::gate::{Gate, Refusal};
use crate::export::canonical_quads as canonical;
use crate::vocab::{curie, sh};

/// The severity that keeps something out of a graph; warnings do not.
const VIOLATION: &str = "sh:Violation";

/// Shapes that cannot be used, or a processor that failed.
#[derive(Debug, thiserror::Error)]
pub enum ValidationError {
    /// A term of SHACL that is not checked.
    #[error("`{construct}` at {place} is not supported, so it would never be checked; remove it")]
    Unsupported {
        /// The term.
        construct: String,
        /// The shape it stands in.
        place: String,
    },
    /// A property shape without a path that can be read.
    #[error("the property shape at {place} has no path that can be read: {reason}")]
    Path {
        /// The shape.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// A SPARQL constraint that is not a query.
    #[error("the query of the constraint at {place} cannot be read: {reason}")]
    Query {
        /// The shape.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// The processor's own error.
    #[error("the shapes cannot be read: {0}")]
    Shapes(ShaclError),
}

/// One thing that a shape does not like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Violation {
    /// How bad: `sh:Violation`, `sh:Warning` or `sh:Info`.
    pub severity: String,
    /// The node.
    pub node: String,
    /// The path from it, where the constraint is about a property.
    pub path: Option<String>,
    /// The value that is wrong, where there is one.
    pub value: Option<String>,
    /// The constraint component, `sh:MinCountConstraintComponent`.
    pub component: String,
    /// The shape's own message, else the processor's.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.node, self.message)?;
        if let Some(path) = &self.path {
            write!(formatter, " (at {path}")?;
            if let Some(value) = &self.value {
                write!(formatter, ", value {value}")?;
            }
            formatter.write_str(")")?;
        }
        Ok(())
    }
}

/// What came of a validation.
#[derive(Debug, Clone)]
pub struct Report {
    /// How many nodes the shapes looked at.
    pub checked: usize,
    /// What they do not like, sorted.
    pub violations: Vec<Violation>,
    /// The report as SHACL writes it, a `sh:ValidationReport`.
    pub graph: Graph,
}

impl Report {
    /// Whether something was checked and nothing was wrong.
    pub fn conforms(&self) -> bool {
        self.checked > 0 && self.violations.is_empty()
    }
}

/// Checks every node of `data` that a shape of `shapes` targets; `data` has to hold the classes it uses.
pub fn validate(shapes: &Graph, data: Graph) -> Result<Report, ValidationError> {
    let shapes = Shapes::read(shapes)?;
    let data = ValidationDataset::from_graphs(data, shapes.graph.clone()).map_err(ValidationError::Shapes)?;
    let results = shapes.results(&data)?;
    let targets = build_target_cache(&data, &shapes.parsed);
    let checked = targets.values().flatten().collect::<FxHashSet<_>>().len();
    Ok(report(&shapes, checked, results))
}

/// What the shapes do not like in `after` that they did not dislike in `before`; only what they call a violation.
pub(crate) fn validate_change(
    shapes: &Graph,
    before: Graph,
    after: Graph,
) -> Result<Report, ValidationError> {
    let shapes = Shapes::read(shapes)?;
    let [before, after] =
        [before, after].map(|graph| ValidationDataset::from_graphs(graph, shapes.graph.clone()));
    let (before, after) = (
        before.map_err(ValidationError::Shapes)?,
        after.map_err(ValidationError::Shapes)?,
    );
    let old = shapes.results(&before)?;
    let old: FxHashSet<Violation> = old.iter().map(|result| violation(shapes.graph, result)).collect();
    let is_new = |result: &ValidationResult<'_>| {
        let violation = violation(shapes.graph, result);
        violation.severity == VIOLATION && !old.contains(&violation)
    };
    let mut new = shapes.results(&after)?;
    new.retain(is_new);
    let targets = build_target_cache(&after, &shapes.parsed);
    let checked = targets.values().flatten().collect::<FxHashSet<_>>().len();
    Ok(report(&shapes, checked, new))
}

/// Whether shapes look at more than can be reached from a node along triples, from subject to object.
pub(crate) fn looks_backwards(shapes: &Graph) -> Result<bool, ValidationError> {
    Ok(!Shapes::read(shapes)?.is_forward)
}

fn report(shapes: &Shapes<'_>, checked: usize, results: Vec<ValidationResult<'_>>) -> Report {
    let violations = results.iter().map(|result| violation(shapes.graph, result));
    let mut violations: Vec<Violation> = violations.collect();
    violations.sort();
    let mut found = ValidationReport::new();
    found.extend_results(results);
    Report {
        checked,
        violations,
        graph: with_lasting_names(found.to_graph()),
    }
}

/// The same graph with names for its blank nodes that follow from its content.
fn with_lasting_names(graph: Graph) -> Graph {
    let quads = graph
        .iter()
        .map(|triple| triple.into_owned().in_graph(GraphName::DefaultGraph));
    match canonical(&quads.collect::<Vec<_>>()) {
        Ok(quads) => quads.into_iter().map(Triple::from).collect(),
        Err(_) => graph,
    }
}

fn violation(shapes: &Graph, result: &ValidationResult<'_>) -> Violation {
    let component = result.source_constraint_component();
    Violation {
        severity: curie(result.severity()),
        node: shown(result.focus_node()),
        path: result.result_path().map(ToString::to_string),
        value: result.value().map(shown),
        component: component.map(curie).unwrap_or_default(),
        message: message(shapes, result),
    }
}

/// The processor adds messages of its own; the one that the shapes hold comes first.
fn message(shapes: &Graph, result: &ValidationResult<'_>) -> String {
    let is_ours = |message: &&String| {
        let literals = shapes.triples_for_predicate(sh::MESSAGE);
        let mut literals = literals.filter_map(|triple| match triple.object {
            TermRef::Literal(literal) => Some(literal.value()),
            _ => None,
        });
        literals.any(|literal| literal == message.as_str())
    };
    let messages = result.messages();
    let message = messages.iter().filter(is_ours).min().or(messages.first());
    message.cloned().unwrap_or_else(|| "does not conform".to_owned())
}

fn shown(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => curie(node),
        other => other.to_string(),
    }
}

/// Where a triple of the shapes stands: the nearest shape with a name.
fn place(node: NamedOrBlankNodeRef<'_>, shapes: &Graph) -> String {
    let mut at = node.into_owned();
    for _ in 0..32 {
        if let NamedOrBlankNodeRef::NamedNode(named) = at.as_ref() {
            return curie(named);
        }
        let above = shapes.triples_for_object(TermRef::from(at.as_ref()));
        match above.into_iter().next() {
            Some(triple) => at = triple.subject.into_owned(),
            None => break,
        }
    }
    "a shape without a name".to_owned()
}

/// The name of a term of SHACL; nothing for other terms.
fn local_name(node: NamedNodeRef<'_>) -> Option<&str> {
    node.as_str().strip_prefix(sh::NAMESPACE)
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};

    use super::*;

    const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .";
    const SHAPE: &str = ":S a sh:NodeShape ; sh:targetClass :Paper ;
        sh:property [ sh:path :publisher ; sh:minCount 1 ; sh:message \"A paper has a publisher.\" ] .";

    fn graph(text: &str) -> Graph {
        let text = format!("{PREFIXES}\n{text}");
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text);
        quads.map(|quad| Triple::from(quad.unwrap())).collect()
    }

    fn error(shapes: &str) -> String {
        validate(&graph(shapes), graph(":p a :Paper ."))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn what_is_missing_is_said_with_the_shape_s_own_message() {
        let report = validate(
            &graph(SHAPE),
            graph(":p a :Paper . :q a :Paper ; :publisher :x ."),
        )
        .unwrap();
        assert_eq!((report.checked, report.conforms()), (2, false));
        let lines: Vec<_> = report.violations.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            ["<https://example.org/p>: A paper has a publisher. (at <https://example.org/publisher>)"]
        );
    }

    #[test]
    fn of_a_change_only_what_is_new_and_wrong_is_told() {
        let (before, after) = (
            ":p a :Paper .",
            ":p a :Paper . :q a :Paper . :r a :Paper ; :publisher :x .",
        );
        let report = validate_change(&graph(SHAPE), graph(before), graph(after)).unwrap();
        let nodes: Vec<_> = report
            .violations
            .iter()
            .map(|violation| violation.node.as_str())
            .collect();
        assert_eq!(nodes, ["<https://example.org/q>"]);
    }

    #[test]
    fn a_report_has_the_same_bytes_each_time() {
        let lines = || {
            let report = validate(&graph(SHAPE), graph(":p a :Paper . :q a :Paper .")).unwrap();
            let mut lines: Vec<_> = report.graph.iter().map(|triple| triple.to_string()).collect();
            lines.sort();
            lines
        };
        assert!(lines().len() > 10);
        assert_eq!(lines(), lines());
    }

    #[test]
    fn a_graph_without_targets_is_not_said_to_conform() {
        let report = validate(&graph(SHAPE), graph(":p a :Book .")).unwrap();
        assert_eq!(
            (report.checked, report.violations.len(), report.conforms()),
            (0, 0, false)
        );
    }

    #[test]
    fn what_would_never_be_checked_is_an_error_and_not_a_pass() {
        assert_eq!(
            error(":S a sh:NodeShape ; sh:targetClass :Paper ; sh:rule [ a sh:TripleRule ] ."),
            "`sh:TripleRule` at <https://example.org/S> is not supported, so it would never be checked; remove it"
        );
        assert!(error(":S a sh:NodeShape ; sh:property [ sh:minCount 1 ] .").contains("it has no `sh:path`"));
        let query = ":S a sh:NodeShape ; sh:sparql [ sh:select \"SELECT $this WHERE { $this\" ] .";
        assert!(
            error(query).contains("the query of the constraint at <https://example.org/S> cannot be read")
        );
    }
}
