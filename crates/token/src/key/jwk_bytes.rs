//! The base64url values of a JWK.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use zeroize::Zeroizing;

use crate::base64url;

/// A public value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PublicBytes(pub(super) Vec<u8>);

/// A private value: wiped when dropped, and not shown.
#[derive(Clone)]
pub(super) struct SecretBytes(pub(super) Zeroizing<Vec<u8>>);

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Serialize for PublicBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64url::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for PublicBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Base64Url).map(Self)
    }
}

impl<'de> Deserialize<'de> for SecretBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Base64Url).map(|bytes| Self(Zeroizing::new(bytes)))
    }
}

/// Decodes while the text is only borrowed, so that no copy of a secret stays behind.
struct Base64Url;

impl Visitor<'_> for Base64Url {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("canonical base64url")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        base64url::decode(text).ok_or_else(|| E::custom("not canonical base64url"))
    }
}
