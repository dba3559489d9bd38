//! Users as staff see and change them.

use serde_json::{Map, json};

use super::outcome::all_at_once;
use super::stage::{Stage, at, ending, hash};
use crate::store::{
    Change, EditReach, EditRefusal, Edited, EntryChange, GroupId, PermissionId, Removed, SoughtUsers, Span, UserEntry,
    UserOrder, UserSortKey,
};
use crate::{ProfileChange, UserId};

/// Two groups and two permissions, and Alice in both of the groups.
const GROUPS: &str = "
INSERT INTO django_content_type (id, app_label, model) VALUES (900, 'books', 'book');
INSERT INTO auth_permission (id, content_type_id, codename, name)
VALUES (901, 900, 'view_book', ''), (902, 900, 'change_book', '');
INSERT INTO auth_group (id, name) VALUES (903, 'readers'), (904, 'editors');
INSERT INTO auth_user_groups (id, user_id, group_id)
SELECT g.id + 2, u.id, g.id FROM auth_user u, auth_group g WHERE u.username = 'alice' AND g.id IN (903, 904)";

const ALL: Span = Span { offset: 0, limit: 100 };

async fn found(stage: &Stage<'_>, sought: SoughtUsers) -> Vec<String> {
    let page = stage.store().page_of_users(&sought, &[], ALL).await.unwrap();
    assert_eq!(stage.store().count_users(&sought).await.unwrap(), page.len() as u64);
    page.into_iter().map(|entry| entry.user.username).collect()
}

fn terms(terms: &[&str]) -> SoughtUsers {
    SoughtUsers { terms: terms.iter().map(|term| (*term).to_owned()).collect(), ..SoughtUsers::default() }
}

async fn superuser(stage: &Stage<'_>, name: &str) -> UserId {
    let id = stage.user(name).await;
    let change = EntryChange { is_superuser: Some(true), ..EntryChange::default() };
    done(stage.store().change_entry(id, &change, &EditReach::Everybody, &ending(at(0))).await.unwrap());
    id
}

async fn judged(stage: &Stage<'_>, user: UserId) -> EditReach {
    EditReach::as_judged(&stage.store().user_entry(user).await.unwrap().unwrap())
}

fn done(edited: Edited) -> UserEntry {
    match edited {
        Edited::Done(entry, _) => *entry,
        Edited::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn refused(edited: Edited) -> EditRefusal {
    match edited {
        Edited::Done(entry, _) => panic!("{entry:?}"),
        Edited::Refused(refusal) => refusal,
    }
}

/// Every text must stand in one of the columns, letter by letter but for the case of ASCII letters.
pub async fn a_search_finds_who_has_every_text(stage: &Stage<'_>) {
    for name in ["alice", "Alicia", "bob", "a%b", "a_b"] {
        stage.user(name).await;
    }
    assert_eq!(found(stage, terms(&["ALI"])).await, ["alice", "Alicia"]);
    assert_eq!(found(stage, terms(&["ali", &stage.address_of("alice")])).await, ["alice"]);
    assert_eq!(found(stage, terms(&["%"])).await, ["a%b"]);
    assert_eq!(found(stage, terms(&["_"])).await, ["a_b"]);
    assert!(found(stage, terms(&["ali", "bob"])).await.is_empty() && found(stage, terms(&["\\"])).await.is_empty());
}

/// Name and address are compared letter by letter; a flag and a group are one or the other.
pub async fn a_filter_finds_who_fits(stage: &Stage<'_>) {
    for name in ["alice", "alina", "Alina", "bob"] {
        stage.user(name).await;
    }
    stage.in_django(GROUPS).await;
    stage.in_django("UPDATE auth_user SET is_active = FALSE WHERE username = 'bob'").await;
    let none = SoughtUsers::default;
    assert_eq!(found(stage, SoughtUsers { username: Some("alina".to_owned()), ..none() }).await, ["alina"]);
    assert_eq!(
        found(stage, SoughtUsers { username_prefix: Some("ali".to_owned()), ..none() }).await,
        ["alice", "alina"]
    );
    assert_eq!(found(stage, SoughtUsers { email: Some(stage.address_of("bob")), ..none() }).await, ["bob"]);
    assert_eq!(found(stage, SoughtUsers { is_active: Some(false), ..none() }).await, ["bob"]);
    assert_eq!(found(stage, SoughtUsers { group: Some(GroupId(903)), ..none() }).await, ["alice"]);
    assert!(found(stage, SoughtUsers { is_staff: Some(true), ..none() }).await.is_empty());
}

/// In the order that is asked for, then by key; without one by key.
pub async fn a_page_is_a_part_of_the_order(stage: &Stage<'_>) {
    for name in ["carol", "alice", "bob"] {
        stage.user(name).await;
    }
    let names = async |order: &[UserOrder], span| -> Vec<String> {
        let page = stage.store().page_of_users(&SoughtUsers::default(), order, span).await.unwrap();
        page.into_iter().map(|entry| entry.user.username).collect()
    };
    let by = |by, descending| [UserOrder { by, descending }];
    assert_eq!(names(&[], ALL).await, ["carol", "alice", "bob"]);
    assert_eq!(names(&by(UserSortKey::Username, false), ALL).await, ["alice", "bob", "carol"]);
    assert_eq!(names(&by(UserSortKey::Username, true), Span { offset: 1, limit: 1 }).await, ["bob"]);
    for key in UserSortKey::ALL {
        assert_eq!(names(&by(key, true), ALL).await.len(), 3, "{key:?}");
    }
    assert!(names(&[], Span { offset: 3, limit: 9 }).await.is_empty());
}

/// With the keys of their groups and permissions, each in order.
pub async fn an_entry_tells_what_a_user_was_given(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let bob = stage.user("bob").await;
    stage.in_django(GROUPS).await;
    let entry = stage.store().user_entry(alice).await.unwrap().unwrap();
    assert_eq!((entry.groups, entry.permissions), (vec![GroupId(903), GroupId(904)], Vec::new()));
    assert!(stage.store().user_entry(bob).await.unwrap().unwrap().groups.is_empty());
    assert!(stage.store().user_entry(UserId::from_key(4711)).await.unwrap().is_none());
}

/// The account and what it is given come at once; what is not there is not given.
pub async fn an_account_is_made_with_what_it_is_given(stage: &Stage<'_>) {
    stage.user("alice").await;
    stage.in_django(GROUPS).await;
    let change = EntryChange {
        profile: ProfileChange { first_name: Some("Bob".to_owned()), ..ProfileChange::default() },
        is_active: Some(false),
        groups: Some(vec![GroupId(904), GroupId(4711)]),
        permissions: Some(vec![PermissionId(901), PermissionId(901)]),
        ..EntryChange::default()
    };
    let made = done(stage.store().add_entry(&Stage::new_user("bob"), &change).await.unwrap());
    let read = stage.store().user_entry(made.user.id).await.unwrap().unwrap();
    assert_eq!((read.groups, read.permissions), (vec![GroupId(904)], vec![PermissionId(901)]));
    assert_eq!((read.user.first_name.as_str(), read.user.is_active), ("Bob", false));
    let again = stage.store().add_entry(&Stage::new_user("bob"), &change).await.unwrap();
    assert_eq!(refused(again), EditRefusal::UsernameTaken);
}

/// What the change does not name stays, and an empty list takes everything.
pub async fn a_change_writes_what_it_names(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.in_django(GROUPS).await;
    let staff = EntryChange { is_staff: Some(true), ..EntryChange::default() };
    let changed =
        done(stage.store().change_entry(alice, &staff, &judged(stage, alice).await, &ending(at(0))).await.unwrap());
    assert_eq!((changed.user.is_staff, changed.groups.len(), changed.user.not_before), (true, 2, None));
    let out = EntryChange { groups: Some(Vec::new()), ..EntryChange::default() };
    let changed =
        done(stage.store().change_entry(alice, &out, &EditReach::as_judged(&changed), &ending(at(0))).await.unwrap());
    assert!(changed.user.is_staff && changed.groups.is_empty());
    for phone in [json!("7"), json!(null)] {
        let extra = Map::from_iter([("phone".to_owned(), phone.clone())]);
        let profile = ProfileChange { extra, ..ProfileChange::default() };
        let phoned = EntryChange { profile, ..EntryChange::default() };
        let now = stage.store().change_entry(alice, &phoned, &EditReach::Everybody, &ending(at(0))).await.unwrap();
        let mut wanted = changed.user.extra.clone();
        wanted.entry("phone").and_modify(|now| *now = phone);
        assert_eq!(done(now).user.extra, wanted);
    }
}

/// Another password, and a change of whether the account is in use; nothing else ends a session.
pub async fn a_change_that_shuts_somebody_out_ends_every_session(stage: &Stage<'_>) {
    let password = EntryChange { password: Some(hash("second")), ..EntryChange::default() };
    let out = EntryChange { is_active: Some(false), ..EntryChange::default() };
    let still = EntryChange { is_active: Some(true), is_staff: Some(true), ..EntryChange::default() };
    for (name, change, ends) in [("alice", still, 0), ("bob", password, 1), ("carol", out, 1)] {
        let user = stage.user(name).await;
        stage.login(user).await;
        let reach = judged(stage, user).await;
        let edited = stage.store().change_entry(user, &change, &reach, &ending(at(1))).await.unwrap();
        let Edited::Done(entry, ended) = edited else { panic!("{change:?}") };
        assert_eq!((ended.len(), entry.user.not_before.is_some()), (ends, ends > 0), "{change:?}");
    }
}

/// Where superusers are spared, they are neither changed nor deleted.
pub async fn a_superuser_is_spared(stage: &Stage<'_>) {
    let root = superuser(stage, "root").await;
    let change = EntryChange { password: Some(hash("stolen")), ..EntryChange::default() };
    let (reach, now) = (judged(stage, root).await, ending(at(1)));
    let before = stage.picture().await;
    assert_eq!(refused(stage.store().change_entry(root, &change, &reach, &now).await.unwrap()), EditRefusal::Superuser);
    let removed = stage.store().remove_entry(root, &reach, &now).await.unwrap();
    assert_eq!(removed, Removed::Refused(EditRefusal::Superuser));
    assert_eq!(stage.picture().await, before);
}

/// What staff may touch is judged before it is written: whoever was given a group or a permission since is left alone.
pub async fn a_user_who_was_given_more_is_spared(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let before = judged(stage, alice).await;
    stage.in_django(GROUPS).await;
    let change = EntryChange { password: Some(hash("stolen")), ..EntryChange::default() };
    let now = ending(at(1));
    let edited = stage.store().change_entry(alice, &change, &before, &now).await.unwrap();
    assert_eq!(refused(edited), EditRefusal::GivenMore);
    let removed = stage.store().remove_entry(alice, &before, &now).await.unwrap();
    assert_eq!(removed, Removed::Refused(EditRefusal::GivenMore));
    done(stage.store().change_entry(alice, &change, &judged(stage, alice).await, &now).await.unwrap());
}

/// Neither by demotion nor by deactivation or deletion, and not by two at once.
pub async fn the_last_active_superuser_stays(stage: &Stage<'_>) {
    let (root, other) = (superuser(stage, "root").await, superuser(stage, "other").await);
    let now = ending(at(1));
    let calls =
        [(0, root), (1, other)].map(|(turn, id)| stage.node(turn).remove_entry(id, &EditReach::Everybody, &now));
    let removed = all_at_once(calls).await;
    let refused_ones = removed.iter().filter(|it| matches!(it, Ok(Removed::Refused(EditRefusal::LastSuperuser))));
    assert_eq!(refused_ones.count(), 1);
    let last = if stage.store().user(root).await.unwrap().is_some() { root } else { other };
    let inactive = EntryChange { is_active: Some(false), ..EntryChange::default() };
    let demoted = EntryChange { is_superuser: Some(false), ..EntryChange::default() };
    for change in [inactive, demoted] {
        let edited = stage.store().change_entry(last, &change, &EditReach::Everybody, &now).await.unwrap();
        assert_eq!(refused(edited), EditRefusal::LastSuperuser, "{change:?}");
    }
    assert_eq!(stage.store().deactivate_user(last, &now).await.unwrap(), Change::LastSuperuser);
}

/// Nobody is changed, and nobody is deleted.
pub async fn an_entry_of_nobody_is_gone(stage: &Stage<'_>) {
    let (nobody, now, all) = (UserId::from_key(4711), ending(at(0)), &EditReach::Everybody);
    let change = EntryChange { is_staff: Some(true), ..EntryChange::default() };
    assert_eq!(refused(stage.store().change_entry(nobody, &change, all, &now).await.unwrap()), EditRefusal::Gone);
    assert_eq!(stage.store().remove_entry(nobody, all, &now).await.unwrap(), Removed::Refused(EditRefusal::Gone));
}
