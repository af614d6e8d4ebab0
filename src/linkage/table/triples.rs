//! RDF as a table: a row for each subject that no other points to, a column for each path of properties from
//! there to a literal.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};

use super::{Column, Table};
use crate::guard::{Doctypes, Guarded};

/// Properties that a path may have.
const DEEPEST: usize = 3;

/// The properties of a subject, in the order of the file.
type Properties = Vec<(String, Term)>;

pub(super) fn read(bytes: &[u8], extension: &str) -> Result<Table, String> {
    let format = RdfFormat::from_extension(extension).unwrap_or(RdfFormat::Turtle);
    let mut subjects: BTreeMap<String, Properties> = BTreeMap::new();
    let mut objects: BTreeSet<String> = BTreeSet::new();
    let guarded = Guarded::new((format, Doctypes::Short), bytes);
    for quad in RdfParser::from_format(format).for_reader(guarded) {
        let quad = quad.map_err(|error| error.to_string())?;
        let subject = id(&quad.subject);
        objects.extend(node(&quad.object).filter(|object| *object != subject));
        let property = local_name(quad.predicate.as_str()).to_owned();
        subjects.entry(subject).or_default().push((property, quad.object));
    }
    let is_root = |subject: &&String| !objects.contains(*subject);
    let mut roots: Vec<_> = subjects.keys().filter(is_root).collect();
    if roots.is_empty() {
        roots = subjects.keys().collect();
    }
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, root) in roots.iter().enumerate() {
        let mut values = BTreeMap::new();
        collect(&subjects, root, ("", DEEPEST), &mut values);
        for (path, value) in values {
            let column = columns
                .entry(path)
                .or_insert_with(|| vec![String::new(); roots.len()]);
            if let Some(cell) = column.get_mut(row) {
                *cell = value;
            }
        }
    }
    Ok(Table {
        ids: roots.iter().map(|root| (*root).clone()).collect(),
        columns: columns
            .into_iter()
            .map(|(name, values)| Column { name, values })
            .collect(),
    })
}

/// Gathers what is said of `subject`, and through it of others, by paths that begin with `path`.
fn collect(
    subjects: &BTreeMap<String, Properties>,
    subject: &str,
    (path, depth): (&str, usize),
    values: &mut BTreeMap<String, String>,
) {
    for (property, object) in subjects.get(subject).into_iter().flatten() {
        let path = if path.is_empty() {
            property.clone()
        } else {
            format!("{path}/{property}")
        };
        match (object, node(object)) {
            (Term::Literal(literal), _) => append(values, path, literal.value()),
            (_, Some(next)) if subjects.contains_key(&next) && depth > 1 => {
                collect(subjects, &next, (&path, depth - 1), values);
            }
            (Term::NamedNode(iri), _) => append(values, path, local_name(iri.as_str())),
            _ => {}
        }
    }
}

fn append(values: &mut BTreeMap<String, String>, path: String, value: &str) {
    let cell = values.entry(path).or_default();
    if !cell.is_empty() {
        cell.push(' ');
    }
    cell.push_str(value.trim());
}

/// The id of a term that may be a subject elsewhere.
fn node(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(node.to_string()),
        _ => None,
    }
}

fn id(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn local_name(iri: &str) -> &str {
    let end = iri.trim_end_matches(['/', '#']);
    end.rsplit(['/', '#']).next().unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_point_to_belongs_to_their_row() {
        let text = "@prefix : <http://a.example/> . :p1 :name \"Ann\" ; :lives :h1 . :h1 :street \"Quay\" .";
        let table = read(text.as_bytes(), "ttl").unwrap();
        assert_eq!(table.ids(), ["http://a.example/p1"]);
        let columns: Vec<_> = table
            .columns()
            .iter()
            .map(|column| (&*column.name, &*column.values[0]))
            .collect();
        assert_eq!(columns, [("lives/street", "Quay"), ("name", "Ann")]);
    }

    #[test]
    fn bad_triples_are_named_with_their_place() {
        let refused = read(b"<http://a.example/p> <http://a.example/q> .\n", "nt").unwrap_err();
        assert!(refused.contains("line 1"), "{refused}");
    }
}
