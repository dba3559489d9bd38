//! Opening a session under the user's lock, and adopting a token that no session issued.

use countersign_core::accounts::PasswordHash;
use countersign_core::store::{NewOutstanding, NewSession, Opened, OwnerRule, StoreError};
use countersign_core::{Moment, Network};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;

use crate::error::store_error;
use crate::key::Key;
use crate::tables::Tables;
use crate::{known_networks, users};

const OPEN: &str = "
INSERT INTO countersign_session (id, user_id, generation, current_jti, current_iat, current_exp, access_until,
                                 created_at, last_used_at, proven_at, expires_at, ip, user_agent)
VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)";

/// The token becomes generation 0 of a session of its own: unless it has one, was revoked by itself, or its user is
/// inactive (where that matters) or was marked at or after its `iat`.
macro_rules! adopt_where {
    () => {
        "
INSERT INTO countersign_session (id, user_id, origin_jti, origin_exp, generation, current_jti, current_iat, current_exp,
                                 access_until, created_at, last_used_at, expires_at, ip, user_agent)
SELECT $1, u.{id}, $3, $5, 0, $3, COALESCE($4, 0), $5, $6, $7, $7, $8, $9, $10
  FROM {users} u LEFT JOIN countersign_user_mark m ON m.user_id = u.{id}
 WHERE u.{id} = $2 AND ({u.is_active} OR $11) AND (m.not_before IS NULL OR m.not_before < $4)
   AND NOT EXISTS (SELECT 1 FROM countersign_revoked_token r WHERE r.jti = $3)"
    };
}

macro_rules! adopt_conflict {
    () => {
        "
    ON CONFLICT (origin_jti) DO NOTHING"
    };
}

/// Without the tables of `token_blacklist` nothing is known of a token that has no session yet; with them it is not blacklisted
/// and, where $12 says so, outstanding.
pub(crate) const ADOPT: [&str; 2] = [
    concat!(adopt_where!(), " AND NOT $12", adopt_conflict!()),
    concat!(
        adopt_where!(),
        "
   AND NOT EXISTS (SELECT 1 FROM token_blacklist_outstandingtoken o
                     JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id WHERE o.jti = $3)
   AND (NOT $12 OR EXISTS (SELECT 1 FROM token_blacklist_outstandingtoken o WHERE o.jti = $3))",
        adopt_conflict!()
    ),
];

/// What a login changes besides.
pub(super) struct LoginNote {
    pub(super) upgrade: Option<PasswordHash>,
    pub(super) last_login: Option<Moment>,
    pub(super) outstanding: Option<NewOutstanding>,
}

/// A transaction here is alone in writing: reading the user is locking the user.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    tables: &Tables,
    session: NewSession,
    checked: PasswordHash,
    note: LoginNote,
) -> Result<Opened, StoreError> {
    let Some(user) = users::user(&mut *connection, tables, session.user).await?.filter(|user| user.is_active) else {
        return Ok(Opened::OwnerInactive);
    };
    if user.password != checked {
        return Ok(Opened::PasswordChanged(user));
    }
    users::note_login(&mut *connection, tables, user.id, note.upgrade.as_ref(), note.last_login).await?;
    // Who has shown a password has logged in.
    let ip = session.ip.as_deref().filter(|_| session.proven_at.is_some());
    let network = ip.and_then(|ip| ip.parse().ok()).map(Network::of);
    let exp = session.expires_at.map_or(session.refresh.exp, |end| end.min(session.refresh.exp));
    sqlx::query(OPEN)
        .bind(session.id.as_str())
        .bind(Key(session.user))
        .bind(session.refresh.jti.as_str())
        .bind(session.refresh.iat.unix())
        .bind(exp.unix())
        .bind(session.access_until.unix())
        .bind(session.at.micros())
        .bind(session.proven_at.map(Moment::micros))
        .bind(session.expires_at.map(Timestamp::unix))
        .bind(session.ip)
        .bind(session.user_agent)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    if let Some(network) = network {
        known_networks::note(&mut *connection, session.user, network, session.at).await?;
    }
    if let Some(token) = note.outstanding {
        tables.outstand(connection, &token).await?;
    }
    Ok(Opened::Session { exp })
}

/// The token that is about to get a session.
pub(super) struct Origin<'a> {
    pub(super) jti: &'a Jti,
    pub(super) iat: Option<Timestamp>,
    pub(super) exp: Timestamp,
    pub(super) owners: OwnerRule,
    pub(super) must_be_known: bool,
}

pub(super) async fn adopt(
    connection: &mut SqliteConnection,
    tables: &Tables,
    session: &NewSession,
    origin: &Origin<'_>,
) -> Result<(), StoreError> {
    let [plain, known] = &tables.adopt;
    let statement = if tables.are_in_use() { known } else { plain };
    sqlx::query(statement.clone())
        .bind(session.id.as_str())
        .bind(Key(session.user))
        .bind(origin.jti.as_str())
        .bind(origin.iat.map(Timestamp::unix))
        .bind(origin.exp.unix())
        .bind(session.access_until.unix())
        .bind(session.at.micros())
        .bind(session.expires_at.map(Timestamp::unix))
        .bind(session.ip.as_deref())
        .bind(&session.user_agent)
        .bind(origin.owners == OwnerRule::Anyone)
        .bind(origin.must_be_known)
        .execute(connection)
        .await
        .map(drop)
        .map_err(store_error)
}
