//! `countersign_session`.

mod end;
mod open;
mod rotate;
mod unattached;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::session::SessionId;
use countersign_core::store::{
    Adoption, Ended, Ending, MOST_SESSIONS, Opened, Opening, Reach, Renewal, RotateRequest, Rotation, Session,
    Sessions, StoreError, Unattached, UnattachedUse,
};
use countersign_core::{Moment, User, UserId};
use countersign_token::Jti;
use sqlx::SqlStr;

pub(crate) use end::{end_all, end_one};
pub(crate) use open::ADOPT;
pub(crate) use rotate::{ROTATE_BY_ORIGIN, ROTATE_BY_SESSION};

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;
use crate::row::{self, session_columns};

macro_rules! select_with_owner {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            session_columns!(),
            ", {user_columns}
  FROM countersign_session s LEFT JOIN {users} u ON u.{id} = s.user_id
  LEFT JOIN countersign_user_mark m ON m.user_id = u.{id} ",
            $rest
        )
    };
}

pub(crate) const SESSION: &str = select_with_owner!("WHERE s.id = $1");
pub(crate) const ADOPTED: &str = select_with_owner!("WHERE s.origin_jti = $1");

const SESSIONS_OF: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM countersign_session s
      WHERE s.user_id = $1 AND s.ended_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > $2)
        AND s.current_exp > $2
      ORDER BY s.last_used_at DESC LIMIT $3"
);

/// A further token, where rotation leaves the old ones alive; or only a note of use ($2 is NULL).
const RENEW: &str = "
UPDATE countersign_session
   SET previous_jti = CASE WHEN $2 IS NULL THEN previous_jti ELSE current_jti END,
       generation   = CASE WHEN $2 IS NULL THEN generation ELSE generation + 1 END,
       rotated_at   = CASE WHEN $2 IS NULL THEN rotated_at ELSE $5 END,
       current_jti  = COALESCE($2, current_jti),
       current_iat  = COALESCE($3, current_iat),
       current_exp  = COALESCE($4, current_exp),
       last_used_at = $5,
       earlier_use_at = CASE WHEN last_used_at <= $8 THEN last_used_at ELSE earlier_use_at END,
       access_until = CASE WHEN access_until < $6 THEN $6 ELSE access_until END
 WHERE id = $1 AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > $7)";

const PROVE: &str = "
UPDATE countersign_session SET proven_at = $2
 WHERE id = $1 AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > $3)";

#[async_trait]
impl Sessions for SqliteStore {
    async fn open_session(&self, opening: &Opening<'_>) -> Result<Opened, StoreError> {
        let (session, checked) = (opening.session.clone(), opening.checked.clone());
        let (upgrade, outstanding) = (opening.upgrade.cloned(), opening.outstanding.cloned());
        let note = open::LoginNote { upgrade, last_login: opening.last_login, outstanding };
        let tables = Arc::clone(&self.tables);
        let work = self.writer.write(move |connection| {
            Box::pin(async move { open::open(connection, &tables, session, checked, note).await })
        });
        work.await
    }

    async fn rotate(&self, request: &RotateRequest<'_>) -> Result<Rotation, StoreError> {
        let turn = rotate::Turn {
            place: rotate::Place::Session(request.session.clone()),
            user: request.user,
            presented: request.presented.clone(),
            next: request.next.clone(),
            rule: request.rule,
            idle_timeout: request.idle_timeout,
            owners: request.owners,
            exchange: request.exchange.map(rotate::Exchange::of),
        };
        let tables = Arc::clone(&self.tables);
        let work = self.write_in_turn(request.ending, move |connection, ending| {
            Box::pin(async move { rotate::rotate(connection, &tables, turn, ending).await })
        });
        work.await
    }

    async fn adopt(&self, adoption: &Adoption<'_>) -> Result<Rotation, StoreError> {
        let turn = rotate::Turn {
            place: rotate::Place::Origin(adoption.origin.clone()),
            user: adoption.session.user,
            presented: adoption.origin.clone(),
            next: adoption.session.refresh.clone(),
            rule: adoption.rule,
            idle_timeout: adoption.idle_timeout,
            owners: adoption.owners,
            exchange: adoption.exchange.map(rotate::Exchange::of),
        };
        let tables = Arc::clone(&self.tables);
        let (session, iat, exp, must_be_known) =
            (adoption.session.clone(), adoption.iat, adoption.exp, adoption.must_be_known);
        let work = self.write_in_turn(adoption.ending, move |connection, ending| {
            Box::pin(async move {
                let origin = open::Origin { jti: &turn.presented, iat, exp, owners: turn.owners, must_be_known };
                open::adopt(connection, &tables, &session, &origin).await?;
                rotate::rotate(connection, &tables, turn, ending).await
            })
        });
        work.await
    }

    async fn renew_session(&self, renewal: &Renewal<'_>) -> Result<(), StoreError> {
        let (tables, outstanding) = (Arc::clone(&self.tables), renewal.outstanding.cloned());
        let (session, next) = (renewal.session.clone(), renewal.next.cloned());
        let (access_until, at) = (renewal.access_until, renewal.at);
        let settled = at.saturating_sub(renewal.interval);
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let renewed = sqlx::query(RENEW)
                    .bind(session.as_str())
                    .bind(next.as_ref().map(|next| next.jti.as_str().to_owned()))
                    .bind(next.as_ref().map(|next| next.iat.unix()))
                    .bind(next.as_ref().map(|next| next.exp.unix()))
                    .bind(at.micros())
                    .bind(access_until.unix())
                    .bind(at.timestamp().unix())
                    .bind(settled.micros())
                    .execute(&mut *connection)
                    .await
                    .map_err(store_error)?;
                match outstanding {
                    Some(token) if renewed.rows_affected() == 1 => tables.outstand(connection, &token).await,
                    Some(_) | None => Ok(()),
                }
            })
        });
        work.await
    }

    async fn use_unattached(&self, presented: &UnattachedUse) -> Result<Unattached, StoreError> {
        let (tables, presented, clock) = (Arc::clone(&self.tables), presented.clone(), Arc::clone(&self.clock));
        let work = self.writer.write(move |connection| {
            let now = clock.now().max(presented.at);
            Box::pin(async move { unattached::judge(connection, &tables, presented, now).await })
        });
        work.await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<(Session, Option<User>)>, StoreError> {
        self.with_owner(&self.tables.session, id.as_str()).await
    }

    async fn session_adopted_from(&self, origin: &Jti) -> Result<Option<(Session, Option<User>)>, StoreError> {
        self.with_owner(&self.tables.adopted, origin.as_str()).await
    }

    async fn sessions_of(&self, user: UserId, now: Moment) -> Result<Vec<Session>, StoreError> {
        let query = sqlx::query(SESSIONS_OF).bind(Key(user)).bind(now.timestamp().unix()).bind(MOST_SESSIONS);
        let rows = query.fetch_all(&self.readers).await.map_err(store_error)?;
        rows.iter().map(row::session).collect()
    }

    async fn end_session(&self, id: &SessionId, owner: Option<UserId>, ending: &Ending) -> Result<Ended, StoreError> {
        let (tables, id) = (Arc::clone(&self.tables), id.clone());
        self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move { end_one(connection, &tables, id, owner, ending).await })
        })
        .await
    }

    async fn end_sessions_of(
        &self,
        user: UserId,
        reach: Reach<'_>,
        ending: &Ending,
    ) -> Result<Vec<SessionId>, StoreError> {
        let tables = Arc::clone(&self.tables);
        let (marks, keep) = match reach {
            Reach::Everything => (true, None),
            Reach::EverythingBut(keep) => (true, Some(keep.clone())),
            Reach::Sessions => (false, None),
        };
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                let reach = match &keep {
                    Some(keep) => Reach::EverythingBut(keep),
                    None if marks => Reach::Everything,
                    None => Reach::Sessions,
                };
                end_all(connection, &tables, user, reach, &ending).await
            })
        });
        work.await
    }

    async fn prove_session(&self, id: &SessionId, at: Moment) -> Result<bool, StoreError> {
        let id = id.clone();
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let proof = sqlx::query(PROVE).bind(id.as_str()).bind(at.micros()).bind(at.timestamp().unix());
                proof.execute(connection).await.map(|done| done.rows_affected() == 1).map_err(store_error)
            })
        });
        work.await
    }
}

impl SqliteStore {
    async fn with_owner(&self, statement: &SqlStr, key: &str) -> Result<Option<(Session, Option<User>)>, StoreError> {
        let found =
            sqlx::query(statement.clone()).bind(key).fetch_optional(&self.readers).await.map_err(store_error)?;
        found.map(|found| Ok((row::session(&found)?, self.tables.reader.optional_user(&found)?))).transpose()
    }
}
