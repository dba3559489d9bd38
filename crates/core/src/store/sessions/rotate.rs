//! Trading a refresh token for the next one.

use countersign_token::{Jti, Seconds, Timestamp};

use super::{Ending, NewRefresh, NewSession};
use crate::session::{ReuseRule, SessionId};
use crate::store::{Exchange, NewOutstanding};
use crate::{Moment, User, UserId};

/// What [`Sessions::rotate`](super::Sessions::rotate) is asked.
#[derive(Debug)]
pub struct RotateRequest<'a> {
    /// The presented token's `sid`.
    pub session: &'a SessionId,
    /// The presented token's user.
    pub user: UserId,
    /// The presented token's `jti`.
    pub presented: &'a Jti,
    /// What takes its place.
    pub next: &'a NewRefresh,
    /// What happens to spent tokens.
    pub rule: ReuseRule,
    /// How long the session may lie idle; `None`: as long as its tokens live.
    pub idle_timeout: Option<Seconds>,
    /// Whose tokens may be refreshed.
    pub owners: OwnerRule,
    /// How the session ends if this is a replay; its time is now.
    pub ending: &'a Ending,
    /// Both tokens, where outstanding tokens are kept.
    pub exchange: Option<Exchange<'a>>,
}

/// What [`Sessions::adopt`](super::Sessions::adopt) is asked.
#[derive(Debug)]
pub struct Adoption<'a> {
    /// The session that the token would get; its `refresh` is the successor.
    pub session: &'a NewSession,
    /// The presented token's `jti`, the origin.
    pub origin: &'a Jti,
    /// The presented token's `iat`, if it has one; without it only a user without a mark passes.
    pub iat: Option<Timestamp>,
    /// The presented token's `exp`: the row stays until then.
    pub exp: Timestamp,
    /// What happens to spent tokens.
    pub rule: ReuseRule,
    /// How long the session may lie idle; `None`: as long as its tokens live.
    pub idle_timeout: Option<Seconds>,
    /// Whose tokens may be refreshed.
    pub owners: OwnerRule,
    /// How the session ends if this is a replay.
    pub ending: &'a Ending,
    /// Both tokens, where outstanding tokens are kept.
    pub exchange: Option<Exchange<'a>>,
    /// A token that has no session yet must be outstanding, or it is [`Rotation::Over`].
    pub must_be_known: bool,
}

/// What [`Sessions::renew_session`](super::Sessions::renew_session) writes.
#[derive(Debug)]
pub struct Renewal<'a> {
    /// The session.
    pub session: &'a SessionId,
    /// A further refresh token, where rotation leaves the old ones alive; its `exp` is capped already.
    pub next: Option<&'a NewRefresh>,
    /// The same, where outstanding tokens are kept.
    pub outstanding: Option<&'a NewOutstanding>,
    /// No access token of it that was minted so far lives longer.
    pub access_until: Timestamp,
    /// The reuse interval: a use is shown when it is older.
    pub interval: Seconds,
    /// Now.
    pub at: Moment,
}

/// Whose tokens may be used (SimpleJWT's `CHECK_USER_IS_ACTIVE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnerRule {
    /// Those of active users.
    #[default]
    Active,
    /// Those of every user there is. A login wants an active user all the same, as Django's does.
    Anyone,
}

impl OwnerRule {
    /// The tokens of `owner` may be used.
    #[must_use]
    pub fn admits(self, owner: &User) -> bool {
        self == Self::Anyone || owner.is_active
    }
}

/// What came of a rotation.
#[derive(Debug, Clone)]
pub enum Rotation {
    /// The presented token is spent; this one takes its place.
    Rotated(Successor),
    /// The presented token was spent a moment ago; this one took its place.
    Repeated(Successor),
    /// The presented token was spent before: refused, and where the rule says so the session is over now.
    Replayed {
        /// The session, where this ended it.
        ended: Option<SessionId>,
    },
    /// The session was over before (ended, past its absolute end, idle for too long), or the token may not be adopted.
    Over,
    /// There is no such session, or it is another user's.
    Unknown,
    /// The user is not active, or gone.
    OwnerInactive,
}

/// The token that takes a spent one's place.
#[derive(Debug, Clone)]
pub struct Successor {
    /// The session.
    pub session: SessionId,
    /// The token's name.
    pub jti: Jti,
    /// When it was issued.
    pub iat: Timestamp,
    /// When it expires, capped by the session's absolute end.
    pub exp: Timestamp,
    /// The session's absolute end, which caps access tokens too.
    pub session_end: Option<Timestamp>,
}
