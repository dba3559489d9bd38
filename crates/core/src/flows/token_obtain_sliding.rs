//! Log in: username and password for a sliding token (SimpleJWT's `TokenObtainSlidingView`).

use super::login::{Client, Entered, First, LoginError, enter};
use super::mint_sliding::{self, Sliding};
use crate::accounts::PlainPassword;
use crate::{Ctx, User};

/// Somebody has come in.
#[derive(Debug)]
pub struct SlidingLogin {
    /// Their token.
    pub sliding: Sliding,
    /// Who it is, as they were when the password was checked.
    pub user: User,
}

/// Trades credentials for a sliding token, and opens the session that it belongs to.
///
/// # Errors
/// See [`LoginError`].
pub async fn token_obtain_sliding(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: Client,
) -> Result<SlidingLogin, LoginError> {
    let sliding = First { row: mint_sliding::new_sliding, token: mint_sliding::first_sliding };
    let Entered { token, signed, user, at, .. } = enter(ctx, username, password, client, sliding).await?;
    Ok(SlidingLogin { sliding: mint_sliding::signed_sliding(&token, signed, at), user })
}
