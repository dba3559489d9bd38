//! Log out with a browser (Django's `logout`).

use crate::Ctx;
use crate::store::StoreError;
use crate::web_session::WebSessionKey;

/// Ends the session of the cookie, whoever is logged in to it; false: there was none.
///
/// # Errors
/// The database is away.
pub async fn web_logout(ctx: &Ctx, key: &WebSessionKey) -> Result<bool, StoreError> {
    ctx.store.end_web_session(key).await
}
