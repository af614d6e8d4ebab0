//! What the shapes owe the ontology: paths are properties, classes are classes, lists of values are complete.
//!
//! A SHACL processor passes over what it does not know, so a constraint that ours cannot check would always
//! hold. Such constructs are problems too.

use std::collections::BTreeSet;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};

use super::Problem;
use super::declarations::{is_declared, names};
use super::nearest::undeclared;
use crate::ontology::{Ontology, OntologyError, OntologyFile};
use crate::vocab::{curie, rdf, rdfs, sh, tm};

/// Every name in the shapes that is not a term or not one of the right kind, and every unknown construct.
pub(super) fn problems(ontology: &Ontology, file: OntologyFile<'_>) -> Vec<Problem> {
    let graph = match parse(file) {
        Ok(graph) => graph,
        Err(error) => return vec![error.into()],
    };
    let mut problems = unknown_terms(ontology, file, &graph);
    problems.extend(unknown_constructs(file, &graph));
    let paths = ours(&graph, sh::PATH).filter(|path| !is_property(ontology, path.as_ref()));
    problems.extend(paths.map(|path| wrong(file, &path, "a property")));
    for property in [sh::CLASS, sh::TARGET_CLASS] {
        let classes = ours(&graph, property).filter(|class| !is_class(ontology, class.as_ref()));
        problems.extend(classes.map(|class| wrong(file, &class, "a class")));
    }
    problems.extend(incomplete_lists(ontology, file, &graph));
    problems
}

fn parse(file: OntologyFile<'_>) -> Result<Graph, OntologyError> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(file.text)
        .map(|quad| {
            quad.map(Triple::from)
                .map_err(|error| OntologyError::new(file, error))
        })
        .collect()
}

fn unknown_terms(ontology: &Ontology, file: OntologyFile<'_>, graph: &Graph) -> Vec<Problem> {
    let is_shape = |name: &str| {
        let iri = format!("{}{name}", tm::NAMESPACE);
        let shape = NamedNodeRef::new_unchecked(&iri);
        graph.object_for_subject_predicate(shape, rdf::TYPE) == Some(sh::NODE_SHAPE.into())
    };
    names(file.text)
        .filter(|(_, name)| !is_declared(ontology, name) && !is_shape(name))
        .map(|(line, name)| Problem::new(file, line, undeclared(ontology, name)))
        .collect()
}

fn unknown_constructs(file: OntologyFile<'_>, graph: &Graph) -> Vec<Problem> {
    let used: BTreeSet<_> = graph
        .iter()
        .map(|triple| triple.predicate)
        .filter(|predicate| predicate.as_str().starts_with(sh::NAMESPACE) && !sh::TERMS.contains(predicate))
        .map(|predicate| format!("sh:{}", predicate.as_str().trim_start_matches(sh::NAMESPACE)))
        .collect();
    used.into_iter()
        .map(|name| {
            let line = line_with(file.text, &name);
            Problem::new(
                file,
                line,
                format!("`{name}` is not checked by Testimony; say it in another way"),
            )
        })
        .collect()
}

/// A list of allowed values must hold every individual of the path's range.
fn incomplete_lists(ontology: &Ontology, file: OntologyFile<'_>, graph: &Graph) -> Vec<Problem> {
    let lists = graph.triples_for_predicate(sh::IN);
    lists
        .filter_map(|triple| {
            let path = object(graph, triple.subject, sh::PATH)?;
            let range = ontology.graph().object_for_subject_predicate(path, rdfs::RANGE)?;
            let allowed = list(graph, triple.object);
            let missing = ontology
                .graph()
                .subjects_for_predicate_object(rdf::TYPE, range)
                .filter(|value| !allowed.contains(&TermRef::from(*value)))
                .map(|value| value.to_string())
                .min()?;
            let line = line_with(file.text, &curie(path));
            Some(Problem::new(
                file,
                line,
                format!("the values of `{}` leave out {missing}", curie(path)),
            ))
        })
        .collect()
}

fn list<'a>(graph: &'a Graph, mut node: TermRef<'a>) -> Vec<TermRef<'a>> {
    let mut items = Vec::new();
    while let TermRef::BlankNode(cell) = node {
        items.extend(graph.object_for_subject_predicate(cell, rdf::FIRST));
        match graph.object_for_subject_predicate(cell, rdf::REST) {
            Some(rest) => node = rest,
            None => break,
        }
    }
    items
}

fn object<'a>(
    graph: &'a Graph,
    subject: NamedOrBlankNodeRef<'a>,
    property: NamedNodeRef<'a>,
) -> Option<NamedNodeRef<'a>> {
    match graph.object_for_subject_predicate(subject, property)? {
        TermRef::NamedNode(node) => Some(node),
        _ => None,
    }
}

/// The declared terms of Testimony's that `property` leads to, sorted.
fn ours(graph: &Graph, property: NamedNodeRef<'_>) -> impl Iterator<Item = NamedNode> {
    let nodes: BTreeSet<_> = graph
        .triples_for_predicate(property)
        .filter_map(|triple| match triple.object {
            TermRef::NamedNode(node) if node.as_str().starts_with(tm::NAMESPACE) => Some(node.into_owned()),
            _ => None,
        })
        .collect();
    nodes.into_iter()
}

fn is_property(ontology: &Ontology, term: NamedNodeRef<'_>) -> bool {
    ontology.place(term).is_none() || ontology.is_property(term)
}

fn is_class(ontology: &Ontology, term: NamedNodeRef<'_>) -> bool {
    ontology.place(term).is_none() || ontology.classes().any(|class| class == term)
}

fn wrong(file: OntologyFile<'_>, term: &NamedNode, needed: &str) -> Problem {
    let name = curie(term.as_ref());
    Problem::new(
        file,
        line_with(file.text, &name),
        format!("`{name}` is not {needed}"),
    )
}

/// The first line that holds `word`, from 1.
fn line_with(text: &str, word: &str) -> usize {
    text.lines()
        .position(|line| line.split([' ', ';', ')']).any(|part| part == word))
        .map_or(1, |line| line + 1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn found(shape: &str) -> Vec<String> {
        let text = format!(
            "@prefix tm: <{}> .\n@prefix sh: <{}> .\ntm:MyShape a sh:NodeShape ;\n{shape} .\n",
            tm::NAMESPACE,
            sh::NAMESPACE
        );
        let file = OntologyFile {
            path: Path::new("my.ttl"),
            text: &text,
        };
        problems(&Ontology::bundled(), file)
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn a_path_that_is_not_declared_is_found() {
        assert_eq!(
            found("sh:targetClass tm:Claim ;\nsh:property [ sh:path tm:claimants ]"),
            ["my.ttl:5: `tm:claimants` is not declared in the ontology; did you mean `tm:claimant`?"]
        );
    }

    #[test]
    fn a_class_is_no_path_and_a_property_no_class() {
        assert_eq!(
            found("sh:targetClass tm:claimant ;\nsh:property [ sh:path tm:Claim ]"),
            [
                "my.ttl:5: `tm:Claim` is not a property",
                "my.ttl:4: `tm:claimant` is not a class"
            ]
        );
    }

    #[test]
    fn a_list_of_values_that_leaves_one_out_is_found() {
        assert_eq!(
            found("sh:property [ sh:path tm:stance ; sh:in ( tm:Affirms tm:Denies ) ]"),
            ["my.ttl:4: the values of `tm:stance` leave out <https://w3id.org/testimony#Neutral>"]
        );
    }

    #[test]
    fn a_construct_that_nothing_here_checks_is_named() {
        assert_eq!(
            found("sh:property [ sh:path tm:stance ;\nsh:qualifiedMinCount 1 ]"),
            ["my.ttl:5: `sh:qualifiedMinCount` is not checked by Testimony; say it in another way"]
        );
    }
}
