//! `jwt.algorithm`, by its name in RFC 7518.

use countersign_token::Algorithm;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};

pub(super) fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Algorithm>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(|_| {
        let known = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(", ");
        de::Error::custom(format!("unknown algorithm {name:?}, expected one of {known}"))
    })
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "so serde calls it")]
pub(super) fn name<S: Serializer>(algorithm: &Option<Algorithm>, serializer: S) -> Result<S::Ok, S::Error> {
    algorithm.map(Algorithm::as_str).serialize(serializer)
}

pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    let names = Algorithm::ALL.map(Algorithm::as_str);
    json_schema!({ "type": "string", "enum": names })
}
