//! `POST /api/token/` and its aliases.

use std::num::NonZeroUsize;
use std::time::Duration;

use countersign_core::accounts::{Algorithm as HashAlgorithm, Argon2Cost, Hashers, Pbkdf2Iterations, PoolLimits};
use serde_json::json;

use crate::support::{PASSWORD, START, TestApp, at_once, claims, stored};

const REFUSED: &str = r#"{"detail":"No active account found with the given credentials"}"#;

pub(crate) fn pbkdf2(iterations: u32) -> Hashers {
    let pbkdf2_iterations = Pbkdf2Iterations::new(iterations).unwrap();
    Hashers { preferred: HashAlgorithm::Pbkdf2Sha256, pbkdf2_iterations, ..Hashers::default() }
}

fn argon2() -> Hashers {
    Hashers { preferred: HashAlgorithm::Argon2, argon2: Argon2Cost::new(16, 1, 1).unwrap(), ..pbkdf2(1) }
}

#[tokio::test]
async fn a_login_gives_a_pair_as_simplejwt_does() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let answer = app.obtain("alice", PASSWORD).await.expect(200);
    let pair = answer.clone().expect_pair();
    assert_eq!(answer.text(), format!(r#"{{"refresh":"{}","access":"{}"}}"#, pair.refresh, pair.access));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("allow"), "POST, OPTIONS");
    assert_eq!(answer.header("vary"), "Accept");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_tokens_say_who_when_and_which_session_and_nothing_more() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let (access, refresh) = (claims(&alice.access), claims(&alice.refresh));
    for (token, kind, life) in [(&access, "access", 900), (&refresh, "refresh", 86_400)] {
        let names: Vec<_> = token.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["token_type", "exp", "iat", "jti", "user_id", "sid"]);
        assert_eq!((&token["token_type"], &token["user_id"]), (&json!(kind), &json!("1")));
        assert_eq!((&token["iat"], &token["exp"]), (&json!(START), &json!(START + life)));
    }
    assert_eq!(access["sid"], refresh["sid"]);
    assert_ne!(access["jti"], refresh["jti"]);
}

#[tokio::test]
async fn each_alias_logs_in_with_json_forms_and_multipart() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let form = format!("username=alice&password={}", PASSWORD.replace(' ', "+"));
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts = format!("{}{}--b--\r\n", part("username", "alice"), part("password", PASSWORD));
    for path in ["/api/token/", "/api/login/", "/api-jwt/"] {
        app.post(path, &json!({ "username": "alice", "password": PASSWORD })).await.expect_pair();
        app.call("POST", path).body("application/x-www-form-urlencoded", form.as_str()).await.expect_pair();
        app.call("POST", path).body("multipart/form-data; boundary=b", parts.as_str()).await.expect_pair();
    }
}

#[tokio::test]
async fn every_refused_login_gives_the_same_bytes() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    app.user("inactive").exists().await;
    app.user("inactive").deactivate().await;
    let columns = ["!unusable", "", "pbkdf2_sha256$1$salt", "pbkdf2_sha256$x$y$z", "argon2$", "md5$a$b", "plain"];
    for (number, column) in columns.iter().enumerate() {
        app.add_user(&format!("odd{number}"), column).await;
    }
    let odd = (0..columns.len()).map(|number| (format!("odd{number}"), PASSWORD));
    let others = [("alice", "wrong"), ("nobody", PASSWORD), ("inactive", PASSWORD), ("Alice", PASSWORD)];
    for (name, password) in odd.chain(others.map(|(name, password)| (name.to_owned(), password))) {
        let answer = app.obtain(&name, password).await.expect(401);
        assert_eq!((answer.text(), answer.header("www-authenticate")), (REFUSED, "Bearer realm=\"api\""), "{name}");
    }
}

#[tokio::test]
async fn a_name_is_looked_up_as_it_was_typed() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for other in ["ALICE", "\u{ff41}lice", "alice'--", "%"] {
        assert_eq!(app.obtain(other, PASSWORD).await.expect(401).text(), REFUSED);
    }
    app.obtain("  alice\u{a0}", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn missing_null_and_blank_fields_are_told_together() {
    let app = TestApp::new().await;
    let both = |message: &str| json!({ "username": [message], "password": [message] });
    let answer = app.obtain("", " ").await.expect(400);
    assert_eq!(answer.text(), both("This field may not be blank.").to_string());
    app.post("/api/token/", &json!({})).await.expect_json(400, &both("This field is required."));
    let null = json!({ "username": null, "password": null });
    app.post("/api/token/", &null).await.expect_json(400, &both("This field may not be null."));
    let lists = json!({ "username": [], "password": {} });
    app.post("/api/token/", &lists).await.expect_json(400, &both("Not a valid string."));
}

#[tokio::test]
async fn an_endless_name_or_password_is_only_wrong() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let endless = "x".repeat(5000);
    assert_eq!(app.obtain(&endless, PASSWORD).await.expect(401).text(), REFUSED);
    assert_eq!(app.obtain("alice", &endless).await.expect(401).text(), REFUSED);
}

#[tokio::test]
async fn a_login_writes_an_outdated_hash_anew_and_a_failed_one_does_not() {
    let app = TestApp::build().hashers(pbkdf2(2)).start().await;
    for (name, made_by) in [("low", pbkdf2(1)), ("high", pbkdf2(3)), ("argon", argon2())] {
        app.add_user(name, &stored(PASSWORD, made_by)).await;
        let before = app.row_of(name).await.password;
        app.obtain(name, "wrong").await.expect(401);
        assert_eq!(app.row_of(name).await.password, before, "{name}");
        let pair = app.obtain(name, PASSWORD).await.expect_pair();
        assert!(app.row_of(name).await.password.expose().starts_with("pbkdf2_sha256$2$"), "{name}");
        app.refresh(&pair.refresh).await.expect_pair();
        app.me(&pair.access).await.expect(200);
    }
}

#[tokio::test]
async fn every_format_of_djangos_logs_in_and_is_written_anew() {
    let hashers = Hashers { readable: HashAlgorithm::ALL.into_iter().collect(), ..argon2() };
    let app = TestApp::build().hashers(hashers).start().await;
    for (algorithm, column) in DJANGOS {
        app.add_user(algorithm, column).await;
        app.obtain(algorithm, "wrong").await.expect(401);
        assert_eq!(app.row_of(algorithm).await.password.expose(), column);
        app.obtain(algorithm, DJANGOS_PASSWORD).await.expect_pair();
        assert!(app.row_of(algorithm).await.password.expose().starts_with("argon2$argon2id$v=19$m=16"), "{algorithm}");
        app.obtain(algorithm, DJANGOS_PASSWORD).await.expect_pair();
    }
}

#[tokio::test]
async fn a_format_that_is_not_listed_is_refused_as_a_wrong_password_is() {
    let app = TestApp::new().await;
    for (algorithm, column) in DJANGOS {
        app.add_user(algorithm, column).await;
        let is_listed = !["bcrypt", "md5"].contains(&algorithm);
        let answer = app.obtain(algorithm, DJANGOS_PASSWORD).await.expect(if is_listed { 200 } else { 401 });
        assert_eq!(answer.text() == REFUSED, !is_listed, "{algorithm}");
    }
}

/// What Django made of the password below.
const DJANGOS: [(&str, &str); 7] = [
    (
        "argon2",
        "argon2$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYQ$3qqrwcB1RFxPErxzHkfFFuoktqSCgfIT3P0hVkCBnRA",
    ),
    ("pbkdf2_sha256", "pbkdf2_sha256$1000$saltsaltsaltsaltsaltsa$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs="),
    ("pbkdf2_sha1", "pbkdf2_sha1$1000$saltsaltsaltsaltsaltsa$krFjIz5IvkMJWEBu4lK08NE6CYU="),
    ("bcrypt_sha256", "bcrypt_sha256$$2b$04$Ce.JCvG.AvKQ..qRCe.JCuNu3pfGCin68VrUP3EHavnjrTU8NsPCW"),
    (
        "scrypt",
        "scrypt$16$saltsaltsaltsaltsaltsa$4$2$Mg6HmEz/l3y+sdmMPhQcrf5iWdt73bB3IbroiAhuBSm64VpU03uCaLLnNngtq4WciOy5rxjCsR68WA61qhKWLA==",
    ),
    ("bcrypt", "bcrypt$$2b$04$Ce.JCvG.AvKQ..qRCe.JCuEW0CzAUIlA3iz5FHKv4zTXRPoahDwaG"),
    ("md5", "md5$saltsaltsaltsaltsaltsa$8fc37713628df574a9e1d499dcb01865"),
];
const DJANGOS_PASSWORD: &str = "p\u{e4}ssword \u{2603}";

#[tokio::test]
async fn an_up_to_date_hash_is_left_alone() {
    let app = TestApp::new().await;
    app.user("alice").login().await;
    let before = app.row_of("alice").await.password;
    app.user("alice").login().await;
    assert_eq!(app.row_of("alice").await.password, before);
}

#[tokio::test]
async fn a_login_leaves_last_login_alone() {
    let app = TestApp::new().await;
    app.user("alice").login().await;
    assert!(app.row_of("alice").await.last_login.is_none());
}

#[tokio::test]
async fn a_bad_authorization_header_does_not_keep_anybody_from_logging_in() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for header in ["Bearer", "Bearer nonsense", "Basic x"] {
        app.obtain("alice", PASSWORD).header("authorization", header).await.expect_pair();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_of_logins_is_turned_away_with_a_time_to_come_back_and_slows_nobody_else() {
    let one = PoolLimits { running: NonZeroUsize::MIN, waiting: 0, patience: Duration::from_secs(3) };
    let app = TestApp::build().pool(one).start().await;
    let alice = app.user("alice").login().await;
    app.add_user("slow", &stored(PASSWORD, pbkdf2(300_000))).await;
    let storm = tokio::spawn(at_once((0..20).map(|_| app.obtain("slow", "wrong")).collect::<Vec<_>>()));
    alice.refresh().await.expect_pair();
    let (refused, turned_away): (Vec<_>, Vec<_>) =
        storm.await.unwrap().into_iter().partition(|answer| answer.status() == 401);
    assert!(!refused.is_empty() && !turned_away.is_empty());
    for answer in turned_away {
        let answer = answer.expect(503);
        assert_eq!(answer.header("retry-after"), "3");
    }
}
