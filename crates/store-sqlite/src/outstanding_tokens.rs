//! `token_blacklist_outstandingtoken` and `token_blacklist_blacklistedtoken`, where a Django made them.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::session::SessionId;
use countersign_core::store::django_schema::OUTSTANDING_TOKENS;
use countersign_core::store::{
    Blacklisting, Ended, NewOutstanding, Outstanding, OutstandingTokens, Revocation, StoreError, TokenText,
};
use countersign_core::{Moment, UserId};
use countersign_token::Jti;
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;
use crate::revoked_tokens::revoke;
use crate::row::{django_text, get, moment};
use crate::sessions::end_one;
use crate::tables::Tables;

const OUTSTANDING: &str = "
SELECT o.id, o.user_id, o.token, o.expires_at, b.id IS NOT NULL AS is_blacklisted
  FROM token_blacklist_outstandingtoken o LEFT JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id
 WHERE o.jti = $1";

/// A signed token begins with `{"`. Among the latest alone: this is no question to go through the whole table for.
const LATEST_RAW: &str = "
SELECT token FROM (SELECT id, token FROM token_blacklist_outstandingtoken ORDER BY id DESC LIMIT 1000) latest
 WHERE token LIKE 'ey%'
 ORDER BY id DESC
 LIMIT 1";

/// SimpleJWT's `get_or_create`.
pub(crate) const OUTSTAND: &str = "
INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
VALUES ((SELECT {id} FROM {users} WHERE {id} = $1), $2, $3, $4, $5)
    ON CONFLICT (jti) DO NOTHING";

const BLACKLIST: &str = "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT id, $2 FROM token_blacklist_outstandingtoken WHERE jti = $1
    ON CONFLICT (token_id) DO NOTHING";

const REWRITE: &str = "UPDATE token_blacklist_outstandingtoken SET token = $2 WHERE jti = $1";

const LIVE_OF_USER: &str = "
SELECT o.id, o.jti, o.token
  FROM token_blacklist_outstandingtoken o LEFT JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id
 WHERE o.user_id = $1 AND b.id IS NULL";

const BLACKLIST_ROW: &str = "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at) VALUES ($1, $2)
    ON CONFLICT (token_id) DO NOTHING";

const FORGET_USER: &str = "UPDATE token_blacklist_outstandingtoken SET user_id = NULL WHERE user_id = $1";

/// Whether the tables are in use; where they are not, nothing is written and nothing found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlacklistTables {
    InUse,
    Unused,
}

#[async_trait]
impl OutstandingTokens for SqliteStore {
    fn keeps_outstanding_tokens(&self) -> bool {
        self.tables.are_in_use()
    }

    async fn outstanding_token(&self, jti: &Jti) -> Result<Option<Outstanding>, StoreError> {
        self.tables.find(&self.readers, jti).await
    }

    async fn latest_raw_token(&self) -> Result<Option<TokenText>, StoreError> {
        if !self.tables.are_in_use() {
            return Ok(None);
        }
        let found = sqlx::query(LATEST_RAW).fetch_optional(&self.readers).await.map_err(store_error)?;
        found.map(|row| get::<String>(&row, "token").map(TokenText::from_column)).transpose()
    }

    async fn rewrite_outstanding_token(&self, jti: &Jti, token: &TokenText) -> Result<(), StoreError> {
        let (tables, jti, token) = (Arc::clone(&self.tables), jti.clone(), token.clone());
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                if !tables.are_in_use() {
                    return Ok(());
                }
                let row = sqlx::query(REWRITE).bind(jti.as_str()).bind(token.expose());
                row.execute(connection).await.map(drop).map_err(store_error)
            })
        });
        work.await
    }

    async fn blacklist_token(&self, blacklisting: &Blacklisting<'_>) -> Result<Revocation, StoreError> {
        let (tables, token) = (Arc::clone(&self.tables), blacklisting.token.clone());
        let (until, session) = (blacklisting.until, blacklisting.session.cloned());
        let work = self.write_in_turn(blacklisting.ending, move |connection, ending| {
            Box::pin(async move {
                let told = revoke(&mut *connection, &tables, token.jti.clone(), until, ending.clone()).await?;
                tables.spend(&mut *connection, &token, ending.at).await?;
                let Some(session) = session else { return Ok(told) };
                let ended = end_one(connection, &tables, session.clone(), None, ending).await?;
                Ok(if ended == Ended::Now { Revocation::Now(Some(session)) } else { told })
            })
        });
        work.await
    }
}

impl Tables {
    /// The tables of `token_blacklist`.
    pub(crate) fn are_in_use(&self) -> bool {
        self.blacklist == BlacklistTables::InUse
    }

    pub(crate) async fn find(
        &self,
        executor: impl SqliteExecutor<'_>,
        jti: &Jti,
    ) -> Result<Option<Outstanding>, StoreError> {
        if !self.are_in_use() {
            return Ok(None);
        }
        let found = sqlx::query(OUTSTANDING).bind(jti.as_str()).fetch_optional(executor).await.map_err(store_error)?;
        let Some(row) = found else { return Ok(None) };
        Ok(Some(Outstanding {
            number: get(&row, "id")?,
            user: get::<Option<Key>>(&row, "user_id")?.map(|Key(id)| id),
            token: TokenText::from_column(get::<String>(&row, "token")?),
            expires_at: moment(&get::<String>(&row, "expires_at")?)?.timestamp(),
            is_blacklisted: get(&row, "is_blacklisted")?,
        }))
    }

    pub(crate) async fn is_blacklisted(
        &self,
        executor: impl SqliteExecutor<'_>,
        jti: &Jti,
    ) -> Result<bool, StoreError> {
        Ok(self.find(executor, jti).await?.is_some_and(|row| row.is_blacklisted))
    }

    /// Gives the token its row, unless it has one.
    pub(crate) async fn outstand(
        &self,
        connection: &mut SqliteConnection,
        token: &NewOutstanding,
    ) -> Result<(), StoreError> {
        if !self.are_in_use() {
            return Ok(());
        }
        sqlx::query(self.outstand.clone())
            .bind(token.user.map(Key))
            .bind(token.jti.as_str())
            .bind(token.token.expose())
            .bind(django_text(token.created_at))
            .bind(django_text(token.exp.into()))
            .execute(connection)
            .await
            .map(drop)
            .map_err(store_error)
    }

    /// Blacklists the token, with a row of its own where it has none.
    pub(crate) async fn spend(
        &self,
        connection: &mut SqliteConnection,
        token: &NewOutstanding,
        at: Moment,
    ) -> Result<(), StoreError> {
        if !self.are_in_use() {
            return Ok(());
        }
        self.outstand(&mut *connection, token).await?;
        let row = sqlx::query(BLACKLIST).bind(token.jti.as_str()).bind(django_text(at));
        row.execute(connection).await.map(drop).map_err(store_error)
    }

    /// Blacklists what another program made of a session's tokens, as far as the rows tell whose tokens they hold.
    pub(crate) async fn spend_those_of(
        &self,
        connection: &mut SqliteConnection,
        user: UserId,
        sessions: &[SessionId],
        at: Moment,
    ) -> Result<(), StoreError> {
        self.spend_rows(connection, user, at, |row| row.session().is_some_and(|session| sessions.contains(&session)))
            .await
    }

    /// Blacklists whatever the user has, but the tokens of the session `keep`, whose current one has this name.
    pub(crate) async fn spend_all(
        &self,
        connection: &mut SqliteConnection,
        user: UserId,
        keep: Option<(&SessionId, Option<Jti>)>,
        at: Moment,
    ) -> Result<(), StoreError> {
        let is_kept = |row: &LiveRow| {
            keep.as_ref().is_some_and(|(session, current)| {
                current.as_ref().is_some_and(|jti| jti.as_str() == row.jti) || row.session().as_ref() == Some(*session)
            })
        };
        self.spend_rows(connection, user, at, |row| !is_kept(row)).await
    }

    async fn spend_rows(
        &self,
        connection: &mut SqliteConnection,
        user: UserId,
        at: Moment,
        which: impl Fn(&LiveRow) -> bool,
    ) -> Result<(), StoreError> {
        if !self.are_in_use() {
            return Ok(());
        }
        let rows: Vec<LiveRow> =
            sqlx::query_as(LIVE_OF_USER).bind(Key(user)).fetch_all(&mut *connection).await.map_err(store_error)?;
        for row in rows.iter().filter(|row| which(row)) {
            let done = sqlx::query(BLACKLIST_ROW).bind(row.id).bind(django_text(at)).execute(&mut *connection).await;
            done.map_err(store_error)?;
        }
        Ok(())
    }

    /// Rows of that table do not keep a user from being deleted.
    pub(crate) fn forget_users_of(&self, table: &str) -> bool {
        self.are_in_use() && table == OUTSTANDING_TOKENS
    }

    /// Leaves the rows of a user who is deleted to nobody (Django's `SET_NULL`).
    pub(crate) async fn forget_user(&self, connection: &mut SqliteConnection, user: UserId) -> Result<(), StoreError> {
        if !self.are_in_use() {
            return Ok(());
        }
        sqlx::query(FORGET_USER).bind(Key(user)).execute(connection).await.map(drop).map_err(store_error)
    }
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
