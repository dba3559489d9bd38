//! `countersign_feed`.

use async_trait::async_trait;
use countersign_core::store::{Announcements, Event, EventRow, Feed, FeedPage, Revoked, StoreError};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;
use crate::row::get;

/// One statement, so that the counter and the events are of one snapshot. Events are found by their key, in
/// its order: a page costs what is on it. They come as one text: rows by themselves cost the driver several times as much.
const FEED_AFTER: &str = "
SELECT c.epoch, c.last,
       (SELECT json_group_array(json_array(seq, kind, subject, until, not_before))
          FROM (SELECT * FROM countersign_feed WHERE seq > $1 AND until > $2 ORDER BY seq LIMIT $3)) AS events
  FROM countersign_feed_counter c
 WHERE c.only_row = 1";

/// The last statement of a transaction before its event rows: on a database with several writers its lock orders them.
const NEXT_NUMBERS: &str = "UPDATE countersign_feed_counter SET last = last + $1 RETURNING last";

const ADD_EVENT: &str = "
INSERT INTO countersign_feed (seq, kind, subject, until, not_before) VALUES ($1, $2, $3, $4, $5)";

#[async_trait]
impl Feed for SqliteStore {
    async fn feed_after(&self, after: u64, now: Timestamp) -> Result<FeedPage, StoreError> {
        self.events(after, i64::MAX, now).await
    }

    async fn feed_page(&self, after: u64, limit: u32, now: Timestamp) -> Result<FeedPage, StoreError> {
        self.events(after, limit.into(), now).await
    }

    fn announcements(&self) -> Announcements {
        self.writer.announcements()
    }

    /// Nothing tells of other processes on the file.
    fn own_events(&self) -> Announcements {
        self.writer.announcements()
    }
}

impl SqliteStore {
    async fn events(&self, after: u64, limit: i64, now: Timestamp) -> Result<FeedPage, StoreError> {
        let row = sqlx::query(FEED_AFTER)
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(now.unix())
            .bind(limit)
            .fetch_optional(&self.readers)
            .await
            .map_err(store_error)?
            .ok_or_else(|| StoreError::Corrupt("countersign_feed_counter is empty".to_owned()))?;
        Ok(FeedPage {
            epoch: get(&row, "epoch")?,
            last: get::<i64>(&row, "last")?.unsigned_abs(),
            events: events(get(&row, "events")?)?,
            read_at: None,
        })
    }
}

fn events(rows: &str) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<EventRow<'_>> =
        serde_json::from_str(rows).map_err(|cause| StoreError::Corrupt(format!("countersign_feed: {cause}")))?;
    rows.into_iter().map(|row| Event::of(row, Jti::new)).collect()
}

/// Writes events as the last thing of a transaction.
pub(crate) async fn publish(
    connection: &mut SqliteConnection,
    events: &[(Revoked, Timestamp)],
) -> Result<(), StoreError> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let last: i64 =
        sqlx::query_scalar(NEXT_NUMBERS).bind(count).fetch_one(&mut *connection).await.map_err(store_error)?;
    for (seq, (revoked, until)) in (last - count + 1..).zip(events) {
        let (kind, subject) = match revoked {
            Revoked::Session(session) => ("session", session.to_string()),
            Revoked::User { user, .. } => ("user", user.to_string()),
            Revoked::Token(jti) => ("jti", jti.as_str().to_owned()),
        };
        let row = sqlx::query(ADD_EVENT).bind(seq).bind(kind).bind(subject).bind(until.unix());
        row.bind(revoked.mark().map(Timestamp::unix)).execute(&mut *connection).await.map_err(store_error)?;
    }
    Ok(())
}
