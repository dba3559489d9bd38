//! Who is calling with a session cookie (Django's `get_user`).

use std::sync::Arc;

use countersign_token::{Seconds, Timestamp};

use super::Caller;
use crate::store::StoreError;
use crate::web_session::{AuthHash, Decoded, SessionData, WebSessionKey, verify_session_auth_hash};
use crate::{Ctx, Moment, User, UserId};

/// Names the active user whose session the cookie is; `None`: nobody is logged in, whatever the reason.
///
/// Costs one query by primary key, so that a logout counts at once on every node and in a Django beside us; the user is remembered as
/// elsewhere.
///
/// # Errors
/// The database is away.
pub async fn web_authenticate(ctx: &Ctx, key: &WebSessionKey) -> Result<Option<Caller>, StoreError> {
    let Some(column) = ctx.store.web_session(key, ctx.clock.now()).await? else { return Ok(None) };
    let Ok(Decoded { data, signed_at }) = SessionData::decode(&ctx.web_sessions.keys, &column) else {
        tracing::info!("a session's data was not signed with the secret key");
        return Ok(None);
    };
    let Some(id) = data.user() else { return Ok(None) };
    let Some(mut user) = ctx.users.user(&*ctx.store, id).await? else { return Ok(None) };
    let mut judged = judge(ctx, &data, &user);
    if judged == AuthHash::Other {
        // The remembered user may be from before a change of the password that the session is from after.
        let Some(current) = ctx.store.user(id).await? else { return Ok(None) };
        judged = judge(ctx, &data, &current);
        user = Arc::new(current);
    }
    if judged == AuthHash::Other || !user.is_active || !is_after_mark(&user, signed_at) {
        return Ok(None);
    }
    if judged == AuthHash::Fallback {
        // Whoever only reads gets in while nothing can be written.
        if let Err(cause) = renew(ctx, key, &column, (data, signed_at), &user).await {
            tracing::warn!(user = %user.id, %cause, "a session of a fallback key was not signed anew");
        }
    }
    Ok(Some(Caller { user, session: None, token: None, web_session: Some(key.clone()) }))
}

pub(super) fn judge(ctx: &Ctx, data: &SessionData, user: &User) -> AuthHash {
    let hash = data.auth_hash().unwrap_or_default();
    verify_session_auth_hash(&ctx.web_sessions.keys, &user.password, hash)
}

/// Whatever ends all sessions of a user sets the mark; a session that was written by then is over.
pub(super) fn is_after_mark(user: &User, signed_at: Timestamp) -> bool {
    user.not_before.is_none_or(|mark| signed_at > mark)
}

/// Signs a session of the user anew, one second past the mark that ended all of theirs by `now`: this one is to live on. A mark that came
/// later ends it as well.
pub(super) async fn outlive_mark(ctx: &Ctx, key: &WebSessionKey, user: UserId, now: Moment) -> Result<(), StoreError> {
    let Some(column) = ctx.store.web_session(key, now).await? else { return Ok(()) };
    let Ok(Decoded { data, signed_at }) = SessionData::decode(&ctx.web_sessions.keys, &column) else { return Ok(()) };
    let mark = ctx.store.user(user).await?.and_then(|user| user.not_before);
    let Some(mark) = mark.filter(|mark| *mark >= signed_at && *mark <= now.timestamp()) else { return Ok(()) };
    let again = data.encode(&ctx.web_sessions.keys, mark.saturating_add(Seconds::new(1)));
    if !ctx.store.change_web_session(key, &column, &again).await? {
        tracing::info!(%user, "a session was ended or written by another while the others were ended");
    }
    Ok(())
}

/// Signs a session of the key before anew. One that was changed meanwhile is renewed another time.
async fn renew(
    ctx: &Ctx,
    key: &WebSessionKey,
    column: &str,
    (data, signed_at): (SessionData, Timestamp),
    user: &User,
) -> Result<(), StoreError> {
    let keys = &ctx.web_sessions.keys;
    let renewed = data.with_user(user, keys).encode(keys, signed_at);
    ctx.store.change_web_session(key, column, &renewed).await?;
    Ok(())
}
