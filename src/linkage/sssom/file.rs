//! SSSOM's file: lines of YAML behind `#`, then a table with tabs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Mapping, MappingSet};

/// Columns that every row fills.
const REQUIRED: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];

/// Columns in the order in which SSSOM lists them; others come after.
const ORDER: [&str; 13] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "confidence",
    "comment",
];

/// A mapping set that cannot be read, and where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {problem}", path = path.display())]
pub struct SssomError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl SssomError {
    fn new(path: &Path, line: usize, problem: String) -> Self {
        let path = path.to_path_buf();
        Self { path, line, problem }
    }
}

impl MappingSet {
    /// Reads a mapping set; `path` is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SssomError> {
        let error = |line, problem| SssomError::new(path, line, problem);
        let text = text.trim_start_matches('\u{FEFF}');
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .peekable();
        let mut header = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('#')) {
            header.push(line.trim_start_matches('#').trim_end().to_owned());
        }
        let Some((at, names)) = lines.next() else {
            return Err(error(
                header.len() + 1,
                "the line with the columns is missing".to_owned(),
            ));
        };
        let columns: Vec<String> = names.split('\t').map(|name| name.trim().to_owned()).collect();
        if let Some(missing) = REQUIRED
            .iter()
            .find(|name| !columns.iter().any(|column| column == *name))
        {
            return Err(error(
                at,
                format!("the column `{missing}` is missing; columns are parted by tabs"),
            ));
        }
        let mut mappings = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            mappings.push(mapping(&columns, text).map_err(|problem| error(line, problem))?);
        }
        Ok(Self {
            prefixes: prefixes(&header),
            header,
            columns,
            mappings,
        })
    }

    /// The file of a mapping set; what was read is written the same.
    pub fn write(&self) -> String {
        let mut text = String::new();
        for line in &self.header {
            text += "#";
            text += line;
            text += "\n";
        }
        let columns = self.columns_in_order();
        text += &columns.join("\t");
        for mapping in &self.mappings {
            let cells: Vec<_> = columns.iter().map(|column| mapping.cell(column)).collect();
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}", cells.join("\t"));
        }
        text + "\n"
    }

    /// The columns as they were read; new ones stand where SSSOM has them.
    fn columns_in_order(&self) -> Vec<&str> {
        let rank = |name: &str| {
            ORDER
                .iter()
                .position(|known| *known == name)
                .unwrap_or(ORDER.len())
        };
        let mut columns: Vec<&str> = Vec::new();
        for column in &self.columns {
            let is_sorted = columns.is_sorted_by_key(|name| rank(name));
            let place = match is_sorted {
                true => columns.partition_point(|name| rank(name) <= rank(column)),
                false => columns.len(),
            };
            columns.insert(place, column);
        }
        columns
    }
}

fn mapping(columns: &[String], line: &str) -> Result<Mapping, String> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    if cells.len() > columns.len() {
        return Err(format!(
            "{} cells are more than the {} columns",
            cells.len(),
            columns.len()
        ));
    }
    let mut mapping = Mapping::default();
    for (column, cell) in columns.iter().zip(cells) {
        mapping = mapping.with(column, cell);
    }
    if let Some(missing) = REQUIRED.iter().find(|column| mapping.cell(column).is_empty()) {
        return Err(format!("`{missing}` is empty"));
    }
    let (modifier, confidence) = (mapping.cell("predicate_modifier"), mapping.cell("confidence"));
    if !["", "Not"].contains(&modifier) {
        return Err(format!(
            "`{modifier}` is not a modifier; leave it empty or write Not"
        ));
    }
    let is_probability = mapping
        .confidence()
        .is_some_and(|value| (0.0..=1.0).contains(&value));
    match confidence.is_empty() || is_probability {
        true => Ok(mapping),
        false => Err(format!(
            "`{confidence}` is not a confidence; write a number from 0 to 1"
        )),
    }
}

/// What is said under `curie_map:`, a prefix on each line.
fn prefixes(header: &[String]) -> BTreeMap<String, String> {
    let is_inside = |line: &&String| line.starts_with(' ');
    let map = header
        .iter()
        .skip_while(|line| line.trim() != "curie_map:")
        .skip(1);
    map.take_while(is_inside)
        .filter_map(|line| {
            let (prefix, iri) = line.trim().split_once(':')?;
            let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
            Some((bare(prefix), bare(iri)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "#sssom_version: \"1.1\"\n#mapping_set_id: https://a.example/set\n#curie_map:\n#  a: https://a.example/\n\
#  skos: \"http://www.w3.org/2004/02/skos/core#\"\n#comment: kept\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\t\
mapping_justification\tmy_column\na:1\tskos:exactMatch\t\ta:2\tsemapv:LexicalMatching\tmine\na:1\tskos:exactMatch\tNot\ta:3\t\
semapv:ManualMappingCuration\t\n";

    fn refused(file: &str) -> String {
        MappingSet::parse(Path::new("a.sssom.tsv"), file)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn what_was_read_is_written_the_same() {
        let set = MappingSet::parse(Path::new("a.sssom.tsv"), FILE).unwrap();
        assert_eq!(set.write(), FILE);
        let again = MappingSet::parse(Path::new("b"), &set.write()).unwrap();
        assert_eq!(again, set);
    }

    #[test]
    fn a_denied_mapping_gives_no_link() {
        let set = MappingSet::parse(Path::new("a.sssom.tsv"), FILE).unwrap();
        assert!(set.mappings()[1].is_negated());
        let objects: Vec<String> = set.links(0.0).into_iter().map(|link| link.2).collect();
        assert_eq!(objects, ["https://a.example/2"]);
    }

    #[test]
    fn new_rows_bring_their_columns() {
        let mut set = MappingSet::new("https://a.example/set", &[]);
        set.push(
            Mapping::proposed("skos:a", "skos:exactMatch", "skos:b", 0.25).with("subject_label", "A\tB"),
        );
        let written = set.write();
        let columns =
            "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\tmapping_tool\t";
        assert!(written.contains(columns), "{written}");
        assert!(written.contains("skos:a\tA B\tskos:exactMatch\t"), "{written}");
        assert_eq!(
            MappingSet::parse(Path::new("b"), &written).unwrap().write(),
            written
        );
    }

    #[test]
    fn a_line_that_cannot_be_meant_is_named() {
        assert_eq!(
            refused("#only: header\n"),
            "a.sssom.tsv:2: the line with the columns is missing"
        );
        assert!(refused("subject_id,object_id\n").contains(":1: the column `subject_id` is missing"));
        assert!(refused(&FILE.replace("\tNot\t", "\tnot\t")).contains(":9: `not` is not a modifier"));
        assert!(refused(&FILE.replace("\tmine\n", "\tmine\tmore\n")).contains(":8: 7 cells are more than"));
        assert!(refused(&FILE.replace("my_column", "confidence")).contains(":8: `mine` is not a confidence"));
    }
}
