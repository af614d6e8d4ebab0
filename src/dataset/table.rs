//! Tables: comma- or tab-separated values with a line of column names, read by a mapping.

use rustc_hash::FxHashMap;

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::mapping::Mapping;

/// Reads a whole file whose cells are separated by `delimiter`.
pub(super) fn read(
    (input, delimiter): (&mut Input, u8),
    mapping: &Mapping,
    intake: &mut Intake<'_>,
) -> Result<(), DatasetError> {
    let path = input.path().to_path_buf();
    let mut builder = csv::ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .flexible(true)
        .quoting(delimiter == b',');
    let mut rows = builder.from_reader(&mut *input);
    let columns = match rows.byte_headers() {
        Ok(header) => positions(header),
        Err(error) => return Err(failed(error, &path)),
    };
    if let Some(missing) = mapping.columns().find(|name| !columns.contains_key(*name)) {
        let mut known: Vec<_> = columns.keys().map(String::as_str).collect();
        known.sort_unstable();
        return Err(DatasetError::MappingField {
            path,
            problem: format!("names the column `{missing}`, but there are {}", known.join(", ")),
        });
    }
    let mut row = csv::ByteRecord::new();
    loop {
        match rows.read_byte_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) if intake.passes() => {}
            Ok(true) => {
                let line = row.position().map_or(0, csv::Position::line);
                intake.take(line, record(&row, &columns, mapping))?;
            }
            Err(error) => return Err(failed(error, &path)),
        }
    }
}

fn positions(header: &csv::ByteRecord) -> FxHashMap<String, usize> {
    let names = header.iter().map(|name| String::from_utf8_lossy(name));
    let names = names.map(|name| name.trim_start_matches('\u{feff}').trim().to_owned());
    names
        .enumerate()
        .map(|(position, name)| (name, position))
        .collect()
}

fn record(
    row: &csv::ByteRecord,
    columns: &FxHashMap<String, usize>,
    mapping: &Mapping,
) -> Result<super::Record, String> {
    if row.len() != columns.len() {
        return Err(format!(
            "there are {} cells in {} columns",
            row.len(),
            columns.len()
        ));
    }
    if row.iter().any(|cell| str::from_utf8(cell).is_err()) {
        return Err("the line is not UTF-8".to_owned());
    }
    mapping.record(|name| {
        let cell = columns.get(name).and_then(|position| row.get(*position));
        let cell = cell.and_then(|cell| str::from_utf8(cell).ok()).map(str::trim);
        cell.filter(|cell| !cell.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect()
    })
}

fn failed(error: csv::Error, path: &std::path::Path) -> DatasetError {
    let line = error.position().map_or(0, csv::Position::line);
    let path = path.to_path_buf();
    match error.into_kind() {
        csv::ErrorKind::Io(source) if source.kind() == std::io::ErrorKind::UnexpectedEof => {
            DatasetError::Truncated { path, line }
        }
        csv::ErrorKind::Io(source) => DatasetError::File { path, source },
        other => DatasetError::Line {
            path,
            line,
            problem: csv_problem(&other),
        },
    }
}

fn csv_problem(kind: &csv::ErrorKind) -> String {
    match kind {
        csv::ErrorKind::Utf8 { .. } => "the line is not UTF-8".to_owned(),
        _ => "the line is no row of the table".to_owned(),
    }
}
