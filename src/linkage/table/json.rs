//! JSON Lines: an object on each line, a column for each of its keys.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Column, Table, with_ids};

pub(super) fn read(text: &str, id: Option<&str>) -> Result<Table, String> {
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rows = 0;
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let object = serde_json::from_str(line)
            .map_err(|error| format!("line {} is no JSON object: {error}", index + 1))?;
        let Value::Object(object) = object else {
            return Err(format!(
                "line {} is no JSON object; each line is to be one",
                index + 1
            ));
        };
        for (key, value) in object {
            let values = columns.entry(key).or_default();
            values.resize(rows, String::new());
            values.push(plain(&value));
        }
        rows += 1;
    }
    let columns = columns.into_iter().map(|(name, mut values)| {
        values.resize(rows, String::new());
        Column { name, values }
    });
    with_ids(columns.collect(), id)
}

/// A value as text; the items of a list or an object stand behind each other.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        Value::Object(object) => object.values().map(plain).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_columns_and_may_be_missing() {
        let table = read(
            "{\"key\":\"a1\",\"name\":\"Ann\"}\n{\"key\":\"a2\",\"tags\":[\"x\",2]}\n",
            None,
        )
        .unwrap();
        assert_eq!(table.ids(), ["a1", "a2"]);
        assert_eq!(table.columns()[0].values, ["Ann", ""]);
        assert_eq!(table.columns()[1].values, ["", "x 2"]);
        assert!(
            read("{\"a\":1}\n[1]\n", None)
                .unwrap_err()
                .starts_with("line 2 is no JSON object")
        );
    }
}
