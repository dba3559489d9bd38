//! `OPTIONS`: what DRF's `SimpleMetadata` tells of the same serializers.

use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp};

fn text(label: &str, required: bool) -> Value {
    json!({ "type": "string", "required": required, "read_only": false, "label": label })
}

fn answered(kind: &str, label: &str) -> Value {
    json!({ "type": kind, "required": false, "read_only": true, "label": label })
}

fn limited(mut field: Value, max_length: usize) -> Value {
    field["max_length"] = max_length.into();
    field
}

/// `auth.User.username` in a `ModelSerializer`.
fn username() -> Value {
    let mut field = limited(text("Username", true), 150);
    field["help_text"] = json!("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.");
    field
}

fn email() -> Value {
    json!({ "type": "email", "required": false, "read_only": false, "label": "Email address", "max_length": 254 })
}

#[tokio::test]
async fn the_fields_of_token_endpoints_are_told_as_drf_tells_them() {
    let app = TestApp::new().await;
    let credentials = json!({ "username": text("Username", true), "password": text("Password", true) });
    let refresh = text("Refresh", true);
    for (path, fields) in [
        ("/api/token/", credentials),
        ("/api/token/refresh/", json!({ "refresh": refresh, "access": answered("string", "Access") })),
        ("/api/token/verify/", json!({ "token": text("Token", true) })),
        ("/api/token/blacklist/", json!({ "refresh": refresh })),
    ] {
        let told = app.call("OPTIONS", path).await.expect(200).json();
        assert_eq!(told["actions"], json!({ "POST": fields }), "{path}");
    }
}

#[tokio::test]
async fn an_authtoken_is_told_as_drf_tells_it() {
    let app = TestApp::new().await;
    let told = app.call("OPTIONS", "/api-token-auth/").await.expect(200).json();
    let credentials = [("username", text("Username", true)), ("password", text("Password", true))];
    for (name, field) in credentials.into_iter().chain([("token", answered("string", "Token"))]) {
        assert_eq!(told["actions"]["POST"][name], field);
    }
    assert_eq!(told["renders"], json!(["application/json"]));
}

#[tokio::test]
async fn s22_registration_lists_the_password_as_an_input() {
    let app = TestApp::new().await;
    let told = app.call("OPTIONS", "/api/register/").await.expect(200).json();
    let fields = json!({ "username": username(), "email": email(), "password": limited(text("Password", true), 128) });
    assert_eq!(told["actions"], json!({ "POST": fields }));
    assert_eq!(told["name"], "User Registration");
}

#[tokio::test]
async fn s22_no_answer_has_a_password_or_its_hash() {
    let app = TestApp::new().await;
    let fields = json!({ "username": "bob", "email": "bob@example.com", "password": PASSWORD });
    let registered = [app.register(&fields).await.expect(201), app.register(&fields).await.expect(400)];
    let bob = app.user("bob").login().await;
    let hash = app.row_of("bob").await.password.expose().to_owned();
    let put = json!({ "username": "no good", "password": PASSWORD, "current_password": PASSWORD });
    let others = [
        app.obtain("bob", PASSWORD).await.expect(200),
        app.obtain("nobody", PASSWORD).await.expect(401),
        bob.me().await.expect(200),
        bob.change(&put).await.expect(400),
        bob.call("OPTIONS", "/api/users/me/").await.expect(200),
    ];
    for answer in registered.iter().chain(&others) {
        assert!(!answer.text().contains(PASSWORD) && !answer.text().contains(&hash), "{answer:?}");
    }
}

#[tokio::test]
async fn an_account_is_told_with_its_read_only_id() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let told = alice.call("OPTIONS", "/api/users/me/").await.expect(200).json();
    let put = &told["actions"]["PUT"];
    assert_eq!(put["id"], answered("integer", "ID"));
    assert_eq!((&put["username"], &put["email"]), (&username(), &email()));
    assert_eq!(put["first_name"], limited(text("First name", false), 150));
    assert_eq!(put["last_name"], limited(text("Last name", false), 150));
    assert_eq!(put["current_password"]["required"], false);
    assert_eq!(told["actions"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn what_takes_nothing_tells_no_actions() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for path in ["/api/", "/api/schema/", "/api/sessions/", "/api/logout/all/"] {
        assert_eq!(alice.call("OPTIONS", path).await.expect(200).json().get("actions"), None, "{path}");
    }
}
