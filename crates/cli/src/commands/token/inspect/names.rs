//! What the settings call the claims that every token has.

use crate::config::Config;

/// Of the settings, or as SimpleJWT has them by default. An empty one is no claim at all.
#[derive(Debug, Clone)]
pub(in crate::commands::token) struct Names {
    pub(super) user_id: String,
    pub(super) token_type: String,
    pub(super) jti: String,
}

impl Names {
    pub(in crate::commands::token) fn of(config: &Config) -> Self {
        let jwt = &config.jwt;
        Self {
            user_id: jwt.user_id_claim.clone(),
            token_type: jwt.token_type_claim.clone(),
            jti: jwt.jti_claim.clone(),
        }
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::of(&Config::default())
    }
}
