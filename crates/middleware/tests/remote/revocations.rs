//! The revocation feed of an issuer.

use axum::Router;
use countersign::remote::{Revocations, WhenStale};
use countersign::testing::{Issuer, TestUser};
use countersign::token::Seconds;
use http::StatusCode;
use serde_json::json;

use crate::support::{Origin, app, ask, issuer, pass, until, until_soon};

const REFUSED: &str = r#"{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is blacklisted"}]}"#;

fn guarded(issuer: &Issuer, revocations: &Revocations) -> Router {
    app(&issuer.authenticator().with_revocations(revocations.clone()))
}

async fn is_in(app: &Router, user: &TestUser<'_>) -> bool {
    match ask(app, &user.bearer()).await {
        (200, _) => true,
        refused => {
            assert_eq!(refused, (401, REFUSED.to_owned()));
            false
        }
    }
}

/// The end of a session, long before anybody forgets it.
fn session(sid: &str) -> serde_json::Value {
    json!({ "seq": 1, "kind": "session", "session": sid, "until": 9_999_999_999_i64 })
}

#[tokio::test]
async fn a_session_that_ends_is_refused_with_the_servers_own_words() {
    let (origin, issuer) = (Origin::start().await, issuer("a"));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    let (phone, laptop) = (issuer.user("7").claim("sid", "phone"), issuer.user("7").claim("sid", "laptop"));
    assert!(is_in(&app, &phone).await && is_in(&app, &laptop).await);
    origin.revoke(session("phone"));
    until(async || !is_in(&app, &phone).await).await;
    assert!(is_in(&app, &laptop).await);
    assert_eq!((revocations.len(), revocations.is_empty()), (1, false));
}

#[tokio::test]
async fn what_was_revoked_before_is_known_once_it_is_loaded() {
    let (origin, issuer) = (Origin::start().await, issuer("a"));
    origin.edit(|script| script.page = 2);
    (0..5).for_each(|number| origin.revoke(session(&format!("s{number}"))));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    for number in 0..5 {
        assert!(!is_in(&app, &issuer.user("7").claim("sid", format!("s{number}"))).await);
    }
    assert!(origin.edit(|script| script.authorization.clone()).unwrap() == "Basic c2hvcDphJTIwc2VjcmV0");
}

#[tokio::test]
async fn a_mark_is_for_tokens_without_a_session_and_a_name_for_one_token() {
    let (origin, issuer) = (Origin::start().await, issuer("a"));
    let (now, until) = (1_750_000_000, 9_999_999_999_i64);
    origin.revoke(json!({ "seq": 1, "kind": "user", "user": "7", "before": now, "until": until }));
    origin.revoke(json!({ "seq": 2, "kind": "jti", "jti": "stolen", "until": until }));
    origin.revoke(json!({ "seq": 3, "kind": "kid", "kid": "a", "until": until }));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    let [seven, eight] = ["7", "8"].map(|id| issuer.user(id));
    for (user, is_good) in [
        (seven.clone(), false),
        (seven.clone().claim("iat", now - 1), false),
        (seven.clone().claim("iat", now + 1), true),
        (seven.clone().claim("sid", "phone"), true),
        (seven.clone().claim("sid", 5), false),
        (eight.clone(), true),
        (eight.clone().claim("jti", "stolen"), false),
        (eight.clone().claim("jti", "stolen").claim("sid", "phone"), false),
    ] {
        assert_eq!(is_in(&app, &user).await, is_good, "{user:?}");
    }
}

#[tokio::test]
async fn the_absence_of_the_issuer_changes_nothing_and_what_was_missed_is_caught_up() {
    let (mut origin, issuer) = (Origin::start().await, issuer("a"));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    let (phone, laptop) = (issuer.user("7").claim("sid", "phone"), issuer.user("7").claim("sid", "laptop"));
    origin.revoke(session("phone"));
    until(async || !is_in(&app, &phone).await).await;
    origin.stop().await;
    origin.revoke(session("laptop"));
    pass(3600).await;
    assert!(is_in(&app, &laptop).await && !is_in(&app, &phone).await);
    origin.come_back().await;
    until_soon(async || !is_in(&app, &laptop).await).await;
    assert!(origin.asked().last().unwrap().starts_with("/revocations/?since="), "{:?}", origin.asked());
    assert!(origin.asked().iter().any(|asked| asked.contains("since=1&epoch=one&wait=10")), "{:?}", origin.asked());
}

#[tokio::test]
async fn another_history_is_read_from_its_beginning_and_what_was_known_stays() {
    let (origin, issuer) = (Origin::start().await, issuer("a"));
    origin.revoke(session("phone"));
    origin.revoke(session("tablet"));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    // Restored, and gone on from there.
    origin.edit(|script| {
        script.epoch = "two".into();
        script.events = vec![session("phone"), session("laptop")];
    });
    until(async || revocations.len() == 3).await;
    for sid in ["phone", "tablet", "laptop"] {
        assert!(!is_in(&app, &issuer.user("7").claim("sid", sid)).await, "{sid}");
    }
    origin.revoke(session("watch"));
    until(async || !is_in(&app, &issuer.user("7").claim("sid", "watch")).await).await;
}

#[tokio::test]
async fn past_its_bound_nobody_is_let_in_where_that_is_asked_for() {
    let (mut origin, issuer) = (Origin::start().await, issuer("a"));
    let refuse = WhenStale::Refuse { max_staleness: Seconds::new(30) };
    let revocations = origin.feed().when_stale(refuse).follow();
    let app = guarded(&issuer, &revocations);
    let phone = issuer.user("7").claim("sid", "phone");
    assert_eq!(ask(&app, &phone.bearer()).await.0, 503, "nothing is known yet");
    revocations.loaded().await;
    assert!(is_in(&app, &phone).await);
    origin.stop().await;
    pass(31).await;
    assert_eq!(ask(&app, &phone.bearer()).await.0, 503);
    assert!(revocations.staleness().unwrap().as_secs() >= 31);
    origin.come_back().await;
    until_soon(async || ask(&app, &phone.bearer()).await.0 == 200).await;
}

#[tokio::test]
async fn what_is_no_feed_changes_nothing() {
    let (origin, issuer) = (Origin::start().await, issuer("a"));
    origin.revoke(session("phone"));
    let revocations = origin.follow();
    revocations.loaded().await;
    let app = guarded(&issuer, &revocations);
    for (status, text) in [(StatusCode::UNAUTHORIZED, "{}"), (StatusCode::FOUND, ""), (StatusCode::OK, "{}")] {
        let before = origin.asked().len();
        origin.edit(|script| script.instead = Some((status, text.to_owned())));
        until_soon(async || origin.asked().len() > before + 1).await;
        assert!(!is_in(&app, &issuer.user("7").claim("sid", "phone")).await);
        assert!(is_in(&app, &issuer.user("7").claim("sid", "laptop")).await);
    }
    origin.edit(|script| script.instead = None);
    origin.revoke(session("laptop"));
    until_soon(async || !is_in(&app, &issuer.user("7").claim("sid", "laptop")).await).await;
}

#[tokio::test]
async fn the_last_handle_ends_the_following() {
    let origin = Origin::start().await;
    let revocations = origin.follow();
    revocations.loaded().await;
    until(async || origin.asked_for("/revocations/?since=0&epoch=one&wait=10") == 1).await;
    let authenticator = issuer("a").authenticator().with_revocations(revocations.clone());
    drop(revocations);
    origin.revoke(session("one"));
    until(async || origin.asked_for("/revocations/?since=1&epoch=one&wait=10") == 1).await;
    drop(authenticator);
    tokio::task::yield_now().await;
    let before = origin.asked().len();
    origin.revoke(session("two"));
    pass(60).await;
    assert_eq!(origin.asked().len(), before);
}
