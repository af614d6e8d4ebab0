//! Tables: CSV, TSV and other delimited text, JSON Lines, N-Triples and Turtle, also compressed.

mod delimited;
mod json;
mod triples;

use std::io::Read;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

/// A table in memory, column by column. Every row has an id of its own, and every column a value, perhaps
/// an empty one, for every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    ids: Vec<String>,
    columns: Vec<Column>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header, or the path of properties that leads to its values: `has_address/street`.
    pub name: String,
    /// A value for each row; several of one row stand behind each other.
    pub values: Vec<String>,
}

/// A table that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}", path = path.display())]
pub struct TableError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, where, and what would be right.
    pub problem: String,
}

impl Table {
    /// The rows' ids, in the order of the rows.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// All columns but the one with the ids.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The place of a column by its name; of a path its last part will do.
    pub fn column(&self, name: &str) -> Option<usize> {
        let exactly = self.columns.iter().position(|column| column.name == name);
        exactly.or_else(|| {
            let mut columns = self.columns.iter();
            columns.position(|column| column.name.rsplit('/').next() == Some(name))
        })
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// The most bytes that a table may have once unpacked.
const MOST_BYTES: u64 = 4 << 30;

/// Reads a table; `id` names the column with the ids where they are not found by themselves.
///
/// What kind of table it is follows from the file's name, and gzip from the first bytes.
pub fn read_table(path: &Path, id: Option<&str>) -> Result<Table, TableError> {
    let error = |problem: String| TableError {
        path: path.to_path_buf(),
        problem,
    };
    let bytes = unpacked(path).map_err(|problem| error(format!("cannot be read: {problem}")))?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let extension = name.rsplit('.').next().unwrap_or_default();
    let table = match extension {
        "nt" | "ttl" => triples::read(&bytes, extension),
        "jsonl" | "ndjson" | "json" => json::read(&text(bytes).map_err(error)?, id),
        "csv" | "tsv" | "tab" | "txt" => delimited::read(&text(bytes).map_err(error)?, id),
        _ => Err("is no table; use .csv, .tsv, .txt, .jsonl, .nt or .ttl, also with .gz".to_owned()),
    }
    .map_err(error)?;
    match table.is_empty() {
        true => Err(error("has no row".to_owned())),
        false => Ok(table),
    }
}

fn unpacked(path: &Path) -> std::io::Result<Vec<u8>> {
    let bytes = std::fs::read(path)?;
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let decoder = flate2::read::MultiGzDecoder::new(bytes.as_slice());
    decoder.take(MOST_BYTES).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

/// UTF-8, or else Windows-1252, in which old tables come.
fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.contains(&0) {
        return Err("is not text: it has NUL bytes".to_owned());
    }
    let decoded = String::from_utf8(bytes).unwrap_or_else(|error| {
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
        text.into_owned()
    });
    Ok(decoded.trim_start_matches('\u{FEFF}').to_owned())
}

/// Takes the ids out of the columns: the column named, the first that looks like ids, or the rows' numbers.
fn with_ids(mut columns: Vec<Column>, id: Option<&str>) -> Result<Table, String> {
    let rows = columns.first().map_or(0, |column| column.values.len());
    let place = match id {
        Some(id) => Some(
            columns
                .iter()
                .position(|column| column.name == id)
                .ok_or_else(|| {
                    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
                    format!("has no column `{id}`; its columns are {}", names.join(", "))
                })?,
        ),
        None if columns.len() > 1 => columns.iter().position(looks_like_ids),
        None => None,
    };
    let ids = match place {
        Some(place) => columns.remove(place).values,
        None => (1..=rows).map(|row| row.to_string()).collect(),
    };
    let mut seen = FxHashSet::default();
    let twice = ids.iter().enumerate().find(|(_, id)| !seen.insert(id.as_str()));
    match twice {
        Some((row, id)) => Err(format!("has the id `{id}` twice, again in row {}", row + 1)),
        None => Ok(Table { ids, columns }),
    }
}

/// Whether a column tells rows apart and tells nothing else: complete, distinct, one word, with digits.
fn looks_like_ids(column: &Column) -> bool {
    let mut seen = FxHashSet::default();
    let is_id = |value: &String| {
        let is_word = !value.is_empty() && !value.contains(char::is_whitespace);
        is_word && seen.insert(value.clone())
    };
    let with_digits = column
        .values
        .iter()
        .filter(|value| value.contains(|letter: char| letter.is_ascii_digit()));
    2 * with_digits.count() > column.values.len() && column.values.iter().all(is_id)
}
