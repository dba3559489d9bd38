//! `[server]`

use std::net::{Ipv4Addr, SocketAddr};

use countersign_server::ProxyNetwork;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

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
    /// The proxies in front of the server, as addresses or networks such as `10.0.0.0/8`: their `X-Forwarded-For` says where a
    /// request comes from, and their `X-Forwarded-Proto` whether the client speaks https. Without them that is who has connected
    /// and how, whatever a request says. A proxy that ends TLS must be named here, send `X-Forwarded-Proto: https` and pass on
    /// the `Host` of the client: else links are http, cookies lack `Secure`, and forms of browsers are refused as forged.
    #[serde(deserialize_with = "networks", serialize_with = "shown")]
    #[schemars(schema_with = "network_list")]
    pub(crate) trusted_proxies: Vec<ProxyNetwork>,
    /// Whether the API's messages come in the client's language. The cookie `django_language` says which, else
    /// `Accept-Language`, as for Django's `LocaleMiddleware`. There are Arabic, Chinese (simplified), French, German, Japanese,
    /// Portuguese (Brazil), Russian and Spanish; for others it is English. Codes, what Python says of broken
    /// JSON, and the texts of pages stay English. Each answer then names its language in `Content-Language`.
    pub(crate) localize: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)), trusted_proxies: Vec::new(), localize: false }
    }
}

fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    listening::parse(&text).map_err(de::Error::custom)
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ProxyNetwork>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let read = |text: &String| text.parse().map_err(|cause| de::Error::custom(format!("{text:?}: {cause}")));
    texts.iter().map(read).collect()
}

fn shown<S: Serializer>(networks: &[ProxyNetwork], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(networks.iter().map(ToString::to_string))
}

fn network_list(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "format": "network" } })
}
