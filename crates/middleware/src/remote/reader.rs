//! Reads the feed, for as long as somebody wants to know.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::Instant;

use super::RevocationFeed;
use super::backoff::Backoff;
use super::connection::{Connection, Limits};
use super::entries::Page;
use super::revocations::State;

/// An answer has this long beyond what the request says that it waits.
const GRACE: Duration = Duration::from_secs(5);
/// More bytes than ten thousand events have.
const LARGEST: usize = 16 * 1024 * 1024;
/// Between two requests that had no news lies this much at least, whatever answers them.
const REST: Duration = Duration::from_millis(100);
/// How often expired entries are dropped.
const SWEEP_INTERVAL: Duration = Duration::from_mins(1);

/// How far the feed was read.
#[derive(Debug, Default)]
struct Position {
    epoch: String,
    next: u64,
    /// Everything was read that there was.
    is_caught_up: bool,
}

/// Follows the feed into `state`. An absence is logged once.
pub(super) async fn read(state: Arc<State>, feed: RevocationFeed) {
    let mut connection = Connection::new(feed.endpoint.clone(), Some(feed.credentials.clone()));
    let (mut position, mut backoff, mut swept) = (Position::default(), Backoff::default(), Instant::now());
    loop {
        let asked = Instant::now();
        match step(&mut connection, &feed, &state, &mut position).await {
            Ok(has_news) => {
                if backoff.succeeded() {
                    tracing::info!("the revocations can be had again");
                }
                if !has_news && position.is_caught_up && asked.elapsed() < REST {
                    tokio::time::sleep(REST).await;
                }
            }
            Err(cause) => {
                if backoff.failed() {
                    tracing::warn!(%cause, "the revocations cannot be had; those that are known go on being refused");
                }
                tokio::time::sleep(backoff.pause()).await;
            }
        }
        if swept.elapsed() > SWEEP_INTERVAL {
            swept = Instant::now();
            let now = feed.clock.now();
            state.entries.write().unwrap_or_else(PoisonError::into_inner).forget_expired(now);
        }
    }
}

/// One request; true if there was news. What is known stays, whatever the feed's name is: it refuses too much rather than too
/// little, until it expires.
async fn step(
    connection: &mut Connection,
    feed: &RevocationFeed,
    state: &State,
    position: &mut Position,
) -> Result<bool, String> {
    // At first, piece by piece until there is none left.
    let wait = if position.is_caught_up { feed.wait() } else { Duration::ZERO };
    let limits = Limits { time: wait + GRACE, length: LARGEST };
    let answer = connection.get(&query(position, wait), limits).await?;
    let page: Page = serde_json::from_slice(&answer.body).map_err(|cause| format!("the answer is no feed: {cause}"))?;
    let goes_on = page.epoch == position.epoch && page.next >= position.next;
    let has_news = !page.events.is_empty();
    let applied = state.entries.write().unwrap_or_else(PoisonError::into_inner).apply(page.events);
    applied.map_err(|_| "there are more revocations than can be kept".to_owned())?;
    let is_caught_up = goes_on && (position.is_caught_up || !has_news);
    *position = Position { epoch: page.epoch, next: page.next, is_caught_up };
    if is_caught_up {
        state.fresh_at.send_replace(Some(Instant::now()));
    }
    Ok(has_news)
}

fn query(position: &Position, wait: Duration) -> String {
    let epoch = utf8_percent_encode(&position.epoch, NON_ALPHANUMERIC);
    format!("since={}&epoch={epoch}&wait={}", position.next, wait.as_secs())
}
