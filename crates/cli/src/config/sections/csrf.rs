//! `[csrf]`

use countersign_server::{TrustedOrigin, WebSettings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;
use crate::config::trusted_origins;

/// Protection against forged requests of those who are logged in by cookie.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Csrf {
    /// The name of the cookie.
    #[schemars(extend("django" = "CSRF_COOKIE_NAME"))]
    pub(crate) cookie_name: String,
    /// How long a browser keeps the cookie.
    #[schemars(extend("django" = "CSRF_COOKIE_AGE"))]
    pub(crate) cookie_age: Duration,
    /// Other sites whose forms and scripts may change something here for people who are logged in, such as
    /// `https://shop.example.com`; `https://*.example.com` is the domain and all below it.
    #[schemars(with = "Vec<String>", extend("django" = "CSRF_TRUSTED_ORIGINS"), example = &["https://shop.example.com"])]
    #[serde(deserialize_with = "trusted_origins::parsed", serialize_with = "trusted_origins::written")]
    pub(crate) trusted_origins: Vec<TrustedOrigin>,
}

impl Default for Csrf {
    fn default() -> Self {
        let web = WebSettings::default();
        Self {
            cookie_name: web.csrf_cookie_name,
            cookie_age: Duration(web.csrf_cookie_age),
            trusted_origins: web.csrf_trusted_origins,
        }
    }
}
