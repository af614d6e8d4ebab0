//! Affirmed values that cannot both hold: of functional relations, of bounds, of relations that exclude each
//! other.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, Term};

use super::{Contradiction, Ground, affirmations};
use crate::derived::record::{Record, StoredClaim};
use crate::ontology::{Ontology, Relation};

/// One affirmed proposition about a subject.
struct Value<'a> {
    claim: &'a StoredClaim,
    relation: &'a Relation,
    object: &'a Term,
}

/// The contradictions among what is affirmed of one and the same subject.
pub(super) fn clashing_claims(ontology: &Ontology, record: &Record) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for values in values_by_subject(ontology, record).values() {
        for (index, one) in values.iter().enumerate() {
            for other in values.iter().skip(index + 1) {
                let ground = clash(one, other).or_else(|| clash(other, one));
                let ground = ground.filter(|_| one.claim.may_meet(other.claim));
                found.extend(ground.map(|ground| Contradiction::between(one.claim, other.claim, ground)));
            }
        }
    }
    found
}

/// What is affirmed of each subject with a relation that can clash.
fn values_by_subject<'a>(
    ontology: &'a Ontology,
    record: &'a Record,
) -> BTreeMap<&'a NamedNode, Vec<Value<'a>>> {
    let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for claim in affirmations(record) {
        let Some(proposition) = record.propositions.get(&claim.proposition) else {
            continue;
        };
        let relation = ontology.relation(proposition.predicate.as_ref());
        if let Some(relation) = relation.filter(|relation| can_clash(relation)) {
            values.entry(&proposition.subject).or_default().push(Value {
                claim,
                relation,
                object: &proposition.object,
            });
        }
    }
    values
}

fn can_clash(relation: &Relation) -> bool {
    relation.is_functional
        || !relation.disjoint_with.is_empty()
        || relation.lower_bound_of.is_some()
        || relation.upper_bound_of.is_some()
}

fn clash(one: &Value<'_>, other: &Value<'_>) -> Option<Ground> {
    let is_same_relation = one.relation.iri == other.relation.iri;
    if is_same_relation && one.relation.is_functional && differ(one.object, other.object) {
        return Some(Ground::FunctionalClash);
    }
    if one.relation.disjoint_with.contains(&other.relation.iri) && one.object == other.object {
        return Some(Ground::DisjointRelations);
    }
    is_out_of_bounds(one, other).then_some(Ground::CountClash)
}

/// Whether `low` is a lower bound above the value or upper bound of `high`, or `high` an upper bound below the
/// value of `low`.
fn is_out_of_bounds(low: &Value<'_>, high: &Value<'_>) -> bool {
    let (Some(least), Some(most)) = (number(low.object), number(high.object)) else {
        return false;
    };
    let lower = low.relation.lower_bound_of.as_ref();
    let upper = high.relation.upper_bound_of.as_ref();
    let is_paired = match (lower, upper) {
        (Some(lower), Some(upper)) => lower == upper,
        (Some(lower), None) => *lower == high.relation.iri,
        (None, Some(upper)) => *upper == low.relation.iri,
        (None, None) => false,
    };
    is_paired && least > most
}

/// Whether two values cannot be the same. "1970" and "1970-05-01" can: one says less.
fn differ(one: &Term, other: &Term) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one != other,
        _ => match (one, other) {
            (Term::Literal(one), Term::Literal(other)) => {
                !one.value().starts_with(other.value()) && !other.value().starts_with(one.value())
            }
            _ => one != other,
        },
    }
}

fn number(term: &Term) -> Option<i128> {
    match term {
        Term::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}
