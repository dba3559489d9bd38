//! `POST /api/register/`.

use serde_json::{Value, json};

use crate::support::{TestApp, at_once};

const TAKEN: &str = "A user with that username already exists.";
const CHARACTERS: &str =
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";

fn somebody(username: &str) -> Value {
    json!({ "username": username, "email": "somebody@example.com", "password": "marble staircase 9" })
}

fn too_long(limit: usize) -> String {
    format!("Ensure this field has no more than {limit} characters.")
}

#[tokio::test]
async fn a_registration_makes_an_ordinary_active_account() {
    let app = TestApp::new().await;
    let answer = app.register(&somebody("alice")).await.expect(201);
    assert_eq!(answer.text(), r#"{"message":"User registered successfully."}"#);
    let row = app.row_of("alice").await;
    assert!(row.is_active && !row.is_staff && !row.is_superuser && row.last_login.is_none());
    assert_eq!((row.first_name.as_str(), row.last_name.as_str()), ("", ""));
    assert_eq!(row.date_joined.timestamp(), app.now());
    assert!(row.password.expose().starts_with("pbkdf2_sha256$1$"));
}

#[tokio::test]
async fn who_registers_logs_in_calls_refreshes_and_calls_again() {
    let app = TestApp::new().await;
    app.register(&somebody("alice")).await.expect(201);
    let first = app.obtain("alice", "marble staircase 9").await.expect_pair();
    app.me(&first.access).await.expect(200);
    let second = app.refresh(&first.refresh).await.expect_pair();
    app.me(&second.access).await.expect(200);
}

#[tokio::test]
async fn the_email_address_may_be_left_out_or_empty() {
    let app = TestApp::new().await;
    app.register(&json!({ "username": "alice", "password": "marble staircase 9" })).await.expect(201);
    app.register(&json!({ "username": "bob", "email": "", "password": "marble staircase 9" })).await.expect(201);
    assert_eq!((app.row_of("alice").await.email, app.row_of("bob").await.email), (String::new(), String::new()));
}

#[tokio::test]
async fn only_the_domain_of_an_email_address_is_lowered_and_two_may_share_one() {
    let app = TestApp::new().await;
    for name in ["alice", "bob"] {
        let fields = json!({ "username": name, "email": "Some.One@EXAMPLE.Com", "password": "marble staircase 9" });
        app.register(&fields).await.expect(201);
        assert_eq!(app.row_of(name).await.email, "Some.One@example.com");
    }
}

#[tokio::test]
async fn every_problem_of_every_field_is_told_in_the_order_of_the_fields() {
    let app = TestApp::new().await;
    let answer = app.register(&json!({ "password": "12345678", "email": "no", "username": "a b" })).await.expect(400);
    let expected = json!({
        "username": [CHARACTERS],
        "email": ["Enter a valid email address."],
        "password": ["This password is too common.", "This password is entirely numeric."],
    });
    assert_eq!(answer.text(), expected.to_string());
}

#[tokio::test]
async fn username_and_password_are_required() {
    let app = TestApp::new().await;
    let required = ["This field is required."];
    app.register(&json!({})).await.expect_json(400, &json!({ "username": required, "password": required }));
    let told = ["This field may not be null."];
    let fields = json!({ "username": told, "email": told, "password": told });
    let sent = json!({ "username": null, "email": null, "password": null });
    app.register(&sent).await.expect_json(400, &fields);
    let blank = ["This field may not be blank."];
    let sent = json!({ "username": "", "password": " \u{a0} " });
    app.register(&sent).await.expect_json(400, &json!({ "username": blank, "password": blank }));
}

#[tokio::test]
async fn fields_that_are_too_long_are_refused_with_their_limits() {
    let app = TestApp::new().await;
    let email = format!("{}@example.com", "e".repeat(243));
    let sent = json!({ "username": "u".repeat(151), "email": email, "password": "Pw-1".repeat(33) });
    let told = app.register(&sent).await.expect(400).json();
    assert_eq!(told["username"], json!([too_long(150)]));
    assert!(told["email"].as_array().unwrap().contains(&json!(too_long(254))), "{told}");
    assert_eq!(told["password"], json!([too_long(128)]));
    let longest = json!({ "username": "u".repeat(150), "password": "Pw-1".repeat(32) });
    app.register(&longest).await.expect(201);
}

#[tokio::test]
async fn a_name_is_taken_in_its_normal_form_and_only_in_its_own_case() {
    let app = TestApp::new().await;
    app.register(&somebody("alice")).await.expect(201);
    for taken in ["alice", " alice\n", "\u{ff41}lice"] {
        app.register(&somebody(taken)).await.expect_json(400, &json!({ "username": [TAKEN] }));
    }
    app.register(&somebody("ALICE")).await.expect(201);
}

#[tokio::test]
async fn that_a_name_is_taken_is_told_with_everything_else() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let told = json!({ "username": [TAKEN], "password": ["This password is entirely numeric."] });
    for taken in ["alice", "\u{ff41}lice"] {
        let sent = json!({ "username": taken, "password": "5936104728301" });
        app.register(&sent).await.expect_json(400, &told);
    }
}

#[tokio::test]
async fn usernames_follow_djangos_rule() {
    let app = TestApp::new().await;
    for good in ["-@.+_", "Zo\u{eb}", "\u{5f20}\u{4e09}"] {
        app.register(&somebody(good)).await.expect(201);
    }
    for bad in ["a b", "a/b", "a\u{301}b", "a!", "<script>"] {
        app.register(&somebody(bad)).await.expect_json(400, &json!({ "username": [CHARACTERS] }));
    }
    app.register(&json!({ "username": 1, "password": "marble staircase 9" })).await.expect(201);
    assert_eq!(app.row_of("1").await.username, "1");
    let told = json!({ "username": ["Not a valid string."] });
    app.register(&json!({ "username": true, "password": "marble staircase 9" })).await.expect_json(400, &told);
}

#[tokio::test]
async fn a_null_character_or_half_a_surrogate_pair_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let told = app.register(&somebody("a\0b")).await.expect(400).json();
    assert!(told["username"].as_array().unwrap().contains(&json!("Null characters are not allowed.")), "{told}");
    let body = r#"{"username":"alice","password":"marble \ud800 staircase"}"#;
    let told = app.call("POST", "/api/register/").body("application/json", body).await.expect(400).json();
    assert_eq!(told["password"], json!(["Surrogate characters are not allowed: U+D800."]));
}

#[tokio::test]
async fn a_password_like_the_name_is_refused_where_the_validators_are_on() {
    let strict = TestApp::new().await;
    let fields = json!({ "username": "margarethe", "password": "margarethe1" });
    let told = json!({ "password": ["The password is too similar to the username."] });
    strict.register(&fields).await.expect_json(400, &told);
    let lax = TestApp::build().validators_off().start().await;
    lax.register(&fields).await.expect(201);
    lax.register(&json!({ "username": "bob", "password": "1" })).await.expect(201);
}

#[tokio::test]
async fn a_password_is_trimmed_at_registration_as_it_is_at_login() {
    let app = TestApp::new().await;
    app.register(&json!({ "username": "alice", "password": "  marble staircase 9  " })).await.expect(201);
    app.obtain("alice", "marble staircase 9").await.expect(200);
    app.obtain("alice", " marble staircase 9\t").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_want_one_name_at_once_one_gets_it() {
    let app = TestApp::new().await;
    let answers = at_once((0..50).map(|_| app.register(&somebody("alice")))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 201).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status() != 201) {
        refused.expect_json(400, &json!({ "username": [TAKEN] }));
    }
}

#[tokio::test]
async fn no_answer_repeats_a_password() {
    let app = TestApp::new().await;
    let secret = "marble staircase 9";
    let answers = [
        app.register(&somebody("alice")).await,
        app.register(&somebody("alice")).await,
        app.register(&json!({ "username": secret })).await,
        app.obtain("alice", secret).await,
        app.call("OPTIONS", "/api/register/").await,
    ];
    for answer in answers {
        assert!(!answer.text().contains(secret) && !answer.text().contains("pbkdf2"), "{answer:?}");
    }
}
