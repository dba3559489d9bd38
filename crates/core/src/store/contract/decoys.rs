//! Whose password column is taken for that of a name that nobody has.

use super::stage::{Stage, at, ending, hash};
use crate::store::Added;
use crate::{NewUser, UserId};

async fn with_password(stage: &Stage<'_>, name: &str) -> UserId {
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
    let all = [alice, stage.user("bob").await, stage.user("carol").await];
    assert_eq!(bounds().await, Some((*all.iter().min().unwrap(), *all.iter().max().unwrap())));
}

/// Of the user with that key, of the next one where it is nobody's, and of nobody behind the last.
pub async fn a_password_is_that_of_the_key_or_of_the_next_one(stage: &Stage<'_>) {
    let mut users = Vec::new();
    for name in ["alice", "bob", "carol"] {
        users.push((with_password(stage, name).await, hash(name)));
    }
    users.sort_by_key(|(id, _)| *id);
    let [_, (second, _), (last, lasts)] = users.as_slice() else { panic!("three users were made") };
    let from = async |id: UserId| stage.node(1).password_from(id).await.unwrap();
    for (id, password) in &users {
        assert!(from(*id).await.as_ref() == Some(password));
    }
    stage.store().delete_user(*second, &ending(at(1))).await.unwrap();
    assert!(from(*second).await.as_ref() == Some(lasts));
    stage.store().delete_user(*last, &ending(at(2))).await.unwrap();
    assert!(from(*last).await.is_none());
}
