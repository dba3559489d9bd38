//! The feed for programs that verify tokens themselves.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::Ctx;
use crate::store::{Event, FeedPage, StoreError};

/// No more events are told at once.
const PAGE: u32 = 10_000;

/// Where a program has read to.
#[derive(Debug, Clone, Copy)]
pub struct Bookmark<'e> {
    /// The number that it was told last; 0 at the beginning.
    pub since: u64,
    /// The name of the feed that it read; `None` at the beginning.
    pub epoch: Option<&'e str>,
}

/// A piece of the feed, as it is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// The feed's name.
    pub epoch: String,
    /// Where to go on.
    pub next: u64,
    /// At most 10,000, oldest first. Where there are more, the next call tells them at once.
    pub events: Vec<Event>,
}

/// Tells what was revoked after a bookmark: at once if there is something, or else as soon as there is; after `wait`, or when
/// the process is about to end, that there is nothing.
///
/// A bookmark in another feed, or beyond the end of this one (a database that was restored), counts as the beginning: everything
/// that still matters is told.
///
/// # Errors
/// The database is away.
pub async fn revocations(ctx: &Ctx, bookmark: Bookmark<'_>, wait: Duration) -> Result<Told, StoreError> {
    // From before the first look, so that nothing is missed between the two.
    let mut progress = ctx.follower.progress();
    let deadline = Instant::now() + wait;
    loop {
        progress.mark_unchanged();
        let told = told(ctx, bookmark).await?;
        let is_over = progress.borrow().is_over || deadline <= Instant::now();
        if is_over || !told.events.is_empty() || Some(told.epoch.as_str()) != bookmark.epoch {
            return Ok(told);
        }
        // Whichever of the two it was, the last word is the database's: a node that has lost it does not say that all is well.
        let _ = timeout_at(deadline, progress.changed()).await;
    }
}

async fn told(ctx: &Ctx, bookmark: Bookmark<'_>) -> Result<Told, StoreError> {
    let now = ctx.clock.now().timestamp();
    let page = ctx.store.feed_page(bookmark.since, PAGE, now).await?;
    if Some(page.epoch.as_str()) == bookmark.epoch && bookmark.since <= page.last {
        return Ok(page.into());
    }
    Ok(ctx.store.feed_page(0, PAGE, now).await?.into())
}

impl From<FeedPage> for Told {
    fn from(page: FeedPage) -> Self {
        let is_full = page.events.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let last_told = page.events.last().map(|event| event.seq).filter(|_| is_full);
        Self { epoch: page.epoch, next: last_told.unwrap_or(page.last), events: page.events }
    }
}
