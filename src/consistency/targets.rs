//! Shapes: what they look at is in the ontology.

use std::collections::BTreeSet;

use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef};

use super::declared::Declared;
use super::lines::Lines;
use crate::agreement::Problem;
use crate::ontology::OntologyFile;
use crate::schema::quads;
use crate::vocab::{rdf, sh};

/// The properties of SHACL that say where a shape looks.
const TARGETS: [&str; 4] = ["targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"];

/// Every shape that looks at nothing of the ontology, and every class or relation in a shape that is not declared.
pub(super) fn problems(declared: &Declared<'_>, file: OntologyFile<'_>) -> Vec<Problem> {
    let quads = match quads(file.path, file.text) {
        Ok(quads) => quads,
        Err(error) => return vec![error.into()],
    };
    let lines = Lines::of(file);
    let mut problems: Vec<Problem> = quads
        .iter()
        .filter_map(|quad| named(declared, &lines, quad))
        .collect();
    let shapes = quads.iter().filter(|quad| is_node_shape(quad));
    let blind = shapes.filter(|shape| looks_at_nothing(declared, &quads, shape.subject.as_ref()));
    problems.extend(blind.map(|shape| {
        let shape = match &shape.subject {
            oxigraph::model::NamedOrBlankNode::NamedNode(node) => node.as_str(),
            oxigraph::model::NamedOrBlankNode::BlankNode(_) => "",
        };
        let name = lines.short(shape).unwrap_or_else(|| shape.to_owned());
        Problem {
            place: lines.place(shape),
            message: format!(
                "the shape `{name}` has no target, so it checks nothing; give it a sh:targetClass"
            ),
        }
    }));
    problems
}

fn is_node_shape(quad: &Quad) -> bool {
    quad.predicate.as_ref() == rdf::TYPE && quad.object.as_ref() == TermRef::from(sh::NODE_SHAPE)
}

/// Whether a shape has no target, is no class of the ontology itself and is used by no other shape.
fn looks_at_nothing(declared: &Declared<'_>, quads: &[Quad], shape: NamedOrBlankNodeRef<'_>) -> bool {
    let targets: BTreeSet<String> = TARGETS
        .iter()
        .map(|name| format!("{}{name}", sh::NAMESPACE))
        .collect();
    let mut own = quads.iter().filter(|quad| quad.subject.as_ref() == shape);
    let has_target = own.any(|quad| targets.contains(quad.predicate.as_str()));
    let is_used = quads
        .iter()
        .any(|quad| quad.object.as_ref() == TermRef::from(shape));
    let is_class = match shape {
        NamedOrBlankNodeRef::NamedNode(node) => declared.classes.contains(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(_) => false,
    };
    !has_target && !is_used && !is_class
}

/// A class or relation that a shape names and the ontology does not declare.
fn named(declared: &Declared<'_>, lines: &Lines<'_>, quad: &Quad) -> Option<Problem> {
    let Term::NamedNode(term) = &quad.object else {
        return None;
    };
    let term = term.as_str();
    let is = |name: &str| quad.predicate.as_str().strip_prefix(sh::NAMESPACE) == Some(name);
    let is_of_relations = is("targetSubjectsOf") || is("targetObjectsOf");
    let (known, kind) = if is("targetClass") {
        (&declared.classes, "class")
    } else if is_of_relations {
        (&declared.relations, "relation")
    } else if quad.predicate.as_ref() == sh::CLASS && declared.is_own(term) {
        (&declared.classes, "class")
    } else if quad.predicate.as_ref() == sh::PATH && declared.is_own(term) {
        (&declared.relations, "relation")
    } else {
        return None;
    };
    if known.contains(term) || is_standard(term) && is_of_relations {
        return None;
    }
    let name = lines.short(term).unwrap_or_else(|| term.to_owned());
    let meant = declared.meant(term, known.iter());
    let subject = match quad.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(shape) => shape.as_str(),
        NamedOrBlankNodeRef::BlankNode(_) => term,
    };
    Some(Problem {
        place: lines.place_of(subject, term),
        message: format!("the ontology has no {kind} `{name}`{meant}"),
    })
}

/// `rdf:type` and `rdfs:label` are of every ontology.
fn is_standard(term: &str) -> bool {
    let label: NamedNodeRef<'_> = crate::vocab::rdfs::LABEL;
    term == rdf::TYPE.as_str() || term == label.as_str()
}

#[cfg(test)]
mod tests {
    use super::super::tests::found_with;

    fn shapes(shape: &str) -> Vec<String> {
        let prefixes =
            "@prefix : <https://example.org/boats#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n";
        found_with("", "", &format!("{prefixes}{shape}"))
    }

    #[test]
    fn a_shape_looks_at_a_class_of_the_ontology() {
        let sound =
            ":S a sh:NodeShape ; sh:targetClass :Boat ; sh:property [ sh:path :captain ; sh:maxCount 1 ] .\n";
        assert_eq!(shapes(sound), Vec::<String>::new());
        assert_eq!(
            shapes(":S a sh:NodeShape ;\n  sh:targetClass :Boot .\n"),
            ["s.ttl:4: the ontology has no class `:Boot`; did you mean `:Boat`?"]
        );
        assert_eq!(
            shapes(":S a sh:NodeShape ; sh:targetClass :Boat ;\n  sh:property [ sh:path :captian ] .\n"),
            ["s.ttl:4: the ontology has no relation `:captian`; did you mean `:captain`?"]
        );
    }

    #[test]
    fn a_shape_without_a_target_is_told() {
        assert_eq!(
            shapes(":S a sh:NodeShape ; sh:nodeKind sh:IRI .\n"),
            ["s.ttl:3: the shape `:S` has no target, so it checks nothing; give it a sh:targetClass"]
        );
    }
}
