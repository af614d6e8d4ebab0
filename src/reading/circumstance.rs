//! Circumstances: who and what takes part beside subject and object.
//!
//! A fact with more than two parts ("police arrested two men **in Porto over the raid**") keeps them together, as
//! neo-Davidsonian events do (Parsons 1990); the roles are those of the lexicon.

use super::Reader;
use crate::claim::{Circumstance, Object, Predicate, Proposition};
use crate::entity::EntityIndex;
use crate::proposition::{Filler, Finding};
use crate::vocab::tm;

impl Reader<'_> {
    /// What stands behind the prepositions of the clause that `finding` hangs on, its own parts left out.
    ///
    /// An open predicate with a preposition in it has its circumstance as object already.
    pub(super) fn circumstances(self, finding: &Finding, proposition: &Proposition) -> Vec<Circumstance> {
        let clauses = self.propositions.clauses;
        if !clauses.is_predicate(finding.anchor) {
            return Vec::new();
        }
        let obliques = self.propositions.own_obliques(finding.anchor);
        let is_behind_one = |token: usize| obliques.iter().any(|oblique| oblique.object == token);
        let is_open = matches!(finding.predicate, Predicate::Open(_));
        if is_open && matches!(finding.object, Filler::Entity(_, token) if is_behind_one(token)) {
            return Vec::new();
        }
        let is_part = |entity: &EntityIndex| {
            *entity == proposition.subject || Object::Entity(*entity) == proposition.object
        };
        let mut found: Vec<Circumstance> = obliques
            .iter()
            .filter_map(|oblique| Some((oblique, self.propositions.entities.at(oblique.object)?)))
            .filter(|(_, entity)| !is_part(entity))
            .map(|(oblique, entity)| self.circumstance(&oblique.preposition, entity))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The first role of the table whose class the entity has.
    fn circumstance(self, preposition: &str, entity: EntityIndex) -> Circumstance {
        let entities = &self.propositions.entities.entities;
        let class = entities.get(entity).map(|entity| entity.class.as_ref());
        let roles = self.propositions.clauses.lexicon.roles.get(preposition).iter();
        let role = class.and_then(|class| {
            roles
                .filter(|role| self.propositions.ontology.is_subclass(class, role.class.as_ref()))
                .map(|role| role.role.clone())
                .next()
        });
        Circumstance {
            role: role.unwrap_or_else(|| tm::CIRCUMSTANCE.into_owned()),
            entity,
        }
    }
}
