//! Log in: username and password for a pair (SimpleJWT's `TokenObtainPairView`).

use super::login::{Client, Entered, First, Login, LoginError, enter};
use super::mint;
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
    let refresh = First { row: mint::new_refresh, token: mint::first_refresh };
    let entered = enter(ctx, username, password, client, refresh).await?;
    let Entered { token, signed, session_end, user, at } = entered;
    Ok(Login { pair: mint::pair_of(ctx, &token, signed, session_end, at)?, user })
}
