//! The names that a proposal may use: classes and relations of an ontology, each with its meaning.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::NamedNodeRef;

use crate::ontology::{Ontology, Relation};
use crate::schema::{Schema, SchemaRelation};
use crate::vocab::tm;

/// Kinds of values that a relation may ask for instead of a class.
pub(super) const VALUES: [&str; 5] = ["date", "decimal", "integer", "number", "string"];

/// Classes of ours that stand for how things are kept, not for kinds of things.
const KEPT_BACK: [NamedNodeRef<'static>; 2] = [tm::COLLECTION, tm::DOCUMENT_VERSION];

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTerm {
    /// What proposals call it.
    pub name: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// Its IRI or id.
    pub id: String,
    /// The names of the classes above it.
    above: BTreeSet<String>,
}

/// A relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationTerm {
    /// What proposals call it.
    pub name: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// Its IRI or id.
    pub id: String,
    /// The names of the classes of its subjects; empty when all fit.
    pub domain: Vec<String>,
    /// The names of the classes of its objects, or a kind of value; empty when all fit.
    pub range: Vec<String>,
}

/// Classes and relations by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// The classes.
    pub classes: BTreeMap<String, ClassTerm>,
    /// The relations.
    pub relations: BTreeMap<String, RelationTerm>,
}

impl Terms {
    /// The terms of the program's ontology and of one that joined it; of a relation and its inverse, the direction that is
    /// kept. Where two have one name, it is that of the other ontology, which somebody asked for.
    pub fn of_ontology(ontology: &Ontology) -> Self {
        let kinds = ontology.kinds().filter(|class| !KEPT_BACK.contains(class));
        let mut classes: Vec<_> = kinds.collect();
        classes.sort_by_key(|class| !is_ours(*class));
        let above = |class: NamedNodeRef<'_>| {
            let above = classes
                .iter()
                .filter(|other| ontology.is_subclass(class, **other));
            above.map(|other| local_name(other.as_str())).collect()
        };
        let terms = classes.iter().map(|class| ClassTerm {
            name: local_name(class.as_str()),
            meaning: ontology.comment(*class).unwrap_or_default().to_owned(),
            id: class.as_str().to_owned(),
            above: above(*class),
        });
        let declared = ontology.relations();
        let mut declared: Vec<_> = declared
            .filter(|relation| relation.inverse_of.is_none())
            .collect();
        declared.sort_by_key(|relation| !is_ours(relation.iri.as_ref()));
        let relations = declared
            .into_iter()
            .map(|relation| relation_term(ontology, relation));
        Self {
            classes: terms.map(|term| (term.name.clone(), term)).collect(),
            relations: relations.map(|term| (term.name.clone(), term)).collect(),
        }
    }

    /// The terms of a user's ontology, called by their labels.
    pub fn of_schema(schema: &Schema) -> Self {
        let mut classes = BTreeMap::new();
        for class in &schema.classes {
            let term = ClassTerm {
                name: class.label.clone(),
                meaning: String::new(),
                id: class.id.clone(),
                above: above_in(schema, &class.id),
            };
            classes.insert(class.label.clone(), term);
        }
        let sides = schema.relations.iter();
        let sides = sides.flat_map(|relation| relation.domain.iter().chain(&relation.range));
        for name in sides.filter(|name| !VALUES.contains(&name.as_str())) {
            classes.entry(name.clone()).or_insert_with(|| ClassTerm {
                name: name.clone(),
                meaning: String::new(),
                id: name.clone(),
                above: BTreeSet::from([name.clone()]),
            });
        }
        let relations = schema.relations.iter().map(schema_term);
        Self {
            classes,
            relations: relations.map(|term| (term.name.clone(), term)).collect(),
        }
    }

    /// Whether something of the class `name` may stand where one of `expected` is asked for: of the same class, a
    /// narrower or a wider one.
    pub(super) fn fits(&self, name: &str, expected: &[String]) -> bool {
        let is_under = |one: &str, other: &str| {
            one == other
                || self
                    .classes
                    .get(one)
                    .is_some_and(|class| class.above.contains(other))
        };
        let mut expected_one = expected.iter();
        expected.is_empty() || expected_one.any(|other| is_under(name, other) || is_under(other, name))
    }
}

impl RelationTerm {
    /// The kind of value that it asks for; none when it leads to things.
    pub(super) fn value(&self) -> Option<&str> {
        let mut range = self.range.iter().map(String::as_str);
        range.find(|name| VALUES.contains(name))
    }
}

fn relation_term(ontology: &Ontology, relation: &Relation) -> RelationTerm {
    let side = |class: &Option<oxigraph::model::NamedNode>| -> Vec<String> {
        class.iter().map(|class| local_name(class.as_str())).collect()
    };
    let range = match side(&relation.range) {
        range if range.is_empty() && relation.is_literal => vec!["string".to_owned()],
        range => range,
    };
    let comment = ontology.comment(relation.iri.as_ref());
    term(
        (
            local_name(relation.iri.as_str()),
            relation.iri.as_str().to_owned(),
        ),
        comment.unwrap_or(&relation.label).to_owned(),
        (side(&relation.domain), range),
    )
}

fn schema_term(relation: &SchemaRelation) -> RelationTerm {
    let meaning = relation.definition.clone().unwrap_or_default();
    term(
        (relation.label.clone(), relation.id.clone()),
        meaning,
        (relation.domain.clone(), relation.range.clone()),
    )
}

fn term(
    (name, id): (String, String),
    meaning: String,
    (domain, range): (Vec<String>, Vec<String>),
) -> RelationTerm {
    RelationTerm {
        name,
        meaning,
        id,
        domain,
        range,
    }
}

/// The labels of a class and of all above it.
fn above_in(schema: &Schema, id: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        let found = schema.classes.binary_search_by(|class| class.id.as_str().cmp(id));
        let Some(class) = found.ok().and_then(|index| schema.classes.get(index)) else {
            continue;
        };
        if seen.insert(class.label.clone()) {
            pending.extend(class.broader.iter().map(String::as_str));
        }
    }
    seen
}

fn is_ours(term: NamedNodeRef<'_>) -> bool {
    term.as_str().starts_with(tm::NAMESPACE)
}

/// What stands behind the last `#` or `/` of an IRI.
fn local_name(iri: &str) -> String {
    let local = iri.rsplit(['#', '/']).next();
    local.filter(|name| !name.is_empty()).unwrap_or(iri).to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_terms_of_the_ontology_have_meanings_sides_and_a_taxonomy() {
        let terms = Terms::of_ontology(&Ontology::bundled());
        let operates = &terms.relations["operates"];
        assert!(
            !operates.meaning.is_empty() && operates.domain == ["Agent"],
            "{operates:?}"
        );
        assert!(
            !terms.relations.contains_key("ownedBy"),
            "an inverse is kept in its declared direction"
        );
        assert_eq!(terms.relations["count"].value(), Some("integer"));
        assert!(terms.fits("Court", &operates.domain) && terms.fits("Entity", &operates.domain));
        assert!(!terms.fits("Event", &operates.domain));
        assert!(!terms.classes.contains_key("Claim"));
    }

    #[test]
    fn the_terms_of_an_ontology_of_ones_own_are_its_labels() {
        let text = r#"{"title": "Boats", "concepts": [{"qid": "Q1", "label": "boat"}, {"qid": "Q2", "label": "yard"}],
            "relations": [{"pid": "P1", "label": "built by", "domain": "Q1", "range": "Q2"},
                          {"pid": "P2", "label": "length", "domain": "Q1", "range": "number"}]}"#;
        let schema = Schema::parse(Path::new("boats.json"), text).unwrap();
        let terms = Terms::of_schema(&schema);
        assert_eq!(terms.relations["built by"].range, ["yard"]);
        assert_eq!(terms.relations["length"].value(), Some("number"));
        assert!(!terms.fits("yard", &terms.relations["built by"].domain));
    }
}
