//! The session table: one row per session, and the guarded statement that decides who rotates.

mod end;
mod open;
mod rotate;
mod unattached;

use async_trait::async_trait;
use countersign_token::{Jti, Seconds, Timestamp};

pub use end::{Ended, Ending, Reach};
pub use open::{NewRefresh, NewSession, Opened, Opening};
pub use rotate::{Adoption, OwnerRule, Renewal, RotateRequest, Rotation, Successor};
pub use unattached::{Unattached, UnattachedUse};

use super::StoreError;
use crate::session::{Chain, SessionId, SharedVerdict, Verdict};
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
    ///
    /// A session that was not used for `idle_timeout` is over, whatever token of it is presented, and that ends nothing: it is asked
    /// in the same statement, by the same clock. One that another program rotated was used there, and is taken in.
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

    /// The sessions of a user that were neither ended nor are past their absolute end or their token's, newest use first: the
    /// [`MOST_SESSIONS`] that were used last.
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

/// As many sessions of a user are listed. Who has more has a program that logs in anew for each of its calls.
pub const MOST_SESSIONS: i64 = 1000;

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

impl Session {
    /// Nobody has used it for `timeout`: it is over, as if it were past its absolute end.
    #[must_use]
    pub fn is_idle(&self, now: Moment, timeout: Option<Seconds>) -> bool {
        timeout.is_some_and(|timeout| self.last_used_at.saturating_add(timeout) <= now)
    }

    /// What a presented token of it is, that was found to be `verdict` as long as the session is not idle for too long. A token
    /// that another program rotated was used there.
    #[must_use]
    pub fn unless_idle(&self, verdict: SharedVerdict, now: Moment, timeout: Option<Seconds>) -> SharedVerdict {
        let is_over = verdict != SharedVerdict::RotatedBeside && self.is_idle(now, timeout);
        if is_over { SharedVerdict::Own(Verdict::Over) } else { verdict }
    }
}
