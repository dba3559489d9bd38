//! Opening a session.

use countersign_token::{Jti, Timestamp};

use crate::accounts::PasswordHash;
use crate::session::SessionId;
use crate::store::NewOutstanding;
use crate::{Moment, User, UserId};

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
    /// issues). Only [`Sessions::open_session`](super::Sessions::open_session) writes it: an adoption proves nothing.
    pub proven_at: Option<Moment>,
    /// The address that logs in.
    pub ip: Option<String>,
    /// Its `User-Agent`.
    pub user_agent: String,
}

/// What [`Sessions::open_session`](super::Sessions::open_session) is asked.
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

/// What came of [`Sessions::open_session`](super::Sessions::open_session).
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
