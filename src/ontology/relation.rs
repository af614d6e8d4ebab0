//! Relations: the properties that a proposition may have as its predicate.

use std::collections::BTreeMap;

use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

use crate::vocab::{owl, rdf, rdfs, tm};

/// One relation, with what may stand on either side of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its IRI.
    pub iri: NamedNode,
    /// Its label, "located in"; the IRI where there is none.
    pub label: String,
    /// The class of its subjects; none when several kinds fit.
    pub domain: Option<NamedNode>,
    /// The class of its objects, or the datatype; none when several kinds fit.
    pub range: Option<NamedNode>,
    /// The relation that it is stored as, subject and object changing places.
    pub inverse_of: Option<NamedNode>,
    /// The relations that hold wherever this one does, one step up, sorted.
    pub broader: Vec<NamedNode>,
    /// The relations that cannot hold between the same two things, sorted.
    pub disjoint_with: Vec<NamedNode>,
    /// The relation whose value this one's is a lower bound of.
    pub lower_bound_of: Option<NamedNode>,
    /// The relation whose value this one's is an upper bound of.
    pub upper_bound_of: Option<NamedNode>,
    /// Whether its objects are numbers, dates or strings.
    pub is_literal: bool,
    /// Whether it holds both ways or not at all.
    pub is_symmetric: bool,
    /// Whether it holds over steps: in a place that is in a place.
    pub is_transitive: bool,
    /// Whether a subject has one object at most.
    pub is_functional: bool,
    /// Whether the subject is the best authority on it.
    pub is_self_warranted: bool,
}

/// All relations that `graph` declares; open relations are not among them.
pub(super) fn relations(graph: &Graph) -> BTreeMap<NamedNode, Relation> {
    let declared = graph.subjects_for_predicate_object(rdf::TYPE, tm::RELATION);
    declared
        .filter_map(|subject| match subject {
            NamedOrBlankNodeRef::NamedNode(iri) => Some((iri.into_owned(), relation(graph, iri))),
            _ => None,
        })
        .collect()
}

fn relation(graph: &Graph, iri: NamedNodeRef<'_>) -> Relation {
    let is_a =
        |class: NamedNodeRef<'_>| graph.contains(oxigraph::model::TripleRef::new(iri, rdf::TYPE, class));
    let label = match graph.object_for_subject_predicate(iri, rdfs::LABEL) {
        Some(TermRef::Literal(label)) => label.value().to_owned(),
        _ => iri.as_str().to_owned(),
    };
    Relation {
        iri: iri.into_owned(),
        label,
        domain: objects(graph, iri, rdfs::DOMAIN).next(),
        range: objects(graph, iri, rdfs::RANGE).next(),
        inverse_of: objects(graph, iri, owl::INVERSE_OF).next(),
        broader: sorted(objects(graph, iri, rdfs::SUB_PROPERTY_OF)),
        disjoint_with: disjoint_with(graph, iri),
        lower_bound_of: objects(graph, iri, tm::LOWER_BOUND_OF).next(),
        upper_bound_of: objects(graph, iri, tm::UPPER_BOUND_OF).next(),
        is_literal: is_a(owl::DATATYPE_PROPERTY),
        is_symmetric: is_a(owl::SYMMETRIC_PROPERTY),
        is_transitive: is_a(owl::TRANSITIVE_PROPERTY),
        is_functional: is_a(owl::FUNCTIONAL_PROPERTY),
        is_self_warranted: is_true(graph, iri, tm::SELF_WARRANTED),
    }
}

/// The declared terms, and datatypes, that `property` leads to.
fn objects<'a>(
    graph: &'a Graph,
    subject: NamedNodeRef<'a>,
    property: NamedNodeRef<'a>,
) -> impl Iterator<Item = NamedNode> + 'a {
    let objects = graph.objects_for_subject_predicate(subject, property);
    objects.filter_map(|object| match object {
        TermRef::NamedNode(node) => is_declared_or_datatype(graph, node).then(|| node.into_owned()),
        _ => None,
    })
}

/// Terms of other vocabularies that ours are aligned with say nothing of what may stand on a side.
fn is_declared_or_datatype(graph: &Graph, node: NamedNodeRef<'_>) -> bool {
    let is_a =
        |class: NamedNodeRef<'_>| graph.contains(oxigraph::model::TripleRef::new(node, rdf::TYPE, class));
    node.as_str().starts_with(tm::NAMESPACE)
        || node.as_str().starts_with("http://www.w3.org/2001/XMLSchema#")
        || is_a(owl::CLASS)
        || is_a(tm::RELATION)
}

/// Disjointness holds both ways, whichever was written.
fn disjoint_with(graph: &Graph, iri: NamedNodeRef<'_>) -> Vec<NamedNode> {
    let written_there = graph
        .subjects_for_predicate_object(owl::PROPERTY_DISJOINT_WITH, iri)
        .filter_map(|subject| match subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some(node.into_owned()),
            _ => None,
        });
    sorted(objects(graph, iri, owl::PROPERTY_DISJOINT_WITH).chain(written_there))
}

fn sorted(nodes: impl Iterator<Item = NamedNode>) -> Vec<NamedNode> {
    let mut nodes: Vec<_> = nodes.collect();
    nodes.sort();
    nodes.dedup();
    nodes
}

fn is_true(graph: &Graph, subject: NamedNodeRef<'_>, property: NamedNodeRef<'_>) -> bool {
    matches!(
        graph.object_for_subject_predicate(subject, property),
        Some(TermRef::Literal(literal)) if literal.value() == "true"
    )
}

#[cfg(test)]
mod tests {
    use crate::ontology::Ontology;

    #[test]
    fn a_relation_knows_its_sides_and_its_declared_direction() {
        let ontology = Ontology::bundled();
        let inverse = ontology.relation_named("operatesOnBehalfOf").unwrap();
        let declared = ontology
            .relation(inverse.inverse_of.as_ref().unwrap().as_ref())
            .unwrap();
        assert_eq!(declared.label, "operates");
        assert_eq!(declared.inverse_of, None);
        assert_eq!(declared.domain, inverse.range);
    }

    #[test]
    fn marks_are_read_off_the_types() {
        let ontology = Ontology::bundled();
        let count = ontology.relation_named("count").unwrap();
        assert!(count.is_literal && count.is_functional && !count.is_symmetric);
        assert!(ontology.relation_named("metWith").unwrap().is_symmetric);
        assert!(ontology.relation_named("investigates").unwrap().is_self_warranted);
        assert!(!ontology.relation_named("operates").unwrap().is_self_warranted);
        let lower = ontology.relation_named("minCount").unwrap();
        assert_eq!(lower.lower_bound_of.as_ref(), Some(&count.iri));
    }

    #[test]
    fn exclusion_holds_both_ways() {
        let ontology = Ontology::bundled();
        let [supports, opposes] = ["supports", "opposes"].map(|name| ontology.relation_named(name).unwrap());
        assert!(supports.disjoint_with.contains(&opposes.iri));
        assert!(opposes.disjoint_with.contains(&supports.iri));
    }

    #[test]
    fn properties_of_the_claim_model_are_no_relations() {
        assert_eq!(Ontology::bundled().relation_named("claimant"), None);
    }
}
