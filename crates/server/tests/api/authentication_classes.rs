//! Which credentials a view takes, in which order, and what it says to those who have none.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_core::accounts::{Hashers, Pbkdf2Iterations};
use countersign_server::AuthenticationClass::{Basic, Jwt, Token};
use countersign_server::{AuthenticationClass, PermissionClass, Renderer, RestFramework, Route};
use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp, stored};

const ME: &str = "/api/users/me/";
const OBTAIN: &str = "/api-token-auth/";
const ANONYMOUS: &str = "Authentication credentials were not provided.";
const DENIED: &str = "You do not have permission to perform this action.";

/// Alice has an account, and views take these credentials.
async fn app_with(classes: &[AuthenticationClass]) -> TestApp {
    let classes = RestFramework { authentication_classes: classes.to_vec(), ..RestFramework::default() };
    let app = TestApp::build().rest_framework(classes).start().await;
    app.user("alice").exists().await;
    app
}

async fn auth_token(app: &TestApp) -> String {
    let told = app.post(OBTAIN, &json!({ "username": "alice", "password": PASSWORD })).await.expect(200).json();
    told["token"].as_str().unwrap().to_owned()
}

async fn with(app: &TestApp, authorization: &str) -> Answer {
    app.get(ME).header("authorization", authorization).await
}

fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
}

#[tokio::test]
async fn an_auth_token_is_forty_hex_digits_and_the_same_every_time() {
    let app = app_with(&[Jwt, Token]).await;
    let (first, second) = (auth_token(&app).await, auth_token(&app).await);
    assert_eq!(first, second);
    assert!(first.len() == 40 && first.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{first}");
}

#[tokio::test]
async fn an_auth_token_opens_views_whatever_the_case_of_its_keyword() {
    let app = app_with(&[Jwt, Token]).await;
    let token = auth_token(&app).await;
    for keyword in ["Token", "token", "TOKEN"] {
        assert_eq!(with(&app, &format!("{keyword} {token}")).await.expect(200).json()["username"], "alice");
    }
}

#[tokio::test]
async fn a_refused_auth_token_is_told_why_as_drf_does() {
    let app = app_with(&[Jwt, Token]).await;
    let token = auth_token(&app).await;
    with(&app, "Token").await.expect_detail(401, "Invalid token header. No credentials provided.");
    with(&app, "Token a b").await.expect_detail(401, "Invalid token header. Token string should not contain spaces.");
    with(&app, "Token abc").await.expect_detail(401, "Invalid token.");
    let foreign = app.get(ME).header("authorization", b"Token \xff").await;
    foreign.expect_detail(401, "Invalid token header. Token string should not contain invalid characters.");
    app.user("alice").deactivate().await;
    with(&app, &format!("Token {token}")).await.expect_detail(401, "User inactive or deleted.");
}

#[tokio::test]
async fn who_is_refused_an_auth_token_is_not_told_why() {
    let app = app_with(&[Jwt]).await;
    app.user("carol").exists().await;
    app.user("carol").deactivate().await;
    let wrong = json!({ "non_field_errors": ["Unable to log in with provided credentials."] });
    for (username, password) in [("alice", "wrong"), ("nobody", PASSWORD), ("carol", PASSWORD)] {
        let fields = json!({ "username": username, "password": password });
        app.post(OBTAIN, &fields).await.expect_json(400, &wrong);
    }
}

#[tokio::test]
async fn the_auth_tokens_view_answers_in_json_alone() {
    let app = app_with(&[Jwt]).await;
    let answer = app.post(OBTAIN, &json!({})).await.expect(400);
    assert_eq!((answer.header("vary"), answer.header("content-type")), ("", "application/json"));
    app.post(OBTAIN, &json!({})).header("accept", "text/html").await.expect(406);
}

#[tokio::test]
async fn the_auth_tokens_view_takes_a_body_of_any_type_for_a_form() {
    let app = app_with(&[Jwt]).await;
    let fields = json!({ "username": "alice", "password": PASSWORD }).to_string();
    app.call("POST", OBTAIN).body("*/*", fields.clone()).await.expect(400);
    app.call("POST", "/api/token/").body("*/*", fields).await.expect(200);
}

#[tokio::test]
async fn the_auth_tokens_view_does_not_trim_the_password() {
    let app = app_with(&[Jwt]).await;
    let fields = json!({ "username": " alice ", "password": format!(" {PASSWORD}") });
    app.post(OBTAIN, &fields).await.expect(400);
    app.post(OBTAIN, &json!({ "username": " alice ", "password": PASSWORD })).await.expect(200);
}

#[tokio::test]
async fn username_and_password_open_views_that_take_them() {
    let app = app_with(&[Basic]).await;
    assert_eq!(with(&app, &basic("alice", PASSWORD)).await.expect(200).json()["username"], "alice");
    let wrong = with(&app, &basic("alice", "wrong")).await.expect_detail(401, "Invalid username/password.");
    assert_eq!(wrong.header("www-authenticate"), "Basic realm=\"api\"");
    for (header, said) in [
        ("Basic", "No credentials provided."),
        ("Basic a b", "Credentials string should not contain spaces."),
        ("Basic YQ", "Credentials not correctly base64 encoded."),
        ("Basic YWxpY2U=", "Credentials not correctly base64 encoded."),
    ] {
        with(&app, header).await.expect_detail(401, &format!("Invalid basic header. {said}"));
    }
}

#[tokio::test]
async fn a_password_that_opens_a_view_has_its_old_hash_upgraded() {
    let app = app_with(&[Basic]).await;
    let new = app.row_of("alice").await.password;
    let costlier = Hashers {
        pbkdf2_iterations: Pbkdf2Iterations::new(2).unwrap(),
        ..Hashers::clone(&app.ctx().passwords.hashers)
    };
    app.add_user("bob", &stored(PASSWORD, costlier)).await;
    with(&app, &basic("bob", PASSWORD)).await.expect(200);
    let upgraded = app.row_of("bob").await.password;
    assert_eq!(upgraded.expose().split('$').nth(1), new.expose().split('$').nth(1));
}

#[tokio::test]
async fn the_first_class_says_what_a_refusal_looks_like() {
    for (classes, challenge) in
        [(&[Jwt, Token][..], "Bearer realm=\"api\""), (&[Token, Jwt], "Token"), (&[Basic, Jwt], "Basic realm=\"api\"")]
    {
        let app = app_with(classes).await;
        let anonymous = app.get(ME).await.expect_detail(401, ANONYMOUS);
        assert_eq!(anonymous.header("www-authenticate"), challenge);
        let bad = with(&app, "Bearer rubbish").await.expect_bearer_refused("Token is invalid");
        assert_eq!(bad.header("www-authenticate"), challenge, "whichever class refuses");
    }
}

#[tokio::test]
async fn a_credential_that_no_class_takes_is_none() {
    let app = app_with(&[Token]).await;
    let alice = app.user("alice").login().await;
    alice.me().await.expect_detail(401, ANONYMOUS);
    with(&app, &basic("alice", PASSWORD)).await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn without_classes_everybody_is_denied() {
    let app = app_with(&[]).await;
    let alice = app.user("alice").login().await;
    let denied = alice.me().await.expect_detail(403, DENIED);
    assert_eq!(denied.header("www-authenticate"), "");
}

#[tokio::test]
async fn a_route_may_have_classes_of_its_own() {
    let route = Route { authentication_classes: Some(vec![Token, Basic]), ..Route::default() };
    let app = TestApp::build().route("users_me", route).start().await;
    let alice = app.user("alice").login().await;
    assert_eq!(alice.me().await.expect_detail(401, ANONYMOUS).header("www-authenticate"), "Token");
    alice.call("GET", "/api/sessions/").await.expect(200);
    with(&app, &basic("alice", PASSWORD)).await.expect(200);
}

#[tokio::test]
async fn a_token_view_asks_nobody_who_they_are_and_still_has_a_challenge() {
    let app = app_with(&[Token]).await;
    let wrong = app.obtain("alice", "wrong").header("authorization", "Token rubbish").await.expect(401);
    assert_eq!(wrong.header("www-authenticate"), "Bearer realm=\"api\"");
}

#[tokio::test]
async fn a_route_may_ask_for_staff() {
    let route = Route { permission_classes: Some(vec![PermissionClass::IsAdminUser]), ..Route::default() };
    let app = TestApp::build().route("users_me", route).start().await;
    let alice = app.user("alice").login().await;
    app.get(ME).await.expect_detail(401, ANONYMOUS);
    alice.me().await.expect_detail(403, DENIED);
    alice.call("GET", "/api/sessions/").await.expect(200);
    app.sql("UPDATE auth_user SET is_staff = TRUE").await;
    app.ctx().users.forget_all();
    alice.me().await.expect(200);
}

#[tokio::test]
async fn a_view_that_lets_anybody_in_still_shows_no_account_to_nobody() {
    let route = Route { permission_classes: Some(vec![PermissionClass::AllowAny]), ..Route::default() };
    let app = TestApp::build().route("users_me", route).start().await;
    app.get(ME).await.expect_detail(401, ANONYMOUS);
    app.user("alice").login().await.me().await.expect(200);
}

#[tokio::test]
async fn readers_need_no_name_where_only_writers_do() {
    let classes = RestFramework {
        permission_classes: vec![PermissionClass::IsAuthenticatedOrReadOnly],
        ..RestFramework::default()
    };
    let app = TestApp::build().rest_framework(classes).start().await;
    app.call("OPTIONS", ME).await.expect(200);
    app.call("POST", "/api/reauthenticate/").await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn without_the_browsable_api_answers_do_not_vary_and_html_is_not_acceptable() {
    let classes = RestFramework { renderer_classes: vec![Renderer::Json], ..RestFramework::default() };
    let app = TestApp::build().rest_framework(classes).start().await;
    assert_eq!(app.get("/api/").await.expect(200).header("vary"), "Cookie");
    app.get("/api/").header("accept", "text/html").await.expect(406);
    app.get("/api/?format=api").await.expect_detail(404, "Not found.");
}
