//! `token_blacklist_outstandingtoken` and `token_blacklist_blacklistedtoken`, where a Django made them.

use async_trait::async_trait;
use countersign_core::session::SessionId;
use countersign_core::store::{
    Blacklisting, Ended, NewOutstanding, Outstanding, OutstandingTokens, Revocation, StoreError, TokenText,
};
use countersign_core::{Moment, UserId};
use countersign_token::{Jti, Timestamp};
use sqlx::PgConnection;

use crate::error::Failure;
use crate::feed::publish;
use crate::jti;
use crate::key::KeyColumn;
use crate::open::PostgresStore;
use crate::revoked_tokens::{in_turn, revoke};
use crate::row::{get, micros_of, timestamptz};
use crate::sessions::end_one;
use crate::tables::Tables;
use crate::users::Told;

const OUTSTANDING: &str = concat!(
    "SELECT o.id, o.user_id, o.token, ",
    micros_of!("o.expires_at"),
    " AS expires_at, b.id IS NOT NULL AS is_blacklisted
  FROM token_blacklist_outstandingtoken o LEFT JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id
 WHERE o.jti = $1"
);

const LATEST_RAW: &str = "
SELECT token FROM (SELECT id, token FROM token_blacklist_outstandingtoken ORDER BY id DESC LIMIT 1000) latest
 WHERE token LIKE 'ey%'
 ORDER BY id DESC
 LIMIT 1";

/// SimpleJWT's `get_or_create`. The user is not deleted meanwhile: the database would refuse the commit.
pub(crate) const OUTSTAND: &str = concat!(
    "
INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
VALUES ((SELECT {id} FROM {users} WHERE {id} = $1 FOR KEY SHARE), $2, $3, ",
    timestamptz!("$4"),
    ", ",
    timestamptz!("$5"),
    ") ON CONFLICT (jti) DO NOTHING"
);

/// Waits for a Django that is about to write the same row, and says by the number of rows who was first.
const BLACKLIST: &str = concat!(
    "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT id, ",
    timestamptz!("$2"),
    " FROM token_blacklist_outstandingtoken WHERE jti = $1 ON CONFLICT (token_id) DO NOTHING"
);

const REWRITE: &str = "UPDATE token_blacklist_outstandingtoken SET token = $2 WHERE jti = $1";

const LIVE_OF_USER: &str = "
SELECT o.id, o.jti, o.token
  FROM token_blacklist_outstandingtoken o LEFT JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id
 WHERE o.user_id = $1 AND b.id IS NULL ORDER BY o.id";

const BLACKLIST_ROWS: &str = concat!(
    "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT id, ",
    timestamptz!("$2"),
    " FROM unnest($1::bigint[]) AS live (id) ON CONFLICT (token_id) DO NOTHING"
);

const FORGET_USER: &str = "UPDATE token_blacklist_outstandingtoken SET user_id = NULL WHERE user_id = $1";

/// Whether the tables are in use; where they are not, nothing is written and nothing found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlacklistTables {
    InUse,
    Unused,
}

/// Whose row refuses a token now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    /// This transaction's; or there are no such rows.
    Here,
    /// One that was there before.
    Before,
}

#[async_trait]
impl OutstandingTokens for PostgresStore {
    fn keeps_outstanding_tokens(&self) -> bool {
        self.tables.are_in_use()
    }

    async fn outstanding_token(&self, jti: &Jti) -> Result<Option<Outstanding>, StoreError> {
        let work = self.run((&*self.tables, jti), |connection, (tables, jti)| {
            Box::pin(async move { tables.find(connection, jti).await })
        });
        work.await
    }

    async fn latest_raw_token(&self) -> Result<Option<TokenText>, StoreError> {
        if !self.tables.are_in_use() {
            return Ok(None);
        }
        let work = self.run((), |connection, ()| {
            Box::pin(async move {
                let found: Option<String> = sqlx::query_scalar(LATEST_RAW).fetch_optional(connection).await?;
                Ok(found.map(TokenText::from_column))
            })
        });
        work.await
    }

    async fn rewrite_outstanding_token(&self, jti: &Jti, token: &TokenText) -> Result<(), StoreError> {
        if !self.tables.are_in_use() {
            return Ok(());
        }
        let work = self.write((jti, token), |connection, (jti, token)| {
            Box::pin(async move {
                sqlx::query(REWRITE).bind(jti::column(jti)).bind(token.expose()).execute(connection).await?;
                Ok(())
            })
        });
        work.await
    }

    async fn blacklist_token(&self, blacklisting: &Blacklisting<'_>) -> Result<Revocation, StoreError> {
        let told = self.told(blacklisting.ending);
        self.write((blacklisting, told), |connection, (asked, told)| Box::pin(blacklist(connection, asked, told))).await
    }
}

/// The token first, the sessions after, what a Django reads, and the feed last: it is held until the commit, and a Django may be
/// waited for before.
async fn blacklist(
    connection: &mut PgConnection,
    asked: &Blacklisting<'_>,
    told: &Told<'_>,
) -> Result<Revocation, Failure> {
    in_turn(connection, &asked.token.jti).await?;
    let mut events = Vec::new();
    let revocation = revoke(connection, &asked.token.jti, asked.until, told, &mut events).await?;
    let ended = match asked.session {
        Some(session) => end_one(connection, session, None, told, &mut events).await?,
        None => Ended::Unknown,
    };
    let now = told.time.in_turn(connection, told.ending).await?.at;
    told.tables.spend(&mut *connection, asked.token, now).await?;
    publish(connection, &events).await?;
    Ok(match asked.session {
        Some(session) if ended == Ended::Now => Revocation::Now(Some(session.clone())),
        Some(_) | None => revocation,
    })
}

impl Tables {
    /// The tables of `token_blacklist`.
    pub(crate) fn are_in_use(&self) -> bool {
        self.blacklist == BlacklistTables::InUse
    }

    pub(crate) async fn find(&self, connection: &mut PgConnection, jti: &Jti) -> Result<Option<Outstanding>, Failure> {
        if !self.are_in_use() {
            return Ok(None);
        }
        let found = sqlx::query(OUTSTANDING).bind(jti::column(jti)).fetch_optional(connection).await?;
        let Some(row) = found else { return Ok(None) };
        Ok(Some(Outstanding {
            number: get(&row, "id")?,
            user: get::<Option<KeyColumn>>(&row, "user_id")?.map(|key| key.0),
            token: TokenText::from_column(get::<String>(&row, "token")?),
            expires_at: Moment::from_micros(get(&row, "expires_at")?).timestamp(),
            is_blacklisted: get(&row, "is_blacklisted")?,
        }))
    }

    pub(crate) async fn is_blacklisted(&self, connection: &mut PgConnection, jti: &Jti) -> Result<bool, Failure> {
        Ok(self.find(connection, jti).await?.is_some_and(|row| row.is_blacklisted))
    }

    /// Gives the token its row, unless it has one.
    pub(crate) async fn outstand(&self, connection: &mut PgConnection, token: &NewOutstanding) -> Result<(), Failure> {
        if !self.are_in_use() {
            return Ok(());
        }
        sqlx::query(self.outstand.clone())
            .bind(self.optional_key(token.user))
            .bind(jti::column(&token.jti))
            .bind(token.token.expose())
            .bind(token.created_at.micros())
            .bind(Moment::from(token.exp).micros())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Blacklists the token, with a row of its own where it has none.
    pub(crate) async fn spend(
        &self,
        connection: &mut PgConnection,
        token: &NewOutstanding,
        at: Moment,
    ) -> Result<Spent, Failure> {
        if !self.are_in_use() {
            return Ok(Spent::Here);
        }
        self.outstand(&mut *connection, token).await?;
        let row = sqlx::query(BLACKLIST).bind(jti::column(&token.jti)).bind(at.micros()).execute(connection).await?;
        Ok(if row.rows_affected() == 1 { Spent::Here } else { Spent::Before })
    }

    /// Blacklists what another program made of a session's tokens, as far as the rows tell whose tokens they hold.
    pub(crate) async fn spend_those_of(
        &self,
        connection: &mut PgConnection,
        user: UserId,
        sessions: &[SessionId],
        at: Moment,
    ) -> Result<(), Failure> {
        let is_theirs = |row: &LiveRow| row.session().is_some_and(|session| sessions.contains(&session));
        self.spend_rows(connection, user, at, is_theirs).await
    }

    /// Blacklists whatever the user has, but the tokens of the session `keep`, whose current one has this name.
    pub(crate) async fn spend_all(
        &self,
        connection: &mut PgConnection,
        user: UserId,
        keep: Option<(&SessionId, Option<Jti>)>,
        at: Moment,
    ) -> Result<(), Failure> {
        let is_kept = |row: &LiveRow| {
            keep.as_ref().is_some_and(|(session, current)| {
                current.as_ref().is_some_and(|jti| jti::column(jti) == row.jti)
                    || row.session().as_ref() == Some(*session)
            })
        };
        self.spend_rows(connection, user, at, |row| !is_kept(row)).await
    }

    async fn spend_rows(
        &self,
        connection: &mut PgConnection,
        user: UserId,
        at: Moment,
        which: impl Fn(&LiveRow) -> bool,
    ) -> Result<(), Failure> {
        if !self.are_in_use() {
            return Ok(());
        }
        let rows: Vec<LiveRow> = sqlx::query_as(LIVE_OF_USER).bind(self.key(user)).fetch_all(&mut *connection).await?;
        let rows: Vec<i64> = rows.into_iter().filter(which).map(|row| row.id).collect();
        if !rows.is_empty() {
            sqlx::query(BLACKLIST_ROWS).bind(rows).bind(at.micros()).execute(connection).await?;
        }
        Ok(())
    }

    /// Leaves the rows of a user who is deleted to nobody (Django's `SET_NULL`).
    pub(crate) async fn forget_user(&self, connection: &mut PgConnection, user: UserId) -> Result<(), Failure> {
        if self.are_in_use() {
            sqlx::query(FORGET_USER).bind(self.key(user)).execute(connection).await?;
        }
        Ok(())
    }
}

/// For a row that is made only when its token is refused, and does not know it.
pub(crate) fn unknown_token(jti: Jti, user: UserId, exp: Timestamp, at: Moment) -> NewOutstanding {
    NewOutstanding { jti, user: Some(user), token: TokenText::from_column(""), created_at: at, exp }
}

/// A row that is not blacklisted.
#[derive(sqlx::FromRow)]
struct LiveRow {
    id: i64,
    jti: String,
    token: String,
}

impl LiveRow {
    /// The session that the token says it belongs to; `None`: the row holds its digest alone, or it is of no session.
    fn session(&self) -> Option<SessionId> {
        TokenText::from_column(self.token.as_str()).session()
    }
}
