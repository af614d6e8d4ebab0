//! What changed between two versions of an ontology.

use std::collections::BTreeMap;
use std::fmt;

use super::{Schema, SchemaClass, SchemaRelation};

/// A class or relation that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermChange {
    /// Its IRI, or the id that the file gives it.
    pub id: String,
    /// "class" or "relation", and what it is called, in the new version where it is there.
    pub name: String,
    /// What happened to it.
    pub change: Change,
}

/// What happened to a class or relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Each thing that is said otherwise, in words.
    Changed(Vec<String>),
}

/// A term as lists of texts, each with its name.
struct Described {
    name: String,
    parts: Vec<(&'static str, String)>,
}

/// The classes and relations that differ, sorted by id; a term is the same when its id is.
pub fn differences(before: &Schema, after: &Schema) -> Vec<TermChange> {
    let (before, after) = (described(before), described(after));
    let mut changes = Vec::new();
    for (id, old) in &before {
        let change = match after.get(id) {
            None => Change::Removed,
            Some(new) => match changed(old, new) {
                parts if parts.is_empty() => continue,
                parts => Change::Changed(parts),
            },
        };
        let name = after.get(id).unwrap_or(old).name.clone();
        let id = id.clone();
        changes.push(TermChange { id, name, change });
    }
    let added = after.iter().filter(|(id, _)| !before.contains_key(*id));
    changes.extend(added.map(|(id, new)| TermChange {
        id: id.clone(),
        name: new.name.clone(),
        change: Change::Added,
    }));
    changes.sort_by(|one, other| one.id.cmp(&other.id));
    changes
}

fn described(schema: &Schema) -> BTreeMap<String, Described> {
    let classes = schema.classes.iter().map(class);
    classes.chain(schema.relations.iter().map(relation)).collect()
}

fn class(class: &SchemaClass) -> (String, Described) {
    let parts = vec![
        ("label", class.label.clone()),
        ("definition", class.definition.clone().unwrap_or_default()),
        ("broader classes", class.broader.join(", ")),
        ("excludes", class.disjoint_with.join(", ")),
    ];
    let name = format!("class \"{}\"", class.label);
    (class.id.clone(), Described { name, parts })
}

fn relation(relation: &SchemaRelation) -> (String, Described) {
    let yes_or_no = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let parts = vec![
        ("label", relation.label.clone()),
        ("other labels", relation.other_labels.join(", ")),
        ("definition", relation.definition.clone().unwrap_or_default()),
        ("domain", relation.domain.join(", ")),
        ("range", relation.range.join(", ")),
        ("inverse of", relation.inverse_of.join(", ")),
        ("broader relations", relation.broader.join(", ")),
        ("excludes", relation.disjoint_with.join(", ")),
        ("one object at most", yes_or_no(relation.is_functional)),
        ("holds both ways", yes_or_no(relation.is_symmetric)),
        ("holds over steps", yes_or_no(relation.is_transitive)),
    ];
    let name = format!("relation \"{}\"", relation.label);
    (relation.id.clone(), Described { name, parts })
}

fn changed(old: &Described, new: &Described) -> Vec<String> {
    let parts = old.parts.iter().zip(&new.parts);
    let differing = parts.filter(|(old, new)| old != new);
    let told = differing.map(|((part, old), (_, new))| format!("{part}: \"{old}\" is now \"{new}\""));
    told.collect()
}

impl fmt::Display for TermChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, name, .. } = self;
        match &self.change {
            Change::Added => write!(formatter, "added\t{name}\t{id}"),
            Change::Removed => write!(formatter, "removed\t{name}\t{id}"),
            Change::Changed(parts) => write!(formatter, "changed\t{name}\t{id}\t{}", parts.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn schema(relations: &str) -> Schema {
        let text = format!(r#"{{"relations": [{relations}]}}"#);
        Schema::parse(Path::new("o.json"), &text).unwrap()
    }

    #[test]
    fn what_is_new_gone_or_said_otherwise_is_told() {
        let kept = r#"{"pid": "P1", "label": "captain", "domain": "boat"}"#;
        let before = schema(&format!(r#"{kept}, {{"pid": "P2", "label": "built by"}}"#));
        let after =
            schema(r#"{"pid": "P1", "label": "skipper", "domain": "boat"}, {"pid": "P3", "label": "owner"}"#);
        let told: Vec<String> = differences(&before, &after)
            .iter()
            .map(TermChange::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "changed\trelation \"skipper\"\tP1\tlabel: \"captain\" is now \"skipper\"",
                "removed\trelation \"built by\"\tP2",
                "added\trelation \"owner\"\tP3",
            ]
        );
        assert!(differences(&before, &before).is_empty());
    }
}
