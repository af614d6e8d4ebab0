//! The entities that take part in a claim, and the mentions of a document.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{Literal, NamedNodeRef};

use super::span::Spans;
use super::{GraphQuads, text};
use crate::claim::Reading;
use crate::entity::{Entity, EntityIndex};
use crate::mention::MentionKind;
use crate::vocab::{skos, tm};

/// Describes the entities among `participants`, the wholes they are part of, and all mentions.
///
/// What takes part in no claim stays a mention: it is written when it is a name, and refers to nothing. How many
/// there are of a thing is somebody's claim, and is not written here.
pub(super) fn describe_entities(
    graph: &mut GraphQuads,
    reading: &Reading,
    spans: &Spans<'_>,
    participants: &BTreeSet<EntityIndex>,
) {
    let described = with_wholes(reading, participants);
    let mut reasons = BTreeMap::new();
    for index in described {
        let Some(entity) = reading.entities.entities.get(index) else {
            continue;
        };
        describe_entity(graph, reading, entity);
        for link in &entity.chain {
            reasons.insert(link.mention, (entity.iri.as_node(), link.reason.as_str()));
        }
    }
    for (position, mention) in reading.entities.mentions.iter().enumerate() {
        let reference = reasons.get(&position);
        if reference.is_none() && mention.kind != MentionKind::Name {
            continue;
        }
        let Some(span) = spans.mention(position) else {
            continue;
        };
        span.describe(graph, tm::MENTION);
        graph.add(&span.iri, tm::MENTION_KIND, kind_node(mention.kind));
        if let Some((entity, reason)) = reference {
            graph.add(&span.iri, tm::REFERS_TO, (*entity).clone());
            graph.add(&span.iri, tm::COREFERENCE_REASON, text(reason));
        }
    }
}

fn with_wholes(reading: &Reading, participants: &BTreeSet<EntityIndex>) -> BTreeSet<EntityIndex> {
    let mut described = BTreeSet::new();
    let mut waiting: Vec<EntityIndex> = participants.iter().copied().collect();
    while let Some(index) = waiting.pop() {
        if described.insert(index) {
            let entity = reading.entities.entities.get(index);
            waiting.extend(entity.and_then(|entity| entity.part_of));
        }
    }
    described
}

fn describe_entity(graph: &mut GraphQuads, reading: &Reading, entity: &Entity) {
    let iri = entity.iri.as_node();
    graph.add_type(iri, entity.class.as_ref());
    graph.add_label(iri, &entity.label);
    graph.add(iri, tm::IS_NAMED, Literal::from(entity.is_named));
    for alias in &entity.aliases {
        graph.add(iri, skos::ALT_LABEL, text(alias));
    }
    if entity.is_plural {
        graph.add_type(iri, tm::COLLECTION);
    }
    let whole = entity
        .part_of
        .and_then(|whole| reading.entities.entities.get(whole));
    if let Some(whole) = whole {
        graph.add(iri, tm::PART_OF, whole.iri.as_node().clone());
    }
}

fn kind_node(kind: MentionKind) -> NamedNodeRef<'static> {
    match kind {
        MentionKind::Name => tm::MENTION_NAME,
        MentionKind::Nominal => tm::MENTION_NOMINAL,
        MentionKind::Pronoun => tm::MENTION_PRONOUN,
    }
}
