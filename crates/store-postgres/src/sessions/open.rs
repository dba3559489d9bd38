//! Opening a session under the user's lock, and adopting a token that no session issued.

use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Adoption, NewSession, Opened, Opening, OwnerRule};
use countersign_core::{Moment, Network, UserId};
use countersign_token::{Jti, Timestamp};
use sqlx::{PgConnection, Row};

use crate::error::Failure;
use crate::jti;
use crate::revoked_tokens::in_turn;
use crate::tables::Tables;
use crate::{known_networks, users};

/// Whoever changes the user's row, or ends the user's sessions, waits for this transaction, and the statements after this one see
/// what those who came before have committed. The row itself is read again after the wait, as they left it; a joined row would
/// be that of before, and is not asked for.
pub(crate) const SHARE: &str = "
SELECT {u.is_active} AS is_active, u.{password}::text AS password FROM {users} u WHERE u.{id} = $1 FOR SHARE";

/// The same, for who is about to write the row: two that share it would wait for each other for ever.
pub(crate) const OWN: &str = "
SELECT {u.is_active} AS is_active, u.{password}::text AS password FROM {users} u WHERE u.{id} = $1 FOR NO KEY UPDATE";

const OPEN: &str = "
INSERT INTO countersign_session (id, user_id, generation, current_jti, current_iat, current_exp, access_until,
                                 created_at, last_used_at, proven_at, expires_at, ip, user_agent)
VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)";

/// The token becomes generation 0 of a session of its own: unless it has one, was revoked by itself, or its user is
/// inactive (where that matters) or was marked at or after its `iat`. The locks before make all of these stand still.
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

/// Without Django's tables nothing is known of a token that has no session yet.
const ADOPT_PLAIN: &str = concat!(adopt_where!(), " AND NOT $12", adopt_conflict!());

/// The same, of a token that is not blacklisted and, where $12 says so, outstanding.
const ADOPT_KNOWN: &str = concat!(
    adopt_where!(),
    "
   AND NOT EXISTS (SELECT 1 FROM token_blacklist_outstandingtoken o
                     JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id WHERE o.jti = $3)
   AND (NOT $12 OR EXISTS (SELECT 1 FROM token_blacklist_outstandingtoken o WHERE o.jti = $3))",
    adopt_conflict!()
);

/// Without the tables of `token_blacklist`, and with them.
pub(crate) const ADOPT: [&str; 2] = [ADOPT_PLAIN, ADOPT_KNOWN];

/// What the locked row of a user says about a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locked {
    /// The user may log in with the password that was checked.
    Good,
    /// Not active, or gone.
    Inactive,
    /// The password column is another by now.
    PasswordChanged,
}

pub(crate) async fn lock_to_open(
    connection: &mut PgConnection,
    tables: &Tables,
    user: UserId,
    checked: &PasswordHash,
    writes: bool,
) -> Result<Locked, Failure> {
    let lock = sqlx::query(if writes { tables.own.clone() } else { tables.share.clone() }).bind(tables.key(user));
    let Some(row) = lock.fetch_optional(connection).await? else { return Ok(Locked::Inactive) };
    let (is_active, password): (Option<bool>, Option<String>) = (row.try_get("is_active")?, row.try_get("password")?);
    Ok(match is_active.unwrap_or(false) {
        false => Locked::Inactive,
        true if PasswordHash::from_column(password.unwrap_or_default()) != *checked => Locked::PasswordChanged,
        true => Locked::Good,
    })
}

/// Holds the user's row for something that is not a login.
pub(super) async fn share(connection: &mut PgConnection, tables: &Tables, user: UserId) -> Result<(), Failure> {
    sqlx::query(tables.share.clone()).bind(tables.key(user)).execute(connection).await?;
    Ok(())
}

pub(super) async fn open(
    connection: &mut PgConnection,
    tables: &Tables,
    opening: &Opening<'_>,
) -> Result<Opened, Failure> {
    let session = opening.session;
    let notes = opening.upgrade.is_some() || opening.last_login.is_some();
    match lock_to_open(connection, tables, session.user, opening.checked, notes).await? {
        Locked::Good => {}
        Locked::Inactive => return Ok(Opened::OwnerInactive),
        Locked::PasswordChanged => {
            let user = users::user(connection, tables, session.user).await?;
            return Ok(user.map_or(Opened::OwnerInactive, Opened::PasswordChanged));
        }
    }
    users::note_login(connection, tables, session.user, opening.upgrade, opening.last_login).await?;
    let exp = session.expires_at.map_or(session.refresh.exp, |end| end.min(session.refresh.exp));
    insert(&mut *connection, tables, session, exp).await?;
    // Who has shown a password has logged in.
    let ip = session.ip.as_deref().filter(|_| session.proven_at.is_some());
    if let Some(network) = ip.and_then(|ip| ip.parse().ok()).map(Network::of) {
        known_networks::note(&mut *connection, tables, session.user, network, session.at).await?;
    }
    if let Some(token) = opening.outstanding {
        tables.outstand(connection, token).await?;
    }
    Ok(Opened::Session { exp })
}

async fn insert(
    connection: &mut PgConnection,
    tables: &Tables,
    session: &NewSession,
    exp: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(OPEN)
        .bind(session.id.as_str())
        .bind(tables.key(session.user))
        .bind(jti::column(&session.refresh.jti))
        .bind(session.refresh.iat.unix())
        .bind(exp.unix())
        .bind(session.access_until.unix())
        .bind(session.at.micros())
        .bind(session.proven_at.map(Moment::micros))
        .bind(session.expires_at.map(Timestamp::unix))
        .bind(&session.ip)
        .bind(&session.user_agent)
        .execute(connection)
        .await?;
    Ok(())
}

/// With the user's row and the token in hand.
pub(super) async fn adopt(
    connection: &mut PgConnection,
    tables: &Tables,
    adoption: &Adoption<'_>,
) -> Result<(), Failure> {
    let Adoption { session, origin, iat, exp, owners, must_be_known, .. } = adoption;
    let [plain, known] = &tables.adopt;
    sqlx::query(if tables.are_in_use() { known.clone() } else { plain.clone() })
        .bind(session.id.as_str())
        .bind(tables.key(session.user))
        .bind(jti::column(origin))
        .bind(iat.map(Timestamp::unix))
        .bind(exp.unix())
        .bind(session.access_until.unix())
        .bind(session.at.micros())
        .bind(session.expires_at.map(Timestamp::unix))
        .bind(session.ip.as_deref())
        .bind(&session.user_agent)
        .bind(*owners == OwnerRule::Anyone)
        .bind(*must_be_known)
        .execute(connection)
        .await?;
    Ok(())
}

/// The user's row first, the token after: every step that wants both takes them in this order.
pub(super) async fn hold(
    connection: &mut PgConnection,
    tables: &Tables,
    user: UserId,
    token: &Jti,
) -> Result<(), Failure> {
    share(connection, tables, user).await?;
    in_turn(connection, token).await
}
