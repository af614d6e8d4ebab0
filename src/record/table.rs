//! Tables: rows of comma- or tab-separated values as records.

use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::error::{ImportError, RecordError, RecordErrorKind};
use super::mapping::{TableMapping, line_at};
use super::row::Row;
use super::thing::Thing;
use super::vocabulary::Vocabulary;
use super::writer::{Writer, Written};
use crate::source::Stream;

/// How many rows are handed over at once; the same for any number of threads, so that they give the same text.
const ROWS: usize = 64;

/// A mapping with the file it stands in, for messages.
#[derive(Debug, Clone, Copy)]
pub struct MappingFile<'a> {
    /// The file.
    pub path: &'a Path,
    /// What it says.
    pub text: &'a str,
}

/// A table with its mapping.
pub struct Table {
    name: Arc<str>,
    pub(super) mapping: TableMapping,
    pub(super) columns: FxHashMap<String, usize>,
    /// Who says what a row says that names no source.
    pub(super) publisher: Thing,
}

/// The rows of a table, in batches.
pub struct Rows {
    reader: csv::Reader<Box<dyn BufRead>>,
}

/// Some rows, each with its line.
pub struct Batch(Vec<(u64, csv::StringRecord)>, Option<RecordError>);

impl Table {
    /// Opens a table. Without a mapping its columns have to be called as the parts of a record are.
    ///
    /// `source` is who says what a row says that names no source; the file's name where that is not given.
    pub fn open(
        path: &Path,
        mapping: Option<MappingFile<'_>>,
        source: Option<&str>,
    ) -> Result<(Self, Rows), ImportError> {
        let name = path.display().to_string();
        let stream = Stream::open(path).map_err(|error| ImportError::of_source(&name, error))?;
        Self::read((&name, stream.into_reader()), mapping, source)
    }

    /// As [`Self::open`], from a reader; `name` is for messages and tells the kind of table by its ending.
    pub fn of_reader(
        (name, reader): (&str, impl Read + 'static),
        mapping: Option<MappingFile<'_>>,
        source: Option<&str>,
    ) -> Result<(Self, Rows), ImportError> {
        let stream = Stream::of_reader(reader).map_err(|error| ImportError::of_source(name, error))?;
        Self::read((name, stream.into_reader()), mapping, source)
    }

    fn read(
        (name, reader): (&str, Box<dyn BufRead>),
        file: Option<MappingFile<'_>>,
        source: Option<&str>,
    ) -> Result<(Self, Rows), ImportError> {
        let mapping = file
            .map(|file| TableMapping::parse(file.path, file.text))
            .transpose()?;
        let delimiter = mapping.as_ref().and_then(|mapping| mapping.delimiter);
        let delimiter = delimiter.and_then(|letter| u8::try_from(letter).ok());
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(delimiter.unwrap_or_else(|| delimiter_of(name)));
        let mut reader = builder.from_reader(reader);
        let columns = match reader.headers() {
            Ok(header) => header.iter().map(column_name).collect::<Vec<_>>(),
            Err(error) => return Err(ImportError::of_csv(name, error)),
        };
        let mapping = match mapping {
            Some(mapping) => mapping,
            None => TableMapping::of_columns(&columns).ok_or_else(|| ImportError::Columns {
                name: name.to_owned(),
                columns: columns.join(", "),
            })?,
        };
        if let Some(file) = file {
            check_columns((name, &columns), &mapping, file)?;
        }
        let title = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let table = Self {
            name: name.into(),
            mapping,
            columns: columns.into_iter().zip(0..).collect(),
            publisher: Thing {
                label: Some(source.unwrap_or(title).to_owned()),
                types: vec![source.map_or("tm:Document", |_| "tm:Source").to_owned()],
                ..Thing::default()
            },
        };
        Ok((table, Rows { reader }))
    }

    /// Writes the records of some rows. A row of which something cannot be used is left out as a whole.
    pub fn write(&self, vocabulary: &Vocabulary<'_>, batch: Batch) -> Written {
        let mut writer = Writer::new(vocabulary);
        let mut written = Written::default();
        for (line, cells) in &batch.0 {
            let records = Row::new(self, cells).records();
            match records.and_then(|records| writer.write_all(&records)) {
                Ok(records) => written.records += records,
                Err(kind) => written.errors.push(RecordError {
                    name: self.name.to_string(),
                    line: *line,
                    kind,
                }),
            }
        }
        written.errors.extend(batch.1);
        written.text = writer.into_text();
        written
    }
}

impl Rows {
    /// The next rows; none after the last. A row with other cells than there are columns is an error of its own.
    pub fn next_batch(&mut self, table: &Table) -> Result<Option<Batch>, ImportError> {
        let mut rows = Vec::with_capacity(ROWS);
        let mut row = csv::StringRecord::new();
        while rows.len() < ROWS {
            match self.reader.read_record(&mut row) {
                Ok(false) => break,
                Ok(true) => {
                    let line = row.position().map_or(0, csv::Position::line);
                    rows.push((line, row.clone()));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let problem = row_problem(error, &table.name)?;
                    return Ok(Some(Batch(
                        rows,
                        Some(RecordError {
                            name: table.name.to_string(),
                            line,
                            kind: RecordErrorKind::Row(problem),
                        }),
                    )));
                }
            }
        }
        Ok((!rows.is_empty()).then_some(Batch(rows, None)))
    }
}

/// What is wrong with a row, where the rest of the table may be well.
pub(crate) fn row_problem(error: csv::Error, name: &str) -> Result<String, ImportError> {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Ok(format!("there are {len} cells in {expected_len} columns")),
        csv::ErrorKind::Utf8 { .. } => Ok("the row is not UTF-8".to_owned()),
        _ => Err(ImportError::of_csv(name, error)),
    }
}

fn column_name(cell: &str) -> String {
    cell.trim_start_matches('\u{feff}').trim().to_owned()
}

/// Tabs in what is called so, else commas.
pub(crate) fn delimiter_of(name: &str) -> u8 {
    let name = name.to_lowercase();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    match name.ends_with(".tsv") || name.ends_with(".tab") {
        true => b'\t',
        false => b',',
    }
}

/// Says which column of a mapping a table does not have, and where it is named.
fn check_columns(
    (name, columns): (&str, &[String]),
    mapping: &TableMapping,
    file: MappingFile<'_>,
) -> Result<(), ImportError> {
    let is_missing = |wanted: &&str| !columns.iter().any(|column| column == wanted);
    let Some(missing) = mapping.columns().find(is_missing) else {
        return Ok(());
    };
    let places = [format!("{{{missing}}}"), format!("\"{missing}\"")];
    let at = places.iter().find_map(|place| file.text.find(place.as_str()));
    Err(ImportError::Mapping {
        path: file.path.to_path_buf(),
        line: line_at(file.text, at.unwrap_or(0)),
        problem: format!(
            "`{name}` has no column `{missing}`; its columns are {}",
            columns.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::ontology::Ontology;

    const TABLE: &str = "id,name,boss,depth\n1,Lena Voss,Ivo Brandt; Mara Sato,4\n2,Kaspar Duarte,,five\n";

    fn written(table: &str, mapping: Option<&str>) -> Result<Written, ImportError> {
        let ontology = Ontology::bundled();
        let vocabulary = Vocabulary::new(&ontology);
        let mapping = mapping.map(|text| MappingFile {
            path: Path::new("m.toml"),
            text,
        });
        let reader = Cursor::new(table.to_owned().into_bytes());
        let (table, mut rows) = Table::of_reader(("crew.csv", reader), mapping, None)?;
        let mut all = Written::default();
        while let Some(batch) = rows.next_batch(&table)? {
            let written = table.write(&vocabulary, batch);
            all.text.push_str(&written.text);
            all.records += written.records;
            all.errors.extend(written.errors);
        }
        Ok(all)
    }

    fn sentences(written: &Written) -> Vec<&str> {
        let of_words = written.text.lines().filter(|line| line.contains("#anchorOf> \""));
        let words = of_words.filter_map(|line| line.split('"').nth(1));
        words.collect()
    }

    #[test]
    fn a_cell_is_split_and_an_empty_one_skipped_or_replaced() {
        let split = "skip-if-empty = [\"boss\"]\n[[claim]]\nsubject = \"{name}\"\nrelation = \"works for\"\n\
                     object = { label = \"{boss}\", types = [\"Person\"], split = \";\" }\n";
        let written = written(TABLE, Some(split)).unwrap();
        let expected = ["Lena Voss works for Ivo Brandt", "Lena Voss works for Mara Sato"];
        assert_eq!(sentences(&written), expected);
        assert!(written.errors.is_empty(), "{:?}", written.errors);
    }

    #[test]
    fn a_default_stands_for_an_empty_cell_and_without_one_the_row_is_told() {
        let mapping =
            "[[claim]]\nsubject = \"https://e.org/{name}\"\nrelation = \"serves\"\nobject = \"{boss}\"\n";
        let told = written(TABLE, Some(mapping)).unwrap();
        assert_eq!((told.records, told.errors.len()), (1, 1));
        assert_eq!(
            told.errors[0].to_string(),
            "crew.csv:3: `object` is empty: give it an `iri` or a `label`"
        );
        assert!(told.text.contains("<https://e.org/Lena%20Voss>"), "{}", told.text);
        let mapping = mapping.replace("\"{boss}\"", "{ label = \"{boss}\", default = \"the port\" }");
        assert_eq!(written(TABLE, Some(&mapping)).unwrap().records, 2);
    }

    #[test]
    fn an_empty_claimant_is_not_the_table() {
        let mapping = "[[claim]]\nsubject = \"{name}\"\nrelation = \"serves\"\nobject = \"port\"\nclaimant = \"{boss}\"\n";
        let written = written(TABLE, Some(mapping)).unwrap();
        assert!(
            written
                .text
                .contains("testimony#claimant> <https://w3id.org/testimony#UnspecifiedSource>")
        );
        assert!(!written.text.contains("testimony#AuthorVoice"));
        assert!(!written.text.contains("testimony#Certain>"));
    }

    #[test]
    fn values_have_the_datatype_of_their_column() {
        let mapping = "[[claim]]\nsubject = \"{name}\"\nrelation = \"dives to\"\n\
                       object = { value = \"{depth}\", datatype = \"xsd:integer\" }\n";
        let written = written(TABLE, Some(mapping)).unwrap();
        assert!(
            written
                .text
                .contains("\"4\"^^<http://www.w3.org/2001/XMLSchema#integer>")
        );
        assert!(
            written.errors[0]
                .to_string()
                .starts_with("crew.csv:3: `five` is not written as")
        );
    }

    #[test]
    fn a_row_with_other_cells_than_columns_is_told_and_the_rest_read() {
        let table = "subject,relation,object\na,serves,b\na,serves\nc,serves,d\n";
        let written = written(table, None).unwrap();
        assert_eq!(written.records, 2);
        assert_eq!(
            written.errors[0].to_string(),
            "crew.csv:3: there are 2 cells in 3 columns"
        );
    }

    #[test]
    fn a_mapping_that_cannot_be_used_says_where() {
        let problem = |mapping: &str| written(TABLE, Some(mapping)).err().unwrap().to_string();
        let claim = "[[claim]]\nsubject = \"{name}\"\nrelation = \"serves\"\n";
        assert!(
            problem(&format!("{claim}object = \"{{boss\"\n")).starts_with("m.toml:4: `{boss` has a brace")
        );
        assert!(problem(&format!("{claim}objekt = \"x\"\n")).contains("unknown field `objekt`"));
        assert!(problem("claim = []").contains("there is no `[[claim]]`"));
        let missing = problem(&format!("{claim}object = \"{{chief}}\"\n"));
        let columns = "m.toml:4: `crew.csv` has no column `chief`; its columns are id, name, boss, depth";
        assert_eq!(missing, columns);
        let unknown = written("a,b\n1,2\n", None).err().unwrap().to_string();
        assert!(
            unknown.contains("has no columns `subject`, `relation` and `object`, but a, b"),
            "{unknown}"
        );
    }
}
