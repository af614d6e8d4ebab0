//! Questions of version 1.0: a list, each with conditions for the name and for properties.

use serde::Deserialize;
use serde_json::Value;

use super::question::{Property, Quantifier, Question, text};
use crate::server::exchange::Refusal;

#[derive(Deserialize)]
struct Batch {
    queries: Vec<Query>,
}

#[derive(Deserialize)]
struct Query {
    conditions: Vec<Condition>,
    #[serde(rename = "type")]
    kind: Option<String>,
    limit: Option<usize>,
}

/// Something that is to hold. The draft has called the id and the value by two names each.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Condition {
    match_type: MatchType,
    #[serde(alias = "pid")]
    property_id: Option<String>,
    #[serde(alias = "v")]
    property_value: Value,
    #[serde(rename = "required", default)]
    is_required: bool,
    #[serde(rename = "matchQuantifier", default)]
    quantifier: Quantifier,
}

/// What a condition is about.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MatchType {
    Name,
    Id,
    Property,
}

/// The questions of a body, in their order.
pub(super) fn questions(body: &str) -> Result<Vec<Question>, Refusal> {
    let batch: Batch = serde_json::from_str(body).map_err(|error| refused(&error.to_string()))?;
    batch.queries.into_iter().map(question).collect()
}

fn question(query: Query) -> Result<Question, Refusal> {
    if query.conditions.is_empty() {
        return Err(refused("a query has no condition"));
    }
    let (mut name, mut properties) = (String::new(), Vec::new());
    for condition in query.conditions {
        match (condition.match_type, condition.property_id) {
            (MatchType::Name | MatchType::Id, _) => {
                name = match &condition.property_value {
                    Value::Array(names) => names.iter().find_map(text),
                    one => text(one),
                }
                .unwrap_or_default();
            }
            (MatchType::Property, Some(id)) => {
                let mut property = Property::new(id, condition.property_value);
                property.is_required = condition.is_required;
                property.quantifier = condition.quantifier;
                properties.push(property);
            }
            (MatchType::Property, None) => return Err(refused("a condition has no `propertyId`")),
        }
    }
    Ok(Question::conditioned(name, (query.kind, query.limit), properties))
}

fn refused(problem: &str) -> Refusal {
    let example = r#"{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "Nordbank"}]}]}"#;
    Refusal::new(
        400,
        format!("the query batch cannot be read: {problem}; send for example {example}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_for_name_and_properties_are_told_apart_under_either_name_of_their_fields() {
        let body = r#"{"queries": [
            {"type": "t", "limit": 5, "conditions": [
                {"matchType": "name", "propertyValue": "Novo"},
                {"matchType": "property", "propertyId": "p", "propertyValue": ["x", {"id": "y"}], "required": true, "matchQuantifier": "all"}]},
            {"conditions": [{"matchType": "name", "v": ["Zeta", "Z."]}, {"matchType": "property", "pid": "q", "v": 3}]}]}"#;
        let questions = questions(body).unwrap();
        let first = &questions[0];
        assert_eq!(
            (first.query.as_str(), first.kinds().len(), first.limit()),
            ("Novo", 1, 5)
        );
        let property = &first.properties[0];
        assert_eq!(
            (property.values(), property.is_required),
            (vec!["x".to_owned(), "y".to_owned()], true)
        );
        assert_eq!(property.quantifier, Quantifier::All);
        assert_eq!(
            (questions[1].query.as_str(), questions[1].properties[0].values()),
            ("Zeta", vec!["3".to_owned()])
        );
    }

    #[test]
    fn what_lacks_a_condition_or_its_property_is_refused_with_an_example() {
        for body in [
            "[]",
            r#"{"queries": [{"conditions": []}]}"#,
            r#"{"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}"#,
            r#"{"queries": [{"conditions": [{"matchType": "colour", "propertyValue": "x"}]}]}"#,
        ] {
            let refusal = questions(body).unwrap_err();
            assert!(
                refusal.status == 400 && refusal.message.contains("Nordbank"),
                "{}",
                refusal.message
            );
        }
    }
}
