//! Keys of a JWK set's address.

use countersign::Authenticator;
use countersign::testing::Issuer;
use http::StatusCode;

use crate::support::{Origin, app, ask, issuer, pass, until, until_soon};

const INVALID: &str = "Token is invalid";

/// An application that trusts whatever keys the origin publishes, at the issuer's time.
fn trusting(keys: countersign::remote::RemoteKeys, issuer: &Issuer) -> axum::Router {
    app(&Authenticator::from_remote_keys(keys).with_clock(issuer.clock().clone()))
}

#[tokio::test]
async fn a_token_is_verified_with_the_keys_that_are_published() {
    let (origin, alice) = (Origin::start().await, issuer("a"));
    origin.publish(&[alice.key()]);
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &alice);
    assert_eq!(ask(&app, &alice.user("7").bearer()).await, (200, "7".to_owned()));
    let (status, body) = ask(&app, &issuer("a").user("7").bearer()).await;
    assert!(status == 401 && body.contains(INVALID), "{body}");
}

#[tokio::test]
async fn before_the_issuer_has_answered_a_token_is_a_503() {
    let (mut origin, alice) = (Origin::start().await, issuer("a"));
    origin.publish(&[alice.key()]);
    origin.stop().await;
    let app = trusting(origin.keys(), &alice);
    assert_eq!(ask(&app, &alice.user("7").bearer()).await.0, 503);
    assert_eq!(ask(&app, "").await.0, 401);
    origin.come_back().await;
    until_soon(async || ask(&app, &alice.user("7").bearer()).await.0 == 200).await;
}

#[tokio::test]
async fn the_absence_of_the_issuer_changes_nothing() {
    let (mut origin, alice) = (Origin::start().await, issuer("a"));
    origin.publish(&[alice.key()]);
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &alice);
    origin.stop().await;
    for _ in 0..3 {
        pass(24 * 60 * 60).await;
        assert_eq!(ask(&app, &alice.user("7").bearer()).await.0, 200);
    }
}

#[tokio::test]
async fn a_new_key_is_learnt_from_the_first_token_that_names_it() {
    let (origin, old, new) = (Origin::start().await, issuer("old"), issuer("new"));
    origin.publish(&[old.key()]);
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &old);
    origin.publish(&[old.key(), new.key()]);
    assert_eq!(ask(&app, &new.user("7").bearer()).await.0, 401, "it was fetched a moment ago");
    pass(10).await;
    assert_eq!(ask(&app, &new.user("7").bearer()).await.0, 200);
    assert_eq!(ask(&app, &old.user("7").bearer()).await.0, 200);
}

#[tokio::test]
async fn for_keys_that_nobody_knows_the_set_is_fetched_once() {
    let (origin, alice, forger) = (Origin::start().await, issuer("a"), issuer("forged"));
    origin.publish(&[alice.key()]);
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &alice);
    pass(10).await;
    let forgery = forger.user("7").bearer();
    let asking = (0..50).map(|_| {
        let (app, forgery) = (app.clone(), forgery.clone());
        tokio::spawn(async move { ask(&app, &forgery).await.0 })
    });
    for asked in asking.collect::<Vec<_>>() {
        assert_eq!(asked.await.unwrap(), 401);
    }
    assert_eq!(origin.asked_for("/jwks.json"), 2);
}

#[tokio::test]
async fn a_set_is_kept_as_long_as_its_answer_says() {
    let (origin, old, new) = (Origin::start().await, issuer("old"), issuer("new"));
    origin.publish(&[old.key()]);
    origin.edit(|script| script.cache_control = Some("public, max-age=60"));
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &old);
    origin.publish(&[new.key()]);
    pass(59).await;
    assert_eq!(ask(&app, &old.user("7").bearer()).await.0, 200);
    pass(2).await;
    until(async || ask(&app, &old.user("7").bearer()).await.0 == 401).await;
    assert_eq!(ask(&app, &new.user("7").bearer()).await.0, 200);
}

#[tokio::test]
async fn what_is_no_set_takes_the_place_of_none() {
    let (origin, alice) = (Origin::start().await, issuer("a"));
    origin.publish(&[alice.key()]);
    let keys = origin.keys();
    keys.loaded().await;
    let app = trusting(keys, &alice);
    for (status, text) in [
        (StatusCode::FOUND, String::new()),
        (StatusCode::INTERNAL_SERVER_ERROR, String::new()),
        (StatusCode::OK, "<html>".to_owned()),
        (StatusCode::OK, format!("{{\"keys\":[],\"pad\":\"{}\"}}", "x".repeat(300_000))),
    ] {
        let before = origin.asked().len();
        origin.edit(|script| script.instead = Some((status, text)));
        pass(60 * 60).await;
        until_soon(async || origin.asked().len() > before + 1).await;
        assert_eq!(ask(&app, &alice.user("7").bearer()).await.0, 200, "{status}");
    }
    assert_eq!(origin.asked_for("/elsewhere"), 0);
}
