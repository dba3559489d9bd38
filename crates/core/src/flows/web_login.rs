//! Log in with a browser: username and password for a session cookie (Django's `LoginView`).

use countersign_token::{Seconds, Timestamp};

use super::authenticate_password::{PasswordError, note_network};
use super::login::{Client, check_password};
use super::password_attempt;
use super::web_authenticate::{is_after_mark, judge};
use crate::accounts::{Checked, PasswordHash, PlainPassword};
use crate::store::{NewWebSession, StoreError, WebOpened, WebOpening};
use crate::web_session::{AuthHash, Decoded, SessionData, WebSessionKey};
use crate::{Ctx, Moment, User};

/// Somebody has come in with a browser.
#[derive(Debug)]
pub struct WebLogin {
    /// The cookie's value.
    pub key: WebSessionKey,
    /// Who it is.
    pub user: User,
}

/// Trades credentials for a new session. The session that `presented` names is over then: nobody can plant one. What it held stays if
/// nobody was logged in to it, or the same user whose session it still is, as in Django's `login`.
///
/// # Errors
/// See [`PasswordError`].
pub async fn web_login(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: &Client,
    presented: Option<&WebSessionKey>,
) -> Result<WebLogin, PasswordError> {
    let user = ctx.store.user_named(username).await?;
    let attempt = password_attempt::begin(ctx, username, user.as_ref(), client).await?;
    let outcome = enter(ctx, (username, user), password, presented).await;
    password_attempt::settle(attempt, &outcome, |cause| matches!(cause, PasswordError::Wrong)).await;
    let login = outcome?;
    note_network(ctx, login.user.id, client).await;
    Ok(login)
}

async fn enter(
    ctx: &Ctx,
    (username, user): (&str, Option<User>),
    password: &PlainPassword,
    presented: Option<&WebSessionKey>,
) -> Result<WebLogin, PasswordError> {
    let checked = check_password::<PasswordError>(ctx, username, user.as_ref(), password).await?;
    let (Some(mut user), Checked::Right { mut upgrade }) = (user, checked) else {
        return Err(PasswordError::Wrong);
    };
    // A second round is needed only when the password column changed while the first was checked.
    for _ in 0..2 {
        if !user.is_active {
            return Err(PasswordError::Wrong);
        }
        match open(ctx, &user, upgrade.as_ref(), presented).await? {
            (WebOpened::Session, key) => {
                // What is remembered may be from before: the account was inactive a moment ago, or had another hash.
                ctx.users.forget(user.id);
                return Ok(WebLogin { key, user });
            }
            (WebOpened::OwnerInactive, _) => return Err(PasswordError::Wrong),
            (WebOpened::PasswordChanged(current), _) => {
                let checked = check_password::<PasswordError>(ctx, username, Some(&current), password).await?;
                let Checked::Right { upgrade: again } = checked else { return Err(PasswordError::Wrong) };
                (user, upgrade) = (current, again);
            }
        }
    }
    Err(PasswordError::Wrong)
}

async fn open(
    ctx: &Ctx,
    user: &User,
    upgrade: Option<&PasswordHash>,
    presented: Option<&WebSessionKey>,
) -> Result<(WebOpened, WebSessionKey), StoreError> {
    let now = ctx.clock.now();
    let keys = &ctx.web_sessions.keys;
    let carried = carried(ctx, user, presented, now).await?;
    let known_by = User { password: upgrade.unwrap_or(&user.password).clone(), ..user.clone() };
    // A session that is as old as the user's mark is over: this one begins after it.
    let after_mark =
        user.not_before.map_or(now.timestamp(), |mark| mark.saturating_add(Seconds::new(1)).max(now.timestamp()));
    let session = NewWebSession {
        key: WebSessionKey::random(&*ctx.randomness),
        data: carried.with_user(&known_by, keys).encode(keys, after_mark),
        expires_at: now.saturating_add(ctx.web_sessions.age),
    };
    let opening =
        WebOpening { user: user.id, checked: &user.password, upgrade, session: &session, replaces: presented, at: now };
    let opened = ctx.store.open_web_session(&opening).await?;
    Ok((opened, session.key))
}

/// What the session of the request held, unless somebody else was logged in to it, or the same user before a change of the password.
async fn carried(
    ctx: &Ctx,
    user: &User,
    presented: Option<&WebSessionKey>,
    now: Moment,
) -> Result<SessionData, StoreError> {
    let Some(key) = presented else { return Ok(SessionData::default()) };
    let column = ctx.store.web_session(key, now).await?;
    let held = column.and_then(|column| SessionData::decode(&ctx.web_sessions.keys, &column).ok());
    Ok(match held {
        Some(Decoded { data, signed_at }) if may_stay(ctx, &data, signed_at, user) => data,
        Some(_) | None => SessionData::default(),
    })
}

fn may_stay(ctx: &Ctx, data: &SessionData, signed_at: Timestamp, user: &User) -> bool {
    data.user().is_none_or(|owner| {
        owner == user.id && judge(ctx, data, user) != AuthHash::Other && is_after_mark(user, signed_at)
    })
}
