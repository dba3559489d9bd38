//! Which credentials a route takes.

use serde_json::json;

use super::simplejwt;
use crate::support::{Answer, Deployment, PASSWORD, Server};

const CLASSES: &str = "COUNTERSIGN_REST_FRAMEWORK__DEFAULT_AUTHENTICATION_CLASSES";

#[test]
fn s38_everybody_has_one_token_and_it_opens_routes() {
    let server = takes(r#"["TokenAuthentication", "JWTAuthentication"]"#).serve();
    let token = auth_token(&server);
    assert!(token.len() == 40 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    assert_eq!(auth_token(&server), token);
    assert_eq!(me(&server, &format!("Token {token}")).expect(200).body["username"], "alice");
    let anonymous = server.client().get("/api/users/me/").expect(401);
    assert_eq!(anonymous.header("www-authenticate"), Some("Token"));
    me(&server, &format!("Token {}", "0".repeat(40))).expect(401);
}

#[test]
fn s38_a_token_that_django_s_authtoken_made_is_good() {
    let deployment = takes(r#"["TokenAuthentication"]"#);
    let server = deployment.serve();
    let token = auth_token(&server);
    assert_eq!(deployment.sql("SELECT key, user_id FROM authtoken_token"), format!("{token}|1"));
    let made = "0123456789abcdef0123456789abcdef01234567";
    deployment.sql(&format!("UPDATE authtoken_token SET key = '{made}'"));
    assert_eq!(me(&server, &format!("Token {made}")).expect(200).body["username"], "alice");
    me(&server, &format!("Token {token}")).expect(401);
}

#[test]
fn s39_both_kinds_of_token_open_one_route() {
    for classes in
        [r#"["TokenAuthentication", "JWTAuthentication"]"#, r#"["JWTAuthentication", "TokenAuthentication"]"#]
    {
        let server = takes(classes).serve();
        let (access, token) = (server.login("alice").access, auth_token(&server));
        for authorization in [format!("Bearer {access}"), format!("Token {token}")] {
            assert_eq!(me(&server, &authorization).expect(200).body["username"], "alice", "{classes}");
        }
    }
}

fn takes(classes: &str) -> Deployment {
    simplejwt().with(CLASSES, classes)
}

fn auth_token(server: &Server) -> String {
    let credentials = json!({ "username": "alice", "password": PASSWORD });
    let answer = server.client().post("/api-token-auth/", &credentials).expect(200);
    assert_eq!(answer.body.as_object().map(serde_json::Map::len), Some(1));
    answer.text("token")
}

fn me(server: &Server, authorization: &str) -> Answer {
    let mut client = server.client();
    client
        .send(&format!("GET /api/users/me/ HTTP/1.1\r\nHost: test\r\nAuthorization: {authorization}\r\n\r\n"))
        .unwrap();
    client.answer().unwrap()
}
