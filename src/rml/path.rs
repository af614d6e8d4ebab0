//! References into JSON: a member's name, or a JSONPath of
//! [RFC 9535](https://www.rfc-editor.org/rfc/rfc9535).

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::vocab::xsd;

/// A reference, ready to be looked up.
#[derive(Debug, Clone)]
pub(super) enum Path {
    /// Names of members, from the outside in.
    Members(Vec<String>),
    /// A member with this very name, else what the path leads to.
    Either(String, Option<JsonPath>),
    /// A path.
    Full(JsonPath),
}

impl Path {
    /// Reads a reference; the problem is told where it is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix('$') else {
            let is_name = !text.contains(['.', '[', '*']);
            return Ok(match is_name {
                true => Self::Members(vec![text.to_owned()]),
                false => Self::Either(text.to_owned(), json_path(&format!("$.{text}")).ok()),
            });
        };
        let names: Vec<&str> = rest.split('.').skip(1).collect();
        let is_plain = |name: &&str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
        };
        match rest.starts_with('.') && names.iter().all(is_plain) {
            true => Ok(Self::Members(names.into_iter().map(str::to_owned).collect())),
            false => json_path(text).map(Self::Full),
        }
    }

    /// What it leads to, in order.
    pub(super) fn find<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Members(names) => {
                let member = |value: Option<&'v Value>, name: &String| value?.get(name);
                names.iter().fold(Some(value), member).into_iter().collect()
            }
            Self::Either(name, path) => match (value.get(name), path) {
                (Some(member), _) => vec![member],
                (None, Some(path)) => path.query(value).all(),
                (None, None) => Vec::new(),
            },
            Self::Full(path) => path.query(value).all(),
        }
    }
}

/// Older processors write `$.['name']` and `$.*` for what the standard writes `$['name']` and `$[*]`.
pub(super) fn json_path(text: &str) -> Result<JsonPath, String> {
    let text = text.replace(".[", "[");
    JsonPath::parse(&text).map_err(|error| format!("`{text}` is not a JSONPath: {error}"))
}

/// A value as text, with the datatype that it has by itself; none for null, and for what has parts.
pub(super) fn scalar(value: &Value) -> Option<(String, Option<&'static str>)> {
    match value {
        Value::String(text) => Some((text.clone(), None)),
        Value::Bool(truth) => Some((truth.to_string(), Some(xsd::BOOLEAN.as_str()))),
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().unwrap_or_default();
            Some((double(number), Some(xsd::DOUBLE.as_str())))
        }
        Value::Number(number) => Some((number.to_string(), Some(xsd::INTEGER.as_str()))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// In the canonical form of XML Schema: `3.0E1`.
fn double(number: f64) -> String {
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(path: &str) -> String {
        let value = json!({
            "name": "Novo", "Country Code": "RU", "a.b": 1, "at": {"x": 2.5, "y": [true, null]}
        });
        let found = Path::parse(path).unwrap();
        let found: Vec<String> = found.find(&value).into_iter().map(Value::to_string).collect();
        found.join(" ")
    }

    #[test]
    fn a_reference_is_a_name_or_a_path() {
        for (path, expected) in [
            ("name", "\"Novo\""),
            ("Country Code", "\"RU\""),
            ("$.name", "\"Novo\""),
            ("$.['Country Code']", "\"RU\""),
            ("$['Country Code']", "\"RU\""),
            ("a.b", "1"),
            ("at.x", "2.5"),
            ("$.at.x", "2.5"),
            ("at.y[*]", "true null"),
            ("$.at.z", ""),
        ] {
            assert_eq!(found(path), expected, "{path}");
        }
        assert!(Path::parse("$.at[").is_err());
    }

    #[test]
    fn numbers_and_truth_values_have_their_natural_datatype() {
        let shown = |value: Value| match scalar(&value) {
            Some((text, datatype)) => {
                let datatype = datatype.unwrap_or("#string");
                format!("{text} {}", datatype.rsplit('#').next().unwrap())
            }
            None => String::new(),
        };
        assert_eq!(shown(json!(10)), "10 integer");
        assert_eq!(shown(json!(30.0)), "3.0E1 double");
        assert_eq!(shown(json!(-0.025)), "-2.5E-2 double");
        assert_eq!(shown(json!(true)), "true boolean");
        assert_eq!(shown(json!("10")), "10 string");
        assert_eq!(shown(json!(null)), "");
    }
}
