//! What the ontology's files owe each other: declared terms, sound domains, one direction for each relation.

use oxigraph::model::{NamedNode, NamedNodeRef};

use super::Problem;
use super::nearest::undeclared;
use crate::ontology::{Ontology, OntologyFile, Place, Relation};
use crate::vocab::{curie, tm};

/// Everything in the ontology that does not fit together.
pub(super) fn problems(ontology: &Ontology, files: &[OntologyFile<'_>]) -> Vec<Problem> {
    let mut problems: Vec<_> = files
        .iter()
        .flat_map(|file| unknown_terms(ontology, *file))
        .collect();
    problems.extend(files.iter().flat_map(|file| declared_twice(ontology, *file)));
    problems.extend(
        ontology
            .terms()
            .flat_map(|(term, place)| undocumented(ontology, term, place)),
    );
    problems.extend(
        ontology
            .classes()
            .filter_map(|class| impossible_class(ontology, class)),
    );
    for relation in ontology.relations() {
        let messages = sides(ontology, relation)
            .into_iter()
            .chain(direction(ontology, relation))
            .chain(broader(ontology, relation));
        problems.extend(messages.filter_map(|message| at(ontology, relation.iri.as_ref(), message)));
    }
    problems
}

/// The names written `tm:NAME` in a text, with their lines; comments do not count.
pub(super) fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
        .flat_map(|(index, line)| {
            line.split("tm:").skip(1).filter_map(move |rest| {
                let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                (!name.is_empty()).then_some((index + 1, name))
            })
        })
}

/// Whether the ontology declares the term with this local name.
pub(super) fn is_declared(ontology: &Ontology, name: &str) -> bool {
    let iri = format!("{}{name}", tm::NAMESPACE);
    ontology.place(NamedNodeRef::new_unchecked(&iri)).is_some()
}

fn unknown_terms(ontology: &Ontology, file: OntologyFile<'_>) -> Vec<Problem> {
    names(file.text)
        .filter(|(_, name)| !is_declared(ontology, name))
        .map(|(line, name)| Problem::new(file, line, undeclared(ontology, name)))
        .collect()
}

fn declared_twice(ontology: &Ontology, file: OntologyFile<'_>) -> Vec<Problem> {
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let (name, rest) = line.strip_prefix("tm:")?.split_once(' ')?;
            let iri = format!("{}{name}", tm::NAMESPACE);
            let Place { path, line } = ontology.place(NamedNodeRef::new_unchecked(&iri))?;
            let is_elsewhere = path != file.path || *line != index + 1;
            (rest.starts_with("a ") && is_elsewhere).then(|| {
                let message = format!("`tm:{name}` is declared in {}:{line} as well", path.display());
                Problem::new(file, index + 1, message)
            })
        })
        .collect()
}

fn undocumented(ontology: &Ontology, term: NamedNodeRef<'_>, place: &Place) -> Vec<Problem> {
    let missing = [
        ("rdfs:label", ontology.label(term).is_none()),
        ("rdfs:comment", ontology.comment(term).is_none()),
    ];
    let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing);
    missing
        .map(|(property, _)| Problem {
            place: place.clone(),
            message: format!("`{}` has no {property}", curie(term)),
        })
        .collect()
}

fn impossible_class(ontology: &Ontology, class: NamedNodeRef<'_>) -> Option<Problem> {
    let is_impossible = ontology.is_disjoint(class, class);
    let message = format!(
        "nothing can be a `{}`: two classes above it are disjoint",
        curie(class)
    );
    is_impossible.then(|| at(ontology, class, message)).flatten()
}

fn sides(ontology: &Ontology, relation: &Relation) -> Vec<String> {
    let is_class = |node: &NamedNode| ontology.classes().any(|class| class == node.as_ref());
    let name = curie(relation.iri.as_ref());
    let mut messages = Vec::new();
    if let Some(domain) = relation.domain.as_ref().filter(|domain| !is_class(domain)) {
        messages.push(format!(
            "the domain of `{name}`, `{}`, is not a class",
            curie(domain.as_ref())
        ));
    }
    if let Some(range) = relation
        .range
        .as_ref()
        .filter(|range| is_class(range) == relation.is_literal)
    {
        let needed = if relation.is_literal {
            "a datatype"
        } else {
            "a class"
        };
        messages.push(format!(
            "the range of `{name}`, `{}`, is not {needed}",
            curie(range.as_ref())
        ));
    }
    if relation.is_symmetric && relation.domain != relation.range {
        messages.push(format!(
            "`{name}` is symmetric, so its domain and range must be the same"
        ));
    }
    messages
}

fn direction(ontology: &Ontology, relation: &Relation) -> Option<String> {
    let inverse = relation.inverse_of.as_ref()?;
    let name = curie(relation.iri.as_ref());
    let Some(declared) = ontology.relation(inverse.as_ref()) else {
        return Some(format!(
            "`{name}` is the inverse of `{}`, which is not a relation",
            curie(inverse.as_ref())
        ));
    };
    if declared.inverse_of.is_some() {
        return Some(format!(
            "`{name}` and `{}` both say owl:inverseOf; leave it out of the direction that is stored",
            curie(inverse.as_ref())
        ));
    }
    let is_mirrored = declared.domain == relation.range && declared.range == relation.domain;
    (!is_mirrored).then(|| {
        format!(
            "`{name}` must have the domain of `{}` as range, and its range as domain",
            curie(inverse.as_ref())
        )
    })
}

fn broader(ontology: &Ontology, relation: &Relation) -> Vec<String> {
    let name = curie(relation.iri.as_ref());
    let fits = |narrow: &Option<NamedNode>, wide: &Option<NamedNode>| match (narrow, wide) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(narrow), Some(wide)) => ontology.is_subclass(narrow.as_ref(), wide.as_ref()),
    };
    let parents = relation
        .broader
        .iter()
        .map(|iri| (iri, ontology.relation(iri.as_ref())));
    parents
        .filter_map(|(iri, parent)| match parent {
            None => Some(format!(
                "`{}` above `{name}` is not a relation",
                curie(iri.as_ref())
            )),
            Some(parent) => {
                let is_narrower =
                    fits(&relation.domain, &parent.domain) && fits(&relation.range, &parent.range);
                (!is_narrower).then(|| format!("`{name}` is wider than `{}` above it", curie(iri.as_ref())))
            }
        })
        .collect()
}

fn at(ontology: &Ontology, term: NamedNodeRef<'_>, message: String) -> Option<Problem> {
    let place = ontology.place(term)?.clone();
    Some(Problem { place, message })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const PREFIXES: &str = "@prefix tm: <https://w3id.org/testimony#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
tm:Relation a owl:Class ; rdfs:label \"relation\" ; rdfs:comment \"A relation.\" .
tm:Agent a owl:Class ; rdfs:label \"agent\" ; rdfs:comment \"An agent.\" .
tm:Place a owl:Class ; rdfs:label \"place\" ; rdfs:comment \"A place.\" .
tm:runs a owl:ObjectProperty, tm:Relation ; rdfs:domain tm:Agent ; rdfs:label \"runs\" ; rdfs:comment \"Runs.\" .
";

    /// What is wrong with a property `tm:p` of which this is said, without the file's name.
    fn found(said: &str) -> Vec<String> {
        let label = "rdfs:label \"p\" ; rdfs:comment \"P.\"";
        let text = format!("{PREFIXES}tm:p a tm:Relation ;\n{label} ; {said} .\n");
        let file = OntologyFile {
            path: Path::new("o"),
            text: &text,
        };
        let ontology = Ontology::parse(&[file]).unwrap();
        problems(&ontology, &[file])
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn a_sound_relation_has_no_problem() {
        assert!(found("a owl:ObjectProperty ; owl:inverseOf tm:runs ; rdfs:range tm:Agent").is_empty());
    }

    #[test]
    fn sides_are_declared_classes_or_datatypes() {
        assert_eq!(
            found("a owl:ObjectProperty ; rdfs:range xsd:date"),
            ["o:9: the range of `tm:p`, `xsd:date`, is not a class"]
        );
        assert_eq!(
            found("a owl:DatatypeProperty ; rdfs:domain tm:Plac"),
            [
                "o:10: `tm:Plac` is not declared in the ontology; did you mean `tm:Place`?",
                "o:9: the domain of `tm:p`, `tm:Plac`, is not a class",
            ]
        );
    }

    #[test]
    fn an_inverse_mirrors_its_relation() {
        assert_eq!(
            found("a owl:ObjectProperty ; owl:inverseOf tm:runs ; rdfs:range tm:Place"),
            ["o:9: `tm:p` must have the domain of `tm:runs` as range, and its range as domain"]
        );
        assert_eq!(
            found("a owl:ObjectProperty ; owl:inverseOf tm:Place"),
            ["o:9: `tm:p` is the inverse of `tm:Place`, which is not a relation"]
        );
    }

    #[test]
    fn a_relation_is_no_wider_than_those_above_it() {
        assert_eq!(
            found("a owl:ObjectProperty ; rdfs:subPropertyOf tm:runs"),
            ["o:9: `tm:p` is wider than `tm:runs` above it"]
        );
    }

    #[test]
    fn a_symmetric_relation_has_one_kind_of_side() {
        assert_eq!(
            found("a owl:SymmetricProperty ; rdfs:domain tm:Place"),
            ["o:9: `tm:p` is symmetric, so its domain and range must be the same"]
        );
    }

    #[test]
    fn a_second_declaration_is_found() {
        let second = OntologyFile {
            path: Path::new("second"),
            text: "tm:runs a owl:ObjectProperty .\n",
        };
        let first = OntologyFile {
            path: Path::new("first"),
            text: PREFIXES,
        };
        let ontology = Ontology::parse(&[first]).unwrap();
        let found = declared_twice(&ontology, second);
        assert_eq!(
            found[0].to_string(),
            "second:1: `tm:runs` is declared in first:8 as well"
        );
    }
}
