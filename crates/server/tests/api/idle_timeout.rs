//! `sessions.idle_timeout`: who does not come for so long is logged out.

use countersign_core::TokenClass;
use countersign_core::flows::flush_expired_tokens;

use crate::support::{Build, Device, TestApp, claims, seconds};

const OVER: &str = "Token is blacklisted";
/// As short as the settings allow beside access tokens of fifteen minutes.
const IDLE: u64 = 960;

fn idle() -> Build {
    TestApp::build().idle_timeout(IDLE)
}

/// Refused for good, listed nowhere, and no other session is touched.
async fn expect_idle(app: &TestApp, idle: &Device, detail: &str) {
    app.refresh(&idle.refresh).await.expect_detail(401, detail);
    app.verify(&idle.refresh).await.expect(if detail == OVER { 400 } else { 401 });
    app.me(&idle.access).await.expect_bearer_refused("Token is expired");
    let other = app.user("alice").login().await;
    assert!(other.sessions().await.iter().all(|session| session["id"] != idle.sid()));
    other.refresh().await.expect(200);
}

#[tokio::test]
async fn who_comes_in_time_stays_and_who_does_not_is_logged_out() {
    let app = idle().start().await;
    let mut alice = app.user("alice").login().await;
    for _ in 0..5 {
        app.clock.advance(seconds(IDLE - 1));
        assert!(app.user("alice").login().await.sessions().await.iter().any(|session| session["id"] == alice.sid()));
        alice = alice.with(alice.refresh().await.expect_pair());
    }
    app.clock.advance(seconds(IDLE));
    expect_idle(&app, &alice, "Token is expired").await;
}

#[tokio::test]
async fn a_refresh_token_says_that_it_ends_with_the_time_out() {
    let app = idle().start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(100));
    let next = alice.refresh().await.expect_pair();
    for token in [&alice.refresh, &next.refresh] {
        let claims = claims(token);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 960);
    }
    assert_eq!(alice.with(next).sessions().await[0]["expires_at"], "2026-01-31T00:00:00Z", "the absolute end");
}

#[tokio::test]
async fn a_session_that_ends_sooner_ends_then() {
    let app = idle().session_lifetime(1000).start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(900));
    let next = alice.refresh().await.expect_pair();
    assert_eq!(claims(&next.refresh)["exp"], app.now().unix() + 100);
}

#[tokio::test]
async fn a_shorter_time_out_counts_for_the_sessions_that_are_there() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let spent = alice.with(alice.refresh().await.expect_pair());
    let alice = alice.with(spent.refresh().await.expect_pair());
    app.clock.advance(seconds(IDLE));
    let strict = app.another_node_with(|build| build.idle_timeout(IDLE)).await;
    expect_idle(&strict, &alice, OVER).await;
    strict.refresh(&spent.refresh).await.expect_detail(401, OVER);
    strict.blacklist(&alice.refresh).await.expect_detail(401, OVER);
    alice.refresh().await.expect_pair();
}

#[tokio::test]
async fn without_rotation_each_refresh_counts() {
    for build in [idle().rotation_off(), idle().rotation_off().policy(|policy| policy.allow_list = true)] {
        let app = build.start().await;
        let alice = app.user("alice").login().await;
        assert_eq!(claims(&alice.refresh)["exp"], app.now().unix() + 86_400);
        for _ in 0..5 {
            app.clock.advance(seconds(IDLE - 1));
            alice.refresh().await.expect(200);
        }
        app.clock.advance(seconds(IDLE));
        expect_idle(&app, &alice, OVER).await;
    }
}

/// A refresh within a minute of a noted one is not written, and all that it gave is over in time.
#[tokio::test]
async fn without_rotation_a_session_is_over_a_minute_early_at_most_and_never_late() {
    let app = idle().rotation_off().start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(59));
    let access = alice.refresh().await.expect(200).json()["access"].as_str().unwrap().to_owned();
    app.clock.advance(seconds(899));
    app.me(&access).await.expect(200);
    app.clock.advance(seconds(1));
    app.me(&access).await.expect_bearer_refused("Token is expired");
    app.verify(&alice.refresh).await.expect(200);
    app.clock.advance(seconds(1));
    expect_idle(&app, &alice, OVER).await;
}

#[tokio::test]
async fn where_old_tokens_live_any_of_them_keeps_the_session() {
    let app = idle().blacklist_off().start().await;
    let first = app.user("alice").login().await;
    app.clock.advance(seconds(900));
    let second = first.with(first.refresh().await.expect_pair());
    app.clock.advance(seconds(60));
    first.refresh().await.expect_detail(401, "Token is expired");
    app.clock.advance(seconds(899));
    let third = second.with(second.refresh().await.expect_pair());
    app.clock.advance(seconds(IDLE));
    expect_idle(&app, &third, "Token is expired").await;
}

#[tokio::test]
async fn a_sliding_token_that_nobody_slides_is_over() {
    let tokens = countersign_token::TokenPolicy { sliding_lifetime: seconds(7200), ..Default::default() };
    let app = idle().tokens(tokens).start().await;
    app.user("alice").exists().await;
    let token = app.obtain_sliding("alice").await;
    app.clock.advance(seconds(IDLE - 1));
    let token = app.refresh_sliding(&token).await.expect(200).json()["token"].as_str().unwrap().to_owned();
    app.clock.advance(seconds(IDLE));
    app.refresh_sliding(&token).await.expect_detail(401, OVER);
    app.verify(&token).await.expect(400);
}

#[tokio::test]
async fn a_sliding_token_that_opens_the_api_is_never_over_before_it_expires() {
    let app = idle().policy(|policy| policy.auth_token_classes = vec![TokenClass::SlidingToken]);
    let app = app.policy(|policy| policy.allow_list = true).start().await;
    app.user("alice").exists().await;
    let mut token = app.obtain_sliding("alice").await;
    for _ in 0..10 {
        app.clock.advance(seconds(299));
        app.me(&token).await.expect(200);
        token = app.refresh_sliding(&token).await.expect(200).json()["token"].as_str().unwrap().to_owned();
    }
}

#[tokio::test]
async fn a_foreign_token_begins_its_session_when_it_comes() {
    let app = idle().start().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    app.clock.advance(seconds(3600));
    let pair = app.refresh(&foreign).await.expect_pair();
    assert_eq!(claims(&pair.refresh)["exp"], app.now().unix() + 960);
    app.clock.advance(seconds(IDLE));
    app.refresh(&foreign).await.expect_detail(401, OVER);
    app.refresh(&pair.refresh).await.expect_detail(401, "Token is expired");
}

/// It has no session, and so no last use: without rotation it lives to its own end, as it does where it was made.
#[tokio::test]
async fn a_foreign_token_without_a_session_is_never_idle() {
    let app = idle().rotation_off().start().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    app.clock.advance(seconds(3600));
    app.refresh(&foreign).await.expect(200);
}

#[tokio::test]
async fn the_row_of_an_idle_session_stays_as_long_as_its_tokens_could_come() {
    for (build, life) in [(idle(), IDLE), (idle().rotation_off(), 86_400)] {
        let app = build.start().await;
        let alice = app.user("alice").login().await;
        // An hour for clocks, an access token's life, and the minute in which no use is noted.
        app.clock.advance(seconds(life + 3600 + 900 + 60 - 1));
        assert_eq!(flush_expired_tokens(app.ctx(), &mut |_| {}).await.unwrap().sessions, 0);
        alice.refresh().await.expect_detail(401, "Token is expired");
        app.clock.advance(seconds(1));
        assert_eq!(flush_expired_tokens(app.ctx(), &mut |_| {}).await.unwrap().sessions, 1);
    }
}

#[tokio::test]
async fn beside_a_django_a_session_that_is_idle_here_is_refused_here() {
    let app = idle().blacklist_tables().rotation_off().start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(IDLE));
    alice.refresh().await.expect_detail(401, OVER);
    let rows = app.text("SELECT count(*) || '' FROM token_blacklist_blacklistedtoken").await;
    assert_eq!(rows, "0", "nothing is written for it");
}
