//! `/api/users/`, for staff.

use serde_json::{Value, json};

use crate::support::{Call, Device, PASSWORD, TestApp};

const ROOT: &str = "UPDATE auth_user SET is_staff = TRUE, is_superuser = TRUE WHERE username = 'root'";

/// An application with a superuser who is logged in.
pub(crate) async fn with_root() -> (TestApp, Device) {
    let app = TestApp::build().validators_off().start().await;
    let root = app.user("root").login().await;
    app.sql(ROOT).await;
    (app, root)
}

fn get(device: &Device, target: &str) -> Call {
    device.call("GET", target)
}

async fn names(device: &Device, query: &str) -> Vec<String> {
    let page = get(device, &format!("/api/users/{query}")).await.expect(200).json();
    let names = page["results"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap().to_owned());
    names.collect()
}

#[tokio::test]
async fn a_list_is_a_page_with_links_to_its_neighbours() {
    let (app, root) = with_root().await;
    for name in ["alice", "bob", "carol"] {
        app.user(name).exists().await;
    }
    let page = get(&root, "/api/users/?page_size=2&page=2&x=%C3%A4").header("host", "a.example").await.expect(200);
    let page = page.json();
    assert_eq!((&page["count"], &page["next"]), (&json!(4), &Value::Null));
    assert_eq!(page["previous"], "http://a.example/api/users/?page_size=2&x=%C3%A4");
    assert_eq!(names(&root, "?page_size=2&page=last").await, ["bob", "carol"]);
    let bob = &page["results"][0];
    let shown: Vec<_> = bob.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        shown,
        [
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "is_active",
            "is_staff",
            "is_superuser",
            "last_login",
            "date_joined",
            "groups",
            "user_permissions"
        ]
    );
    for beyond in ["3", "0", "x", "-1"] {
        let asked = get(&root, &format!("/api/users/?page_size=2&page={beyond}"));
        asked.await.expect_detail(404, "Invalid page.");
    }
}

#[tokio::test]
async fn a_list_is_searched_filtered_and_ordered() {
    let (app, root) = with_root().await;
    for name in ["alice", "alina", "bob"] {
        app.user(name).exists().await;
    }
    app.sql("UPDATE auth_user SET is_active = FALSE, last_name = 'de la Cruz' WHERE username = 'bob'").await;
    assert_eq!(names(&root, "?search=ALI%20example").await, ["alice", "alina"]);
    assert_eq!(names(&root, "?search=%22la%20Cruz%22").await, ["bob"]);
    assert!(names(&root, "?search=ali,bob").await.is_empty());
    assert_eq!(names(&root, "?is_active=False").await, ["bob"]);
    assert_eq!(names(&root, "?is_staff=1").await, ["root"]);
    assert_eq!(names(&root, "?is_staff=perhaps").await.len(), 4);
    assert_eq!(names(&root, "?username=alice").await, ["alice"]);
    assert_eq!(names(&root, "?username__startswith=ali").await, ["alice", "alina"]);
    assert_eq!(names(&root, "?ordering=-is_staff,-username").await, ["root", "bob", "alina", "alice"]);
    let again = "username,".repeat(2500);
    assert_eq!(names(&root, &format!("?ordering=-username,{again}")).await, ["root", "bob", "alina", "alice"]);
    for nobody in ["!", "%25", "_", "%5C"] {
        assert!(names(&root, &format!("?search={nobody}")).await.is_empty(), "{nobody}");
    }
    get(&root, "/api/users/?search=%00").await.expect_json(400, &json!(["Null characters are not allowed."]));
    get(&root, "/api/users/?group=7").await.expect(400);
    get(&root, "/api/users/?username=%00").await.expect(400);
}

#[tokio::test]
async fn an_account_is_made_changed_and_deleted() {
    let (app, root) = with_root().await;
    let made = root.call("POST", "/api/users/").header("host", "a.example").json(&json!({
        "username": "alice", "password": PASSWORD, "email": "Alice@EXAMPLE.com", "first_name": "Alice", "is_staff": true
    }));
    let made = made.await.expect(201);
    let id = made.json()["id"].as_i64().unwrap();
    assert_eq!(made.header("location"), format!("http://a.example/api/users/{id}/"));
    assert_eq!(made.json()["email"], "Alice@example.com");
    assert_eq!((&made.json()["is_staff"], &made.json()["is_active"]), (&json!(true), &json!(true)));
    assert!(made.json().get("password").is_none());
    let path = format!("/api/users/{id}/");
    let alice = app.user("alice").login().await;
    let changed = root.call("PATCH", &path).json(&json!({ "last_name": "Cooper" })).await.expect(200).json();
    assert_eq!((&changed["last_name"], &changed["first_name"]), (&json!("Cooper"), &json!("Alice")));
    alice.me().await.expect(200);
    root.call("PUT", &path)
        .json(&json!({}))
        .await
        .expect_json(400, &json!({ "username": ["This field is required."] }));
    root.call("DELETE", &path).await.expect(204);
    alice.me().await.expect(401);
    get(&root, &path).await.expect(404);
}

#[tokio::test]
async fn whoever_is_shut_out_by_staff_is_out_at_once() {
    for change in [json!({ "is_active": false }), json!({ "password": "another horse battery" })] {
        let (app, root) = with_root().await;
        let alice = app.user("alice").login().await;
        root.call("PATCH", "/api/users/2/").json(&change).await.expect(200);
        assert_eq!(alice.me().await.status(), 401, "{change}");
        assert_eq!(alice.refresh().await.status(), 401, "{change}");
        assert_eq!(app.obtain("alice", PASSWORD).await.status(), 401, "{change}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told_field_by_field() {
    let (app, root) = with_root().await;
    app.user("alice").exists().await;
    let fields = json!({
        "username": "alice", "email": "x", "first_name": null, "is_active": "perhaps", "groups": [7], "user_permissions": "x"
    });
    let told = json!({
        "username": ["A user with that username already exists."],
        "email": ["Enter a valid email address."],
        "first_name": ["This field may not be null."],
        "is_active": ["Must be a valid boolean."],
        "groups": ["Invalid pk \"7\" - object does not exist."],
        "user_permissions": ["Expected a list of items but got type \"str\"."],
        "password": ["This field is required."],
    });
    root.call("POST", "/api/users/").json(&fields).await.expect_json(400, &told);
    for (groups, message) in [
        (json!([true]), "Incorrect type. Expected pk value, received bool."),
        (json!(["x"]), "Incorrect type. Expected pk value, received str."),
        (json!(null), "This field may not be null."),
    ] {
        let asked = root.call("PATCH", "/api/users/2/").json(&json!({ "groups": groups }));
        asked.await.expect_json(400, &json!({ "groups": [message] }));
    }
}

#[tokio::test]
async fn a_key_that_is_none_names_nobody() {
    let (_app, root) = with_root().await;
    for id in ["0", "7", "01", "+1", "x", "1.0", "%00", "99999999999999999999", "c9bf9e57-1685-4c89-bafb-ff5af830be8a"]
    {
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = root.call(method, &format!("/api/users/{id}/")).await;
            assert_eq!(answer.status(), 404, "{method} {id}");
        }
    }
}

#[tokio::test]
async fn options_tell_the_bodies_of_what_the_caller_may_do() {
    let (app, root) = with_root().await;
    let told = root.call("OPTIONS", "/api/users/").await.expect(200).json();
    let active = json!({
        "type": "boolean", "required": false, "read_only": false, "label": "Active",
        "help_text": "Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
    });
    assert_eq!(told["actions"]["POST"]["is_active"], active);
    assert_eq!(told["actions"]["POST"]["groups"]["type"], "field");
    let alice = app.user("alice").login().await;
    app.sql("UPDATE auth_user SET is_staff = TRUE").await;
    assert!(alice.call("OPTIONS", "/api/users/").await.expect(200).json().get("actions").is_none());
}

/// DRF's `determine_actions` asks for the object before it tells how to change it.
#[tokio::test]
async fn options_tell_no_body_for_a_row_that_is_not_there() {
    let (app, root) = with_root().await;
    app.sql("INSERT INTO auth_group (id, name) VALUES (5, 'readers')").await;
    for (path, is_there) in [("users/1", true), ("users/4711", false), ("groups/5", true), ("groups/x", false)] {
        let told = root.call("OPTIONS", &format!("/api/{path}/")).await.expect(200).json();
        assert_eq!(told.pointer("/actions/PUT").is_some(), is_there, "{path}");
        assert_eq!(told.get("actions").is_some(), is_there, "{path}");
    }
}

#[tokio::test]
async fn a_person_changes_an_account_with_a_form() {
    let (app, root) = with_root().await;
    app.user("alice").exists().await;
    let page = get(&root, "/api/users/2/").header("accept", "text/html").await.expect(200);
    assert!(page.text().contains("name=\"is_active\" type=\"checkbox\" value=\"true\" checked"), "{}", page.text());
    assert!(!page.text().contains("name=\"is_staff\" type=\"checkbox\" value=\"true\" checked"));
    app.sql("INSERT INTO auth_group (id, name) VALUES (5, 'readers')").await;
    app.sql("INSERT INTO auth_user_groups (user_id, group_id) VALUES (2, 5)").await;
    let form = "username=alice&is_staff=true&is_active=true";
    let changed = root.call("PUT", "/api/users/2/").body("application/x-www-form-urlencoded", form).await.expect(200);
    let changed = changed.json();
    assert_eq!((&changed["is_staff"], &changed["groups"]), (&json!(true), &json!([5])));
    let form = "username=alice";
    let changed = root.call("PUT", "/api/users/2/").body("application/x-www-form-urlencoded", form).await.expect(200);
    assert_eq!(changed.json()["is_active"], false, "a box that is not ticked sends nothing");
}
