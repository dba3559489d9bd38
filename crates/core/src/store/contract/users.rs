//! Accounts: names, profiles, deletion.

use super::outcome::all_at_once;
use super::stage::{Stage, at, ending, hash};
use crate::store::{Added, Change, ProfileChanged};
use crate::{NewUser, ProfileChange, UserId};

/// Every column comes back, and what a new account does not have is absent.
pub async fn a_new_user_is_read_back_as_made(stage: &Stage<'_>) {
    let new = NewUser { is_staff: true, date_joined: at(7), ..Stage::new_user("alice") };
    let Added::User(made) = stage.store().add_user(&new).await.unwrap() else { panic!("the name is free") };
    let found = stage.row_of(made.id).await;
    let texts = [&found.username, &found.email, &found.first_name, &found.last_name];
    assert_eq!(texts, ["alice", &*stage.address_of("alice"), "", ""]);
    assert_eq!((found.is_active, found.is_staff, found.is_superuser), (true, true, false));
    assert_eq!((found.date_joined, found.last_login, found.not_before), (at(7), None, None));
    assert!(found.password == hash("first"));
    assert_eq!(format!("{made:?}"), format!("{found:?}"));
}

/// Exactly one caller makes the account; the others are told that the name is taken, on whichever node.
pub async fn of_many_that_want_one_name_one_gets_it(stage: &Stage<'_>) {
    let new: Vec<_> = (0..20).map(|_| Stage::new_user("alice")).collect();
    let added = all_at_once((0..).zip(&new).map(|(turn, new)| stage.node(turn).add_user(new))).await;
    assert_eq!(added.iter().filter(|added| matches!(added, Ok(Added::User(_)))).count(), 1);
    assert_eq!(added.iter().filter(|added| matches!(added, Ok(Added::UsernameTaken))).count(), 19);
    assert_eq!(stage.store().users().await.unwrap().len(), 1);
}

/// A name that is taken makes no account and leaves its owner as they are.
pub async fn a_taken_name_makes_no_account(stage: &Stage<'_>) {
    stage.user("alice").await;
    let before = stage.picture().await;
    let new = NewUser { email: "other@example.org".to_owned(), password: hash("other"), ..Stage::new_user("alice") };
    assert!(matches!(stage.store().add_user(&new).await, Ok(Added::UsernameTaken)));
    assert_eq!(stage.picture().await, before);
}

/// Names are compared letter by letter: nothing is folded, trimmed or normalised.
pub async fn a_user_is_found_by_the_exact_name(stage: &Stage<'_>) {
    let (lower, upper) = (stage.user("alice").await, stage.user("Alice").await);
    let found = async |name| stage.store().user_named(name).await.unwrap().map(|user| user.id);
    assert_eq!((found("alice").await, found("Alice").await), (Some(lower), Some(upper)));
    for other in ["ALICE", "alice ", "\u{ff41}lice", "alic", "alic_", "%", ""] {
        assert_eq!(found(other).await, None, "{other:?}");
    }
}

/// Addresses are compared letter by letter, and one that several have names nobody.
pub async fn a_user_is_found_by_an_address_of_their_own(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let found = async |email: &str| stage.store().user_with_email(email).await.unwrap().map(|user| user.id);
    let address = stage.address_of("alice");
    assert_eq!(found(&address).await, Some(alice));
    for other in ["Alice@example.org", "alice@example.or", "%", ""] {
        assert_eq!(found(other).await, None, "{other:?}");
    }
    if stage.names_are_addresses() {
        return;
    }
    let twin = NewUser { email: "alice@example.org".to_owned(), ..Stage::new_user("bob") };
    assert!(matches!(stage.store().add_user(&twin).await, Ok(Added::User(_))));
    assert_eq!(found("alice@example.org").await, None);
}

/// The list is in order of keys, whatever the names.
pub async fn users_are_listed_by_key(stage: &Stage<'_>) {
    let made = [stage.user("carol").await, stage.user("alice").await, stage.user("Bob").await];
    let listed: Vec<_> = stage.store().users().await.unwrap().into_iter().map(|user| user.id).collect();
    assert_eq!(listed, made);
    assert!(made.is_sorted());
}

/// What the change names is written, an empty text too, and the rest is as before.
pub async fn a_profile_change_writes_what_it_names(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let name = |text: &str| Some(text.to_owned());
    let first = ProfileChange { first_name: name("Ä"), last_name: name("B"), ..Default::default() };
    let second = ProfileChange { username: name("anna"), email: name(""), ..Default::default() };
    let (before, after) = (stage.address_of("alice"), if stage.names_are_addresses() { "anna" } else { "" });
    for (change, wanted) in [(first, ["alice", &before, "Ä", "B"]), (second, ["anna", after, "Ä", "B"])] {
        let Ok(ProfileChanged::User(told)) = stage.store().change_profile(alice, &change).await else { panic!() };
        let found = stage.row_of(alice).await;
        assert_eq!([&found.username, &found.email, &found.first_name, &found.last_name], wanted);
        assert_eq!(format!("{told:?}"), format!("{found:?}"));
    }
}

/// Where the new name is somebody else's, nothing of the change is written.
pub async fn a_profile_takes_no_name_of_somebody_else(stage: &Stage<'_>) {
    let (alice, _) = (stage.user("alice").await, stage.user("bob").await);
    let before = stage.picture().await;
    let change = ProfileChange {
        username: Some("bob".to_owned()),
        email: Some("b@example.org".to_owned()),
        ..Default::default()
    };
    assert!(matches!(stage.store().change_profile(alice, &change).await, Ok(ProfileChanged::UsernameTaken)));
    assert_eq!(stage.picture().await, before);
}

/// One's own name is not somebody else's.
pub async fn a_user_may_keep_their_name(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let change = ProfileChange { username: Some("alice".to_owned()), ..Default::default() };
    assert!(matches!(stage.store().change_profile(alice, &change).await, Ok(ProfileChanged::User(_))));
}

/// Of two users that take one new name at the same time, one gets it.
pub async fn of_two_that_take_one_name_one_gets_it(stage: &Stage<'_>) {
    let both = [stage.user("alice").await, stage.user("bob").await];
    let change = ProfileChange { username: Some("carol".to_owned()), ..Default::default() };
    let calls = (0..).zip(both).map(|(turn, user)| stage.node(turn).change_profile(user, &change));
    let told = all_at_once(calls).await;
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(ProfileChanged::User(_)))).count(), 1);
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(ProfileChanged::UsernameTaken))).count(), 1);
}

/// What was hashed anew while the password changed is not written, and no session ends.
pub async fn a_hash_is_upgraded_only_where_it_is_the_checked_one(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let checked = stage.row_of(alice).await.password;
    stage.store().upgrade_password(alice, &checked, &hash("upgraded")).await.unwrap();
    stage.store().upgrade_password(alice, &checked, &hash("too late")).await.unwrap();
    let row = stage.row_of(alice).await;
    assert!(row.password == hash("upgraded") && row.not_before.is_none());
}

/// A change of nobody is [`Change::Gone`] and writes nothing: no mark, no event.
pub async fn a_change_of_nobody_changes_nothing(stage: &Stage<'_>) {
    let (nobody, now, store) = (UserId::from_key(4711), ending(at(0)), stage.store());
    let before = stage.picture().await;
    assert_eq!(store.change_password(nobody, &hash("second"), &now).await.unwrap(), Change::Gone);
    assert_eq!(store.deactivate_user(nobody, &now).await.unwrap(), Change::Gone);
    assert_eq!(store.activate_user(nobody, &now).await.unwrap(), Change::Gone);
    assert_eq!(store.delete_user(nobody, &now).await.unwrap(), Change::Gone);
    let change = ProfileChange { username: Some("bob".to_owned()), ..Default::default() };
    assert!(matches!(store.change_profile(nobody, &change).await, Ok(ProfileChanged::Gone)));
    assert_eq!(stage.picture().await, before);
}

/// A deleted account is found no more, by key, by name or in the list.
pub async fn a_deleted_user_is_nowhere(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    assert_eq!(stage.store().delete_user(alice, &ending(at(0))).await.unwrap(), Change::Done(Vec::new()));
    assert!(stage.store().user(alice).await.unwrap().is_none());
    assert!(stage.store().user_named("alice").await.unwrap().is_none());
    let left: Vec<_> = stage.store().users().await.unwrap().into_iter().map(|user| user.id).collect();
    assert_eq!(left, [bob]);
    assert_eq!(stage.store().delete_user(alice, &ending(at(1))).await.unwrap(), Change::Gone);
}

/// Tokens name users by key: the name may be had again, the key never, not even the newest one.
pub async fn a_deleted_users_key_is_never_given_again(stage: &Stage<'_>) {
    let first = stage.user("alice").await;
    stage.store().delete_user(first, &ending(at(0))).await.unwrap();
    let second = stage.user("alice").await;
    stage.store().delete_user(second, &ending(at(1))).await.unwrap();
    let third = stage.user("alice").await;
    assert!(first < second && second < third, "{first} {second} {third}");
    assert_eq!(stage.row_of(third).await.not_before, None);
}
