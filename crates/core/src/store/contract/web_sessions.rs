//! Sessions of browsers.

use super::outcome::all_at_once;
use super::stage::{Stage, at, ending, hash};
use crate::UserId;
use crate::store::{NewWebSession, WebOpened, WebOpening};
use crate::web_session::WebSessionKey;

fn key(number: usize) -> WebSessionKey {
    WebSessionKey::parse(&format!("session{number:025}")).unwrap()
}

fn session(number: usize) -> NewWebSession {
    NewWebSession { key: key(number), data: format!("e30:{number}"), expires_at: at(1000) }
}

fn opening<'a>(user: UserId, session: &'a NewWebSession, checked: &'a crate::accounts::PasswordHash) -> WebOpening<'a> {
    WebOpening { user, checked, upgrade: None, session, replaces: None, at: at(1) }
}

/// Opens a session of somebody whose password column is `first`.
async fn open(stage: &Stage<'_>, user: UserId, session: &NewWebSession) -> WebOpened {
    stage.store().open_web_session(&opening(user, session, &hash("first"))).await.unwrap()
}

async fn read(stage: &Stage<'_>, number: usize, seconds: u64) -> Option<String> {
    stage.node(1).web_session(&key(number), at(seconds)).await.unwrap()
}

/// A session is read back by its key until it expires, and by no other; the login is noted.
pub async fn an_opened_web_session_is_read_back_until_it_expires(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    assert!(matches!(open(stage, alice, &session(1)).await, WebOpened::Session));
    assert_eq!(read(stage, 1, 999).await.as_deref(), Some("e30:1"));
    assert_eq!(read(stage, 1, 1000).await, None);
    assert_eq!(read(stage, 2, 1).await, None);
    assert_eq!(stage.row_of(alice).await.last_login, Some(at(1)));
}

/// Nobody gets a session who is inactive, gone, or has another password by now; and nothing is written.
pub async fn a_web_session_is_opened_under_the_users_lock(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().change_password(alice, &hash("second"), &ending(at(0))).await.unwrap();
    stage.store().deactivate_user(bob, &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    let told = open(stage, alice, &session(1)).await;
    assert!(matches!(told, WebOpened::PasswordChanged(user) if user.password == hash("second")));
    for user in [bob, UserId::from_key(99)] {
        assert!(matches!(open(stage, user, &session(1)).await, WebOpened::OwnerInactive));
    }
    assert_eq!((stage.picture().await, read(stage, 1, 1).await), (before, None));
}

/// The session that came with the login is over with it, and the password is kept as it was hashed anew.
pub async fn a_login_replaces_the_web_session_that_came_with_it(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    open(stage, alice, &session(1)).await;
    let (planted, again) = (key(1), session(2));
    let upgrade = hash("first, hashed anew");
    let checked = hash("first");
    let login = WebOpening { replaces: Some(&planted), upgrade: Some(&upgrade), ..opening(alice, &again, &checked) };
    assert!(matches!(stage.store().open_web_session(&login).await.unwrap(), WebOpened::Session));
    assert_eq!((read(stage, 1, 2).await, read(stage, 2, 2).await), (None, Some("e30:2".to_owned())));
    assert_eq!(stage.row_of(alice).await.password, upgrade);
}

/// A key that is taken opens nothing, and the session that has it stays as it is.
pub async fn a_web_session_takes_no_key_of_another(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    open(stage, alice, &session(1)).await;
    let twin = NewWebSession { data: "e30:twin".to_owned(), ..session(1) };
    assert!(stage.store().open_web_session(&opening(bob, &twin, &hash("first"))).await.is_err());
    assert_eq!(read(stage, 1, 2).await.as_deref(), Some("e30:1"));
    assert_eq!(stage.row_of(bob).await.last_login, None);
}

/// A change is written over what was read and nothing else; a session that is gone is not revived by it.
pub async fn a_web_session_changes_from_what_was_read(stage: &Stage<'_>) {
    open(stage, stage.user("alice").await, &session(1)).await;
    let change = async |from, to| stage.store().change_web_session(&key(1), from, to).await.unwrap();
    assert!(!change("e30:0", "e30:2").await);
    assert!(change("e30:1", "e30:2").await);
    assert_eq!(read(stage, 1, 2).await.as_deref(), Some("e30:2"));
    stage.store().end_web_session(&key(1)).await.unwrap();
    assert!(!change("e30:2", "e30:3").await);
    assert_eq!(read(stage, 1, 2).await, None);
}

/// Of many that end a session one does; it is gone on every node.
pub async fn a_web_session_ends_once(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    open(stage, alice, &session(1)).await;
    open(stage, alice, &session(2)).await;
    let ended_key = key(1);
    let told = all_at_once((0..20).map(|turn| stage.node(turn).end_web_session(&ended_key))).await;
    assert_eq!(told.into_iter().filter(|told| matches!(told, Ok(true))).count(), 1);
    assert_eq!((read(stage, 1, 2).await, read(stage, 2, 2).await), (None, Some("e30:2".to_owned())));
}

/// A row that a Django wrote is read as it is.
pub async fn a_web_session_of_django_is_read(stage: &Stage<'_>) {
    stage
        .in_django(
            "INSERT INTO django_session (session_key, session_data, expire_date)
             VALUES ('abcdefghijklmnopqrstuvwxyz012345', 'e30:dj', '2025-06-15 15:06:41.000250')",
        )
        .await;
    let key = WebSessionKey::parse("abcdefghijklmnopqrstuvwxyz012345").unwrap();
    let read = async |seconds| stage.store().web_session(&key, at(seconds)).await.unwrap();
    assert_eq!(read(0).await.as_deref(), Some("e30:dj"));
    assert_eq!(read(1).await, None);
}
