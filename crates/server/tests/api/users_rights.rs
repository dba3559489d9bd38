//! How far staff may go: nobody gains rights that they do not have.

use countersign_core::{ClaimSource, UserAttribute};
use countersign_server::{PermissionClass, RestFramework, Route, RouteNameError};
use serde_json::{Value, json};

use crate::support::{Device, PASSWORD, TestApp};

/// Root, 1, is a superuser. Sam, 2, is staff and may do everything with users and groups, and view books. Alice, 3, may change
/// books; Bob, 4, may nothing. Group 21 gives what Alice has, 22 what Sam has, 23 nothing.
const HOUSE: &str = "
DELETE FROM auth_permission; DELETE FROM django_content_type;
INSERT INTO django_content_type (id, app_label, model) VALUES (1, 'auth', 'user'), (2, 'auth', 'group'), (3, 'books', 'book');
INSERT INTO auth_permission (id, content_type_id, codename, name) VALUES
    (1, 1, 'add_user', ''), (2, 1, 'change_user', ''), (3, 1, 'delete_user', ''), (4, 1, 'view_user', ''),
    (5, 2, 'add_group', ''), (6, 2, 'change_group', ''), (7, 2, 'delete_group', ''), (8, 2, 'view_group', ''),
    (11, 3, 'change_book', ''), (12, 3, 'view_book', '');
INSERT INTO auth_group (id, name) VALUES (21, 'editors'), (22, 'readers'), (23, 'empty');
INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (21, 11), (22, 12);
INSERT INTO auth_user_user_permissions (user_id, permission_id)
SELECT 2, id FROM auth_permission WHERE id < 10 OR id = 12;
INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (3, 11);
UPDATE auth_user SET is_staff = id < 3, is_superuser = id = 1";

struct House {
    app: TestApp,
    root: Device,
    sam: Device,
}

async fn house() -> House {
    furnished(TestApp::build().validators_off().start().await).await
}

async fn furnished(app: TestApp) -> House {
    let (root, sam) = (app.user("root").login().await, app.user("sam").login().await);
    for name in ["alice", "bob"] {
        app.user(name).exists().await;
    }
    app.sql(HOUSE).await;
    House { app, root, sam }
}

async fn status(device: &Device, method: &str, path: &str, fields: Value) -> u16 {
    device.call(method, path).json(&fields).await.status()
}

#[tokio::test]
async fn what_staff_may_do_are_djangos_permissions() {
    let House { app, root, sam } = house().await;
    let bob = app.user("bob").login().await;
    for path in ["/api/users/", "/api/users/3/", "/api/groups/", "/api/permissions/"] {
        assert_eq!(app.get(path).await.status(), 401, "{path}");
        assert_eq!(bob.call("GET", path).await.status(), 403, "{path}");
        assert_eq!(root.call("GET", path).await.status(), 200, "{path}");
    }
    assert_eq!(sam.call("GET", "/api/permissions/").await.status(), 403);
    app.sql("DELETE FROM auth_user_user_permissions WHERE user_id = 2 AND permission_id IN (1, 2, 3)").await;
    assert_eq!(status(&sam, "GET", "/api/users/", json!({})).await, 200);
    for (method, path) in
        [("POST", "/api/users/"), ("PUT", "/api/users/4/"), ("PATCH", "/api/users/4/"), ("DELETE", "/api/users/4/")]
    {
        assert_eq!(status(&sam, method, path, json!({})).await, 403, "{method}");
    }
    app.sql("UPDATE auth_user SET is_staff = FALSE WHERE id = 2").await;
    assert_eq!(status(&sam, "GET", "/api/users/", json!({})).await, 403, "asked of the database, not of a cache");
    assert_eq!(status(&sam, "OPTIONS", "/api/users/", json!({})).await, 403);
}

#[tokio::test]
async fn nobody_makes_themselves_or_others_more_than_they_are() {
    let House { sam, app: _app, .. } = house().await;
    let beyond = [
        ("PATCH", "/api/users/2/", json!({ "is_superuser": true })),
        ("PATCH", "/api/users/4/", json!({ "is_superuser": true })),
        ("PATCH", "/api/users/2/", json!({ "groups": [21] })),
        ("PATCH", "/api/users/2/", json!({ "user_permissions": [11] })),
        ("PATCH", "/api/users/4/", json!({ "groups": [22, 21] })),
        ("POST", "/api/users/", json!({ "username": "eve", "password": PASSWORD, "is_superuser": true })),
        ("POST", "/api/users/", json!({ "username": "eve", "password": PASSWORD, "groups": [21] })),
        ("POST", "/api/users/", json!({ "username": "eve", "password": PASSWORD, "user_permissions": [11] })),
        ("POST", "/api/groups/", json!({ "name": "eves", "permissions": [11] })),
        ("PATCH", "/api/groups/22/", json!({ "permissions": [11] })),
        ("PATCH", "/api/groups/21/", json!({ "name": "mine" })),
        ("DELETE", "/api/groups/21/", json!({})),
    ];
    for (method, path, fields) in beyond {
        let answer = sam.call(method, path).json(&fields).await;
        assert_eq!(answer.status(), 403, "{method} {path} {fields}");
        assert_eq!(answer.json()["code"], "beyond_rights", "{method} {path} {fields}");
    }
    assert_eq!(status(&sam, "PATCH", "/api/users/4/", json!({ "groups": [22, 23], "is_staff": true })).await, 200);
    assert_eq!(status(&sam, "POST", "/api/groups/", json!({ "name": "sams", "permissions": [12] })).await, 201);
}

#[tokio::test]
async fn nobody_touches_an_account_that_may_do_more() {
    let House { app, sam, .. } = house().await;
    let changes = [
        json!({ "password": "another horse battery" }),
        json!({ "email": "eve@example.com" }),
        json!({ "username": "eve" }),
        json!({ "is_active": false }),
        json!({ "is_superuser": false }),
        json!({ "groups": [] }),
        json!({ "user_permissions": [] }),
    ];
    for path in ["/api/users/1/", "/api/users/3/"] {
        for change in &changes {
            assert_eq!(status(&sam, "PATCH", path, change.clone()).await, 403, "{path} {change}");
        }
        assert_eq!(status(&sam, "DELETE", path, json!({})).await, 403, "{path}");
    }
    assert_eq!(status(&sam, "PATCH", "/api/users/4/", changes[0].clone()).await, 200);
    assert_eq!(app.row_of("root").await.email, "root@example.com");
}

#[tokio::test]
async fn where_tokens_tell_groups_being_in_one_is_a_right() {
    let claims = [("groups", ClaimSource::Attribute(UserAttribute::Groups))];
    let app = TestApp::build().validators_off().claims(claims).start().await;
    let House { app, sam, .. } = furnished(app).await;
    assert_eq!(status(&sam, "PATCH", "/api/users/4/", json!({ "groups": [23] })).await, 403);
    app.sql("INSERT INTO auth_user_groups (user_id, group_id) VALUES (2, 23)").await;
    assert_eq!(status(&sam, "PATCH", "/api/users/4/", json!({ "groups": [23] })).await, 200);
    app.sql("INSERT INTO auth_user_groups (user_id, group_id) VALUES (4, 22)").await;
    assert_eq!(status(&sam, "PATCH", "/api/users/4/", json!({ "password": "another horse battery" })).await, 403);
}

#[tokio::test]
async fn the_last_superuser_and_ones_own_account_stay() {
    let House { app, root, sam } = house().await;
    let own = "You cannot delete or deactivate the account that you are acting with.";
    for (device, path) in [(&root, "/api/users/1/"), (&sam, "/api/users/2/")] {
        device.call("DELETE", path).await.expect_detail(409, own);
        device.call("PATCH", path).json(&json!({ "is_active": false })).await.expect_detail(409, own);
    }
    let last = "The last active superuser must stay one.";
    root.call("PATCH", "/api/users/1/").json(&json!({ "is_superuser": false })).await.expect_detail(409, last);
    assert_eq!(status(&root, "PATCH", "/api/users/2/", json!({ "is_superuser": true })).await, 200);
    assert_eq!(status(&root, "PATCH", "/api/users/1/", json!({ "is_superuser": false })).await, 200);
    assert!(!app.row_of("root").await.is_superuser);
}

#[tokio::test]
async fn a_new_password_or_address_of_ones_own_wants_fresh_proof() {
    let House { app, root, .. } = house().await;
    app.clock.advance(crate::support::seconds(601));
    for change in [json!({ "password": "another horse battery" }), json!({ "email": "new@example.com" })] {
        let answer = root.call("PATCH", "/api/users/1/").json(&change).await;
        answer.expect_error(403, "reauthentication_required");
    }
    assert_eq!(status(&root, "PATCH", "/api/users/1/", json!({ "first_name": "R" })).await, 200);
    root.reauthenticate(PASSWORD).await.expect(200);
    assert_eq!(status(&root, "PATCH", "/api/users/1/", json!({ "email": "new@example.com" })).await, 200);
}

#[tokio::test]
async fn settings_cannot_open_the_accounts_to_everybody() {
    let open = Route { permission_classes: Some(vec![PermissionClass::AllowAny]), ..Route::default() };
    let app = TestApp::build().route("users", open.clone()).route("users_detail", open).start().await;
    let bob = app.user("bob").login().await;
    assert_eq!(app.get("/api/users/").await.status(), 401);
    assert_eq!(bob.call("GET", "/api/users/").await.status(), 403);
    assert_eq!(status(&bob, "PATCH", "/api/users/1/", json!({ "is_superuser": true })).await, 403);
}

#[tokio::test]
async fn model_permissions_are_for_views_of_a_table() {
    let class = PermissionClass::DjangoModelPermissions;
    let everywhere = RestFramework { permission_classes: vec![class], ..RestFramework::default() };
    let refusal = TestApp::build().rest_framework(everywhere).refusal().await;
    assert!(matches!(refusal, Some(RouteNameError::NoTable { class: "DjangoModelPermissions", .. })), "{refusal:?}");
    let route = Route { permission_classes: Some(vec![class]), ..Route::default() };
    let app = TestApp::build().validators_off().route("users", route).start().await;
    let House { app, sam, .. } = furnished(app).await;
    app.sql("UPDATE auth_user SET is_staff = FALSE").await;
    assert_eq!(status(&sam, "GET", "/api/users/", json!({})).await, 200, "staff or not");
    app.sql("DELETE FROM auth_user_user_permissions WHERE permission_id = 1").await;
    assert_eq!(status(&sam, "POST", "/api/users/", json!({})).await, 403);
}
