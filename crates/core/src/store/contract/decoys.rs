//! Whose password column is taken for that of a name that nobody has.

use super::stage::at;
use super::stage::{Stage, ending, hash};
use crate::NewUser;
use crate::store::Added;

async fn with_password(stage: &Stage<'_>, name: &str) -> crate::UserId {
    let new = NewUser { password: hash(name), ..Stage::new_user(name) };
    let Added::User(made) = stage.store().add_user(&new).await.unwrap() else { panic!("the name is free") };
    made.id
}

/// Nobody's, where there are no users; with one, theirs are both.
pub async fn keys_have_bounds_where_there_are_users(stage: &Stage<'_>) {
    let bounds = async || stage.node(1).key_bounds().await.unwrap();
    assert_eq!(bounds().await, None);
    let alice = stage.user("alice").await;
    assert_eq!(bounds().await, Some((alice, alice)));
    let others = [stage.user("bob").await, stage.user("carol").await];
    let all = [alice, others[0], others[1]];
    assert_eq!(bounds().await, Some((*all.iter().min().unwrap(), *all.iter().max().unwrap())));
}

/// Of the user with that key, of the next one where it is nobody's, and of nobody behind the last.
pub async fn a_password_is_that_of_the_key_or_of_the_next_one(stage: &Stage<'_>) {
    let mut users = Vec::new();
    for name in ["alice", "bob", "carol"] {
        users.push((with_password(stage, name).await, hash(name)));
    }
    users.sort_by_key(|(id, _)| *id);
    let from = async |at: usize| stage.node(1).password_from(users[at].0).await.unwrap();
    for (at, (_, password)) in users.iter().enumerate() {
        assert!(from(at).await.as_ref() == Some(password));
    }
    stage.store().delete_user(users[1].0, &ending(at(1))).await.unwrap();
    assert!(from(1).await.as_ref() == Some(&users[2].1));
    stage.store().delete_user(users[2].0, &ending(at(2))).await.unwrap();
    assert!(from(2).await.is_none());
}
