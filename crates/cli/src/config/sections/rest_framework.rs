//! `[rest_framework]`

use countersign_server::{AuthenticationClass, PermissionClass, Renderer, RestFramework};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::named;

/// Who may use the endpoints and in what form they answer: Django's `REST_FRAMEWORK`, with the names of classes without
/// their paths. `[routes.NAME]` says otherwise for one endpoint.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
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
}

impl Default for RestFrameworkSettings {
    fn default() -> Self {
        let RestFramework { authentication_classes, permission_classes, renderer_classes } = RestFramework::default();
        Self {
            default_authentication_classes: authentication_classes,
            default_permission_classes: permission_classes,
            default_renderer_classes: renderer_classes,
        }
    }
}

impl From<&RestFrameworkSettings> for RestFramework {
    fn from(settings: &RestFrameworkSettings) -> Self {
        Self {
            authentication_classes: settings.default_authentication_classes.clone(),
            permission_classes: settings.default_permission_classes.clone(),
            renderer_classes: settings.default_renderer_classes.clone(),
        }
    }
}
