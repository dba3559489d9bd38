//! `[sessions]`

use countersign_core::web_session::WebSessionPolicy;
use countersign_server::WebSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;

/// Sessions of people who log in with a browser: Django's, which a Django with the same `SECRET_KEY` and database
/// shares. People log in at `/accounts/login/`, and out at `/accounts/logout/`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sessions {
    /// The name of the cookie.
    #[schemars(extend("django" = "SESSION_COOKIE_NAME"))]
    pub(crate) cookie_name: String,
    /// How long a login lasts.
    #[schemars(extend("django" = "SESSION_COOKIE_AGE"))]
    pub(crate) cookie_age: Duration,
}

impl Default for Sessions {
    fn default() -> Self {
        let cookie_name = WebSettings::default().session_cookie_name;
        Self { cookie_name, cookie_age: Duration(WebSessionPolicy::DEFAULT_AGE) }
    }
}
