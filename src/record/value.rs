//! Values of records: which datatype they have, and whether they are written as it asks.

use jiff::civil::{Date, DateTime};
use oxigraph::model::Literal;

use super::error::RecordErrorKind;
use super::thing::Value;
use super::vocabulary::{Relation, iri};
use crate::nquads;
use crate::vocab::xsd;

/// A value as a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) value: String,
    datatype: String,
    /// In lower case.
    language: Option<String>,
}

impl Written {
    /// The literal that a value is as the object of a relation.
    pub(super) fn new(value: &Value, relation: &Relation) -> Result<Self, RecordErrorKind> {
        if let Some(language) = &value.language {
            return Self::tagged(value, language);
        }
        let datatype = match (&value.datatype, &relation.datatype) {
            (Some(given), _) => iri(given)?.into_string(),
            (None, Some(asked)) => asked.clone(),
            (None, None) => value.natural.unwrap_or(xsd::STRING.as_str()).to_owned(),
        };
        match is_written_as(&value.value, &datatype) {
            true => Ok(Self {
                value: value.value.clone(),
                datatype,
                language: None,
            }),
            false => Err(RecordErrorKind::Value {
                value: value.value.clone(),
                datatype,
            }),
        }
    }

    fn tagged(value: &Value, language: &str) -> Result<Self, RecordErrorKind> {
        if value.datatype.is_some() {
            return Err(RecordErrorKind::DatatypeAndLanguage);
        }
        let literal = Literal::new_language_tagged_literal(&value.value, language);
        let literal = literal.map_err(|_| RecordErrorKind::Language(language.to_owned()))?;
        Ok(Self {
            value: value.value.clone(),
            datatype: literal.datatype().as_str().to_owned(),
            language: literal.language().map(str::to_owned),
        })
    }

    /// The object of a line.
    pub(super) fn term(&self) -> nquads::Value<'_> {
        match &self.language {
            Some(language) => nquads::Value::Tagged(&self.value, language),
            None => nquads::Value::Typed(&self.value, &self.datatype),
        }
    }
}

/// Whether `value` is in the lexical space of a datatype of [XML Schema](https://www.w3.org/TR/xmlschema11-2/); any
/// value is, of a datatype that is not looked into.
pub(crate) fn is_written_as(value: &str, datatype: &str) -> bool {
    let Some(name) = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") else {
        return true;
    };
    match name {
        "integer" | "long" | "int" | "short" | "byte" => is_integer(value),
        "nonNegativeInteger" | "unsignedLong" | "unsignedInt" => is_digits(value.trim_start_matches('+')),
        "positiveInteger" => is_digits(value) && value.bytes().any(|digit| digit != b'0'),
        "decimal" => is_decimal(value),
        "double" | "float" => matches!(value, "INF" | "-INF" | "NaN") || is_double(value),
        "boolean" => matches!(value, "true" | "false" | "1" | "0"),
        "date" => value.strip_suffix('Z').unwrap_or(value).parse::<Date>().is_ok() && value.len() <= 11,
        "dateTime" => value.contains('T') && value.parse::<jiff::Timestamp>().is_ok() || is_date_time(value),
        "gYear" => value.len() == 4 && is_digits(value),
        _ => true,
    }
}

fn is_date_time(value: &str) -> bool {
    value.contains('T') && value.parse::<DateTime>().is_ok()
}

fn is_digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn unsigned(value: &str) -> &str {
    value.strip_prefix(['+', '-']).unwrap_or(value)
}

fn is_integer(value: &str) -> bool {
    is_digits(unsigned(value))
}

fn is_decimal(value: &str) -> bool {
    let value = unsigned(value);
    match value.split_once('.') {
        None => is_digits(value),
        Some((whole, "")) => is_digits(whole),
        Some(("", part)) => is_digits(part),
        Some((whole, part)) => is_digits(whole) && is_digits(part),
    }
}

fn is_double(value: &str) -> bool {
    match value.split_once(['e', 'E']) {
        None => is_decimal(value),
        Some((number, exponent)) => is_decimal(number) && is_integer(exponent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(name: &str, value: &str) -> bool {
        is_written_as(value, &format!("http://www.w3.org/2001/XMLSchema#{name}"))
    }

    #[test]
    fn a_value_has_to_be_written_as_its_datatype_asks() {
        for (name, good, bad) in [
            ("integer", "-41", "4.1"),
            ("nonNegativeInteger", "41", "-41"),
            ("positiveInteger", "1", "0"),
            ("decimal", "4.10", "4,1"),
            ("double", "4.1e-3", "four"),
            ("boolean", "true", "yes"),
            ("date", "2024-03-05", "2024-3-5"),
            ("date", "2024-03-05Z", "2024-02-31"),
            ("dateTime", "2024-03-05T10:00:00Z", "2024-03-05"),
            ("dateTime", "2024-03-05T10:00:00", "10:00:00"),
            ("gYear", "2024", "24"),
        ] {
            assert!(fits(name, good), "{name} {good}");
            assert!(!fits(name, bad), "{name} {bad}");
        }
        assert!(is_written_as("anything", "https://example.org/colour"));
    }
}
