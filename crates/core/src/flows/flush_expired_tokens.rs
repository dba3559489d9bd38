//! Delete what has expired (SimpleJWT's `flushexpiredtokens`), beside servers that go on.

use std::time::Duration;

use countersign_token::{Seconds, Timestamp};

use crate::ctx::USE_IS_NOTED_EVERY;
use crate::store::{Batch, Expirable, StoreError};
use crate::{Ctx, TokenClass};

/// Rows of a transaction: few, so that nobody who logs in or refreshes waits long.
const BATCH: u32 = 500;
/// Between two transactions, for whoever waits to write.
const PAUSE: Duration = Duration::from_millis(20);
/// What the clocks of several nodes may differ by.
const CLOCK_SKEW: Seconds = Seconds::new(3600);

/// What nobody but us writes.
const OURS: [Expirable; 3] = [Expirable::Sessions, Expirable::RevokedTokens, Expirable::Events];

const EVERYTHING: [Expirable; 5] = [
    Expirable::Sessions,
    Expirable::RevokedTokens,
    Expirable::OutstandingTokens,
    Expirable::Events,
    Expirable::WebSessions,
];

/// How many rows were deleted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Flushed {
    /// Sessions, every token of which has expired.
    pub sessions: u64,
    /// Tokens that were revoked one by one, and have expired.
    pub revoked_tokens: u64,
    /// Tokens that were outstanding in a Django's tables, blacklisted or not, and have expired.
    pub outstanding_tokens: u64,
    /// Events of the revocation feed about tokens that have expired.
    pub events: u64,
    /// Sessions of browsers that have expired.
    pub web_sessions: u64,
}

/// Deletes every row that can matter to nobody any more, in small transactions. `progress` is told after each of them how far it
/// has come.
///
/// A row stays for an hour and the life of a token that opens the API longer than its tokens, so that neither a clock that is behind nor a
/// verifier that grants a leeway misses it.
///
/// # Errors
/// The database was away; what was deleted until then stays deleted.
pub async fn flush_expired_tokens(
    ctx: &Ctx,
    progress: &mut (dyn FnMut(Flushed) + Send),
) -> Result<Flushed, StoreError> {
    let kept = |rows: &Expirable| *rows != Expirable::OutstandingTokens || ctx.store.keeps_outstanding_tokens();
    flush(ctx, EVERYTHING.into_iter().filter(kept), progress).await
}

/// Deletes the same of our own tables, unless another process on the database is at it (`None`). Django's tables are left to whoever
/// runs Django's `clearsessions` and SimpleJWT's `flushexpiredtokens`, or [`flush_expired_tokens`].
///
/// # Errors
/// The database was away; what was deleted until then stays deleted.
pub async fn flush_own_tables(ctx: &Ctx) -> Result<Option<Flushed>, StoreError> {
    let Some(_turn) = ctx.store.take_turn().await? else { return Ok(None) };
    flush(ctx, OURS.into_iter(), &mut |_| {}).await.map(Some)
}

/// Calls [`flush_own_tables`] about every `interval` until the task is dropped. What fails is logged, and tried again the next
/// time.
pub async fn keep_flushing(ctx: &Ctx, interval: Duration) {
    loop {
        tokio::time::sleep(about(ctx, interval)).await;
        match flush_own_tables(ctx).await {
            Ok(Some(Flushed { sessions, revoked_tokens, events, .. })) => {
                tracing::debug!(sessions, revoked_tokens, events, "deleted what has expired");
            }
            Ok(None) => tracing::debug!("another process deletes what has expired"),
            Err(cause) => tracing::warn!(%cause, "what has expired cannot be deleted"),
        }
    }
}

/// From a half of `interval` to one and a half: nodes that were started together do not come together for ever.
fn about(ctx: &Ctx, interval: Duration) -> Duration {
    let mut byte = [0_u8];
    ctx.randomness.fill(&mut byte);
    interval / 2 + interval * u32::from(byte[0]) / 255
}

async fn flush(
    ctx: &Ctx,
    tables: impl Iterator<Item = Expirable> + Send,
    progress: &mut (dyn FnMut(Flushed) + Send),
) -> Result<Flushed, StoreError> {
    let by = dead_by(ctx);
    let mut flushed = Flushed::default();
    for rows in tables {
        let (mut after, by) =
            (None, if rows == Expirable::OutstandingTokens { dead_outstanding_by(ctx, by) } else { by });
        loop {
            let batch = Batch { rows, by, after: after.as_deref(), limit: BATCH };
            let deleted = ctx.store.delete_expired(&batch).await?;
            *flushed.of(rows) += deleted.count;
            progress(flushed);
            after = deleted.next;
            if after.is_none() {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(flushed)
}

/// What expired by then is dead to every node: tokens that were minted without a write (see [`Ctx::ending`]), perhaps under
/// a longer lifetime than the row knows of, are within it.
fn dead_by(ctx: &Ctx) -> Timestamp {
    let policy = ctx.keys.policy();
    let unwritten = ctx.policy.reuse.interval.max(USE_IS_NOTED_EVERY);
    [CLOCK_SKEW, policy.leeway, ctx.longest_bearer_life(), unwritten]
        .into_iter()
        .fold(ctx.clock.now().timestamp(), Timestamp::saturating_sub)
}

/// A sliding token's row says when it expired first; until the end of its refreshing it may be alive, or refused by that row.
fn dead_outstanding_by(ctx: &Ctx, by: Timestamp) -> Timestamp {
    let slides = ctx.policy.auth_token_classes.contains(&TokenClass::SlidingToken);
    if slides { by.saturating_sub(ctx.keys.policy().sliding_refresh_lifetime) } else { by }
}

impl Flushed {
    fn of(&mut self, rows: Expirable) -> &mut u64 {
        match rows {
            Expirable::Sessions => &mut self.sessions,
            Expirable::RevokedTokens => &mut self.revoked_tokens,
            Expirable::OutstandingTokens => &mut self.outstanding_tokens,
            Expirable::Events => &mut self.events,
            Expirable::WebSessions => &mut self.web_sessions,
        }
    }
}
