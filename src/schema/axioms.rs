//! What the axioms of relations tell of others: sides of inverses and of narrower relations.

use std::collections::BTreeMap;

use super::SchemaRelation;

/// Turns axioms one way and fills in sides that follow from them.
///
/// Of two relations that are each other's inverse only the later says so, so that one direction is the declared one. A
/// relation without a domain has that of the relation above it, or the range of its inverse; likewise its range.
pub(super) fn complete(relations: &mut [SchemaRelation]) {
    let places: BTreeMap<String, usize> = relations
        .iter()
        .enumerate()
        .map(|(place, relation)| (relation.id.clone(), place))
        .collect();
    turn_one_way(relations, &places);
    // Sides come down one step at a time.
    for _ in 0..relations.len() {
        if !fill_in(relations, &places) {
            break;
        }
    }
}

fn turn_one_way(relations: &mut [SchemaRelation], places: &BTreeMap<String, usize>) {
    for place in 0..relations.len() {
        let Some(relation) = relations.get(place) else {
            continue;
        };
        let names_back = |other: &String| {
            let other = places.get(other).filter(|other| **other > place);
            let other = other.and_then(|other| relations.get(*other));
            other.is_some_and(|other| other.inverse_of.contains(&relation.id))
        };
        let kept: Vec<String> = relation
            .inverse_of
            .iter()
            .filter(|other| !names_back(other))
            .cloned()
            .collect();
        if let Some(relation) = relations.get_mut(place) {
            relation.inverse_of = kept;
        }
    }
}

/// One step of filling in; false when nothing was left to fill in.
fn fill_in(relations: &mut [SchemaRelation], places: &BTreeMap<String, usize>) -> bool {
    let mut sides: Vec<(usize, [Vec<String>; 2])> = Vec::new();
    for (place, relation) in relations.iter().enumerate() {
        let find = |ids: &[String]| ids.iter().find_map(|id| places.get(id).copied());
        let (inverse, above) = (find(&relation.inverse_of), find(&relation.broader));
        if let Some(other) = above.and_then(|above| relations.get(above)) {
            sides.push((place, [other.domain.clone(), other.range.clone()]));
        }
        if let Some((other, at)) = inverse.and_then(|at| Some((relations.get(at)?, at))) {
            sides.push((place, [other.range.clone(), other.domain.clone()]));
            sides.push((at, [relation.range.clone(), relation.domain.clone()]));
        }
    }
    let mut is_changed = false;
    for (place, [domain, range]) in sides {
        let Some(relation) = relations.get_mut(place) else {
            continue;
        };
        for (side, known) in [(&mut relation.domain, domain), (&mut relation.range, range)] {
            if side.is_empty() && !known.is_empty() {
                *side = known;
                is_changed = true;
            }
        }
    }
    is_changed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::schema::Schema;

    #[test]
    fn sides_follow_from_inverses_and_wider_relations() {
        let text = "@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Ship a owl:Class . :Port a owl:Class .
:calls a owl:ObjectProperty ; rdfs:domain :Ship ; rdfs:range :Port ; owl:inverseOf :visitedBy .
:visitedBy a owl:ObjectProperty ; owl:inverseOf :calls .
:winters a owl:ObjectProperty ; rdfs:subPropertyOf :calls .
";
        let schema = Schema::parse(Path::new("ships.ttl"), text).unwrap();
        let visited = schema.relation("visitedBy").unwrap();
        assert_eq!(
            (visited.domain.join(" "), visited.range.join(" ")),
            ("Port".into(), "Ship".into())
        );
        assert_eq!(schema.relation("winters").unwrap().range, ["Port"]);
        let inverses: Vec<usize> = schema
            .relations
            .iter()
            .map(|relation| relation.inverse_of.len())
            .collect();
        assert_eq!(
            inverses.iter().sum::<usize>(),
            1,
            "one direction is the declared one"
        );
    }
}
