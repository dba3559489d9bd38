//! The settings of cookies and of CSRF.

use countersign_token::Seconds;

use super::TrustedOrigin;

/// The cookies of browsers, and whom their forms may come from (`[sessions]`, `[csrf]`).
///
/// ```
/// use countersign_server::WebSettings;
///
/// assert_eq!(WebSettings::default().session_cookie_name, "sessionid");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSettings {
    /// Django's `SESSION_COOKIE_NAME`.
    pub session_cookie_name: String,
    /// Django's `CSRF_COOKIE_NAME`.
    pub csrf_cookie_name: String,
    /// Django's `CSRF_COOKIE_AGE` (seconds).
    pub csrf_cookie_age: Seconds,
    /// Django's `CSRF_TRUSTED_ORIGINS`: other sites whose forms are taken; default none.
    pub csrf_trusted_origins: Vec<TrustedOrigin>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            session_cookie_name: "sessionid".to_owned(),
            csrf_cookie_name: "csrftoken".to_owned(),
            csrf_cookie_age: Seconds::new(31_449_600),
            csrf_trusted_origins: Vec::new(),
        }
    }
}
