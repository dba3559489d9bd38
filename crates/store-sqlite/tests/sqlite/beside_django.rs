//! A Django on the same file: what it changes counts for us, and what refers to its users goes with them.

use countersign_core::store::contract::{Outcome, Stage, at, ending, hash};
use countersign_core::store::{Change, Opened, Users};

use crate::support::File;

#[tokio::test]
async fn a_user_that_django_deactivated_refreshes_and_adopts_nothing() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let held = stage.login(stage.user("alice").await).await;
    file.run("UPDATE auth_user SET is_active = 0").await;
    stage.refresh(&held, at(1)).await.owner_inactive();
    stage.adopt(&stage.foreign(held.user), at(1)).await.owner_inactive();
    assert!(matches!(stage.open(0, &stage.new_session(held.user, at(1))).await, Opened::OwnerInactive));
}

#[tokio::test]
async fn activation_revives_nothing_that_django_deactivated() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let held = stage.login(stage.user("alice").await).await;
    file.run("UPDATE auth_user SET is_active = 0").await;
    let ended = store.activate_user(held.user, &ending(at(1))).await.unwrap();
    assert_eq!(ended, Change::Done(vec![held.session.clone()]));
    stage.refresh(&held, at(2)).await.over();
}

#[tokio::test]
async fn a_user_that_django_deleted_refreshes_and_adopts_nothing() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let held = stage.login(stage.user("alice").await).await;
    file.run("DELETE FROM auth_user").await;
    stage.refresh(&held, at(1)).await.owner_inactive();
    stage.adopt(&stage.foreign(held.user), at(1)).await.owner_inactive();
}

#[tokio::test]
async fn a_password_that_django_changed_is_checked_again() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let alice = stage.user("alice").await;
    file.run("UPDATE auth_user SET password = 'second'").await;
    let told = stage.open(0, &stage.new_session(alice, at(1))).await;
    assert!(matches!(told, Opened::PasswordChanged(user) if user.password == hash("second")));
}

#[tokio::test]
async fn a_deletion_takes_what_refers_to_the_user_and_nothing_else() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let (alice, _bob) = (stage.user("alice").await, stage.user("bob").await);
    file.run(
        "DELETE FROM auth_permission; DELETE FROM django_content_type;
         INSERT INTO django_content_type (id, app_label, model) VALUES (1, 'auth', 'user');
         INSERT INTO auth_permission (id, content_type_id, codename, name) VALUES (1, 1, 'view_user', 'Can view user');
         INSERT INTO auth_group (name) VALUES ('readers');
         INSERT INTO auth_user_groups (user_id, group_id) SELECT id, 1 FROM auth_user;
         INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT id, 1 FROM auth_user;
         INSERT INTO authtoken_token (key, created, user_id) SELECT username, date_joined, id FROM auth_user",
    )
    .await;
    store.delete_user(alice, &ending(at(1))).await.unwrap();
    for table in [
        "SELECT count(*) FROM auth_user_groups WHERE user_id = 2",
        "SELECT count(*) FROM auth_user_user_permissions WHERE user_id = 2",
        "SELECT count(*) FROM authtoken_token WHERE user_id = 2",
        "SELECT count(*) FROM auth_user_groups",
        "SELECT count(*) FROM auth_user_user_permissions",
        "SELECT count(*) FROM authtoken_token",
    ] {
        assert_eq!(file.number(table).await, 1, "{table}");
    }
}
