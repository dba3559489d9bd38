//! Rows that nobody can ask for any more.

use async_trait::async_trait;
use countersign_token::Timestamp;

use super::StoreError;

/// Deletes what has expired, batch by batch.
#[async_trait]
pub trait ExpiredRows {
    /// Looks through a table from where the last batch ended, and deletes at most `batch.limit` dead rows in a transaction of
    /// their own. Looking locks nothing; a row that came to life meanwhile stays.
    ///
    /// The feed's numbers are not given again, and its name stays: a follower that reads on misses nothing.
    async fn delete_expired(&self, batch: &Batch<'_>) -> Result<Deleted, StoreError>;

    /// Takes the turn at deleting unasked, which one process on the database has at a time; `None`: another one has it. It is
    /// only for saving work: who deletes without it does no harm. (An embedded database has one server, and gives it always.)
    async fn take_turn(&self) -> Result<Option<Turn>, StoreError>;
}

/// The turn at deleting unasked, until this is dropped or the process ends.
pub struct Turn(#[expect(dead_code, reason = "what is held is for holding")] Box<dyn Send + Sync>);

impl Turn {
    /// Over when `held` is dropped.
    #[must_use]
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self(Box::new(held))
    }
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Turn")
    }
}

/// What [`ExpiredRows::delete_expired`] is asked.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// Which rows.
    pub rows: Expirable,
    /// What expired at this second or before is dead: now, less what clocks and verifiers are granted.
    pub by: Timestamp,
    /// Where the last batch ended; `None`: at the beginning.
    pub after: Option<&'a str>,
    /// How many rows at most.
    pub limit: u32,
}

/// Rows that expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expirable {
    /// Sessions, ended or not: dead when the current refresh token, every access token, and the adopted token have expired.
    Sessions,
    /// Tokens that were revoked one by one.
    RevokedTokens,
    /// Outstanding tokens of a Django beside us, blacklisted ones included.
    OutstandingTokens,
    /// Events of the feed: dead when the tokens that they speak of have expired.
    Events,
    /// Sessions of browsers.
    WebSessions,
}

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// How many rows are gone.
    pub count: u64,
    /// Where the next batch begins; `None`: the whole table was looked through.
    pub next: Option<String>,
}
