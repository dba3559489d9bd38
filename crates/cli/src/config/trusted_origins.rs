//! `csrf.trusted_origins`.

use countersign_server::TrustedOrigin;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::Serializer;

pub(super) fn parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TrustedOrigin>, D::Error> {
    let parse = |text: String| text.parse().map_err(|cause| de::Error::custom(format!("{text:?} is {cause}")));
    Vec::<String>::deserialize(deserializer)?.into_iter().map(parse).collect()
}

pub(super) fn written<S: Serializer>(origins: &[TrustedOrigin], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(origins.iter().map(ToString::to_string))
}
