//! `[server]`

use std::net::{Ipv4Addr, SocketAddr};

use schemars::JsonSchema;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use crate::listening;

/// Where the server listens, and in which languages it answers.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port to listen on; `0.0.0.0:8000` is every address of the machine, and
    /// `localhost:8000` is `127.0.0.1:8000`.
    #[serde(deserialize_with = "listen")]
    #[schemars(with = "String", extend("format" = "address"))]
    pub(crate) listen: SocketAddr,
    /// Whether messages come in the language that the client prefers, by the cookie `django_language` or `Accept-Language`, as
    /// Django's `LocaleMiddleware` chooses it: Arabic, Chinese (simplified), French, German, Japanese, Portuguese (Brazil),
    /// Russian, Spanish, otherwise English. Codes, and what Python says of broken JSON, stay as they are. Each answer then
    /// names its language in `Content-Language`.
    pub(crate) localize: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)), localize: false }
    }
}

fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    listening::parse(&text).map_err(de::Error::custom)
}
