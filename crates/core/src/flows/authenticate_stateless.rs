//! Who is calling, by the token alone (SimpleJWT's `JWTStatelessUserAuthentication`).

use std::sync::Arc;

use countersign_token::Claims;
use serde_json::{Map, Value};

use super::authenticate::{live_session, revoked};
use super::presented::{Checked, Owner};
use super::standing::refuses_sliding;
use super::{AuthenticateError, Caller};
use crate::accounts::PasswordHash;
use crate::{Ctx, Moment, User, UserId};

/// Names the caller that presents `token` as Bearer, and makes them of its claims (SimpleJWT's `TokenUser`): `username`,
/// `email`, `first_name`, `last_name`, `is_staff` and `is_superuser`, as far as they are there. Nobody is looked up, so that a
/// user who is gone calls until the token expires; a session that was ended here is refused all the same.
///
/// # Errors
/// See [`AuthenticateError`]. Where tokens hold another column than the key, nobody is found.
pub async fn authenticate_stateless(ctx: &Ctx, token: &str) -> Result<Caller, AuthenticateError> {
    let now = ctx.clock.now();
    let token = Checked::of_classes(ctx, token, now).await.map_err(AuthenticateError::Token)?;
    let token = token.with_stated_owner(ctx);
    let id = match token.owner {
        Owner::Known(id) => id,
        Owner::Unnamed => return Err(AuthenticateError::NoUser),
        Owner::Impossible | Owner::Unknown => return Err(AuthenticateError::UserNotFound),
    };
    let session = live_session(ctx, &token, None)?;
    if refuses_sliding(ctx, &token, now).await? {
        return Err(revoked(ctx, &token));
    }
    let user = token_user(id, token.token.claims(), now);
    Ok(Caller { user: Arc::new(user), session, token: Some(token), web_session: None })
}

fn token_user(id: UserId, claims: &Claims, now: Moment) -> User {
    let text = |name| claims.str(name).unwrap_or_default().to_owned();
    let flag = |name| claims.get(name) == Some(&Value::Bool(true));
    User {
        id,
        username: text("username"),
        email: text("email"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        password: PasswordHash::from_column("!"),
        is_active: true,
        is_staff: flag("is_staff"),
        is_superuser: flag("is_superuser"),
        last_login: None,
        date_joined: now,
        extra: Map::new(),
        not_before: None,
    }
}
