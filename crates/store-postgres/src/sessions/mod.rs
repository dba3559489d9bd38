//! `countersign_session`.

mod end;
mod open;
mod rotate;
mod unattached;

use async_trait::async_trait;
use countersign_core::session::SessionId;
use countersign_core::store::{
    Adoption, Ended, Ending, MOST_SESSIONS, Opened, Opening, Reach, Renewal, RotateRequest, Rotation, Session,
    Sessions, StoreError, Unattached, UnattachedUse,
};
use countersign_core::{Moment, User, UserId};
use countersign_token::{Jti, Timestamp};
use sqlx::{PgConnection, SqlStr};

pub(crate) use end::{LOCK, end_all, end_one};
pub(crate) use open::{ADOPT, Locked, OWN, SHARE, lock_to_open};
pub(crate) use rotate::{ROTATE_BY_ORIGIN, ROTATE_BY_SESSION, WIN_AT_ONCE};

use crate::error::Failure;
use crate::jti;
use crate::open::PostgresStore;
use crate::row::{self, session_columns};
use crate::tables::Tables;

macro_rules! select_with_owner {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            session_columns!(),
            ", {user_columns} FROM countersign_session s LEFT JOIN {users} u ON u.{id} = s.user_id \
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
impl Sessions for PostgresStore {
    async fn open_session(&self, opening: &Opening<'_>) -> Result<Opened, StoreError> {
        let opening = (&*self.tables, opening);
        self.write(opening, |connection, (tables, opening)| Box::pin(open::open(connection, tables, opening))).await
    }

    async fn rotate(&self, request: &RotateRequest<'_>) -> Result<Rotation, StoreError> {
        let turn = rotate::Turn::of_session(request, self.time, &self.tables);
        let outcome = if self.tables.are_in_use() {
            let at_once = self.run(&turn, |connection, turn| Box::pin(rotate::win_at_once(connection, turn))).await?;
            if let Some(next) = at_once.won {
                return Ok(Rotation::Rotated(next));
            }
            let work = self.write(turn, |connection, turn| {
                Box::pin(async move {
                    open::hold(connection, turn.tables, turn.user, turn.presented).await?;
                    rotate::rotate(connection, turn).await
                })
            });
            match work.await? {
                // Maybe the answer was lost, and others have gone on from the successor since.
                rotate::Outcome::Theft(_) if at_once.asked_before => {
                    return Err(StoreError::Unavailable("the answer of the database was lost".to_owned()));
                }
                outcome @ (rotate::Outcome::Told(_) | rotate::Outcome::Theft(_)) => outcome,
            }
        } else {
            self.run(turn, |connection, turn| Box::pin(rotate::rotate_alone(connection, turn))).await?
        };
        self.end_thieves(outcome, request.ending).await
    }

    async fn adopt(&self, adoption: &Adoption<'_>) -> Result<Rotation, StoreError> {
        let turn = rotate::Turn::of_adoption(adoption, self.time, &self.tables);
        let work = self.write((adoption, turn), |connection, (adoption, turn)| {
            Box::pin(async move {
                open::hold(connection, turn.tables, turn.user, turn.presented).await?;
                open::adopt(connection, turn.tables, adoption).await?;
                rotate::rotate(connection, turn).await
            })
        });
        self.end_thieves(work.await?, adoption.ending).await
    }

    async fn renew_session(&self, renewal: &Renewal<'_>) -> Result<(), StoreError> {
        let renewal = (&*self.tables, renewal);
        self.write(renewal, |connection, (tables, renewal)| Box::pin(renew(connection, tables, renewal))).await
    }

    async fn use_unattached(&self, presented: &UnattachedUse) -> Result<Unattached, StoreError> {
        let work = self.write((presented, (&*self.tables, self.time)), |connection, (presented, kept)| {
            Box::pin(unattached::judge(connection, presented, *kept))
        });
        work.await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<(Session, Option<User>)>, StoreError> {
        self.with_owner(&self.tables.session, id.as_str()).await
    }

    async fn session_adopted_from(&self, origin: &Jti) -> Result<Option<(Session, Option<User>)>, StoreError> {
        self.with_owner(&self.tables.adopted, &jti::column(origin)).await
    }

    async fn sessions_of(&self, user: UserId, now: Moment) -> Result<Vec<Session>, StoreError> {
        let work = self.run((&*self.tables, user, now), |connection, (tables, user, now)| {
            Box::pin(async move {
                let query =
                    sqlx::query(SESSIONS_OF).bind(tables.key(*user)).bind(now.timestamp().unix()).bind(MOST_SESSIONS);
                let rows = query.fetch_all(connection).await?;
                Ok(rows.iter().map(row::session).collect::<Result<_, _>>()?)
            })
        });
        work.await
    }

    async fn end_session(&self, id: &SessionId, owner: Option<UserId>, ending: &Ending) -> Result<Ended, StoreError> {
        let work = self.write((id, owner, self.told(ending)), |connection, (id, owner, told)| {
            Box::pin(end::end(connection, id, *owner, told))
        });
        work.await
    }

    async fn end_sessions_of(
        &self,
        user: UserId,
        reach: Reach<'_>,
        ending: &Ending,
    ) -> Result<Vec<SessionId>, StoreError> {
        let work = self.write((user, reach, self.told(ending)), |connection, (user, reach, told)| {
            Box::pin(end_all(connection, *user, *reach, told))
        });
        work.await
    }

    async fn prove_session(&self, id: &SessionId, at: Moment) -> Result<bool, StoreError> {
        let work = self.write((id, at), |connection, (id, at)| {
            Box::pin(async move {
                let proof = sqlx::query(PROVE).bind(id.as_str()).bind(at.micros()).bind(at.timestamp().unix());
                Ok(proof.execute(connection).await?.rows_affected() == 1)
            })
        });
        work.await
    }
}

impl PostgresStore {
    /// Ends the session where a token came back that was spent. Of several who find that at once the first one does: for the
    /// others it was over before.
    async fn end_thieves(&self, outcome: rotate::Outcome, ending: &Ending) -> Result<Rotation, StoreError> {
        match outcome {
            rotate::Outcome::Told(rotation) => Ok(rotation),
            rotate::Outcome::Theft(session) => Ok(match self.end_session(&session, None, ending).await? {
                Ended::Now => Rotation::Replayed { ended: Some(session) },
                Ended::Before => Rotation::Over,
                Ended::Unknown => Rotation::Unknown,
            }),
        }
    }

    async fn with_owner(&self, statement: &SqlStr, key: &str) -> Result<Option<(Session, Option<User>)>, StoreError> {
        let work = self.run((&*self.tables, statement, key), |connection, (tables, statement, key)| {
            Box::pin(async move {
                let found = sqlx::query(SqlStr::clone(statement)).bind(*key).fetch_optional(connection).await?;
                let Some(found) = found else { return Ok(None) };
                Ok(Some((row::session(&found)?, tables.reader.optional_user(&found)?)))
            })
        });
        work.await
    }
}

async fn renew(connection: &mut PgConnection, tables: &Tables, renewal: &Renewal<'_>) -> Result<(), Failure> {
    let next = renewal.next;
    let renewed = sqlx::query(RENEW)
        .bind(renewal.session.as_str())
        .bind(next.map(|next| jti::column(&next.jti)))
        .bind(next.map(|next| next.iat).map(Timestamp::unix))
        .bind(next.map(|next| next.exp).map(Timestamp::unix))
        .bind(renewal.at.micros())
        .bind(renewal.access_until.unix())
        .bind(renewal.at.timestamp().unix())
        .bind(renewal.at.saturating_sub(renewal.interval).micros())
        .execute(&mut *connection)
        .await?;
    match renewal.outstanding {
        Some(token) if renewed.rows_affected() == 1 => tables.outstand(connection, token).await,
        Some(_) | None => Ok(()),
    }
}
