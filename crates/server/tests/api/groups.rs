//! `/api/groups/` and `/api/permissions/`, for staff.

use serde_json::json;

use crate::users::with_root;

const BOOKS: &str = "
INSERT INTO django_content_type (id, app_label, model) VALUES (900, 'books', 'book');
INSERT INTO auth_permission (id, content_type_id, codename, name)
VALUES (901, 900, 'view_book', 'Can view book'), (902, 900, 'change_book', 'Can change book')";

#[tokio::test]
async fn a_group_is_made_changed_and_deleted() {
    let (app, root) = with_root().await;
    app.sql(BOOKS).await;
    let made = root.call("POST", "/api/groups/").json(&json!({ "name": "readers", "permissions": [902, 901] }));
    let made = made.await.expect(201).json();
    let path = format!("/api/groups/{}/", made["id"]);
    assert_eq!((&made["name"], &made["permissions"]), (&json!("readers"), &json!([901, 902])));
    let taken = json!({ "name": ["group with this name already exists."] });
    root.call("POST", "/api/groups/").json(&json!({ "name": "readers" })).await.expect_json(400, &taken);
    let changed = root.call("PATCH", &path).json(&json!({ "permissions": [] })).await.expect(200).json();
    assert_eq!(changed, json!({ "id": made["id"], "name": "readers", "permissions": [] }));
    root.call("PUT", &path).json(&json!({})).await.expect_json(400, &json!({ "name": ["This field is required."] }));
    let listed = root.call("GET", "/api/groups/?search=READ").await.expect(200).json();
    assert_eq!((&listed["count"], &listed["results"][0]), (&json!(1), &changed));
    root.call("DELETE", &path).await.expect(204);
    root.call("GET", &path).await.expect(404);
}

#[tokio::test]
async fn a_new_database_has_the_permissions_that_django_makes() {
    let (_app, root) = with_root().await;
    let listed = root.call("GET", "/api/permissions/?search=auth%20user").await.expect(200).json();
    let named = listed["results"].as_array().unwrap().iter().map(|row| (row["codename"].clone(), row["name"].clone()));
    let wanted = ["add", "change", "delete", "view"]
        .map(|verb| (json!(format!("{verb}_user")), json!(format!("Can {verb} user"))));
    assert_eq!(named.collect::<Vec<_>>(), wanted);
}

#[tokio::test]
async fn permissions_are_listed_and_shown() {
    let (app, root) = with_root().await;
    app.sql(BOOKS).await;
    let listed = root.call("GET", "/api/permissions/?search=books%20view").await.expect(200).json();
    let view =
        json!({ "id": 901, "name": "Can view book", "codename": "view_book", "app_label": "books", "model": "book" });
    assert_eq!(listed["results"], json!([view]));
    root.call("GET", "/api/permissions/901/").await.expect_json(200, &view);
    root.call("GET", "/api/permissions/x/").await.expect(404);
    root.call("POST", "/api/permissions/").await.expect(405);
}
