//! An order of all terms: sorting by it cannot fail.
//!
//! Oxigraph compares two numbers by value, and a number with a text by their letters. So `9 < 10`, `"10" < "5 o'clock"` and
//! `"5 o'clock" < "9"`, which is no order, and the sort of Rust's library may panic over it. Here terms are put into
//! classes first, in each of which Oxigraph compares in one way.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, Term};
use spargebra::algebra::OrderExpression;

use super::allowance::{class, look};

/// The two keys in the place of one: the class of the value, and the value.
pub(super) fn keys(key: OrderExpression) -> [OrderExpression; 2] {
    match key {
        OrderExpression::Asc(key) => [
            OrderExpression::Asc(class(key.clone())),
            OrderExpression::Asc(look(key)),
        ],
        OrderExpression::Desc(key) => [
            OrderExpression::Desc(class(key.clone())),
            OrderExpression::Desc(look(key)),
        ],
    }
}

/// The class that a term is sorted in, as a text that sorts: numbers, then days and moments, then what is compared by its
/// letters, then texts. Nodes are none of these, and come before.
pub(super) fn class_of(term: &Term) -> Term {
    match term {
        Term::Literal(literal) => Literal::from(class_of_literal(literal)).into(),
        node => node.clone(),
    }
}

fn class_of_literal(literal: &Literal) -> String {
    let (datatype, value) = (literal.datatype(), literal.value());
    if [xsd::STRING, rdf::LANG_STRING, xsd::BOOLEAN].contains(&datatype) {
        return "9".to_owned();
    }
    let name = datatype
        .as_str()
        .strip_prefix("http://www.w3.org/2001/XMLSchema#");
    match name {
        None => "9".to_owned(),
        Some("date") if value.len() == 10 && value.parse::<Date>().is_ok() => "2".to_owned(),
        Some("dateTime") if is_moment(value) => "3".to_owned(),
        Some("dateTime") if is_local(value) => "4".to_owned(),
        Some("date" | "dateTime") => letters(literal),
        Some(_) => match value.parse::<f64>() {
            Ok(number) if !number.is_nan() => "1".to_owned(),
            _ => letters(literal),
        },
    }
}

/// Of what is compared by its letters alone each is a class of its own.
fn letters(literal: &Literal) -> String {
    format!("5{} {}", literal.datatype().as_str(), literal.value())
}

/// Whether a text is a moment as XML Schema writes it, with a zone.
fn is_moment(value: &str) -> bool {
    value.as_bytes().get(10) == Some(&b'T') && value.len() >= 20 && value.parse::<Timestamp>().is_ok()
}

/// The same without a zone.
fn is_local(value: &str) -> bool {
    value.as_bytes().get(10) == Some(&b'T') && value.len() >= 19 && value.parse::<DateTime>().is_ok()
}

#[cfg(test)]
mod tests {
    use crate::query::ask;
    use crate::query::tests::graph;
    use crate::store::Answer;

    /// The values in the order that a query gives.
    fn sorted(values: &str, key: &str) -> Vec<String> {
        let query = format!("SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY {key}");
        match ask(&graph(), &query).unwrap() {
            Answer::Rows { rows, .. } => rows
                .into_iter()
                .map(|row| row[0].as_ref().map_or(String::new(), ToString::to_string))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn numbers_and_texts_that_contradict_each_other_are_sorted() {
        let values: Vec<String> = (0..400)
            .flat_map(|number| {
                let number = number * 37 % 400;
                [
                    format!("{number}"),
                    format!("\"{number} o'clock\""),
                    format!("\"{number}\"@en"),
                    format!("\"{number}x\"^^xsd:integer"),
                    format!("\"P{number}D\"^^xsd:dayTimeDuration"),
                    format!("<urn:{number}>"),
                ]
            })
            .collect();
        let found = sorted(&values.join(" "), "?x");
        assert_eq!(found.len(), 2400);
        let place = |value: &str| found.iter().position(|other| other == value).unwrap();
        assert!(place("<urn:7>") < place("\"9\"^^<http://www.w3.org/2001/XMLSchema#integer>"));
        assert!(
            place("\"9\"^^<http://www.w3.org/2001/XMLSchema#integer>")
                < place("\"10\"^^<http://www.w3.org/2001/XMLSchema#integer>")
        );
        assert!(place("\"10 o'clock\"") < place("\"9 o'clock\""));
        assert_eq!(sorted(&values.join(" "), "DESC(?x)").len(), 2400);
    }

    #[test]
    fn days_are_sorted_by_time_and_what_is_not_there_comes_first() {
        let values = "\"2026-03-01\"^^xsd:date UNDEF \"2025-12-31\"^^xsd:date 1.5 \"b\" \"a\"@en";
        let found = sorted(values, "?x");
        assert_eq!(found[0], "");
        assert!(found[1].starts_with("\"1.5\""), "{found:?}");
        assert!(found[2].starts_with("\"2025-12-31\""), "{found:?}");
        assert_eq!(found[4..], ["\"a\"@en", "\"b\""]);
    }

    #[test]
    fn the_sorts_of_sub_queries_are_in_order_too() {
        let values: Vec<String> = (0..400)
            .map(|number| number * 37 % 400)
            .flat_map(|number| [format!("{number}"), format!("\"{number} o'clock\"")])
            .collect();
        let sort = format!(
            "SELECT ?x {{ VALUES ?x {{ {} }} }} ORDER BY ?x LIMIT 500",
            values.join(" ")
        );
        for query in [
            format!("SELECT ?x {{ {sort} }}"),
            format!("SELECT ?x {{ {{ {sort} }} VALUES ?y {{ 1 }} }}"),
            format!("SELECT ?x {{ {{ {sort} }} FILTER(STRLEN(STR(?x)) > 0) }}"),
            format!("SELECT ?x (COUNT(*) AS ?n) {{ {sort} }} GROUP BY ?x"),
            format!("SELECT ?x {{ {sort} OFFSET 0 }} ORDER BY DESC(?x)"),
        ] {
            let Answer::Rows { rows, .. } = ask(&graph(), &query).unwrap() else {
                panic!("{query}")
            };
            assert_eq!(rows.len(), 500, "{query}");
            let numbers = rows
                .iter()
                .filter(|row| row[0].as_ref().unwrap().to_string().ends_with("#integer>"));
            assert_eq!(numbers.count(), 400, "numbers come before texts: {query}");
        }
    }
}
