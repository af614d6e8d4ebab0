//! Rows of answers as templates show them: words, and where they lead.

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef, Variable};
use serde::Serialize;

use super::super::exchange::Refusal;
use super::super::site::Site;
use super::ORIGIN;
use crate::query::ask_within;
use crate::store::{Allowance, Answer};
use crate::vocab::curie;

/// A term as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Cell {
    /// Its label, or its value.
    pub(super) text: String,
    /// Where it is described: a page of ours, or itself; none for a value.
    pub(super) href: Option<String>,
    /// The last part of an IRI in small letters, for the style sheet.
    pub(super) name: String,
    /// The IRI or value itself.
    pub(super) value: String,
}

/// Cells by the names of their variables; those without value are left out.
pub(super) type Row = BTreeMap<String, Cell>;

/// A query's rows as cells.
pub(super) fn rows(
    site: &Site,
    (query, bindings): (&str, &[(&str, Term)]),
    allowance: &Allowance,
) -> Result<Vec<Row>, Refusal> {
    Ok(match ask_within(&site.graph, (query, bindings), allowance)? {
        Answer::Rows { variables, rows } => shown(site, (&variables, &rows)),
        _ => Vec::new(),
    })
}

/// Rows as cells.
pub(super) fn shown(site: &Site, (variables, rows): (&[Variable], &[Vec<Option<Term>>])) -> Vec<Row> {
    let mut labels = BTreeMap::new();
    let mut row = |terms: &Vec<Option<Term>>| {
        let pairs = variables.iter().zip(terms);
        let bound = pairs.filter_map(|(variable, term)| Some((variable, term.as_ref()?)));
        let cells =
            bound.map(|(variable, term)| (variable.as_str().to_owned(), cell(site, term, &mut labels)));
        cells.collect()
    };
    rows.iter().map(&mut row).collect()
}

fn cell(site: &Site, term: &Term, labels: &mut BTreeMap<NamedNode, String>) -> Cell {
    match term.as_ref() {
        TermRef::NamedNode(node) => {
            let label = labels
                .entry(node.into_owned())
                .or_insert_with(|| label(site, node));
            Cell {
                text: label.clone(),
                href: Some(href(node.as_str())),
                name: local_name(node.as_str()),
                value: node.as_str().to_owned(),
            }
        }
        TermRef::Literal(literal) => value(literal.value()),
        TermRef::BlankNode(node) => value(&node.to_string()),
    }
}

pub(super) fn value(text: &str) -> Cell {
    Cell {
        text: text.to_owned(),
        href: None,
        name: String::new(),
        value: text.to_owned(),
    }
}

/// A node as a cell.
pub(super) fn node_cell(site: &Site, node: &NamedNode) -> Cell {
    cell(site, &node.clone().into(), &mut BTreeMap::new())
}

/// What a node is called; what nobody named goes by its short IRI.
fn label(site: &Site, node: NamedNodeRef<'_>) -> String {
    let found = site.graph.label(node).ok().flatten();
    found.unwrap_or_else(|| curie(node).trim_matches(['<', '>']).to_owned())
}

fn local_name(iri: &str) -> String {
    let name = iri.rsplit(['#', '/']).next().unwrap_or_default();
    name.to_lowercase()
}

/// Where a node is described.
pub(super) fn href(iri: &str) -> String {
    match iri.strip_prefix(ORIGIN) {
        Some(path) if path.starts_with('/') && !path.contains(['#', '?']) => path.to_owned(),
        Some(_) => format!("/thing?iri={}", encoded(iri)),
        None if iri.starts_with("http://") || iri.starts_with("https://") => iri.to_owned(),
        None => format!("/thing?iri={}", encoded(iri)),
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_lead_to_pages_and_others_to_themselves() {
        assert_eq!(href("https://w3id.org/testimony/claim/1"), "/claim/1");
        assert_eq!(
            href("https://w3id.org/testimony#Claim"),
            "/thing?iri=https%3A%2F%2Fw3id.org%2Ftestimony%23Claim"
        );
        assert_eq!(href("https://example.org/a"), "https://example.org/a");
        assert_eq!(
            href("javascript:alert(1)"),
            "/thing?iri=javascript%3Aalert%281%29"
        );
    }
}
