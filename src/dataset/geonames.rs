//! The tab files of [GeoNames](https://download.geonames.org/export/dump/readme.txt): `allCountries.txt`, `cities500.txt`.
//!
//! > geonameid, name, asciiname, alternatenames, latitude, longitude, feature class, feature code, country code, cc2,
//! > admin1 code, admin2 code, admin3 code, admin4 code, population, elevation, dem, timezone, modification date

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::record::{Record, position, shown};

/// What the IRI of a place begins with.
const FEATURE: &str = "https://sws.geonames.org/";
/// What the IRI of a feature code begins with.
pub(super) const ONTOLOGY: &str = "https://www.geonames.org/ontology#";

/// How many columns a line has.
const COLUMNS: usize = 19;

/// Whether a line is one of GeoNames'.
pub(super) fn is_line(line: &str) -> bool {
    let columns: Vec<_> = line.split('\t').collect();
    columns.len() == COLUMNS && columns.first().is_some_and(|id| id.parse::<u64>().is_ok())
}

/// Reads a whole file.
pub(super) fn read(input: &mut Input, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
    let mut line = Vec::new();
    input.pass(intake.line_to_pass())?;
    while input.next_line(&mut line)? {
        let text = str::from_utf8(&line).map_err(|_| "the line is not UTF-8".to_owned());
        intake.take(input.line(), text.and_then(record))?;
    }
    Ok(())
}

fn record(line: &str) -> Result<Record, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let Ok(columns) = <[&str; COLUMNS]>::try_from(columns.as_slice()) else {
        return Err(format!("there are {} columns and not {COLUMNS}", columns.len()));
    };
    let [
        id,
        name,
        ascii,
        aliases,
        latitude,
        longitude,
        class,
        code,
        country,
        also,
        rest @ ..,
    ] = columns;
    let [admin1, admin2, _, _, population, ..] = rest;
    if id.parse::<u64>().is_err() {
        return Err(format!("`{}` is no number of a place", shown(id)));
    }
    let names = std::iter::once(ascii).chain(aliases.split(','));
    Ok(Record {
        id: format!("{FEATURE}{id}/"),
        label: name.to_owned(),
        aliases: names.map(str::to_owned).collect(),
        types: vec![format!("{ONTOLOGY}{class}.{code}")],
        countries: codes(country).chain(codes(also)).collect(),
        parents: parents(country, admin1, admin2),
        coordinates: coordinates(latitude, longitude)?,
        popularity: population.parse().unwrap_or(0),
        ..Record::default()
    })
}

fn codes(cell: &str) -> impl Iterator<Item = String> {
    let codes = cell.split(',').filter(|code| !code.is_empty());
    codes.map(str::to_owned)
}

/// The regions around a place as codes, the narrowest first: `CA.10.06`, `CA.10`.
fn parents(country: &str, admin1: &str, admin2: &str) -> Vec<String> {
    let mut parents = Vec::new();
    if !admin1.is_empty() && !admin2.is_empty() {
        parents.push(format!("{country}.{admin1}.{admin2}"));
    }
    if !admin1.is_empty() && admin1 != "00" {
        parents.push(format!("{country}.{admin1}"));
    }
    parents
}

fn coordinates(latitude: &str, longitude: &str) -> Result<Option<(f64, f64)>, String> {
    if latitude.is_empty() && longitude.is_empty() {
        return Ok(None);
    }
    position(latitude, longitude).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVO: &str = "12\tNôvo\tNovo\tNovi,Nuovo\t1.5\t-2.25\tP\tPPLC\tRU\t\t10\t06\t\t\t1200\t\t4\tEurope/Novo\t2026-01-01";

    #[test]
    fn a_line_gives_names_place_kind_country_and_inhabitants() {
        let novo = record(NOVO).unwrap();
        assert!(is_line(NOVO));
        assert_eq!(novo.id, "https://sws.geonames.org/12/");
        assert_eq!(
            novo.names().collect::<Vec<_>>(),
            ["Nôvo", "Novo", "Novi", "Nuovo"]
        );
        assert_eq!(novo.types, ["https://www.geonames.org/ontology#P.PPLC"]);
        assert_eq!(
            (novo.countries, novo.parents),
            (
                vec!["RU".to_owned()],
                vec!["RU.10.06".to_owned(), "RU.10".to_owned()]
            )
        );
        assert_eq!((novo.coordinates, novo.popularity), (Some((1.5, -2.25)), 1_200));
    }

    #[test]
    fn a_line_with_other_columns_or_no_position_says_what_is_wrong() {
        assert_eq!(record("12\tNovo").unwrap_err(), "there are 2 columns and not 19");
        let broken = NOVO.replace("1.5", "north");
        assert_eq!(record(&broken).unwrap_err(), "`north, -2.25` is no position");
    }
}
