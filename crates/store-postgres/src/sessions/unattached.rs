//! Refresh tokens that no session has taken in.

use countersign_core::store::{Unattached, UnattachedUse};
use countersign_token::Timestamp;
use sqlx::PgConnection;

use super::open::share;
use crate::error::Failure;
use crate::revoked_tokens::is_revoked;
use crate::tables::Tables;
use crate::time::TimeSource;
use crate::users;

/// Under the user's lock, so that no mark can be set between this and the moment that it returns: whoever sets one waits for the
/// lock, and reads the clock after.
pub(super) async fn judge(
    connection: &mut PgConnection,
    presented: &UnattachedUse,
    (tables, time): (&Tables, TimeSource),
) -> Result<Unattached, Failure> {
    share(connection, tables, presented.user).await?;
    let user =
        users::user(&mut *connection, tables, presented.user).await?.filter(|user| presented.owners.admits(user));
    let Some(user) = user else { return Ok(Unattached::OwnerInactive) };
    let is_after = |mark: Timestamp| presented.iat.is_some_and(|iat| iat > mark);
    let revoked = match &presented.jti {
        Some(jti) => is_revoked(connection, jti).await? || tables.is_blacklisted(connection, jti).await?,
        None => false,
    };
    if revoked || !user.not_before.is_none_or(is_after) {
        return Ok(Unattached::Over);
    }
    if let Some(next) = &presented.next {
        tables.outstand(connection, next).await?;
    }
    Ok(Unattached::Live(time.now(connection, presented.at).await?.max(presented.at)))
}
