//! The [JSON dump of Wikidata](https://www.wikidata.org/wiki/Wikidata:Database_download#JSON_dumps_(recommended)): an
//! array with one entity on each line.
//!
//! Statements that are deprecated or have no value are passed over. Names are the English ones and those for all languages.

use serde_json::Value;

use super::error::DatasetError;
use super::input::Input;
use super::intake::Intake;
use super::record::Record;

/// What the IRI of an item begins with.
const ITEM: &str = "http://www.wikidata.org/entity/";

/// The languages whose names are taken, the first before the second.
const LANGUAGES: [&str; 2] = ["en", "mul"];

/// The properties that become fields, by number: [P31 instance of, P106 occupation], [P17 country, P27 citizenship],
/// [P131 administrative region, P361 part of, P276 location].
const TYPES: [&str; 2] = ["P31", "P106"];
const COUNTRIES: [&str; 2] = ["P17", "P27"];
const PARENTS: [&str; 3] = ["P131", "P361", "P276"];
/// P625, coordinate location.
const POSITION: &str = "P625";
/// P297, the ISO 3166 code of a country.
const COUNTRY_CODE: &str = "P297";
/// What happened when: P569, P570, P571, P576.
const DATES: [(&str, &str); 4] = [
    ("P569", "birth"),
    ("P570", "death"),
    ("P571", "inception"),
    ("P576", "end"),
];

/// Reads a whole file.
pub(super) fn read(input: &mut Input, intake: &mut Intake<'_>) -> Result<(), DatasetError> {
    let mut line = Vec::new();
    input.pass(intake.line_to_pass())?;
    while input.next_line(&mut line)? {
        let entity = line.strip_suffix(b",").unwrap_or(&line);
        if matches!(entity, b"" | b"[" | b"]") {
            continue;
        }
        match serde_json::from_slice::<Value>(entity) {
            Ok(entity) if is_without_name(&entity) => {}
            Ok(entity) => intake.take(input.line(), record(&entity))?,
            Err(error) => intake.take(input.line(), Err(error.to_string()))?,
        }
    }
    Ok(())
}

/// Whether it is a property, or an item that has no name in our languages; the dump is full of them.
fn is_without_name(entity: &Value) -> bool {
    let is_item = entity["type"] == "item";
    entity["type"] == "property" || (is_item && label(entity).is_none())
}

fn label(entity: &Value) -> Option<&str> {
    LANGUAGES
        .iter()
        .find_map(|language| entity["labels"][language]["value"].as_str())
}

fn record(entity: &Value) -> Result<Record, String> {
    let Some(id) = entity["id"].as_str() else {
        return Err("there is no `id`".to_owned());
    };
    let aliases = LANGUAGES
        .iter()
        .filter_map(|language| entity["aliases"][language].as_array());
    let aliases = aliases.flatten().filter_map(|alias| alias["value"].as_str());
    let labels = LANGUAGES
        .iter()
        .filter_map(|language| entity["labels"][language]["value"].as_str());
    let mut countries = items(entity, &COUNTRIES);
    countries.splice(..0, texts(entity, COUNTRY_CODE));
    Ok(Record {
        id: format!("{ITEM}{id}"),
        label: label(entity).unwrap_or_default().to_owned(),
        aliases: labels.chain(aliases).map(str::to_owned).collect(),
        types: items(entity, &TYPES),
        countries,
        parents: items(entity, &PARENTS),
        coordinates: coordinates(entity),
        dates: dates(entity),
        identifiers: identifiers(entity),
        popularity: entity["sitelinks"]
            .as_object()
            .map_or(0, |links| links.len() as u64),
        description: entity["descriptions"]["en"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    })
}

/// The values of a property, the preferred ones where there are such.
fn values<'a>(entity: &'a Value, property: &str) -> Vec<&'a Value> {
    let statements = entity["claims"][property].as_array();
    let statements = statements.into_iter().flatten();
    let of_rank = |rank: &str| -> Vec<&'a Value> {
        let ranked = statements.clone().filter(|statement| statement["rank"] == rank);
        let values = ranked.map(|statement| &statement["mainsnak"]["datavalue"]["value"]);
        values.filter(|value| !value.is_null()).collect()
    };
    match of_rank("preferred") {
        preferred if preferred.is_empty() => of_rank("normal"),
        preferred => preferred,
    }
}

fn items(entity: &Value, properties: &[&str]) -> Vec<String> {
    let values = properties.iter().flat_map(|property| values(entity, property));
    let ids = values.filter_map(|value| value["id"].as_str());
    ids.map(|id| format!("{ITEM}{id}")).collect()
}

fn texts(entity: &Value, property: &str) -> Vec<String> {
    let values = values(entity, property).into_iter();
    values
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn coordinates(entity: &Value) -> Option<(f64, f64)> {
    let position = *values(entity, POSITION).first()?;
    Some((position["latitude"].as_f64()?, position["longitude"].as_f64()?))
}

/// Dates with the precision that they have: `+1961-00-00T00:00:00Z` is 1961.
fn dates(entity: &Value) -> Vec<(String, String)> {
    let mut dates = Vec::new();
    for (property, event) in DATES {
        let times = values(entity, property).into_iter();
        let times = times.filter_map(|value| value["time"].as_str());
        dates.extend(times.map(|time| {
            let day = time.trim_start_matches('+').split('T').next().unwrap_or_default();
            (event.to_owned(), day.trim_end_matches("-00").to_owned())
        }));
    }
    dates
}

/// What others call it, for properties whose values are identifiers elsewhere.
fn identifiers(entity: &Value) -> Vec<(String, String)> {
    let claims = entity["claims"].as_object();
    let mut identifiers = Vec::new();
    for (property, statements) in claims.into_iter().flatten() {
        if statements[0]["mainsnak"]["datatype"] == "external-id" {
            let texts = texts(entity, property).into_iter();
            identifiers.extend(texts.map(|text| (property.clone(), text)));
        }
    }
    identifiers
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn statement(rank: &str, datatype: &str, value: &Value) -> Value {
        json!({"rank": rank, "mainsnak": {"datatype": datatype, "datavalue": {"value": value}}})
    }

    #[test]
    fn an_item_gives_its_english_names_and_what_it_is() {
        let item = json!({
            "type": "item", "id": "Q7",
            "labels": {"en": {"value": "Novo"}, "fr": {"value": "Neuf"}},
            "aliases": {"en": [{"value": "City of Novo"}]},
            "sitelinks": {"enwiki": {}, "frwiki": {}},
            "claims": {
                "P31": [statement("normal", "wikibase-item", &json!({"id": "Q515"}))],
                "P571": [statement("deprecated", "time", &json!({"time": "+1800-00-00T00:00:00Z"})),
                         statement("normal", "time", &json!({"time": "+1901-05-00T00:00:00Z"}))],
                "P1566": [statement("normal", "external-id", &json!("12"))],
            },
        });
        let novo = record(&item).unwrap();
        assert_eq!(novo.id, "http://www.wikidata.org/entity/Q7");
        assert_eq!((novo.label.as_str(), novo.popularity), ("Novo", 2));
        assert_eq!(novo.aliases, ["Novo", "City of Novo"]);
        assert_eq!(novo.types, ["http://www.wikidata.org/entity/Q515"]);
        assert_eq!(novo.dates, [("inception".to_owned(), "1901-05".to_owned())]);
        assert_eq!(novo.identifiers, [("P1566".to_owned(), "12".to_owned())]);
    }

    #[test]
    fn properties_and_items_without_a_name_are_passed_over() {
        assert!(is_without_name(
            &json!({"type": "property", "labels": {"en": {"value": "country"}}})
        ));
        assert!(is_without_name(
            &json!({"type": "item", "id": "Q7", "labels": {"fr": {"value": "Neuf"}}})
        ));
        assert!(!is_without_name(&json!({"kind": "something else"})));
    }
}
