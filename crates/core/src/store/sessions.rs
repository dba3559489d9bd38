//! The session table: one row per session, and the guarded statement that decides who rotates.

use async_trait::async_trait;
use countersign_token::{Jti, Seconds, Timestamp};

use super::{Exchange, NewOutstanding, StoreError};
use crate::accounts::PasswordHash;
use crate::session::{Chain, ReuseRule, SessionId};
use crate::{Moment, User, UserId};

/// Opens, rotates, reads and ends sessions.
#[async_trait]
pub trait Sessions {
    /// Opens a session under the user's lock.
    ///
    /// The user must be active and have the password column that was checked; `upgrade`, the same password hashed anew, and
    /// `last_login` are written in the same transaction.
    async fn open_session(&self, opening: &Opening<'_>) -> Result<Opened, StoreError>;

    /// Spends the presented token and records `next` in its place.
    ///
    /// Of any number of concurrent calls with one token exactly one is [`Rotation::Rotated`]. Within the reuse interval every
    /// other is [`Rotation::Repeated`] with that same successor; later ones, and tokens that were never of this session's
    /// chain, end the session where the rule says so, commit that, and are [`Rotation::Replayed`] (RFC 9700 §4.14.2).
    ///
    /// Where outstanding tokens are kept, the presented token is blacklisted and its successor outstanding in the same
    /// transaction. One that was blacklisted before is [`Rotation::Over`] and ends nothing: another program was first. One that
    /// another program rotated, outstanding and not of the chain, takes the current token's place first, which is blacklisted.
    async fn rotate(&self, request: &RotateRequest<'_>) -> Result<Rotation, StoreError>;

    /// Takes a refresh token that no session of ours issued into a session of its own, and rotates it.
    ///
    /// The session is found by the token's `jti` as its origin, so that parallel first refreshes do not fork. The token must
    /// not be revoked by itself nor blacklisted, and must have been issued after the second of the user's mark: otherwise
    /// [`Rotation::Over`].
    async fn adopt(&self, adoption: &Adoption<'_>) -> Result<Rotation, StoreError>;

    /// Records a refresh that leaves old tokens alive: the session's use, and the newest token's life where there is one.
    /// Does nothing to a session that is over.
    async fn renew_session(&self, renewal: &Renewal<'_>) -> Result<(), StoreError>;

    /// Judges a refresh token that no session has taken in, in turn with what sets marks and revokes tokens: what is minted
    /// from it is issued at the moment that this returns, so that a mark set later refuses that too.
    async fn use_unattached(&self, presented: &UnattachedUse) -> Result<Unattached, StoreError>;

    /// The session with its user; the user is `None` when deleted.
    async fn session(&self, id: &SessionId) -> Result<Option<(Session, Option<User>)>, StoreError>;

    /// The session that adopted the token with this `jti`.
    async fn session_adopted_from(&self, origin: &Jti) -> Result<Option<(Session, Option<User>)>, StoreError>;

    /// The live sessions of a user, newest use first.
    async fn sessions_of(&self, user: UserId, now: Moment) -> Result<Vec<Session>, StoreError>;

    /// Ends one session. With `owner`, a session of somebody else counts as absent.
    async fn end_session(&self, id: &SessionId, owner: Option<UserId>, ending: &Ending) -> Result<Ended, StoreError>;

    /// Ends the live sessions of a user, and returns which.
    async fn end_sessions_of(
        &self,
        user: UserId,
        reach: Reach<'_>,
        ending: &Ending,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Notes a fresh proof of identity; false: the session is over or unknown.
    async fn prove_session(&self, id: &SessionId, at: Moment) -> Result<bool, StoreError>;
}

/// A session row.
#[derive(Debug, Clone)]
pub struct Session {
    /// The `sid` claim.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The columns that decide about a refresh.
    pub chain: Chain,
    /// The current refresh token's `iat`.
    pub current_iat: Timestamp,
    /// The current refresh token's `exp`.
    pub current_exp: Timestamp,
    /// The login or adoption.
    pub created_at: Moment,
    /// The last refresh.
    pub last_used_at: Moment,
    /// The newest use that was older than the reuse interval when the next one came.
    pub earlier_use_at: Option<Moment>,
    /// The last proof of identity: the login, or a re-authentication; `None` where there was none yet.
    pub proven_at: Option<Moment>,
    /// The address that logged in.
    pub ip: Option<String>,
    /// Its `User-Agent`, as it was sent.
    pub user_agent: String,
}

/// A refresh token that is about to be signed.
#[derive(Debug, Clone)]
pub struct NewRefresh {
    /// Its name.
    pub jti: Jti,
    /// When it is issued.
    pub iat: Timestamp,
    /// When it expires, before the session's absolute end caps it.
    pub exp: Timestamp,
}

/// A session that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its name.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Its first token.
    pub refresh: NewRefresh,
    /// Its absolute end.
    pub expires_at: Option<Timestamp>,
    /// No access token of it that was minted so far lives longer.
    pub access_until: Timestamp,
    /// Now.
    pub at: Moment,
    /// The proof of identity that comes with it; `None`: nobody has shown a password (an adopted token, a pair that an operator
    /// issues). Only [`Sessions::open_session`] writes it: an adoption proves nothing.
    pub proven_at: Option<Moment>,
    /// The address that logs in.
    pub ip: Option<String>,
    /// Its `User-Agent`.
    pub user_agent: String,
}

/// What [`Sessions::open_session`] is asked.
#[derive(Debug)]
pub struct Opening<'a> {
    /// The session.
    pub session: &'a NewSession,
    /// The password column that the given password was checked against.
    pub checked: &'a PasswordHash,
    /// The same password, hashed anew.
    pub upgrade: Option<&'a PasswordHash>,
    /// What the user's `last_login` is set to; `None`: it stays.
    pub last_login: Option<Moment>,
    /// The first token, where outstanding tokens are kept.
    pub outstanding: Option<&'a NewOutstanding>,
}

/// What came of [`Sessions::open_session`].
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time is made, and taken apart at once")]
pub enum Opened {
    /// The session is open; the first token expires then.
    Session {
        /// The first token's `exp`, capped by the session's absolute end.
        exp: Timestamp,
    },
    /// The user is not active, or gone.
    OwnerInactive,
    /// The password column is another by now.
    PasswordChanged(User),
}

/// What [`Sessions::rotate`] is asked.
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
    /// Whose tokens may be refreshed.
    pub owners: OwnerRule,
    /// How the session ends if this is a replay; its time is now.
    pub ending: &'a Ending,
    /// Both tokens, where outstanding tokens are kept.
    pub exchange: Option<Exchange<'a>>,
}

/// What [`Sessions::adopt`] is asked.
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
    /// Whose tokens may be refreshed.
    pub owners: OwnerRule,
    /// How the session ends if this is a replay.
    pub ending: &'a Ending,
    /// Both tokens, where outstanding tokens are kept.
    pub exchange: Option<Exchange<'a>>,
    /// A token that has no session yet must be outstanding, or it is [`Rotation::Over`].
    pub must_be_known: bool,
}

/// What [`Sessions::renew_session`] writes.
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
    /// The session was over before, or the token may not be adopted.
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

/// How far an end of sessions reaches.
#[derive(Debug, Clone, Copy)]
pub enum Reach<'a> {
    /// Every session; and the user's mark is set first, so that tokens without a session die with them.
    Everything,
    /// The same, but this session, whose tokens are judged by it alone and live on.
    EverythingBut(&'a SessionId),
    /// Every session; no mark is set, and tokens without a session live on.
    Sessions,
}

/// When and until when a session ends.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Now.
    pub at: Moment,
    /// Access tokens minted now, anywhere, live no longer than this; the event stays in memory until then, or until the
    /// session's own mark of the kind if that is later.
    pub access_until: Timestamp,
}

impl Ending {
    /// The same ending when its turn to be written comes at `now`: what waited for the database happens then, not when it
    /// was asked for, and tokens that were minted meanwhile are within it.
    #[must_use]
    pub fn when_written(&self, now: Moment) -> Self {
        let at = now.max(self.at);
        let waited = at.timestamp().unix().saturating_sub(self.at.timestamp().unix());
        let waited = Seconds::new(waited.unsigned_abs());
        Self { at, access_until: self.access_until.saturating_add(waited) }
    }
}

/// What [`Sessions::use_unattached`] is asked.
#[derive(Debug, Clone)]
pub struct UnattachedUse {
    /// The presented token's user.
    pub user: UserId,
    /// The presented token's `jti`; one without a name cannot have been revoked by itself.
    pub jti: Option<Jti>,
    /// The presented token's `iat`, if it has one.
    pub iat: Option<Timestamp>,
    /// Whose tokens may be used.
    pub owners: OwnerRule,
    /// When it was presented.
    pub at: Moment,
    /// The token that is minted from it, where outstanding tokens are kept; its row is made if the presented one is good.
    pub next: Option<NewOutstanding>,
}

/// What came of [`Sessions::use_unattached`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unattached {
    /// It is good; what is minted from it is issued at this moment.
    Live(Moment),
    /// It was revoked by itself, or with its user's mark.
    Over,
    /// The user is not active, or gone.
    OwnerInactive,
}

/// What came of [`Sessions::end_session`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is over now.
    Now,
    /// It was over before.
    Before,
    /// There is no such session.
    Unknown,
}
