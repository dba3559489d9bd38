//! A string, or a list of them.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A string, or a list of them.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrSeveral {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl OneOrSeveral {
    pub(crate) fn to_vec(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(one) => vec![one.clone()],
            Self::Several(several) => several.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for OneOrSeveral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = OneOrSeveral;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or a list of strings")
            }

            fn visit_str<E: de::Error>(self, one: &str) -> Result<OneOrSeveral, E> {
                Ok(OneOrSeveral::One(one.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, several: A) -> Result<OneOrSeveral, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(several)).map(OneOrSeveral::Several)
            }
        }
        deserializer.deserialize_any(Seen)
    }
}
