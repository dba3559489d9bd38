//! One endpoint of `[routes]`.

use std::fmt;

use countersign_server::{AuthenticationClass, PermissionClass, Route};
use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::config::named;

/// What is said of one endpoint: its paths as a list, or a table of more.
#[derive(Debug, Clone, Default, JsonSchema)]
pub(crate) struct RouteSettings(RouteTable);

/// `[routes.NAME]`
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct RouteTable {
    /// Where it is mounted, in place of its default paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<String>>,
    /// In place of the global ones.
    #[schemars(schema_with = "named::schema::<AuthenticationClass>")]
    #[serde(
        deserialize_with = "named::optional_list",
        serialize_with = "named::optional_names",
        skip_serializing_if = "Option::is_none"
    )]
    authentication_classes: Option<Vec<AuthenticationClass>>,
    /// In place of the global ones.
    #[schemars(schema_with = "named::schema::<PermissionClass>")]
    #[serde(
        deserialize_with = "named::optional_list",
        serialize_with = "named::optional_names",
        skip_serializing_if = "Option::is_none"
    )]
    permission_classes: Option<Vec<PermissionClass>>,
    /// Under which its requests are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    throttle_scope: Option<String>,
    /// A caller who is logged in by cookie needs no CSRF token here. Anybody's page can then make them do what the endpoint does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    csrf_exempt: bool,
}

impl RouteSettings {
    /// Its paths, where they are not the default ones.
    pub(crate) fn paths(&self) -> Option<&[String]> {
        self.0.paths.as_deref()
    }

    fn is_paths_alone(&self) -> bool {
        self.0.authentication_classes.is_none()
            && self.0.permission_classes.is_none()
            && self.0.throttle_scope.is_none()
            && !self.0.csrf_exempt
    }
}

impl From<RouteSettings> for Route {
    fn from(RouteSettings(table): RouteSettings) -> Self {
        let RouteTable { paths, authentication_classes, permission_classes, throttle_scope, csrf_exempt } = table;
        Self { paths, authentication_classes, permission_classes, throttle_scope, csrf_exempt }
    }
}

impl Serialize for RouteSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.paths() {
            Some(paths) if self.is_paths_alone() => paths.serialize(serializer),
            _ => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for RouteSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PathsOrTable;
        impl<'de> Visitor<'de> for PathsOrTable {
            type Value = RouteSettings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, paths: A) -> Result<RouteSettings, A::Error> {
                let paths = Vec::deserialize(SeqAccessDeserializer::new(paths))?;
                Ok(RouteSettings(RouteTable { paths: Some(paths), ..RouteTable::default() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<RouteSettings, A::Error> {
                RouteTable::deserialize(MapAccessDeserializer::new(table)).map(RouteSettings)
            }
        }
        deserializer.deserialize_any(PathsOrTable)
    }
}
