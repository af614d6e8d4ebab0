//! Facts of a graph: which things the relations of an ontology join, and what these are called.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use oxigraph::model::{Literal, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;

use super::names::Names;
use crate::schema::{Schema, SchemaError, quads};
use crate::vocab::{rdfs, skos, xsd};

/// The properties whose objects are names.
const NAMES: [&str; 4] = [
    rdfs::LABEL.as_str(),
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    skos::ALT_LABEL.as_str(),
    "http://xmlns.com/foaf/0.1/name",
];

/// An end of a fact: its place among all ends.
pub(super) type End = usize;

/// A fact of the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    /// The relation's label.
    pub(super) relation: String,
    /// The fact as N-Triples writes it.
    pub(super) statement: String,
}

/// What is known: facts in the relations of one ontology, with the names of their ends.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    between: BTreeMap<(End, End), BTreeSet<Fact>>,
    pub(super) names: Names,
    /// First and last day, with the ends that are these days.
    pub(super) days: BTreeMap<(Date, Date), BTreeSet<End>>,
}

impl Facts {
    /// Reads facts from a file of RDF; its format is told by its ending.
    pub fn parse(schema: &Schema, path: &Path, text: &str) -> Result<Self, SchemaError> {
        Ok(Self::of(schema, &quads(path, text)?))
    }

    /// Takes from quads those whose predicate is a relation of `schema`, whatever graph they are in.
    ///
    /// Ends without a name in English or without a language are never found in a text.
    pub fn of(schema: &Schema, quads: &[Quad]) -> Self {
        let labels: BTreeMap<&str, &str> = schema
            .relations
            .iter()
            .map(|relation| (relation.id.as_str(), relation.label.as_str()))
            .collect();
        let mut facts = Self::default();
        let mut ends: FxHashMap<Term, End> = FxHashMap::default();
        for quad in quads {
            if let Some(label) = relation(&labels, quad.predicate.as_str()) {
                let next = ends.len();
                let subject = *ends.entry(node(&quad.subject)).or_insert(next);
                let next = ends.len();
                let object = *ends.entry(quad.object.clone()).or_insert(next);
                let fact = Fact {
                    relation: label.to_owned(),
                    statement: format!("{} {} {} .", quad.subject, quad.predicate, quad.object),
                };
                facts.between.entry((subject, object)).or_default().insert(fact);
            }
        }
        for (term, end) in &ends {
            if let Term::Literal(literal) = term {
                facts.name_literal(literal, *end);
            }
        }
        let named = quads
            .iter()
            .filter(|quad| NAMES.contains(&quad.predicate.as_str()));
        for quad in named {
            if let (Some(end), Term::Literal(name)) = (ends.get(&node(&quad.subject)), &quad.object)
                && name.language().is_none_or(|language| language.starts_with("en"))
            {
                facts.names.add(name.value(), *end);
            }
        }
        facts
    }

    /// How many pairs of ends are joined.
    pub fn len(&self) -> usize {
        self.between.len()
    }

    /// Whether no fact is in a relation of the ontology.
    pub fn is_empty(&self) -> bool {
        self.between.is_empty()
    }

    /// A text or number is called what it is; a day, month or year is found by its days.
    fn name_literal(&mut self, literal: &Literal, end: End) {
        match days(literal) {
            Some(days) => {
                self.days.entry(days).or_default().insert(end);
            }
            None => self.names.add(literal.value(), end),
        }
    }

    /// The facts that join one of `subjects` to one of `objects`.
    pub(super) fn between<'a>(
        &'a self,
        subjects: &'a BTreeSet<End>,
        objects: &'a BTreeSet<End>,
    ) -> impl Iterator<Item = &'a Fact> {
        let pairs = subjects
            .iter()
            .flat_map(move |subject| objects.iter().map(move |object| (*subject, *object)));
        pairs.filter_map(|pair| self.between.get(&pair)).flatten()
    }
}

/// The label of the relation with this IRI; the ids of JSON ontologies are the last parts of IRIs.
fn relation<'a>(labels: &BTreeMap<&str, &'a str>, iri: &str) -> Option<&'a str> {
    let local = iri.rsplit(['#', '/']).next().unwrap_or(iri);
    labels.get(iri).or_else(|| labels.get(local)).copied()
}

fn node(subject: &NamedOrBlankNode) -> Term {
    subject.clone().into()
}

/// The first and the last day that a date, month or year of XML Schema means.
fn days(literal: &Literal) -> Option<(Date, Date)> {
    let (datatype, value) = (literal.datatype(), literal.value());
    if datatype == xsd::DATE || datatype == xsd::DATE_TIME {
        let day: Date = value.get(..10)?.parse().ok()?;
        return Some((day, day));
    }
    if datatype == xsd::G_YEAR {
        let year = value.parse().ok()?;
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    }
    if datatype == xsd::G_YEAR_MONTH {
        let (year, month) = value.split_once('-')?;
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        return Some((first, first.last_of_month()));
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_mean_days() {
        let literal = |value, datatype| Literal::new_typed_literal(value, datatype);
        let day = date(1987, 5, 3);
        assert_eq!(days(&literal("1987-05-03", xsd::DATE)), Some((day, day)));
        assert_eq!(
            days(&literal("1987", xsd::G_YEAR)),
            Some((date(1987, 1, 1), date(1987, 12, 31)))
        );
        assert_eq!(
            days(&literal("1988-02", xsd::G_YEAR_MONTH)),
            Some((date(1988, 2, 1), date(1988, 2, 29)))
        );
        assert_eq!(days(&literal("early", xsd::DATE)), None);
    }
}
