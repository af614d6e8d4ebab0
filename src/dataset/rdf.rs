//! RDF in any of its syntaxes: the triples of a subject, wherever they stand, make its record.
//!
//! What a property says is data: `ontology/linkage/properties.tsv`. Triples are sorted on disk by subject, so a file
//! whose subjects are scattered needs no more memory than one whose subjects are not.

use std::io;

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::record::Record;
use crate::guard::{Doctypes, Guarded};
use crate::sorting::Runs;

/// What stands between subject, field, name of the property and value in what is sorted.
const SEPARATOR: u8 = 0;

const PROPERTIES: &str = include_str!("../../ontology/linkage/properties.tsv");

/// Property to field, with the name that a date or identifier goes by.
fn properties() -> FxHashMap<&'static str, (&'static str, &'static str)> {
    let lines = PROPERTIES.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((
            columns.next()?,
            (columns.next()?, columns.next().unwrap_or_default()),
        ))
    });
    entries.collect()
}

/// The syntax that a file's name tells, also when it is packed.
pub(super) fn syntax(path: &std::path::Path) -> Option<RdfFormat> {
    let name = path.file_name()?.to_str()?;
    let packed = [".gz", ".bz2", ".zst", ".zip"];
    let name = packed
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    let (_, ending) = name.rsplit_once('.')?;
    match ending {
        "json" | "txt" | "xml" => None,
        ending => RdfFormat::from_extension(ending),
    }
}

/// Reads a whole file.
pub(super) fn read(
    input: &mut Input,
    syntax: RdfFormat,
    intake: &mut Intake<'_>,
) -> Result<(), DatasetError> {
    let path = input.path().to_path_buf();
    let properties = properties();
    let mut runs = Runs::new(intake.folder().to_path_buf(), "triples");
    for quad in
        RdfParser::from_format(syntax).for_reader(Guarded::new((syntax, Doctypes::Short), &mut *input))
    {
        match quad {
            Ok(quad) => sort(&mut runs, &quad, &properties).map_err(|error| intake.unwritten(error))?,
            Err(RdfParseError::Io(source)) if source.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(DatasetError::Truncated { path, line: 0 });
            }
            Err(RdfParseError::Io(source)) => return Err(DatasetError::File { path, source }),
            Err(RdfParseError::Syntax(error)) => {
                let line = error.location().map_or(0, |place| place.start.line + 1);
                intake.take(line, Err(error.to_string()))?;
            }
        }
    }
    gather(runs, intake)
}

/// Keeps what a triple tells: nothing of a blank node, and nothing by a property that no line names.
fn sort(
    runs: &mut Runs,
    quad: &Quad,
    properties: &FxHashMap<&'static str, (&'static str, &'static str)>,
) -> io::Result<()> {
    let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
        return Ok(());
    };
    let Some((field, name)) = properties.get(quad.predicate.as_str()) else {
        return Ok(());
    };
    let value = match &quad.object {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        Term::BlankNode(_) => return Ok(()),
    };
    let field = match (*field, language(&quad.object)) {
        ("label", Some(language)) if !is_english(language) => "alias",
        (field, _) => field,
    };
    let parts = [subject.as_str(), field, name, value].map(str::as_bytes);
    let [subject, field, name, value] = parts;
    let between: &[u8] = &[SEPARATOR];
    runs.push(&[subject, between, field, between, name, between, value])
}

fn language(object: &Term) -> Option<&str> {
    match object {
        Term::Literal(literal) => literal.language(),
        _ => None,
    }
}

fn is_english(language: &str) -> bool {
    language == "mul" || language.split('-').next() == Some("en")
}

/// Makes a record of all that is said of each subject; a subject without any name is passed over.
fn gather(runs: Runs, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
    let mut sorted = runs.merge().map_err(|error| intake.unwritten(error))?;
    let (mut next, mut record) = (Vec::new(), Record::default());
    while sorted
        .next_into(&mut next)
        .map_err(|error| intake.unwritten(error))?
    {
        let mut parts = next
            .splitn(4, |byte| *byte == SEPARATOR)
            .map(String::from_utf8_lossy);
        let (Some(subject), Some(field), Some(name), Some(value)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if record.id != subject {
            hand_over(std::mem::take(&mut record), intake)?;
            record.id = subject.into_owned();
        }
        set(&mut record, (&field, &name), value.into_owned());
    }
    hand_over(record, intake)
}

fn hand_over(mut record: Record, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
    if record.label.is_empty() && !record.aliases.is_empty() {
        record.label = record.aliases.remove(0);
    }
    match record.label.is_empty() {
        true => Ok(()),
        false => intake.take(0, Ok(record)),
    }
}

/// Takes in what one property says; of several labels the first in order is the label.
fn set(record: &mut Record, (field, name): (&str, &str), value: String) {
    match field {
        "label" if record.label.is_empty() => record.label = value,
        "label" | "alias" => record.aliases.push(value),
        "type" => record.types.push(value),
        "country" => record.countries.push(value),
        "parent" => record.parents.push(value),
        "date" => record.dates.push((name.to_owned(), value)),
        "identifier" => record.identifiers.push((name.to_owned(), value)),
        "popularity" => record.popularity = record.popularity.max(value.parse().unwrap_or(0)),
        "description" if record.description.is_empty() => record.description = value,
        "latitude" => set_degrees(record, value.parse().ok(), None),
        "longitude" => set_degrees(record, None, value.parse().ok()),
        _ => {}
    }
}

fn set_degrees(record: &mut Record, latitude: Option<f64>, longitude: Option<f64>) {
    let (north, east) = record.coordinates.unwrap_or_default();
    record.coordinates = Some((latitude.unwrap_or(north), longitude.unwrap_or(east)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_leads_to_a_field_that_there_is() {
        let fields = [
            "label",
            "alias",
            "type",
            "country",
            "parent",
            "date",
            "identifier",
            "popularity",
            "description",
            "latitude",
            "longitude",
        ];
        let properties = properties();
        assert!(properties.len() > 20);
        for (property, (field, _)) in properties {
            assert!(
                property.starts_with("http") && fields.contains(&field),
                "{property} {field}"
            );
        }
    }

    #[test]
    fn the_syntax_shows_in_the_name_of_a_packed_file_too() {
        let syntax = |name: &str| syntax(std::path::Path::new(name));
        assert_eq!(syntax("a.nt.gz"), Some(RdfFormat::NTriples));
        assert_eq!(syntax("a.ttl"), Some(RdfFormat::Turtle));
        assert_eq!(syntax("a.txt"), None);
        assert_eq!(syntax("a.json.bz2"), None);
    }
}
