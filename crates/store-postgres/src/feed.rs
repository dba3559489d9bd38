//! `countersign_feed`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{Announcements, Event, Feed, FeedPage, Revoked, StoreError};
use countersign_token::Timestamp;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::announcements::{self, NEXT_NUMBERS};
use crate::error::Failure;
use crate::jti;
use crate::open::PostgresStore;
use crate::row::get;
use crate::time::{TimeSource, server_micros};

/// One statement, so that the counter and the events are of one snapshot. Events are found by their key, in
/// its order: a page costs what is on it. They come as one row: rows by themselves cost the driver several times as much.
///
/// A feed's name is the stored one, with the server's identifier, which a copy of the whole server shares, and the timeline,
/// which changes when a standby is promoted that may lack the last commits: numbers that were given there already come again.
/// The timeline is read off the name of the file that is being written: what the last checkpoint says is too old for a moment
/// after a promotion. Everybody may call these functions. (A standby writes no file; it has its primary's timeline.)
const FEED_AFTER: &str = concat!(
    "
SELECT c.epoch || '-' || h.server || '-' || h.timeline AS epoch, h.read_at, c.last,
       page.*
  FROM countersign_feed_counter c
 CROSS JOIN (SELECT ",
    server_micros!(),
    " AS read_at,
                    (SELECT system_identifier FROM pg_control_system())::text AS server,
                    CASE WHEN pg_is_in_recovery()
                         THEN (SELECT lpad(upper(to_hex(timeline_id)), 8, '0') FROM pg_control_checkpoint())
                         ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline) h
 CROSS JOIN (SELECT array_agg(seq) AS seq, array_agg(kind) AS kind, array_agg(subject) AS subject,
                    array_agg(until) AS until, array_agg(not_before) AS not_before
               FROM (SELECT * FROM countersign_feed WHERE seq > $1 AND until > $2 ORDER BY seq LIMIT $3) events) page
 WHERE c.only_row = 1"
);

/// All events of a step in one statement.
const ADD_EVENTS: &str = "
INSERT INTO countersign_feed (seq, kind, subject, until, not_before)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])";

#[async_trait]
impl Feed for PostgresStore {
    async fn feed_after(&self, after: u64, now: Timestamp) -> Result<FeedPage, StoreError> {
        self.events(after, i64::MAX, now).await
    }

    async fn feed_page(&self, after: u64, limit: u32, now: Timestamp) -> Result<FeedPage, StoreError> {
        self.events(after, limit.into(), now).await
    }

    fn announcements(&self) -> Announcements {
        announcements::announcements(self)
    }

    fn own_events(&self) -> Announcements {
        Announcements::new(self.written.subscribe())
    }
}

impl PostgresStore {
    async fn events(&self, after: u64, limit: i64, now: Timestamp) -> Result<FeedPage, StoreError> {
        let span = (i64::try_from(after).unwrap_or(i64::MAX), limit);
        let page =
            self.run((span, now.unix()), |connection, (span, now)| Box::pin(page(connection, *span, *now))).await?;
        // Where moments are given, they are the time.
        Ok(FeedPage { read_at: page.read_at.filter(|_| self.time == TimeSource::Database), ..page })
    }
}

async fn page(connection: &mut PgConnection, (after, limit): (i64, i64), now: i64) -> Result<FeedPage, Failure> {
    let row = sqlx::query(FEED_AFTER).bind(after).bind(now).bind(limit).fetch_optional(connection).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("countersign_feed_counter is empty".to_owned()))?;
    Ok(FeedPage {
        epoch: get(&row, "epoch")?,
        last: get::<i64>(&row, "last")?.unsigned_abs(),
        events: events(&row)?,
        read_at: Some(Moment::from_micros(get(&row, "read_at")?)),
    })
}

/// The columns of the page, each an array in the order of the numbers; NULL, where there is no event.
fn events(row: &PgRow) -> Result<Vec<Event>, StoreError> {
    let Some(numbers) = get::<Option<Vec<i64>>>(row, "seq")? else { return Ok(Vec::new()) };
    let (kinds, subjects): (Vec<String>, Vec<String>) = (get(row, "kind")?, get(row, "subject")?);
    let (until, marks): (Vec<i64>, Vec<Option<i64>>) = (get(row, "until")?, get(row, "not_before")?);
    let columns = numbers.into_iter().zip(&kinds).zip(subjects).zip(until).zip(marks);
    columns
        .map(|((((seq, kind), subject), until), mark)| {
            Event::of((seq.unsigned_abs(), kind, subject, until, mark), jti::read)
        })
        .collect()
}

/// Writes events as the last thing of a transaction: from here to the commit every other step that has some waits.
pub(crate) async fn publish(connection: &mut PgConnection, events: &[(Revoked, Timestamp)]) -> Result<(), Failure> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let last: i64 = sqlx::query_scalar(NEXT_NUMBERS).bind(count).fetch_one(&mut *connection).await?;
    let numbers: Vec<i64> = (last - count + 1..=last).collect();
    let (kinds, subjects): (Vec<&str>, Vec<String>) = events.iter().map(|(revoked, _)| named(revoked)).unzip();
    let until: Vec<i64> = events.iter().map(|(_, until)| until.unix()).collect();
    let marks: Vec<Option<i64>> = events.iter().map(|(revoked, _)| revoked.mark().map(Timestamp::unix)).collect();
    let rows = sqlx::query(ADD_EVENTS).bind(numbers).bind(kinds).bind(subjects).bind(until).bind(marks);
    rows.execute(connection).await?;
    announcements::notice();
    Ok(())
}

fn named(revoked: &Revoked) -> (&'static str, String) {
    match revoked {
        Revoked::Session(session) => ("session", session.to_string()),
        Revoked::User { user, .. } => ("user", user.to_string()),
        Revoked::Token(jti) => ("jti", jti::column(jti).into_owned()),
    }
}
