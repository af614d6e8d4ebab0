//! The tree of classes, with ancestors and exclusions worked out once.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

use crate::vocab::{owl, rdf, rdfs, tm};

/// Which class is under which, and which exclude each other.
#[derive(Debug, Clone)]
pub(super) struct Taxonomy {
    /// From a class to itself and all classes above it.
    ancestors: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
    /// Pairs as written, in both orders.
    disjoint: BTreeSet<(NamedNode, NamedNode)>,
}

impl Taxonomy {
    /// Reads the classes off a graph.
    pub(super) fn of(graph: &Graph) -> Self {
        let ancestors = named(graph.subjects_for_predicate_object(rdf::TYPE, owl::CLASS))
            .map(|class| (class.into_owned(), ancestors(graph, class)))
            .collect();
        Self {
            ancestors,
            disjoint: disjoint(graph),
        }
    }

    /// The class with this IRI, as it is kept here.
    pub(super) fn class(&self, iri: &NamedNode) -> Option<NamedNodeRef<'_>> {
        self.ancestors.get_key_value(iri).map(|(class, _)| class.as_ref())
    }

    /// Testimony's classes, sorted.
    pub(super) fn classes(&self) -> impl Iterator<Item = NamedNodeRef<'_>> {
        let classes = self.ancestors.keys().map(NamedNode::as_ref);
        classes.filter(|class| class.as_str().starts_with(tm::NAMESPACE))
    }

    /// `ancestor` and all classes under it, whoever declares them, sorted.
    pub(super) fn under(&self, ancestor: NamedNodeRef<'_>) -> impl Iterator<Item = NamedNodeRef<'_>> {
        let classes = self.ancestors.keys().map(NamedNode::as_ref);
        classes.filter(move |class| self.is_subclass(*class, ancestor))
    }

    /// Whether `class` is `ancestor` or under it.
    pub(super) fn is_subclass(&self, class: NamedNodeRef<'_>, ancestor: NamedNodeRef<'_>) -> bool {
        class == ancestor || self.above(class).any(|above| above.as_ref() == ancestor)
    }

    /// Whether the two, or two classes above them, exclude each other.
    pub(super) fn is_disjoint(&self, one: NamedNodeRef<'_>, other: NamedNodeRef<'_>) -> bool {
        self.above(one).any(|above_one| {
            self.above(other)
                .any(|above_other| self.disjoint.contains(&(above_one.clone(), above_other.clone())))
        })
    }

    fn above(&self, class: NamedNodeRef<'_>) -> impl Iterator<Item = &NamedNode> {
        self.ancestors.get(&class.into_owned()).into_iter().flatten()
    }
}

fn ancestors(graph: &Graph, class: NamedNodeRef<'_>) -> BTreeSet<NamedNode> {
    let mut found = BTreeSet::from([class.into_owned()]);
    let mut pending = vec![class.into_owned()];
    while let Some(class) = pending.pop() {
        for object in graph.objects_for_subject_predicate(&class, rdfs::SUB_CLASS_OF) {
            if let TermRef::NamedNode(parent) = object
                && found.insert(parent.into_owned())
            {
                pending.push(parent.into_owned());
            }
        }
    }
    found
}

fn disjoint(graph: &Graph) -> BTreeSet<(NamedNode, NamedNode)> {
    let mut pairs = BTreeSet::new();
    for triple in graph.triples_for_predicate(owl::DISJOINT_WITH) {
        if let (NamedOrBlankNodeRef::NamedNode(one), TermRef::NamedNode(other)) =
            (triple.subject, triple.object)
        {
            pairs.insert((one.into_owned(), other.into_owned()));
            pairs.insert((other.into_owned(), one.into_owned()));
        }
    }
    pairs
}

fn named<'a>(
    subjects: impl Iterator<Item = NamedOrBlankNodeRef<'a>>,
) -> impl Iterator<Item = NamedNodeRef<'a>> {
    subjects.filter_map(|subject| match subject {
        NamedOrBlankNodeRef::NamedNode(node) => Some(node),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::ontology::{Ontology, OntologyFile};

    #[test]
    fn a_circle_of_classes_ends() {
        let text = "@prefix tm: <https://w3id.org/testimony#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            tm:A a owl:Class ; rdfs:subClassOf tm:B .
            tm:B a owl:Class ; rdfs:subClassOf tm:A .";
        let ontology = Ontology::parse(&[OntologyFile {
            path: Path::new("circle.ttl"),
            text,
        }])
        .unwrap();
        let [a, b] = ["A", "B"].map(|name| ontology.class(name).unwrap());
        assert!(ontology.is_subclass(a, b) && ontology.is_subclass(b, a));
    }
}
