//! Mentions with their type and what they refer to.

use super::spans::Spans;
use super::{Entities, EntityAnnotation};
use crate::analysis::Pos;
use crate::entity::EntityIndex;
use crate::ontology::Ontology;
use crate::proposition::PropositionReader;
use crate::vocab::tm;
use oxigraph::model::NamedNodeRef;

/// Type labels for classes of the ontology; the first that holds counts.
const TYPES: [(NamedNodeRef<'static>, &str); 8] = [
    (tm::PERSON, "PERSON"),
    (tm::ORGANIZATION, "ORG"),
    (tm::GROUP, "NORP"),
    (tm::GEOPOLITICAL_ENTITY, "GPE"),
    (tm::FACILITY, "FAC"),
    (tm::PLACE, "LOC"),
    (tm::EVENT, "EVENT"),
    (tm::DOCUMENT, "WORK"),
];

/// The mentions that refer to something, in text order.
pub(super) fn entities(propositions: PropositionReader<'_>, spans: Spans<'_>) -> Vec<EntityAnnotation> {
    let entities = propositions.entities;
    let mut found: Vec<EntityAnnotation> = (0..entities.entities.len())
        .flat_map(|index| of_entity(entities, spans, (index, propositions.ontology)))
        .collect();
    found.sort_by_key(|mention| (mention.words.span, mention.coref));
    found
}

fn of_entity(
    entities: &Entities,
    spans: Spans<'_>,
    (index, ontology): (EntityIndex, &Ontology),
) -> Vec<EntityAnnotation> {
    let Some(entity) = entities.entities.get(index) else {
        return Vec::new();
    };
    let kinds = TYPES.iter();
    let kind = kinds
        .filter(|(class, _)| ontology.is_subclass(entity.class.as_ref(), *class))
        .map(|(_, kind)| *kind)
        .next()
        .unwrap_or("OTHER");
    let links = entity.chain.iter();
    let mentions = links.filter_map(|link| {
        let mention = entities.mentions.get(link.mention)?;
        let tokens: Vec<usize> = mention.tokens.clone().collect();
        // "Chinese" names a people where it stands as an adjective.
        let is_adjective = spans.reader().pos(mention.head)? == Pos::Adj;
        let kind = if is_adjective { "NORP" } else { kind };
        Some(EntityAnnotation {
            words: spans.words(spans.trimmed(&tokens)?),
            kind: kind.to_owned(),
            coref: index,
        })
    });
    mentions.collect()
}
