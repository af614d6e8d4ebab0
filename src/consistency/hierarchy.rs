//! Hierarchies: nothing is above itself, and nothing is under two classes that exclude each other.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use crate::agreement::Problem;
use crate::vocab::{owl, rdfs};

const ALL_DISJOINT_CLASSES: &str = "AllDisjointClasses";
const MEMBERS: &str = "http://www.w3.org/2002/07/owl#members";

/// From a term to those one step above it, or below it.
type Steps<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Every circle and every class that can have no member.
pub(super) fn problems(declared: &Declared<'_>) -> Vec<Problem> {
    let classes = steps(declared, &declared.classes, rdfs::SUB_CLASS_OF.as_str());
    let relations = steps(declared, &declared.relations, rdfs::SUB_PROPERTY_OF.as_str());
    let mut problems = circles(declared, &classes, "rdfs:subClassOf");
    problems.extend(circles(declared, &relations, "rdfs:subPropertyOf"));
    problems.extend(impossible(declared, &classes));
    problems
}

fn steps<'a>(declared: &'a Declared<'_>, terms: &'a BTreeSet<String>, property: &'a str) -> Steps<'a> {
    let above = terms
        .iter()
        .map(|term| (term.as_str(), declared.named(term, property)));
    above.collect()
}

/// One problem for each circle, at its first term.
fn circles(declared: &Declared<'_>, above: &Steps<'_>, property: &str) -> Vec<Problem> {
    let mut done = BTreeSet::new();
    let mut problems = Vec::new();
    for start in above.keys() {
        if let Some(circle) = circle(above, start, &mut done) {
            let names: Vec<String> = circle.iter().map(|term| declared.name(term)).collect();
            let (Some(first), Some(name)) = (circle.first(), names.first()) else {
                continue;
            };
            let way = match names.get(1..) {
                Some([]) | None => "itself".to_owned(),
                Some(others) => format!("itself by way of {}", others.join(", ")),
            };
            let message = format!("{name} is under {way}; take one {property} of the circle out");
            problems.push(declared.at(first, message));
        }
    }
    problems
}

/// The terms of a circle that can be reached from `start`, beginning with the first by name; `done` keeps what has been
/// looked at.
fn circle<'a>(above: &Steps<'a>, start: &'a str, done: &mut BTreeSet<&'a str>) -> Option<Vec<&'a str>> {
    let mut way: Vec<(&str, usize)> = Vec::new();
    let mut on_way = BTreeSet::new();
    let mut found = None;
    if done.insert(start) {
        way.push((start, 0));
        on_way.insert(start);
    }
    while let Some((term, next)) = way.last_mut() {
        let step = above.get(*term).and_then(|above| above.get(*next)).copied();
        *next += 1;
        match step {
            Some(step) if on_way.contains(step) => {
                let terms = way.iter().map(|(term, _)| *term);
                found.get_or_insert(terms.skip_while(|term| *term != step).collect::<Vec<_>>());
            }
            Some(step) if done.insert(step) => {
                on_way.insert(step);
                way.push((step, 0));
            }
            Some(_) => {}
            None => {
                on_way.remove(*term);
                way.pop();
            }
        }
    }
    found.map(|mut circle| {
        let first = circle.iter().enumerate().min_by_key(|(_, term)| **term);
        let place = first.map_or(0, |(place, _)| place);
        circle.rotate_left(place);
        circle
    })
}

/// Classes under two classes of one group that exclude each other; only the topmost are told.
fn impossible(declared: &Declared<'_>, above: &Steps<'_>) -> Vec<Problem> {
    let mut below: Steps<'_> = BTreeMap::new();
    for (class, parents) in above {
        for parent in parents {
            below.entry(parent).or_default().push(class);
        }
    }
    let mut problems = Vec::new();
    for group in groups(declared) {
        let clashes = clashes(&group, &below);
        for (class, [one, other]) in &clashes {
            let mut parents = above.get(class).into_iter().flatten();
            let is_topmost = !parents.any(|parent| parent != class && clashes.contains_key(parent));
            if is_topmost {
                let [name, one, other] = [*class, one, other].map(|class| declared.name(class));
                let message = format!(
                    "nothing can be a {name}: {one} and {other} above it are disjoint; take one rdfs:subClassOf or the owl:disjointWith out"
                );
                problems.push(declared.at(class, message));
            }
        }
    }
    problems
}

/// Pairs of `owl:disjointWith` and lists of `owl:AllDisjointClasses`.
fn groups<'a>(declared: &'a Declared<'_>) -> Vec<Vec<&'a str>> {
    let disjoint = owl::DISJOINT_WITH.as_str();
    let mut groups = Vec::new();
    for subject in declared.subjects() {
        let others = declared.nodes(subject, disjoint).into_iter();
        groups.extend(others.map(|other| vec![subject, other]));
        if declared.is_owl(subject, ALL_DISJOINT_CLASSES) {
            let lists = declared.nodes(subject, MEMBERS).into_iter();
            groups.extend(lists.map(|list| declared.list(list)));
        }
    }
    groups
}

/// The classes under two members of a group, with these two.
fn clashes<'a>(group: &[&'a str], below: &Steps<'a>) -> BTreeMap<&'a str, [&'a str; 2]> {
    let mut member_above: BTreeMap<&str, &str> = BTreeMap::new();
    let mut clashes = BTreeMap::new();
    for member in group {
        let mut seen = BTreeSet::new();
        let mut pending = vec![*member];
        while let Some(class) = pending.pop() {
            if !seen.insert(class) {
                continue;
            }
            match member_above.get(class) {
                Some(other) if other != member => {
                    clashes.entry(class).or_insert([*other, *member]);
                }
                _ => {
                    member_above.insert(class, member);
                }
            }
            pending.extend(below.get(class).into_iter().flatten());
        }
    }
    clashes
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn a_circle_is_told_once_with_the_way_round() {
        let circle = ":Boat rdfs:subClassOf :Tug .\n:Tug a owl:Class ; rdfs:subClassOf :Ferry .\n";
        assert_eq!(
            found(circle),
            [
                "o.ttl:5: `:Boat` is under itself by way of `:Tug`, `:Ferry`; take one rdfs:subClassOf of the circle out"
            ]
        );
        assert_eq!(
            found(":captain rdfs:subPropertyOf :captain .\n"),
            ["o.ttl:8: `:captain` is under itself; take one rdfs:subPropertyOf of the circle out"]
        );
    }

    #[test]
    fn a_class_under_two_disjoint_ones_is_told_and_not_what_is_under_it() {
        let more = ":Boat owl:disjointWith :Person .\n:Sailor a owl:Class ; rdfs:subClassOf :Person, :Ferry .\n\
                    :Mate a owl:Class ; rdfs:subClassOf :Sailor .\n";
        let message = "nothing can be a `:Sailor`: `:Boat` and `:Person` above it are disjoint; \
                       take one rdfs:subClassOf or the owl:disjointWith out";
        assert_eq!(found(more), [format!("o.ttl:10: {message}")]);
    }

    #[test]
    fn all_of_a_list_exclude_each_other() {
        let more = ":Tug a owl:Class .\n[] a owl:AllDisjointClasses ; owl:members ( :Tug :Person :Boat ) .\n\
                    :Both a owl:Class ; rdfs:subClassOf :Tug, :Boat .\n";
        let found = found(more);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("o.ttl:11: nothing can be a `:Both`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_long_chain_of_classes_is_looked_through_quickly() {
        let mut text = String::new();
        for number in 0..20_000 {
            text += &format!(":C{} a owl:Class ; rdfs:subClassOf :C{number} .\n", number + 1);
        }
        let found = found(&format!(":C0 a owl:Class .\n{text}"));
        assert_eq!(found, Vec::<String>::new());
    }
}
