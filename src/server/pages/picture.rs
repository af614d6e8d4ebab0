//! A small picture of what a thing is said to be connected with: the thing in the middle, the others around it.

use std::f64::consts::TAU;

use serde::Serialize;

use super::cell::Row;

/// Half the width and height of the ring that the others stand on.
const RING: (f64, f64) = (250.0, 130.0);
/// The most characters of a name or relation that are shown.
const SHOWN: usize = 24;

/// Something that the thing is said to be connected with.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Spoke {
    pub(super) x: i32,
    pub(super) y: i32,
    /// Where the relation is written.
    pub(super) middle_x: i32,
    pub(super) middle_y: i32,
    pub(super) name: String,
    pub(super) relation: String,
    /// What is said, in full.
    pub(super) says: String,
    pub(super) row: Row,
}

/// The spokes of rows with `other`, `relation` and `isSubject`, around the thing called `name`.
pub(super) fn spokes(name: &str, rows: Vec<Row>) -> Vec<Spoke> {
    let count = rows.len().max(1) as f64;
    let numbered = rows.into_iter().enumerate();
    numbered
        .map(|(index, row)| spoke(name, index as f64 / count, row))
        .collect()
}

fn spoke(name: &str, turn: f64, row: Row) -> Spoke {
    // A little off the vertical, so that no two names stand on top of one another.
    let angle = TAU * (turn + 0.04);
    let (x, y) = (RING.0 * angle.sin(), -RING.1 * angle.cos());
    let part = |name: &str| row.get(name).map_or("", |cell| cell.text.as_str());
    let (other, relation) = (part("other"), part("relation"));
    let is_subject = part("isSubject") == "true";
    let says = match is_subject {
        true => format!("{name} {relation} {other}"),
        false => format!("{other} {relation} {name}"),
    };
    let arrow = if is_subject {
        format!("{} →", short(relation))
    } else {
        format!("← {}", short(relation))
    };
    Spoke {
        x: x as i32,
        y: y as i32,
        middle_x: (x * 0.55) as i32,
        middle_y: (y * 0.55) as i32,
        name: short(other),
        relation: if x < 0.0 { mirrored(&arrow) } else { arrow },
        says: format!("{}: {says}", part("stance")),
        row,
    }
}

/// An arrow that points the same way when the other stands to the left.
fn mirrored(arrow: &str) -> String {
    match (arrow.strip_suffix(" →"), arrow.strip_prefix("← ")) {
        (Some(relation), _) => format!("← {relation}"),
        (_, Some(relation)) => format!("{relation} →"),
        _ => arrow.to_owned(),
    }
}

fn short(text: &str) -> String {
    match text.chars().count() > SHOWN {
        true => text.chars().take(SHOWN - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_stand_apart_on_a_ring() {
        let spokes = spokes("Novo", vec![Row::new(), Row::new(), Row::new()]);
        let places: std::collections::BTreeSet<_> = spokes.iter().map(|spoke| (spoke.x, spoke.y)).collect();
        assert_eq!(places.len(), 3);
        assert!(places.iter().all(|(x, y)| x.abs() <= 250 && y.abs() <= 130));
    }

    #[test]
    fn a_long_name_is_shortened_by_letters() {
        assert_eq!(short(&"é".repeat(30)), format!("{}…", "é".repeat(23)));
    }
}
