//! `countersign_feed`.

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::store::{Announcements, Event, Feed, FeedPage, Revoked, StoreError};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::SqliteStore;
use crate::error::store_error;
use crate::row::{get, session_id};

/// One statement, so that the counter and the events are of one snapshot. Events are found by their key, in
/// its order: a page costs what is on it.
const FEED_AFTER: &str = "
SELECT c.epoch, c.last, f.seq, f.kind, f.subject, f.until, f.not_before
  FROM countersign_feed_counter c
  LEFT JOIN (SELECT * FROM countersign_feed WHERE seq > $1 AND until > $2 ORDER BY seq LIMIT $3) f ON 1 = 1
 WHERE c.only_row = 1
 ORDER BY f.seq";

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
        let rows = sqlx::query(FEED_AFTER)
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(now.unix())
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(store_error)?;
        let first = rows.first().ok_or_else(|| StoreError::Corrupt("countersign_feed_counter is empty".to_owned()))?;
        let (epoch, last) = (get(first, "epoch")?, get::<i64>(first, "last")?.unsigned_abs());
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(seq) = get::<Option<i64>>(row, "seq")? {
                events.push(event(row, seq.unsigned_abs())?);
            }
        }
        Ok(FeedPage { epoch, last, events })
    }
}

fn event(row: &SqliteRow, seq: u64) -> Result<Event, StoreError> {
    let subject: String = get(row, "subject")?;
    let corrupt = || StoreError::Corrupt(format!("countersign_feed row {seq}"));
    let revoked = match get::<String>(row, "kind")?.as_str() {
        "session" => Revoked::Session(session_id(&subject)?),
        "user" => {
            let mark = get::<Option<i64>>(row, "not_before")?.map(Timestamp::from_unix);
            Revoked::User { user: UserId::parse(&subject).ok_or_else(corrupt)?, mark }
        }
        "jti" => Revoked::Token(Jti::new(subject)),
        _ => return Err(corrupt()),
    };
    Ok(Event { seq, revoked, until: Timestamp::from_unix(get(row, "until")?) })
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
