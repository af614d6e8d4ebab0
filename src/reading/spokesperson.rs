//! Spokespersons: who speaks for an organisation, so that the claim is the organisation's.

use rustc_hash::FxHashMap;

use crate::claim::Predicate;
use crate::entity::EntityIndex;
use crate::lexicon::patterns::Pattern;
use crate::proposition::{Filler, Finding, PropositionReader};

/// From a spokesperson to the organisation they speak for.
#[derive(Debug, Default)]
pub(super) struct Spokespersons {
    organisation: FxHashMap<EntityIndex, EntityIndex>,
}

impl Spokespersons {
    /// Those whom the document gives both a role that speaks for others and an organisation.
    pub(super) fn among(reader: PropositionReader<'_>, findings: &[Finding]) -> Self {
        let patterns = &reader.clauses.lexicon.patterns;
        let (Some(role), Some(affiliation)) =
            (patterns.get(Pattern::Role), patterns.get(Pattern::Affiliation))
        else {
            return Self::default();
        };
        let said = |relation: &oxigraph::model::NamedNode| {
            let predicate = Predicate::Relation(relation.clone());
            findings
                .iter()
                .filter(move |finding| finding.predicate == predicate)
        };
        let control = &reader.clauses.lexicon.control;
        let speaks = said(&role.relation).filter_map(|finding| match (&finding.subject, &finding.object) {
            (Filler::Entity(person, _), Filler::Literal(words)) => control
                .is_spokesperson(&words.value().to_lowercase())
                .then_some(*person),
            _ => None,
        });
        let speaks: Vec<EntityIndex> = speaks.collect();
        let organisation =
            said(&affiliation.relation).filter_map(|finding| match (&finding.subject, &finding.object) {
                (Filler::Entity(person, _), Filler::Entity(organisation, _)) if speaks.contains(person) => {
                    Some((*person, *organisation))
                }
                _ => None,
            });
        Self {
            organisation: organisation.collect(),
        }
    }

    /// The organisation that `person` speaks for.
    pub(super) fn organisation(&self, person: EntityIndex) -> Option<EntityIndex> {
        self.organisation.get(&person).copied()
    }
}
