//! What is allowed for how long: the settings that flows ask.

use countersign_token::{Seconds, Timestamp};

use crate::session::ReuseRule;
use crate::store::OwnerRule;
use crate::{Moment, TokenClass, UserClaims, UserIdField};

/// The rules of sessions (`[jwt]`); those of single tokens are [`countersign_token::TokenPolicy`].
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "settings that are on or off, most of them SimpleJWT's")]
pub struct SessionPolicy {
    /// SimpleJWT's `ROTATE_REFRESH_TOKENS`; default true.
    pub rotate_refresh_tokens: bool,
    /// SimpleJWT's `BLACKLIST_AFTER_ROTATION`; default true. Off, every refresh token lives to its own `exp`.
    pub blacklist_after_rotation: bool,
    /// What happens to a token that was rotated away.
    pub reuse: ReuseRule,
    /// A chain of rotations never outlives this (seconds; default 30 days); `None`: no end.
    pub session_lifetime: Option<Seconds>,
    /// A session that was neither opened nor refreshed for so long is over (seconds); default `None`: it lives as long as its tokens.
    pub idle_timeout: Option<Seconds>,
    /// How long a login or a re-authentication counts as fresh proof (seconds; default 600).
    pub fresh_proof: Seconds,
    /// A refresh or sliding token that is not on record is refused, however well it is signed; default false. On record are the
    /// tokens of sessions of ours, and those that are outstanding in a Django's tables.
    pub allow_list: bool,
    /// The table of outstanding tokens holds them in the clear, as SimpleJWT does; default false: their digests.
    pub store_raw_tokens: bool,
    /// What tokens say of their user, set at login; default nothing.
    pub claims: UserClaims,
    /// A login is noted in the user's `last_login`; default false. SimpleJWT's `UPDATE_LAST_LOGIN`.
    pub update_last_login: bool,
    /// The kinds of token that may stand in the header of a request, tried in this order; default access tokens alone.
    /// SimpleJWT's `AUTH_TOKEN_CLASSES`.
    pub auth_token_classes: Vec<TokenClass>,
    /// The column of the user that tokens hold; default the key. SimpleJWT's `USER_ID_FIELD`.
    pub user_id_field: UserIdField,
    /// Whose tokens may be used; default those of active users. SimpleJWT's `CHECK_USER_IS_ACTIVE`.
    pub owners: OwnerRule,
    /// The claim that ties a token to its user's password column: the token is refused once that is another one. Default none.
    /// SimpleJWT's `REVOKE_TOKEN_CLAIM`, where `CHECK_REVOKE_TOKEN` is on.
    pub revoke_token_claim: Option<String>,
}

impl SessionPolicy {
    /// Rotation leaves old tokens alive, each to its own `exp`: there is no chain to judge by.
    #[must_use]
    pub fn old_tokens_live(&self) -> bool {
        self.rotate_refresh_tokens && !self.blacklist_after_rotation
    }

    /// How long a refresh token lives, where one may live `longest`. One that rotation replaces is good for the next use alone, and so
    /// does not outlive the idle time-out; one that is used again and again does.
    #[must_use]
    pub fn refresh_life(&self, longest: Seconds) -> Seconds {
        let idle = self.idle_timeout.filter(|_| self.rotate_refresh_tokens);
        idle.map_or(longest, |idle| idle.min(longest))
    }

    /// The absolute end of a session that opens `now`.
    #[must_use]
    pub fn session_end(&self, now: Moment) -> Option<Timestamp> {
        self.session_lifetime.map(|life| now.timestamp().saturating_add(life))
    }
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            rotate_refresh_tokens: true,
            blacklist_after_rotation: true,
            reuse: ReuseRule { interval: Seconds::new(30), detection: true },
            session_lifetime: Some(Seconds::new(30 * 24 * 60 * 60)),
            idle_timeout: None,
            fresh_proof: Seconds::new(600),
            allow_list: false,
            store_raw_tokens: false,
            claims: UserClaims::default(),
            update_last_login: false,
            auth_token_classes: vec![TokenClass::AccessToken],
            user_id_field: UserIdField::default(),
            owners: OwnerRule::default(),
            revoke_token_claim: None,
        }
    }
}
