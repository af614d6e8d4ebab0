//! Subjects, objects and speakers as records give them: a name, an IRI, or an object with more.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::vocab::xsd;

/// Somebody or something: a string is its name, or its IRI where it looks like one (`https://…`, `wd:Q42`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thing {
    /// A name or an IRI, as it came.
    pub words: Option<String>,
    /// Its IRI.
    pub iri: Option<String>,
    /// Its name.
    pub label: Option<String>,
    /// What kind of thing it is: classes by IRI, prefixed name or label.
    pub types: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Whether the label describes it ("the officials"), so that it means another thing in another document.
    pub is_described: bool,
}

impl Thing {
    /// A thing by its name or IRI.
    pub fn of(words: impl Into<String>) -> Self {
        Self {
            words: Some(words.into()),
            ..Self::default()
        }
    }
}

/// A number, truth value, date or string, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What is written.
    pub value: String,
    /// Its datatype by IRI or prefixed name; without it that of the relation, else the natural one.
    pub datatype: Option<String>,
    /// The IRI of the datatype that it has by the way it is written in JSON; none for a string.
    pub natural: Option<&'static str>,
    /// Its language.
    pub language: Option<String>,
}

/// The object of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// A string: a value where the relation asks for one, else a thing.
    Words(String),
    /// A thing.
    Thing(Thing),
    /// A value.
    Value(Value),
    /// Members that do not go together.
    Mixed,
}

/// A thing, with what is known about it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DescribedThing")]
struct ThingMembers {
    /// Its IRI, or prefixed name.
    #[serde(default)]
    iri: Option<String>,
    /// Its name.
    #[serde(default)]
    label: Option<String>,
    /// What kind of thing it is: classes of the ontology by IRI, prefixed name or label, or other words.
    #[serde(default)]
    types: Vec<String>,
    /// Other names.
    #[serde(default)]
    aliases: Vec<String>,
    /// Whether `label` is a name, the same in every document; `false` for a description such as "the officials".
    #[serde(default = "yes")]
    named: bool,
}

/// A thing or a value, with what is known about it; `value` makes it a value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DescribedObject")]
struct ObjectMembers {
    /// The IRI of a thing, or its prefixed name.
    #[serde(default)]
    iri: Option<String>,
    /// The name of a thing.
    #[serde(default)]
    label: Option<String>,
    /// What kind of thing it is: classes of the ontology by IRI, prefixed name or label, or other words.
    #[serde(default)]
    types: Vec<String>,
    /// Other names of a thing.
    #[serde(default)]
    aliases: Vec<String>,
    /// Whether `label` is a name, the same in every document; `false` for a description such as "the officials".
    #[serde(default = "yes")]
    named: bool,
    /// A number, truth value, date or string.
    #[serde(default)]
    value: Option<Scalar>,
    /// The datatype of a value, by IRI or prefixed name.
    #[serde(default)]
    datatype: Option<String>,
    /// The language of a value.
    #[serde(default)]
    language: Option<String>,
}

fn yes() -> bool {
    true
}

impl From<ThingMembers> for Thing {
    fn from(members: ThingMembers) -> Self {
        Self {
            words: None,
            iri: members.iri,
            label: members.label,
            types: members.types,
            aliases: members.aliases,
            is_described: !members.named,
        }
    }
}

impl From<ObjectMembers> for Object {
    fn from(members: ObjectMembers) -> Self {
        let is_thing = members.iri.is_some() || members.label.is_some() || !members.types.is_empty();
        match members.value {
            Some(_) if is_thing => Self::Mixed,
            Some(Scalar { value, datatype }) => Self::Value(Value {
                value,
                datatype: members.datatype,
                natural: datatype,
                language: members.language,
            }),
            None if members.datatype.is_some() || members.language.is_some() => Self::Mixed,
            None => Self::Thing(Thing {
                words: None,
                iri: members.iri,
                label: members.label,
                types: members.types,
                aliases: members.aliases,
                is_described: !members.named,
            }),
        }
    }
}

/// A string, number or truth value of JSON, with the datatype that it has by itself.
#[derive(Debug)]
struct Scalar {
    value: String,
    datatype: Option<&'static str>,
}

impl Scalar {
    fn typed(value: impl fmt::Display, datatype: &'static str) -> Self {
        Self {
            value: value.to_string(),
            datatype: Some(datatype),
        }
    }
}

/// A value of JSON that is no object.
struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, a number, `true` or `false`")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar {
            value: value.to_owned(),
            datatype: None,
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::typed(value, xsd::BOOLEAN.as_str()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::typed(value, xsd::INTEGER.as_str()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar::typed(value, xsd::INTEGER.as_str()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::typed(value, xsd::DECIMAL.as_str()))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ThingVisitor;

impl<'de> Visitor<'de> for ThingVisitor {
    type Value = Thing;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name, an IRI, or an object with `label` or `iri`")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<Thing, E> {
        Ok(Thing::of(words))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Thing, A::Error> {
        ThingMembers::deserialize(MapAccessDeserializer::new(map)).map(Thing::from)
    }
}

impl<'de> Deserialize<'de> for Thing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ThingVisitor)
    }
}

struct ObjectVisitor;

impl ObjectVisitor {
    fn value<E>(scalar: Result<Scalar, E>) -> Result<Object, E> {
        scalar.map(|Scalar { value, datatype }| {
            Object::Value(Value {
                value,
                datatype: None,
                natural: datatype,
                language: None,
            })
        })
    }
}

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name, an IRI, a value, or an object with `label`, `iri` or `value`")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<Object, E> {
        Ok(Object::Words(words.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Object, E> {
        Self::value(ScalarVisitor.visit_bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Object, E> {
        Self::value(ScalarVisitor.visit_i64(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Object, E> {
        Self::value(ScalarVisitor.visit_u64(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Object, E> {
        Self::value(ScalarVisitor.visit_f64(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object, A::Error> {
        ObjectMembers::deserialize(MapAccessDeserializer::new(map)).map(Object::from)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor)
    }
}

impl JsonSchema for Scalar {
    fn schema_name() -> Cow<'static, str> {
        "Scalar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl JsonSchema for Thing {
    fn schema_name() -> Cow<'static, str> {
        "Thing".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Somebody or something: a name, an IRI, or an object with either.",
            "anyOf": [{ "type": "string" }, generator.subschema_for::<ThingMembers>()]
        })
    }
}

impl JsonSchema for Object {
    fn schema_name() -> Cow<'static, str> {
        "Object".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A thing as a name, an IRI or an object; or a value.",
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                generator.subschema_for::<ObjectMembers>()
            ]
        })
    }
}
