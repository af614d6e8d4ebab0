//! What an ontology says of its relations, and which of several statements it leaves.
//!
//! A relation that is under another says more, so that the wider one is left out; a relation and its inverse, and a
//! symmetric one in both directions, say the same; of a functional one a subject has one object.

use std::cmp::Ordering;

use crate::schema::{Schema, SchemaRelation};

/// The axioms of a schema's relations, by their places among its relations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Axioms {
    functional: Vec<usize>,
    symmetric: Vec<usize>,
    /// A relation and one that says the same with subject and object changed over.
    inverse: Vec<(usize, usize)>,
    /// A relation and one above it, any number of steps up.
    broader: Vec<(usize, usize)>,
}

/// A pair that a relation is said to hold between; `K` tells subjects and objects apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate<K> {
    pub(super) relation: usize,
    pub(super) subject: K,
    pub(super) object: K,
    pub(super) share: f32,
}

impl Axioms {
    pub(super) fn of(schema: &Schema) -> Self {
        let places = |holds: fn(&SchemaRelation) -> bool| {
            let relations = schema.relations.iter().enumerate();
            relations
                .filter(|(_, relation)| holds(relation))
                .map(|(place, _)| place)
                .collect()
        };
        let place_of = |id: &String| schema.relations.iter().position(|relation| relation.id == *id);
        let pairs = |of: fn(&SchemaRelation) -> &[String]| -> Vec<(usize, usize)> {
            let relations = schema.relations.iter().enumerate();
            let pairs = relations.flat_map(|(place, relation)| {
                of(relation)
                    .iter()
                    .filter_map(place_of)
                    .map(move |other| (place, other))
            });
            pairs.collect()
        };
        Self {
            functional: places(|relation| relation.is_functional),
            symmetric: places(|relation| relation.is_symmetric),
            inverse: pairs(|relation| &relation.inverse_of),
            broader: closed(pairs(|relation| &relation.broader)),
        }
    }

    /// The candidates that stay, in their order; of those that exclude each other the one with the larger share.
    pub(super) fn keep<K: PartialEq>(&self, candidates: Vec<Candidate<K>>) -> Vec<Candidate<K>> {
        let is_beaten = |place: usize, candidate: &Candidate<K>| {
            let others = candidates.iter().enumerate().filter(|(other, _)| *other != place);
            let mut others =
                others.map(|(other, it)| (it, it.share.total_cmp(&candidate.share).then(place.cmp(&other))));
            others.any(|(other, order)| self.beats(other, candidate, order))
        };
        let places = candidates.iter().enumerate();
        let kept: Vec<bool> = places
            .map(|(place, candidate)| !is_beaten(place, candidate))
            .collect();
        let kept = candidates.into_iter().zip(kept).filter(|(_, is_kept)| *is_kept);
        kept.map(|(candidate, _)| candidate).collect()
    }

    /// Whether `other` leaves no room for `one`; `order` is greater when its share is, or it came first.
    fn beats<K: PartialEq>(&self, other: &Candidate<K>, one: &Candidate<K>, order: Ordering) -> bool {
        let is_same_way = other.subject == one.subject && other.object == one.object;
        let is_other_way = other.subject == one.object && other.object == one.subject;
        let is_one_relation = other.relation == one.relation;
        let is_pair = |pairs: &[(usize, usize)], pair: (usize, usize)| pairs.contains(&pair);
        let is_inverse = is_pair(&self.inverse, (one.relation, other.relation))
            || is_pair(&self.inverse, (other.relation, one.relation));
        let excludes = is_other_way
            && (is_inverse || is_one_relation && self.symmetric.contains(&one.relation))
            || is_one_relation && other.subject == one.subject && self.functional.contains(&one.relation);
        is_same_way && is_pair(&self.broader, (other.relation, one.relation))
            || excludes && order == Ordering::Greater
    }
}

/// Pairs with those that follow from them step by step.
fn closed(mut pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut next = 0;
    while let Some((low, high)) = pairs.get(next).copied() {
        let above: Vec<_> = pairs
            .iter()
            .filter(|(from, _)| *from == high)
            .map(|(_, to)| (low, *to))
            .collect();
        for pair in above {
            if pair.1 != low && !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        next += 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const SHIPS: &str = "@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:flag a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:label \"flag\" .
:near a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:label \"near\" .
:owns a owl:ObjectProperty ; rdfs:label \"owns\" ; rdfs:subPropertyOf :controls .
:controls a owl:ObjectProperty ; rdfs:label \"controls\" ; rdfs:subPropertyOf :knows .
:knows a owl:ObjectProperty ; rdfs:label \"knows\" .
:owner a owl:ObjectProperty ; rdfs:label \"owner\" ; owl:inverseOf :owns .
";

    fn kept(candidates: &[(&str, &'static str, &'static str, f32)]) -> Vec<String> {
        let schema = Schema::parse(Path::new("ships.ttl"), SHIPS).unwrap();
        let candidates = candidates
            .iter()
            .map(|(label, subject, object, share)| Candidate {
                relation: schema.place(label).unwrap(),
                subject: *subject,
                object: *object,
                share: *share,
            });
        let kept = Axioms::of(&schema).keep(candidates.collect());
        kept.iter()
            .map(|kept| {
                format!(
                    "{} {} {}",
                    kept.subject, schema.relations[kept.relation].label, kept.object
                )
            })
            .collect()
    }

    #[test]
    fn a_functional_relation_keeps_the_likeliest_object() {
        assert_eq!(
            kept(&[
                ("flag", "a", "x", 0.2),
                ("flag", "a", "y", 0.3),
                ("flag", "b", "x", 0.1)
            ]),
            ["a flag y", "b flag x"]
        );
    }

    #[test]
    fn the_same_said_twice_is_said_once() {
        assert_eq!(
            kept(&[("near", "a", "b", 0.2), ("near", "b", "a", 0.2)]),
            ["a near b"]
        );
        assert_eq!(
            kept(&[("owns", "a", "b", 0.2), ("owner", "b", "a", 0.4)]),
            ["b owner a"]
        );
    }

    #[test]
    fn the_narrower_relation_says_more() {
        assert_eq!(
            kept(&[
                ("knows", "a", "b", 0.9),
                ("owns", "a", "b", 0.2),
                ("knows", "a", "c", 0.2)
            ]),
            ["a owns b", "a knows c"]
        );
    }
}
