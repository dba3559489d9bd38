//! DRF's opaque tokens.

use super::outcome::all_at_once;
use super::stage::{Stage, at};
use crate::UserId;
use crate::store::NewAuthToken;

fn token(key: impl Into<String>) -> NewAuthToken {
    NewAuthToken { key: key.into(), at: at(0) }
}

/// The first that is offered is kept; later ones are not taken.
pub async fn a_user_keeps_one_token(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for offered in ["first", "second"] {
        assert_eq!(stage.store().auth_token_of(alice, &token(offered)).await.unwrap().as_deref(), Some("first"));
    }
}

/// However many ask at once, on both nodes.
pub async fn of_many_that_ask_at_once_all_get_the_same_token(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let offered: Vec<_> = (0..50).map(|turn| token(format!("key {turn}"))).collect();
    let calls = (0..).zip(&offered).map(|(turn, new)| stage.node(turn).auth_token_of(alice, new));
    let mut keys: Vec<_> = all_at_once(calls).await.into_iter().map(Result::unwrap).collect();
    keys.dedup();
    assert!(matches!(&keys[..], [Some(_)]), "{keys:?}");
}

/// By every letter of it, whether they are active or not.
pub async fn a_token_names_its_owner(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.store().auth_token_of(alice, &token("abc")).await.unwrap();
    stage.in_django("UPDATE auth_user SET is_active = FALSE WHERE username = 'alice'").await;
    let owner = stage.store().auth_token_owner("abc").await.unwrap().unwrap();
    assert!(owner.id == alice && !owner.is_active);
    for other in ["ABC", "ab", "", "abc "] {
        assert!(stage.store().auth_token_owner(other).await.unwrap().is_none(), "{other:?}");
    }
}

/// Nobody gets none, and no row is left that names them.
pub async fn nobody_gets_no_token(stage: &Stage<'_>) {
    assert_eq!(stage.store().auth_token_of(UserId::from_key(4711), &token("abc")).await.unwrap(), None);
    assert!(stage.store().auth_token_owner("abc").await.unwrap().is_none());
}

/// The next one is another; who has none keeps none.
pub async fn a_deleted_token_names_nobody(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().auth_token_of(alice, &token("abc")).await.unwrap();
    assert!(stage.store().delete_auth_token(alice).await.unwrap());
    assert!(stage.store().auth_token_owner("abc").await.unwrap().is_none());
    assert!(
        !stage.store().delete_auth_token(alice).await.unwrap() && !stage.store().delete_auth_token(bob).await.unwrap()
    );
    assert_eq!(stage.store().auth_token_of(alice, &token("def")).await.unwrap().as_deref(), Some("def"));
}
