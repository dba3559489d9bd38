//! Deleting what has expired, between the requests of a server.

use countersign_core::TokenClass;
use countersign_core::flows::{Flushed, flush_expired_tokens, flush_own_tables};
use countersign_token::TokenPolicy;

use crate::support::{TestApp, seconds};

/// A day's refresh token, the hour for clocks, an access token's life, and a minute of uses that are not written.
const GONE: u64 = 86_400 + 3600 + 900 + 60;

async fn flush(app: &TestApp) -> Flushed {
    flush_expired_tokens(app.ctx(), &mut |_| {}).await.unwrap()
}

#[tokio::test]
async fn a_session_goes_when_nothing_of_it_can_be_used_any_more() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(GONE - 1));
    assert_eq!(flush(&app).await, Flushed::default());
    app.clock.advance(seconds(1));
    assert_eq!(flush(&app).await, Flushed { sessions: 1, ..Flushed::default() });
    alice.refresh().await.expect_detail(401, "Token is expired");
}

#[tokio::test]
async fn a_row_stays_for_the_longest_life_of_a_token_that_opens_the_api() {
    let untyped = TestApp::build().tokens(TokenPolicy { token_type_claim: None, ..TokenPolicy::default() });
    let sliding = TokenPolicy { sliding_lifetime: seconds(7200), ..TokenPolicy::default() };
    let sliding = TestApp::build()
        .tokens(sliding)
        .policy(|policy| policy.auth_token_classes = vec![TokenClass::AccessToken, TokenClass::SlidingToken]);
    // Where every token opens the API, the session's last one may be a minute younger than its row.
    for (build, longest) in [(untyped, 86_400 + 60), (sliding, 7200)] {
        let app = build.start().await;
        app.user("alice").login().await;
        app.clock.advance(seconds(GONE - 900 + longest - 1));
        assert_eq!(flush(&app).await, Flushed::default());
        app.clock.advance(seconds(1));
        assert_eq!(flush(&app).await.sessions, 1);
    }
}

#[tokio::test]
async fn a_session_that_is_refreshed_never_goes_while_it_lives() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").login().await;
    for _ in 0..29 {
        app.clock.advance(seconds(86_399));
        alice = alice.with(alice.refresh().await.expect_pair());
        assert_eq!(flush(&app).await, Flushed::default());
        alice.me().await.expect(200);
    }
}

#[tokio::test]
async fn a_replay_is_refused_as_before() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(86_300));
    let second = alice.with(alice.refresh().await.expect_pair());
    app.clock.advance(seconds(90));
    assert_eq!(flush(&app).await, Flushed::default());
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    second.expect_out().await;
}

#[tokio::test]
async fn an_adopted_token_is_not_adopted_again() {
    let app = TestApp::build().start().await;
    let user = app.user("alice").exists().await;
    let refresh = app.foreign_refresh(&user);
    app.refresh(&refresh).await.expect_pair();
    app.clock.advance(seconds(86_000));
    assert_eq!(flush(&app).await, Flushed::default());
    app.refresh(&refresh).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn a_revocation_goes_with_what_it_revokes_and_other_servers_follow_on() {
    let app = TestApp::new().await;
    let elsewhere = app.another_node().await;
    let (alice, bob) = (app.user("alice").login().await, app.user("bob").login().await);
    alice.logout().await.expect(200);
    elsewhere.follow().await;
    app.clock.advance(seconds(GONE));
    assert_eq!(
        flush(&app).await,
        Flushed { sessions: 2, revoked_tokens: 0, outstanding_tokens: 0, events: 1, web_sessions: 0 }
    );
    let carol = app.user("carol").login().await;
    carol.logout().await.expect(200);
    elsewhere.follow().await;
    elsewhere.me(&carol.access).await.expect_bearer_refused("Token is blacklisted");
    elsewhere.me(&bob.access).await.expect_bearer_refused("Token is expired");
}

#[tokio::test]
async fn progress_is_told_after_every_transaction() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        app.user("alice").login().await;
    }
    app.clock.advance(seconds(GONE));
    let mut told = Vec::new();
    let done = flush_expired_tokens(app.ctx(), &mut |so_far| told.push(so_far)).await.unwrap();
    assert_eq!((done.sessions, told.len(), told.last()), (3, 4, Some(&done)));
}

#[tokio::test]
async fn unasked_a_server_deletes_of_its_own_tables_alone() {
    let app = TestApp::new().await;
    app.user("alice").login().await;
    let expired =
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('old', '', '2001-01-01')";
    app.sql(expired).await;
    app.clock.advance(seconds(GONE));
    assert_eq!(flush_own_tables(app.ctx()).await.unwrap(), Some(Flushed { sessions: 1, ..Flushed::default() }));
    assert_eq!(flush(&app).await, Flushed { web_sessions: 1, ..Flushed::default() });
}
