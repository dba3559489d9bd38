//! Refresh tokens that no session has taken in.

use countersign_core::Moment;
use countersign_core::store::{StoreError, Unattached, UnattachedUse};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;

use crate::error::store_error;
use crate::tables::Tables;
use crate::users;

const IS_REVOKED: &str = "SELECT EXISTS (SELECT 1 FROM countersign_revoked_token WHERE jti = $1)";

/// Read on the writing connection, so that no mark can be set between this and the moment that it returns.
pub(super) async fn judge(
    connection: &mut SqliteConnection,
    tables: &Tables,
    presented: UnattachedUse,
    now: Moment,
) -> Result<Unattached, StoreError> {
    let Some(user) =
        users::user(&mut *connection, tables, presented.user).await?.filter(|user| presented.owners.admits(user))
    else {
        return Ok(Unattached::OwnerInactive);
    };
    let is_after = |mark: Timestamp| presented.iat.is_some_and(|iat| iat > mark);
    let jti = presented.jti.as_ref().map(Jti::as_str);
    let revoked: bool =
        sqlx::query_scalar(IS_REVOKED).bind(jti).fetch_one(&mut *connection).await.map_err(store_error)?;
    let blacklisted = match &presented.jti {
        Some(jti) => tables.is_blacklisted(&mut *connection, jti).await?,
        None => false,
    };
    if revoked || blacklisted || !user.not_before.is_none_or(is_after) {
        return Ok(Unattached::Over);
    }
    if let Some(next) = &presented.next {
        tables.outstand(connection, next).await?;
    }
    Ok(Unattached::Live(now))
}
