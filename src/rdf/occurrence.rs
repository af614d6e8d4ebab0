//! Occurrences: a proposition with all that its clause says of where, for whom and with what.

use oxigraph::model::NamedNode;

use super::{GraphQuads, PropositionNode, hashed_iri};
use crate::vocab::{OCCURRENCE_NAMESPACE, tm};

/// Describes the occurrence that a claim tells of and names it by its content; nothing without circumstances.
///
/// Who tells of the same proposition with the same circumstances tells of the same occurrence.
pub(super) fn describe_occurrence(
    graph: &mut GraphQuads,
    proposition: &PropositionNode,
    mut circumstances: Vec<(NamedNode, NamedNode)>,
) -> Option<NamedNode> {
    circumstances.sort();
    circumstances.dedup();
    let parts = circumstances
        .iter()
        .flat_map(|(role, entity)| [role.as_str(), entity.as_str()]);
    let parts: Vec<&str> = std::iter::once(proposition.iri.as_str()).chain(parts).collect();
    if circumstances.is_empty() {
        return None;
    }
    let iri = hashed_iri(OCCURRENCE_NAMESPACE, &parts);
    graph.add_type(&iri, tm::OCCURRENCE);
    graph.add(&iri, tm::OCCURRENCE_OF, proposition.iri.clone());
    for (role, entity) in circumstances {
        graph.add(&iri, role, entity);
    }
    Some(iri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::Ontology;

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://example.org/{name}"))
    }

    fn described(circumstances: &[(&str, &str)]) -> (Option<NamedNode>, usize) {
        let proposition =
            PropositionNode::new(&Ontology::bundled(), node("a"), node("meets"), node("b").into());
        let mut graph = GraphQuads::new(node("graph"));
        let circumstances = circumstances
            .iter()
            .map(|(role, entity)| (node(role), node(entity)));
        let iri = describe_occurrence(&mut graph, &proposition, circumstances.collect());
        (iri, graph.into_quads().len())
    }

    #[test]
    fn an_occurrence_is_named_by_what_it_holds_and_not_by_order() {
        let (one, quads) = described(&[("at", "porto"), ("with", "c")]);
        let (same, _) = described(&[("with", "c"), ("at", "porto")]);
        let (other, _) = described(&[("at", "porto")]);
        assert_eq!(quads, 4);
        assert_eq!(one, same);
        assert_ne!(one, other);
    }

    #[test]
    fn a_bare_proposition_has_no_occurrence() {
        assert_eq!(described(&[]), (None, 0));
    }
}
