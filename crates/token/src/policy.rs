//! What tokens look like and how long they live.

use crate::Seconds;

/// The settings of issue and verification; the defaults are SimpleJWT's unless a field says otherwise.
///
/// ```
/// use countersign_token::{Seconds, TokenPolicy};
///
/// let policy = TokenPolicy { access_lifetime: Seconds::new(300), ..TokenPolicy::default() };
/// assert_eq!(policy.refresh_lifetime, Seconds::new(86_400));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPolicy {
    /// Life of an access token (seconds; default 900). `ACCESS_TOKEN_LIFETIME`, which is 300 in SimpleJWT.
    pub access_lifetime: Seconds,
    /// Life of a refresh token (seconds; default 86400). `REFRESH_TOKEN_LIFETIME`.
    pub refresh_lifetime: Seconds,
    /// Life of a sliding token until it must be refreshed (seconds; default 300). `SLIDING_TOKEN_LIFETIME`.
    pub sliding_lifetime: Seconds,
    /// How long a sliding token may be refreshed at all (seconds; default 86400). `SLIDING_TOKEN_REFRESH_LIFETIME`.
    pub sliding_refresh_lifetime: Seconds,
    /// Clock difference forgiven in `exp`, `nbf` and `iat` (seconds; default 0). `LEEWAY`.
    pub leeway: Seconds,
    /// Clock difference forgiven in `iat` if that is more than `leeway` (seconds; default 10). SimpleJWT forgives none,
    /// so that a verifier one second behind the issuer refuses every fresh token.
    pub iat_tolerance: Seconds,
    /// Put into tokens and demanded of them, any one of them; empty: neither (default). `AUDIENCE`.
    pub audience: Vec<String>,
    /// Put into tokens and demanded of them; `None`: neither (default). `ISSUER`.
    pub issuer: Option<String>,
    /// The claim that holds the kind of token (default `token_type`); `None`: not written, not checked.
    /// `TOKEN_TYPE_CLAIM`.
    pub token_type_claim: Option<String>,
    /// The claim that holds the token's identifier (default `jti`); `None`: not written, not checked. `JTI_CLAIM`.
    pub jti_claim: Option<String>,
    /// The claim that holds the user's id (default `user_id`). `USER_ID_CLAIM`.
    pub user_id_claim: String,
    /// The claim that ends a sliding token's refreshing (default `refresh_exp`). `SLIDING_TOKEN_REFRESH_EXP_CLAIM`.
    pub sliding_refresh_exp_claim: String,
    /// The longest token that is looked at (bytes; default 8192).
    pub max_len: usize,
}

impl Default for TokenPolicy {
    fn default() -> Self {
        Self {
            access_lifetime: Seconds::new(15 * 60),
            refresh_lifetime: Seconds::new(24 * 60 * 60),
            sliding_lifetime: Seconds::new(5 * 60),
            sliding_refresh_lifetime: Seconds::new(24 * 60 * 60),
            leeway: Seconds::new(0),
            iat_tolerance: Seconds::new(10),
            audience: Vec::new(),
            issuer: None,
            token_type_claim: Some("token_type".to_owned()),
            jti_claim: Some("jti".to_owned()),
            user_id_claim: "user_id".to_owned(),
            sliding_refresh_exp_claim: "refresh_exp".to_owned(),
            max_len: 8192,
        }
    }
}
