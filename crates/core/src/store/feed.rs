//! The event feed: how a revocation reaches every process on one database.

use async_trait::async_trait;
use countersign_token::{Jti, Timestamp};

use super::{Announcements, StoreError};
use crate::session::SessionId;
use crate::{Moment, UserId};

/// Reads the feed. It is written by the transactions that revoke, one row per event.
///
/// Sequence is commit order: numbers come from one counter row, updated as the last statement before the event rows, so that
/// its lock orders the commits. A reader that has seen number *n* has seen every event up to *n*.
#[async_trait]
pub trait Feed {
    /// The events after number `after` that still matter at `now`, oldest first.
    async fn feed_after(&self, after: u64, now: Timestamp) -> Result<FeedPage, StoreError>;

    /// The same, and of them the first `limit`.
    async fn feed_page(&self, after: u64, limit: u32, now: Timestamp) -> Result<FeedPage, StoreError>;

    /// Hears of events as soon as they are committed: those of this process, and of others where the database passes them on.
    /// There may be one too many; that there is none says nothing, so that the feed is to be read now and then all the same.
    /// Whatever was missed while nothing could be heard is announced once it can be again.
    fn announcements(&self) -> Announcements;

    /// Hears of the events that this process has committed, and of nobody else's; there may be one too many.
    fn own_events(&self) -> Announcements;
}

/// A piece of the feed.
#[derive(Debug, Clone)]
pub struct FeedPage {
    /// Names this feed's history; another one (a restored database) makes every follower start anew.
    pub epoch: String,
    /// The newest number given so far.
    pub last: u64,
    /// The events.
    pub events: Vec<Event>,
    /// The time by the database's clock, at some moment of the reading; `None`: this process's clock is the store's, too.
    pub read_at: Option<Moment>,
}

/// One revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the commit order.
    pub seq: u64,
    /// What is revoked.
    pub revoked: Revoked,
    /// The tokens that this speaks of have expired by then.
    pub until: Timestamp,
}

/// A row of the feed as the stores keep it: number, kind, subject, until (Unix seconds), mark (Unix seconds).
pub type EventRow<'a> = (u64, &'a str, String, i64, Option<i64>);

impl Event {
    /// What a row says. `token` undoes what a store does to the names of tokens.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`]: no version writes such a row.
    pub fn of((seq, kind, subject, until, mark): EventRow<'_>, token: fn(String) -> Jti) -> Result<Self, StoreError> {
        let unknown = || StoreError::Corrupt(format!("countersign_feed row {seq}"));
        let revoked = match kind {
            "session" => Revoked::Session(SessionId::parse(&subject).ok_or_else(unknown)?),
            "user" => Revoked::User {
                user: UserId::parse(&subject).ok_or_else(unknown)?,
                mark: mark.map(Timestamp::from_unix),
            },
            "jti" => Revoked::Token(token(subject)),
            _ => return Err(unknown()),
        };
        Ok(Self { seq, revoked, until: Timestamp::from_unix(until) })
    }
}

/// What an event revokes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoked {
    /// Every token of a session.
    Session(SessionId),
    /// What is remembered about a user: activity, mark, password. Published exactly when the mark is written.
    User {
        /// Whose.
        user: UserId,
        /// The mark: tokens without a session that were issued at that second or before are refused; `None`: an older version
        /// wrote the event, and did not say.
        mark: Option<Timestamp>,
    },
    /// One token.
    Token(Jti),
}

impl Revoked {
    /// The mark of a user's event, where it says one.
    #[must_use]
    pub fn mark(&self) -> Option<Timestamp> {
        match self {
            Self::User { mark, .. } => *mark,
            Self::Session(_) | Self::Token(_) => None,
        }
    }
}
