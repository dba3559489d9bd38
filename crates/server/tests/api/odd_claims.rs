//! Genuine tokens with odd claims: where the reference answers 500, and where it lets too much through.

use countersign_token::TokenPolicy;
use serde_json::{Value, json};

use crate::support::{START, TestApp, claims, seconds};

/// A good access and a good refresh token, but for one claim; `null` in JSON is `Value::Null`, absent is `None`.
fn with(app: &TestApp, claim: &str, value: impl Into<Option<Value>>) -> [String; 2] {
    let value = value.into();
    ["access", "refresh"].map(|kind| {
        let mut claims = app.good_claims(kind);
        let members = claims.as_object_mut().unwrap();
        match value.clone() {
            Some(value) => drop(members.insert(claim.to_owned(), value)),
            None => drop(members.shift_remove(claim)),
        }
        app.sign(&claims)
    })
}

/// The Bearer token and the refresh token with this claim are refused with this message.
async fn expect_refused(app: &TestApp, claim: &str, value: impl Into<Option<Value>>, message: &str) {
    let [access, refresh] = with(app, claim, value);
    app.me(&access).await.expect_bearer_refused(message);
    app.refresh(&refresh).await.expect_error(401, "token_not_valid").expect_detail(401, message);
    app.blacklist(&refresh).await.expect_detail(401, message);
}

#[tokio::test]
async fn a_user_id_is_an_integer_or_its_decimal_string() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for good in [json!("1"), json!(1)] {
        let [access, refresh] = with(&app, "user_id", good);
        app.me(&access).await.expect(200);
        app.refresh(&refresh).await.expect_pair();
    }
}

#[tokio::test]
async fn any_other_user_id_is_nobodys() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let text = ["abc", "", "1.0", " 1 ", "\u{ff11}", "01", "+1", "18446744073709551617", "0", "-1"].map(|id| json!(id));
    let other =
        [json!(1.0), json!(1.5), json!(true), json!([1]), json!({ "a": 1 }), json!(u64::MAX), json!(0), Value::Null];
    for odd in text.into_iter().chain(other) {
        let [access, refresh] = with(&app, "user_id", odd.clone());
        let told = app.me(&access).await.expect_error(401, "user_not_found");
        assert_eq!(told.json()["detail"], "User not found", "{odd}");
        app.refresh(&refresh).await.expect(401);
        assert!([200, 401].contains(&app.blacklist(&refresh).await.status()), "{odd}");
    }
}

#[tokio::test]
async fn a_refresh_token_of_no_user_refreshes_nothing() {
    for app in [TestApp::build(), TestApp::build().rotation_off(), TestApp::build().blacklist_off()] {
        let app = app.start().await;
        for user in [None, Some(Value::Null), Some(json!("")), Some(json!(0)), Some(json!("999"))] {
            let [_, refresh] = with(&app, "user_id", user);
            app.refresh(&refresh).await.expect(401);
        }
    }
}

#[tokio::test]
async fn an_expiry_that_is_no_time_is_invalid() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let odd = [
        json!("abc"),
        json!("99999999999"),
        json!(true),
        json!([]),
        Value::Null,
        json!(1e300),
        json!({}),
        json!(253_402_300_800_i64),
        json!(u64::MAX),
    ];
    for exp in odd {
        expect_refused(&app, "exp", exp, "Token is invalid").await;
    }
}

#[tokio::test]
async fn an_expiry_in_the_past_is_expired_and_none_is_missing() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for exp in [json!(START), json!(0), json!(-1)] {
        expect_refused(&app, "exp", exp, "Token is expired").await;
    }
    expect_refused(&app, "exp", None, "Token has no 'exp' claim").await;
}

#[tokio::test]
async fn an_expiry_far_ahead_is_fine() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for exp in [228_732_444_313_i64, 253_402_300_799] {
        let [access, refresh] = with(&app, "exp", json!(exp));
        app.me(&access).await.expect(200);
        app.refresh(&refresh).await.expect_pair();
    }
}

#[tokio::test]
async fn a_token_from_the_future_is_invalid_but_for_the_tolerance() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    app.me(&with(&app, "iat", json!(START + 10))[0]).await.expect(200);
    for iat in [json!(START + 11), json!("x"), json!([]), json!(1e300)] {
        expect_refused(&app, "iat", iat, "Token is invalid").await;
    }
    app.me(&with(&app, "nbf", json!(START))[0]).await.expect(200);
    for nbf in [json!(START + 1), json!("x"), json!([])] {
        expect_refused(&app, "nbf", nbf, "Token is invalid").await;
    }
}

#[tokio::test]
async fn c15_a_token_without_its_name_or_type_is_told_which() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    expect_refused(&app, "jti", None, "Token has no id").await;
    expect_refused(&app, "token_type", None, "Token has no type").await;
    for other in [Value::Null, json!("sliding"), json!(1), json!(["access"])] {
        expect_refused(&app, "token_type", other, "Token has wrong type").await;
    }
    for odd in [Value::Null, json!(7), json!([])] {
        expect_refused(&app, "jti", odd, "Token is invalid").await;
    }
}

#[tokio::test]
async fn a_subject_that_is_no_text_is_invalid() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    app.me(&with(&app, "sub", json!("1"))[0]).await.expect(200);
    expect_refused(&app, "sub", json!(1), "Token is invalid").await;
}

#[tokio::test]
async fn an_audience_that_nobody_asked_about_is_let_be() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for audience in [json!("a"), json!(["a", "b"])] {
        let [access, refresh] = with(&app, "aud", audience);
        app.me(&access).await.expect(200);
        app.refresh(&refresh).await.expect_pair();
    }
}

#[tokio::test]
async fn issuer_and_audience_are_written_and_asked_for_where_they_are_set() {
    let audience = ["here".to_owned(), "there".to_owned()].to_vec();
    let rules = TokenPolicy { issuer: Some("us".to_owned()), audience, ..TokenPolicy::default() };
    let app = TestApp::build().tokens(rules).start().await;
    let alice = app.user("alice").login().await;
    let written = claims(&alice.access);
    assert_eq!((&written["iss"], &written["aud"]), (&json!("us"), &json!(["here", "there"])));
    alice.me().await.expect(200);
    for (claim, other) in
        [("iss", json!("them")), ("iss", json!(["us"])), ("aud", json!("elsewhere")), ("aud", json!([]))]
    {
        let mut spoilt = written.clone();
        spoilt[claim] = other;
        app.me(&app.sign(&spoilt)).await.expect_bearer_refused("Token is invalid");
    }
    app.me(&app.sign(&app.good_claims("access"))).await.expect_bearer_refused("Token is invalid");
}

#[tokio::test]
async fn a_leeway_is_granted_to_every_time_in_a_token() {
    let rules = TokenPolicy { leeway: seconds(30), ..TokenPolicy::default() };
    let app = TestApp::build().tokens(rules).start().await;
    app.user("alice").exists().await;
    for (claim, good, bad) in
        [("exp", START - 29, START - 30), ("iat", START + 30, START + 31), ("nbf", START + 30, START + 31)]
    {
        app.me(&with(&app, claim, json!(good))[0]).await.expect(200);
        app.me(&with(&app, claim, json!(bad))[0]).await.expect_error(401, "token_not_valid");
    }
}

#[tokio::test]
async fn c15_a_name_of_any_length_and_kind_is_only_a_name() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for jti in ["", "x".repeat(3000).as_str(), "a\0b", "'; DROP TABLE auth_user; --", "\u{1f600}"] {
        let [access, refresh] = with(&app, "jti", json!(jti));
        app.me(&access).await.expect(200);
        let pair = app.refresh(&refresh).await.expect_pair();
        app.blacklist(&refresh).await.expect(200);
        app.refresh(&pair.refresh).await.expect_detail(401, "Token is blacklisted");
    }
}

/// What no claim should hold.
fn oddities() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e308),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(""),
        json!("\0"),
        json!("x".repeat(5000)),
        json!([]),
        json!([[]]),
        json!({}),
        json!({ "a": null }),
    ]
}

#[tokio::test]
async fn no_odd_claim_of_any_kind_is_answered_with_a_fault() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for claim in ["token_type", "exp", "iat", "nbf", "jti", "user_id", "sid", "aud", "iss", "sub", "other", ""] {
        for value in oddities() {
            let [access, refresh] = with(&app, claim, value.clone());
            for call in [
                app.me(&access),
                app.verify(&access),
                app.verify(&refresh),
                app.refresh(&refresh),
                app.blacklist(&refresh),
            ] {
                let status = call.await.status();
                assert!(status < 500, "{claim} = {value}: {status}");
            }
        }
    }
}
