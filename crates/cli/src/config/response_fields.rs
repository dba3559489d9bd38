//! `jwt.response_fields`, by name.

use countersign_server::ResponseField;
use serde::de::{self, Deserialize, Deserializer};

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
