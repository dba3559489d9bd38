//! `rest_framework.default_throttle_rates`: rates by scope.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use countersign_core::throttle::{Rate, RateError};
use countersign_server::RestFramework;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// What is set, over the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rates(pub(crate) BTreeMap<String, Rate>);

impl Default for Rates {
    fn default() -> Self {
        Self(RestFramework::default().throttle_rates)
    }
}

/// A rate, as it stands in the file: what is wrong with it is told at its line.
struct InFile(Rate);

impl<'de> Deserialize<'de> for InFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InWords;
        impl Visitor<'_> for InWords {
            type Value = InFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rate in quotes, such as \"100/day\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<InFile, E> {
                let refused =
                    |cause: RateError| E::custom(format!("invalid value: {}, {cause}", Unexpected::Str(text)));
                text.parse().map(InFile).map_err(refused)
            }
        }
        deserializer.deserialize_any(InWords)
    }
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let set = BTreeMap::<String, InFile>::deserialize(deserializer)?;
        let Self(mut rates) = Self::default();
        rates.extend(set.into_iter().map(|(scope, InFile(rate))| (scope, rate)));
        Ok(Self(rates))
    }
}

impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(scope, rate)| (scope, rate.to_string())))
    }
}

impl JsonSchema for Rates {
    fn schema_name() -> Cow<'static, str> {
        "Rates".into()
    }

    /// One setting, not a section.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "format": "rates" })
    }
}
