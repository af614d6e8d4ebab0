//! The terms of one iteration, one behind the other in one text that is used again for the next.

use super::source::{Iteration, References};
use super::term::{Expression, From, Kind, Piece, TermMap};
use crate::nquads::{Value, push_quoted};
use crate::record::is_written_as;
use crate::template::push_encoded;

/// The columns that the references of a source are, and a row of it.
type Row<'a> = (&'a [usize], &'a csv::StringRecord);

/// Terms in N-Quads.
#[derive(Debug, Default)]
pub(super) struct Terms {
    text: String,
    ends: Vec<usize>,
    /// A value before it is written as a literal.
    value: String,
}

impl Terms {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let places = starts.zip(&self.ends);
        places.map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
    }

    pub(super) fn push(&mut self, term: &str) {
        self.text.push_str(term);
        self.ends.push(self.text.len());
    }

    /// Makes these the terms of some maps.
    pub(super) fn fill(&mut self, maps: &[TermMap], from: From<'_>) -> Result<(), String> {
        self.clear();
        maps.iter().try_for_each(|map| self.add(map, from))
    }

    /// Adds the terms of a map.
    pub(super) fn add(&mut self, map: &TermMap, from: From<'_>) -> Result<(), String> {
        if let Expression::Constant(term) = &map.expression {
            self.push(term);
            return Ok(());
        }
        let row = match from {
            (References::Columns(columns), Iteration::Row(_, row)) => Some((columns.as_slice(), row)),
            _ => None,
        };
        match (row, &map.expression) {
            (Some(row), Expression::Template(pieces)) if map.kind == Kind::Iri && map.is_sound => {
                self.add_iri(pieces, row);
            }
            (Some(row), expression) if map.kind == Kind::Literal && map.is_simple() => {
                self.add_literal(map, expression, row)?;
            }
            _ => map.terms(from)?.iter().for_each(|term| self.push(term)),
        }
        Ok(())
    }

    /// An IRI from a template; nothing when a cell is empty.
    fn add_iri(&mut self, pieces: &[Piece], row: Row<'_>) {
        let start = self.text.len();
        self.text.push('<');
        match filled(&mut self.text, pieces, (row, push_encoded)) {
            true => {
                self.text.push('>');
                self.ends.push(self.text.len());
            }
            false => self.text.truncate(start),
        }
    }

    fn add_literal(&mut self, map: &TermMap, expression: &Expression, row: Row<'_>) -> Result<(), String> {
        let mut value = std::mem::take(&mut self.value);
        value.clear();
        let is_there = match expression {
            Expression::Reference(reference) => match cell(row, *reference) {
                Some(cell) => {
                    value.push_str(cell);
                    true
                }
                None => false,
            },
            Expression::Template(pieces) => filled(&mut value, pieces, (row, String::push_str)),
            Expression::Constant(_) => false,
        };
        let written = match (is_there, &map.datatype) {
            (false, _) => Ok(()),
            (true, Some(Expression::Constant(datatype))) => match is_written_as(&value, datatype) {
                true => {
                    Value::Typed(&value, datatype).write(&mut self.text);
                    self.ends.push(self.text.len());
                    Ok(())
                }
                false => Err(format!("`{value}` is not written as `{datatype}` asks")),
            },
            (true, _) => {
                push_quoted(&mut self.text, &value);
                self.ends.push(self.text.len());
                Ok(())
            }
        };
        self.value = value;
        written
    }
}

fn cell<'r>((columns, row): Row<'r>, reference: usize) -> Option<&'r str> {
    let cell = columns.get(reference).and_then(|column| row.get(*column));
    cell.filter(|cell| !cell.is_empty())
}

/// Fills a template in; false when a cell is empty.
fn filled(text: &mut String, pieces: &[Piece], (row, push): (Row<'_>, fn(&mut String, &str))) -> bool {
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Reference(reference) => match cell(row, *reference) {
                Some(cell) => push(text, cell),
                None => return false,
            },
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(kind: Kind, expression: Expression, datatype: Option<&str>) -> TermMap {
        TermMap {
            is_sound: expression.is_sound(),
            expression,
            kind,
            datatype: datatype.map(|datatype| Expression::Constant(datatype.to_owned())),
            language: None,
            base: None,
        }
    }

    #[test]
    fn the_short_way_for_rows_gives_the_terms_of_the_long_one() {
        let references = References::Columns(vec![1, 0]);
        let row = csv::StringRecord::from(vec!["12", "a \"b\" é/c"]);
        let iteration = Iteration::Row(1, row);
        let from = (&references, &iteration);
        let template = |first: &str| {
            Expression::Template(vec![
                Piece::Text(first.to_owned()),
                Piece::Reference(0),
                Piece::Reference(1),
            ])
        };
        let integer = "http://www.w3.org/2001/XMLSchema#integer";
        let maps = [
            map(Kind::Iri, template("http://e.org/"), None),
            map(Kind::Literal, template("x "), None),
            map(Kind::Literal, Expression::Reference(0), None),
            map(Kind::Literal, Expression::Reference(1), Some(integer)),
            map(Kind::Literal, Expression::Reference(9), None),
        ];
        for map in &maps {
            let mut terms = Terms::default();
            terms.add(map, from).unwrap();
            assert_eq!(
                terms.iter().collect::<Vec<_>>(),
                map.terms(from).unwrap(),
                "{map:?}"
            );
        }
        let wrong = map(Kind::Literal, Expression::Reference(0), Some(integer));
        assert_eq!(Terms::default().add(&wrong, from), wrong.terms(from).map(|_| ()));
    }
}
