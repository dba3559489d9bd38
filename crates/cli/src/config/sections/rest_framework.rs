//! `[rest_framework]`

use countersign_server::{AuthenticationClass, PermissionClass, Renderer, RestFramework, ThrottleClass};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::named;
use crate::config::rates::Rates;

/// Who may use the endpoints and in what form they answer: Django's `REST_FRAMEWORK`, with the names of classes without
/// their paths. `[routes.NAME]` says otherwise for one endpoint.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names that DRF has for them")]
pub(crate) struct RestFrameworkSettings {
    /// How callers say who they are, in the order in which it is tried. The first decides whether a refusal is a 401, and what
    /// it says in `WWW-Authenticate`.
    #[schemars(schema_with = "named::schema::<AuthenticationClass>", extend("django" = "REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES"))]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
    pub(crate) default_authentication_classes: Vec<AuthenticationClass>,
    /// Who may use the endpoints that are not open to everybody. All of them must allow.
    #[schemars(schema_with = "named::schema::<PermissionClass>", extend("django" = "REST_FRAMEWORK.DEFAULT_PERMISSION_CLASSES"))]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
    pub(crate) default_permission_classes: Vec<PermissionClass>,
    /// In what forms the endpoints answer. The first is for those who do not mind; without `BrowsableAPIRenderer` there are no
    /// pages for browsers.
    #[schemars(schema_with = "named::schema::<Renderer>", extend("django" = "REST_FRAMEWORK.DEFAULT_RENDERER_CLASSES"))]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
    pub(crate) default_renderer_classes: Vec<Renderer>,
    /// How often the endpoints may be asked: `ScopedRateThrottle` counts by scope, `AnonRateThrottle` whoever does not say who they
    /// are, `UserRateThrottle` everybody. All of them must allow; `[]` is as often as anybody likes. The list
    /// replaces the default: keep `ScopedRateThrottle` for the rate of `login`.
    #[schemars(schema_with = "named::schema::<ThrottleClass>", extend("django" = "REST_FRAMEWORK.DEFAULT_THROTTLE_CLASSES"))]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
    pub(crate) default_throttle_classes: Vec<ThrottleClass>,
    /// How many requests are allowed in any second, minute, hour or day, by scope. Each address is counted by itself, and
    /// under other scopes than `login` and `anon` each user who has logged in. The scope `login` is what checks a password; `anon` and
    /// `user` are those of the classes of these names; others are what `throttle_scope` under `[routes.NAME]` says. What is set
    /// here is added to the default. A rate counts only where its class is in `default_throttle_classes`.
    #[schemars(extend("django" = "REST_FRAMEWORK.DEFAULT_THROTTLE_RATES"))]
    pub(crate) default_throttle_rates: Rates,
}

impl Default for RestFrameworkSettings {
    fn default() -> Self {
        let RestFramework {
            authentication_classes,
            permission_classes,
            renderer_classes,
            throttle_classes,
            throttle_rates,
        } = RestFramework::default();
        Self {
            default_authentication_classes: authentication_classes,
            default_permission_classes: permission_classes,
            default_renderer_classes: renderer_classes,
            default_throttle_classes: throttle_classes,
            default_throttle_rates: Rates(throttle_rates),
        }
    }
}

impl From<&RestFrameworkSettings> for RestFramework {
    fn from(settings: &RestFrameworkSettings) -> Self {
        Self {
            authentication_classes: settings.default_authentication_classes.clone(),
            permission_classes: settings.default_permission_classes.clone(),
            renderer_classes: settings.default_renderer_classes.clone(),
            throttle_classes: settings.default_throttle_classes.clone(),
            throttle_rates: settings.default_throttle_rates.0.clone(),
        }
    }
}
