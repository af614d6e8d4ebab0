//! Denials, and what they cover: the proposition itself, its parts, and narrower relations.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, Term};

use super::{Contradiction, Ground, affirmations};
use crate::claim::Stance;
use crate::derived::record::{Record, StoredClaim, StoredProposition};
use crate::ontology::Ontology;

/// A subject, predicate and object as text, which sorts.
type Key = (NamedNode, NamedNode, String);

/// Everything that anybody denies.
pub(in crate::derived) struct Denials<'a> {
    ontology: &'a Ontology,
    record: &'a Record,
    claims: BTreeMap<Key, Vec<&'a StoredClaim>>,
}

impl<'a> Denials<'a> {
    pub(in crate::derived) fn of(ontology: &'a Ontology, record: &'a Record) -> Self {
        let mut claims: BTreeMap<Key, Vec<&StoredClaim>> = BTreeMap::new();
        for claim in &record.claims {
            let proposition = record.propositions.get(&claim.proposition);
            if let (Stance::Denies, Some(proposition)) = (claim.stance, proposition) {
                claims.entry(key(proposition)).or_default().push(claim);
            }
        }
        Self {
            ontology,
            record,
            claims,
        }
    }

    /// The claims that deny `proposition`, a whole that its subject or object is part of, or a wider relation.
    ///
    /// Who denies running the stations denies running two of them; who denies being responsible for them denies
    /// running them.
    pub(in crate::derived) fn of_proposition(
        &self,
        proposition: &StoredProposition,
    ) -> impl Iterator<Item = (&'a StoredClaim, Ground)> {
        let same = key(proposition);
        let keys = self.covering_keys(proposition);
        keys.into_iter().flat_map(move |covering| {
            let ground = match covering == same {
                true => Ground::OppositeStance,
                false => Ground::DenialOfWhole,
            };
            let denials = self.claims.get(&covering).into_iter().flatten();
            denials.map(move |denial| (*denial, ground)).collect::<Vec<_>>()
        })
    }

    fn covering_keys(&self, proposition: &StoredProposition) -> Vec<Key> {
        if self.claims.is_empty() {
            return Vec::new();
        }
        let subjects = self.record.wholes(&proposition.subject);
        let relations = self.wider_relations(&proposition.predicate);
        let objects: Vec<String> = match &proposition.object {
            Term::NamedNode(object) => self
                .record
                .wholes(object)
                .iter()
                .map(NamedNode::to_string)
                .collect(),
            other => vec![other.to_string()],
        };
        let mut keys = Vec::new();
        for subject in &subjects {
            for relation in &relations {
                let of_objects = objects
                    .iter()
                    .map(|object| (subject.clone(), relation.clone(), object.clone()));
                keys.extend(of_objects);
            }
        }
        keys
    }

    /// `relation` and all that hold wherever it does.
    fn wider_relations(&self, relation: &NamedNode) -> BTreeSet<NamedNode> {
        let mut wider = BTreeSet::new();
        let mut waiting = vec![relation.clone()];
        while let Some(next) = waiting.pop() {
            if let Some(known) = self.ontology.relation(next.as_ref()) {
                waiting.extend(
                    known
                        .broader
                        .iter()
                        .filter(|broader| !wider.contains(*broader))
                        .cloned(),
                );
            }
            wider.insert(next);
        }
        wider
    }
}

/// The contradictions between what is affirmed and what is denied.
pub(super) fn denied_claims(ontology: &Ontology, record: &Record) -> Vec<Contradiction> {
    let denials = Denials::of(ontology, record);
    let mut found = Vec::new();
    for claim in affirmations(record) {
        let Some(proposition) = record.propositions.get(&claim.proposition) else {
            continue;
        };
        let clashes = denials
            .of_proposition(proposition)
            .filter(|(denial, _)| denial.may_meet(claim));
        found.extend(clashes.map(|(denial, ground)| Contradiction::between(claim, denial, ground)));
    }
    found
}

fn key(proposition: &StoredProposition) -> Key {
    (
        proposition.subject.clone(),
        proposition.predicate.clone(),
        proposition.object.to_string(),
    )
}
