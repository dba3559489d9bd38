//! Obtaining tokens.

use serde_json::{Value, json};

use super::simplejwt;
use crate::support::{Answer, Deployment, PASSWORD, Server};

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn s11_username_and_password_give_a_pair() {
    let server = simplejwt().serve();
    let answer = server.client().login("alice", PASSWORD).expect(200);
    assert_eq!(keys(&answer.body), ["refresh", "access"]);
    for (name, value) in [("content-type", "application/json"), ("vary", "Accept"), ("allow", "POST, OPTIONS")] {
        assert_eq!(answer.header(name), Some(value));
    }
}

#[test]
fn s12_a_login_answers_two_tokens_and_nothing_else_unless_asked() {
    let body = Deployment::new().with_users(["alice"]).serve().client().login("alice", PASSWORD).expect(200).body;
    assert_eq!(keys(&body), ["refresh", "access"]);
}

#[test]
fn s13_the_tutorial_s_paths_are_mounted_by_the_bookstore_s_settings() {
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bookstore/countersign.toml");
    let deployment = Deployment::new();
    deployment.write("countersign.toml", std::fs::read_to_string(settings).unwrap());
    let server = deployment.with("COUNTERSIGN_TLS__SELF_SIGNED", "false").with_users(["alice"]).serve();
    let mut client = server.client();
    let credentials = json!({ "username": "alice", "password": PASSWORD });
    for (obtain, refresh) in
        [("/api/books/api-jwt/", "/api/books/api-jwt-refresh/"), ("/api/api-jwt/", "/api/api-jwt-refresh/")]
    {
        let pair = client.post(obtain, &credentials).pair();
        let answer = client.post(refresh, &json!({ "refresh": pair.refresh })).expect(200);
        assert!(answer.body["access"].is_string(), "{refresh}");
    }
    client.post("/api/shelves/api-jwt/", &credentials).expect(404);
}

#[test]
fn s14_json_bodies_may_name_their_charset() {
    let server = simplejwt().serve();
    let body = json!({ "username": "alice", "password": PASSWORD }).to_string();
    for content_type in ["application/json", "application/json; charset=utf-8"] {
        server.client().post_body("/api/token/", content_type, &body).pair();
    }
}

#[test]
fn s15_forms_and_multipart_bodies_do_as_well() {
    let server = simplejwt().serve();
    let mut client = server.client();
    let password = PASSWORD.replace(' ', "+");
    let pair = client.post_body("/api/token/", FORM, &format!("username=alice&password={password}")).pair();
    let refresh = format!("refresh={}", pair.refresh);
    let refreshed = client.post_body("/api/token/refresh/", FORM, &refresh).expect(200);
    assert!(refreshed.body["access"].is_string());
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let multipart = "multipart/form-data; boundary=edge";
    let credentials = format!("{}{}--edge--\r\n", part("username", "alice"), part("password", PASSWORD));
    client.post_body("/api/token/", multipart, &credentials).pair();
    let refresh = format!("{}--edge--\r\n", part("refresh", &pair.refresh));
    client.post_body("/api/token/refresh/", multipart, &refresh).expect(200);
}

#[test]
fn s16_unknown_wrong_and_inactive_get_the_same_answer() {
    let deployment = simplejwt().with_users(["bob"]);
    deployment.run(["users", "deactivate", "bob"]).expect_success();
    let server = deployment.serve();
    let refused = json!({ "detail": "No active account found with the given credentials" });
    for (name, password) in [("nobody", PASSWORD), ("alice", "another"), ("bob", PASSWORD)] {
        let answer = server.client().login(name, password).expect(401);
        assert_eq!((&answer.body, answer.header("www-authenticate")), (&refused, Some("Bearer realm=\"api\"")));
    }
}

#[test]
fn s17_missing_blank_and_null_fields_are_named() {
    let server = simplejwt().serve();
    let told = |message: &str| json!({ "username": [message], "password": [message] });
    for (body, message) in [
        (json!({}), "This field is required."),
        (json!({ "username": "", "password": "" }), "This field may not be blank."),
        (json!({ "username": null, "password": null }), "This field may not be null."),
    ] {
        assert_eq!(login(&server, &body).expect(400).body, told(message));
    }
}

fn login(server: &Server, body: &Value) -> Answer {
    server.client().post("/api/token/", body)
}

fn keys(body: &Value) -> Vec<&str> {
    body.as_object().unwrap().keys().map(String::as_str).collect()
}
