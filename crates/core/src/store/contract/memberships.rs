//! Groups and permissions, as a Django writes them.

use super::stage::Stage;
use crate::UserId;

/// Alice is an editor and may delete books herself; Bob is a reader.
const LIBRARY: &str = "
DELETE FROM auth_permission; DELETE FROM django_content_type;
INSERT INTO django_content_type (id, app_label, model) VALUES (1, 'books', 'book'), (2, 'auth', 'user');
INSERT INTO auth_permission (id, content_type_id, codename, name)
VALUES (1, 1, 'view_book', ''), (2, 1, 'change_book', ''), (3, 1, 'delete_book', ''), (4, 2, 'view_user', '');
INSERT INTO auth_group (id, name) VALUES (1, 'readers'), (2, 'editors'), (3, 'empty');
INSERT INTO auth_group_permissions (id, group_id, permission_id) VALUES (1, 1, 1), (2, 2, 1), (3, 2, 2);
INSERT INTO auth_user_groups (id, user_id, group_id) SELECT 1, id, 2 FROM auth_user WHERE username = 'alice';
INSERT INTO auth_user_groups (id, user_id, group_id) SELECT 2, id, 1 FROM auth_user WHERE username = 'alice';
INSERT INTO auth_user_groups (id, user_id, group_id) SELECT 3, id, 1 FROM auth_user WHERE username = 'bob';
INSERT INTO auth_user_user_permissions (id, user_id, permission_id)
SELECT p.id, u.id, p.id FROM auth_user u, auth_permission p WHERE u.username = 'alice' AND p.id IN (1, 3)";

async fn library(stage: &Stage<'_>) -> [UserId; 2] {
    let readers = [stage.user("alice").await, stage.user("bob").await];
    stage.in_django(LIBRARY).await;
    readers
}

async fn groups(stage: &Stage<'_>, user: UserId) -> Vec<String> {
    stage.store().groups_of(user).await.unwrap().into_iter().collect()
}

async fn permissions(stage: &Stage<'_>, user: UserId) -> Vec<String> {
    stage.store().permissions_of(user).await.unwrap().into_iter().collect()
}

/// The user's own groups and no others, in order of their names.
pub async fn groups_are_told_by_name(stage: &Stage<'_>) {
    let [alice, bob] = library(stage).await;
    assert_eq!(groups(stage, alice).await, ["editors", "readers"]);
    assert_eq!(groups(stage, bob).await, ["readers"]);
}

/// Each once, whether it comes from the user, a group, or several of them.
pub async fn permissions_are_the_users_own_and_those_of_their_groups(stage: &Stage<'_>) {
    let [alice, bob] = library(stage).await;
    assert_eq!(permissions(stage, alice).await, ["books.change_book", "books.delete_book", "books.view_book"]);
    assert_eq!(permissions(stage, bob).await, ["books.view_book"]);
}

/// Every permission that there is, given or not.
pub async fn a_superuser_has_every_permission(stage: &Stage<'_>) {
    let [_, bob] = library(stage).await;
    stage.in_django("UPDATE auth_user SET is_superuser = TRUE WHERE username = 'bob'").await;
    let every = ["auth.view_user", "books.change_book", "books.delete_book", "books.view_book"];
    assert_eq!(permissions(stage, bob).await, every);
    assert_eq!(groups(stage, bob).await, ["readers"]);
}

/// Neither by themselves, nor by a group, nor as a superuser.
pub async fn who_is_not_active_may_do_nothing(stage: &Stage<'_>) {
    let [alice, bob] = library(stage).await;
    stage.in_django("UPDATE auth_user SET is_active = FALSE, is_superuser = (username = 'bob')").await;
    for inactive in [alice, bob] {
        assert!(permissions(stage, inactive).await.is_empty());
    }
}

/// A user who is not there has neither, and so has one whom nobody gave any.
pub async fn nobody_is_in_no_group_and_may_do_nothing(stage: &Stage<'_>) {
    library(stage).await;
    for other in [UserId::from_key(4711), stage.user("carol").await] {
        assert!(groups(stage, other).await.is_empty() && permissions(stage, other).await.is_empty());
    }
}
