//! Log in: username and password for a pair (SimpleJWT's `TokenObtainPairView`).

use super::login::{self, Client, Login, LoginError};
use crate::Ctx;
use crate::accounts::PlainPassword;

/// Trades credentials for a pair of tokens, and opens the session that they belong to.
///
/// # Errors
/// See [`LoginError`].
pub async fn token_obtain(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: Client,
) -> Result<Login, LoginError> {
    let user = ctx.store.user_named(username).await?;
    login::log_in(ctx, username, user, password, client).await
}
