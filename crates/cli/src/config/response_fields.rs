//! `jwt.response_fields`, by name.

use countersign_server::ResponseField;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Serializer;
use serde::de::{self, Deserialize, Deserializer};

/// Their names, as the settings file has them.
pub(super) fn names<S: Serializer>(fields: &[ResponseField], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(fields.iter().map(|field| field.as_str()))
}

pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    let names = ResponseField::ALL.map(ResponseField::as_str);
    json_schema!({ "type": "array", "items": { "enum": names } })
}

pub(super) fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ResponseField>, D::Error> {
    let mut fields = Vec::new();
    for name in Vec::<String>::deserialize(deserializer)? {
        let field = ResponseField::named(&name).ok_or_else(|| {
            let known = ResponseField::ALL.map(ResponseField::as_str).join(", ");
            de::Error::custom(format!("unknown response field {name:?}, expected any of {known}"))
        })?;
        if fields.contains(&field) {
            return Err(de::Error::custom(format!("{name:?} is named twice; an answer has each field once")));
        }
        fields.push(field);
    }
    Ok(fields)
}
