//! `/api/users/me/`.

use serde_json::json;

use crate::support::{PASSWORD, TestApp, at_once, seconds};

#[tokio::test]
async fn the_account_is_shown_as_djoser_shows_it() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let expected = r#"{"id":1,"username":"alice","email":"alice@example.com","first_name":"","last_name":""}"#;
    assert_eq!(alice.me().await.expect(200).text(), expected);
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let sent = json!({ "first_name": " Al ", "id": 9, "is_staff": true, "is_superuser": true, "password": "x" });
    let shown = alice.change(&sent).await.expect(200);
    assert_eq!(alice.me().await.expect(200).text(), shown.text());
    assert_eq!((&shown.json()["first_name"], &shown.json()["id"]), (&json!("Al"), &json!(1)));
    let row = app.row_of("alice").await;
    assert!(!row.is_staff && !row.is_superuser);
    app.obtain("alice", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_put_asks_for_the_username() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let put = |fields| alice.call("PUT", "/api/users/me/").json(&fields);
    put(json!({ "first_name": "Al" })).await.expect_json(400, &json!({ "username": ["This field is required."] }));
    put(json!({ "username": "alice", "first_name": "Al" })).await.expect(200);
    let emptied = put(json!({ "username": "alice", "first_name": "" })).await.expect(200).json();
    assert_eq!(emptied["first_name"], "");
}

#[tokio::test]
async fn a_new_name_is_judged_as_at_registration() {
    let app = TestApp::new().await;
    app.user("bob").exists().await;
    let alice = app.user("alice").login().await;
    let taken = json!({ "username": ["A user with that username already exists."] });
    for name in ["bob", "\u{ff42}ob"] {
        alice.change(&json!({ "username": name })).await.expect_json(400, &taken);
    }
    let told = alice.change(&json!({ "username": "a b", "email": "no" })).await.expect(400).json();
    assert!(told["username"].is_array() && told["email"].is_array(), "{told}");
    alice.change(&json!({ "username": "alice" })).await.expect(200);
    assert_eq!(alice.change(&json!({ "username": "alicia" })).await.expect(200).json()["username"], "alicia");
    app.obtain("alicia", PASSWORD).await.expect_pair();
}

#[tokio::test]
async fn fields_have_their_limits() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let long = "x".repeat(151);
    let told =
        alice.change(&json!({ "first_name": long, "last_name": long, "username": long })).await.expect(400).json();
    for field in ["first_name", "last_name", "username"] {
        assert_eq!(told[field], json!(["Ensure this field has no more than 150 characters."]));
    }
    let told = alice.change(&json!({ "first_name": null, "last_name": [] })).await.expect(400).json();
    assert_eq!(told["first_name"], json!(["This field may not be null."]));
    assert_eq!(told["last_name"], json!(["Not a valid string."]));
}

#[tokio::test]
async fn a_new_address_wants_fresh_proof() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(600));
    alice.change(&json!({ "email": "one@example.com" })).await.expect(200);
    app.clock.advance(seconds(1));
    alice.change(&json!({ "email": "two@example.com" })).await.expect_error(403, "reauthentication_required");
    alice.change(&json!({ "email": "one@EXAMPLE.com" })).await.expect(200);
    alice.change(&json!({ "first_name": "Al" })).await.expect(200);
    assert_eq!(app.row_of("alice").await.email, "one@example.com");
}

#[tokio::test]
async fn a_refresh_is_no_fresh_proof() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(601));
    let alice = alice.with(alice.refresh().await.expect_pair());
    alice.change(&json!({ "email": "two@example.com" })).await.expect_error(403, "reauthentication_required");
}

#[tokio::test]
async fn the_current_password_is_proof_enough() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(700));
    let change = |password: &str| json!({ "email": "new@example.com", "current_password": password });
    let wrong = json!({ "current_password": ["Invalid password."] });
    alice.change(&change("wrong")).await.expect_json(400, &wrong);
    assert_eq!(alice.change(&change(PASSWORD)).await.expect(200).json()["email"], "new@example.com");
}

#[tokio::test]
async fn a_password_that_is_given_is_checked_whatever_changes() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let change = json!({ "first_name": "Alice", "current_password": "wrong" });
    alice.change(&change).await.expect_json(400, &json!({ "current_password": ["Invalid password."] }));
    assert_eq!(alice.me().await.json()["first_name"], "");
}

#[tokio::test]
async fn an_account_that_another_program_still_needs_is_not_deleted() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.sql("CREATE TABLE pet (owner integer REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED)").await;
    app.sql("INSERT INTO pet (owner) SELECT id FROM auth_user").await;
    alice.delete_account(PASSWORD).await.expect(409);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn the_last_active_superuser_does_not_delete_their_account() {
    let app = TestApp::new().await;
    let (root, _bob) = (app.user("root").login().await, app.user("bob").login().await);
    app.sql("UPDATE auth_user SET is_superuser = (username = 'root')").await;
    root.delete_account(PASSWORD).await.expect_detail(409, "The last active superuser must stay one.");
    root.me().await.expect(200);
    app.sql("UPDATE auth_user SET is_superuser = TRUE").await;
    root.delete_account(PASSWORD).await.expect(204);
}

#[tokio::test]
async fn a_deleted_account_takes_everything_with_it() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let other = app.user("alice").login().await;
    let answer = alice.delete_account(PASSWORD).await.expect(204);
    assert_eq!(answer.text(), "");
    for device in [alice, other] {
        device.me().await.expect_error(401, "user_not_found");
        device.refresh().await.expect_detail(401, "No active account found for the given token.");
    }
    app.obtain("alice", PASSWORD).await.expect(401);
}

#[tokio::test]
async fn an_account_is_deleted_by_its_password_alone_however_fresh_the_login() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let required = json!({ "current_password": ["This field is required."] });
    alice.call("DELETE", "/api/users/me/").await.expect_json(400, &required);
    alice.delete_account("wrong").await.expect_json(400, &json!({ "current_password": ["Invalid password."] }));
    alice.me().await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_rename_to_one_name_at_once_one_gets_it() {
    let app = TestApp::new().await;
    let (alice, bob) = (app.user("alice").login().await, app.user("bob").login().await);
    let wanted = json!({ "username": "carol" });
    let mut answers = at_once([alice.change(&wanted), bob.change(&wanted)]).await;
    answers.sort_by_key(crate::support::Answer::status);
    let [won, lost] = <[_; 2]>::try_from(answers).unwrap();
    won.expect(200);
    lost.expect_json(400, &json!({ "username": ["A user with that username already exists."] }));
}
