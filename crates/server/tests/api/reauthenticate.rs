//! `POST /api/reauthenticate/`.

use serde_json::json;

use crate::support::{PASSWORD, TestApp, seconds};

#[tokio::test]
async fn the_password_is_good_for_ten_minutes() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(700));
    let alice = alice.with(alice.refresh().await.expect_pair());
    alice.reauthenticate(PASSWORD).await.expect(200);
    app.clock.advance(seconds(600));
    alice.change(&json!({ "email": "one@example.com" })).await.expect(200);
    app.clock.advance(seconds(1));
    alice.change(&json!({ "email": "two@example.com" })).await.expect_error(403, "reauthentication_required");
}

#[tokio::test]
async fn the_proof_belongs_to_one_session() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login().await;
    let laptop = app.user("alice").login().await;
    app.clock.advance(seconds(700));
    phone.reauthenticate(PASSWORD).await.expect(200);
    laptop.change(&json!({ "email": "one@example.com" })).await.expect_error(403, "reauthentication_required");
}

#[tokio::test]
async fn a_wrong_password_is_an_error_of_its_field_and_proves_nothing() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(700));
    alice.reauthenticate("wrong").await.expect_json(400, &json!({ "password": ["Invalid password."] }));
    alice.reauthenticate("").await.expect_json(400, &json!({ "password": ["This field may not be blank."] }));
    alice.change(&json!({ "email": "one@example.com" })).await.expect_error(403, "reauthentication_required");
}

#[tokio::test]
async fn it_is_for_those_who_are_logged_in() {
    let app = TestApp::new().await;
    let told = "Authentication credentials were not provided.";
    app.post("/api/reauthenticate/", &json!({ "password": PASSWORD })).await.expect_detail(401, told);
}
