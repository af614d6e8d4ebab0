//! The words for who says it.

use super::spans::Spans;
use crate::analysis::{Dep, NameLabel};
use crate::document::ByteSpan;
use crate::entity::Entities;
use crate::mention::MentionKind;

/// The name that the phrase of `token` has in it or beside it, else the phrase; "who" is whom it relates to.
pub(super) fn source(spans: Spans<'_>, entities: &Entities, token: usize) -> Option<ByteSpan> {
    let reader = spans.reader();
    let token = spans.reader().antecedent(token).unwrap_or(token);
    let beside = reader.analysis.children_by(token, Dep::Appos);
    let above = (reader.dep(token) == Dep::Appos).then(|| reader.head(token));
    let objects = reader.analysis.children_by(token, Dep::Prep);
    let objects = objects.flat_map(|preposition| reader.analysis.children_by(preposition, Dep::Pobj));
    let behind = objects.flat_map(|object| reader.analysis.children_by(object, Dep::Appos));
    let mut heads = std::iter::once(token).chain(beside).chain(above).chain(behind);
    let name = heads.find_map(|head| name(spans, entities, head));
    name.or_else(|| spans.speaker_phrase(token))
}

fn name(spans: Spans<'_>, entities: &Entities, head: usize) -> Option<ByteSpan> {
    let mention = entities.mention_at(head)?;
    if mention.kind != MentionKind::Name {
        return None;
    }
    let mut names = spans.reader().analysis.names.iter();
    let longer = names
        .find(|name| name.tokens.contains(&head) && matches!(name.label, NameLabel::Person | NameLabel::Org));
    let own = spans.trimmed(&mention.tokens.clone().collect::<Vec<_>>())?;
    let longer = longer.and_then(|name| spans.trimmed(&name.tokens.clone().collect::<Vec<_>>()));
    Some(longer.filter(|longer| longer.contains(own)).unwrap_or(own))
}
