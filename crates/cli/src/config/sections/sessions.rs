//! `[sessions]`

use countersign_core::web_session::WebSessionPolicy;
use countersign_server::WebSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;

/// Sessions of people who log in with a browser: Django's, which a Django with the same `SECRET_KEY` and database
/// shares. People log in at `/accounts/login/`, and out at `/accounts/logout/`. Sessions of tokens are others; `idle_timeout` is theirs.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sessions {
    /// The name of the cookie.
    #[schemars(extend("django" = "SESSION_COOKIE_NAME"))]
    pub(crate) cookie_name: String,
    /// How long a login lasts.
    #[schemars(extend("django" = "SESSION_COOKIE_AGE"))]
    pub(crate) cookie_age: Duration,
    /// How long a session of tokens may lie unused: refreshed last, or logged in, longer ago, it is over, and its refresh tokens are
    /// refused. 0: as long as a refresh token lives. Browser sessions have `cookie_age`. It must be a minute longer than access tokens
    /// live (or `jwt.reuse_interval`, if that is more), so that whoever uses them is not logged out and none of them outlives its
    /// session. With rotation, refresh tokens live no longer than this. Without, a refresh is noted at most once a minute, and a
    /// session may be over up to a minute early, but never late. A Django beside the server knows nothing of it.
    pub(crate) idle_timeout: Duration,
}

impl Default for Sessions {
    fn default() -> Self {
        let cookie_name = WebSettings::default().session_cookie_name;
        Self { cookie_name, cookie_age: Duration(WebSessionPolicy::DEFAULT_AGE), idle_timeout: Duration::seconds(0) }
    }
}
