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
    /// Where it is mounted. Without it: at the default paths.
    #[schemars(example = &["/api/users/me/"])]
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<String>>,
    /// How callers say who they are. Without it: as `default_authentication_classes` says, but where credentials
    /// are not looked at.
    #[schemars(schema_with = "named::schema::<AuthenticationClass>", example = &["JWTAuthentication"])]
    #[serde(
        deserialize_with = "named::optional_list",
        serialize_with = "named::optional_names",
        skip_serializing_if = "Option::is_none"
    )]
    authentication_classes: Option<Vec<AuthenticationClass>>,
    /// Who may come in; all of them must allow. Without it: everybody where the endpoint is open, else as
    /// `default_permission_classes` says.
    #[schemars(schema_with = "named::schema::<PermissionClass>", example = &["IsAuthenticated"])]
    #[serde(
        deserialize_with = "named::optional_list",
        serialize_with = "named::optional_names",
        skip_serializing_if = "Option::is_none"
    )]
    permission_classes: Option<Vec<PermissionClass>>,
    /// What its requests are counted under: a name of `default_throttle_rates`, or `""` for none. It takes the place of the
    /// endpoint's own scope, such as `login`, and counts only where `ScopedRateThrottle` is in `default_throttle_classes`.
    #[schemars(example = &"login")]
    #[serde(skip_serializing_if = "Option::is_none")]
    throttle_scope: Option<String>,
    /// A caller who is logged in by cookie needs no CSRF token here: anybody's page can then make them do what the
    /// endpoint does. Without it: `false`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    csrf_exempt: bool,
}

impl RouteSettings {
    /// Of an endpoint that is not mounted.
    pub(crate) fn nowhere() -> Self {
        Self(RouteTable { paths: Some(Vec::new()), ..RouteTable::default() })
    }

    /// Its paths, where they are not the default ones.
    pub(crate) fn paths(&self) -> Option<&[String]> {
        self.0.paths.as_deref()
    }

    /// How callers say who they are, where it is not as everywhere.
    pub(crate) fn authentication_classes(&self) -> Option<&[AuthenticationClass]> {
        self.0.authentication_classes.as_deref()
    }

    /// Who may use it, where it is not as everywhere.
    pub(crate) fn permission_classes(&self) -> Option<&[PermissionClass]> {
        self.0.permission_classes.as_deref()
    }

    /// What its requests are counted under, where it is not the endpoint's own.
    pub(crate) fn throttle_scope(&self) -> Option<&str> {
        self.0.throttle_scope.as_deref()
    }

    /// Whether more is said of it than its paths.
    pub(crate) fn says_more_than_paths(&self) -> bool {
        !self.is_paths_alone()
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
