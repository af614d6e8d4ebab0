//! Comma-separated values and their kin. The first line is the header.

use super::{Column, Table, with_ids};

/// Marks that part cells, the likeliest first.
const DELIMITERS: [u8; 6] = [b'\t', b',', b';', b'|', b'%', b'^'];

/// Lines that are looked at to find the mark.
const SAMPLE: usize = 20;

pub(super) fn read(text: &str, id: Option<&str>) -> Result<Table, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut columns: Vec<Column> = header
        .iter()
        .map(|name| Column {
            name: name.trim().to_owned(),
            values: Vec::new(),
        })
        .collect();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        if record.len() > columns.len() {
            let line = record.position().map_or(0, csv::Position::line);
            let (found, wanted) = (record.len(), columns.len());
            return Err(format!("line {line} has {found} cells, the header {wanted}"));
        }
        for (place, column) in columns.iter_mut().enumerate() {
            column
                .values
                .push(unescaped(record.get(place).unwrap_or_default().trim()));
        }
    }
    with_ids(columns, id)
}

/// The mark that parts the header into the most cells of which the next lines have as many.
fn delimiter(text: &str) -> u8 {
    let cells = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let lengths: Vec<usize> = reader
            .into_records()
            .take(SAMPLE)
            .map_while(Result::ok)
            .map(|record| record.len())
            .collect();
        let first = lengths.first().copied().unwrap_or_default();
        let alike = lengths.iter().filter(|length| **length == first).count();
        (first > 1).then_some((alike * first * DELIMITERS.len(), alike))
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|mark| cells(*mark));
    best.filter(|mark| cells(*mark).is_some()).unwrap_or(b',')
}

/// A value without the character references of XML that tables of the web are full of.
fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(table: &Table) -> Vec<&str> {
        table
            .columns()
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    #[test]
    fn the_mark_between_cells_is_found() {
        for mark in ["\t", ",", ";", "|", "%"] {
            let text = "id,name,town\n7,\"Roe, Ann\",Bergen\n8,Dan Li,Oslo\n".replace(',', mark);
            let text = text.replace(&format!("Roe{mark}"), "Roe,");
            let table = read(&text, None).unwrap();
            assert_eq!(names(&table), ["name", "town"], "{mark}");
            assert_eq!(table.ids(), ["7", "8"]);
            assert_eq!(table.columns()[0].values, ["Roe, Ann", "Dan Li"]);
        }
    }

    #[test]
    fn names_alone_have_row_numbers_for_ids() {
        let table = read("name\nB&amp;B\nBerg 2\n", None).unwrap();
        assert_eq!(table.ids(), ["1", "2"]);
        assert_eq!(table.columns()[0].values, ["B&B", "Berg 2"]);
    }

    #[test]
    fn a_line_that_does_not_fit_is_named() {
        let refused = read("id,name\n1,Ann\n2,Dan,Li\n", None).unwrap_err();
        assert_eq!(refused, "line 3 has 3 cells, the header 2");
        let refused = read("id,name\n1,Ann\n1,Dan\n", Some("id")).unwrap_err();
        assert_eq!(refused, "has the id `1` twice, again in row 2");
        let refused = read("id,name\n1,Ann\n", Some("key")).unwrap_err();
        assert_eq!(refused, "has no column `key`; its columns are id, name");
    }
}
